//! The answer keys: codes that are billable, indicators where they belong, words that are really there, DRGs that make sense.
//!
//! Needs the packs (`cargo xtask packs`); fails without them.
#![allow(clippy::unwrap_used)]

use std::sync::LazyLock;

use chrono::{Datelike as _, NaiveDate};
use codes::Ymd;
use codes::cm::CmPack;
use codes::pcs::PcsPack;
use grouper::{Diagnosis, HospitalStatus, MsDrg, PresentOnAdmission, Stay, Version};
use hospital::{Hospital, KeyDiagnosis, Made, MadeEncounter, Plan};
use records::model::{Class, Poa, Sex};

/// Hospitals that end in different fiscal years: codes come and go on 1 October and 1 April.
fn hospitals() -> impl Iterator<Item = (MadeEncounter, i64, Sex)> {
    let days = [(2026, 8, 31), (2025, 3, 1), (2026, 12, 31)];
    days.into_iter().flat_map(|(year, month, day)| {
        let until = NaiveDate::from_ymd_opt(year, month, day).unwrap();
        let mut patients = std::collections::BTreeMap::new();
        Hospital::new(Plan::demo(until)).filter_map(move |made| match made {
            Made::Patient(made) => {
                patients.insert(
                    made.id,
                    (
                        made.patient.birth_date.unwrap().day().unwrap(),
                        made.patient.administrative_sex,
                    ),
                );
                None
            }
            Made::Encounter(made) => {
                let (birth, sex) = patients[&made.encounter.patient.unwrap()];
                let age = made
                    .encounter
                    .admission_date()
                    .unwrap()
                    .years_since(birth)
                    .unwrap_or(0);
                Some((*made, i64::from(age), sex))
            }
        })
    })
}

static CM: LazyLock<CmPack> = LazyLock::new(|| CmPack::open(&sample::pack("icd10cm")).unwrap());
static PCS: LazyLock<PcsPack> = LazyLock::new(|| PcsPack::open(&sample::pack("icd10pcs")).unwrap());

fn day(date: NaiveDate) -> Ymd {
    Ymd(i64::from(date.year()) * 10_000 + i64::from(date.month()) * 100 + i64::from(date.day()))
}

fn diagnoses(made: &MadeEncounter) -> impl Iterator<Item = &KeyDiagnosis> {
    made.key.admitting.iter().chain(&made.key.diagnoses)
}

#[test]
fn every_code_is_billable_on_the_day_of_discharge() {
    for (made, ..) in hospitals() {
        let date = day(made.encounter.discharge_date().unwrap());
        for diagnosis in diagnoses(&made) {
            let code = CM
                .code(&diagnosis.code)
                .unwrap_or_else(|| panic!("{}: {}", made.scenario, diagnosis.code));
            assert!(
                code.billable_on(date),
                "{}: {} on {}",
                made.scenario,
                diagnosis.code,
                date.0
            );
        }
        for procedure in &made.key.procedures {
            let code = PCS
                .code(&procedure.code)
                .unwrap_or_else(|| panic!("{}: {}", made.scenario, procedure.code));
            assert!(
                code.billable_on(date),
                "{}: {}",
                made.scenario,
                procedure.code
            );
        }
    }
}

