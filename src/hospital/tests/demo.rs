//! The demo hospital as a whole: enough of everything, nobody real, nothing impossible, the same each time.
#![allow(clippy::unwrap_used)]

mod made;

use std::collections::{BTreeMap, BTreeSet};

use hospital::{Hospital, Made, Plan};
use made::{DEMO, until};
use records::model::{CaseStatus, Class, DocumentKind, DocumentStatus};
use sha2::{Digest as _, Sha256};

fn digest(plan: Plan) -> String {
    let mut sum = Sha256::new();
    for made in Hospital::new(plan) {
        match made {
            Made::Patient(made) => {
                sum.update(made.id.0);
                sum.update(serde_json::to_vec(&made.patient).unwrap());
            }
            Made::Encounter(made) => {
                sum.update(made.id.0);
                sum.update(serde_json::to_vec(&made.encounter).unwrap());
                for (id, text) in &made.bodies {
                    sum.update(id.0);
                    sum.update(text);
                }
                sum.update(format!("{:?}{:?}{:?}", made.key, made.planted, made.tumour));
            }
        }
    }
    sum.finalize().iter().map(|b| format!("{b:02x}")).collect()
}

/// Whoever changes what the generator writes sees it here and puts the new digest in on purpose.
#[test]
fn the_same_seed_gives_the_same_bytes() {
    assert_eq!(
        digest(Plan::demo(until())),
        "bac5256238e16404dceac3ec71ef433fe60f052f7ca08a9d3927df3c55c9a025"
    );
    let other = Plan {
        seed: 1,
        encounters: 20,
        ..Plan::demo(until())
    };
    assert_ne!(
        digest(other.clone()),
        digest(Plan {
            seed: 2,
            ..other.clone()
        })
    );
    assert_eq!(digest(other.clone()), digest(other));
}

#[test]
fn there_is_enough_of_everything() {
    let (patients, encounters) = &*DEMO;
    assert_eq!(encounters.len(), 360);
    assert!(
        (140..=240).contains(&patients.len()),
        "{} patients",
        patients.len()
    );
    let classes = |class| {
        encounters
            .iter()
            .filter(|e| e.encounter.class == class)
            .count()
    };
    for (class, least) in [
        (Class::Inpatient, 100),
        (Class::Emergency, 20),
        (Class::SkilledNursing, 8),
        (Class::RuralClinic, 30),
        (Class::Outpatient, 10),
        (Class::Observation, 5),
        (Class::SameDaySurgery, 15),
    ] {
        assert!(
            classes(class) >= least,
            "{} {}",
            classes(class),
            class.said()
        );
    }
    let tumours: Vec<_> = encounters
        .iter()
        .filter_map(|e| e.tumour.as_ref())
        .collect();
    assert!(tumours.len() >= 60, "{} tumours", tumours.len());
    let mut by_patient: BTreeMap<_, usize> = BTreeMap::new();
    for tumour in &tumours {
        assert!(tumour.pathology.is_some() && !tumour.code.is_empty());
        *by_patient.entry(tumour.patient).or_default() += 1;
    }
    assert!(
        by_patient.values().filter(|n| **n > 1).count() >= 3,
        "several primaries"
    );
    let scenarios: BTreeSet<_> = encounters.iter().map(|e| e.scenario).collect();
    assert!(scenarios.len() >= 55, "{}", scenarios.len());
    let states: BTreeMap<CaseStatus, usize> =
        encounters.iter().fold(BTreeMap::new(), |mut sum, made| {
            *sum.entry(made.encounter.cases.values().next().unwrap().status)
                .or_default() += 1;
            sum
        });
    for status in [
        CaseStatus::Unassigned,
        CaseStatus::InProgress,
        CaseStatus::Pended,
        CaseStatus::Coded,
        CaseStatus::SecondReview,
        CaseStatus::Final,
        CaseStatus::Reopened,
    ] {
        assert!(
            states.get(&status) >= Some(&3),
            "{}: {states:?}",
            status.said()
        );
    }
}

