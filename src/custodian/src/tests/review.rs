//! Who reads the trail, what they find in it, and that they did.

use futures_executor::block_on;
use store::simulated::Device;
use store::{Batch, Durability, Store as _, Table};

use super::world::{OTHER, PASSWORD, World, faults, founded, open, shared, take_in};
use crate::protocol::{Event, KeepingEvent, KeepingRequest, Request, TrailQuery};

fn query() -> TrailQuery {
    TrailQuery::default()
}

#[test]
fn only_whoever_reviews_reads_it_and_that_is_an_entry() {
    let (device, world) = (Device::new(), World::new(1));
    let mut keeper = shared(&device, &world);
    block_on(keeper.unlock("perrin", OTHER)).expect("unlocked");
    assert!(block_on(keeper.trail(&query())).is_err_and(|f| f.what.contains("May not")));
    assert!(block_on(keeper.export_trail(&query())).is_err());
    assert!(block_on(keeper.verdict()).is_err());
    block_on(keeper.lock(false)).expect("locked");
    block_on(keeper.unlock("quillon", PASSWORD)).expect("unlocked");
    let page = block_on(keeper.trail(&query())).expect("read");
    assert_eq!(page.of, keeper.door().audit);
    assert_eq!(page.entries[0].act, "review of the audit trail");
    assert_eq!(page.entries[0].who, "Testcase, quillon");
    let refused = page
        .entries
        .iter()
        .filter(|entry| entry.outcome == "refused");
    assert_eq!(refused.count(), 3, "the coder's three attempts");
    assert_eq!(page.entries.last().expect("the first").number, 0);
}

#[test]
fn pages_and_filters_lose_nothing() {
    let (device, world) = (Device::new(), World::new(2));
    let mut keeper = shared(&device, &world);
    assert!(block_on(keeper.unlock("perrin", "not the password")).is_err());
    assert!(block_on(keeper.unlock("nobody", "not the password")).is_err());
    block_on(keeper.unlock("quillon", PASSWORD)).expect("unlocked");
    let mut numbers = Vec::new();
    let mut next = None;
    loop {
        let asked = TrailQuery {
            before: next,
            limit: 3,
            ..query()
        };
        let page = block_on(keeper.trail(&asked)).expect("read");
        numbers.extend(page.entries.iter().map(|entry| entry.number));
        next = page.next;
        if next.is_none() {
            break;
        }
    }
    let all: Vec<u64> = (0..keeper.door().audit).rev().collect();
    assert_eq!(numbers, all);
    let failed = TrailQuery {
        act: "failed to unlock".to_owned(),
        ..query()
    };
    let page = block_on(keeper.trail(&failed)).expect("read");
    let who: Vec<&str> = page
        .entries
        .iter()
        .map(|entry| entry.who.as_str())
        .collect();
    assert_eq!(who, ["nobody who has an account here", "Testcase, perrin"]);
    let perrin = page
        .people
        .iter()
        .find(|(_, name)| name == "Testcase, perrin");
    let theirs = TrailQuery {
        who: Some(perrin.expect("there").0),
        ..query()
    };
    let page = block_on(keeper.trail(&theirs)).expect("read");
    assert!(
        page.entries
            .iter()
            .all(|entry| entry.who == "Testcase, perrin")
    );
    let day = |from: &str, until: &str| TrailQuery {
        from: from.to_owned(),
        until: until.to_owned(),
        ..query()
    };
    // The test's clock begins on 2026-09-21, local time.
    let page = block_on(keeper.trail(&day("2026-09-21", "2026-09-21"))).expect("read");
    assert_eq!(page.entries.len() as u64, keeper.door().audit);
    let page = block_on(keeper.trail(&day("2026-09-22", ""))).expect("read");
    assert_eq!(page.entries, []);
    assert!(block_on(keeper.trail(&day("21.9.2026", ""))).is_err_and(|f| f.place == "from"));
    let odd = TrailQuery {
        act: "danced".to_owned(),
        ..query()
    };
    assert!(block_on(keeper.trail(&odd)).is_err_and(|failure| failure.place == "filter"));
}

#[test]
fn hints_come_with_their_measures_and_can_be_filtered_by() {
    let (device, world) = (Device::new(), World::new(3));
    let mut keeper = shared(&device, &world);
    for _ in 0..5 {
        assert!(block_on(keeper.unlock("perrin", "not the password")).is_err());
    }
    block_on(keeper.unlock("quillon", PASSWORD)).expect("unlocked");
    let mut told = 0;
    let answer = block_on(
        keeper.answer(Request::Keeping(KeepingRequest::Hints), |event| {
            assert!(matches!(event, Event::Keeping(KeepingEvent::Looking(_))));
            told += 1;
        }),
    );
    let Event::Keeping(KeepingEvent::Hints(hints)) = answer else {
        panic!("{answer:?}");
    };
    assert!(told > 0 && hints.all);
    let hint = hints
        .hints
        .iter()
        .find(|hint| hint.kind == "failed unlocks in a row");
    let hint = hint.expect("five in a row");
    assert_eq!(
        (hint.who.as_str(), hint.entries.len()),
        ("Testcase, perrin", 5)
    );
    assert!(
        hint.why.starts_with("5 failed unlocks in a row"),
        "{}",
        hint.why
    );
    drop(keeper);
    let mut keeper = open(&device, &world);
    block_on(keeper.unlock("quillon", PASSWORD)).expect("unlocked");
    let hinted = TrailQuery {
        hint: hint.kind.clone(),
        ..query()
    };
    let page = block_on(keeper.trail(&hinted)).expect("read");
    let numbers: Vec<u64> = page
        .entries
        .iter()
        .rev()
        .map(|entry| entry.number)
        .collect();
    assert_eq!(numbers, hint.entries);
    assert!(page.entries[0].hints[0].contains("failed unlocks"));
}

