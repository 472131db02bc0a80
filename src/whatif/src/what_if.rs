//! Questions about one stay, each answered by grouping it again.
//!
//! The stay is changed in place, grouped with kept memory, and put back: grouping again allocates nothing.

use codes::weights::Weights;
use edits::mce::{Edit, EditType, McEdits};
use grouper::{Diagnosis, Grouping, PresentOnAdmission, Scratch, Stay, Unobserved};
use serde::Serialize;

use crate::change::{Change, ChangeError, DiagnosisPlace};
use crate::hypothetical::Hypothetical;
use crate::outcome::{Effect, Outcome, WeightSource};
use crate::references::References;

/// Diagnoses and procedures of the longest stay that is asked about code by code; a claim holds 50. Beyond it the
/// answer would take longer than a person waits, since both the number of groupings and the length of each grow.
pub const MOST_CODES: usize = 300;

/// A stay with more codes than are asked about one by one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "The stay has {codes} codes; up to {MOST_CODES} are tried one by one, because each is a grouping of all the others. \
     Take out the codes that stand there twice, or ask about single codes."
)]
pub struct TooManyCodes {
    /// Diagnoses and procedures of the stay.
    pub codes: usize,
}

/// A stay as coded, and what it takes to ask about it.
#[derive(Debug)]
pub struct WhatIf<'a> {
    pub(crate) references: References<'a>,
    /// As coded, but while a question is being answered.
    pub(crate) stay: Stay,
    pub(crate) as_coded: Grouping,
    before: Outcome,
    weights: WeightSource,
    scratch: Scratch,
    /// The last grouping asked for.
    pub(crate) asked: Grouping,
    /// The last edits asked for.
    pub(crate) edits: McEdits,
}

/// What another discharge status comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct NewStatus {
    /// The stay with it.
    pub effect: Effect,
    /// Whether the status is valid on the discharge date; `None` without an editor for the date.
    pub valid: Option<bool>,
}

impl<'a> WhatIf<'a> {
    /// Takes a stay up and groups it as coded.
    #[must_use]
    pub fn of(references: References<'a>, stay: &Stay) -> Self {
        let (mut scratch, mut grouping) = (Scratch::default(), Grouping::default());
        references
            .grouper
            .group_into(stay, &mut scratch, &mut grouping, &mut Unobserved);
        let fiscal_year = references.grouper.version().fiscal_year();
        Self {
            references,
            stay: stay.clone(),
            before: Outcome::read(&grouping, references.weights, fiscal_year),
            weights: WeightSource::of(references.weights, fiscal_year),
            as_coded: grouping.clone(),
            scratch,
            asked: grouping,
            edits: McEdits::default(),
        }
    }

    /// The stay as coded.
    #[must_use]
    pub const fn stay(&self) -> &Stay {
        &self.stay
    }

    /// Its grouping.
    #[must_use]
    pub const fn grouping(&self) -> &Grouping {
        &self.as_coded
    }

    /// Its outcome: what every effect is set against.
    #[must_use]
    pub const fn outcome(&self) -> Outcome {
        self.before
    }

    /// Where the weights of all answers come from, or why they have none: to be shown beside them.
    #[must_use]
    pub const fn weights(&self) -> &WeightSource {
        &self.weights
    }

    /// Without a diagnosis.
    ///
    /// # Errors
    /// [`ChangeError`] if none stands there.
    pub fn without_diagnosis(
        &mut self,
        place: DiagnosisPlace,
    ) -> Result<Hypothetical<Effect>, ChangeError> {
        let diagnosis = self.diagnosis(place)?;
        Ok(self.suppose(Change::RemoveDiagnosis { place, diagnosis }))
    }

    /// Without a procedure.
    ///
    /// # Errors
    /// [`ChangeError`] if none stands there.
    pub fn without_procedure(&mut self, at: usize) -> Result<Hypothetical<Effect>, ChangeError> {
        let code = self.stay.procedures.get(at).cloned();
        let code = code.ok_or_else(|| ChangeError::no_such(format!("procedure {}", at + 1)))?;
        Ok(self.suppose(Change::RemoveProcedure { at, code }))
    }

