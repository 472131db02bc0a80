//! Documents: their states, their versions, who may, and what each user has read.

use futures_executor::block_on;
use records::model::Encounter;
use records::{EntryId, Kind, RecordId};
use store::simulated::Device;

use super::founded;
use super::{OTHER, colleague, facility};
use crate::protocol::{ChartOrder, ChartsEvent, ChartsRequest, DocumentForm, Signed};
use crate::tests::world::{PASSWORD, World, open, person};

const FIRST: &str = "Assessment: pneumonia of the left lower lobe.\nPlan: ceftriaxone.";
const SECOND: &str = "Assessment: pneumonia of the right lower lobe.\nPlan: ceftriaxone.";

#[test]
fn a_signed_document_is_amended_and_its_original_kept() {
    let (device, world) = (Device::new(), World::new(1));
    let mut keeper = founded(&device, &world);
    keeper.alma();
    let stay = keeper.admit("2026-03-01");
    let note = keeper.write_note(stay, "2026-03-02T09:00-06:00", FIRST);
    let early = keeper.charts(ChartsRequest::Amend {
        encounter: stay,
        document: note,
        text: SECOND.to_owned(),
        reason: "Side".to_owned(),
        addendum: false,
    });
    let failure = early.expect_err("nobody has signed it");
    assert!(failure.fix.contains("change the draft"), "{failure:?}");
    keeper.sign_note(stay, note);
    let late = keeper.charts(ChartsRequest::ChangeDraft {
        encounter: stay,
        document: note,
        text: SECOND.to_owned(),
        reason: String::new(),
    });
    assert!(late.is_err_and(|failure| failure.fix.contains("original stays")));
    keeper.amend_note(stay, note, SECOND);
    let added = keeper
        .document_page(ChartsRequest::Amend {
            encounter: stay,
            document: note,
            text: "Sputum grew nothing.".to_owned(),
            reason: String::new(),
            addendum: true,
        })
        .expect("added");
    assert!(added.text.starts_with(SECOND) && added.text.contains("Sputum grew nothing."));
    // After unlocking again, every version is read from the store.
    drop(keeper);
    let mut keeper = open(&device, &world);
    block_on(keeper.unlock("quillon", PASSWORD)).expect("unlocked");
    let page = keeper.read_page(stay, note).expect("read");
    assert_eq!(page.text, added.text);
    assert_eq!(page.line.status, "addended");
    assert_eq!(page.amendments.len(), 2);
    assert_eq!(page.amendments[0].reason, "Corrected");
    let original = page.original.expect("kept").id;
    let version = ChartsRequest::Read {
        encounter: stay,
        document: note,
        version: Some(original),
        reason: String::new(),
    };
    assert_eq!(keeper.document_page(version).expect("read").text, FIRST);
}

#[test]
fn a_draft_that_was_changed_keeps_its_first_words_in_the_store() {
    let (device, world) = (Device::new(), World::new(2));
    let mut keeper = founded(&device, &world);
    keeper.alma();
    let stay = keeper.admit("2026-03-01");
    let note = keeper.write_note(stay, "", FIRST);
    let first = block_on(keeper.encounter(RecordId(stay)))
        .expect("read")
        .documents[&EntryId(note)]
        .body
        .clone()
        .expect("words");
    keeper
        .document_page(ChartsRequest::ChangeDraft {
            encounter: stay,
            document: note,
            text: SECOND.to_owned(),
            reason: String::new(),
        })
        .expect("changed");
    assert_eq!(keeper.read_page(stay, note).expect("read").text, SECOND);
    let of = (Kind::Encounter, RecordId(stay));
    let kept = block_on(keeper.words_as_named(of, &first)).expect("kept");
    assert_eq!(kept, FIRST);
    // The past says where they are.
    let log = block_on(keeper.log(of.0, of.1)).expect("read");
    let history = log.history(&format!("documents/{}/body/id", EntryId(note)));
    assert_eq!(history.len(), 2);
    assert_eq!(history[0].to.in_words(), first.id.to_string());
}

#[test]
fn its_author_signs_and_a_signature_on_paper_is_recorded_as_seen() {
    let (device, world) = (Device::new(), World::new(3));
    let mut keeper = founded(&device, &world);
    keeper.alma();
    let stay = keeper.admit("2026-03-01");
    let form = DocumentForm {
        kind: "operative".to_owned(),
        author: "Testcase Surgeon, MD".to_owned(),
        status: "transcribed".to_owned(),
        text: FIRST.to_owned(),
        ..DocumentForm::default()
    };
    let page = keeper.document_page(ChartsRequest::Add {
        encounter: stay,
        form: Box::new(form),
    });
    let id = page.expect("added").line.id;
    let sign = |seen| ChartsRequest::Sign {
        encounter: stay,
        document: id,
        seen,
    };
    let failure = keeper.charts(sign(None)).expect_err("another's note");
    assert!(failure.why.contains("Testcase Surgeon"), "{failure:?}");
    let seen = Signed {
        name: "Testcase Surgeon, MD".to_owned(),
        role: "surgeon".to_owned(),
        at: "2026-03-02T17:05-06:00".to_owned(),
    };
    let page = keeper
        .document_page(sign(Some(seen.clone())))
        .expect("recorded");
    assert!(page.line.signed);
    assert_eq!(page.signatures[0].at, "2026-03-02 17:05");
    assert!(keeper.charts(sign(Some(seen))).is_err(), "once");
}

