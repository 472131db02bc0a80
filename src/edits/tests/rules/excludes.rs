//! Excludes notes (I.A.12), symptoms among them (I.B.5, II.A), and codes with one for both (I.B.9).

use super::*;
use Place::{Principal, Secondary};
use Severity::{Info, Warn};

/// CM-005: Excludes1, told once, at the later of the two.
#[test]
pub(super) fn two_codes_exclude_each_other() {
    speaks(
        "CM-005",
        &[
            // Type 1 and type 2 diabetes: at E11 and at E10.
            ("E119 E109", Warn, Secondary(0)),
            // Bipolar disorder is named at F32, the first of the two.
            ("J189 F329 F3160", Warn, Secondary(1)),
            // Crohn's disease and ulcerative colitis.
            ("K50112 I10 K5190", Warn, Secondary(1)),
            // At a block: I10-I1A and obstetric hypertension.
            ("O1003 Z3A20 I10", Warn, Secondary(1)),
            // A traumatic and a pathological fracture: the 7th character does not matter.
            ("S52202A M8440XA", Warn, Secondary(0)),
            ("S81801A S82201B", Warn, Secondary(0)),
        ],
    );
    is_silent(
        "CM-005",
        &[
            "E119 I10",
            "J189 F329 F411",
            "K5190 K5792",
            // Excludes2 is no exclusion: emphysema names it.
            "J449 J40",
            // An open fracture excludes an open wound; a closed one does not.
            "S81801A S82201A",
            // Two places of occurrence are told as such (CM-032).
            "S72001A W010XXA Y92009 Y92122",
            // One code alone, and one that stands twice.
            "E119",
            "E119 E119",
        ],
    );
}

#[test]
pub(super) fn the_note_is_named_with_its_level_and_year() {
    let found = told("CM-005", &stay("J189 F329 F3160"));
    assert_eq!(found.len(), 1);
    for part in ["the category F32", "bipolar disorder (F31.-)", "2026"] {
        assert!(found[0].why.contains(part), "{}: {part}", found[0].why);
    }
    assert!(
        found[0].fix.contains("nothing to do with each other"),
        "{}",
        found[0].fix
    );
    assert!(found[0].source.contains("I.A.12.a"));
}

/// CM-006: Excludes2 is worth knowing and never more.
#[test]
pub(super) fn two_codes_may_stand_together() {
    speaks(
        "CM-006",
        &[
            ("I509 I469", Info, Secondary(0)),
            ("I120 N186 N179", Info, Secondary(1)),
            ("K0889 M2669", Info, Secondary(0)),
            // All of a stay in one.
            ("I509 I469 N186 I120 N179", Info, Secondary(0)),
        ],
    );
    is_silent("CM-006", &["I509 I10", "E119 N179", "J189 J9601"]);
}

/// CM-018: an Excludes1 pair of which one is a symptom is told as that, not as CM-005.
#[test]
pub(super) fn a_symptom_excluded_by_its_cause() {
    speaks(
        "CM-018",
        &[
            ("A4101 R7881", Warn, Secondary(0)),
            ("J9621 R0602", Warn, Secondary(0)),
            ("R739 E1165", Warn, Principal),
        ],
    );
    is_silent(
        "CM-018",
        &["A4101 R0602", "J189 R7881", "E1165 R7881", "R739 R0602"],
    );
    is_silent("CM-005", &["A4101 R7881", "J9621 R0602", "R739 E1165"]);
}

/// CM-019: a hint only; the chart says whether the diagnosis explains the symptom.
#[test]
pub(super) fn a_symptom_as_principal_beside_a_diagnosis() {
    speaks(
        "CM-019",
        &[
            ("R0789 I214", Info, Principal),
            ("R55 I471 Z7901", Info, Principal),
            ("R4182 N390:N G9341", Info, Principal),
            ("R0789 I10 E785 I2510", Info, Principal),
        ],
    );
    is_silent(
        "CM-019",
        &[
            "I214 R0789",
            "R0789 Z7901 R110",
            "R0789 I214:N",
            // What a patient has for years explains no new symptom.
            "R0789 I10 E785 K219 F419",
            "R55 E119 N400 G4733",
            // The tabular list itself excludes the symptom: that is CM-018.
            "R55 I951",
            "R0789",
            "R6520 A419",
        ],
    );
}

/// CM-024, and no Excludes1 for the same pair.
#[test]
pub(super) fn one_code_for_two() {
    speaks(
        "CM-024",
        &[
            ("J449 J189", Warn, Secondary(0)),
            ("I2510 I209", Warn, Secondary(0)),
            ("J9601 J9611", Warn, Secondary(0)),
            ("I5021 I10 I5022", Warn, Secondary(1)),
            ("K8020 K810", Warn, Secondary(0)),
            ("K7030 R188", Warn, Secondary(0)),
        ],
    );
    is_silent(
        "CM-024",
        &[
            "J440 J189",
            "J440 J441 J189",
            "J449 J9601",
            "I25119 I10",
            "I5023",
            "K8000",
            "K7031",
            "I2510 I214",
        ],
    );
    is_silent("CM-005", &["I2510 I209", "K8020 K810"]);
}

/// What another rule says of two codes, an excludes note does not say again.
#[test]
pub(super) fn a_pair_is_told_once() {
    for (rule, diagnoses) in [
        ("CM-024", "I2510 I209"),
        ("CM-026", "I10 E119 Z794 R739"),
        ("CM-028", "A419 R6521 R6510"),
    ] {
        assert_eq!(told(rule, &stay(diagnoses)).len(), 1, "{diagnoses}");
        is_silent("CM-005", &[diagnoses]);
        is_silent("CM-018", &[diagnoses]);
    }
}