    /// With another present on admission indicator at a diagnosis.
    ///
    /// # Errors
    /// [`ChangeError`] if none stands there.
    pub fn with_indicator(
        &mut self,
        place: DiagnosisPlace,
        to: PresentOnAdmission,
    ) -> Result<Hypothetical<Effect>, ChangeError> {
        let diagnosis = self.diagnosis(place)?;
        Ok(self.suppose(Change::PresentOnAdmission {
            place,
            diagnosis,
            to,
        }))
    }

    /// With each other indicator of Y, N, U and W at each diagnosis, the principal one first (OCG Appendix I). Codes
    /// that are exempt from reporting are asked about like any other: no table here says which they are.
    ///
    /// # Errors
    /// [`TooManyCodes`].
    pub fn indicators(&mut self) -> Result<Vec<Hypothetical<Effect>>, TooManyCodes> {
        use PresentOnAdmission::{N, U, W, Y};
        self.few_enough()?;
        let mut answers = Vec::with_capacity(4 * (self.stay.secondary_diagnoses.len() + 1));
        for place in DiagnosisPlace::all(&self.stay) {
            let Some(diagnosis) = place.of(&self.stay).cloned() else {
                continue;
            };
            for to in [Y, N, U, W].into_iter().filter(|to| *to != diagnosis.poa) {
                answers.push(self.suppose(Change::PresentOnAdmission {
                    place,
                    diagnosis: diagnosis.clone(),
                    to,
                }));
            }
        }
        Ok(answers)
    }

    /// With each of these discharge statuses, but the one as coded. A status can change the payment and not the DRG:
    /// see [`Outcome::post_acute`].
    pub fn discharge_statuses(&mut self, statuses: &[i64]) -> Vec<Hypothetical<NewStatus>> {
        let from = self.stay.discharge_status;
        let others = statuses.iter().copied().filter(|to| *to != from);
        others
            .map(|to| {
                let change = Change::DischargeStatus { from, to };
                let effect = self.effect_of(&change);
                change.put_in(&mut self.stay);
                let edited = self.edit();
                change.take_back(&mut self.stay);
                let valid = edited.then(|| self.edits.count(Edit::InvalidDischargeStatus) == 0);
                Hypothetical::new(change, NewStatus { effect, valid })
            })
            .collect()
    }

    /// Answers with the effect alone.
    fn suppose(&mut self, change: Change) -> Hypothetical<Effect> {
        let effect = self.effect_of(&change);
        Hypothetical::new(change, effect)
    }

    /// Groups the stay with a change that was made for it. The grouping stays in `self.asked`.
    pub(crate) fn effect_of(&mut self, change: &Change) -> Effect {
        change.put_in(&mut self.stay);
        self.references.grouper.group_into(
            &self.stay,
            &mut self.scratch,
            &mut self.asked,
            &mut Unobserved,
        );
        change.take_back(&mut self.stay);
        Effect {
            before: self.before,
            after: Outcome::read(&self.asked, self.year_weights(), self.fiscal_year()),
        }
    }

    /// Edits the stay as it stands into `self.edits`. `false` where there is no editor for its date.
    pub(crate) fn edit(&mut self) -> bool {
        let Some(editor) = self.references.editor else {
            return false;
        };
        editor.edit_into(&self.stay, &mut self.edits);
        self.edits.edit_type != EditType::InvalidDischargeDate
    }

    pub(crate) fn few_enough(&self) -> Result<(), TooManyCodes> {
        let principal = usize::from(self.stay.principal_diagnosis.is_some());
        let codes = principal + self.stay.secondary_diagnoses.len() + self.stay.procedures.len();
        if codes > MOST_CODES {
            return Err(TooManyCodes { codes });
        }
        Ok(())
    }

    pub(crate) fn diagnosis(&self, place: DiagnosisPlace) -> Result<Diagnosis, ChangeError> {
        let diagnosis = place.of(&self.stay).cloned();
        diagnosis.ok_or_else(|| ChangeError::no_such(place.to_string()))
    }

    fn fiscal_year(&self) -> u16 {
        self.references.grouper.version().fiscal_year()
    }

    /// The weights, unless they lack the year anyway.
    fn year_weights(&self) -> Option<&'a Weights> {
        match self.weights {
            WeightSource::Table { .. } => self.references.weights,
            _ => None,
        }
    }
}
