//! Somebody leaves: their way in is taken away, everything from then on is sealed by keys they never had, and what they did
//! stays theirs. What they opened before can't be taken back, and whoever was a reviewer keeps the key that reads the trail:
//! it outlives epochs, for entries are sealed to it also while nobody has unlocked.

use access::audit::Happened;
use access::{Action, RecordKind};
use records::model::Facility;
use records::{EntryId, Kind};
use store::{Batch, Store, Table};
use vault::{Envelope, MemberId};

use crate::commit::Work;
use crate::custodian::Custodian;
use crate::failure::Told as _;
use crate::people::somebody_administers;
use crate::protocol::{Failure, People};
use crate::rows;
use crate::surroundings::Surroundings;

impl<S: Store, W: Surroundings> Custodian<S, W> {
    /// Ends a person's work here. Their envelope, keys and device are taken out of the store, and a new epoch begins.
    ///
    /// # Errors
    /// Where whoever has unlocked may not, or is the one who leaves; or nobody would be left who may take people in.
    pub async fn end_member(&mut self, user: [u8; 16], reason: &str) -> Result<People, Failure> {
        self.end_member_as(user, reason, None).await
    }

    /// As [`Custodian::end_member`]; the new epoch has the number that the server gave to nobody else.
    pub(crate) async fn end_member_as(
        &mut self,
        user: [u8; 16],
        reason: &str,
        number: Option<u32>,
    ) -> Result<People, Failure> {
        if self.demand(Action::Administer, RecordKind::User).is_err() {
            self.demand(Action::Retire, RecordKind::User)?;
        }
        let me = self.session()?.user();
        let today = self.civil_now().map(|now| now.date_naive());
        let before = self.session()?.facility.clone();
        let mut after: Facility = before.clone();
        let member = after
            .members
            .get_mut(&EntryId(user))
            .filter(|member| member.until.is_none());
        let Some(member) = member else {
            return Err(Failure::new(
                "Nobody's work was ended.",
                "Nobody of that account works here any more.",
                "people",
                "Look at the list of people again.",
            ));
        };
        member.until = today;
        somebody_administers(&after)?;
        if me.0 == user {
            return Err(Failure::new(
                "You can't end your own work here.",
                "Whoever remains makes the new keys, and must never have shared them with whoever leaves.",
                "people",
                "Have another supervisor do it.",
            ));
        }
        let record = self.session()?.facility_record();
        let changes = self
            .log(Kind::Facility, record)
            .await?
            .state()
            .changes(&before, &after);
        let leaver = MemberId(user);
        let work = Work {
            audit: vec![
                self.happened(Happened::RolesChanged)?,
                self.happened(Happened::KeyChanged)?,
            ],
            rows: self.ways_in_of(leaver).await?,
            ..Work::change(Kind::Facility, record, changes, reason)
        };
        let members = self.session()?.keyring.members();
        let present = members
            .get(&leaver)
            .is_some_and(|standing| standing.left.is_none());
        if present {
            self.begin_epoch(&[leaver], number, work).await?;
        } else {
            self.commit(work).await?;
        }
        self.session_mut()?.set_facility(after);
        self.people()
    }

    /// Takes out the ways in of those whose work another device has ended.
    pub(crate) async fn drop_ended_members(&mut self) -> Result<(), Failure> {
        let session = self.session()?;
        let me = session.user();
        let members = session.facility.members.iter();
        let ended: Vec<MemberId> = members
            .filter(|(member, of)| of.until.is_some() && member.0 != me.0)
            .map(|(member, _)| MemberId(member.0))
            // Both have to say so: a record that says it and no keys that do is somebody's word alone.
            .filter(|member| {
                let standing = session.keyring.members().get(member);
                standing.is_none_or(|of| of.left.is_some())
            })
            .collect();
        for member in ended {
            let here = self.store.read(Table::Keys, &rows::grant_key(member)).await;
            if here.told()?.is_some() {
                let batch = self.ways_in_of(member).await?;
                self.write_brought(batch).await?;
            }
        }
        Ok(())
    }

    /// Takes a person's rows out. Where their operations end stays known, and with which key they signed.
    async fn ways_in_of(&self, member: MemberId) -> Result<Batch, Failure> {
        let mut batch = Batch::new();
        for row in self.rows(Table::Keys, rows::MEMBERS).await? {
            let theirs =
                Envelope::parse(&row.value).is_ok_and(|envelope| envelope.member() == member);
            if theirs {
                batch.delete(Table::Keys, row.key);
            }
        }
        for row in self.rows(Table::Keys, &rows::offers_of(member)).await? {
            batch.delete(Table::Keys, row.key);
        }
        batch.delete(Table::Keys, rows::grant_key(member));
        batch.delete(Table::Keys, rows::audit_grant_key(member));
        batch.delete(Table::Keys, rows::device_key(member));
        Ok(batch)
    }
}
