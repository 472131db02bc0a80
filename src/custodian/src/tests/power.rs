//! Power cuts, a full disk, a second tab, a database that vanishes: nothing that was told as saved is missing, and what was
//! refused changed nothing.

use futures_executor::block_on;
use proptest::prelude::*;
use store::simulated::Device;

use super::world::{PASSWORD, World, founded, open};

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn a_power_cut_takes_nothing_that_was_saved(
        saves in proptest::collection::vec((1_u8..6, 0_u8..30), 1..40),
        seed: u64,
    ) {
        let (device, world) = (Device::new(), World::new(seed));
        let mut keeper = founded(&device, &world);
        let mut last = std::collections::BTreeMap::new();
        for (patient, name) in &saves {
            keeper.name_patient(*patient, &format!("Testcase{name}")).expect("saved");
            last.insert(*patient, format!("TESTCASE{name}"));
        }
        let held = keeper.door();
        device.power_cut(seed);
        drop(keeper);
        let device = device.reopen();
        let mut again = open(&device, &world);
        prop_assert_eq!(again.door().arrivals, held.arrivals);
        let opened = block_on(again.unlock("quillon", PASSWORD)).expect("unlocked");
        prop_assert_eq!(opened.findings, vec![]);
        for (patient, name) in last {
            prop_assert_eq!(again.patient_name(patient), name);
        }
    }
}

#[test]
fn a_full_disk_is_told_and_leaves_everything_as_it_was() {
    let (device, world) = (Device::new(), World::new(1));
    let mut keeper = founded(&device, &world);
    keeper.name_patient(1, "Testcase").expect("saved");
    let before = keeper.door();
    device.fill(device.used());
    let failure = keeper.name_patient(1, "Sample").expect_err("no room");
    assert!(failure.what.contains("room"), "{failure:?}");
    assert_eq!(keeper.patient_name(1), "TESTCASE");
    assert_eq!(
        (keeper.door().arrivals, keeper.door().audit),
        (before.arrivals, before.audit)
    );
    device.make_room();
    keeper.name_patient(1, "Sample").expect("saved");
    let mut again = open(&device, &world);
    assert_eq!(
        block_on(again.unlock("quillon", PASSWORD))
            .expect("unlocked")
            .findings,
        []
    );
    assert_eq!(again.patient_name(1), "SAMPLE");
}

#[test]
fn a_record_whose_first_save_failed_can_be_opened_after_the_second() {
    let (device, world) = (Device::new(), World::new(4));
    let mut keeper = founded(&device, &world);
    device.fill(device.used());
    keeper.name_patient(1, "Testcase").expect_err("no room");
    device.make_room();
    keeper.name_patient(1, "Testcase").expect("saved");
    let mut again = open(&device, &world);
    block_on(again.unlock("quillon", PASSWORD)).expect("its key was written with it");
    assert_eq!(again.patient_name(1), "TESTCASE");
}

#[test]
fn a_second_tab_shuts_the_first_one_out() {
    let (device, world) = (Device::new(), World::new(2));
    let mut first = founded(&device, &world);
    first.name_patient(1, "Testcase").expect("saved");
    let mut second = open(&device, &world);
    first
        .name_patient(2, "Sample")
        .expect("a tab in which nobody unlocks disturbs nobody");
    assert!(block_on(second.unlock("quillon", "not the password")).is_err());
    first
        .name_patient(2, "Demo")
        .expect("nor does a failed attempt there");
    let opened = block_on(second.unlock("quillon", PASSWORD)).expect("unlocked");
    assert_eq!(opened.findings, []);
    let failure = first.name_patient(1, "Sample").expect_err("shut out");
    assert!(failure.what.contains("Another tab"), "{failure:?}");
    assert_eq!(second.patient_name(1), "TESTCASE");
    second.name_patient(1, "Demo").expect("saved");
}

#[test]
fn a_database_that_vanishes_is_named() {
    let (device, world) = (Device::new(), World::new(3));
    let mut keeper = founded(&device, &world);
    device.vanish();
    let failure = keeper.name_patient(1, "Testcase").expect_err("gone");
    assert!(failure.what.contains("deleted"), "{failure:?}");
    assert!(failure.fix.contains("backup"), "{failure:?}");
}