#[test]
fn what_was_entered_in_error_stays_marked_and_is_not_searched() {
    let (device, world) = (Device::new(), World::new(4));
    let mut keeper = founded(&device, &world);
    keeper.alma();
    let stay = keeper.admit("2026-03-01");
    let note = keeper.write_note(stay, "", FIRST);
    let search = || ChartsRequest::Search {
        encounter: stay,
        question: "pneumonia".to_owned(),
        most: 10,
    };
    let total = |event| match event {
        Ok(ChartsEvent::Found(found)) => found.total,
        other => panic!("not searched: {other:?}"),
    };
    assert_eq!(total(keeper.charts(search())), 1);
    let mark = |reason: &str| ChartsRequest::MarkError {
        encounter: stay,
        document: note,
        reason: reason.to_owned(),
    };
    assert!(
        keeper
            .charts(mark(" "))
            .is_err_and(|failure| failure.place == "reason")
    );
    let page = keeper
        .document_page(mark("Another patient's"))
        .expect("marked");
    assert!(page.line.in_error && page.text == FIRST, "kept and shown");
    assert_eq!(total(keeper.charts(search())), 0);
    assert!(
        keeper.charts(mark("Again")).is_err(),
        "what is in error stays so"
    );
}

#[test]
fn unread_marks_are_each_users_own_and_come_back_with_an_amendment() {
    let (device, world) = (Device::new(), World::new(5));
    let mut keeper = founded(&device, &world);
    keeper.alma();
    let stay = keeper.admit("2026-03-01");
    let one = keeper.write_note(stay, "2026-03-02T09:00-06:00", FIRST);
    keeper.write_note(stay, "2026-03-03T09:00-06:00", SECOND);
    keeper.sign_note(stay, one);
    assert_eq!(keeper.chart_list(stay).unread, 2);
    assert!(!keeper.read_page(stay, one).expect("read").line.unread);
    assert_eq!(keeper.chart_list(stay).unread, 1);
    let arrivals = keeper.door().arrivals;
    keeper.read_page(stay, one).expect("read again");
    assert_eq!(keeper.door().arrivals, arrivals, "marked once");
    keeper.change_over(colleague("perrin", OTHER), "record analyst");
    assert_eq!(
        keeper.chart_list(stay).unread,
        2,
        "another user has read nothing"
    );
    keeper.read_page(stay, one).expect("read");
    keeper.unlock_as("quillon", PASSWORD);
    assert_eq!(keeper.chart_list(stay).unread, 1, "kept over locking");
    keeper.amend_note(stay, one, SECOND);
    assert_eq!(keeper.chart_list(stay).unread, 2, "amended: unread again");
    let page = keeper.read_page(stay, one).expect("read");
    let version = ChartsRequest::Read {
        encounter: stay,
        document: one,
        version: page.original.map(|body| body.id),
        reason: String::new(),
    };
    keeper.document_page(version).expect("the original is read");
    keeper.unlock_as("perrin", OTHER);
    assert_eq!(keeper.chart_list(stay).unread, 2);
}

#[test]
fn a_coder_reads_what_is_assigned_and_writes_no_document() {
    let (device, world) = (Device::new(), World::new(6));
    let mut keeper = facility(&device, &world, false);
    keeper.alma();
    keeper.change_over(person("ansel", OTHER), "record analyst");
    keeper.unlock_as("quillon", PASSWORD);
    keeper.change_over(colleague("rona", OTHER), "registrar");
    let stay = keeper.admit("2026-03-01");
    keeper.unlock_as("ansel", OTHER);
    // The patient has their surname: without a reason the chart stays shut, and one holds while it is open.
    let shut = ChartsRequest::Open {
        encounter: stay,
        order: ChartOrder::ByTime,
        reason: String::new(),
    };
    let failure = keeper.charts(shut).expect_err("a reason is asked for");
    assert!(failure.what.contains("reason"), "{failure:?}");
    keeper.chart_list(stay);
    let note = keeper.write_note(stay, "", FIRST);
    keeper.unlock_as("quillon", PASSWORD);
    keeper.change_over(colleague("perrin", OTHER), "coder");
    let coder = keeper.session().expect("unlocked").user();
    let chart = || ChartsRequest::Open {
        encounter: stay,
        order: ChartOrder::ByType,
        reason: String::new(),
    };
    let before = keeper.door();
    let failure = keeper.charts(chart()).expect_err("not assigned");
    assert!(
        failure.what.contains("break") || failure.what.contains("glass"),
        "the way in is named: {failure:?}"
    );
    assert_eq!(keeper.door().arrivals, before.arrivals);
    let of = (Kind::Encounter, RecordId(stay));
    block_on(keeper.edit(of, "", Vec::new(), |stay: &mut Encounter| {
        stay.assigned.insert(
            EntryId([3; 16]),
            records::model::AssignedTo {
                user: coder,
                work: "coding".to_owned(),
            },
        );
    }))
    .expect("assigned");
    let entries = keeper.door().audit;
    keeper.charts(chart()).expect("assigned now");
    keeper.read_page(stay, note).expect("read");
    assert_eq!(
        keeper.door().audit,
        entries + 2,
        "both reads are in the trail"
    );
    let add = ChartsRequest::Add {
        encounter: stay,
        form: Box::new(DocumentForm {
            kind: "progress".to_owned(),
            status: "preliminary".to_owned(),
            text: FIRST.to_owned(),
            ..DocumentForm::default()
        }),
    };
    let arrivals = keeper.door().arrivals;
    let failure = keeper
        .charts(add)
        .expect_err("whoever codes the chart doesn't write it");
    assert!(failure.fix.contains("record analyst"), "{failure:?}");
    assert_eq!(keeper.door().arrivals, arrivals, "nothing was written");
    assert_eq!(keeper.door().audit, entries + 3, "but that it was tried");
}
