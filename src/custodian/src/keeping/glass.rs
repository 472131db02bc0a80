//! Broken glass: a record opened in an emergency, for a time, with a reason, and looked at afterwards by a reviewer
//! (45 CFR 164.312(a)(2)(ii)).
//!
//! What counts stands in the trail. Glasses that wait for a review are also kept in the store's end, so that a reviewer is
//! told of them at unlocking without the whole trail being opened.

use access::audit::{self, Act, Event, Happened, Row, Stored, Why};
use access::{Action, Past, RecordKind, Relation, Roles};
use records::{Kind, RecordId, UserId};
use serde::{Deserialize, Serialize};
use store::{Store, Table};

use super::shown::count;
use crate::custodian::Custodian;
use crate::failure::Told as _;
use crate::protocol::{Breaking, EntryName, Failure, GlassView};
use crate::rights::{Asking, reason};
use crate::surroundings::Surroundings;

/// A glass that was broken and that nobody has reviewed yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Glass {
    /// The entry of the trail that says so.
    pub(crate) place: audit::Place,
    /// By whom.
    pub(crate) user: UserId,
    /// For which record.
    pub(crate) record: RecordId,
    /// When, milliseconds since 1970.
    pub(crate) broken: i64,
    /// Until when it stays open.
    pub(crate) until: i64,
    /// When it was closed, by hand or because its time ran out.
    pub(crate) closed: Option<i64>,
    /// Whether a reviewer has been told.
    pub(crate) told: bool,
}

impl Glass {
    /// Whether the record can be read through it. A clock that was put back opens nothing again.
    pub(crate) const fn is_open(&self, now: i64) -> bool {
        self.closed.is_none() && self.broken <= now && now < self.until
    }

    const fn name(&self) -> EntryName {
        EntryName {
            store: self.place.device.0,
            entry: self.place.sequence,
        }
    }
}

impl<S: Store, W: Surroundings> Custodian<S, W> {
    /// Breaks the glass for one record: it can be read, and nothing else, until the time runs out.
    ///
    /// # Errors
    /// Where the role has no emergency access to it, no reason is given, or the time is longer than the rules allow.
    pub async fn break_glass(&mut self, breaking: &Breaking) -> Result<GlassView, Failure> {
        let (of, record) = (breaking.of, breaking.of.record());
        if self.session()?.catalogue.get(record).is_none() {
            return Err(no_record());
        }
        let why = Why::ALL
            .iter()
            .copied()
            .find(|why| why.words() == breaking.why)
            .unwrap_or(Why::Other);
        let allowed = self.session()?.rules().glass_minutes;
        let minutes = match breaking.minutes {
            0 => allowed,
            minutes if minutes <= allowed => minutes,
            _ => return Err(too_long(allowed)),
        };
        let on = (of.kind(), record);
        let kind = self.kind_of(record);
        let mut event = self
            .demand_on(on, Action::BreakGlass, kind, &breaking.reason)
            .await?;
        event.act = Act::Happened(Happened::GlassBroken).into();
        event.reason = Some(reason(why, &breaking.reason)?);
        event.count = u32::from(minutes);
        let broken = event.at.milliseconds;
        let chain = self.audit.ok_or_else(no_record)?;
        let glass = Glass {
            place: chain.next(),
            user: self.session()?.user(),
            record,
            broken,
            until: broken + i64::from(minutes) * 60_000,
            closed: None,
            told: false,
        };
        let before = self.session()?.glasses.clone();
        self.session_mut()?.glasses.push(glass);
        self.write_glass_event(event, before).await?;
        // Somebody tried to unlock in another tab meanwhile: the entry stands one further on.
        let place = self.audit.map(|chain| chain.head().length - 1);
        if let Some(glass) = self.session_mut()?.glasses.last_mut()
            && let Some(sequence) = place.filter(|sequence| *sequence != glass.place.sequence)
        {
            glass.place.sequence = sequence;
            self.record_events(&[]).await?;
        }
        let glass = self.session()?.glasses.last().cloned();
        let glass = glass.ok_or_else(no_record)?;
        let mut view = self.view_glass(&glass);
        breaking.reason.trim().clone_into(&mut view.reason);
        Ok(view)
    }

