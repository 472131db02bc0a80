//! Each diagnosis of a stay as principal diagnosis: may it be, and what does the stay group to then.
//!
//! What the guidelines let be principal comes first and the weight never sorts anything: choices stand in order of
//! [`Standing`], and within it in the coder's order. Which of several eligible diagnoses occasioned the admission is
//! for the record and the provider to say; where two or more equally meet the definition, any may be sequenced first
//! (OCG II.B, II.C).

mod code_first;
mod grounds;
mod reason;

use edits::mce::EditSet;
use grouper::Diagnosis;
use serde::Serialize;
use smallvec::SmallVec;

use crate::change::{Change, DiagnosisPlace};
use crate::hypothetical::Hypothetical;
use crate::outcome::{Effect, Outcome};
use crate::what_if::{TooManyCodes, WhatIf};

use grounds::{Grounds, OtherDiagnoses};
pub use reason::Reason;

/// Whether a diagnosis may be principal, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Nothing that can be told from the codes speaks against it.
    Eligible,
    /// Something speaks against it that only the record can settle.
    NotPreferred,
    /// There is no editor for the discharge date, and nothing else speaks against it.
    NotChecked,
    /// It can't be principal.
    Ineligible,
}

/// A diagnosis as principal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// Where it stands as coded.
    pub place: DiagnosisPlace,
    /// The diagnosis.
    pub diagnosis: Diagnosis,
    /// Whether it may be principal.
    pub standing: Standing,
    /// What speaks against it, the weightiest first. Empty where nothing does.
    pub reasons: SmallVec<[Reason; 2]>,
    /// What the stay groups to with it.
    pub result: ChoiceResult,
}

/// What a stay groups to with a principal diagnosis: known for the one as coded, supposed for every other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChoiceResult {
    /// It is the principal diagnosis as coded.
    AsCoded(Outcome),
    /// It would change places with the principal diagnosis.
    Supposed(Hypothetical<Effect>),
}

impl ChoiceResult {
    /// What the stay groups to.
    #[must_use]
    pub const fn outcome(&self) -> Outcome {
        match self {
            Self::AsCoded(outcome) => *outcome,
            Self::Supposed(supposed) => supposed.answer().after,
        }
    }
}

impl WhatIf<'_> {
    /// Each diagnosis as principal: in order of [`Standing`], then in the coder's order. Weights sort nothing.
    ///
    /// # Errors
    /// [`TooManyCodes`].
    pub fn principals(&mut self) -> Result<Vec<Choice>, TooManyCodes> {
        self.few_enough()?;
        let others = OtherDiagnoses::of(&self.stay);
        let mut choices = Vec::with_capacity(1 + self.stay.secondary_diagnoses.len());
        for place in DiagnosisPlace::all(&self.stay) {
            let Some(diagnosis) = place.of(&self.stay).cloned() else {
                continue;
            };
            let (result, edits) = match place {
                DiagnosisPlace::Principal => {
                    let edits = self.edits_of_principal();
                    (ChoiceResult::AsCoded(self.outcome()), edits)
                }
                DiagnosisPlace::Secondary(at) => {
                    let change = Change::Principal {
                        at,
                        diagnosis: diagnosis.clone(),
                        instead_of: self.stay.principal_diagnosis.clone(),
                    };
                    let effect = self.effect_of(&change);
                    change.put_in(&mut self.stay);
                    let edits = self.edits_of_principal();
                    change.take_back(&mut self.stay);
                    let supposed = Hypothetical::new(change, effect);
                    (ChoiceResult::Supposed(supposed), edits)
                }
            };
            let reasons = Grounds {
                stay: &self.stay,
                place,
                diagnosis: &diagnosis,
                edits,
                return_code: result.outcome().initial.return_code,
                pack: self.references.diagnoses,
                others,
            }
            .reasons();
            let unchecked = if edits.is_none() {
                Standing::NotChecked
            } else {
                Standing::Eligible
            };
            let against = reasons.iter().map(Reason::standing).max();
            choices.push(Choice {
                place,
                diagnosis,
                standing: against.map_or(unchecked, |worst| worst.max(unchecked)),
                reasons,
                result,
            });
        }
        // Stable: within a standing the coder's order stays.
        choices.sort_by_key(|choice| choice.standing);
        Ok(choices)
    }

    /// Edits of the stay's principal diagnosis as the stay stands; `None` without an editor for its date.
    fn edits_of_principal(&mut self) -> Option<EditSet> {
        self.edit()
            .then(|| self.edits.diagnoses.first().copied())
            .flatten()
    }
}
