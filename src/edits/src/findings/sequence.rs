//! Diagnoses that stand twice (CM-014). Equality with the principal diagnosis is the code editor's business.

use super::{Facts, Finding, Place, Severity, dotted};

pub(super) fn find(facts: &Facts<'_>, found: &mut Vec<Finding>) {
    let secondary = &facts.stay.secondary_diagnoses;
    for (i, diagnosis) in secondary.iter().enumerate() {
        let earlier = secondary[..i]
            .iter()
            .position(|d| d.code.eq_ignore_ascii_case(&diagnosis.code));
        let Some(first) = earlier else { continue };
        found.push(Finding {
            rule: "CM-014".into(),
            severity: Severity::Warn,
            what: format!("{} stands twice.", dotted(&diagnosis.code)),
            why: format!("It is already secondary diagnosis {}; each code is reported once.", first + 1),
            place: Place::Secondary(i),
            fix: "Take the second one out; for two sides choose the bilateral code, or the code of each side.".to_owned(),
            source: "ICD-10-CM Official Guidelines, I.B.12 and I.B.13",
        });
    }
}
