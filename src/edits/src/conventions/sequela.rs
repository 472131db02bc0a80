//! The phase an injury is coded in (CM-004) and late effects (CM-023).

use super::case::{Case, Coded, finding, listed};
use crate::findings::{Finding, Place, Severity};

/// Injuries with 7th characters: chapter 19 without complications of care and without drugs and substances, which
/// carry their own cause.
pub(super) const INJURIES: [&str; 4] = ["S00-S99", "T07-T34", "T66-T78", "T79"];
/// External causes that have a 7th character.
const CAUSES: [&str; 1] = ["V00-Y38"];
/// Categories for late effects whose codes don't say what the effect is (I.B.10).
const LATE_EFFECTS: [&str; 6] = ["B90-B94", "E64", "E68", "G09", "O94", "G65"];
/// Aftercare that is not to be used for injuries (I.C.21.c.7).
const AFTERCARE: [&str; 3] = ["Z478", "Z4801", "Z4802"];

pub(super) fn named() -> Vec<&'static str> {
    [&INJURIES[..], &CAUSES, &LATE_EFFECTS, &AFTERCARE].concat()
}

pub(super) fn find(case: &Case<'_>, found: &mut Vec<Finding>) {
    phases_of_one_injury(case, found);
    cause_in_another_phase(case, found);
    aftercare(case, found);
    late_effect_as_principal(case, found);
}

/// 7th characters: initial (A, or B and C of open fractures), subsequent, sequela.
fn phase(diagnosis: &Coded<'_>) -> Option<&'static str> {
    match diagnosis.seventh() {
        b'A' | b'B' | b'C' => Some("active treatment"),
        b'S' => Some("sequela"),
        b'D'..=b'R' => Some("healing"),
        _ => None,
    }
}

fn phases_of_one_injury(case: &Case<'_>, found: &mut Vec<Finding>) {
    let injuries: Vec<&Coded<'_>> = case.all(&INJURIES).filter(|d| phase(d).is_some()).collect();
    for (i, later) in injuries.iter().enumerate() {
        let same = |earlier: &&&Coded<'_>| {
            earlier.code[..6] == later.code[..6] && phase(earlier) != phase(later)
        };
        let Some(earlier) = injuries[..i].iter().find(same) else {
            continue;
        };
        let sequela = later.seventh() == b'S' || earlier.seventh() == b'S';
        let (rule, why, source) = if sequela {
            (
                "CM-023",
                "The code of the acute phase is never used together with the one of its late effect.",
                "ICD-10-CM Official Guidelines, I.B.10",
            )
        } else {
            (
                "CM-004",
                "The 7th character says whether the injury is under active treatment (A, B, C) or healing; one injury is in one phase.",
                "ICD-10-CM Official Guidelines, I.C.19.a",
            )
        };
        found.push(finding(
            rule,
            Severity::Warn,
            later.place,
            format!(
                "{} and {} are one injury in two phases.",
                earlier.dotted(),
                later.dotted()
            ),
            why,
            "Keep the one that describes this stay.",
            source,
        ));
    }
}

fn cause_in_another_phase(case: &Case<'_>, found: &mut Vec<Finding>) {
    let injuries: Vec<&Coded<'_>> = case.all(&INJURIES).filter(|d| phase(d).is_some()).collect();
    if injuries.is_empty() {
        return;
    }
    for cause in case.all(&CAUSES) {
        let Some(of_cause) = phase(cause) else {
            continue;
        };
        if injuries
            .iter()
            .any(|injury| phase(injury) == Some(of_cause))
        {
            continue;
        }
        found.push(finding(
            "CM-004",
            Severity::Warn,
            cause.place,
            format!("{} says {of_cause}, and no injury of the stay does.", cause.dotted()),
            format!(
                "The 7th character of an external cause matches that of the injury it belongs to: {}.",
                listed(injuries.iter().copied())
            ),
            "Give both the 7th character of this stay.",
            "ICD-10-CM Official Guidelines, I.C.20.a.2",
        ));
    }
}

fn aftercare(case: &Case<'_>, found: &mut Vec<Finding>) {
    let healing = case.all(&INJURIES).find(|d| phase(d) == Some("healing"));
    let (Some(injury), Some(care)) = (healing, case.first(&AFTERCARE)) else {
        return;
    };
    found.push(finding(
        "CM-004",
        Severity::Warn,
        care.place,
        format!(
            "{} stands beside {}, an injury in healing.",
            care.dotted(),
            injury.dotted()
        ),
        "Aftercare of an injury is told by its 7th character, not by an aftercare code.",
        format!(
            "Leave {} out, unless it is for something else.",
            care.dotted()
        ),
        "ICD-10-CM Official Guidelines, I.C.19.a and I.C.21.c.7",
    ));
}

fn late_effect_as_principal(case: &Case<'_>, found: &mut Vec<Finding>) {
    let Some(principal) = case.principal() else {
        return;
    };
    let injury = principal.is(&["S00-T88"]) && principal.seventh() == b'S';
    if case.editor_objects_to_principal() || !(injury || principal.is(&LATE_EFFECTS)) {
        return;
    }
    found.push(finding(
        "CM-023",
        Severity::Warn,
        Place::Principal,
        format!("{} tells a late effect's origin, and is principal.", principal.dotted()),
        "The condition that remains is sequenced first, the sequela code second.",
        "Make the present condition the principal diagnosis; keep the order only if a manifestation code follows.",
        "ICD-10-CM Official Guidelines, I.B.10",
    ));
}
