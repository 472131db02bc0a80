//! Opening a case, and what every act on one begins and ends with.

use std::sync::Arc;

use access::audit::Event;
use access::{Action, RecordKind};
use records::model::{CodingCase, Encounter, Patient};
use records::{EntryId, Kind, Log, OpId, RecordId};
use store::Store;

use crate::custodian::Custodian;
use crate::protocol::{CaseName, CaseView, Failure};
use crate::surroundings::Surroundings;

/// An encounter with its patient and the case that was asked for.
pub(super) struct Read {
    pub(super) stay: Arc<Encounter>,
    pub(super) patient: Patient,
    /// The case's id; a new one where the encounter has none.
    pub(super) id: EntryId,
    /// Whether it is new.
    pub(super) new: bool,
}

impl Read {
    /// The case.
    pub(super) fn case(&self) -> CodingCase {
        self.stay.cases.get(&self.id).cloned().unwrap_or_default()
    }
}

impl<S: Store, W: Surroundings> Custodian<S, W> {
    /// Opens a case.
    pub(super) async fn open_case(
        &mut self,
        of: CaseName,
        reason: &str,
    ) -> Result<CaseView, Failure> {
        let encounter = RecordId(of.encounter);
        let read = self.read_case(of).await?;
        let kind = RecordKind::Encounter;
        let event = self
            .demand_on((Kind::Encounter, encounter), Action::Read, kind, reason)
            .await?;
        if !reason.trim().is_empty() {
            let desk = &mut self.session_mut()?.desk;
            desk.reasons.insert(encounter, reason.trim().to_owned());
        }
        self.record_events(&[event]).await?;
        self.shown(of, read.id).await
    }

    /// Reads an encounter's case. Nothing of it may leave before a right was demanded.
    pub(super) async fn read_case(&mut self, of: CaseName) -> Result<Read, Failure> {
        let encounter = RecordId(of.encounter);
        self.demand_encounter(encounter)?;
        let stay = self.stay(encounter).await?;
        let wanted = Some(EntryId(of.case)).filter(|id| id.0 != [0; 16]);
        if wanted.is_some_and(|id| !stay.cases.contains_key(&id)) {
            return Err(no_case());
        }
        let id = wanted.or_else(|| stay.cases.keys().next_back().copied());
        let patient = self.patient_of(&stay).await?;
        Ok(Read {
            stay,
            patient,
            new: id.is_none(),
            id: id.unwrap_or_else(|| self.new_entry()),
        })
    }

    /// An encounter's past, where there is such an encounter.
    pub(super) async fn stay_log(&mut self, encounter: RecordId) -> Result<&Log, Failure> {
        self.demand_encounter(encounter)?;
        self.log(Kind::Encounter, encounter).await
    }

    fn demand_encounter(&self, encounter: RecordId) -> Result<(), Failure> {
        let slot = self.session()?.catalogue.get(encounter);
        if slot.is_some_and(|slot| slot.kind == Kind::Encounter) {
            return Ok(());
        }
        Err(Failure::new(
            "There is no such encounter on this device.",
            "It was never taken in here, or it came out of an older list.",
            "encounter",
            "Look for it in the worklist.",
        ))
    }

    /// The patient as the record that stands for them has it.
    async fn patient_of(&mut self, stay: &Encounter) -> Result<Patient, Failure> {
        match self.patient_record(stay)? {
            Some(patient) => Ok(self.log(Kind::Patient, patient).await?.state().model()),
            None => Ok(Patient::default()),
        }
    }

    /// The record that stands for an encounter's patient.
    pub(super) fn patient_record(&self, stay: &Encounter) -> Result<Option<RecordId>, Failure> {
        let session = self.session()?;
        Ok(stay
            .patient
            .map(|patient| session.catalogue.survivor(patient)))
    }

    /// Demands a right on an encounter, with the reason that was given at its opening.
    pub(super) async fn demand_case(
        &mut self,
        of: CaseName,
        action: Action,
        kind: RecordKind,
    ) -> Result<Event, Failure> {
        let encounter = RecordId(of.encounter);
        let reason = self.reason_for(encounter)?;
        self.demand_on((Kind::Encounter, encounter), action, kind, &reason)
            .await
    }

    /// The reason that was given at an encounter's opening; mostly none.
    pub(super) fn reason_for(&self, encounter: RecordId) -> Result<String, Failure> {
        let reasons = &self.session()?.desk.reasons;
        Ok(reasons.get(&encounter).cloned().unwrap_or_default())
    }

    /// Why something may not be done with a case; nothing where it may.
    pub(super) fn hindrance(
        &self,
        of: CaseName,
        action: Action,
        kind: RecordKind,
    ) -> Result<Option<Failure>, Failure> {
        let encounter = RecordId(of.encounter);
        let right = self.may_on((Kind::Encounter, encounter), action, kind)?;
        Ok(right.with_reason(&self.reason_for(encounter)?).err())
    }

    /// Changes an encounter as it stands, as one operation with its audit entry. What the screen knows of the codes goes on
    /// from there, unless somebody else's changes had come meanwhile.
    pub(super) async fn change_stay(
        &mut self,
        encounter: RecordId,
        reason: &str,
        audit: Vec<Event>,
        change: impl FnOnce(&mut Encounter),
    ) -> Result<(), Failure> {
        let before = self.stay_log(encounter).await?.state().heads();
        self.edit((Kind::Encounter, encounter), reason, audit, change)
            .await?;
        let after = self.stay_log(encounter).await?.state().heads();
        if let Some(seen) = self.session_mut()?.desk.seen.get_mut(&encounter)
            && *seen == before
        {
            *seen = after;
        }
        Ok(())
    }

    /// The case as the screen gets it, which knows all of it from now on.
    pub(super) async fn shown(&mut self, of: CaseName, id: EntryId) -> Result<CaseView, Failure> {
        let encounter = RecordId(of.encounter);
        let heads: Vec<OpId> = self.stay_log(encounter).await?.state().heads();
        self.session_mut()?.desk.seen.insert(encounter, heads);
        let read = self.read_case(of).await?;
        let id = if read.new { EntryId([0; 16]) } else { id };
        let of = CaseName { case: id.0, ..of };
        let past = self.case_past(of).await?;
        self.view(of, &read, past)
    }

    /// An id for something new: later ones sort after earlier ones, as far as the clock goes.
    pub(super) fn new_entry(&self) -> EntryId {
        let millis = self.world.now().millis.to_be_bytes();
        let mut id = vault::DeviceId::make(&mut self.world.rng()).0;
        id[..6].copy_from_slice(&millis[2..]);
        EntryId(id)
    }
}

pub(super) fn no_case() -> Failure {
    Failure::new(
        "There is no such coding case.",
        "The encounter has no case of that name on this device.",
        "coding case",
        "Open the encounter from the worklist again.",
    )
}
