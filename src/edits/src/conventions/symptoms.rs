//! A symptom as principal diagnosis beside a diagnosis (CM-019). Whether the one explains the other is the chart's
//! to say, so this is a hint. Symptoms that the tabular list itself excludes are told with the excludes notes.

use grouper::PresentOnAdmission;

use super::case::{Case, finding, listed};
use crate::findings::{Finding, Place, Severity};

/// Not a diagnosis that could explain a symptom: other symptoms, external causes, factors and supplementary codes.
const NO_DIAGNOSIS: [&str; 5] = ["R00-R99", "V00-Y99", "Z00-Z99", "U09", "B95-B97"];

/// Conditions of years that many patients have and that seldom bring one into hospital by a symptom.
const BACKGROUND: [&str; 23] = [
    "I10", "E78", "E01-E03", "E109", "E119", "E139", "E55", "E66", "F17", "F1020", "F32A", "F329",
    "F33", "F41", "F51", "G4733", "G4700", "H25-H26", "K219", "M15-M19", "M81", "N400", "J309",
];

pub(super) fn named() -> Vec<&'static str> {
    [&NO_DIAGNOSIS[..], &BACKGROUND, &["R65", "R99"]].concat()
}

pub(super) fn find(case: &Case<'_>, found: &mut Vec<Finding>) {
    let Some(principal) = case.principal() else {
        return;
    };
    if !principal.is(&["R00-R99"]) || principal.is(&["R65", "R99"]) {
        return;
    }
    // What the tabular list excludes has been told, and more surely.
    let excluded = |f: &Finding| f.rule == "CM-018" && f.place == Place::Principal;
    if found.iter().any(excluded) {
        return;
    }
    let present = |poa| matches!(poa, PresentOnAdmission::Y | PresentOnAdmission::W);
    let mut others = case.diagnoses[1..]
        .iter()
        .filter(|d| present(d.poa) && !d.is(&NO_DIAGNOSIS) && !d.is(&BACKGROUND))
        .peekable();
    if others.peek().is_none() {
        return;
    }
    found.push(finding(
        "CM-019",
        Severity::Info,
        Place::Principal,
        format!("{} is a symptom, and diagnoses were present on admission.", principal.dotted()),
        format!(
            "A code of chapter 18 is not principal when a definitive diagnosis that explains it was established: {}.",
            listed(others)
        ),
        "If one of them explains the symptom, make it the principal diagnosis.",
        "ICD-10-CM Official Guidelines, II.A",
    ));
}
