//! The indicator goes with its code when diagnoses change places.

use edits::poa::lost_in_resequencing;
use grouper::PresentOnAdmission as Poa;

use super::*;

fn of(codes: &[(&str, Poa)]) -> Stay {
    let mut diagnoses = codes.iter().map(|(code, poa)| Diagnosis {
        code: (*code).into(),
        poa: *poa,
    });
    Stay {
        principal_diagnosis: diagnoses.next(),
        secondary_diagnoses: diagnoses.collect(),
        ..stay("")
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
pub(super) fn the_indicator_follows_its_code() {
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
        let told: Vec<Place> = lost_in_resequencing(&of(before), &of(after))
            .iter()
            .map(|f| f.place)
            .collect();
        assert_eq!(told, places, "{name}");
        count("POA-008", !told.is_empty());
    }
}
