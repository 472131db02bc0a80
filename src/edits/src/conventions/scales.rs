//! Scales and circumstances that others than the provider may document: they need the provider's diagnosis beside
//! them (CM-033), and say nothing more than they may (CM-037).

use std::collections::BTreeSet;

use super::case::{Case, Coded, finding};
use super::obstetrics::after_birth;
use crate::findings::{Finding, Place, Severity};

const OTHERS: &str = "ICD-10-CM Official Guidelines, I.B.14";
/// Diagnoses a body mass index belongs to: over- and underweight, obesity, malnutrition, eating disorders, abnormal
/// weight and growth, cachexia. The guideline names them by example.
const WEIGHT: [&str; 11] = [
    "E66",
    "E40-E46",
    "E64",
    "E88A",
    "F50",
    "R627",
    "R625",
    "R630-R636",
    "R64",
    "O9921",
    "E8881",
];
/// Strokes the NIH scale belongs to, as R29.7 says, and those whose code says one with a procedure.
const STROKE: [&str; 2] = ["I63", "I978"];
/// Circumstances of life.
const SOCIAL: [&str; 1] = ["Z55-Z65"];
/// Only ever secondary (I.B.14): body mass index, coma scale, stroke scale, blood alcohol, social, underimmunization.
const SECONDARY_ONLY: [&str; 6] = ["Z68", "R402", "R297", "Y90", "Z55-Z65", "Z283"];

pub(super) fn named() -> Vec<&'static str> {
    let codes = [
        "Z68", "R4020", "R4021", "R4022", "R4023", "R4024", "R402A", "R297", "F10", "R780", "T51",
        "Y90",
    ];
    [&codes[..], &WEIGHT, &STROKE, &SOCIAL, &SECONDARY_ONLY].concat()
}

pub(super) fn find(case: &Case<'_>, found: &mut Vec<Finding>) {
    body_mass(case, found);
    stroke(case, found);
    coma(case, found);
    alcohol(case, found);
    secondary_only(case, found);
}

fn body_mass(case: &Case<'_>, found: &mut Vec<Finding>) {
    let Some(index) = case.first(&["Z68"]) else {
        return;
    };
    let pregnant = case
        .all(&["O00-O9A", "Z33", "Z34"])
        .any(|d| !after_birth(case, d));
    if pregnant {
        found.push(finding(
            "CM-033",
            Severity::Warn,
            index.place,
            format!("{} is a body mass index during pregnancy.", index.dotted()),
            "Body mass index codes are not assigned during pregnancy.",
            format!("Leave {} out.", index.dotted()),
            "ICD-10-CM Official Guidelines, I.C.21.c.3",
        ));
    } else if !case.any(&WEIGHT) {
        found.push(finding(
            "CM-033",
            Severity::Warn,
            index.place,
            format!("{} stands without a diagnosis it belongs to.", index.dotted()),
            "A body mass index is coded only with a diagnosis of the provider, such as obesity or malnutrition.",
            "Leave it out, or ask the provider for the diagnosis.",
            "ICD-10-CM Official Guidelines, I.B.14 and I.C.21.c.3",
        ));
    }
}

fn stroke(case: &Case<'_>, found: &mut Vec<Finding>) {
    let Some(scale) = case.first(&["R297"]) else {
        return;
    };
    match case.first(&STROKE) {
        None => found.push(finding(
            "CM-033",
            Severity::Warn,
            scale.place,
            format!("{} stands without a cerebral infarction.", scale.dotted()),
            "R29.7- asks for the type of cerebral infarction (I63.-) to be coded first.",
            "Add the infarction the provider names, or leave the scale out.",
            "ICD-10-CM Official Guidelines, I.B.14 and I.C.18.i",
        )),
        Some(infarction) if infarction.place > scale.place => found.push(finding(
            "CM-033",
            Severity::Warn,
            scale.place,
            format!("{} stands before {}.", scale.dotted(), infarction.dotted()),
            "The infarction is sequenced first, the scale after it.",
            "Exchange the two.",
            "ICD-10-CM Official Guidelines, I.C.18.i",
        )),
        Some(_) => {}
    }
}

