//! Who gets in, by what, and what they find.

use futures_executor::block_on;
use store::simulated::Device;
use store::{Store as _, Table};

use super::world::{PASSWORD, World, founded, open, person};
use crate::protocol::{ByEscrow, ByKit, Founding, NewMember};

#[test]
fn what_was_saved_is_there_after_unlocking_again() {
    let (device, world) = (Device::new(), World::new(1));
    let mut keeper = founded(&device, &world);
    keeper.name_patient(1, "Testcase").expect("saved");
    block_on(keeper.lock(false)).expect("locked");
    assert!(
        keeper
            .name_patient(1, "Sample")
            .is_err_and(|failure| failure.what.contains("locked"))
    );
    drop(keeper);

    let mut again = open(&device, &world);
    assert!(again.door().founded && !again.door().open);
    let opened = block_on(again.unlock("Quillon", PASSWORD)).expect("names are read in any case");
    assert_eq!(opened.findings, []);
    assert_eq!(opened.facility, "Testcase Valley Clinic");
    assert_eq!(opened.records, 2, "the facility and a patient");
    assert_eq!(again.patient_name(1), "TESTCASE");
}

#[test]
fn a_wrong_name_and_a_wrong_password_are_told_alike_and_kept_in_the_trail() {
    let (device, world) = (Device::new(), World::new(2));
    drop(founded(&device, &world));
    let mut keeper = open(&device, &world);
    let before = keeper.door().audit;
    let wrong = block_on(keeper.unlock("quillon", "not the password")).expect_err("refused");
    let nobody = block_on(keeper.unlock("nobody", PASSWORD)).expect_err("refused");
    assert_eq!(wrong, nobody);
    assert_eq!(keeper.door().audit, before + 2);
    let opened = block_on(keeper.unlock("quillon", PASSWORD)).expect("unlocked");
    assert_eq!(
        opened.findings,
        [],
        "the trail goes on over what was added while it was locked"
    );
}

#[test]
fn a_weak_password_is_refused_with_advice() {
    let (device, world) = (Device::new(), World::new(3));
    let mut keeper = open(&device, &world);
    let founding = Founding {
        facility_name: "Testcase Valley Clinic".to_owned(),
        person: person("quillon", "short"),
        ..Founding::default()
    };
    let failure = block_on(keeper.found(&founding)).expect_err("refused");
    assert_eq!(failure.place, "password");
    assert!(!keeper.door().founded);
    assert_eq!(block_on(device.count(Table::Keys)), Ok(0));
}

#[test]
fn a_changed_password_strands_nothing() {
    let (device, world) = (Device::new(), World::new(4));
    let mut keeper = founded(&device, &world);
    keeper.name_patient(1, "Testcase").expect("saved");
    let other = "walnut-comet-sable-eleven";
    assert!(block_on(keeper.change_password("not the old one", other)).is_err());
    block_on(keeper.change_password(PASSWORD, other)).expect("changed");
    block_on(keeper.lock(false)).expect("locked");
    assert!(block_on(keeper.unlock("quillon", PASSWORD)).is_err());
    let opened = block_on(keeper.unlock("quillon", other)).expect("unlocked");
    assert_eq!(opened.findings, []);
    assert_eq!(keeper.patient_name(1), "TESTCASE");
}

#[test]
fn the_recovery_kit_opens_once() {
    let (device, world) = (Device::new(), World::new(5));
    let mut keeper = open(&device, &world);
    let founding = Founding {
        facility_name: "Testcase Valley Clinic".to_owned(),
        small: true,
        person: person("quillon", PASSWORD),
        ..Founding::default()
    };
    let kit = block_on(keeper.found(&founding)).expect("set up").kit;
    keeper.name_patient(1, "Testcase").expect("saved");
    block_on(keeper.lock(true)).expect("locked");
    let by = ByKit {
        user_name: "quillon".to_owned(),
        code: kit.recovery,
        new_password: "walnut-comet-sable-eleven".to_owned(),
    };
    let (fresh, opened) = block_on(keeper.unlock_by_kit(&by)).expect("the kit opens");
    assert_eq!(opened.findings, []);
    assert_eq!(keeper.patient_name(1), "TESTCASE");
    block_on(keeper.lock(false)).expect("locked");
    assert!(block_on(keeper.unlock_by_kit(&by)).is_err(), "used up");
    assert!(
        block_on(keeper.unlock("quillon", PASSWORD)).is_err(),
        "the old password is void"
    );
    let by = ByKit {
        code: fresh.recovery,
        ..by
    };
    block_on(keeper.unlock_by_kit(&by)).expect("the new kit opens");
}

#[test]
fn the_escrow_opens_in_an_emergency_with_a_reason() {
    let (device, world) = (Device::new(), World::new(6));
    let mut keeper = open(&device, &world);
    let founding = Founding {
        facility_name: "Testcase Valley Clinic".to_owned(),
        small: true,
        person: person("quillon", PASSWORD),
        ..Founding::default()
    };
    let kit = block_on(keeper.found(&founding)).expect("set up").kit;
    block_on(keeper.lock(false)).expect("locked");
    let mut by = ByEscrow {
        user_name: "quillon".to_owned(),
        code: kit.escrow,
        reason: String::new(),
    };
    assert!(block_on(keeper.unlock_by_escrow(&by)).is_err_and(|failure| failure.place == "reason"));
    "coder is in hospital, charts are due".clone_into(&mut by.reason);
    let before = keeper.door().audit;
    block_on(keeper.unlock_by_escrow(&by)).expect("the escrow opens");
    assert_eq!(
        keeper.door().audit,
        before + 2,
        "the broken glass and the unlocking"
    );
}

#[test]
fn two_people_on_one_laptop_have_keys_of_their_own() {
    let (device, world) = (Device::new(), World::new(7));
    let mut keeper = founded(&device, &world);
    keeper.name_patient(1, "Testcase").expect("saved");
    let new = NewMember {
        person: person("perrin", "thistle-quartz-mango-two"),
        roles: vec!["coder".to_owned()],
    };
    let kit = block_on(keeper.add_member(&new)).expect("taken in");
    assert!(kit.escrow.is_empty());
    assert!(block_on(keeper.add_member(&new)).is_err_and(|failure| failure.what.contains("taken")));
    block_on(keeper.lock(false)).expect("locked");
    assert!(block_on(keeper.unlock("perrin", PASSWORD)).is_err());
    assert!(block_on(keeper.unlock("quillon", "thistle-quartz-mango-two")).is_err());
    let opened = block_on(keeper.unlock("perrin", "thistle-quartz-mango-two")).expect("unlocked");
    assert_eq!(opened.findings, []);
    assert_eq!(opened.roles, ["coder"]);
    let refused = block_on(keeper.add_member(&NewMember {
        person: person("third", "thistle-quartz-mango-two"),
        ..new
    }));
    assert!(refused.is_err(), "a coder takes nobody in");
    keeper
        .note_complaint(2, "Fever")
        .expect("saved under the coder's own device");
    let checked = super::world::checked(&mut keeper);
    assert_eq!(checked.faults, []);
    assert_eq!(checked.records, 3);
}
