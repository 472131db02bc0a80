//! The rules held against stays: for each some where it speaks and some where it is silent, counted in `table`.
//!
//! Needs the packs (`cargo xtask packs`); fails without them.
#![allow(clippy::unwrap_used)]

mod excludes;
mod figures;
mod findings;
mod instructions;
mod metabolic;
mod obstetrics;
mod odd;
mod resequenced;
mod sepsis;
mod sequence;
mod substances;
mod supplementary;
mod table;
mod tables;
mod whole;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use codes::Ymd;
use codes::cm::CmPack;
use edits::conventions::{Conventions, check};
use edits::findings::{CodeStatuses, Facts, Finding, Given, Place, Severity};
use grouper::{Diagnosis, HospitalStatus, PresentOnAdmission, Sex, Stay};

static PACK: LazyLock<CmPack> = LazyLock::new(|| CmPack::open(&sample::pack("icd10cm")).unwrap());
static CONVENTIONS: LazyLock<Conventions> = LazyLock::new(|| Conventions::of(&PACK));

/// A stay from its diagnoses, principal first: `"A419 R6520 N179:N"`. Each is present on admission unless it says
/// otherwise behind a colon.
fn stay(diagnoses: &str) -> Stay {
    let mut all = diagnoses.split_whitespace().map(|text| {
        let (code, poa) = text.split_once(':').unwrap_or((text, "Y"));
        Diagnosis {
            code: code.into(),
            poa: match poa {
                "Y" => PresentOnAdmission::Y,
                "N" => PresentOnAdmission::N,
                _ => panic!("{text}: Y or N"),
            },
        }
    });
    Stay {
        age: 40,
        sex: Sex::Female,
        discharge_status: 1,
        hospital_status: HospitalStatus::NotExempt,
        discharge_date: Ymd(2026_05_10),
        length_of_stay: Some(3),
        admitting_diagnosis: None,
        principal_diagnosis: all.next(),
        secondary_diagnoses: all.collect(),
        procedures: Vec::new(),
    }
}

/// What the conventions say of a stay.
fn checked(stay: &Stay) -> Vec<Finding> {
    let mut found = Vec::new();
    let facts = Facts {
        stay,
        given: Given::ALL,
        admission_date: None,
        procedure_dates: &[],
        unreadable_dates: &[],
        references: edits::findings::References::default(),
        codes: &CodeStatuses::default(),
        editor: None,
        grouped: None,
    };
    check(&CONVENTIONS, &PACK, &facts, &mut found);
    for finding in &found {
        let parts = [&finding.what, &finding.why, &finding.fix];
        assert!(
            parts.iter().all(|part| !part.trim().is_empty()),
            "{finding:?}"
        );
        assert!(!finding.source.is_empty(), "{finding:?}");
    }
    found
}

thread_local! {
    /// Cases that this thread has held a rule against: those that fired, those that did not.
    static CASES: RefCell<BTreeMap<String, [usize; 2]>> = const { RefCell::new(BTreeMap::new()) };
}

/// Counts a case of a rule.
fn count(rule: &str, fired: bool) {
    CASES.with_borrow_mut(|cases| {
        cases.entry(rule.to_owned()).or_default()[usize::from(!fired)] += 1;
    });
}

/// What one rule says of a stay.
fn told(rule: &str, stay: &Stay) -> Vec<Finding> {
    let mut found = checked(stay);
    found.retain(|finding| finding.rule == rule);
    count(rule, !found.is_empty());
    found
}

/// Each stay has exactly one finding of the rule, with this weight, at this place.
fn speaks(rule: &str, cases: &[(&str, Severity, Place)]) {
    for (diagnoses, severity, place) in cases {
        let found = told(rule, &stay(diagnoses));
        let got: Vec<_> = found.iter().map(|f| (f.severity, f.place)).collect();
        assert_eq!(
            got,
            [(*severity, *place)],
            "{rule} of {diagnoses}: {found:#?}"
        );
    }
}

/// No stay has a finding of the rule.
fn is_silent(rule: &str, cases: &[&str]) {
    for diagnoses in cases {
        assert_eq!(told(rule, &stay(diagnoses)), [], "{rule} of {diagnoses}");
    }
}

/// Together with all other findings, heaviest first; a rule may speak twice at one place.
#[test]
fn conventions_stand_among_the_other_findings() {
    use edits::findings::{find, find_with_conventions};
    let stay = stay("F329 F3160 A419 R6521 R6510 F3160");
    let facts = Facts {
        stay: &stay,
        given: Given::ALL,
        admission_date: None,
        procedure_dates: &[],
        unreadable_dates: &[],
        references: edits::findings::References::default(),
        codes: &CodeStatuses::default(),
        editor: None,
        grouped: None,
    };
    let before = find(&facts);
    let found = find_with_conventions(&facts, &CONVENTIONS, &PACK);
    assert!(before.iter().all(|finding| found.contains(finding)));
    assert!(found.is_sorted_by_key(|f| (f.severity, f.place)));
    assert!(found.iter().any(|f| f.rule == "CM-005"));
    assert!(
        found
            .iter()
            .any(|f| f.rule == "CM-028" && f.severity == Severity::Stop)
    );
    // A code that stands twice is told once, and not by the conventions.
    let twice: Vec<_> = found.iter().filter(|f| f.rule == "CM-014").collect();
    assert_eq!(twice.len(), 1, "{twice:#?}");
}
