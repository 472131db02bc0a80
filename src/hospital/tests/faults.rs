//! Planted faults: each is where the list says, is what it is called, and all kinds come up.
#![allow(clippy::unwrap_used)]

mod made;

use std::collections::{BTreeMap, BTreeSet};

use hospital::{Fault, Where};
use made::DEMO;
use records::model::DocumentStatus;

#[test]
fn every_planted_fault_is_where_it_is_said_to_be() {
    let (patients, encounters) = &*DEMO;
    let known: BTreeSet<_> = patients.iter().map(|p| p.id).collect();
    let mut kinds: BTreeMap<Fault, usize> = BTreeMap::new();
    let in_index = patients
        .iter()
        .flat_map(|p| p.planted.iter().map(|planted| (None, planted)));
    let in_charts = encounters
        .iter()
        .flat_map(|e| e.planted.iter().map(move |planted| (Some(e), planted)));
    for (made, planted) in in_index.chain(in_charts) {
        *kinds.entry(planted.kind).or_default() += 1;
        assert!(known.contains(&planted.patient));
        let document = || &made.unwrap().encounter.documents[&planted.document.unwrap()];
        let text = || {
            let id = document().body.as_ref().unwrap().id;
            &made
                .unwrap()
                .bodies
                .iter()
                .find(|(body, _)| *body == id)
                .unwrap()
                .1
        };
        match &planted.at {
            Where::Words(words) => {
                assert!(
                    !words.is_empty() && text().contains(words.as_str()),
                    "{:?}: {words}",
                    planted.kind
                );
            }
            Where::Metadata => match planted.kind {
                Fault::MissingSignature => {
                    assert!(document().authenticated.is_none() && document().signatures.is_empty())
                }
                Fault::LateHistory => {
                    let late =
                        document().entered.unwrap() - made.unwrap().encounter.admitted.unwrap();
                    assert!(late.num_hours() > 24);
                }
                other => panic!("{other:?} is no fault of times and signatures"),
            },
            Where::Absent(kind) => {
                assert_eq!(
                    (document().kind, document().status),
                    (*kind, DocumentStatus::Expected)
                );
            }
            Where::Record(record) => assert!(known.contains(record)),
        }
    }
    for kind in Fault::ALL {
        assert!(
            kinds.get(&kind) >= Some(&2),
            "{kind:?} is planted too seldom: {kinds:?}"
        );
    }
    assert_eq!(kinds[&Fault::Overlay], 6);
    assert!(kinds[&Fault::Duplicate] >= 8);
}

/// A copied note has the other's words; a page that went astray names somebody else.
#[test]
fn faults_are_what_they_are_called() {
    for made in &DEMO.1 {
        for planted in &made.planted {
            let Some(document) = planted
                .document
                .and_then(|id| made.encounter.documents.get(&id))
            else {
                continue;
            };
            let patient = DEMO.0.iter().find(|p| p.id == planted.patient).unwrap();
            match planted.kind {
                Fault::WrongPatient => {
                    let Where::Words(words) = &planted.at else {
                        panic!()
                    };
                    assert!(!words.contains(&patient.patient.unit_number), "{words}");
                }
                Fault::LateEntry => {
                    assert!(
                        (document.entered.unwrap() - document.about.unwrap()).num_hours() >= 72
                    );
                }
                Fault::UnsignedVerbalOrder => assert!(document.authenticated.is_none()),
                Fault::Overlay => {
                    let Where::Words(words) = &planted.at else {
                        panic!()
                    };
                    assert!(!patient.patient.shown_name().eq(words));
                }
                _ => {}
            }
        }
    }
}

/// A note copied forward has the words of an earlier one of the same author; a contradiction stands against the chart.
#[test]
fn copies_and_contradictions_are_real() {
    let (mut copies, mut sides) = (0, 0);
    for made in &DEMO.1 {
        let text = |id| {
            let body = made.encounter.documents.get(&id)?.body.as_ref()?;
            made.bodies
                .iter()
                .find(|(known, _)| *known == body.id)
                .map(|(_, text)| text.as_str())
        };
        for planted in &made.planted {
            let (Some(id), Where::Words(words)) = (planted.document, &planted.at) else {
                continue;
            };
            match planted.kind {
                Fault::CopyForward => {
                    let author = &made.encounter.documents[&id].author;
                    let elsewhere = made.encounter.documents.iter().filter(|(other, document)| {
                        **other != id
                            && document.author == *author
                            && text(**other).is_some_and(|t| t.contains(words.as_str()))
                    });
                    assert!(elsewhere.count() >= 1, "{words}");
                    copies += 1;
                }
                Fault::Laterality => {
                    let named = if words.to_lowercase().contains("left") {
                        "right"
                    } else {
                        "left"
                    };
                    assert!(
                        made.bodies
                            .iter()
                            .any(|(_, t)| t.to_lowercase().contains(named)),
                        "{words}"
                    );
                    sides += 1;
                }
                Fault::DiabetesType => {
                    let codes = made.key.diagnoses.iter().any(|d| d.code.starts_with("E11"));
                    assert!(codes, "{}", made.scenario);
                }
                Fault::AbnormalUnnamed => {
                    assert!(
                        !made.key.diagnoses.iter().any(|d| d.code == "E871"),
                        "{}",
                        made.scenario
                    );
                }
                Fault::CriteriaUnnamed => {
                    assert!(
                        !made.key.diagnoses.iter().any(|d| d.code.starts_with("J96")),
                        "{}",
                        made.scenario
                    );
                }
                _ => {}
            }
        }
    }
    assert!(copies > 0 && sides > 0);
}
