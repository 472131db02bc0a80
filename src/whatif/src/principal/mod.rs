//! Each diagnosis of a stay as principal diagnosis: may it be, and what does the stay group to then.
//!
//! What the guidelines let be principal comes first and the weight never sorts anything: choices stand in order of
//! [`Standing`], and within it in the coder's order. Which of several eligible diagnoses occasioned the admission is
//! for the record and the provider to say; where two or more equally meet the definition, any may be sequenced first
//! (OCG II.B, II.C).

mod code_first;
mod reason;

use codes::cm::CmPack;
use edits::findings::CodeStatus;
use edits::mce::{Edit, EditSet};
use grouper::{Diagnosis, PresentOnAdmission, ReturnCode, Stay};
use serde::Serialize;
use smallvec::SmallVec;

use crate::change::{Change, DiagnosisPlace};
use crate::hypothetical::Hypothetical;
use crate::outcome::{Effect, Outcome};
use crate::what_if::{TooManyCodes, WhatIf};

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
        let others = DefinitiveDiagnoses::of(&self.stay);
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

/// How many diagnoses of a stay are definitive: neither symptom nor external cause nor other circumstance.
#[derive(Clone, Copy)]
struct DefinitiveDiagnoses(usize);

impl DefinitiveDiagnoses {
    fn of(stay: &Stay) -> Self {
        let all = DiagnosisPlace::all(stay).filter_map(|place| place.of(stay));
        Self(all.filter(|d| is_definitive(&d.code)).count())
    }
}

/// Chapters 1 to 17, 19 and 22: not symptoms (R), external causes (V to Y) or circumstances (Z).
fn is_definitive(code: &str) -> bool {
    let first = code.bytes().next().map(|b| b.to_ascii_uppercase());
    matches!(first, Some(b'A'..=b'Q' | b'S'..=b'U'))
}

/// What is known of one diagnosis as principal.
struct Grounds<'a> {
    stay: &'a Stay,
    place: DiagnosisPlace,
    diagnosis: &'a Diagnosis,
    /// What the editor says of it in the principal's place.
    edits: Option<EditSet>,
    /// How grouping with it ended.
    return_code: ReturnCode,
    pack: Option<&'a CmPack>,
    others: DefinitiveDiagnoses,
}

impl Grounds<'_> {
    fn reasons(&self) -> SmallVec<[Reason; 2]> {
        let mut reasons = SmallVec::new();
        let code = self.diagnosis.code.as_str();
        let edited = |edit| self.edits.is_some_and(|edits| edits.contains(edit));

        let date = self.stay.discharge_date;
        let status = self.pack.map(|pack| {
            let upper = code.to_ascii_uppercase();
            CodeStatus::of_diagnosis(pack, &upper, date)
        });
        match status.filter(|status| *status != CodeStatus::Billable) {
            Some(status) => reasons.push(Reason::NotValid {
                status: Some(status),
            }),
            None if edited(Edit::InvalidCode) => reasons.push(Reason::NotValid { status: None }),
            None if self.return_code == ReturnCode::InvalidPdx => {
                reasons.push(Reason::NotInGrouper);
            }
            None => {}
        }
        // Known by its letter even where no editor is loaded.
        if edited(Edit::ECodeAsPdx) || self.return_code == ReturnCode::DxCannotBePdx {
            reasons.push(Reason::ExternalCause);
        }
        if edited(Edit::ManifestationAsPdx) {
            reasons.push(Reason::Manifestation);
        }
        if edited(Edit::UnacceptablePdx) {
            reasons.push(Reason::Unacceptable);
        }
        if edited(Edit::RequiresSdx) {
            reasons.push(Reason::RequiresSecondary);
        }
        if is_severe_sepsis(code) {
            reasons.push(Reason::SevereSepsis);
        }
        if self.diagnosis.poa == PresentOnAdmission::N {
            reasons.push(Reason::NotPresentOnAdmission);
        }
        if is_sequela(code) {
            reasons.push(Reason::Sequela);
        }
        if let Some(first) = self.pack.and_then(|pack| self.to_be_coded_first(pack)) {
            reasons.push(Reason::CodeFirst { before: first });
        }
        // A symptom is no definitive diagnosis itself, so every one that is counts against it.
        if is_symptom(code) && self.others.0 > 0 {
            reasons.push(Reason::Symptom);
        }
        if edited(Edit::QuestionableAdmission) {
            reasons.push(Reason::QuestionableAdmission);
        }
        reasons.sort_by_key(|reason: &Reason| core::cmp::Reverse(reason.standing()));
        reasons
    }

    /// The first other diagnosis of the stay that a "code first" note at this code, or above it, names.
    fn to_be_coded_first(&self, pack: &CmPack) -> Option<Diagnosis> {
        let upper = self.diagnosis.code.to_ascii_uppercase();
        let notes = code_first::Named::above(pack, &upper)?;
        DiagnosisPlace::all(self.stay)
            .filter(|place| *place != self.place)
            .filter_map(|place| place.of(self.stay))
            .find(|other| notes.name(&other.code))
            .cloned()
    }
}

/// R65.2-, severe sepsis.
fn is_severe_sepsis(code: &str) -> bool {
    starts_with(code, "R652")
}

/// R00 to R94: symptoms, signs and abnormal findings.
fn is_symptom(code: &str) -> bool {
    starts_with(code, "R")
        && code
            .get(1..3)
            .and_then(|digits| digits.parse::<u8>().ok())
            .is_some_and(|category| category <= 94)
}

/// Seventh character S of an injury, poisoning or external cause: the sequela itself.
fn is_sequela(code: &str) -> bool {
    let bytes = code.as_bytes();
    bytes.len() == 7
        && matches!(
            bytes[0].to_ascii_uppercase(),
            b'M' | b'S' | b'T' | b'V'..=b'Y'
        )
        && bytes[6].eq_ignore_ascii_case(&b'S')
}

fn starts_with(code: &str, stem: &str) -> bool {
    code.get(..stem.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(stem))
}

#[cfg(test)]
mod tests {
    use super::{is_definitive, is_sequela, is_severe_sepsis, is_symptom};

    #[test]
    fn chapter_18_up_to_r94_is_symptoms() {
        for (code, expected) in [
            ("R000", true),
            ("R079", true),
            ("r55", true),
            ("R6520", true),
            ("R9431", true),
            ("R970", false),
            ("R99", false),
            ("J189", false),
            ("R", false),
            ("", false),
            ("RÄ1", false),
        ] {
            assert_eq!(is_symptom(code), expected, "{code}");
        }
    }

    #[test]
    fn definitive_are_conditions() {
        for (code, expected) in [
            ("A419", true),
            ("S72001A", true),
            ("U071", true),
            ("R079", false),
            ("W19XXXA", false),
            ("Z5111", false),
            ("", false),
        ] {
            assert_eq!(is_definitive(code), expected, "{code}");
        }
    }

    #[test]
    fn a_sequela_bears_s_in_the_seventh_place() {
        for (code, expected) in [
            ("S0280XS", true),
            ("S72001S", true),
            ("m8008xs", true),
            ("S72001A", false),
            ("I69351", false),
            ("O94", false),
        ] {
            assert_eq!(is_sequela(code), expected, "{code}");
        }
        assert!(is_severe_sepsis("R6521") && !is_severe_sepsis("R6510"));
    }
}
