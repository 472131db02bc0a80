//! Diabetes (I.C.4.a, I.A.15) and hypertension (I.C.9.a).

use super::*;
use Place::{Principal, Secondary};
use Severity::{Info, Warn};

/// CM-026.
#[test]
pub(super) fn diabetes_and_what_belongs_to_it() {
    speaks(
        "CM-026",
        &[
            // Linked by "with".
            ("E119 N1830 Z794", Warn, Secondary(0)),
            ("I10 E119 Z7984 I96", Warn, Secondary(2)),
            ("E109 K3184", Warn, Secondary(0)),
            // Beside another complication too, and by any kind of diabetes.
            ("E1165 N1830 Z794", Warn, Secondary(0)),
            ("E0922 N1830 G629 Z794", Warn, Secondary(1)),
            ("E1151 I96 Z794", Warn, Secondary(0)),
            // Without complications beside complications.
            ("E1122 N1830 E119 Z794", Warn, Secondary(1)),
            // No drug: diet alone is possible, so this is worth knowing only.
            ("E1165", Info, Principal),
            ("I10 E1310", Info, Secondary(0)),
            // Gestational diabetes says itself how it is controlled.
            ("O24414 Z3A30 Z794", Warn, Secondary(1)),
        ],
    );
    is_silent(
        "CM-026",
        &[
            "E1122 N1830 Z794",
            "E119 Z7984",
            "E109",
            "E1065",
            "N1830 Z794",
            "O24414 Z3A30",
            "E119 Z7985 I10",
            // A code of the diabetes says it.
            "E1121 N1830 Z794",
            "E1140 G629 Z794",
            "E1152 I96 Z794",
            "E1100 R739 Z794",
        ],
    );
}

/// CM-026: every link is told, not the first alone.
#[test]
pub(super) fn each_condition_of_a_diabetes_is_told() {
    for (diagnoses, places) in [
        ("E119 I10 N1830 G629 Z794", vec![Secondary(1), Secondary(2)]),
        (
            "J189 E1165 N1830 G629 L97519 Z794",
            vec![Secondary(1), Secondary(2), Secondary(3)],
        ),
    ] {
        let found = told("CM-026", &stay(diagnoses));
        let told: Vec<Place> = found.iter().map(|f| f.place).collect();
        assert_eq!(told, places, "{found:#?}");
    }
}

/// CM-027: the presumed link.
#[test]
pub(super) fn hypertension_with_heart_and_kidney() {
    speaks(
        "CM-027",
        &[
            ("I10 I5023", Warn, Principal),
            ("N1830 I10", Warn, Secondary(0)),
            ("A419 I10 I509 N184", Warn, Secondary(0)),
            ("I110 I5023 N184", Warn, Principal),
            ("I129 N184 I5023", Warn, Principal),
            ("I110 I129 I509 N184", Warn, Secondary(0)),
            // Two of I10 to I13: the widest stays.
            ("I130 I5023 N184 I129", Warn, Secondary(2)),
            ("I110 I130 I5023 N184", Warn, Principal),
            ("I119 J189 I10", Warn, Secondary(1)),
            ("I10 I110 I509", Warn, Principal),
        ],
    );
    is_silent(
        "CM-027",
        &[
            "I10 J189",
            "I110 I5023",
            "I129 N1830",
            "I130 I5023 N1830",
            "I5023",
            "N184",
            // An acute kidney injury is not what the link is about.
            "I10 N179",
        ],
    );
}

/// CM-027: type of failure, stage of kidney disease, and that both say the same.
#[test]
pub(super) fn hypertension_with_its_companions() {
    speaks(
        "CM-027",
        &[
            ("I110", Warn, Principal),
            ("I129", Warn, Principal),
            ("I130 I5022", Warn, Principal),
            ("I132 N186", Warn, Principal),
            ("I129 N186", Warn, Secondary(0)),
            ("I120 N1830", Warn, Secondary(0)),
            ("I119 I5023", Warn, Secondary(0)),
            ("I1310 I5023 N182", Warn, Secondary(0)),
        ],
    );
    is_silent(
        "CM-027",
        &[
            "I119",
            "I120 N186",
            "I132 I5022 N185",
            "I1310 N182",
            "I1311 N186",
        ],
    );
}
