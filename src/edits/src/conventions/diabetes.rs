//! Diabetes: conditions that belong to it, its drugs, and the code for none of it (CM-026).

use super::case::{Case, Coded, finding, listed};
use super::combinations::Pair;
use crate::findings::{Finding, Severity};

const DIABETES: [&str; 2] = ["E08-E11", "E13"];
/// Insulin, oral drugs, other injected drugs.
const DRUGS: [&str; 3] = ["Z794", "Z7984", "Z7985"];
/// What the Alphabetic Index puts under "Diabetes, with", and the characters after the category that say both.
const WITH: [(&[&str], &str); 9] = [
    (&["N18"], "22"),
    (&["G629", "G608", "G609"], "42"),
    (&["K3184"], "43"),
    (&["I739"], "51"),
    (&["I96"], "52"),
    (&["L97"], "621 or .622"),
    (&["M861", "M864-M869"], "69"),
    (&["E160-E162"], "64-"),
    (&["R739"], "65"),
];

pub(super) fn named() -> Vec<&'static str> {
    WITH.iter()
        .flat_map(|(codes, _)| codes.iter().copied())
        .chain(DIABETES)
        .chain(DRUGS)
        .collect()
}

/// Adds the findings, and returns which two diagnoses each link is about.
pub(super) fn find(case: &Case<'_>, found: &mut Vec<Finding>) -> Vec<Pair> {
    let diabetes: Vec<&Coded<'_>> = case.all(&DIABETES).collect();
    if diabetes.is_empty() {
        if case.any(&["O244"]) {
            gestational(case, found);
        }
        return Vec::new();
    }
    drugs(case, &diabetes, found);
    without_complications(case, &diabetes, found)
}

/// The code "without complications" of a category.
fn uncomplicated(diagnosis: &Coded<'_>) -> bool {
    diagnosis.code.len() == 4 && diagnosis.code.ends_with('9')
}

fn without_complications(
    case: &Case<'_>,
    diabetes: &[&Coded<'_>],
    found: &mut Vec<Finding>,
) -> Vec<Pair> {
    let mut pairs = Vec::new();
    for plain in diabetes.iter().filter(|d| uncomplicated(d)) {
        let category = &plain.code[..3];
        let mut others = diabetes
            .iter()
            .filter(|d| d.code.starts_with(category) && d.code != plain.code)
            .peekable();
        if others.peek().is_some() {
            found.push(finding(
                "CM-026",
                Severity::Warn,
                plain.place,
                format!(
                    "{} says diabetes without complications, beside complications.",
                    plain.dotted()
                ),
                format!("The stay has {}.", listed(others.copied())),
                format!("Leave {} out.", plain.dotted()),
                "ICD-10-CM Official Guidelines, I.C.4.a",
            ));
            continue;
        }
        for (codes, ending) in WITH {
            let Some(condition) = case.first(codes) else {
                continue;
            };
            found.push(finding(
                "CM-026",
                Severity::Warn,
                condition.place,
                format!("{} is taken to belong to the diabetes.", condition.dotted()),
                format!(
                    "The Alphabetic Index has it under “Diabetes, with”; that links the two, and {} says there is none.",
                    plain.dotted()
                ),
                format!("Code {category}.{ending}, unless the provider says that the diabetes is not the cause."),
                "ICD-10-CM Official Guidelines, I.A.15 and I.C.4.a",
            ));
            let at = |d: &Coded<'_>| case.diagnoses.iter().position(|other| other.key == d.key);
            if let (Some(one), Some(other)) = (at(plain), at(condition)) {
                pairs.push((one.min(other), one.max(other)));
            }
            break;
        }
    }
    pairs
}

fn drugs(case: &Case<'_>, diabetes: &[&Coded<'_>], found: &mut Vec<Finding>) {
    let Some(treated) = diabetes.iter().find(|d| !d.is(&["E10"])) else {
        return;
    };
    if case.any(&DRUGS) {
        return;
    }
    found.push(finding(
        "CM-026",
        Severity::Info,
        treated.place,
        format!("{} stands without a code for how it is treated.", treated.dotted()),
        "Long-term insulin (Z79.4), oral drugs (Z79.84) and other injected drugs (Z79.85) are coded beside it, each that is used.",
        "Add what the patient takes; nothing if it is diet alone, or insulin for this stay only.",
        "ICD-10-CM Official Guidelines, I.C.4.a.3",
    ));
}

fn gestational(case: &Case<'_>, found: &mut Vec<Finding>) {
    let Some(drug) = case.first(&DRUGS) else {
        return;
    };
    found.push(finding(
        "CM-026",
        Severity::Warn,
        drug.place,
        format!("{} is not coded with gestational diabetes.", drug.dotted()),
        "The code of O24.4- says itself how it is controlled.",
        format!(
            "Leave {} out and check the last character of O24.4-.",
            drug.dotted()
        ),
        "ICD-10-CM Official Guidelines, I.C.15.i",
    ));
}