#[test]
fn the_file_is_plain_and_the_export_an_entry() {
    let (device, world) = (Device::new(), World::new(4));
    let mut keeper = shared(&device, &world);
    block_on(keeper.unlock("quillon", PASSWORD)).expect("unlocked");
    let before = keeper.door().audit;
    let file = block_on(keeper.export_trail(&query())).expect("written");
    assert_eq!(file.name, "audit-trail-2026-09-21.csv");
    assert_eq!(file.entries, before);
    assert_eq!(file.text.lines().count() as u64, before + 1);
    assert!(file.text.contains("Testcase, quillon"));
    let page = block_on(keeper.trail(&query())).expect("read");
    let export = page.entries.iter().find(|entry| entry.act == "export");
    assert_eq!(u64::from(export.expect("recorded").count), before);
}

#[test]
fn the_verdict_names_what_is_wrong() {
    let (device, world) = (Device::new(), World::new(5));
    let mut keeper = founded(&device, &world);
    let verdict = block_on(keeper.verdict()).expect("verified");
    assert_eq!(verdict.faults, []);
    let mut batch = Batch::new();
    batch.delete(Table::Audit, 1_u64.to_be_bytes());
    block_on(device.write(batch, Durability::Strict)).expect("written");
    let verdict = block_on(keeper.verdict()).expect("verified");
    assert_eq!(verdict.faults.len(), 1);
    assert_eq!(verdict.faults[0].place, "entry 1");
    let page = block_on(keeper.trail(&query())).expect("read");
    assert!(
        page.entries
            .iter()
            .any(|e| e.act == "verify" && e.outcome == "failed")
    );
}

#[test]
fn an_entry_that_does_not_open_is_shown_as_such() {
    let (device, world) = (Device::new(), World::new(6));
    let mut keeper = founded(&device, &world);
    let key = 1_u64.to_be_bytes();
    let row = block_on(device.read(Table::Audit, &key))
        .expect("read")
        .expect("there");
    let mut changed = row.clone();
    *changed.last_mut().expect("some") ^= 1;
    let mut batch = Batch::new();
    batch.put(Table::Audit, key, changed);
    block_on(device.write(batch, Durability::Strict)).expect("written");
    let page = block_on(keeper.trail(&query())).expect("read");
    let dark = page
        .entries
        .iter()
        .find(|entry| entry.number == 1)
        .expect("there");
    assert_eq!(dark.act, "can't be read");
}

#[test]
fn a_record_is_named_only_to_whoever_may_read_it() {
    let (device, world) = (Device::new(), World::new(7));
    let mut keeper = founded(&device, &world);
    block_on(keeper.edit(
        (records::Kind::Encounter, records::RecordId([2; 16])),
        "",
        Vec::new(),
        |stay: &mut records::model::Encounter| "A-17".clone_into(&mut stay.account),
    ))
    .expect("saved");
    assert_eq!(keeper.record_name(records::RecordId([2; 16])), "A-17");
    let form = crate::protocol::FacilityForm {
        small: false,
        ..keeper.people().expect("unlocked").facility
    };
    block_on(keeper.set_facility(&form)).expect("set");
    take_in(&mut keeper, "audrey", "auditor");
    block_on(keeper.lock(false)).expect("locked");
    block_on(keeper.unlock("audrey", OTHER)).expect("unlocked");
    assert_eq!(keeper.record_name(records::RecordId([2; 16])), "");
    assert!(
        block_on(keeper.trail(&query())).is_ok(),
        "but the trail is the auditor's"
    );
}

#[test]
fn whoever_becomes_a_reviewer_later_gets_the_key_at_the_next_unlocking() {
    let (device, world) = (Device::new(), World::new(8));
    let mut keeper = shared(&device, &world);
    block_on(keeper.unlock("quillon", PASSWORD)).expect("unlocked");
    let user = keeper.people().expect("unlocked").people;
    let user = user.iter().find(|view| !view.me).expect("the coder").user;
    block_on(keeper.set_roles(user, &["auditor".to_owned()], "New duty")).expect("set");
    drop(keeper);
    let mut keeper = open(&device, &world);
    let opened = block_on(keeper.unlock("perrin", OTHER)).expect("unlocked");
    assert_eq!(opened.findings, []);
    assert!(block_on(keeper.trail(&query())).is_ok());
    block_on(keeper.lock(false)).expect("locked");
    let opened = block_on(keeper.unlock("perrin", OTHER)).expect("unlocked");
    assert_eq!(opened.findings, [], "and keeps it");
    assert!(block_on(keeper.trail(&query())).is_ok());
    assert_eq!(faults(&mut keeper), Vec::<String>::new());
}
