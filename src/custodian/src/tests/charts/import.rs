//! Files: planned, accepted, refused, interrupted.

use futures_executor::block_on;
use proptest::prelude::*;
use store::simulated::Device;
use store::{Store as _, Table};

use super::founded;
use crate::protocol::{ChartsEvent, ChartsRequest, Failure, ImportPlan, Progress};
use crate::tests::world::{Keeper, PASSWORD, World, open};

#[path = "../../../../chart/tests/samples/hostile.rs"]
mod hostile;
#[path = "../../../../chart/tests/samples/mod.rs"]
mod samples;

pub(super) fn plan(
    keeper: &mut Keeper,
    encounter: [u8; 16],
    name: &str,
    bytes: &[u8],
) -> Result<ImportPlan, Failure> {
    let request = ChartsRequest::Plan {
        encounter,
        name: name.to_owned(),
        bytes: bytes.to_vec(),
    };
    match keeper.charts(request)? {
        ChartsEvent::Plan(plan) => Ok(*plan),
        other => panic!("no plan: {other:?}"),
    }
}

fn progress(keeper: &mut Keeper, request: ChartsRequest) -> Result<Progress, Failure> {
    match keeper.charts(request)? {
        ChartsEvent::Progress(progress) => Ok(progress),
        other => panic!("no progress: {other:?}"),
    }
}

pub(super) fn accept(
    keeper: &mut Keeper,
    plan: &ImportPlan,
    reason: &str,
) -> Result<Progress, Failure> {
    let request = ChartsRequest::Accept {
        plan: plan.plan,
        reason: reason.to_owned(),
    };
    let mut done = progress(keeper, request)?;
    while !done.finished {
        done = progress(keeper, ChartsRequest::GoOn)?;
    }
    Ok(done)
}