fn coma(case: &Case<'_>, found: &mut Vec<Finding>) {
    let single: Vec<&Coded<'_>> = case.all(&["R4021-R4023"]).collect();
    if let (Some(first), Some(total)) = (single.first(), case.first(&["R4024"])) {
        found.push(finding(
            "CM-033",
            Severity::Warn,
            total.place,
            format!(
                "{} is a total, beside single scores ({}).",
                total.dotted(),
                first.dotted()
            ),
            "The total is coded only when the single scores are not documented.",
            format!("Leave {} out.", total.dotted()),
            "ICD-10-CM Official Guidelines, I.C.18.e.1",
        ));
    }
    let scored = single.first().copied().or_else(|| case.first(&["R4024"]));
    if let (Some(scored), Some(other)) = (scored, case.first(&["R402A"])) {
        found.push(finding(
            "CM-033",
            Severity::Warn,
            other.place,
            format!(
                "{} stands beside the coma scale ({}).",
                other.dotted(),
                scored.dotted()
            ),
            "The coma scale is not used with a nontraumatic coma due to an underlying condition.",
            "Keep the one the record supports.",
            "ICD-10-CM Official Guidelines, I.C.18.e.1",
        ));
    }
    incomplete(&single, found);
}

/// One score of eyes, speech and movement each, for every time that was scored (the 7th character).
fn incomplete(single: &[&Coded<'_>], found: &mut Vec<Finding>) {
    let times: BTreeSet<u8> = single.iter().map(|d| d.seventh()).collect();
    let whole = times.iter().all(|&time| {
        ["R4021", "R4022", "R4023"]
            .iter()
            .all(|part| single.iter().any(|d| d.seventh() == time && d.is(&[part])))
    });
    if let (Some(first), false) = (single.first(), whole) {
        found.push(finding(
            "CM-033",
            Severity::Warn,
            first.place,
            "The coma scale is not complete.".to_owned(),
            "It takes one code each for eyes (R40.21-), speech (R40.22-) and movement (R40.23-), with the same 7th character.",
            "Add the missing score, or code the total (R40.24-) if only that is documented.",
            "ICD-10-CM Official Guidelines, I.C.18.e.1",
        ));
    }
}

fn alcohol(case: &Case<'_>, found: &mut Vec<Finding>) {
    let Some(level) = case.first(&["Y90"]) else {
        return;
    };
    if case.any(&["F10", "R780", "T51"]) {
        return;
    }
    found.push(finding(
        "CM-033",
        Severity::Warn,
        level.place,
        format!(
            "{} is a blood alcohol level without a diagnosis.",
            level.dotted()
        ),
        "The level is coded beside an alcohol-related disorder that the provider documents.",
        "Leave it out, or add the disorder (F10.-, T51.-).",
        OTHERS,
    ));
}

fn secondary_only(case: &Case<'_>, found: &mut Vec<Finding>) {
    let principal = case.principal().filter(|d| d.is(&SECONDARY_ONLY));
    if let Some(principal) = principal.filter(|_| !case.editor_objects_to_principal()) {
        let social = principal.is(&SOCIAL);
        found.push(finding(
            if social { "CM-037" } else { "CM-033" },
            Severity::Warn,
            Place::Principal,
            format!("{} can only be a secondary diagnosis.", principal.dotted()),
            "Scales and circumstances add to a diagnosis of the provider; they are not one.",
            "Make the condition that occasioned the admission the principal diagnosis.",
            OTHERS,
        ));
        return;
    }
    if let Some(social) = case.first(&SOCIAL) {
        found.push(finding(
            "CM-037",
            Severity::Info,
            social.place,
            format!("{} may rest on the notes of others than the provider.", social.dotted()),
            "Social workers, nurses and case managers may document it, and the patient, if a clinician signs it off.",
            "Nothing to do if the note is in the record.",
            "ICD-10-CM Official Guidelines, I.B.14 and I.C.21.c.17",
        ));
    }
}
