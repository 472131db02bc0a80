//! A profile that was copied, an old copy that came back: both write on, and everything both wrote comes together.

use futures_executor::block_on;
use proptest::prelude::*;
use records::{Kind, OpId, RecordId};
use std::collections::BTreeSet;
use store::simulated::Device;
use store::{Batch, Durability, Store as _, Table};

use super::world::{Keeper, PASSWORD, World, all_rows, copy_of, faults, founded, open};
use crate::{Brought, TakenIn};

/// What one copy gives to another.
fn brought(device: &Device) -> Brought {
    let rows = |table| {
        let all = all_rows(device)
            .into_iter()
            .filter(move |(of, _)| *of == table);
        all.map(|(_, row)| row).collect()
    };
    Brought {
        case_keys: rows(Table::CaseKeys),
        operations: rows(Table::Operations),
        again: true,
    }
}

fn unlocked(device: &Device, world: &World) -> Keeper {
    let mut keeper = open(device, world);
    block_on(keeper.unlock("quillon", PASSWORD)).expect("unlocked");
    keeper
}

/// The members' keyrings of one copy, put into another.
fn keyring_by_another_way(from: &Device, to: &Device) {
    let mut batch = Batch::new();
    for (table, row) in all_rows(from) {
        if table == Table::Keys && row.key.starts_with(b"grant/") {
            batch.put(table, row.key, row.value);
        }
    }
    block_on(to.write(batch, Durability::Strict)).expect("written");
}

fn taken(keeper: &mut Keeper, from: &Device) -> TakenIn {
    block_on(keeper.take_in(&brought(from))).expect("taken in")
}

/// All operations of a patient, and what stands of its name.
fn patient(keeper: &mut Keeper, number: u8) -> (BTreeSet<OpId>, String, usize) {
    let log = block_on(keeper.log(Kind::Patient, RecordId([number; 16]))).expect("it opens");
    let ops = log.operations().iter().map(|op| op.id).collect();
    let model: records::model::Patient = log.state().model();
    let text = serde_json::to_string(&model).expect("written");
    (ops, text, log.state().conflicts().len())
}

