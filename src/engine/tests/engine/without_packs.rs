//! The engine without any pack: everything is answered, and what is missing is named with its cure.

use engine::draft::{DraftDiagnosis, Poa, StayDraft};
use engine::protocol::{
    BatchQuery, CodeSystem, Event, Failure, GrouperUsed, PackName, PackState, Place, Watched,
};
use engine::{Asked, Engine, Request, Told};

fn still() -> f64 {
    0.0
}

fn ask(engine: &mut Engine, request: Request) -> Event {
    let mut told = engine.handle(Asked { id: 7, request });
    assert_eq!(told.len(), 1, "{told:?}");
    let Told { id, event } = told.remove(0);
    assert_eq!(id, 7);
    event
}

fn draft() -> StayDraft {
    StayDraft {
        label: "TESTCASE, Nobody".to_owned(),
        admission_date: "2026-04-03".to_owned(),
        discharge_date: "2026-04-09".to_owned(),
        birth_date: "1958-11-02".to_owned(),
        discharge_status: Some(1),
        admitting: "r50.9".to_owned(),
        principal: Some(DraftDiagnosis {
            code: "a41.9".to_owned(),
            poa: Poa::Y,
            ..DraftDiagnosis::default()
        }),
        ..StayDraft::default()
    }
}

#[test]
fn says_what_is_missing_and_goes_on() {
    let mut engine = Engine::new(still);
    let Event::Ready(about) = ask(
        &mut engine,
        Request::Start {
            packs: "/packs/".to_owned(),
        },
    ) else {
        panic!("not ready")
    };
    assert!(about.packs.iter().all(|p| p.state == PackState::Waiting));
    assert_eq!(about.versions.len(), 9);
    assert_eq!(about.last_day, "2027-03-31");
    let Event::Found(found) = ask(
        &mut engine,
        Request::Search {
            text: "sepsis".to_owned(),
            system: None,
            date: "2026-04-09".to_owned(),
            limit: 10,
        },
    ) else {
        panic!("no answer to a search")
    };
    assert_eq!((found.hits.len(), found.not_searched.len()), (0, 2));
    let Event::Assessed(told) = ask(
        &mut engine,
        Request::Assess {
            stay: Box::new(draft()),
            watched: None,
        },
    ) else {
        panic!("not assessed")
    };
    assert!(
        matches!(&told.grouper, GrouperUsed::None { why } if why.contains("tables are not loaded"))
    );
    assert_eq!((told.length_of_stay, told.age), (Some(6), Some(67)));
    assert_eq!(told.missing.len(), PackName::ALL.len());
    assert_eq!(
        told.principal.map(|p| p.line.dotted).as_deref(),
        Some("A41.9")
    );
    for request in [
        Request::Code {
            system: CodeSystem::Cm,
            code: "A41.9".to_owned(),
            date: "2026-04-09".to_owned(),
        },
        Request::Code {
            system: CodeSystem::Cm,
            code: "A41.9".to_owned(),
            date: "some day".to_owned(),
        },
        Request::BatchOpen {
            name: "claims.jsonl".to_owned(),
            bytes: b"{}".to_vec(),
        },
        Request::BatchPage(BatchQuery::default()),
        Request::BatchExportCsv(BatchQuery::default()),
        Request::BatchStay { line: 1 },
        Request::BenchGroup {
            bytes: Vec::new(),
            seconds: 1.0,
        },
        Request::StayImport {
            bytes: b"not a stay".to_vec(),
        },
        Request::ExampleOpen {
            key: "no such".to_owned(),
        },
    ] {
        let event = ask(&mut engine, request.clone());
        let Event::Failed(Failure {
            what,
            why,
            place,
            fix,
        }) = event
        else {
            panic!("{request:?}: {event:?}")
        };
        assert!(
            [what, why, place, fix].iter().all(|part| !part.is_empty()),
            "{request:?}"
        );
    }
    assert!(!engine.has_idle_work());
    assert_eq!(engine.idle_work(5.0), []);
}

#[test]
fn names_a_damaged_pack_and_its_cure() {
    let mut engine = Engine::new(still);
    let sealed = codes::pack::seal(codes::PackKind::MsDrg, b"nothing of use");
    let mut altered = sealed.clone();
    *altered.last_mut().expect("a pack is never empty") ^= 1;
    let mut newer = sealed.clone();
    newer[8] = 200;
    for (bytes, says) in [
        (&sealed[..20], "truncated"),
        (&altered[..], "altered"),
        (&newer[..], "format"),
        (&sealed[..], "malformed"),
        (&b"<!doctype html>, for example"[..], "not a Chartroom pack"),
    ] {
        let Event::PackLoaded(view) = engine.load(PackName::MsDrg, Ok(bytes)) else {
            panic!("no answer")
        };
        let PackState::Failed(failure) = view.state else {
            panic!("taken: {says}")
        };
        assert!(
            failure.what.contains("msdrg") && failure.what.contains(says),
            "{says}: {}",
            failure.what
        );
        assert!(failure.fix.contains("packs"), "{says}: {}", failure.fix);
    }
    let Event::Assessed(told) = ask(
        &mut engine,
        Request::Assess {
            stay: Box::new(draft()),
            watched: None,
        },
    ) else {
        panic!("not assessed")
    };
    assert!(told.missing.iter().any(|m| m.place == "pack msdrg"));
}

