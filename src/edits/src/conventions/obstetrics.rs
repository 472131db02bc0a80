//! Companions and order of obstetric codes (CM-029), and the outcome of a delivery (CM-030).

use super::case::{Case, Coded, finding};
use crate::findings::{Finding, Place, Severity};

const CHAPTER: [&str; 1] = ["O00-O9A"];
/// Abortive outcomes, the puerperium and late sequelae: no week of gestation is told with them (I.C.21.c.11).
const NO_WEEKS: [&str; 3] = ["O00-O08", "O85-O92", "O94"];
/// Delivery of products of conception, and their extraction by cesarean section, forceps, vacuum and other means:
/// ICD-10-PCS tables 10E and 10D.
pub(super) const DELIVERIES: [&str; 10] = [
    "10E0XZZ", "10D00Z0", "10D00Z1", "10D00Z2", "10D07Z3", "10D07Z4", "10D07Z5", "10D07Z6",
    "10D07Z7", "10D07Z8",
];
const OUTCOME: [&str; 1] = ["Z37"];
/// What to do where a delivery has no outcome.
pub(crate) const ADD_OUTCOME: &str = "Add the code of Z37.";

pub(super) fn named() -> Vec<&'static str> {
    let codes = ["O80", "O82", "Z3A", "Z370", "Z34", "Z33", "Z37"];
    [&CHAPTER[..], &NO_WEEKS, &codes].concat()
}

pub(super) fn find(case: &Case<'_>, found: &mut Vec<Finding>) {
    weeks(case, found);
    priority(case, found);
    normal_delivery(case, found);
    outcome(case, found);
}

fn weeks(case: &Case<'_>, found: &mut Vec<Finding>) {
    // Nor with an elective termination.
    if case.any(&["Z3A", "Z332"]) {
        return;
    }
    let Some(code) = case
        .all(&CHAPTER)
        .find(|d| !d.is(&NO_WEEKS) && !after_birth(case, d))
    else {
        return;
    };
    found.push(finding(
        "CM-029",
        Severity::Warn,
        code.place,
        format!("{} stands without the week of gestation.", code.dotted()),
        "Codes of chapter 15 ask for a code of Z3A beside them, if the week is known.",
        "Add the code of Z3A for the week at admission.",
        "ICD-10-CM Official Guidelines, I.C.21.c.11; tabular list, chapter 15",
    ));
}

/// Whether a code of chapter 15 tells of the time after the birth; hemorrhage and retained placenta do where the stay
/// has no outcome of delivery.
pub(super) fn after_birth(case: &Case<'_>, d: &Coded<'_>) -> bool {
    let title = d.title();
    (title.contains("puerperium") && !title.contains("pregnancy"))
        || title.contains("postpartum")
        || d.is(&["O72", "O73"]) && !case.any(&OUTCOME)
}

fn priority(case: &Case<'_>, found: &mut Vec<Finding>) {
    let Some(principal) = case.principal() else {
        return;
    };
    let Some(code) = case.first(&CHAPTER) else {
        return;
    };
    if principal.is(&CHAPTER) || principal.is(&["P00-P96", "Z38"]) {
        return;
    }
    found.push(finding(
        "CM-029",
        Severity::Warn,
        Place::Principal,
        format!("{} is principal, though {} is an obstetric code.", principal.dotted(), code.dotted()),
        "Chapter 15 has priority over the other chapters, whose codes add to it.",
        "Sequence the code of chapter 15 first, unless the provider says the pregnancy is incidental.",
        "ICD-10-CM Official Guidelines, I.C.15.a.1",
    ));
}

fn normal_delivery(case: &Case<'_>, found: &mut Vec<Finding>) {
    let Some(normal) = case.first(&["O80"]) else {
        return;
    };
    if let Some(other) = case.all(&CHAPTER).find(|d| !d.is(&["O80"])) {
        found.push(finding(
            "CM-029",
            Severity::Warn,
            normal.place,
            format!(
                "{} says a delivery without complications, beside {}.",
                normal.dotted(),
                other.dotted()
            ),
            "O80 is not used with any other code of chapter 15 for this pregnancy and delivery.",
            "Leave O80 out if the other condition was there during the stay.",
            "ICD-10-CM Official Guidelines, I.C.15.n.1",
        ));
    }
    if !normal.principal() {
        found.push(finding(
            "CM-029",
            Severity::Warn,
            normal.place,
            format!("{} is not the principal diagnosis.", normal.dotted()),
            "O80 is always a principal diagnosis.",
            "Make it principal, or choose the code of the complication that is.",
            "ICD-10-CM Official Guidelines, I.C.15.n.1",
        ));
    }
    if let Some(outcome) = case.all(&OUTCOME).find(|d| !d.is(&["Z370"])) {
        found.push(finding(
            "CM-030",
            Severity::Warn,
            outcome.place,
            format!("{} does not go with a normal delivery.", outcome.dotted()),
            "Z37.0, a single live birth, is the only outcome that goes with O80.",
            "Correct the outcome, or leave O80 out.",
            "ICD-10-CM Official Guidelines, I.C.15.n.3",
        ));
    }
}

fn outcome(case: &Case<'_>, found: &mut Vec<Finding>) {
    if case.any(&OUTCOME) {
        return;
    }
    let by_code = case
        .all(&CHAPTER)
        .find(|d| d.is(&["O80", "O82"]) || d.title().ends_with("complicating childbirth"))
        .map(|d| (d.place, d.dotted()));
    let procedures = case.facts.stay.procedures.iter();
    let by_procedure = procedures
        .enumerate()
        .find(|(_, code)| DELIVERIES.iter().any(|d| code.eq_ignore_ascii_case(d)))
        .map(|(i, code)| (Place::Procedure(i), code.to_string()));
    // An abortive outcome is none of Z37's.
    let Some((place, code)) = by_code.or(by_procedure).filter(|_| !case.any(&["O00-O08"])) else {
        return;
    };
    found.push(finding(
        "CM-030",
        Severity::Stop,
        place,
        format!("{code} says that a delivery took place, and no code says its outcome."),
        "A code of Z37 is on every mother's record when a delivery has occurred.",
        ADD_OUTCOME,
        "ICD-10-CM Official Guidelines, I.C.15.b.5; Medicare Code Editor, questionable obstetric admission",
    ));
}
