//! Phases and late effects of injuries (I.C.19.a, I.B.10), acute before chronic (I.B.8), sides (I.B.13), and what does
//! not fit on a claim.

use super::*;
use Place::{Principal, Secondary};
use Severity::{Info, Warn};

/// CM-004.
#[test]
pub(super) fn one_injury_is_in_one_phase() {
    speaks(
        "CM-004",
        &[
            ("S72001A S72001D", Warn, Secondary(0)),
            ("S72001A W010XXD", Warn, Secondary(0)),
            ("I10 S72001D Z4789", Warn, Secondary(1)),
        ],
    );
    is_silent(
        "CM-004",
        &[
            "S72001A S82001D",
            "S72001A W010XXA",
            // Open fractures under active treatment are B and C.
            "S72001B W010XXA",
            "Z4789 M1711",
            "S72001D W010XXD",
            "T424X1A W010XXD",
        ],
    );
}

/// CM-023.
#[test]
pub(super) fn a_late_effect_is_second() {
    speaks(
        "CM-023",
        &[
            ("S72001S M79604", Warn, Principal),
            ("B909 J479", Warn, Principal),
            ("M1711 S72001A S72001S", Warn, Secondary(1)),
        ],
    );
    is_silent(
        "CM-023",
        &[
            "M79604 S72001S",
            "J479 B909",
            // The code says what remains.
            "I69351",
            "S72001A S82001S",
        ],
    );
}

/// CM-025.
#[test]
pub(super) fn acute_stands_before_chronic() {
    speaks(
        "CM-025",
        &[
            ("I129 N184 N179", Info, Secondary(1)),
            ("K861 K8590", Info, Secondary(0)),
            ("I82511 I82412", Info, Secondary(0)),
        ],
    );
    is_silent(
        "CM-025",
        &[
            "N179 N184",
            "K8590 K861",
            "I82412 I82511",
            "D500 D62",
            "N184 K8590",
            "N179",
        ],
    );
}

/// CM-014: both sides in one code, where there is one.
#[test]
pub(super) fn two_sides_with_one_code() {
    speaks(
        "CM-014",
        &[
            ("M1711 M1712", Warn, Secondary(0)),
            ("H2511 I10 H2512", Warn, Secondary(1)),
            ("M1612 M1611", Warn, Secondary(0)),
        ],
    );
    is_silent(
        "CM-014",
        &[
            "M170",
            "M1711 M1612",
            // Fractures of both sides are two codes.
            "S72001A S72002A",
            "H2511 H2513",
        ],
    );
}

/// CM-040: the 26th diagnosis and those behind it, with what they weigh.
#[test]
pub(super) fn what_falls_off_the_claim() {
    use edits::findings::Grouped;
    use grouper::{CodeSeverity, DiagnosisOutcome, Grouping, Version};
    let many = |count: usize| {
        let codes: Vec<&str> = PACK
            .codes()
            .map(codes::cm::CmCode::code)
            .filter(|code| code.starts_with("M1"))
            .take(count)
            .collect();
        stay(&codes.join(" "))
    };
    for count in [1, 24, 25] {
        assert_eq!(told("CM-040", &many(count)), [], "{count} diagnoses");
    }
    for (count, behind) in [
        (26, "One diagnosis does"),
        (30, "5 diagnoses"),
        (200, "175 diagnoses"),
    ] {
        let found = told("CM-040", &many(count));
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].severity, found[0].place), (Warn, Secondary(24)));
        assert!(found[0].what.starts_with(behind), "{}", found[0].what);
    }
    // External causes stand apart from the 25, and have room for twelve.
    let with_causes = |causes: usize, conditions: usize| {
        let external: Vec<&str> = PACK
            .codes()
            .map(codes::cm::CmCode::code)
            .filter(|code| code.starts_with("W0"))
            .take(causes)
            .collect();
        let rest = many(conditions);
        let mut stay = stay(&format!("S72001A {}", external.join(" ")));
        stay.secondary_diagnoses.extend(rest.principal_diagnosis);
        stay.secondary_diagnoses.extend(rest.secondary_diagnoses);
        stay
    };
    assert_eq!(told("CM-040", &with_causes(12, 24)), []);
    for (causes, conditions, place, words) in [
        (12, 25, 36, "One diagnosis does not fit on the claim: M"),
        (
            13,
            24,
            12,
            "One external cause does not fit on the claim: W",
        ),
        (20, 1, 12, "8 external causes"),
    ] {
        let found = told("CM-040", &with_causes(causes, conditions));
        assert_eq!(found.len(), 1, "{found:#?}");
        assert_eq!(found[0].place, Secondary(place));
        assert!(found[0].what.starts_with(words), "{}", found[0].what);
    }
    let stay = many(27);
    let mut grouping = Grouping {
        secondary: vec![DiagnosisOutcome::default(); 26],
        ..Grouping::default()
    };
    grouping.secondary[25].severity_initial = CodeSeverity::Mcc;
    let facts = Facts {
        stay: &stay,
        given: Given::ALL,
        admission_date: None,
        procedure_dates: &[],
        unreadable_dates: &[],
        references: edits::findings::References::default(),
        codes: &CodeStatuses::default(),
        editor: None,
        grouped: Some(Grouped {
            version: Version::ALL[7],
            grouping: &grouping,
            alive_only: &[],
            without_secondary: &[],
        }),
    };
    let mut found = Vec::new();
    check(&CONVENTIONS, &PACK, &facts, &mut found);
    let told = found.iter().find(|f| f.rule == "CM-040").unwrap();
    assert!(told.why.contains("(MCC)"), "{}", told.why);
}
