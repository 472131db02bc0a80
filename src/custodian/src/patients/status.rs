//! A patient's way from provisional to verified to active, and changes of what is known of them.

use access::Action;
use records::model::{Patient, PatientStatus, Verification};
use records::{EntryId, Kind, RecordId, Reversal};
use store::Store;

use super::form::{fill, form_of, with_legal_names};
use super::page::LABELS;
use super::{random, reasoned};
use crate::custodian::Custodian;
use crate::protocol::{Failure, PatientForm, PatientPage, Verifying};
use crate::surroundings::Surroundings;

impl<S: Store, W: Surroundings> Custodian<S, W> {
    /// Whether records of a patient may be released and claims billed: what every path out has to ask.
    pub(crate) fn may_leave(&self, patient: RecordId) -> Result<(), Failure> {
        let session = self.session()?;
        let root = session.patients.root(patient);
        let line = super::index::line_of(&session.catalogue, root).ok_or_else(no_patient)?;
        if line.status.is_final() {
            return Ok(());
        }
        Err(Failure::new(
            format!(
                "Nothing of this patient may be released or billed: the record is {}.",
                line.status.said()
            ),
            "Who the patient is has not been verified with the attending's office, or the record is not in use.",
            "the patient's record",
            "Have the attending's office verify the patient first.",
        ))
    }

    /// A patient's fields, to be changed.
    pub(crate) async fn patient_form(
        &mut self,
        patient: RecordId,
        reason: &str,
    ) -> Result<PatientForm, Failure> {
        self.there(patient)?;
        let event = self.permit_patient(Action::Read, patient, reason).await?;
        self.record_events(&[event]).await?;
        let state = self.log(Kind::Patient, patient).await?.state();
        Ok(form_of(&state.model(), state.operations() as u64))
    }

    /// Changes a patient.
    pub(crate) async fn edit_patient(
        &mut self,
        patient: RecordId,
        form: &PatientForm,
        reason: &str,
    ) -> Result<PatientPage, Failure> {
        self.stands_for_itself(patient)?;
        let event = self.permit_patient(Action::Edit, patient, reason).await?;
        let after = self.filled(patient, form).await?;
        self.edit(
            (Kind::Patient, patient),
            reason.trim(),
            vec![event],
            |kept: &mut Patient| *kept = after,
        )
        .await?;
        self.keep_patients_up()?;
        self.page_of(patient).await
    }

    /// The attending's office has said who it is.
    pub(crate) async fn verify_patient(
        &mut self,
        verifying: &Verifying,
    ) -> Result<PatientPage, Failure> {
        let patient = RecordId(verifying.patient);
        self.stands_for_itself(patient)?;
        let event = self
            .permit_patient(Action::Verify, patient, &verifying.reason)
            .await?;
        for (text, what) in [
            (&verifying.with, "who answered at the office"),
            (&verifying.how, "how it was asked"),
        ] {
            if text.trim().is_empty() {
                return Err(Failure::new(
                    "The verification was not recorded.",
                    format!("It does not say {what}."),
                    what,
                    "Say who answered and how: by telephone, fax, in person.",
                ));
            }
        }
        let before: Patient = self.log(Kind::Patient, patient).await?.state().model();
        let mut after = match &verifying.form {
            Some(form) => self.filled(patient, form).await?,
            None => before.clone(),
        };
        before
            .status
            .may_become(PatientStatus::Verified)
            .map_err(refused)?;
        let changed: Vec<&str> = LABELS
            .iter()
            .filter(|field| (field.value)(&before) != (field.value)(&after))
            .map(|field| field.label)
            .collect();
        after.status = PatientStatus::Verified;
        after.verification = Some(Verification {
            by: self.session()?.user(),
            at: self.civil_now(),
            how: verifying.how.trim().to_owned(),
            with: verifying.with.trim().to_owned(),
            changed: changed.join(", "),
        });
        self.edit(
            (Kind::Patient, patient),
            "",
            vec![event],
            |kept: &mut Patient| *kept = after,
        )
        .await?;
        self.keep_patients_up()?;
        self.page_of(patient).await
    }