#[test]
fn an_inpatient_chart_has_its_documents_and_one_is_very_long() {
    let mut pages = 0;
    for made in &DEMO.1 {
        let encounter = &made.encounter;
        let all: u32 = encounter.documents.values().map(|d| d.pages).sum();
        pages = pages.max(all);
        if encounter.class == Class::Inpatient {
            assert!(
                encounter.documents.len() >= 6,
                "{}: {}",
                made.scenario,
                encounter.documents.len()
            );
            for kind in [
                DocumentKind::HistoryAndPhysical,
                DocumentKind::DischargeSummary,
                DocumentKind::Orders,
            ] {
                assert!(
                    encounter.documents.values().any(|d| d.kind == kind),
                    "{}: {}",
                    made.scenario,
                    kind.said()
                );
            }
        }
        assert!(!encounter.documents.is_empty());
    }
    assert!(pages >= 450, "{pages} pages");
}

#[test]
fn nothing_is_at_an_impossible_time() {
    for made in &DEMO.1 {
        let encounter = &made.encounter;
        let (from, to) = (encounter.admitted.unwrap(), encounter.discharged.unwrap());
        assert!(from < to, "{}", made.scenario);
        assert!(to.date_naive() <= until());
        if let Some(order) = encounter.admit_order {
            assert!(from <= order && order <= to, "{}", made.scenario);
        }
        for document in encounter.documents.values() {
            let about = document.about.unwrap();
            assert!(
                from <= about && about <= to,
                "{}: {} {about} {from} {to}",
                made.scenario,
                document.title
            );
            if let (Some(dictated), Some(typed)) = (document.dictated, document.transcribed) {
                assert!(dictated <= typed);
            }
            if let Some(signed) = document.authenticated {
                assert!(document.entered.unwrap() <= signed, "{}", document.title);
                assert_eq!(document.signatures.len(), 1);
            }
            assert_eq!(
                document.status.is_authenticated(),
                document.authenticated.is_some()
            );
            assert_eq!(
                document.status == DocumentStatus::Expected,
                document.body.is_none()
            );
        }
    }
}

#[test]
fn bodies_are_the_documents_bodies() {
    for made in &DEMO.1 {
        let texts: BTreeMap<_, _> = made.bodies.iter().map(|(id, text)| (*id, text)).collect();
        let mut count = 0;
        for document in made.encounter.documents.values() {
            if let Some(body) = &document.body {
                let text = texts[&body.id];
                assert_eq!(body.bytes, text.len() as u64);
                let sum: String = Sha256::digest(text.as_bytes())
                    .iter()
                    .map(|b| format!("{b:02x}"))
                    .collect();
                assert_eq!(body.sha256, sum);
                count += 1;
            }
        }
        assert_eq!(count, made.bodies.len());
    }
}

/// No mark of the scenarios' language reaches a chart.
#[test]
fn no_mark_is_left_in_a_text() {
    for made in &DEMO.1 {
        for (_, text) in &made.bodies {
            let marks = text.contains(['{', '}', '|', '[', ']']);
            let line = text.lines().find(|l| l.contains(['{', '}', '[', ']', '|']));
            let vital = line.is_some_and(|l| l.contains(" | P ") || l.starts_with("BP "));
            assert!(!marks || vital, "{}: {line:?}", made.scenario);
            assert!(!text.contains("* "), "{}: {text}", made.scenario);
            let name = text.lines().find(|l| {
                l.match_indices('<')
                    .any(|(at, _)| l[at + 1..].starts_with(|c: char| c.is_ascii_lowercase()))
            });
            assert_eq!(name, None, "{}", made.scenario);
        }
    }
}

