//! Mothers and newborns (I.C.15, I.C.16, I.C.21.c.11).

use super::*;
use Place::{Principal, Procedure, Secondary};
use Severity::{Info, Stop, Warn};

/// CM-029: the week of gestation.
#[test]
pub(super) fn the_week_is_missing() {
    speaks(
        "CM-029",
        &[
            ("O6014X0 Z370", Warn, Principal),
            ("O1413", Warn, Principal),
            ("O99013 D509", Warn, Principal),
        ],
    );
    is_silent(
        "CM-029",
        &[
            "O6014X0 Z370 Z3A35",
            // Abortive outcome, the puerperium, late sequelae, elective termination.
            "O021",
            "O85",
            "O9089",
            "O9903 D509",
            // Back after the birth, with what was left behind.
            "O731 O9903 D509",
            "O94",
            "J189",
        ],
    );
}

/// CM-029: chapter 15 goes first, O80 goes alone, and records are not mixed.
#[test]
pub(super) fn obstetric_codes_in_their_order() {
    speaks(
        "CM-029",
        &[
            ("J189 O99513 Z3A30", Warn, Principal),
            ("D509 O99013 Z3A30", Warn, Principal),
            ("O80 O701 Z370 Z3A39", Warn, Principal),
            ("O6014X0 Z370 Z3A35 P0739", Warn, Secondary(2)),
        ],
    );
    // O80 behind another code breaks both its rules.
    let found = told("CM-029", &stay("O701 O80 Z370 Z3A39"));
    let places: Vec<Place> = found.iter().map(|f| f.place).collect();
    assert_eq!(places, [Secondary(0), Secondary(0)], "{found:#?}");
    is_silent(
        "CM-029",
        &[
            "O99513 Z3A30 J189",
            "O80 Z370 Z3A39",
            "P0739",
            "Z3800 P0739",
        ],
    );
}

/// CM-030: a delivery has an outcome.
#[test]
pub(super) fn the_outcome_is_missing() {
    speaks(
        "CM-030",
        &[
            ("O80 Z3A39", Stop, Principal),
            ("O82 Z3A39", Stop, Principal),
            ("O701 Z3A39 O9902 D509", Stop, Secondary(1)),
        ],
    );
    is_silent(
        "CM-030",
        &["O80 Z3A39 Z370", "O1413 Z3A30", "O9902 Z370 Z3A39", "O0480"],
    );
    let mut delivered = stay("O701 Z3A39");
    assert_eq!(told("CM-030", &delivered), []);
    delivered.procedures = vec!["0HQ9XZZ".into(), "10E0XZZ".into()];
    let found = told("CM-030", &delivered);
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].severity, found[0].place), (Stop, Procedure(1)));
    delivered
        .secondary_diagnoses
        .extend(stay("Z372").principal_diagnosis);
    assert_eq!(told("CM-030", &delivered), []);
}

/// CM-030: Z37.0 alone goes with O80; a newborn's birth is principal.
#[test]
pub(super) fn outcome_and_birth_in_their_places() {
    speaks(
        "CM-030",
        &[
            ("O80 Z371 Z3A39", Warn, Secondary(0)),
            ("O701 Z370 Z3A39 Z3800", Warn, Secondary(2)),
        ],
    );
    let newborn = |diagnoses: &str| {
        let mut stay = stay(diagnoses);
        stay.age = 0;
        let found = told("CM-030", &stay);
        found
            .iter()
            .map(|f| (f.severity, f.place))
            .collect::<Vec<_>>()
    };
    assert_eq!(newborn("P0739 Z3800"), [(Stop, Secondary(0))]);
    assert_eq!(newborn("P0739"), [(Info, Principal)]);
    assert_eq!(newborn("P229 P0739"), [(Info, Principal)]);
    assert_eq!(newborn("Z3800 P0739"), []);
    assert_eq!(newborn("J219"), []);
    // A birth of a patient of forty.
    speaks("CM-030", &[("Z3800", Warn, Principal)]);
}