#[test]
fn reads_a_draft_as_it_is_typed() {
    let mut engine = Engine::new(still);
    let mut assess = |change: &dyn Fn(&mut StayDraft)| {
        let mut stay = draft();
        change(&mut stay);
        match ask(
            &mut engine,
            Request::Assess {
                stay: Box::new(stay),
                watched: None,
            },
        ) {
            Event::Assessed(told) => *told,
            other => panic!("{other:?}"),
        }
    };
    let told = assess(&|_| {});
    assert_eq!(told.findings, []);
    let told = assess(&|s| s.discharge_date = "2026-02-30".to_owned());
    assert_eq!(
        told.findings
            .iter()
            .map(|f| (f.rule.as_str(), f.place))
            .collect::<Vec<_>>(),
        [("DRG-007", Place::DischargeDate)]
    );
    let told = assess(&|s| s.birth_date.clear());
    assert_eq!(
        (told.age, told.findings.len(), told.findings[0].place),
        (None, 1, Place::Age)
    );
    let told = assess(&|s| {
        s.birth_date.clear();
        s.age_years = Some(30);
    });
    assert_eq!((told.age, told.findings.len()), (Some(30), 0));
    let told = assess(&|s| *s = StayDraft::default());
    assert_eq!(told.findings, []);
}

#[test]
fn a_stay_goes_out_and_comes_back() {
    let mut engine = Engine::new(still);
    let Event::File { bytes, name, .. } = ask(
        &mut engine,
        Request::StayExport {
            stay: Box::new(draft()),
        },
    ) else {
        panic!("not written")
    };
    assert!(
        !name.contains("TESTCASE"),
        "a file's name must not tell the patient's"
    );
    assert_eq!(
        ask(&mut engine, Request::StayImport { bytes }),
        Event::Stay(Box::new(draft()))
    );
}

#[test]
fn messages_come_through_as_they_were_sent() {
    let asked = Asked {
        id: 3,
        request: Request::Assess {
            stay: Box::new(draft()),
            watched: None,
        },
    };
    let bytes = line::encode(&asked);
    assert_eq!(line::decode::<Asked>(&bytes, "engine"), Ok(asked));
    assert!(line::decode::<Asked>(&bytes[..bytes.len() / 2], "engine").is_err());
    assert!(line::decode::<Asked>(&[0xff; 40], "engine").is_err());
    let mut engine = Engine::new(still);
    for told in engine.handle(Asked {
        id: 3,
        request: Request::Assess {
            stay: Box::new(draft()),
            watched: None,
        },
    }) {
        assert_eq!(
            line::decode::<Told>(&line::encode(&told), "engine"),
            Ok(told)
        );
    }
}

/// What is said of indicators that changed on the way, of the stay number `stay` after so many changes.
fn lost(engine: &mut Engine, stay: u32, changes: u32, draft: &StayDraft) -> Vec<(String, Place)> {
    let request = Request::Assess {
        stay: Box::new(draft.clone()),
        watched: Some(Watched { stay, changes }),
    };
    let Event::Assessed(told) = ask(engine, request) else {
        panic!("not assessed")
    };
    let about_poa = told
        .findings
        .into_iter()
        .filter(|f| f.rule.starts_with("POA"));
    about_poa.map(|f| (f.rule, f.place)).collect()
}

#[test]
fn an_indicator_that_stayed_on_its_line_is_missed() {
    let coded = |codes: &[(&str, Poa)]| {
        let mut all = codes.iter().map(|(code, poa)| DraftDiagnosis {
            code: (*code).to_owned(),
            poa: *poa,
            ..DraftDiagnosis::default()
        });
        StayDraft {
            principal: all.next(),
            secondary: all.collect(),
            ..draft()
        }
    };
    let before = coded(&[("A419", Poa::Y), ("I10", Poa::Y), ("J9601", Poa::N)]);
    let taken_out = coded(&[("A419", Poa::Y), ("I10", Poa::Y)]);
    let posted_anew = coded(&[("J9601", Poa::Y), ("A419", Poa::Y), ("I10", Poa::Y)]);
    let missed = vec![("POA-008".to_owned(), Place::Principal)];
    let mut engine = Engine::new(still);
    assert_eq!(lost(&mut engine, 1, 0, &before), []);
    assert_eq!(lost(&mut engine, 1, 1, &taken_out), []);
    assert_eq!(lost(&mut engine, 1, 2, &posted_anew), missed);
    assert_eq!(
        lost(&mut engine, 1, 2, &posted_anew),
        missed,
        "assessed again"
    );
    // Undone, it has its own again.
    assert_eq!(lost(&mut engine, 1, 3, &taken_out), []);
    assert_eq!(lost(&mut engine, 1, 4, &before), []);
    // Another stay with the same codes has indicators of its own.
    assert_eq!(lost(&mut engine, 2, 0, &posted_anew), []);
    // Several changes at once can't be told apart.
    assert_eq!(lost(&mut engine, 2, 5, &before), []);
    // Where it has none at all, that it lost one is said, and not twice.
    let blank = coded(&[("A419", Poa::Y), ("J9601", Poa::Blank), ("I10", Poa::Y)]);
    assert_eq!(
        lost(&mut engine, 2, 6, &blank),
        [("POA-008".to_owned(), Place::Secondary(0))]
    );
}
