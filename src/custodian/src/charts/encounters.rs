//! Encounters: made for a patient, changed field by field, moved from state to state.

use access::{Action, RecordKind};
use records::model::{Encounter, EncounterStatus, Patient, PatientStatus};
use records::{EntryId, Kind, RecordId};
use store::Store;

use super::forms;
use super::rights::Ask;
use crate::commit::Work;
use crate::custodian::Custodian;
use crate::failure::Told as _;
use crate::protocol::{EncounterForm, EncounterView, Failure};
use crate::summary::Line;
use crate::surroundings::Surroundings;

impl<S: Store, W: Surroundings> Custodian<S, W> {
    /// Makes an encounter of a patient.
    pub(super) async fn create_encounter(
        &mut self,
        patient: RecordId,
        form: &EncounterForm,
        reason: &str,
    ) -> Result<EncounterView, Failure> {
        let line = self
            .session()?
            .catalogue
            .get(patient)
            .map(|slot| &slot.line);
        match line {
            Some(Line::Patient(line)) if line.merged_into.is_some() => {
                return Err(no_patient(
                    "The patient's record was merged into another one.",
                    "Register the visit on the record that stands for it.",
                ));
            }
            Some(Line::Patient(line)) if line.status == PatientStatus::Retired => {
                return Err(no_patient(
                    "The patient's record is retired.",
                    "Search for the patient, or make a new record.",
                ));
            }
            Some(Line::Patient(_)) => {}
            _ => {
                return Err(no_patient(
                    "There is no such patient.",
                    "Search for the patient first.",
                ));
            }
        }
        let mut stay = Encounter {
            patient: Some(patient),
            ..Encounter::default()
        };
        forms::take_in(form, &mut stay, || EntryId(self.new_id()))?;
        stay.status = match (stay.admitted, stay.discharged) {
            (_, Some(_)) => EncounterStatus::Discharged,
            (Some(_), None) => EncounterStatus::InHouse,
            (None, None) => EncounterStatus::PreAdmit,
        };
        let encounter = RecordId(self.new_id());
        let ask = Ask::on(Action::Create, RecordKind::Encounter, reason);
        let audit = vec![self.pass(encounter, &stay, ask).await?];
        let state = self.log(Kind::Encounter, encounter).await?.state();
        let changes = state.changes(&Encounter::default(), &stay);
        self.commit(Work {
            audit,
            ..Work::change(Kind::Encounter, encounter, changes, "")
        })
        .await?;
        self.encounter_view(encounter).await
    }

    /// An encounter's fields.
    pub(super) async fn read_encounter(
        &mut self,
        encounter: RecordId,
        reason: &str,
    ) -> Result<EncounterView, Failure> {
        let stay = self.encounter(encounter).await?;
        let ask = Ask::on(Action::Read, RecordKind::Encounter, reason);
        let event = self.pass(encounter, &stay, ask).await?;
        self.record_events(&[event]).await?;
        self.encounter_view(encounter).await
    }

    /// Changes fields of an encounter.
    pub(super) async fn edit_encounter(
        &mut self,
        encounter: RecordId,
        form: &EncounterForm,
        reason: &str,
    ) -> Result<EncounterView, Failure> {
        let before = self.encounter(encounter).await?;
        let mut after = Encounter::clone(&before);
        forms::take_in(form, &mut after, || EntryId(self.new_id()))?;
        let ask = Ask::on(Action::Edit, RecordKind::Encounter, reason);
        self.save_encounter(encounter, (&before, &after), ask)
            .await?;
        self.encounter_view(encounter).await
    }

    /// Moves an encounter to another state.
    pub(super) async fn set_encounter_status(
        &mut self,
        encounter: RecordId,
        word: &str,
        reason: &str,
    ) -> Result<EncounterView, Failure> {
        let before = self.encounter(encounter).await?;
        let next = EncounterStatus::ALL.iter().find(|next| next.word() == word);
        let next = *next.ok_or_else(|| forms::wrong("state", word, "Choose one of the list."))?;
        before.status.may_become(next).told()?;
        let mut after = Encounter::clone(&before);
        after.status = next;
        if next == EncounterStatus::Discharged && after.discharged.is_none() {
            return Err(forms::wrong(
                "discharge",
                "",
                "Enter when the patient left first.",
            ));
        }
        let action = if next == EncounterStatus::Cancelled {
            if reason.trim().is_empty() {
                return Err(forms::wrong("reason", "", "Say why it is cancelled."));
            }
            Action::Retire
        } else {
            Action::Edit
        };
        let ask = Ask::on(action, RecordKind::Encounter, reason);
        self.save_encounter(encounter, (&before, &after), ask)
            .await?;
        self.encounter_view(encounter).await
    }

    /// Writes what was changed of an encounter, if it may be and anything was.
    pub(super) async fn save_encounter(
        &mut self,
        encounter: RecordId,
        (before, after): (&Encounter, &Encounter),
        ask: Ask<'_>,
    ) -> Result<(), Failure> {
        let audit = vec![self.pass(encounter, before, ask).await?];
        let state = self.log(Kind::Encounter, encounter).await?.state();
        let changes = state.changes(before, after);
        if changes.is_empty() {
            return Ok(());
        }
        self.commit(Work {
            audit,
            ..Work::change(Kind::Encounter, encounter, changes, ask.reason)
        })
        .await
        .map(|_| ())
    }

    async fn encounter_view(&mut self, encounter: RecordId) -> Result<EncounterView, Failure> {
        let stay = self.encounter(encounter).await?;
        let next = EncounterStatus::ALL
            .iter()
            .filter(|next| stay.status.may_become(**next).is_ok())
            .map(|next| (next.word().to_owned(), next.said().to_owned()));
        let cases = stay.cases.iter().map(|(id, case)| {
            let (purpose, status) = (case.purpose.said(), case.status.said());
            (id.0, purpose.to_owned(), status.to_owned())
        });
        Ok(EncounterView {
            id: encounter.0,
            patient: stay.patient.map(|patient| patient.0),
            patient_line: self.patient_line(&stay).await?,
            status: stay.status.word().to_owned(),
            status_said: stay.status.said().to_owned(),
            next: next.collect(),
            days: stay
                .length_of_stay_days()
                .map_or_else(String::new, |days| days.to_string()),
            form: forms::form_of(&stay),
            cases: cases.collect(),
        })
    }

    /// The patient of an encounter in one line: name, number, day of birth, sex.
    pub(super) async fn patient_line(&mut self, stay: &Encounter) -> Result<String, Failure> {
        let Some(patient) = stay.patient else {
            return Ok("no patient".to_owned());
        };
        let patient: Patient = self.log(Kind::Patient, patient).await?.state().model();
        let born = patient
            .birth_date
            .map_or_else(String::new, |born| format!("born {born}"));
        let parts = [
            patient.shown_name(),
            patient.unit_number,
            born,
            patient.administrative_sex.word().to_owned(),
        ];
        let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        Ok(parts.join(" · "))
    }
}

fn no_patient(why: &str, fix: &str) -> Failure {
    Failure::new("No encounter was made.", why, "patient", fix)
}