    /// Somebody was let in by the facility's escrow: that waits for a review like a broken glass. Its entry is the first of
    /// the next batch.
    pub(crate) fn broke_in_by_escrow(&mut self) -> Result<(), Failure> {
        let (now, record) = (self.world.now().millis, self.session()?.facility_record());
        let founded = self.founded()?;
        let chain = self
            .audit
            .unwrap_or_else(|| audit::Chain::begin(founded.audit_device()));
        let glass = Glass {
            place: chain.next(),
            user: self.session()?.user(),
            record,
            broken: now,
            until: now,
            closed: Some(now),
            told: false,
        };
        self.session_mut()?.glasses.push(glass);
        Ok(())
    }

    /// Closes one's own glass before its time runs out.
    ///
    /// # Errors
    /// Where there is none that is open.
    pub async fn close_glass(&mut self, record: [u8; 16]) -> Result<(), Failure> {
        let (now, user) = (self.world.now().millis, self.session()?.user());
        let before = self.session()?.glasses.clone();
        let mut glasses = self.session_mut()?.glasses.iter_mut();
        let glass = glasses
            .find(|glass| glass.user == user && glass.record.0 == record && glass.is_open(now))
            .ok_or_else(|| {
                Failure::new(
                    "There is no broken glass to close.",
                    "It was closed already, its time ran out, or somebody else broke it.",
                    "broken glass",
                    "Nothing is left to do.",
                )
            })?;
        glass.closed = Some(now);
        let (place, record) = (glass.place, glass.record);
        let kind = self.kind_of(record);
        let mut event = self.event(Act::Happened(Happened::GlassClosed))?;
        event = event.on(kind, access::RecordId(record.0), Relation::BreakGlass);
        event.about = Some(place);
        self.write_glass_event(event, before).await
    }

    /// Closes every glass whose time has run out. Nothing could be read through them since.
    pub(crate) async fn close_run_out_glasses(&mut self) -> Result<(), Failure> {
        let Some(session) = &self.session else {
            return Ok(());
        };
        // An entry would make a backup void that is being written.
        if self.files.out.is_some() || session.glasses.iter().all(|glass| glass.closed.is_some()) {
            return Ok(());
        }
        let now = self.world.now().millis;
        let before = session.glasses.clone();
        let (moment, device) = (self.moment(), access::DeviceId(session.hand.device.0));
        let mut events = Vec::new();
        for glass in &mut self.session_mut()?.glasses {
            if glass.closed.is_none() && now >= glass.until {
                glass.closed = Some(glass.until);
                let act = Act::Happened(Happened::GlassClosed);
                let user = access::UserId(glass.user.0);
                let mut event = Event::new(act, moment, user, Roles::NONE, device);
                event.record = Some(access::RecordId(glass.record.0));
                event.about = Some(glass.place);
                events.push(event);
            }
        }
        if events.is_empty() {
            return Ok(());
        }
        let written = self.record_events(&events).await;
        if written.is_err() {
            self.session_mut()?.glasses = before;
        }
        written
    }

    /// Entries that the reviewer who unlocks is told of glasses that nobody told them of yet.
    pub(crate) fn tell_of_glasses(&mut self) -> Result<Vec<Event>, Failure> {
        if !self.may_review() {
            return Ok(Vec::new());
        }
        let user = self.session()?.user();
        let mut events = Vec::new();
        for place in 0..self.session()?.glasses.len() {
            let glass = &self.session()?.glasses[place];
            if glass.told || glass.user == user {
                continue;
            }
            let (about, record) = (glass.place, glass.record);
            let mut event = self.happened(Happened::GlassNotice)?;
            event.record = Some(access::RecordId(record.0));
            event.about = Some(about);
            events.push(event);
            self.session_mut()?.glasses[place].told = true;
        }
        Ok(events)
    }

    /// Whether whoever has unlocked judges the trail, and has the key to read it.
    pub(crate) fn may_review(&self) -> bool {
        self.session()
            .is_ok_and(|session| session.audit_key.is_some())
            && self
                .demand(Action::ReviewAudit, RecordKind::AuditTrail)
                .is_ok()
    }

    /// What a reviewer is shown at unlocking; nothing for anybody else.
    pub(crate) async fn glasses_for_reviewer(&self) -> Result<Vec<GlassView>, Failure> {
        if self.may_review() {
            self.glasses().await
        } else {
            Ok(Vec::new())
        }
    }

    /// One's own glasses, and for a reviewer all of them, the latest first.
    ///
    /// # Errors
    /// Where nobody has unlocked, or the store can't be read.
    pub async fn glasses(&self) -> Result<Vec<GlassView>, Failure> {
        let (session, reviews) = (self.session()?, self.may_review());
        let user = session.user();
        let mut views = Vec::new();
        for glass in session.glasses.iter().rev() {
            if glass.user != user && !reviews {
                continue;
            }
            let mut view = self.view_glass(glass);
            if reviews {
                view.reason = self.reason_of(glass.place).await?;
            }
            views.push(view);
        }
        Ok(views)
    }

