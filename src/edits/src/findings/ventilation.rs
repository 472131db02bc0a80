//! Mechanical ventilation: the duration a code claims against the time there was (DRG-009).
//!
//! ICD-10-PCS 5A19: duration value 3 is less than 24 consecutive hours, 4 is 24 to 96, 5 is more than 96. A stay of n
//! nights has less than (n + 1) × 24 hours. What the code editor says of value 5 (PCS-012) is not said again.

use super::{Facts, Finding, Place, Severity};
use crate::mce::Edit;

const SOURCE: &str =
    "ICD-10-PCS, table 5A1, duration; MS-DRG Definitions Manual, MDC 4 and pre-MDC";

/// The fewest consecutive hours that a ventilation code stands for.
fn least_hours(code: &str) -> Option<i64> {
    match code.to_ascii_uppercase().as_str() {
        "5A1935Z" => Some(0),
        "5A1945Z" => Some(24),
        "5A1955Z" => Some(97),
        _ => None,
    }
}

pub(super) fn find(facts: &Facts<'_>, found: &mut Vec<Finding>) {
    let episodes: Vec<(usize, i64)> = facts
        .stay
        .procedures
        .iter()
        .enumerate()
        .filter_map(|(i, code)| Some((i, least_hours(code)?)))
        .collect();
    for &(i, hours) in &episodes {
        if !told_by_editor(facts, i)
            && let Some(most) = hours_left(facts, i)
            && hours >= most
        {
            found.push(too_long(facts, i, hours, most));
        }
    }
    if let [.., (last, _)] = episodes[..]
        && episodes.len() > 1
    {
        let all: i64 = episodes.iter().map(|(_, hours)| hours).sum();
        let each_fits = found.iter().all(|f| f.rule != "DRG-009");
        found.extend(each_fits.then(|| several(facts, last, episodes.len(), all)));
    }
}

fn told_by_editor(facts: &Facts<'_>, i: usize) -> bool {
    facts
        .editor
        .and_then(|editor| editor.procedures.get(i))
        .is_some_and(|edits| {
            edits
                .iter()
                .any(|edit| edit == Edit::InconsistentWithLengthOfStay)
        })
}

/// Hours between the first day's beginning and the discharge day's end; `None` where no date tells.
fn hours_of_stay(facts: &Facts<'_>) -> Option<i64> {
    let nights = match facts.admission_date.filter(|_| facts.given.discharge_date) {
        Some(admitted) => admitted.days_until(facts.stay.discharge_date)?,
        None => facts.stay.length_of_stay?,
    };
    (0..=100_000).contains(&nights).then(|| (nights + 1) * 24)
}

/// Hours from the day a procedure began to the end of the discharge day, never more than the stay has.
fn hours_left(facts: &Facts<'_>, i: usize) -> Option<i64> {
    let stay = hours_of_stay(facts);
    let began = facts.procedure_dates.get(i).copied().flatten();
    let since = began
        .filter(|_| facts.given.discharge_date)
        .and_then(|began| began.days_until(facts.stay.discharge_date))
        .filter(|nights| (0..=100_000).contains(nights))
        .map(|nights| (nights + 1) * 24);
    match (stay, since) {
        (Some(stay), Some(since)) => Some(stay.min(since)),
        (one, other) => one.or(other),
    }
}

fn too_long(facts: &Facts<'_>, i: usize, hours: i64, most: i64) -> Finding {
    let claims = if hours == 24 {
        "24 to 96"
    } else {
        "more than 96"
    };
    Finding {
        rule: "DRG-009".into(),
        severity: Severity::Warn,
        what: format!(
            "{} claims {claims} hours of ventilation, and there were fewer than {most} until discharge.",
            facts.stay.procedures[i]
        ),
        why: "The duration decides the DRG; hours are counted on end, from intubation or arrival to the end of weaning."
            .to_owned(),
        place: Place::Procedure(i),
        fix: "Add up the hours from the ventilator flow sheet and choose the duration value; check the dates."
            .to_owned(),
        source: SOURCE,
    }
}

fn several(facts: &Facts<'_>, last: usize, count: usize, hours: i64) -> Finding {
    let too_many = hours_of_stay(facts).is_some_and(|most| hours >= most);
    let (severity, what) = if too_many {
        (
            Severity::Warn,
            format!(
                "{count} episodes of ventilation claim at least {hours} hours, more than the stay has."
            ),
        )
    } else {
        (
            Severity::Info,
            format!("Ventilation is coded {count} times."),
        )
    };
    Finding {
        rule: "DRG-009".into(),
        severity,
        what,
        why: "Each code is an episode of its own: one that ended, with weaning, before the next began.".to_owned(),
        place: Place::Procedure(last),
        fix: "See in the record that there were several episodes; report one code for one that went on.".to_owned(),
        source: SOURCE,
    }
}
