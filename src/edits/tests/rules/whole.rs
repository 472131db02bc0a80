//! Stays as they are typed, held against code sets, editor, grouper and conventions together, for what those decide.
//!
//! A stay is written as its diagnoses, then behind a bar its procedures, then behind another what differs from a woman
//! of 40 discharged home on 2026-05-10: `A419 R6521 | 5A1955Z | los=3 sex=M`.

use codes::pcs::PcsPack;
use edits::findings::{CodeStatus, Grouped, References, find_with_conventions};
use edits::mce::CodeEditor;
use grouper::{MsDrg, Step, Trace, Version};

use super::*;

struct Loaded {
    groupers: MsDrg,
    editor: CodeEditor,
    procedures: PcsPack,
}

static LOADED: LazyLock<Loaded> = LazyLock::new(|| Loaded {
    groupers: MsDrg::open(&sample::pack("msdrg")).unwrap(),
    editor: CodeEditor::open(&sample::pack("mce")).unwrap(),
    procedures: PcsPack::open(&sample::pack("icd10pcs")).unwrap(),
});

/// Reads a stay.
pub(super) fn typed(text: &str) -> Stay {
    let mut parts = text.split('|').map(str::trim);
    let mut stay = stay(parts.next().unwrap_or_default());
    stay.admitting_diagnosis = Some(Diagnosis {
        code: "R509".into(),
        poa: PresentOnAdmission::Blank,
    });
    let procedures = parts.next().unwrap_or_default().split_whitespace();
    stay.procedures = procedures.map(Into::into).collect();
    for setting in parts.next().unwrap_or_default().split_whitespace() {
        let (name, value) = setting.split_once('=').unwrap();
        match name {
            "age" => stay.age = value.parse().unwrap(),
            "sex" if value == "M" => stay.sex = Sex::Male,
            "los" => stay.length_of_stay = value.parse().ok(),
            "status" => stay.discharge_status = value.parse().unwrap(),
            "date" => stay.discharge_date = Ymd(value.parse().unwrap()),
            "admitting" => stay.admitting_diagnosis = None,
            _ => panic!("{setting}: unknown"),
        }
    }
    stay
}

/// The numbers of the rules that speak of a stay.
fn rules_of(stay: &Stay) -> Vec<String> {
    let date = stay.discharge_date;
    let status = |d: &Diagnosis| Some(CodeStatus::of_diagnosis(&PACK, &d.code, date));
    let codes = CodeStatuses {
        admitting: stay.admitting_diagnosis.as_ref().and_then(status),
        principal: stay.principal_diagnosis.as_ref().and_then(status),
        secondary: stay.secondary_diagnoses.iter().map(status).collect(),
        procedures: stay
            .procedures
            .iter()
            .map(|code| Some(CodeStatus::of_procedure(&LOADED.procedures, code, date)))
            .collect(),
    };
    let editor = LOADED.editor.edit(stay);
    let mut trace = Trace::default();
    let grouped = Version::for_discharge(date).map(|version| {
        let grouping = LOADED
            .groupers
            .ready(version)
            .group_observed(stay, &mut trace);
        (version, grouping)
    });
    let alive_only: Vec<usize> = trace
        .steps
        .iter()
        .filter_map(|step| match step {
            Step::AliveOnly { secondary } => Some(*secondary as usize),
            _ => None,
        })
        .collect();
    let facts = Facts {
        stay,
        given: Given::ALL,
        admission_date: None,
        procedure_dates: &[],
        unreadable_dates: &[],
        codes: &codes,
        editor: Some(&editor),
        grouped: grouped.as_ref().map(|(version, grouping)| Grouped {
            version: *version,
            grouping,
            alive_only: &alive_only,
            without_secondary: &[],
        }),
        references: References::default(),
    };
    find_with_conventions(&facts, &CONVENTIONS, &PACK)
        .into_iter()
        .map(|finding| finding.rule.into_owned())
        .collect()
}

/// A rule, stays it speaks of, stays it is silent about.
type Held = (
    &'static str,
    &'static [&'static str],
    &'static [&'static str],
);