    fn view_glass(&self, glass: &Glass) -> GlassView {
        let now = self.world.now().millis;
        let session = self.session().ok();
        let waits = now.saturating_sub(glass.broken) / 3_600_000;
        GlassView {
            glass: glass.name(),
            who: session.map_or_else(String::new, |session| session.name_of(glass.user)),
            mine: session.is_some_and(|session| session.user() == glass.user),
            record: glass.record.0,
            record_name: self.record_name(glass.record),
            broken: self.shown_time(glass.broken),
            until: self.shown_time(glass.closed.unwrap_or(glass.until)),
            open: glass.is_open(now),
            reason: String::new(),
            waits_hours: u32::try_from(waits).unwrap_or(0),
        }
    }

    /// The reason an entry of the trail holds.
    async fn reason_of(&self, place: audit::Place) -> Result<String, Failure> {
        let Some(number) = self.founded()?.number_of(place) else {
            return Ok(String::new());
        };
        let row = self
            .store
            .read(Table::Audit, &number.to_be_bytes())
            .await
            .told()?;
        let event = row.and_then(|row| self.open_entry(&Row::read(&row).ok()?).ok());
        Ok(match event {
            Some(Stored::Event(event)) => said(&event),
            _ => String::new(),
        })
    }

    /// Reviews a broken glass, by somebody else than who broke it, or as a self-review where one person does everything.
    ///
    /// # Errors
    /// Where whoever has unlocked may not, the glass is still open, or nothing is noted.
    pub async fn review_glass(&mut self, name: EntryName, note: &str) -> Result<(), Failure> {
        let glasses = &self.session()?.glasses;
        let glass = glasses.iter().find(|glass| glass.name() == name).cloned();
        let glass = glass.ok_or_else(|| {
            Failure::new(
                "There is nothing to review.",
                "The broken glass was reviewed already.",
                "broken glass",
                "Look at the list again.",
            )
        })?;
        let note = note.trim();
        if note.is_empty() {
            return Err(Failure::new(
                "A note is needed.",
                "A review says what was looked at and what it came to.",
                "note",
                "Say it in a few words, without a patient's name or number.",
            ));
        }
        if glass.is_open(self.world.now().millis) {
            return Err(Failure::new(
                "The glass is still open.",
                "What is read through it until it closes belongs to the review.",
                "broken glass",
                "Review it when its time has run out.",
            ));
        }
        let record = self.session()?.facility_record();
        let past = [Past::ActsOf(vec![access::UserId(glass.user.0)])];
        let asking = Asking {
            past: &past,
            ..Asking::to(
                (Kind::Facility, record),
                Action::ReviewAudit,
                RecordKind::AuditTrail,
            )
        };
        let own = self.session()?.user() == glass.user;
        let mut event = self.demand_as(&asking, note).await?;
        event.record = Some(access::RecordId(glass.record.0));
        event.about = Some(glass.place);
        if !own {
            event.reason = Some(reason(Why::Oversight, note)?);
        }
        let before = self.session()?.glasses.clone();
        self.session_mut()?
            .glasses
            .retain(|other| other.place != glass.place);
        self.write_glass_event(event, before).await
    }

    /// Writes an entry together with the list of glasses; where that fails, the list is as before.
    async fn write_glass_event(&mut self, event: Event, before: Vec<Glass>) -> Result<(), Failure> {
        let written = self.record_events(&[event]).await;
        if written.is_err() {
            self.session_mut()?.glasses = before;
        }
        written
    }
}

/// Why, as an entry says it.
pub(crate) fn said(event: &Event) -> String {
    event
        .reason
        .as_ref()
        .map_or_else(String::new, |reason| match reason.text() {
            "" => reason.why().to_string(),
            text => format!("{}: {text}", reason.why()),
        })
}

fn no_record() -> Failure {
    Failure::new(
        "There is no such record here.",
        "The glass is broken for one record that is on this device.",
        "record",
        "Search for it first.",
    )
}

fn too_long(allowed: u16) -> Failure {
    Failure::new(
        "The glass is not broken for so long.",
        format!(
            "The facility's rules allow {}.",
            count(u64::from(allowed), "minute", "minutes")
        ),
        "minutes",
        "Ask for less; it can be broken again.",
    )
}