fn write(keeper: &mut Keeper, saves: &[(u8, u8)]) {
    for (number, name) in saves {
        keeper
            .name_patient(*number, &format!("Sample{name}"))
            .expect("saved");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn two_copies_that_both_write_on_come_together(
        common in proptest::collection::vec((1_u8..6, 0_u8..30), 0..6),
        // Names of their own: what already stands there is not written again.
        here in proptest::collection::vec((1_u8..6, 30_u8..60), 1..8),
        there in proptest::collection::vec((1_u8..6, 60_u8..90), 1..8),
        seed: u64,
    ) {
        let world = World::new(seed);
        let first = Device::new();
        let mut keeper = founded(&first, &world);
        write(&mut keeper, &common);
        drop(keeper);
        let second = copy_of(&all_rows(&first));
        let (mut one, mut other) = (unlocked(&first, &world), unlocked(&second, &world));
        write(&mut one, &here);
        write(&mut other, &there);
        let mut all: Vec<BTreeSet<OpId>> = Vec::new();
        for number in 1..6 {
            let mut ops = patient(&mut one, number).0;
            ops.extend(patient(&mut other, number).0);
            all.push(ops);
        }
        let came = taken(&mut one, &second);
        prop_assert_eq!(&came.refused, &Vec::new());
        prop_assert_eq!(came.deferred, 0);
        // Names that both wrote alike onto a new record are still operations of their own.
        prop_assert!(came.taken > 0 && !came.forks.is_empty(), "{:?}", came);
        taken(&mut other, &first);
        for number in 1..6 {
            let (ops, model, conflicts) = patient(&mut one, number);
            prop_assert_eq!(&ops, &all[usize::from(number) - 1], "nothing is lost");
            prop_assert_eq!((ops, model, conflicts), patient(&mut other, number));
        }
        let again = taken(&mut one, &second);
        prop_assert_eq!(again.taken, 0, "what is known is not taken twice");
        let found = faults(&mut one);
        prop_assert!(!found.is_empty() && found.iter().all(|what| what.contains("have the number")), "{:?}", found);

        // Each gets a device of its own, and goes on.
        for (device, keeper) in [(&first, one), (&second, other)] {
            drop(keeper);
            let mut keeper = open(device, &world);
            let opened = block_on(keeper.unlock("quillon", PASSWORD)).expect("unlocked");
            prop_assert!(opened.findings.iter().all(|f| f.what.contains("new key")), "{:?}", opened.findings);
            keeper.name_patient(1, "Onwards").expect("saved");
        }
        let mut one = unlocked(&first, &world);
        let came = taken(&mut one, &second);
        prop_assert_eq!(&came.refused, &Vec::new());
        prop_assert_eq!(came.deferred, 0);
    }

    #[test]
    fn an_old_copy_that_is_written_to_loses_nothing(
        before in proptest::collection::vec((1_u8..4, 0_u8..30), 1..5),
        later in proptest::collection::vec((1_u8..4, 30_u8..60), 1..8),
        again in proptest::collection::vec((1_u8..4, 60_u8..90), 1..8),
        seed: u64,
    ) {
        let world = World::new(seed);
        let device = Device::new();
        let mut keeper = founded(&device, &world);
        write(&mut keeper, &before);
        let old = all_rows(&device);
        write(&mut keeper, &later);
        let mut all: Vec<BTreeSet<OpId>> = (1..4).map(|number| patient(&mut keeper, number).0).collect();
        drop(keeper);
        // The old copy comes back, and is written to.
        let rolled_back = copy_of(&old);
        let mut keeper = unlocked(&rolled_back, &world);
        write(&mut keeper, &again);
        for number in 1..4_u8 {
            let ops = patient(&mut keeper, number).0;
            all[usize::from(number) - 1].extend(ops);
        }
        let came = taken(&mut keeper, &device);
        prop_assert_eq!(&came.refused, &Vec::new());
        prop_assert!(!came.forks.is_empty());
        for number in 1..4_u8 {
            prop_assert_eq!(&patient(&mut keeper, number).0, &all[usize::from(number) - 1]);
        }
        drop(keeper);
        let mut keeper = unlocked(&rolled_back, &world);
        for number in 1..4_u8 {
            prop_assert_eq!(&patient(&mut keeper, number).0, &all[usize::from(number) - 1]);
        }
    }
}

#[test]
fn a_row_that_is_not_sound_is_refused_and_the_rest_taken() {
    let world = World::new(1);
    let first = Device::new();
    let mut keeper = founded(&first, &world);
    keeper.name_patient(1, "Sample").expect("saved");
    drop(keeper);
    let second = copy_of(&all_rows(&first));
    let mut other = unlocked(&second, &world);
    write(&mut other, &[(1, 1), (2, 2), (3, 3)]);
    let mut rows = brought(&second);
    let new: Vec<usize> = {
        let here: BTreeSet<Vec<u8>> = brought(&first)
            .operations
            .into_iter()
            .map(|row| row.value)
            .collect();
        let places = rows.operations.iter().enumerate();
        places
            .filter(|(_, row)| !here.contains(&row.value))
            .map(|(place, _)| place)
            .collect()
    };
    assert_eq!(new.len(), 3);
    let last = rows.operations[new[0]].value.len() - 1;
    rows.operations[new[0]].value[last] ^= 1;
    let moved = rows.operations[new[1]].value.clone();
    rows.operations[new[2]].value = moved;
    let mut one = unlocked(&first, &world);
    let came = block_on(one.take_in(&rows)).expect("taken in");
    assert_eq!(
        (came.taken, came.refused.len(), came.deferred),
        (1, 2, 0),
        "{came:?}"
    );
    assert!(faults(&mut one).iter().all(|what| what.contains("number")
        || what.contains("follow")
        || what.contains("missing")));
}

#[test]
fn what_needs_keys_not_held_yet_waits_and_is_taken_later() {
    let world = World::new(2);
    let first = Device::new();
    drop(founded(&first, &world));
    let second = copy_of(&all_rows(&first));
    let mut other = unlocked(&second, &world);
    block_on(other.new_keys("Due")).expect("made");
    other.name_patient(1, "Sample").expect("saved");
    let mut one = unlocked(&first, &world);
    let came = taken(&mut one, &second);
    assert_eq!((came.taken, came.deferred), (0, 1), "{came:?}");
    assert_eq!(one.patient_name(1), "");
    drop(one);
    // The keyring comes by another way.
    keyring_by_another_way(&second, &first);
    let mut one = unlocked(&first, &world);
    let keys = Brought {
        operations: Vec::new(),
        ..brought(&second)
    };
    let came = block_on(one.take_in(&keys)).expect("taken in");
    assert_eq!((came.taken, came.deferred), (1, 0), "{came:?}");
    assert_eq!(one.patient_name(1), "SAMPLE");
    let waiting = all_rows(&first)
        .into_iter()
        .filter(|(_, row)| row.key.starts_with(b"deferred/"));
    assert_eq!(waiting.count(), 0);
}

#[test]
fn what_waited_is_kept_until_its_own_batch_is_written() {
    const MANY: u16 = 300;
    let world = World::new(3);
    let first = Device::new();
    drop(founded(&first, &world));
    let second = copy_of(&all_rows(&first));
    let mut other = unlocked(&second, &world);
    block_on(other.new_keys("Due")).expect("made");
    for number in 0..MANY {
        let family = format!("Sample{number}");
        let [_, low] = number.to_be_bytes();
        other.name_patient(low, &family).expect("saved");
    }
    let mut one = unlocked(&first, &world);
    let came = taken(&mut one, &second);
    let waits = came.deferred;
    assert!(came.taken == 0 && waits > 256, "{came:?}");
    drop(one);
    keyring_by_another_way(&second, &first);
    let mut one = unlocked(&first, &world);
    let keys = Brought {
        operations: Vec::new(),
        ..brought(&second)
    };
    // There is room for the keys of the 256 records and for the first batch, and not for the second.
    first.fill_after(257);
    block_on(one.take_in(&keys)).expect_err("no room");
    first.make_room();
    drop(one);
    let mut one = unlocked(&first, &world);
    let came = block_on(one.take_in(&keys)).expect("taken in");
    assert!(came.taken > 0 && came.taken < waits, "{came:?}");
    assert_eq!(came.deferred, 0);
    for number in 0..=255 {
        assert!(!one.patient_name(number).is_empty(), "patient {number}");
        assert!(one.patient_name(number) == other.patient_name(number));
    }
}

#[test]
fn an_old_copy_goes_on_behind_what_it_had_written_already() {
    let world = World::new(4);
    let device = Device::new();
    let mut keeper = founded(&device, &world);
    keeper.name_patient(1, "Sample").expect("saved");
    let old = all_rows(&device);
    keeper.name_patient(2, "Sampleton").expect("saved");
    drop(keeper);
    let rolled_back = copy_of(&old);
    let mut keeper = unlocked(&rolled_back, &world);
    let came = taken(&mut keeper, &device);
    assert!(came.taken > 0 && came.forks.is_empty(), "{came:?}");
    keeper.name_patient(3, "Exampleby").expect("saved");
    assert_eq!(faults(&mut keeper), Vec::<String>::new());
    drop(keeper);
    let mut keeper = unlocked(&rolled_back, &world);
    keeper.name_patient(4, "Exampleby").expect("saved");
    assert_eq!(faults(&mut keeper), Vec::<String>::new());
}
