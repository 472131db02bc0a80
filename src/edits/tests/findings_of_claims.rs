//! What has to hold of the findings about any stay: grouped and edited claims of the repository, and the same with
//! odd codes put in.
//!
//! Needs the packs (`cargo xtask packs`); fails without them.
#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use codes::Ymd;
use codes::cm::CmPack;
use codes::pcs::PcsPack;
use codes::weights::Weights;
use edits::conventions::Conventions;
use edits::facility::{self, Document, Facility, Level, Setting};
use edits::findings::{
    CodeStatus, CodeStatuses, Facts, Finding, Given, Grouped, Place, References, find,
    find_with_conventions,
};
use edits::mce::CodeEditor;
use edits::poa::is_exempt;
use edits::rules;
use grouper::claim::parse_line;
use grouper::{
    Diagnosis, Grouper, HospitalStatus, MsDrg, PresentOnAdmission as Poa, Stay, Version,
};
use proptest::prelude::*;

struct Loaded {
    versions: HashMap<Version, Grouper>,
    editor: CodeEditor,
    diagnoses: CmPack,
    conventions: Conventions,
    procedures: PcsPack,
    weights: Weights,
}

static LOADED: LazyLock<Loaded> = LazyLock::new(|| {
    let groupers = MsDrg::open(&sample::pack("msdrg")).unwrap();
    let diagnoses = CmPack::open(&sample::pack("icd10cm")).unwrap();
    Loaded {
        versions: Version::ALL
            .into_iter()
            .map(|version| (version, groupers.ready(version)))
            .collect(),
        editor: CodeEditor::open(&sample::pack("mce")).unwrap(),
        conventions: Conventions::of(&diagnoses),
        diagnoses,
        procedures: PcsPack::open(&sample::pack("icd10pcs")).unwrap(),
        weights: Weights::open(&sample::pack("weights")).unwrap(),
    }
});

static STAYS: LazyLock<Vec<Stay>> = LazyLock::new(|| {
    sample::all()
        .iter()
        .map(|checked| {
            parse_line(checked.claim.to_string().as_bytes())
                .unwrap()
                .stay
        })
        .collect()
});

