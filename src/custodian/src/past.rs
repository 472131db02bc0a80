//! Who changed what, and taking it back: read out of the operations, written as new ones.

use access::{Action, RecordKind};
use records::{EntryId, Kind, OpId, RecordId, UserId};
use store::Store;

use crate::commit::{Act as Doing, What, Work};
use crate::custodian::Custodian;
use crate::failure::Told as _;
use crate::protocol::{Failure, FieldChange, RecordName, RecordSort, Undone};
use crate::rights::Asking;
use crate::surroundings::Surroundings;

impl RecordName {
    pub(crate) const fn kind(self) -> Kind {
        match self.sort {
            RecordSort::Facility => Kind::Facility,
            RecordSort::Patient => Kind::Patient,
            RecordSort::Encounter => Kind::Encounter,
        }
    }

    pub(crate) const fn record(self) -> RecordId {
        RecordId(self.id)
    }

    const fn protects(self) -> RecordKind {
        match self.sort {
            RecordSort::Facility => RecordKind::Facility,
            RecordSort::Patient => RecordKind::Patient,
            RecordSort::Encounter => RecordKind::Encounter,
        }
    }
}

impl<S: Store, W: Surroundings> Custodian<S, W> {
    /// Every change of a record, at a place or below it, the latest first.
    ///
    /// # Errors
    /// Where whoever has unlocked may not read it, or the store can't be read.
    pub async fn history(
        &mut self,
        of: RecordName,
        place: &str,
    ) -> Result<Vec<FieldChange>, Failure> {
        let on = (of.kind(), of.record());
        let event = self.demand_on(on, Action::Read, of.protects(), "").await?;
        self.record_events(&[event]).await?;
        let entries = self.log(of.kind(), of.record()).await?.history(place);
        let session = self.session()?;
        let who = |user: UserId| {
            let member = session.facility.members.get(&EntryId(user.0));
            member.map_or_else(String::new, |member| member.name.clone())
        };
        let changes = entries.into_iter().rev().map(|entry| FieldChange {
            field: entry.field.as_str().to_owned(),
            who: who(entry.author),
            at: entry.stamp.millis,
            from: entry.from.iter().map(records::Value::in_words).collect(),
            to: entry.to.in_words(),
            reason: entry.reason,
            undoing: entry.undoing,
            stands: entry.stands,
        });
        Ok(changes.collect())
    }

    /// Takes one's last act on a record back, or brings back what one took back.
    ///
    /// # Errors
    /// Where there is nothing, or somebody has changed it since; or whoever has unlocked may not.
    pub async fn take_back(
        &mut self,
        of: RecordName,
        place: &str,
        again: bool,
    ) -> Result<Undone, Failure> {
        // What is taken back is one's own act.
        let asking = Asking {
            own: true,
            ..Asking::to((of.kind(), of.record()), Action::Edit, of.protects())
        };
        let event = self.demand_as(&asking, "").await?;
        if of.kind() == Kind::Patient {
            self.keep_patients_up()?;
            self.stands_for_itself(of.record())?;
        }
        let user = self.session()?.user();
        let log = self.log(of.kind(), of.record()).await?;
        let act = if again {
            log.redoable(user, place)
        } else {
            log.undoable(user, place)
        };
        let act: OpId = act
            .map(|act| act.id)
            .ok_or(records::CannotUndo::Nothing)
            .told()?;
        if of.kind() == Kind::Encounter
            && log.operation(act).is_some_and(|act| {
                let mut changes = act.operation.changes.iter();
                changes.any(|change| change.field.as_str().starts_with("cases/"))
            })
        {
            return Err(Failure::new(
                "Nothing was taken back.",
                "The last change was made to a coding case: steps of a case, final ones too, are not undone from outside.",
                "coding case",
                "Open the case and undo there, or take its next step.",
            ));
        }
        let reversal = log.reversal(act).told()?;
        if of.kind() == Kind::Patient {
            crate::patients::may_take_back(&reversal)?;
        }
        let paths = |fields: &[records::Field]| {
            fields
                .iter()
                .map(|field| field.as_str().to_owned())
                .collect()
        };
        let undone = Undone {
            fields: reversal
                .changes
                .iter()
                .flatten()
                .map(|change| change.field.as_str().to_owned())
                .collect(),
            left: paths(&reversal.left),
        };
        let work = Work {
            acts: vec![Doing {
                kind: of.kind(),
                record: of.record(),
                what: What::Undo(reversal),
                reason: String::new(),
            }],
            audit: vec![event],
            ..Work::default()
        };
        self.commit(work).await?;
        if of.kind() == Kind::Facility {
            let log = self.log(Kind::Facility, of.record()).await?.clone();
            self.take_facility(&log)?;
        }
        Ok(undone)
    }
}
