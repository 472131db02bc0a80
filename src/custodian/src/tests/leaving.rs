//! Somebody leaves, and keys are made anew: what is written afterwards opens for those who remain and for nobody else.

use futures_executor::block_on;
use store::simulated::Device;
use store::{Batch, Durability, Store as _, Table};
use vault::RecordHash;

use super::world::{OTHER, PASSWORD, World, all_rows, faults, open, shared, take_in};
use crate::rows;

#[test]
fn what_a_leaver_had_opens_nothing_written_after() {
    let (device, world) = (Device::new(), World::new(1));
    let mut keeper = shared(&device, &world);
    let before = all_rows(&device);
    block_on(keeper.unlock("quillon", PASSWORD)).expect("unlocked");
    let people = keeper.people().expect("unlocked").people;
    let leaver = people.iter().find(|view| !view.me).expect("the coder").user;
    let people = block_on(keeper.end_member(leaver, "Moved away")).expect("ended");
    let view = people
        .people
        .iter()
        .find(|view| view.user == leaver)
        .expect("still named");
    assert_eq!(view.until, "2026-09-21");
    assert!(block_on(keeper.end_member(leaver, "Again")).is_err());
    keeper.name_patient(1, "Secret").expect("saved");
    keeper.name_patient(7, "Later").expect("saved");
    block_on(keeper.lock(false)).expect("locked");

    let gone = block_on(keeper.unlock("perrin", OTHER)).expect_err("no way in");
    assert!(gone.what.contains("do not open"), "{gone:?}");
    let keys = all_rows(&device)
        .into_iter()
        .filter(|(table, _)| *table == Table::Keys);
    assert!(
        keys.into_iter().all(|(_, row)| !row.key.ends_with(&leaver)),
        "no row of theirs is left"
    );

    // They kept a copy of all their rows, and put it back.
    let mut batch = Batch::new();
    for (table, row) in before.iter().filter(|(table, _)| *table == Table::Keys) {
        if block_on(device.read(*table, &row.key))
            .expect("read")
            .is_none()
        {
            batch.put(*table, row.key.clone(), row.value.clone());
        }
    }
    block_on(device.write(batch, Durability::Strict)).expect("written");
    let mut theirs = open(&device, &world);
    let failure = block_on(theirs.unlock("perrin", OTHER)).expect_err("refused");
    assert!(
        failure.what.contains("epoch") || failure.why.contains("epoch"),
        "{failure:?}"
    );
    // And not by hand either: no key of a record made since opens with the keyring they have.
    let old = super::world::copy_of(&before);
    let mut then = open(&old, &world);
    block_on(then.unlock("perrin", OTHER)).expect("their old copy opens");
    let keyring = &then.session().expect("unlocked").keyring;
    let mut refused = 0;
    for (_, row) in all_rows(&device)
        .iter()
        .filter(|(table, _)| *table == Table::CaseKeys)
    {
        let hash = RecordHash(*row.key.first_chunk().expect("a hash"));
        let epoch = u32::from_be_bytes(*row.key.last_chunk().expect("an epoch"));
        assert_eq!(keyring.open_case_key(hash, &row.value).is_ok(), epoch == 1);
        refused += u32::from(epoch > 1);
    }
    assert!(
        refused >= 3,
        "facility, an old and a new patient: {refused}"
    );
}

#[test]
fn those_who_remain_read_on_whoever_unlocks_first() {
    let (device, world) = (Device::new(), World::new(2));
    let mut keeper = shared(&device, &world);
    block_on(keeper.unlock("quillon", PASSWORD)).expect("unlocked");
    let third = take_in(&mut keeper, "sorrel", "supervisor");
    let people = keeper.people().expect("unlocked").people;
    let coder = people
        .iter()
        .find(|view| view.name.ends_with("perrin"))
        .expect("there")
        .user;
    block_on(keeper.lock(false)).expect("locked");
    // The newcomer makes new keys; the others know of them by the founder, who took them in.
    block_on(keeper.unlock("sorrel", OTHER)).expect("unlocked");
    assert_eq!(block_on(keeper.new_keys("Laptop was lost")), Ok(2));
    keeper.name_patient(1, "Second").expect("saved");
    block_on(keeper.lock(false)).expect("locked");
    for (name, password) in [("perrin", OTHER), ("quillon", PASSWORD), ("sorrel", OTHER)] {
        for _ in 0..2 {
            let opened = block_on(keeper.unlock(name, password)).expect("unlocked");
            assert_eq!(opened.findings, [], "{name}");
            assert_eq!(keeper.patient_name(1), "SECOND");
            assert_eq!(keeper.session().expect("unlocked").keyring.newest(), 2);
            block_on(keeper.lock(false)).expect("locked");
        }
    }
    let offers = all_rows(&device)
        .into_iter()
        .filter(|(_, row)| row.key.starts_with(b"offer/"));
    assert_eq!(offers.count(), 0, "all are taken over");
    block_on(keeper.unlock("quillon", PASSWORD)).expect("unlocked");
    block_on(keeper.end_member(third, "Moved away")).expect("ended");
    assert!(block_on(keeper.end_member(keeper.session().expect("unlocked").user().0, "")).is_err());
    keeper.name_patient(1, "Third").expect("saved");
    assert_eq!(faults(&mut keeper), Vec::<String>::new());
    block_on(keeper.lock(false)).expect("locked");
    block_on(keeper.unlock("perrin", OTHER)).expect("unlocked");
    assert_eq!(keeper.patient_name(1), "THIRD");
    assert_eq!(
        faults(&mut keeper),
        Vec::<String>::new(),
        "what the leaver signed still holds"
    );
    assert!(
        block_on(keeper.end_member(coder, "")).is_err(),
        "a coder ends nobody's work"
    );
}