    /// Another state.
    pub(crate) async fn set_patient_status(
        &mut self,
        patient: RecordId,
        word: &str,
        reason: &str,
    ) -> Result<PatientPage, Failure> {
        self.stands_for_itself(patient)?;
        let next = PatientStatus::ALL
            .iter()
            .copied()
            .find(|status| status.word() == word);
        // Verifying and merging have requests of their own, which say with whom and into what.
        let next = next
            .filter(|next| !matches!(next, PatientStatus::Verified | PatientStatus::Merged))
            .ok_or_else(|| {
                Failure::new(
                    format!("The record can't be set to “{word}”."),
                    "It is no such state, or one that has a way of its own.",
                    "the patient's state",
                    "Verify or merge the patient; choose another state.",
                )
            })?;
        let action = if next == PatientStatus::Retired {
            Action::Retire
        } else {
            Action::Edit
        };
        let event = self.permit_patient(action, patient, reason).await?;
        if next != PatientStatus::Active {
            reasoned(reason, "This state")?;
        }
        let now: Patient = self.log(Kind::Patient, patient).await?.state().model();
        now.status.may_become(next).map_err(refused)?;
        // What was retired or died before it was verified has not been verified since.
        if next == PatientStatus::Active && now.verification.is_none() {
            return Err(Failure::new(
                "The record can't become active.",
                "Nobody has verified the patient.",
                "the patient's state",
                "Have the attending's office verify the patient first.",
            ));
        }
        self.edit(
            (Kind::Patient, patient),
            reason.trim(),
            vec![event],
            |kept: &mut Patient| {
                kept.status = next;
                if next == PatientStatus::Provisional {
                    kept.verification = None;
                }
            },
        )
        .await?;
        self.keep_patients_up()?;
        self.page_of(patient).await
    }

    /// A patient as the form has it. Refused where the record has changed since the form was filled.
    async fn filled(&mut self, patient: RecordId, form: &PatientForm) -> Result<Patient, Failure> {
        let mut rng = self.world.rng();
        let state = self.log(Kind::Patient, patient).await?.state();
        if state.operations() as u64 != form.seen {
            return Err(Failure::new(
                "The patient was not changed.",
                "The record has been changed since you opened it.",
                "the patient's record",
                "Open it again, look at what is new, and enter your changes there.",
            ));
        }
        let mut after: Patient = state.model();
        fill(&mut after, &with_legal_names(form), || {
            EntryId(random(&mut rng))
        })?;
        Ok(after)
    }

    /// Refuses a record that is not there.
    pub(crate) fn there(&self, patient: RecordId) -> Result<(), Failure> {
        let line = super::index::line_of(&self.session()?.catalogue, patient);
        line.map(|_| ()).ok_or_else(no_patient)
    }

    /// Refuses a record that another one stands for, or that is not there.
    pub(crate) fn stands_for_itself(&self, patient: RecordId) -> Result<(), Failure> {
        self.there(patient)?;
        let root = self.session()?.patients.root(patient);
        let line = super::index::line_of(&self.session()?.catalogue, patient);
        if root == patient && line.is_none_or(|line| line.merged_into.is_none()) {
            return Ok(());
        }
        Err(Failure::new(
            "This record is not changed any more.",
            format!("It was merged; {} stands for it.", self.called(root)?),
            "the patient's record",
            "Change the record that stands for it, or undo the merge first.",
        ))
    }
}

fn no_patient() -> Failure {
    Failure::new(
        "There is no such patient.",
        "No record has this id here.",
        "patients",
        "Look for the patient by name or number.",
    )
}

pub(super) fn refused(transition: records::model::Transition) -> Failure {
    Failure::new(
        format!(
            "A {} record can't become {}.",
            transition.from, transition.to
        ),
        "A record goes its way in steps, so that nothing is released or billed before it is verified.",
        "the patient's state",
        format!("First: {}.", transition.instead),
    )
}

/// What sets a patient's state has a way of its own back: a merge is unmerged, a split rejoined, a record retired. Were it
/// simply undone, a record could lose its search, give its number to another, or be released unverified.
pub(crate) fn may_take_back(reversal: &Reversal) -> Result<(), Failure> {
    let held = [
        "status",
        "unit_number",
        "searched",
        "verification",
        "merged_into",
        "split_from",
    ];
    let mut changes = reversal.changes.iter().flatten();
    if !changes.any(|change| held.iter().any(|place| change.field.is_within(place))) {
        return Ok(());
    }
    Err(Failure::new(
        "Nothing was taken back.",
        "It set the record's state or number, or made the record.",
        "the patient's record",
        "Undo a merge or a split where it was made; set another state; retire a record made in error.",
    ))
}
