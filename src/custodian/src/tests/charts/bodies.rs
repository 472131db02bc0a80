//! What charts hold beside their records is part of the whole check: a body changed, taken out, or put in another's place.

use futures_executor::block_on;
use store::simulated::Device;
use store::{Batch, Direction, Durability, Range, Row, Store as _, Table};

use super::founded;
use super::import::{accept, bundle, plan};
use crate::tests::world::{Keeper, World, faults};

fn bodies(device: &Device) -> Vec<Row> {
    block_on(device.range(Table::Bodies, &Range::all(), None, Direction::Forward)).expect("read")
}

fn put(device: &Device, key: &[u8], value: Option<&[u8]>) {
    let mut batch = Batch::new();
    match value {
        Some(value) => batch.put(Table::Bodies, key, value),
        None => batch.delete(Table::Bodies, key),
    }
    block_on(device.write(batch, Durability::Strict)).expect("written");
}

/// Two charts with a note, an amendment, and an import that keeps its file.
fn charts(seed: u64) -> (Device, Keeper) {
    let (device, world) = (Device::new(), World::new(seed));
    let mut keeper = founded(&device, &world);
    keeper.alma();
    let stay = keeper.admit("2026-07-01");
    let note = keeper.write_note(stay, "2026-07-01T09:00-06:00", "Fever since two days.");
    keeper.sign_note(stay, note);
    keeper.amend_note(stay, note, "Fever since three days.");
    let planned = plan(&mut keeper, stay, "reports.json", &bundle(2, "No finding")).expect("read");
    accept(&mut keeper, &planned, "Sent by the clinic").expect("taken in");
    (device, keeper)
}

#[test]
fn every_body_that_a_chart_names_is_read_through() {
    let (device, mut keeper) = charts(41);
    assert_eq!(faults(&mut keeper), Vec::<String>::new());
    let rows = bodies(&device);
    assert!(rows.len() >= 4, "only {} bodies", rows.len());
    for row in &rows {
        let mut changed = row.value.clone();
        let last = changed.len() - 1;
        changed[last] ^= 1;
        for value in [Some(changed.as_slice()), None] {
            put(&device, &row.key, value);
            assert_eq!(faults(&mut keeper).len(), 1, "{:?}", row.key);
            put(&device, &row.key, Some(&row.value));
        }
    }
    assert_eq!(faults(&mut keeper), Vec::<String>::new());
}

#[test]
fn two_bodies_in_each_others_place_are_named() {
    let (device, mut keeper) = charts(42);
    let rows = bodies(&device);
    let (one, other) = (&rows[0], &rows[1]);
    put(&device, &one.key, Some(&other.value));
    put(&device, &other.key, Some(&one.value));
    assert_eq!(faults(&mut keeper).len(), 2);
}