/// Runs `with` on what is known of a stay, as the workspace knows it.
fn on<T>(stay: &Stay, with: impl FnOnce(&Facts<'_>) -> T) -> T {
    let loaded = &*LOADED;
    let date = stay.discharge_date;
    let status = |d: &Diagnosis| {
        Some(CodeStatus::of_diagnosis(
            &loaded.diagnoses,
            &d.code.to_ascii_uppercase(),
            date,
        ))
    };
    let codes = CodeStatuses {
        admitting: stay.admitting_diagnosis.as_ref().and_then(status),
        principal: stay.principal_diagnosis.as_ref().and_then(status),
        secondary: stay.secondary_diagnoses.iter().map(status).collect(),
        procedures: stay
            .procedures
            .iter()
            .map(|code| {
                let code = code.to_ascii_uppercase();
                Some(CodeStatus::of_procedure(&loaded.procedures, &code, date))
            })
            .collect(),
    };
    let edits = loaded.editor.edit(stay);
    let version = Version::for_discharge(date);
    let grouping = version.map(|version| (version, loaded.versions[&version].group(stay)));
    with(&Facts {
        stay,
        given: Given::ALL,
        admission_date: None,
        procedure_dates: &[],
        unreadable_dates: &[],
        codes: &codes,
        editor: Some(&edits),
        grouped: grouping.as_ref().map(|(version, grouping)| Grouped {
            version: *version,
            grouping,
            alive_only: &[],
            without_secondary: &[],
        }),
        references: References {
            exemptions: None,
            weight: grouping
                .as_ref()
                .and_then(|(v, g)| loaded.weights.of(g.r#final.drg, v.fiscal_year())),
        },
    })
}

/// All there is to say of a stay.
fn told(facts: &Facts<'_>) -> Vec<Finding> {
    find_with_conventions(facts, &LOADED.conventions, &LOADED.diagnoses)
}

/// What holds of the findings about any stay.
fn sound(stay: &Stay, findings: &[Finding]) {
    for finding in findings {
        let rule = rules::find(&finding.rule);
        assert!(rule.is_some_and(rules::Rule::applied), "{finding:?}");
        for part in [&finding.what, &finding.why, &finding.fix, finding.source] {
            assert!(!part.is_empty() && !part.contains("{}"), "{finding:?}");
        }
        match finding.place {
            Place::Secondary(i) => assert!(i < stay.secondary_diagnoses.len(), "{finding:?}"),
            Place::Procedure(i) => assert!(i < stay.procedures.len(), "{finding:?}"),
            _ => {}
        }
    }
    assert!(findings.is_sorted_by_key(|f| (f.severity, f.place)));
}

#[test]
fn findings_of_the_claims_are_sound() {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for stay in STAYS.iter() {
        on(stay, |facts| {
            let findings = told(facts);
            sound(stay, &findings);
            for finding in &findings {
                *counts.entry(finding.rule.to_string()).or_default() += 1;
            }
        });
    }
    println!("{} claims: {counts:?}", STAYS.len());
    for rule in [
        "POA-001", "POA-002", "HAC-001", "HAC-002", "DRG-006", "DRG-009",
    ] {
        assert!(
            counts.contains_key(rule),
            "{rule} fires on no claim: {counts:?}"
        );
    }
}

/// A diagnosis with a valid indicator is no finding if it needs one, and the one finding if it is exempt.
#[test]
fn indicators_are_asked_where_the_code_is_not_exempt() {
    for stay in STAYS.iter().step_by(3) {
        let mut stay = stay.clone();
        stay.hospital_status = HospitalStatus::NotExempt;
        for poa in [Poa::Blank, Poa::N] {
            for diagnosis in &mut stay.secondary_diagnoses {
                diagnosis.poa = poa;
            }
            let findings = on(&stay, find);
            for (i, diagnosis) in stay.secondary_diagnoses.iter().enumerate() {
                let says = |rule: &str| {
                    findings
                        .iter()
                        .any(|f| f.rule == rule && f.place == Place::Secondary(i))
                };
                let code = diagnosis.code.to_ascii_uppercase();
                if LOADED.diagnoses.code(&code).is_none() {
                    continue;
                }
                let exempt = is_exempt(&code, stay.discharge_date);
                assert_eq!(says("POA-001"), !exempt && poa == Poa::Blank, "{code}");
                assert_eq!(says("POA-002"), exempt && poa == Poa::N, "{code}");
            }
        }
    }
}

#[test]
fn a_facility_that_switches_everything_off_hears_nothing() {
    let off = |rule: &rules::Rule| {
        let setting = Setting {
            severity: Level::Off,
            reason: "A made-up facility that wants silence.".to_owned(),
        };
        (rule.id.to_owned(), setting)
    };
    let silent = Facility::check(Document {
        format: facility::FORMAT,
        name: "Made-up Memorial".to_owned(),
        revision: 1,
        severities: rules::ALL.iter().map(off).collect(),
        rules: Vec::new(),
    })
    .unwrap();
    for stay in STAYS.iter().step_by(10) {
        on(stay, |facts| {
            assert_eq!(facility::apply(&silent, facts, told(facts)), []);
        });
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_numbers_and_codes_give_sound_findings(
        at in 0..STAYS.len(),
        age in prop_oneof![any::<i64>(), 0..1_i64],
        date in prop_oneof![any::<i64>(), 20_221_001..20_270_331_i64],
        days in any::<Option<i64>>(),
        status in prop_oneof![any::<i64>(), 1..100_i64],
        codes in proptest::collection::vec(".{0,9}|0[2BDT][1J7B][0D6][08]ZZ|5A19[345]5Z", 0..4),
    ) {
        let mut stay = STAYS[at].clone();
        stay.age = age;
        stay.discharge_date = Ymd(date);
        stay.length_of_stay = days;
        stay.discharge_status = status;
        for code in codes {
            stay.procedures.push(code.as_str().into());
            stay.secondary_diagnoses.push(Diagnosis { code: code.into(), poa: Poa::One });
        }
        on(&stay, |facts| sound(&stay, &told(facts)));
    }
}
