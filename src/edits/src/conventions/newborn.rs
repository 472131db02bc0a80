//! Whose record it is: a mother's or a newborn's, and the birth itself (CM-029, CM-030).

use super::case::{Case, finding};
use crate::findings::{Finding, Place, Severity};

const BIRTH: [&str; 1] = ["Z38"];
const NEWBORN: [&str; 1] = ["P00-P96"];
const MOTHER: [&str; 2] = ["O00-O9A", "Z37"];

pub(super) fn named() -> Vec<&'static str> {
    [&BIRTH[..], &NEWBORN, &MOTHER].concat()
}

pub(super) fn find(case: &Case<'_>, found: &mut Vec<Finding>) {
    two_records(case, found);
    birth(case, found);
    perhaps_born_here(case, found);
}

fn two_records(case: &Case<'_>, found: &mut Vec<Finding>) {
    let (Some(mother), Some(child)) = (
        case.first(&MOTHER),
        case.all(&NEWBORN).chain(case.all(&BIRTH)).next(),
    ) else {
        return;
    };
    found.push(finding(
        if child.is(&BIRTH) { "CM-030" } else { "CM-029" },
        Severity::Warn,
        mother.place.max(child.place),
        format!("{} is a mother's code, {} a newborn's.", mother.dotted(), child.dotted()),
        "Codes of chapter 15 and Z37 stand on the mother's record, those of chapter 16 and Z38 on the newborn's; never on one.",
        "Take out the codes of the other record.",
        "ICD-10-CM Official Guidelines, I.C.15.a.2, I.C.15.b.5, I.C.16.a.1 and I.C.16.a.2",
    ));
}

fn birth(case: &Case<'_>, found: &mut Vec<Finding>) {
    let Some(birth) = case.first(&BIRTH) else {
        return;
    };
    if !birth.principal() && !case.any(&MOTHER) {
        found.push(finding(
            "CM-030",
            Severity::Stop,
            birth.place,
            format!("{} is not the principal diagnosis.", birth.dotted()),
            "On the record of a birth the code of Z38 is the principal diagnosis.",
            "Make it principal; if the child was born elsewhere, leave it out.",
            "ICD-10-CM Official Guidelines, I.C.16.a.2",
        ));
    }
    if case.facts.given.age && case.facts.stay.age > 0 && birth.principal() {
        found.push(finding(
            "CM-030",
            Severity::Warn,
            birth.place,
            format!(
                "{} says birth, and the patient is {} years old.",
                birth.dotted(),
                case.facts.stay.age
            ),
            "A code of Z38 is assigned once, to a newborn at the time of birth.",
            "Correct the age or the code.",
            "ICD-10-CM Official Guidelines, I.C.16.a.2",
        ));
    }
}

/// A newborn's condition as principal diagnosis: whether the child was born in this stay, the codes don't say.
fn perhaps_born_here(case: &Case<'_>, found: &mut Vec<Finding>) {
    let newborn = case.facts.given.age && case.facts.stay.age == 0;
    let Some(principal) = case.principal().filter(|d| newborn && d.is(&NEWBORN)) else {
        return;
    };
    if case.any(&BIRTH) || case.any(&MOTHER) {
        return;
    }
    found.push(finding(
        "CM-030",
        Severity::Info,
        Place::Principal,
        format!("{} is principal and no code says a birth.", principal.dotted()),
        "If the child was born in this hospital and stay, the code of Z38 is the principal diagnosis.",
        "Add Z38.- for a birth in this stay; nothing to do for a child admitted later or from elsewhere.",
        "ICD-10-CM Official Guidelines, I.C.16.a.2",
    ));
}
