//! A symptom as principal diagnosis beside a diagnosis (CM-019). Whether the one explains the other is the chart's
//! to say, so this is a hint. Symptoms that the tabular list itself excludes are told with the excludes notes.

use grouper::PresentOnAdmission;

use super::case::{Case, finding, listed};
use crate::findings::{Finding, Place, Severity};

/// Not a diagnosis that could explain a symptom: other symptoms, external causes, factors and supplementary codes.
const NO_DIAGNOSIS: [&str; 5] = ["R00-R99", "V00-Y99", "Z00-Z99", "U09", "B95-B97"];

pub(super) fn named() -> Vec<&'static str> {
    [&NO_DIAGNOSIS[..], &["R65", "R99"]].concat()
}

pub(super) fn find(case: &Case<'_>, found: &mut Vec<Finding>) {
    let Some(principal) = case.principal() else {
        return;
    };
    if !principal.is(&["R00-R99"]) || principal.is(&["R65", "R99"]) {
        return;
    }
    let present = |poa| matches!(poa, PresentOnAdmission::Y | PresentOnAdmission::W);
    let mut others = case.diagnoses[1..]
        .iter()
        .filter(|d| present(d.poa) && !d.is(&NO_DIAGNOSIS))
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