#[test]
fn indicators_and_procedures_stand_on_inpatient_stays_only() {
    for (made, ..) in hospitals() {
        let key = &made.key;
        let inpatient = made.encounter.class == Class::Inpatient;
        assert!(!key.diagnoses.is_empty(), "{}: no principal", made.scenario);
        assert_eq!(key.admitting.is_some(), inpatient, "{}", made.scenario);
        let mut codes: Vec<_> = key.diagnoses.iter().map(|d| &d.code).collect();
        codes.sort();
        codes.dedup();
        assert_eq!(
            codes.len(),
            key.diagnoses.len(),
            "{}: a code twice",
            made.scenario
        );
        for diagnosis in &key.diagnoses {
            if inpatient {
                let exempt = edits::poa::is_exempt(
                    &diagnosis.code,
                    day(made.encounter.discharge_date().unwrap()),
                );
                assert_eq!(
                    diagnosis.poa == Poa::Exempt,
                    exempt,
                    "{}: {}",
                    made.scenario,
                    diagnosis.code
                );
                assert_ne!(
                    diagnosis.poa,
                    Poa::Unknown,
                    "{}: {}",
                    made.scenario,
                    diagnosis.code
                );
            } else {
                assert_eq!(diagnosis.poa, Poa::Unknown);
            }
        }
        assert!(inpatient || key.procedures.is_empty());
        for procedure in &key.procedures {
            let (from, to) = (
                made.encounter.admission_date().unwrap(),
                made.encounter.discharge_date().unwrap(),
            );
            assert!(
                (from..=to).contains(&procedure.date),
                "{}: {}",
                made.scenario,
                procedure.code
            );
            // ICD-10-PCS and nothing else: seven characters, no CPT.
            assert_eq!(procedure.code.len(), 7);
        }
    }
}

#[test]
fn every_code_rests_on_words_of_the_chart() {
    for (made, ..) in hospitals() {
        let evidence = diagnoses(&made)
            .map(|d| (&d.code, &d.evidence))
            .chain(made.key.procedures.iter().map(|p| (&p.code, &p.evidence)));
        for (code, evidence) in evidence {
            assert!(!evidence.is_empty(), "{}: {code}", made.scenario);
            for words in evidence {
                let body = made.encounter.documents[&words.document]
                    .body
                    .as_ref()
                    .unwrap();
                let text = &made.bodies.iter().find(|(id, _)| *id == body.id).unwrap().1;
                assert!(!words.words.is_empty());
                assert_eq!(
                    text.get(words.start..words.end),
                    Some(words.words.as_str()),
                    "{}: {code}",
                    made.scenario
                );
            }
        }
        for case in made.encounter.cases.values() {
            for span in case.evidence.values() {
                let body = made.encounter.documents[&span.document.unwrap()]
                    .body
                    .as_ref()
                    .unwrap();
                assert_eq!(span.body_sha256, body.sha256);
            }
        }
    }
}

#[test]
fn an_inpatients_key_groups_to_a_drg_that_makes_sense() {
    let source = MsDrg::open(&sample::pack("msdrg")).unwrap();
    let mut wrong = std::collections::BTreeMap::<String, usize>::new();
    let mut grouped = 0;
    for (made, age, sex) in hospitals() {
        let encounter = &made.encounter;
        if encounter.class != Class::Inpatient {
            continue;
        }
        let date = day(encounter.discharge_date().unwrap());
        let take = |d: &KeyDiagnosis| Diagnosis {
            code: d.code.as_str().into(),
            poa: PresentOnAdmission::from_claim(d.poa.word()),
        };
        let stay = Stay {
            age,
            sex: match sex {
                Sex::Female => grouper::Sex::Female,
                Sex::Male => grouper::Sex::Male,
                _ => grouper::Sex::Unknown,
            },
            discharge_status: encounter.discharge_status.unwrap().into(),
            hospital_status: HospitalStatus::NotExempt,
            discharge_date: date,
            length_of_stay: encounter.length_of_stay_days(),
            admitting_diagnosis: made.key.admitting.as_ref().map(take),
            principal_diagnosis: made.key.diagnoses.first().map(take),
            secondary_diagnoses: made.key.diagnoses.iter().skip(1).map(take).collect(),
            procedures: made
                .key
                .procedures
                .iter()
                .map(|p| p.code.as_str().into())
                .collect(),
        };
        let result = source
            .ready(Version::for_discharge(date).unwrap())
            .group(&stay)
            .r#final;
        grouped += 1;
        if !made.key.expected_drgs.contains(&result.drg) {
            let codes: Vec<_> = made.key.diagnoses.iter().map(|d| d.code.as_str()).collect();
            *wrong
                .entry(format!("{} DRG {} {codes:?}", made.scenario, result.drg))
                .or_default() += 1;
        }
    }
    assert!(grouped > 300, "{grouped}");
    assert!(wrong.is_empty(), "{wrong:#?}");
}
