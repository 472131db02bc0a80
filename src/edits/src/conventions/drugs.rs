//! Poisoning, adverse effect and underdosing: order and companions (CM-031).

use grouper::PresentOnAdmission;

use super::case::{Case, Coded, finding};
use super::span::intent;
use crate::findings::{Finding, Place, Severity};

const SUBSTANCES: [&str; 1] = ["T36-T65"];
const DRUGS: [&str; 1] = ["T36-T50"];
/// Why a patient took less: noncompliance, or a failure of dosage in care (I.C.19.e.5.c).
const REASONS: [&str; 5] = ["Z9112", "Z9113", "Z9114", "Z91A4", "Y636-Y639"];

pub(super) fn named() -> Vec<&'static str> {
    [&SUBSTANCES[..], &DRUGS, &REASONS].concat()
}

/// What a code of T36 to T65 says happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Event {
    Poisoning,
    AdverseEffect,
    Underdosing,
}

fn event(diagnosis: &Coded<'_>) -> Option<Event> {
    match intent(diagnosis.key)? {
        b'1'..=b'4' => Some(Event::Poisoning),
        b'5' if diagnosis.is(&DRUGS) => Some(Event::AdverseEffect),
        b'6' if diagnosis.is(&DRUGS) => Some(Event::Underdosing),
        _ => None,
    }
}

pub(super) fn find(case: &Case<'_>, found: &mut Vec<Finding>) {
    let events: Vec<(&Coded<'_>, Event)> = case
        .all(&SUBSTANCES)
        .filter(|d| d.seventh() != b'S')
        .filter_map(|d| Some((d, event(d)?)))
        .collect();
    as_principal(case, &events, found);
    poisoning_behind(case, &events, found);
    reason(case, &events, found);
    same_drug(&events, found);
}

fn as_principal(case: &Case<'_>, events: &[(&Coded<'_>, Event)], found: &mut Vec<Finding>) {
    if case.editor_objects_to_principal() {
        return;
    }
    let Some((principal, event)) = events.first().filter(|(d, _)| d.principal()) else {
        return;
    };
    let (why, fix, source) = match event {
        Event::Poisoning => return,
        Event::AdverseEffect => (
            "For an adverse effect of a drug properly given, the nature of the effect is coded first, the drug after it.",
            "Make the effect the principal diagnosis.",
            "ICD-10-CM Official Guidelines, I.C.19.e.5.a",
        ),
        Event::Underdosing => (
            "A code for underdosing is never principal; the condition that came or got worse is.",
            "Make that condition the principal diagnosis.",
            "ICD-10-CM Official Guidelines, I.C.19.e.5.c",
        ),
    };
    let word = if *event == Event::AdverseEffect {
        "an adverse effect"
    } else {
        "underdosing"
    };
    found.push(finding(
        "CM-031",
        Severity::Warn,
        Place::Principal,
        format!("{} says {word} and is principal.", principal.dotted()),
        why,
        fix,
        source,
    ));
}

fn poisoning_behind(case: &Case<'_>, events: &[(&Coded<'_>, Event)], found: &mut Vec<Finding>) {
    let Some(principal) = case.principal() else {
        return;
    };
    // Injuries, births and encounters have reasons of their own to be first; so has a poisoning in the hospital.
    if principal.is(&["S00-T88", "O00-O9A", "P00-P96", "Z00-Z99", "A40-A41"]) {
        return;
    }
    let first = events
        .iter()
        .find(|(d, event)| *event == Event::Poisoning && d.poa == PresentOnAdmission::Y);
    let Some((poisoning, _)) = first else { return };
    found.push(finding(
        "CM-031",
        Severity::Warn,
        poisoning.place,
        format!(
            "{} was present on admission, and {} is principal.",
            poisoning.dotted(),
            principal.dotted()
        ),
        "A poisoning or toxic effect is sequenced first, its manifestations after it.",
        format!(
            "Make {} principal, if {} is due to it.",
            poisoning.dotted(),
            principal.dotted()
        ),
        "ICD-10-CM Official Guidelines, I.C.19.e.5.b and I.C.19.e.5.d",
    ));
}

fn reason(case: &Case<'_>, events: &[(&Coded<'_>, Event)], found: &mut Vec<Finding>) {
    let Some((under, _)) = events
        .iter()
        .find(|(_, event)| *event == Event::Underdosing)
    else {
        return;
    };
    if case.any(&REASONS) {
        return;
    }
    found.push(finding(
        "CM-031",
        Severity::Info,
        under.place,
        format!("{} stands without a code for the reason.", under.dotted()),
        "Noncompliance (Z91.12- to Z91.14-, Z91.A4-) or a complication of care (Y63.6 to Y63.9) tells the intent, if known.",
        "Add it if the record tells why the patient took less.",
        "ICD-10-CM Official Guidelines, I.C.19.e.5.c",
    ));
}

fn same_drug(events: &[(&Coded<'_>, Event)], found: &mut Vec<Finding>) {
    for (i, (later, event)) in events.iter().enumerate() {
        let stem = |d: &Coded<'_>| {
            let intent_at = if d.key.place(5) == b'X' { 4 } else { 5 };
            d.code[..intent_at].to_owned()
        };
        let other = events[..i]
            .iter()
            .find(|(earlier, other)| other != event && stem(earlier) == stem(later));
        let Some((earlier, _)) = other else { continue };
        found.push(finding(
            "CM-031",
            Severity::Warn,
            later.place,
            format!("{} and {} say different things of one drug.", earlier.dotted(), later.dotted()),
            "Taken wrongly it is a poisoning, taken rightly an adverse effect, taken too little underdosing.",
            "Keep what the record says, unless it was two drugs of this group.",
            "ICD-10-CM Official Guidelines, I.C.19.e.5",
        ));
    }
}