#[test]
fn keys_that_could_not_be_written_are_not_used() {
    let (device, world) = (Device::new(), World::new(3));
    let mut keeper = shared(&device, &world);
    block_on(keeper.unlock("quillon", PASSWORD)).expect("unlocked");
    device.fill(device.used());
    assert!(block_on(keeper.new_keys("Due")).is_err());
    assert!(
        keeper.name_patient(9, "Nowhere").is_err(),
        "a new record has no room either"
    );
    device.make_room();
    assert_eq!(keeper.session().expect("unlocked").keyring.newest(), 1);
    keeper.name_patient(9, "Somewhere").expect("saved");
    block_on(keeper.lock(false)).expect("locked");
    let opened = block_on(keeper.unlock("quillon", PASSWORD)).expect("unlocked");
    assert_eq!(opened.findings, []);
    assert_eq!(
        keeper.patient_name(9),
        "SOMEWHERE",
        "the key of a record whose first batch failed is written with the next"
    );
    assert_eq!(block_on(keeper.new_keys("Due")), Ok(2));
    assert_eq!(faults(&mut keeper), Vec::<String>::new());
}

#[test]
fn a_key_that_has_sealed_enough_is_followed_by_a_new_one() {
    let (device, world) = (Device::new(), World::new(5));
    let mut keeper = shared(&device, &world);
    block_on(keeper.unlock("quillon", PASSWORD)).expect("unlocked");
    let worn = postcard::to_stdvec(&[(1_u32, vault::ROTATE_AT, 0_u32)].to_vec()).expect("written");
    let worn = postcard::from_bytes(&worn).expect("counts");
    keeper.session().expect("unlocked").keyring.resume(&worn);
    assert!(block_on(keeper.health()).keys_due);
    block_on(keeper.lock(false)).expect("locked");
    block_on(keeper.unlock("perrin", OTHER)).expect("unlocked");
    assert_eq!(
        keeper.session().expect("unlocked").keyring.newest(),
        1,
        "a coder makes no keys"
    );
    block_on(keeper.lock(false)).expect("locked");
    block_on(keeper.unlock("quillon", PASSWORD)).expect("unlocked");
    assert_eq!(keeper.session().expect("unlocked").keyring.newest(), 2);
    assert!(!block_on(keeper.health()).keys_due);
}

#[test]
fn keys_offered_by_a_stranger_are_left_alone() {
    let (device, world) = (Device::new(), World::new(4));
    let mut keeper = shared(&device, &world);
    // Another facility's founder offers a keyring.
    let other = Device::new();
    let stranger = shared(&other, &world);
    drop(stranger);
    let offered = all_rows(&other);
    let offer = offered
        .iter()
        .find(|(_, row)| row.key.starts_with(b"offer/"));
    let people = {
        block_on(keeper.unlock("quillon", PASSWORD)).expect("unlocked");
        keeper.people().expect("unlocked").people
    };
    let coder = people.iter().find(|view| !view.me).expect("there").user;
    let value = offer.map_or_else(|| vec![7; 40], |(_, row)| row.value.clone());
    let mut batch = Batch::new();
    let key = rows::offer_key(vault::MemberId(coder), vault::MemberId([9; 16]));
    batch.put(Table::Keys, key, value);
    block_on(device.write(batch, Durability::Strict)).expect("written");
    block_on(keeper.lock(false)).expect("locked");
    let opened = block_on(keeper.unlock("perrin", OTHER)).expect("unlocked");
    assert_eq!(opened.findings, []);
    assert_eq!(keeper.session().expect("unlocked").keyring.newest(), 1);
}