#[test]
fn nobody_is_real() {
    const FAMILY: &[&str] = &[
        "Testcase",
        "Sample",
        "Demo",
        "Mockup",
        "Specimen",
        "Placeholder",
        "Notreal",
        "Madeup",
        "Pretend",
        "Example",
        "Fictitious",
        "Invented",
        "Practice",
        "Trialrun",
        "Dummydata",
        "Standin",
        "Makebelieve",
        "Fakeman",
        "Testperson",
        "Sampleton",
        "Demoville",
        "Mockman",
        "Exampleson",
        "Pretendly",
        "Nonesuch",
        "Fauxley",
    ];
    // A mistyped name has one letter too many, one too few, or two that changed places.
    let letters = |name: &str| {
        let mut letters: Vec<char> = name.to_lowercase().chars().collect();
        letters.sort_unstable();
        letters
    };
    let close = |one: &str, other: &str| {
        let (longer, mut shorter) = (letters(one), letters(other));
        let missing = longer
            .iter()
            .filter(|l| {
                shorter
                    .iter()
                    .position(|s| s == *l)
                    .map(|at| shorter.remove(at))
                    .is_none()
            })
            .count();
        missing + shorter.len() <= 1
    };
    let fake = |name: &str| FAMILY.iter().any(|known| close(known, name));
    for made in &DEMO.0 {
        let patient = &made.patient;
        assert!(patient.ssn.is_empty() || patient.ssn.starts_with('9') && patient.ssn.len() == 9);
        assert!(
            patient.names.values().all(|name| fake(&name.family)),
            "{}",
            patient.shown_name()
        );
        assert!(
            patient
                .phones
                .values()
                .all(|phone| phone.number.starts_with("555-01"))
        );
        assert!(
            patient
                .addresses
                .values()
                .all(|address| address.zip.starts_with("000"))
        );
    }
    let hospital = Hospital::new(Plan::demo(until()));
    for practitioner in &hospital.practitioners {
        let family = practitioner
            .name
            .split(", ")
            .next()
            .unwrap()
            .rsplit(' ')
            .next()
            .unwrap();
        assert!(fake(family), "{}", practitioner.name);
        assert!(practitioner.npi.is_empty() || practitioner.npi.starts_with('9'));
    }
    let roles: BTreeSet<_> = hospital
        .facility
        .members
        .values()
        .flat_map(|m| &m.roles)
        .collect();
    assert_eq!(roles.len(), 13);
    assert!(hospital.facility.demo && hospital.facility.name.contains("made up"));
}

#[test]
fn relatives_are_there() {
    let patients = &DEMO.0;
    let suffix = |wanted: &str| {
        patients
            .iter()
            .filter(|p| p.patient.names.values().any(|n| n.suffix == wanted))
            .count()
    };
    assert!(
        suffix("Jr.") >= 1 && suffix("Jr.") == suffix("Sr."),
        "{} {}",
        suffix("Jr."),
        suffix("Sr.")
    );
    assert!(
        patients
            .iter()
            .filter(|p| p.patient.birth_order == Some(2))
            .count()
            >= 4
    );
    assert!(
        patients
            .iter()
            .filter(|p| p.patient.names.len() > 1)
            .count()
            >= 15,
        "maiden names"
    );
}

#[test]
fn very_many_come_out_of_the_same_generator() {
    let plan = Plan::bench(2_000, until());
    let (mut encounters, mut documents, mut patients) = (0, 0, 0);
    for made in Hospital::new(plan) {
        match made {
            Made::Patient(_) => patients += 1,
            Made::Encounter(made) => {
                encounters += 1;
                documents += made.bodies.len();
            }
        }
    }
    assert_eq!(encounters, 2_000);
    assert!(
        (2.0..4.5).contains(&(documents as f64 / 2_000.0)),
        "{documents} documents"
    );
    assert!(patients < 1_500, "{patients} patients");
}

/// Two stays for the same reason do not read the same: of the sentences of two history and physicals, most differ.
#[test]
fn two_stays_of_a_kind_read_differently() {
    let mut by_scenario: BTreeMap<&str, Vec<BTreeSet<&str>>> = BTreeMap::new();
    for made in DEMO
        .1
        .iter()
        .filter(|made| made.encounter.class == Class::Inpatient)
    {
        let history = made
            .encounter
            .documents
            .values()
            .find(|d| d.kind == DocumentKind::HistoryAndPhysical)
            .unwrap();
        let Some(body) = &history.body else { continue };
        let text = &made.bodies.iter().find(|(id, _)| *id == body.id).unwrap().1;
        let sentences = text
            .split(['.', '\n'])
            .map(str::trim)
            .filter(|s| s.len() > 25)
            .collect();
        by_scenario
            .entry(made.scenario)
            .or_default()
            .push(sentences);
    }
    let (mut alike, mut all) = (0, 0);
    for stays in by_scenario.values() {
        for (place, one) in stays.iter().enumerate() {
            for other in &stays[place + 1..] {
                alike += one.intersection(other).count() * 2;
                all += one.len() + other.len();
            }
        }
    }
    assert!(all > 1_000);
    assert!(alike * 5 < all * 2, "{alike} of {all} sentences");
}
