//! Diagnoses behind the 25 that a claim carries (CM-040).

use grouper::{CodeSeverity, HacEntryStatus};

use super::case::{Case, finding};
use crate::findings::{Finding, Place, Severity, dotted};

/// Secondary diagnoses of an institutional claim, beside the principal one.
const SECONDARY: usize = 24;

pub(super) fn find(case: &Case<'_>, found: &mut Vec<Finding>) {
    let diagnoses = &case.facts.stay.secondary_diagnoses;
    let Some(behind) = diagnoses.get(SECONDARY..).filter(|rest| !rest.is_empty()) else {
        return;
    };
    let outcomes = case
        .facts
        .grouped
        .as_ref()
        .map(|g| g.grouping.secondary.as_slice());
    let mut weighty = Vec::new();
    for (at, diagnosis) in behind.iter().enumerate() {
        let Some(outcome) = outcomes.and_then(|all| all.get(SECONDARY + at)) else {
            continue;
        };
        let mut words = Vec::new();
        match outcome.severity_initial {
            CodeSeverity::Cc => words.push("CC"),
            CodeSeverity::Mcc => words.push("MCC"),
            _ => {}
        }
        if outcome
            .hacs
            .iter()
            .any(|h| h.status == HacEntryStatus::HacCriteriaMet)
        {
            words.push("hospital-acquired");
        }
        if !words.is_empty() {
            weighty.push(format!(
                "{} ({})",
                dotted(&diagnosis.code),
                words.join(", ")
            ));
        }
    }
    let why = match (outcomes, weighty.is_empty()) {
        (None, _) => "A claim carries 25 diagnoses; what falls off may weigh in the DRG.".to_owned(),
        (Some(_), true) => "A claim carries 25 diagnoses; none of those that fall off is a CC or MCC or hospital-acquired.".to_owned(),
        (Some(_), false) => format!("A claim carries 25 diagnoses; among those that fall off: {}.", weighty.join(", ")),
    };
    let codes: Vec<String> = behind.iter().map(|d| dotted(&d.code)).collect();
    found.push(finding(
        "CM-040",
        Severity::Warn,
        Place::Secondary(SECONDARY),
        match codes.as_slice() {
            [one] => format!("One diagnosis does not fit on the claim: {one}."),
            _ => format!("{} diagnoses do not fit on the claim: {}.", codes.len(), codes.join(", ")),
        },
        why,
        "Move what weighs in the DRG, in quality or in risk adjustment to the front, and leave the least behind.",
        "837I implementation guide, health care diagnosis codes: one principal and 24 other diagnoses",
    ));
}
