//! What can be told against one diagnosis as principal: from the editor, the code set, and the codes themselves.

use codes::cm::CmPack;
use edits::findings::CodeStatus;
use edits::mce::{Edit, EditSet};
use grouper::{Diagnosis, PresentOnAdmission, ReturnCode, Stay};
use smallvec::SmallVec;

use super::code_first;
use super::reason::Reason;
use crate::change::DiagnosisPlace;

/// What the diagnoses of a stay are, as far as it decides their sequence.
#[derive(Clone, Copy)]
pub(super) struct OtherDiagnoses {
    /// Any is definitive: neither symptom nor external cause nor other circumstance.
    definitive: bool,
    /// Any is of chapter 15.
    obstetric: bool,
}

impl OtherDiagnoses {
    pub(super) fn of(stay: &Stay) -> Self {
        let any = |of_kind: fn(&str) -> bool| {
            DiagnosisPlace::all(stay)
                .filter_map(|place| place.of(stay))
                .any(|d| of_kind(&d.code))
        };
        Self {
            definitive: any(is_definitive),
            obstetric: any(is_obstetric),
        }
    }
}

/// What is known of one diagnosis as principal.
pub(super) struct Grounds<'a> {
    pub(super) stay: &'a Stay,
    pub(super) place: DiagnosisPlace,
    pub(super) diagnosis: &'a Diagnosis,
    /// What the editor says of it in the principal's place.
    pub(super) edits: Option<EditSet>,
    /// How grouping with it ended.
    pub(super) return_code: ReturnCode,
    pub(super) pack: Option<&'a CmPack>,
    pub(super) others: OtherDiagnoses,
}

impl Grounds<'_> {
    /// What speaks against it, the weightiest first.
    pub(super) fn reasons(&self) -> SmallVec<[Reason; 2]> {
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
        // A symptom is no definitive diagnosis itself, and what is of no obstetric chapter no obstetric one, so the
        // diagnosis does not stand in its own way.
        if is_symptom(code) && self.others.definitive {
            reasons.push(Reason::Symptom);
        }
        if !is_obstetric(code) && self.others.obstetric {
            reasons.push(Reason::ObstetricPriority);
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

/// Chapters 1 to 17, 19 and 22: not symptoms (R), external causes (V to Y) or circumstances (Z).
fn is_definitive(code: &str) -> bool {
    let first = code.bytes().next().map(|b| b.to_ascii_uppercase());
    matches!(first, Some(b'A'..=b'Q' | b'S'..=b'U'))
}

/// Chapter 15.
fn is_obstetric(code: &str) -> bool {
    starts_with(code, "O")
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
    use super::{is_definitive, is_obstetric, is_sequela, is_severe_sepsis, is_symptom};

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
        assert!(is_obstetric("O80") && is_obstetric("o9989") && !is_obstetric("Z370"));
        assert!(is_severe_sepsis("R6521") && !is_severe_sepsis("R6510"));
    }
}