/// A FHIR bundle of so many notes about the patient of the tests.
pub(super) fn bundle(notes: usize, words: &str) -> Vec<u8> {
    let patient = r#"{"resource":{"resourceType":"Patient","id":"p","identifier":[{"system":"urn:made-up","value":"MRN-0001"}],"name":[{"family":"TESTCASE","given":["ALMA"]}],"birthDate":"1950-01-01"}}"#;
    let notes: String = (0..notes)
        .map(|note| {
            format!(
                r#",{{"resource":{{"resourceType":"DiagnosticReport","id":"n{note}","status":"final","code":{{"text":"Imaging report {note}"}},"conclusion":"{words} {note}","text":{{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">{words} {note}</div>"}}}}}}"#
            )
        })
        .collect();
    format!(r#"{{"resourceType":"Bundle","type":"collection","entry":[{patient}{notes}]}}"#)
        .into_bytes()
}

fn admitted(seed: u64) -> (Device, World, Keeper, [u8; 16]) {
    let (device, world) = (Device::new(), World::new(seed));
    let mut keeper = founded(&device, &world);
    keeper.alma();
    let stay = keeper.admit("2026-07-01");
    (device, world, keeper, stay)
}

#[test]
fn a_plan_says_what_would_come_in_and_writes_nothing() {
    let (device, _, mut keeper, stay) = admitted(1);
    let before = (device.written(), keeper.door());
    let plan = plan(&mut keeper, stay, "summary.xml", samples::CCDA.as_bytes()).expect("planned");
    assert_eq!((device.written(), keeper.door()), before);
    assert_eq!(plan.format, "C-CDA");
    assert_eq!(
        plan.identity, "two identifiers match",
        "{:?}",
        plan.identifiers
    );
    assert_eq!(plan.documents[0].kind, "Discharge summary");
    assert!(
        plan.statements
            .iter()
            .any(|(kind, count)| kind == "problem" && *count > 0)
    );
    assert!(!plan.not_understood.is_empty());
    keeper.charts(ChartsRequest::Discard).expect("let go");
    assert_eq!((device.written(), keeper.door()), before);
    assert!(accept(&mut keeper, &plan, "").is_err(), "it was let go");
}

#[test]
fn what_is_accepted_comes_in_with_its_provenance_and_only_once() {
    let (_, _, mut keeper, stay) = admitted(2);
    let planned =
        plan(&mut keeper, stay, "summary.xml", samples::CCDA.as_bytes()).expect("planned");
    let done = accept(&mut keeper, &planned, "").expect("taken in");
    assert_eq!((done.done, done.of), (1, 1));
    let chart = keeper.chart_list(stay);
    assert_eq!((chart.documents, chart.unread), (1, 1));
    assert_eq!(chart.unfinished, None);
    let id = chart.groups[0].documents[0].id;
    let page = keeper.read_page(stay, id).expect("read");
    assert!(page.text.contains("made-up pneumonia"));
    let fact = |what: &str| {
        let found = page.provenance.iter().find(|(of, _)| of == what);
        found.map(|(_, which)| which.as_str())
    };
    assert_eq!(fact("how it came"), Some("C-CDA"));
    assert_eq!(fact("from"), Some("Made-up Memorial"));
    assert_eq!(fact("SHA-256 of the file"), Some(planned.sha256.as_str()));
    assert_eq!(page.line.identity, "two identifiers match");
    assert!(!page.not_understood.is_empty());
    let record = block_on(keeper.encounter(records::RecordId(stay))).expect("read");
    assert!(
        record
            .at_source
            .values()
            .any(|code| code.code == "J18.9" && code.kind == "problem"),
        "found in the source, coded nowhere"
    );
    assert!(record.cases.is_empty());
    let again = plan(&mut keeper, stay, "copy.xml", samples::CCDA.as_bytes()).expect("planned");
    assert!(again.documents[0].here);
    let done = accept(&mut keeper, &again, "").expect("nothing to do");
    assert_eq!((done.done, done.finished), (0, true));
    assert_eq!(keeper.chart_list(stay).documents, 1);
}

#[test]
fn an_image_comes_back_byte_by_byte_and_only_to_whom_opened_it() {
    let (device, world, mut keeper, stay) = admitted(3);
    let mut film = samples::png(900, 900);
    film.extend((0..2_500_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8));
    let planned = plan(&mut keeper, stay, "film.png", &film).expect("planned");
    assert_eq!(planned.identity, "not checked");
    accept(&mut keeper, &planned, "").expect("taken in");
    drop(keeper);
    let mut keeper = open(&device, &world);
    block_on(keeper.unlock("quillon", PASSWORD)).expect("unlocked");
    let id = keeper.chart_list(stay).groups[0].documents[0].id;
    let body = block_on(keeper.encounter(records::RecordId(stay)))
        .expect("read")
        .documents[&records::EntryId(id)]
        .body
        .clone()
        .expect("an image");
    let piece = |piece| ChartsRequest::Piece {
        encounter: stay,
        body: body.id.0,
        piece,
    };
    assert!(keeper.charts(piece(0)).is_err(), "it has not been opened");
    let page = keeper.read_page(stay, id).expect("opened");
    let view = page.body.expect("an image");
    assert_eq!((view.media.as_str(), view.pieces), ("png", 3));
    let mut bytes = Vec::new();
    for number in 0..view.pieces {
        match keeper.charts(piece(number)).expect("read") {
            ChartsEvent::Piece(piece) => {
                assert_eq!(piece.last, number + 1 == view.pieces);
                bytes.extend(piece.bytes);
            }
            other => panic!("no piece: {other:?}"),
        }
    }
    assert!(bytes == film, "every byte is as it came");
    assert!(keeper.charts(piece(3)).is_err());
    // Two pieces exchanged in the store are refused.
    let rows = block_on(device.range(
        Table::Bodies,
        &store::Range::all(),
        None,
        store::Direction::Forward,
    ))
    .expect("read");
    let chunks: Vec<&store::Row> = rows
        .iter()
        .filter(|row| row.value.len() > 1_000_000)
        .collect();
    let mut batch = store::Batch::new();
    batch.put(
        Table::Bodies,
        chunks[0].key.clone(),
        chunks[1].value.clone(),
    );
    block_on(device.write(batch, store::Durability::Strict)).expect("tampered");
    let failure = keeper.charts(piece(0)).expect_err("it was exchanged");
    assert!(failure.fix.contains("Restore"), "{failure:?}");
}

#[test]
fn pages_of_another_patient_are_not_taken_in_without_a_reason() {
    let (device, _, mut keeper, stay) = admitted(4);
    let page = "Patient: SAMPLE, Bruno   MRN MRN-0002\nBorn 02/03/1960\n\nProgress note.";
    let planned = plan(&mut keeper, stay, "note.txt", page.as_bytes()).expect("planned");
    assert!(planned.needs_reason);
    assert_eq!(planned.identity, "wrong patient");
    let before = device.written();
    let failure = accept(&mut keeper, &planned, " ").expect_err("whose page is it?");
    assert!(failure.why.contains("identifier"), "{failure:?}");
    assert_eq!(device.written(), before);
    accept(&mut keeper, &planned, "Sent as a question about a mix-up").expect("with a reason");
    let line = &keeper.chart_list(stay).groups[0].documents[0];
    assert_eq!(line.identity, "wrong patient", "and marked");
}

#[test]
fn after_a_refusal_nothing_is_written_and_the_chart_is_as_it_was() {
    let (device, _, mut keeper, stay) = admitted(5);
    keeper.write_note(stay, "2026-07-02T09:00-06:00", "Pneumonia.");
    let chart = keeper.chart_list(stay);
    let (written, door, used) = (device.written(), keeper.door(), device.used());
    let (mut refused, mut planned) = (0, 0);
    for case in hostile::cases() {
        match plan(&mut keeper, stay, &case.name, &case.bytes) {
            Ok(_) => {
                assert!(case.expected.is_none(), "{} was not refused", case.name);
                planned += 1;
            }
            Err(failure) => {
                refused += 1;
                for part in [&failure.what, &failure.why, &failure.place, &failure.fix] {
                    assert!(!part.is_empty(), "{}: {failure:?}", case.name);
                }
                assert!(failure.place.contains(&case.name), "{failure:?}");
                let left = ChartsRequest::GoOn;
                assert!(keeper.charts(left).is_err(), "{} runs on", case.name);
            }
        }
    }
    assert!(
        refused >= 200 && planned > 0,
        "{refused} refused, {planned} planned"
    );
    assert_eq!(
        (device.written(), keeper.door(), device.used()),
        (written, door, used)
    );
    assert_eq!(keeper.chart_list(stay), chart);
}

#[test]
fn a_full_disk_in_the_middle_of_an_import_loses_nothing_and_it_goes_on_later() {
    let (device, _, mut keeper, stay) = admitted(6);
    let planned = plan(&mut keeper, stay, "notes.json", &bundle(40, "Opacity")).expect("planned");
    assert_eq!(planned.identity, "two identifiers match");
    let request = ChartsRequest::Accept {
        plan: planned.plan,
        reason: String::new(),
    };
    let first = progress(&mut keeper, request).expect("the first documents");
    assert!(first.done > 0 && !first.finished);
    device.fill(device.used());
    let failure = progress(&mut keeper, ChartsRequest::GoOn).expect_err("no room");
    assert!(failure.what.contains("room"), "{failure:?}");
    device.make_room();
    let mut last = progress(&mut keeper, ChartsRequest::GoOn).expect("room again");
    while !last.finished {
        last = progress(&mut keeper, ChartsRequest::GoOn).expect("room again");
    }
    assert_eq!(last.done, 40);
    let chart = keeper.chart_list(stay);
    assert_eq!((chart.documents, chart.unfinished), (40, None));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_power_cut_between_batches_leaves_whole_documents_and_the_chart_says_which(
        slices in 0_usize..4,
        seed: u64,
    ) {
        let (device, world, mut keeper, stay) = admitted(seed);
        let file = bundle(40, "Opacity");
        let planned = plan(&mut keeper, stay, "notes.json", &file).expect("planned");
        let request = ChartsRequest::Accept { plan: planned.plan, reason: String::new() };
        let mut done = progress(&mut keeper, request).expect("begun");
        for _ in 0..slices {
            if !done.finished {
                done = progress(&mut keeper, ChartsRequest::GoOn).expect("goes on");
            }
        }
        device.power_cut(seed);
        drop(keeper);
        let device = device.reopen();
        let mut keeper = open(&device, &world);
        let opened = block_on(keeper.unlock("quillon", PASSWORD)).expect("unlocked");
        prop_assert_eq!(opened.findings, vec![]);
        let chart = keeper.chart_list(stay);
        prop_assert_eq!(chart.documents, done.done, "what was told as written is there, and nothing else");
        for line in chart.groups.iter().flat_map(|group| &group.documents) {
            let page = keeper.read_page(stay, line.id).expect("whole");
            prop_assert!(page.text.contains("Opacity"));
        }
        match &chart.unfinished {
            None => prop_assert!(done.finished),
            Some(unfinished) => {
                prop_assert!(!done.finished);
                prop_assert_eq!(unfinished.here.len() as u32, done.done);
                prop_assert_eq!(unfinished.missing.len() as u32, 40 - done.done);
            }
        }
        // The same file again brings what is missing.
        let planned = plan(&mut keeper, stay, "notes.json", &file).expect("planned");
        prop_assert_eq!(planned.documents.iter().filter(|document| document.here).count() as u32, done.done);
        accept(&mut keeper, &planned, "").expect("taken in");
        let chart = keeper.chart_list(stay);
        prop_assert_eq!((chart.documents, chart.unfinished), (40, None));
    }

    #[test]
    fn a_power_cut_within_an_attachment_leaves_no_document_of_it(seed: u64) {
        let (device, world, mut keeper, stay) = admitted(seed);
        let mut film = samples::png(900, 900);
        film.resize(6_000_000, 7);
        let planned = plan(&mut keeper, stay, "film.png", &film).expect("planned");
        // Room for the first chunks only: the import ends within the attachment.
        device.fill(device.used() + 4_700_000);
        accept(&mut keeper, &planned, "").expect_err("no room");
        device.power_cut(seed);
        drop(keeper);
        let device = device.reopen();
        device.make_room();
        let mut keeper = open(&device, &world);
        let opened = block_on(keeper.unlock("quillon", PASSWORD)).expect("unlocked");
        prop_assert_eq!(opened.findings, vec![]);
        let chart = keeper.chart_list(stay);
        prop_assert_eq!(chart.documents, 0);
        let unfinished = chart.unfinished.expect("the chart says so");
        prop_assert_eq!(unfinished.missing, ["film.png"]);
        keeper.charts(ChartsRequest::Forgo { encounter: stay }).expect("not awaited any more");
        prop_assert_eq!(keeper.chart_list(stay).unfinished, None);
        prop_assert_eq!(block_on(device.count(Table::Bodies)), Ok(0), "no bytes are left behind");
    }
}
