//! External causes: whether an injury has one, and its place, activity and status (CM-032).

use super::case::{Case, Coded, finding};
use super::sequela::INJURIES;
use crate::findings::{Finding, Severity};

/// What happened, by what intent. Place, activity and status are not among them.
const CAUSES: [&str; 1] = ["V00-Y84"];
const PLACE: &str = "Y92";
const ACTIVITY: &str = "Y93";
const STATUS: &str = "Y99";
/// Causes without place, activity or status: misadventure and complications of care, sequelae in legal intervention.
const OF_CARE: [&str; 1] = ["Y62-Y84"];

pub(super) fn named() -> Vec<&'static str> {
    vec![
        "V00-Y84", PLACE, ACTIVITY, STATUS, "Y929", "Y939", "Y999", "Y62-Y84",
    ]
}

pub(super) fn find(case: &Case<'_>, found: &mut Vec<Finding>) {
    let initial = |d: &&Coded<'_>| matches!(d.seventh(), b'A' | b'B' | b'C');
    let injury = case.all(&INJURIES).find(initial);
    let cause = case.first(&CAUSES);
    if let (Some(injury), None) = (injury, cause) {
        found.push(finding(
            "CM-032",
            Severity::Info,
            injury.place,
            format!("{} stands without an external cause.", injury.dotted()),
            "Codes of V00 to Y84 tell how an injury came about and by what intent; payer, state and hospital decide whether they are required.",
            "Add it if your hospital reports external causes.",
            "ICD-10-CM Official Guidelines, I.C.20.a",
        ));
    }
    if let (Some(_), Some(cause)) = (injury, cause.filter(|d| !d.is(&OF_CARE)))
        && !case.any(&[PLACE])
    {
        found.push(finding(
            "CM-032",
            Severity::Info,
            cause.place,
            format!(
                "{} stands without the place where it happened.",
                cause.dotted()
            ),
            "A code of Y92 tells the place, once, at the initial encounter.",
            "Add it if the record tells the place and your hospital reports it.",
            "ICD-10-CM Official Guidelines, I.C.20.b",
        ));
    }
    for (category, word, source) in [
        (
            PLACE,
            "place of occurrence",
            "ICD-10-CM Official Guidelines, I.C.20.b and I.C.20.d",
        ),
        (
            ACTIVITY,
            "activity",
            "ICD-10-CM Official Guidelines, I.C.20.c and I.C.20.d",
        ),
        (
            STATUS,
            "external cause status",
            "ICD-10-CM Official Guidelines, I.C.20.k and I.C.20.d",
        ),
    ] {
        supplement(case, category, word, cause.is_some(), source, found);
    }
}

fn supplement(
    case: &Case<'_>,
    category: &'static str,
    word: &str,
    cause: bool,
    source: &'static str,
    found: &mut Vec<Finding>,
) {
    let list = [category];
    let codes: Vec<&Coded<'_>> = case.all(&list).collect();
    let Some(first) = codes.first() else { return };
    // Poisonings, adverse effects and toxic effects tell the event themselves (OCG I.C.20.a.1).
    let cause = cause || case.any(&["T36-T65"]);
    if !cause && category != ACTIVITY && !case.any(&[ACTIVITY]) {
        found.push(finding(
            "CM-032",
            Severity::Info,
            first.place,
            format!(
                "{} tells the {word} of an event that no code tells.",
                first.dotted()
            ),
            "It stands after the code of the external cause.",
            "Add the code of the cause, or leave this one out.",
            source,
        ));
    }
    if let Some(second) = codes.get(1) {
        found.push(finding(
            "CM-032",
            Severity::Info,
            second.place,
            format!("{} is a second {word}.", second.dotted()),
            "There is one for the whole stay, except the place of a new injury in the hospital.",
            "Keep the one that belongs to the event the patient came for.",
            source,
        ));
    }
    let unstated = codes.iter().find(|d| d.code == format!("{category}9"));
    if let Some(unstated) = unstated {
        found.push(finding(
            "CM-032",
            Severity::Info,
            unstated.place,
            format!("{} says that the {word} is not known.", unstated.dotted()),
            "It is not assigned when nothing is stated.",
            format!("Leave {} out.", unstated.dotted()),
            source,
        ));
    }
}
