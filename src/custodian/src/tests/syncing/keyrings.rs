//! Keyrings that are offered, and keys that come before or beside what they open.

use futures_executor::block_on;
use store::{Batch, Table};
use vault::MemberId;

use super::leaving::colleague;
use super::together::two;
use super::world::{Site, settle};
use crate::protocol::{KeepingRequest, Request};
use crate::rows;
use crate::tests::world::{PASSWORD, World, all_rows, faults};

#[test]
fn an_offer_that_can_not_be_taken_over_yet_stays_beside_one_that_was() {
    let (site, world) = (Site::new(), World::new(31));
    let (mut one, mut other) = two(&site, &world);
    let me = other.keeper.session().expect("unlocked").member.member();
    // Of somebody whom nobody here knows yet.
    let unknown = rows::offer_key(me, MemberId([9; 16]));
    let mut batch = Batch::new();
    batch.put(Table::Keys, unknown.clone(), vec![1, 2, 3]);
    block_on(other.keeper.write_brought(batch)).expect("written");
    let request = Request::Keeping(KeepingRequest::NewKeys {
        reason: "a password was seen".to_owned(),
    });
    one.ask(&site, request).expect("new keys");
    settle(&site, &mut [&mut one, &mut other]);
    let session = other.keeper.session().expect("unlocked");
    assert_eq!(session.keyring.newest(), 2);
    let offers = |rows: Vec<(Table, store::Row)>| {
        let keys = rows.into_iter().map(|(_, row)| row.key);
        let offers = keys.filter(|key| key.starts_with(&rows::offers_of(me)));
        offers.collect::<Vec<_>>()
    };
    assert_eq!(
        offers(all_rows(&other.device)),
        core::slice::from_ref(&unknown)
    );
    other.lock(&site);
    other.unlock(&site, "quillon", PASSWORD);
    assert_eq!(offers(all_rows(&other.device)), [unknown]);
}

#[test]
fn whom_only_a_keyring_names_is_offered_no_keys_and_is_shown() {
    let (site, world) = (Site::new(), World::new(32));
    let (mut one, mut other) = two(&site, &world);
    let theirs = colleague(&site, &world, &mut one);
    let member = theirs.keeper.session().expect("unlocked").member.member();
    // The record does not name them: as if somebody had put a stranger into the keyring.
    let session = one.keeper.session_mut().expect("unlocked");
    let mut facility = session.facility.clone();
    facility.members.remove(&records::EntryId(member.0));
    session.set_facility(facility);
    let mut batch = Batch::new();
    one.keeper.offer_keyring(&mut batch).expect("offered");
    let to = rows::offers_of(member);
    let offered = batch
        .changes()
        .iter()
        .any(|change| matches!(change, store::Change::Put { key, .. } if key.starts_with(&to)));
    assert!(!offered);
    one.keeper.hold_people().expect("held");
    let findings = one.view().findings;
    assert!(
        findings.iter().any(|of| of.what.contains("does not name")),
        "{findings:?}"
    );
    settle(&site, &mut [&mut other]);
    assert_eq!(other.view().findings, Vec::new());
}

#[test]
fn rows_that_are_put_where_the_next_keys_belong_shut_no_record() {
    let (site, world) = (Site::new(), World::new(33));
    let (mut one, mut other) = two(&site, &world);
    one.keeper.name_patient(4, "Sampleton").expect("saved");
    settle(&site, &mut [&mut one, &mut other]);
    // Before epoch 2 there is nothing by which they could be seen through; one is of the record that every unlocking reads.
    let session = other.keeper.session().expect("unlocked");
    let patient = session.hash(records::Kind::Patient, records::RecordId([4; 16]));
    let facility = session.hash(records::Kind::Facility, session.facility_record());
    let mut junk = vec![1];
    junk.extend(2_u32.to_be_bytes());
    junk.extend([0; 60]);
    let rows = [patient, facility].map(|hash| store::Row {
        key: rows::case_key_key(hash, 2),
        value: junk.clone(),
    });
    let batch = block_on(other.keeper.sound_case_keys(&rows)).expect("read");
    assert_eq!(batch.changes().len(), 2, "nobody can tell yet");
    block_on(other.keeper.write_brought(batch)).expect("written");
    let request = Request::Keeping(KeepingRequest::NewKeys {
        reason: "a password was seen".to_owned(),
    });
    one.ask(&site, request).expect("new keys");
    one.keeper.name_patient(4, "Exampleby").expect("saved");
    settle(&site, &mut [&mut one, &mut other]);
    assert!(other.patient(4) == "EXAMPLEBY");
    other.lock(&site);
    other.unlock(&site, "quillon", PASSWORD);
    assert!(other.patient(4) == "EXAMPLEBY");
    other.keeper.name_patient(4, "Testington").expect("saved");
    settle(&site, &mut [&mut one, &mut other]);
    assert!(one.patient(4) == "TESTINGTON");
    assert_eq!(faults(&mut one.keeper), Vec::<String>::new());
}
