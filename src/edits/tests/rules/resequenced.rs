//! The indicator goes with its code when diagnoses change places.

use edits::poa::Indicators;
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

/// Name, the stay after each change, places that are told at the end.
type Case<'a> = (&'a str, &'a [&'a [(&'a str, Poa)]], &'a [Place]);

fn told_at_the_end(steps: &[&[(&str, Poa)]]) -> Vec<Place> {
    let mut indicators = Indicators::default();
    let mut told = Vec::new();
    for step in steps {
        told = indicators.follow(&of(step));
    }
    told.iter().map(|f| f.place).collect()
}

/// POA-008.
#[test]
pub(super) fn the_indicator_follows_its_code() {
    let (y, n, u, blank) = (Poa::Y, Poa::N, Poa::U, Poa::Blank);
    let cases: [Case<'_>; 13] = [
        (
            "carried",
            &[&[("A419", y), ("J9601", n)], &[("J9601", n), ("A419", y)]],
            &[],
        ),
        (
            "left on the line",
            &[&[("A419", y), ("J9601", n)], &[("J9601", y), ("A419", n)]],
            &[Place::Principal, Place::Secondary(0)],
        ),
        (
            "one code typed over the other, line by line",
            &[
                &[("A419", y), ("J9601", n)],
                &[("J9601", y), ("J9601", n)],
                &[("J9601", y), ("A419", n)],
            ],
            &[Place::Principal, Place::Secondary(0)],
        ),
        (
            "taken out, and posted again as the principal diagnosis",
            &[
                &[("A419", y), ("I10", y), ("J9601", n)],
                &[("A419", y), ("I10", y)],
                &[("J9601", y), ("A419", y), ("I10", y)],
            ],
            &[Place::Principal],
        ),
        (
            "taken out, and posted again on the same line",
            &[
                &[("A419", y), ("J9601", n)],
                &[("A419", y)],
                &[("A419", y), ("J9601", y)],
            ],
            &[Place::Secondary(0)],
        ),
        (
            "taken out, and brought back by undo",
            &[
                &[("A419", y), ("J9601", y)],
                &[("A419", y), ("J9601", n)],
                &[("A419", y)],
                &[("A419", y), ("J9601", n)],
                &[("A419", y), ("J9601", y)],
            ],
            &[],
        ),
        (
            "still lost while something else changes",
            &[
                &[("A419", y), ("I10", y), ("J9601", n)],
                &[("A419", y), ("J9601", blank), ("I10", y)],
                &[("A419", y), ("J9601", blank), ("I10", y), ("E119", y)],
            ],
            &[Place::Secondary(0)],
        ),
        (
            "lost, and given back",
            &[
                &[("A419", y), ("I10", y), ("J9601", n)],
                &[("A419", y), ("J9601", blank), ("I10", y)],
                &[("A419", y), ("J9601", n), ("I10", y)],
            ],
            &[],
        ),
        (
            "lost, and another one entered on the line",
            &[
                &[("A419", y), ("I10", y), ("J9601", n)],
                &[("A419", y), ("J9601", y), ("I10", y)],
                &[("A419", y), ("J9601", u), ("I10", y)],
            ],
            &[],
        ),
        (
            "changed on its line, then moved",
            &[
                &[("A419", y), ("J9601", n)],
                &[("A419", y), ("J9601", y)],
                &[("J9601", y), ("A419", y)],
            ],
            &[],
        ),
        (
            "a new code",
            &[&[("A419", y)], &[("A419", y), ("I10", n)]],
            &[],
        ),
        (
            "case of letters",
            &[&[("I10", y), ("a419", n)], &[("A419", y), ("I10", y)]],
            &[Place::Principal],
        ),
        (
            "a code that stands twice",
            &[
                &[("A419", y), ("I10", y), ("I10", n)],
                &[("A419", y), ("I10", n)],
            ],
            &[],
        ),
    ];
    for (name, steps, places) in cases {
        let told = told_at_the_end(steps);
        assert_eq!(told, places, "{name}");
        count("POA-008", !told.is_empty());
    }
}

/// What was given in one go, or elsewhere than on the line, is not called lost.
#[test]
fn what_was_given_is_not_lost() {
    let before = of(&[("A419", Poa::Y), ("J9601", Poa::N)]);
    let after = of(&[("J9601", Poa::Y), ("A419", Poa::Y)]);
    let mut indicators = Indicators::default();
    indicators.follow(&before);
    let mut several = indicators.clone();
    several.take_as_given(&after);
    assert_eq!(several.follow(&after), []);
    let mut supposed = indicators.clone();
    supposed.forget("j9601");
    assert_eq!(supposed.follow(&after), []);
    assert_eq!(indicators.follow(&after).len(), 1);
}
