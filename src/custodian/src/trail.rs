//! The audit trail on this device: entries are sealed to the facility's audit key, chained, and written in the same batch as
//! what they tell of.

use access::audit::{Act, Chain, Event, Happened, Head, Outcome, Verdict, Verifier};
use access::{Moment, Roles};
use store::{Batch, Direction, Durability, Range, Store, StoreError, Table};

use crate::custodian::Custodian;
use crate::failure::{Tell as _, Told as _};
use crate::protocol::Failure;
use crate::rows;
use crate::surroundings::Surroundings;

/// Entries read at a time.
const AT_ONCE: usize = 1_024;

impl<S: Store, W: Surroundings> Custodian<S, W> {
    /// The time as the trail keeps it.
    pub(crate) fn moment(&self) -> Moment {
        let now = self.world.now();
        Moment {
            milliseconds: now.millis,
            offset_minutes: now.offset_minutes,
        }
    }

    /// An entry on whoever has unlocked.
    pub(crate) fn event(&self, act: Act) -> Result<Event, Failure> {
        let session = self.session()?;
        let user = access::UserId(session.user().0);
        let device = access::DeviceId(session.hand.device.0);
        Ok(Event::new(act, self.moment(), user, session.roles, device))
    }

    /// An entry that something happened to the program, by whoever has unlocked.
    pub(crate) fn happened(&self, happened: Happened) -> Result<Event, Failure> {
        self.event(Act::Happened(happened))
    }

    /// Adds an entry to a batch. The chain moves on here and is put back where the batch fails.
    pub(crate) fn put_audit(&mut self, batch: &mut Batch, event: &Event) -> Result<(), Failure> {
        let founded = self.founded()?.clone();
        let chain = self
            .audit
            .unwrap_or_else(|| Chain::begin(founded.audit_device()));
        let place = chain.next();
        let mut rng = self.world.rng();
        let sealed = founded
            .audit
            .seal(&self.places()?.audit(place), &event.to_bytes(), &mut rng)
            .told()?;
        let (row, after) = chain.append(&sealed);
        let key = (founded.audit_offset() + place.sequence).to_be_bytes();
        batch.must_be_absent(Table::Audit, key);
        batch.put(Table::Audit, key, row.to_bytes());
        self.audit = Some(after);
        let head = postcard::to_stdvec(&after.head()).unwrap_or_default();
        batch.put(Table::Meta, rows::AUDIT_END, head);
        Ok(())
    }

    /// Writes entries by themselves.
    pub(crate) async fn record_events(&mut self, events: &[Event]) -> Result<(), Failure> {
        loop {
            let before = self.audit;
            let mut batch = Batch::new();
            for event in events {
                self.put_audit(&mut batch, event)?;
            }
            if let Some(hand) = self.session.as_ref().map(|session| session.hand)
                && let Err(failure) = self.put_end(&mut batch, hand, self.arrivals)
            {
                self.audit = before;
                return Err(failure);
            }
            let Err(error) = self.try_write(batch, Durability::Strict).await else {
                return Ok(());
            };
            self.audit = before;
            if !self.trail_went_on(&error).await? {
                return Err(error.tell());
            }
        }
    }

    /// Whether a batch failed because somebody tried to unlock in another tab meanwhile: then the trail's end is read anew,
    /// and the batch is worth another try.
    pub(crate) async fn trail_went_on(&mut self, error: &StoreError) -> Result<bool, Failure> {
        if !matches!(
            error,
            StoreError::Occupied {
                table: Table::Audit,
                ..
            }
        ) {
            return Ok(false);
        }
        let end = self.audit_end(self.founded()?).await?;
        let went_on = self
            .audit
            .is_none_or(|known| end.head().length > known.head().length);
        self.audit = Some(end);
        Ok(went_on)
    }

    /// Tells that somebody tried to unlock and could not.
    pub(crate) async fn record_failed_unlock(
        &mut self,
        member: Option<vault::MemberId>,
    ) -> Result<(), Failure> {
        let founded = self.founded()?;
        let device = founded.audit_device();
        let user = access::UserId(member.map_or([0; 16], |member| member.0));
        let mut event = Event::new(
            Act::Happened(Happened::UnlockFailed),
            self.moment(),
            user,
            Roles::NONE,
            device,
        );
        event.outcome = Outcome::Failed.into();
        self.record_events(&[event]).await
    }

    /// Verifies the whole trail: the chains of the stores that this one was restored from, and its own. One of them has to
    /// pass through the end that was sealed by whoever last unlocked; its own goes on to the end in the clear.
    pub(crate) async fn verify_trail(&self) -> Result<Verdict, Failure> {
        let founded = self.founded()?;
        let own = self
            .audit
            .unwrap_or_else(|| Chain::begin(founded.audit_device()))
            .head();
        let witness = self.end().await?.map(|end| end.audit);
        let named = |device| founded.before.iter().any(|head| head.device == device);
        let (mut faults, mut from) = (Vec::new(), 0);
        for head in founded.before.iter().copied().chain([own]) {
            let mut verifier = Verifier::new(head);
            let last = head.device == own.device;
            let about =
                |witness: &Head| witness.device == head.device || (last && !named(witness.device));
            if let Some(witness) = witness.filter(about) {
                verifier = verifier.witness(witness);
            }
            let until = (!last).then(|| from + head.length);
            self.read_rows_between(from, until, |row| verifier.row(row))
                .await?;
            if let Verdict::Broken(found) = verifier.finish() {
                faults.extend(found);
            }
            from += head.length;
        }
        if faults.is_empty() {
            return Ok(Verdict::Sound(own));
        }
        Ok(Verdict::Broken(faults))
    }

    /// Reads entries by their numbers, a thousand at a time.
    async fn read_rows_between(
        &self,
        from: u64,
        until: Option<u64>,
        mut take: impl FnMut(&[u8]),
    ) -> Result<(), Failure> {
        let low = from.checked_sub(1).map(u64::to_be_bytes);
        let mut range = match (low, until) {
            (None, None) => Range::all(),
            (None, Some(until)) => Range::before(until.to_be_bytes()),
            (Some(low), None) => Range::after(low),
            (Some(_), Some(until)) => Range::between(from.to_be_bytes(), until.to_be_bytes()),
        };
        loop {
            let rows = self
                .store
                .range(Table::Audit, &range, Some(AT_ONCE), Direction::Forward)
                .await
                .told()?;
            for row in &rows {
                take(&row.value);
            }
            match rows.last() {
                Some(last) if rows.len() == AT_ONCE => {
                    range = range.resumed_after(last.key.clone());
                }
                _ => return Ok(()),
            }
        }
    }
}
