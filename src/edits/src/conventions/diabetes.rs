//! Diabetes: conditions that belong to it, its drugs, and the code for none of it (CM-026).

use super::case::{Case, Coded, finding, listed};
use super::combinations::Pair;
use crate::findings::{Finding, Severity};

/// Characters of a category.
const CATEGORY: usize = 3;
const DIABETES: [&str; 2] = ["E08-E11", "E13"];
/// Insulin, oral drugs, other injected drugs.
const DRUGS: [&str; 3] = ["Z794", "Z7984", "Z7985"];
/// A condition that the Alphabetic Index puts under "Diabetes, with".
struct With {
    codes: &'static [&'static str],
    /// The characters after the category that say both.
    ending: &'static str,
    /// What the characters begin with where the diabetes is said to have it already, by that code or one like it.
    said_by: &'static [&'static str],
}

const fn with(
    codes: &'static [&'static str],
    ending: &'static str,
    said_by: &'static [&'static str],
) -> With {
    With {
        codes,
        ending,
        said_by,
    }
}

const WITH: [With; 9] = [
    with(&["N18"], "22", &["21", "22", "29"]),
    with(&["G629", "G608", "G609"], "42", &["4"]),
    with(&["K3184"], "43", &["43"]),
    with(&["I739"], "51", &["51", "52"]),
    with(&["I96"], "52", &["52"]),
    with(&["L97"], "621 or .622", &["621", "622"]),
    with(&["M861", "M864-M869"], "69", &["69"]),
    with(&["E160-E162"], "64-", &["64"]),
    with(&["R739"], "65", &["65", "0", "1"]),
];

pub(super) fn named() -> Vec<&'static str> {
    WITH.iter()
        .flat_map(|with| with.codes.iter().copied())
        .chain(DIABETES)
        .chain(DRUGS)
        .collect()
}

/// Adds the findings, and returns which two diagnoses each link is about.
pub(super) fn find(case: &Case<'_>, found: &mut Vec<Finding>) -> Vec<Pair> {
    let whole = |d: &&Coded<'_>| d.code.len() >= CATEGORY;
    let diabetes: Vec<&Coded<'_>> = case.all(&DIABETES).filter(whole).collect();
    if diabetes.is_empty() {
        if case.any(&["O244"]) {
            gestational(case, found);
        }
        return Vec::new();
    }
    drugs(case, &diabetes, found);
    without_complications(&diabetes, found);
    linked(case, &diabetes, found)
}

/// The code "without complications" of a category.
fn uncomplicated(diagnosis: &Coded<'_>) -> bool {
    diagnosis.code.len() == 4 && diagnosis.code.ends_with('9')
}

fn without_complications(diabetes: &[&Coded<'_>], found: &mut Vec<Finding>) {
    for plain in diabetes.iter().filter(|d| uncomplicated(d)) {
        let category = &plain.code[..CATEGORY];
        let mut others = diabetes
            .iter()
            .filter(|d| d.code.starts_with(category) && d.code != plain.code)
            .peekable();
        if others.peek().is_none() {
            continue;
        }
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
    }
}

/// Conditions that are taken to belong to the diabetes and that no code of it says.
fn linked(case: &Case<'_>, diabetes: &[&Coded<'_>], found: &mut Vec<Finding>) -> Vec<Pair> {
    let Some(first) = diabetes.first() else {
        return Vec::new();
    };
    let category = &first.code[..CATEGORY];
    let at = |d: &Coded<'_>| case.diagnoses.iter().position(|other| other.key == d.key);
    let mut pairs = Vec::new();
    for with in &WITH {
        let Some(condition) = case.first(with.codes) else {
            continue;
        };
        let said = diabetes.iter().any(|d| {
            let rest = &d.code[CATEGORY..];
            with.said_by.iter().any(|begin| rest.starts_with(begin))
        });
        if said {
            continue;
        }
        let why = if uncomplicated(first) {
            format!("{} says there is none", first.dotted())
        } else {
            let codes = listed(diabetes.iter().copied());
            match diabetes {
                [_] => format!("{codes} says another"),
                _ => format!("{codes} say others"),
            }
        };
        found.push(finding(
            "CM-026",
            Severity::Warn,
            condition.place,
            format!("{} is taken to belong to the diabetes.", condition.dotted()),
            format!(
                "The Alphabetic Index has it under “Diabetes, with”; that links the two, and {why}."
            ),
            format!(
                "Code {category}.{}, unless the provider says that the diabetes is not the cause.",
                with.ending
            ),
            "ICD-10-CM Official Guidelines, I.A.15 and I.C.4.a",
        ));
        // An excludes note between the two would say the same once more.
        for d in diabetes {
            if let (Some(one), Some(other)) = (at(d), at(condition)) {
                pairs.push((one.min(other), one.max(other)));
            }
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
