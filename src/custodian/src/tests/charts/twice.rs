//! The same file is imported on two copies of a chart, before and after new keys: on a third both are there, and one opens.

use futures_executor::block_on;
use store::simulated::Device;
use store::{Batch, Durability, Store as _, Table};

use super::founded;
use super::import::{accept, bundle, plan};
use crate::tests::world::{Keeper, PASSWORD, World, all_rows, copy_of, faults, open};

fn imported(keeper: &mut Keeper, stay: [u8; 16]) {
    let planned = plan(keeper, stay, "reports.json", &bundle(2, "No finding")).expect("read");
    accept(keeper, &planned, "Sent by the clinic").expect("taken in");
}

/// Has a copy's rows of attachments and keys in another, where it has none of that key, as the exchange does.
fn brought(from: &Device, to: &Device) {
    let mut batch = Batch::new();
    for (table, row) in all_rows(from) {
        let of = matches!(table, Table::Bodies | Table::CaseKeys);
        if of && block_on(to.read(table, &row.key)) == Ok(None) {
            batch.put(table, row.key, row.value);
        }
    }
    block_on(to.write(batch, Durability::Strict)).expect("written");
}

fn attachments(device: &Device) -> Vec<store::Row> {
    // A text's key is 36 bytes.
    let rows = all_rows(device).into_iter();
    let bodies = rows.filter(|(table, row)| *table == Table::Bodies && row.key.len() != 36);
    bodies.map(|(_, row)| row).collect()
}

fn charts(seed: u64, new_keys: bool) -> (Device, Device, Keeper) {
    let (device, world) = (Device::new(), World::new(seed));
    let mut one = founded(&device, &world);
    one.alma();
    let stay = one.admit("2026-07-01");
    block_on(one.lock(false)).expect("locked");
    let second = copy_of(&all_rows(&device));
    block_on(one.unlock("quillon", PASSWORD)).expect("unlocked");
    let mut other = open(&second, &world);
    block_on(other.unlock("quillon", PASSWORD)).expect("unlocked");
    imported(&mut one, stay);
    if new_keys {
        block_on(other.new_keys("Due")).expect("made");
    }
    imported(&mut other, stay);
    (device, second, one)
}

#[test]
fn in_one_epoch_both_write_the_same_rows() {
    let (first, second, mut one) = charts(51, false);
    assert!(!attachments(&first).is_empty());
    assert_eq!(attachments(&first), attachments(&second));
    brought(&second, &first);
    assert_eq!(faults(&mut one), Vec::<String>::new());
}

#[test]
fn in_two_epochs_the_rows_of_one_do_not_shut_the_other() {
    let (first, second, mut one) = charts(52, true);
    let before = attachments(&first).len();
    brought(&second, &first);
    assert_eq!(attachments(&first).len(), 2 * before);
    assert_eq!(faults(&mut one), Vec::<String>::new());
}
