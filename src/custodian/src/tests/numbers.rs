//! Unit numbers from blocks (MPI-004): no two devices give the same one.

use std::collections::BTreeSet;

use futures_executor::block_on;
use records::model::{Facility, Lease, Patient};
use records::{EntryId, Kind, RecordId};
use store::simulated::Device;

use super::desk::{admit, ask, change_to, lend_here, register, testcase};
use super::world::{Keeper, OTHER, World, all_rows, copy_of, founded, open};
use crate::protocol::{LentBlock, NumbersView, PatientsEvent, PatientsRequest as Ask};

fn numbers(keeper: &mut Keeper) -> NumbersView {
    match ask(keeper, Ask::Numbers).expect("read") {
        PatientsEvent::Numbers(view) => *view,
        other => panic!("{other:?}"),
    }
}

fn lent(keeper: &mut Keeper, device: [u8; 16], count: u64) -> LentBlock {
    match ask(keeper, Ask::Lend { device, count }).expect("lent") {
        PatientsEvent::Lent(lent) => *lent,
        other => panic!("{other:?}"),
    }
}

fn here(keeper: &Keeper) -> [u8; 16] {
    keeper.session().expect("unlocked").hand.device.0
}

/// Two stores of one facility: the supervisor's, and the registrar's that was copied before any block was lent.
fn two_laptops(seed: u64) -> (Keeper, Keeper) {
    let (device, world) = (Device::new(), World::new(seed));
    let mut first = founded(&device, &world);
    admit(&mut first, "perrin", &["registrar", "MPI coordinator"]);
    let other = copy_of(&all_rows(&device));
    let mut second = open(&other, &World::new(seed + 1_000));
    block_on(second.unlock("perrin", OTHER)).expect("unlocked");
    (first, second)
}

#[test]
fn two_laptops_without_a_line_give_no_number_twice() {
    let (mut first, mut second) = two_laptops(1);
    let device = here(&second);
    let file = lent(&mut first, device, 1_000).file;
    lend_here(&mut first, 1_000);
    ask(&mut second, Ask::TakeBlock(file)).expect("taken in");
    let mut given = BTreeSet::new();
    for number in 0..1_000 {
        for keeper in [&mut first, &mut second] {
            let made = register(keeper, &testcase(number)).expect("made");
            assert!(
                given.insert(made.row.unit_number.clone()),
                "{} twice",
                made.row.unit_number
            );
        }
    }
    assert_eq!(given.len(), 2_000);
    for keeper in [&mut first, &mut second] {
        let failure = register(keeper, &testcase(1_500)).expect_err("none is left");
        assert!(failure.what.contains("no unit number left"), "{failure:?}");
    }
}

#[test]
fn a_block_is_taken_in_once_and_by_the_device_it_names() {
    let (mut first, mut second) = two_laptops(2);
    let device = here(&second);
    let file = lent(&mut first, device, 50).file;
    let failure = ask(&mut first, Ask::TakeBlock(file.clone())).expect_err("another device's");
    assert!(failure.what.contains("another device"), "{failure:?}");
    for place in [0, 20, 40, 60, file.len() - 1] {
        let mut changed = file.clone();
        changed[place] ^= 1;
        ask(&mut second, Ask::TakeBlock(changed)).expect_err("changed");
    }
    for length in [0, 10, 47, file.len() - 1] {
        ask(&mut second, Ask::TakeBlock(file[..length].to_vec())).expect_err("cut off");
    }
    let PatientsEvent::Numbers(view) =
        ask(&mut second, Ask::TakeBlock(file.clone())).expect("taken in")
    else {
        panic!("no numbers");
    };
    assert_eq!((view.left, view.blocks.len()), (50, 1));
    let failure = ask(&mut second, Ask::TakeBlock(file)).expect_err("again");
    assert!(failure.what.contains("taken in before"), "{failure:?}");
    assert_eq!(numbers(&mut second).left, 50);
}

