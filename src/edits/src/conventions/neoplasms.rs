//! Primary, secondary and past malignancy, and encounters for treating it (CM-036), as far as codes tell.

use super::case::{Case, finding};
use crate::findings::{Finding, Place, Severity};

const SECONDARY: [&str; 2] = ["C77-C79", "C7B"];
/// Malignancy that can be the primary: solid, neuroendocrine, of unknown site, of blood and lymph.
const PRIMARY: [&str; 4] = ["C00-C76", "C7A", "C80", "C81-C96"];
const HISTORY: [&str; 1] = ["Z85"];
/// A site's active malignancy and the code for its history.
const SITES: [(&[&str], &[&str]); 10] = [
    (&["C50"], &["Z853"]),
    (&["C34"], &["Z8511"]),
    (&["C61"], &["Z8546"]),
    (&["C18"], &["Z8503"]),
    (&["C67"], &["Z8551"]),
    (&["C64"], &["Z8552"]),
    (&["C73"], &["Z85850"]),
    (&["C43"], &["Z8582"]),
    (&["C71"], &["Z85841"]),
    (&["C16"], &["Z8502"]),
];
/// Radiotherapy, chemotherapy, immunotherapy.
const TREATMENT: [&str; 2] = ["Z510", "Z511"];

pub(super) fn named() -> Vec<&'static str> {
    let sites = SITES
        .iter()
        .flat_map(|(active, past)| active.iter().chain(*past).copied());
    sites
        .chain(SECONDARY)
        .chain(PRIMARY)
        .chain(HISTORY)
        .chain(TREATMENT)
        .chain(["C801", "D00-D49"])
        .collect()
}

pub(super) fn find(case: &Case<'_>, found: &mut Vec<Finding>) {
    primary_of_a_metastasis(case, found);
    active_and_past(case, found);
    treatment(case, found);
}

fn primary_of_a_metastasis(case: &Case<'_>, found: &mut Vec<Finding>) {
    let Some(secondary) = case.first(&SECONDARY) else {
        return;
    };
    if case.any(&PRIMARY) || case.any(&HISTORY) {
        return;
    }
    found.push(finding(
        "CM-036",
        Severity::Warn,
        secondary.place,
        format!("{} is a metastasis, and no code tells of its primary.", secondary.dotted()),
        "The primary is coded beside it: active, as history if it was removed and is no longer treated, or as unknown.",
        "Add the primary, its history (Z85.-), or C80.1.",
        "ICD-10-CM Official Guidelines, I.C.2.d and I.C.2.k",
    ));
}

fn active_and_past(case: &Case<'_>, found: &mut Vec<Finding>) {
    for (active, past) in SITES {
        let (Some(active), Some(past)) = (case.first(active), case.first(past)) else {
            continue;
        };
        found.push(finding(
            "CM-036",
            Severity::Warn,
            active.place.max(past.place),
            format!("{} and {} say the same site's malignancy is active and past.", active.dotted(), past.dotted()),
            "History is for a malignancy that was removed and is not treated any more, with no sign of it left.",
            "Keep the one the record supports; keep both only for a new primary.",
            "ICD-10-CM Official Guidelines, I.C.2.d and I.C.2.m",
        ));
    }
}

fn treatment(case: &Case<'_>, found: &mut Vec<Finding>) {
    let Some(treatment) = case.first(&TREATMENT) else {
        return;
    };
    let malignant = |d: &&super::case::Coded<'_>| d.is(&["C00-C96", "D00-D49"]);
    let principal = case.principal().filter(malignant);
    if let Some(principal) = principal {
        found.push(finding(
            "CM-036",
            Severity::Info,
            Place::Principal,
            format!("{} is principal beside {}.", principal.dotted(), treatment.dotted()),
            "If the patient was admitted only for the treatment, the code of Z51 is first and the neoplasm second.",
            "See what the admission was for.",
            "ICD-10-CM Official Guidelines, I.C.2.e.2",
        ));
    } else if !case.diagnoses.iter().any(|d| malignant(&d)) {
        found.push(finding(
            "CM-036",
            Severity::Warn,
            treatment.place,
            format!(
                "{} stands without the neoplasm that is treated.",
                treatment.dotted()
            ),
            "The condition that the treatment is for is coded beside it.",
            "Add the neoplasm.",
            "ICD-10-CM Official Guidelines, I.C.2.e.2",
        ));
    }
}
