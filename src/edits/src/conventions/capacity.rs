//! Diagnoses behind the 25 that a claim carries, and external causes behind its 12 (CM-040).

use grouper::{CodeSeverity, Diagnosis, HacEntryStatus};

use super::case::{Case, finding};
use crate::claim::{DIAGNOSES, EXTERNAL_CAUSES, is_external_cause};
use crate::findings::{Finding, Place, Severity, dotted};

pub(super) fn find(case: &Case<'_>, found: &mut Vec<Finding>) {
    let diagnoses = case.facts.stay.secondary_diagnoses.iter().enumerate();
    let (causes, conditions): (Vec<_>, Vec<_>) =
        diagnoses.partition(|(_, d)| is_external_cause(&d.code));
    external(causes.get(EXTERNAL_CAUSES..).unwrap_or_default(), found);
    // The principal diagnosis has its place, filled or not.
    let Some(behind @ [(first, _), ..]) = conditions.get(DIAGNOSES - 1..) else {
        return;
    };
    let outcomes = case
        .facts
        .grouped
        .as_ref()
        .map(|g| g.grouping.secondary.as_slice());
    let mut weighty = Vec::new();
    for (at, diagnosis) in behind {
        let Some(outcome) = outcomes.and_then(|all| all.get(*at)) else {
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
    let codes: Vec<String> = behind.iter().map(|(_, d)| dotted(&d.code)).collect();
    found.push(finding(
        "CM-040",
        Severity::Warn,
        Place::Secondary(*first),
        match codes.as_slice() {
            [one] => format!("One diagnosis does not fit on the claim: {one}."),
            _ => format!("{} diagnoses do not fit on the claim: {}.", codes.len(), codes.join(", ")),
        },
        why,
        "Move what weighs in the DRG, in quality or in risk adjustment to the front, and leave the least behind.",
        "837I implementation guide, health care diagnosis codes: one principal and 24 other diagnoses",
    ));
}

fn external(behind: &[(usize, &Diagnosis)], found: &mut Vec<Finding>) {
    let [(first, _), ..] = behind else { return };
    let codes: Vec<String> = behind.iter().map(|(_, d)| dotted(&d.code)).collect();
    found.push(finding(
        "CM-040",
        Severity::Warn,
        Place::Secondary(*first),
        match codes.as_slice() {
            [one] => format!("One external cause does not fit on the claim: {one}."),
            _ => format!(
                "{} external causes do not fit on the claim: {}.",
                codes.len(),
                codes.join(", ")
            ),
        },
        "A claim carries 12 external causes (V00 to Y99), beside its 25 diagnoses.",
        "Keep those that tell what happened, by what intent and where, and leave the others out.",
        "837I implementation guide, health care diagnosis codes: twelve external causes of injury",
    ));
}
