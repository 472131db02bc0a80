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

#[cfg(test)]
mod tests {
    use codes::Ymd;
    use grouper::{HospitalStatus, PresentOnAdmission as Poa, Sex};

    use super::*;

    fn stay(codes: &[(&str, Poa)]) -> Stay {
        let mut diagnoses = codes.iter().map(|(code, poa)| Diagnosis {
            code: (*code).into(),
            poa: *poa,
        });
        Stay {
            age: 70,
            sex: Sex::Female,
            discharge_status: 1,
            hospital_status: HospitalStatus::NotExempt,
            discharge_date: Ymd(2026_05_10),
            length_of_stay: Some(5),
            admitting_diagnosis: None,
            principal_diagnosis: diagnoses.next(),
            secondary_diagnoses: diagnoses.collect(),
            procedures: Vec::new(),
        }
    }

    /// Name, before, after, places that are told.
    type Case<'a> = (
        &'a str,
        &'a [(&'a str, Poa)],
        &'a [(&'a str, Poa)],
        &'a [Place],
    );

    #[test]
    fn the_indicator_follows_its_code() {
        let (y, n, blank) = (Poa::Y, Poa::N, Poa::Blank);
        let cases: [Case<'_>; 6] = [
            (
                "carried",
                &[("A419", y), ("J9601", n)],
                &[("J9601", n), ("A419", y)],
                &[],
            ),
            (
                "left on the line",
                &[("A419", y), ("J9601", n)],
                &[("J9601", y), ("A419", n)],
                &[Place::Principal, Place::Secondary(0)],
            ),
            (
                "lost",
                &[("A419", y), ("I10", y), ("J9601", n)],
                &[("A419", y), ("J9601", blank), ("I10", y)],
                &[Place::Secondary(0)],
            ),
            (
                "a new code",
                &[("A419", y)],
                &[("A419", y), ("I10", n)],
                &[],
            ),
            (
                "case of letters",
                &[("a419", y)],
                &[("A419", n)],
                &[Place::Principal],
            ),
            (
                "a code that stands twice",
                &[("A419", y), ("I10", y), ("I10", n)],
                &[("A419", y), ("I10", n)],
                &[],
            ),
        ];
        for (name, before, after, places) in cases {
            let told: Vec<Place> = lost_in_resequencing(&stay(before), &stay(after))
                .iter()
                .map(|f| f.place)
                .collect();
            assert_eq!(told, places, "{name}");
        }
    }
}