#[test]
fn a_block_that_runs_out_is_told_before_it_is_empty() {
    let (device, world) = (Device::new(), World::new(3));
    let mut keeper = founded(&device, &world);
    register(&mut keeper, &testcase(0)).expect_err("no block yet");
    lend_here(&mut keeper, 20);
    for number in 0..18 {
        let made = register(&mut keeper, &testcase(number)).expect("made");
        assert_eq!(made.warning, "", "{number}");
    }
    let made = register(&mut keeper, &testcase(18)).expect("made");
    assert!(
        made.warning.starts_with("1 unit number"),
        "{}",
        made.warning
    );
    let made = register(&mut keeper, &testcase(19)).expect("made");
    assert!(
        made.warning.starts_with("No unit number"),
        "{}",
        made.warning
    );
    lend_here(&mut keeper, 20);
    let made = register(&mut keeper, &testcase(20)).expect("made");
    assert_eq!(
        (&made.row.unit_number[..8], made.warning.as_str()),
        ("00000020", "")
    );
}

#[test]
fn devices_that_lend_do_so_out_of_stretches_of_their_own() {
    let (device, world) = (Device::new(), World::new(4));
    let mut keeper = founded(&device, &world);
    admit(&mut keeper, "perrin", &["supervisor"]);
    lend_here(&mut keeper, 100);
    change_to(&mut keeper, "perrin");
    lend_here(&mut keeper, 100);
    let view = numbers(&mut keeper);
    let from: BTreeSet<&str> = view.blocks.iter().map(|block| &block.from[..8]).collect();
    assert_eq!(from, BTreeSet::from(["00000000", "05000000"]));
    assert_eq!(view.findings, []);
}

#[test]
fn numbers_given_twice_and_blocks_lent_twice_are_found() {
    let (device, world) = (Device::new(), World::new(5));
    let mut keeper = founded(&device, &world);
    lend_here(&mut keeper, 100);
    let first = register(&mut keeper, &testcase(1)).expect("made").row;
    let second = register(&mut keeper, &testcase(2)).expect("made").row;
    // What comes from elsewhere can bear anything.
    let set = |keeper: &mut Keeper, number: &str| {
        let of = (Kind::Patient, RecordId(second.patient));
        block_on(keeper.edit(of, "", Vec::new(), |patient: &mut Patient| {
            number.clone_into(&mut patient.unit_number)
        }))
        .expect("kept");
    };
    set(&mut keeper, &first.unit_number);
    let found = numbers(&mut keeper).findings;
    assert!(
        found
            .iter()
            .any(|one| one.rule == "MPI-004" && one.what.contains("given to 2 records")),
        "{found:?}"
    );
    let reason = "At the desk".to_owned();
    let PatientsEvent::Page(page) = ask(
        &mut keeper,
        Ask::Open {
            patient: first.patient,
            reason,
        },
    )
    .expect("read") else {
        panic!("no page");
    };
    assert!(
        page.findings.iter().any(|one| one.rule == "MPI-004"),
        "{:?}",
        page.findings
    );
    set(&mut keeper, "00000001-0");
    let found = numbers(&mut keeper).findings;
    assert!(
        found.iter().any(|one| one.what.contains("check digit")),
        "{found:?}"
    );
    // A supervisor's state that was copied lends the same block again.
    let record = keeper.session().expect("unlocked").facility_record();
    let twin = here(&keeper);
    block_on(keeper.edit(
        (Kind::Facility, record),
        "",
        Vec::new(),
        |facility: &mut Facility| {
            let lease = Lease {
                device: records::DeviceId([7; 16]),
                from: 90,
                to: 120,
                ..Lease::default()
            };
            facility.leases.insert(EntryId([8; 16]), lease);
        },
    ))
    .expect("kept");
    let facility = block_on(keeper.log(Kind::Facility, record))
        .expect("read")
        .state()
        .model();
    keeper
        .session_mut()
        .expect("unlocked")
        .set_facility(facility);
    assert_eq!(twin, here(&keeper));
    let found = numbers(&mut keeper).findings;
    assert!(
        found.iter().any(|one| one.what.contains("lent twice")),
        "{found:?}"
    );
    let failure = register(&mut keeper, &testcase(3)).expect_err("neither may number any more");
    assert!(failure.what.contains("another device"), "{failure:?}");
}