const HELD: &[Held] = &[
    (
        "CM-001",
        &["A419 Q8Q8", "A419 E11A | | date=20230510"],
        &["A419 D5700"],
    ),
    ("CM-002", &["A419 E11", "A41", "A419 S72"], &["A419 E119"]),
    (
        "CM-003",
        // Without one, without placeholders too, one it has not, one too far to the left, one it does not take.
        &[
            "S72001",
            "A419 S0511",
            "S72001Z",
            "A419 S0511A",
            "A419 T401X1Q",
            "I10XXXA",
        ],
        &[
            "S72001A",
            "A419 S0511XA",
            "A419 M1A00X0",
            "A419 S72",
            "I10",
            "A419 Q8Q8",
        ],
    ),
    ("CM-010", &["G01 A419"], &["A419 G01"]),
    ("CM-011", &["W010XXA S72001A"], &["S72001A W010XXA"]),
    (
        "CM-012",
        &["Z66 I10", "Z880 I10", "R6521 A419"],
        &["I10 Z66", "A419 R6521"],
    ),
    ("CM-013", &["I10 I10"], &["I10 E119"]),
    (
        "CM-015",
        &["O80 Z370 | | age=70", "A419 N401 | | age=10"],
        &["O80 Z370", "A419 N401 | | age=70 sex=M"],
    ),
    (
        "CM-016",
        &["C569 | | sex=M date=20230510"],
        // Not asked for discharges from October 2024 on.
        &["C569 | | date=20230510", "C569 | | sex=M"],
    ),
    ("CM-017", &["S72009A"], &["S72001A"]),
    (
        "CM-034",
        &["T814XXA", "A419 T8451XA", "N179 I97190"],
        &["A419 N179", "M25561 T8451XS"],
    ),
    ("CM-041", &["A419 | | admitting=none"], &["A419"]),
    (
        "MCE-05",
        &["A419 | 0UT90ZZ | sex=M date=20230510"],
        &["A419 | 0UT90ZZ | date=20230510"],
    ),
    ("MCE-08", &["E119"], &["A419"]),
    (
        // Where the guideline misses the outcome, the editor does not miss it once more.
        "MCE-OB",
        &["O021 | 10E0XZZ"],
        &[
            "O80 Z370 | 10E0XZZ",
            "O80 | 10E0XZZ",
            "O701 Z3A39 | 10D00Z1",
        ],
    ),
    (
        "CM-030",
        &["O80 | 10E0XZZ", "O701 Z3A39 | 10E0XZZ"],
        &["O80 Z370 | 10E0XZZ"],
    ),
    (
        "PCS-001",
        &["K810 | 0FT44Z", "K810 | OFT44ZZ"],
        &["K810 | 0FT44ZZ"],
    ),
    ("PCS-002", &["K810 | 0FT44ZA"], &["K810 | 0FT44ZZ"]),
    ("PCS-003", &[], &["K810 | 0FT44ZZ"]),
    (
        "PCS-008",
        &["K3580 | 0DBN8ZX 0DTJ0ZZ"],
        &["K3580 | 0DTJ0ZZ 0DBN8ZX"],
    ),
    ("PCS-009", &["A419 | 00F3XZZ"], &["K810 | 0FT44ZZ"]),
    ("PCS-010", &["I5023 | 02YA0Z0"], &["K810 | 0FT44ZZ"]),
    ("PCS-011", &["K810 Y6551 | 0FT44ZZ"], &["K810 | 0FT44ZZ"]),
    (
        "PCS-012",
        &["A419 | 5A1955Z | los=3"],
        &["A419 | 5A1955Z | los=9"],
    ),
    ("POA-006", &["A419 R509:N"], &["A419 R509", "A419 R6520:N"]),
    ("DRG-001", &["A419 | | date=20200510"], &["A419"]),
    ("DRG-002", &["Q8Q8", ""], &["A419"]),
    ("DRG-003", &["I639 K810 | 0FT44ZZ"], &["K810 | 0FT44ZZ"]),
    ("DRG-005", &["A419 I469 | | status=20"], &["A419 I469"]),
    (
        "DRG-007",
        &["A419 | | age=200", "A419 | | status=99"],
        &["A419"],
    ),
    ("HAC-001", &["I5023 L89153:N"], &["I5023 L89153"]),
];

#[test]
pub(super) fn stays_as_typed() {
    let mut wrong = Vec::new();
    for (rule, fires, silent) in HELD {
        for (stays, expected) in [(fires, true), (silent, false)] {
            for text in *stays {
                let told = rules_of(&typed(text));
                if told.iter().any(|r| r == rule) == expected {
                    count(rule, expected);
                } else {
                    wrong.push(format!("{rule} of {text:?}, of which speak {told:?}"));
                }
            }
        }
    }
    assert_eq!(wrong, [""; 0]);
}

/// Of each code with a 7th character: the code without it lacks it, and one that has it too far to the left lacks the
/// placeholders.
#[test]
fn every_7th_character_is_missed_where_it_is_not() {
    use edits::findings::Seventh;
    let date = Ymd(2026_05_10);
    let (mut lacking, mut misplaced) = (0, 0);
    for code in PACK.codes().filter(|code| code.billable_on(date)) {
        let code = code.code();
        let Some(last) = code.get(6..7) else { continue };
        let stem = code[..6].trim_end_matches('X');
        if PACK.code(stem).is_none() {
            // An X of the code's own: the category has it before the placeholders.
            continue;
        }
        let status = |code: &str| CodeStatus::of_diagnosis(&PACK, code, date);
        assert_eq!(
            status(stem),
            CodeStatus::Seventh(Seventh::Missing),
            "{code}"
        );
        lacking += 1;
        let short = format!("{stem}{last}");
        if short.len() < 7 && PACK.code(&short).is_none() {
            assert_eq!(
                status(&short),
                CodeStatus::Seventh(Seventh::NoPlaceholder),
                "{code}"
            );
            misplaced += 1;
        }
    }
    println!("{lacking} codes with a 7th character, {misplaced} of them with placeholders");
    assert!(
        lacking > 40_000 && misplaced > 5_000,
        "{lacking}, {misplaced}"
    );
}
