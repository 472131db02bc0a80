//! Keyrings that are offered, and keys that come before or beside what they open.

use futures_executor::block_on;
use store::{Batch, Table};
use sync::{Item, Request as Wire, Said, Stream};
use vault::keyring::Grant;
use vault::{Keyring, MemberId};

use super::leaving::{colleague, colleague_called};
use super::together::two;
use super::world::{Laptop, Site, settle};
use crate::Surroundings as _;
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

/// New keys, begun as a colleague's own build would: by any number, without asking the server.
fn begun(theirs: &Laptop, world: &World, number: u32) -> Keyring {
    let session = theirs.keeper.session().expect("unlocked");
    let (member, mut rng) = (&session.member, world.rng());
    let copy = session.keyring.grant(member.member(), member, &mut rng);
    let copy = copy.expect("granted");
    let mut newer = copy.open(member, &member.public().signing).expect("opens");
    newer
        .begin_epoch_as(number, &[], &mut rng)
        .expect("it is near");
    newer
}

/// An offer of it that they seal to themselves.
fn to_themselves(theirs: &Laptop, world: &World, number: u32) -> Vec<u8> {
    let newer = begun(theirs, world, number);
    let member = &theirs.keeper.session().expect("unlocked").member;
    let grant = newer.grant(member.member(), member, &mut world.rng());
    crate::keeping::offer_of(grant.expect("granted").to_bytes(), Vec::new())
}

fn push_key(theirs: &Laptop, site: &Site, key: &[u8], value: Vec<u8>) {
    let key = [&[Table::Keys.number()], key].concat();
    let item = Item::new(Stream::KEYS, None, 1, key, value);
    let said = theirs.exchange(site, &Wire::Push(vec![item]));
    assert!(matches!(said, Said::Pushed(_)), "{said:?}");
}

fn new_keys(laptop: &mut Laptop, site: &Site) {
    let request = Request::Keeping(KeepingRequest::NewKeys {
        reason: "a password was seen".to_owned(),
    });
    laptop.ask(site, request).expect("new keys");
}

fn newest(laptop: &Laptop) -> u32 {
    let session = laptop.keeper.session().expect("unlocked");
    session.keyring.newest()
}

#[test]
fn what_is_put_in_the_place_of_somebody_elses_offer_keeps_the_next_keys_from_nobody() {
    let (site, world) = (Site::new(), World::new(34));
    let (mut one, _) = two(&site, &world);
    let theirs = colleague(&site, &world, &mut one);
    let mut third = colleague_called("ansel", &site, &world, &mut one);
    settle(&site, &mut [&mut one, &mut third]);
    let member = |laptop: &Laptop| {
        let session = laptop.keeper.session().expect("unlocked");
        session.member.member()
    };
    let place = rows::offer_key(member(&third), member(&one));
    let here = |laptop: &Laptop| {
        let rows = block_on(laptop.keeper.rows(Table::Keys, &place));
        rows.expect("read").len()
    };
    push_key(&theirs, &site, &place, to_themselves(&theirs, &world, 513));
    settle(&site, &mut [&mut third]);
    assert_eq!(here(&third), 1, "it came");
    new_keys(&mut one, &site);
    settle(&site, &mut [&mut one, &mut third]);
    assert_eq!(newest(&third), 2);
    // Behind the true one, where both come together.
    third.has_line = false;
    new_keys(&mut one, &site);
    let sent = one.pushed.iter().rev();
    let mut sent = sent.filter(|item| item.head.key[1..] == place);
    let offer = sent.next().expect("sent").clone();
    let junk = Item::new(
        Stream::KEYS,
        None,
        1,
        offer.head.key.clone(),
        to_themselves(&theirs, &world, 513),
    );
    let batch = block_on(third.keeper.keep_items(vec![offer, junk])).expect("kept");
    assert_eq!(batch.changes().len(), 0);
    assert_eq!(newest(&third), 3);
}

#[test]
fn an_offer_of_somebody_who_is_not_known_yet_waits_beside_what_is_put_over_it() {
    let (site, world) = (Site::new(), World::new(35));
    let (one, mut other) = two(&site, &world);
    let me = one.keeper.session().expect("unlocked").member.member();
    let place = rows::offer_key(me, MemberId([9; 16]));
    for value in [vec![1, 2, 3], vec![4, 5, 6]] {
        push_key(&one, &site, &place, value);
        settle(&site, &mut [&mut other]);
    }
    let offers = block_on(other.keeper.rows(Table::Keys, &place)).expect("read");
    let mut values: Vec<Vec<u8>> = offers.into_iter().map(|row| row.value).collect();
    values.sort();
    assert_eq!(values, [vec![1, 2, 3], vec![4, 5, 6]]);
}

#[test]
fn a_colleagues_keyring_for_the_escrow_does_not_stand_in_the_way_of_the_next() {
    let (site, world) = (Site::new(), World::new(36));
    let (mut one, mut other) = two(&site, &world);
    let theirs = colleague(&site, &world, &mut one);
    let me = one.keeper.session().expect("unlocked").member.member();
    settle(&site, &mut [&mut one, &mut other]);
    let escrow = one.keeper.founded().expect("there").escrow.expect("made");
    let push = |number| {
        let newer = begun(&theirs, &world, number);
        let member = &theirs.keeper.session().expect("unlocked").member;
        let grant = newer.grant_to_escrow(escrow, member, &mut world.rng());
        let grant = grant.expect("granted").to_bytes();
        push_key(&theirs, &site, rows::ESCROW_GRANT, grant);
    };
    let kept = |laptop: &Laptop| {
        let rows = block_on(laptop.keeper.rows(Table::Keys, rows::ESCROW_GRANT));
        let row = rows.expect("read").pop().expect("there");
        let grant = Grant::parse(&row.value).expect("a keyring");
        (grant.newest(), grant.granter())
    };
    push(513);
    settle(&site, &mut [&mut other]);
    assert_eq!(kept(&other), (1, me));
    // Of the number that comes next, where both come together.
    other.has_line = false;
    push(2);
    new_keys(&mut one, &site);
    settle(&site, &mut [&mut one]);
    other.has_line = true;
    settle(&site, &mut [&mut other]);
    assert_eq!(newest(&other), 2);
    assert_eq!(kept(&other), (2, me));
    other.lock(&site);
    other.unlock(&site, "quillon", PASSWORD);
    assert_eq!(other.view().findings, Vec::new());
}
