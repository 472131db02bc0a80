//! Whether the indicator went with its code when diagnoses changed places (POA-008).
//!
//! One stay can't show that; two can, the one before and the one after the codes were put in another order.

use grouper::{Diagnosis, Stay};

use crate::findings::{Finding, Place, Severity, dotted};

/// Codes that stand in both stays and bear another indicator in the second, as findings about the second.
///
/// Codes that stand more than once in either are left out: which of them moved can't be told.
#[must_use]
pub fn lost_in_resequencing(before: &Stay, after: &Stay) -> Vec<Finding> {
    all(after)
        .filter_map(|(place, now)| {
            let was = only(before, &now.code)?;
            only(after, &now.code)?;
            (was.poa != now.poa).then(|| Finding {
                rule: "POA-008".into(),
                severity: Severity::Stop,
                what: format!(
                    "{} had indicator {} before the diagnoses were put in another order, and has {} now.",
                    dotted(&now.code),
                    word(was),
                    word(now),
                ),
                why: "The indicator belongs to the code, not to the line it stands on.".to_owned(),
                place,
                fix: "Give the code its indicator back, or confirm from the record that it changed.".to_owned(),
                source: "CMS, coding of present on admission: the indicator follows its diagnosis",
            })
        })
        .collect()
}

fn word(diagnosis: &Diagnosis) -> &'static str {
    match diagnosis.poa.as_claim() {
        "" => "blank",
        given => given,
    }
}

fn all(stay: &Stay) -> impl Iterator<Item = (Place, &Diagnosis)> {
    let principal = stay
        .principal_diagnosis
        .iter()
        .map(|d| (Place::Principal, d));
    let secondary = stay.secondary_diagnoses.iter().enumerate();
    principal.chain(secondary.map(|(i, d)| (Place::Secondary(i), d)))
}

fn only<'a>(stay: &'a Stay, code: &str) -> Option<&'a Diagnosis> {
    let mut same = all(stay)
        .map(|(_, d)| d)
        .filter(|d| d.code.eq_ignore_ascii_case(code));
    let first = same.next()?;
    same.next().is_none().then_some(first)
}
