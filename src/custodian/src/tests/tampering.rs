//! Somebody with the disk in their hands changes rows: each row changed, taken out, put in another's place or put back in an
//! older form is noticed, and something is said of it.

use futures_executor::block_on;
use store::simulated::Device;
use store::{Batch, Direction, Durability, Range, Row, Store as _, Table};

use super::world::{OTHER, PASSWORD, World, founded, open};
use crate::Checking;

fn rows_of(device: &Device, table: Table) -> Vec<Row> {
    block_on(device.range(table, &Range::all(), None, Direction::Forward)).expect("read")
}

fn put(device: &Device, table: Table, key: &[u8], value: Option<&[u8]>) {
    let mut batch = Batch::new();
    match value {
        Some(value) => batch.put(table, key, value),
        None => batch.delete(table, key),
    }
    block_on(device.write(batch, Durability::Strict)).expect("written");
}

type Rows = Vec<(Table, Row)>;

/// Everything in the store.
fn all(device: &Device) -> Vec<(Table, Row)> {
    Table::ALL
        .into_iter()
        .flat_map(|table| {
            rows_of(device, table)
                .into_iter()
                .map(move |row| (table, row))
        })
        .collect()
}

fn restore(device: &Device, rows: &[(Table, Row)]) {
    let mut batch = Batch::new();
    for (table, row) in all(device) {
        batch.delete(table, row.key);
    }
    for (table, row) in rows {
        batch.put(*table, row.key.clone(), row.value.clone());
    }
    block_on(device.write(batch, Durability::Strict)).expect("written");
}

/// What is said when somebody opens the store, unlocks and has it checked; empty where nothing is noticed.
fn said(device: &Device, world: &World) -> Vec<String> {
    said_to(device, world, "quillon", PASSWORD)
}

fn said_to(device: &Device, world: &World, user_name: &str, password: &str) -> Vec<String> {
    let keeper = block_on(crate::Custodian::open(device.clone(), world.clone()));
    let mut keeper = match keeper {
        Ok(keeper) => keeper,
        Err(failure) => return vec![failure.what],
    };
    let opened = match block_on(keeper.unlock(user_name, password)) {
        Ok(opened) => opened,
        Err(failure) => return vec![failure.what],
    };
    let mut said: Vec<String> = opened
        .findings
        .into_iter()
        .map(|finding| finding.what)
        .collect();
    let mut checking = Checking::default();
    loop {
        match block_on(keeper.check_some(&mut checking)) {
            Err(failure) => {
                said.push(failure.what);
                break;
            }
            Ok(Some(checked)) => {
                said.extend(checked.faults.into_iter().map(|fault| fault.what));
                break;
            }
            Ok(None) => {}
        }
    }
    for number in [1, 2] {
        use records::{Kind, RecordId};
        let kind = if number == 1 {
            Kind::Patient
        } else {
            Kind::Encounter
        };
        if let Err(failure) = block_on(keeper.log(kind, RecordId([number; 16]))) {
            said.push(failure.what);
        }
    }
    said
}

/// A store with some past, as it was in the middle and as it is at the end.
fn past(seed: u64) -> (Device, World, Rows, Rows) {
    let (device, world) = (Device::new(), World::new(seed));
    let mut keeper = founded(&device, &world);
    keeper.name_patient(1, "Testcase").expect("saved");
    keeper.note_complaint(2, "Fever").expect("saved");
    block_on(keeper.lock(false)).expect("locked");
    let middle = all(&device);
    block_on(keeper.unlock("quillon", PASSWORD)).expect("unlocked");
    keeper.name_patient(1, "Sample").expect("saved");
    keeper.note_complaint(2, "Chills").expect("saved");
    block_on(keeper.change_password(PASSWORD, PASSWORD)).expect("changed");
    block_on(keeper.lock(false)).expect("locked");
    let end = all(&device);
    (device, world, middle, end)
}

/// The lease is no secret and no record: any number there is only one more than somebody wrote.
fn matters(table: Table, row: &Row) -> bool {
    !(table == Table::Meta && row.key == b"lease")
}

#[test]
fn an_untouched_store_says_nothing() {
    let (device, world, ..) = past(1);
    assert_eq!(said(&device, &world), Vec::<String>::new());
}

#[test]
fn a_bit_changed_in_any_row_is_noticed() {
    let (device, world, _, end) = past(2);
    for (table, row) in &end {
        if !matters(*table, row) {
            continue;
        }
        for place in [
            0,
            row.value.len() / 3,
            row.value.len() / 2,
            row.value.len() - 1,
        ] {
            let mut value = row.value.clone();
            value[place] ^= 0x10;
            put(&device, *table, &row.key, Some(&value));
            assert_ne!(
                said(&device, &world),
                Vec::<String>::new(),
                "{} {:?} at {place}",
                table.name(),
                row.key
            );
            restore(&device, &end);
        }
    }
}

#[test]
fn any_row_taken_out_is_missed() {
    let (device, world, _, end) = past(3);
    for (table, row) in &end {
        if !matters(*table, row) {
            continue;
        }
        put(&device, *table, &row.key, None);
        assert_ne!(
            said(&device, &world),
            Vec::<String>::new(),
            "{} {:?}",
            table.name(),
            row.key
        );
        restore(&device, &end);
    }
}

#[test]
fn rows_in_each_others_place_are_noticed() {
    let (device, world, _, end) = past(4);
    for table in Table::ALL {
        let rows: Vec<&Row> = end
            .iter()
            .filter(|(of, row)| *of == table && matters(*of, row))
            .map(|(_, row)| row)
            .collect();
        for pair in rows.windows(2) {
            put(&device, table, &pair[0].key, Some(&pair[1].value));
            put(&device, table, &pair[1].key, Some(&pair[0].value));
            assert_ne!(
                said(&device, &world),
                Vec::<String>::new(),
                "{} {:?}",
                table.name(),
                pair[0].key
            );
            restore(&device, &end);
        }
    }
}

#[test]
fn any_row_put_back_in_an_older_form_is_noticed() {
    let (device, world, middle, end) = past(5);
    let mut tried = 0;
    for (table, old) in &middle {
        let now = end
            .iter()
            .find(|(of, row)| of == table && row.key == old.key);
        if !matters(*table, old) || now.is_some_and(|(_, row)| row.value == old.value) {
            continue;
        }
        tried += 1;
        put(&device, *table, &old.key, Some(&old.value));
        assert_ne!(
            said(&device, &world),
            Vec::<String>::new(),
            "{} {:?}",
            table.name(),
            String::from_utf8_lossy(&old.key)
        );
        restore(&device, &end);
    }
    assert!(tried >= 5, "{tried}");
}

#[test]
fn the_end_of_the_records_cut_off_is_counted() {
    let (device, world, _, end) = past(6);
    let arrivals = rows_of(&device, Table::Arrivals);
    let last = arrivals.last().expect("some");
    put(&device, Table::Arrivals, &last.key, None);
    let operation = rows_of(&device, Table::Operations)
        .into_iter()
        .find(|row| row.key.ends_with(&last.key))
        .expect("its operation");
    put(&device, Table::Operations, &operation.key, None);
    let said = said(&device, &world);
    assert!(
        said.iter()
            .any(|what| what == "One saved change is missing from the store."),
        "{said:?}"
    );
    restore(&device, &end);
}

#[test]
fn a_catalogue_that_was_changed_is_made_anew() {
    let (device, world, middle, _) = past(7);
    for (table, row) in middle
        .iter()
        .filter(|(table, _)| *table == Table::Catalogue)
    {
        put(&device, *table, &row.key, Some(&row.value));
    }
    let mut keeper = open(&device, &world);
    let opened = block_on(keeper.unlock("quillon", PASSWORD)).expect("unlocked");
    assert_eq!(opened.findings.len(), 1, "{:?}", opened.findings);
    assert_eq!(opened.records, 3);
    block_on(keeper.lock(false)).expect("locked");
    assert_eq!(
        said(&device, &world),
        Vec::<String>::new(),
        "it is whole again"
    );
}

/// A store that several people share, with a past: a broken glass that waits for its review, new keys that one has not taken
/// over yet, and all of it restored from a backup.
fn shared_and_restored(world: &World) -> Device {
    let first = Device::new();
    let mut keeper = super::world::shared(&first, world);
    block_on(keeper.unlock("perrin", OTHER)).expect("unlocked");
    let breaking = crate::protocol::Breaking {
        of: crate::protocol::RecordName {
            sort: crate::protocol::RecordSort::Encounter,
            id: [2; 16],
        },
        why: String::new(),
        reason: "night shift".to_owned(),
        minutes: 5,
    };
    block_on(keeper.break_glass(&breaking)).expect("broken");
    block_on(keeper.lock(false)).expect("locked");
    block_on(keeper.unlock("quillon", PASSWORD)).expect("unlocked");
    block_on(keeper.new_keys("A laptop was lost")).expect("made");
    keeper.name_patient(1, "Demo").expect("saved");
    let (file, _) = super::backup::backed_up(&mut keeper);
    let device = Device::new();
    let mut keeper = open(&device, world);
    super::backup::restored(&mut keeper, &file).expect("restored");
    block_on(keeper.unlock("quillon", PASSWORD)).expect("unlocked");
    keeper.note_complaint(2, "Chills").expect("saved");
    block_on(keeper.lock(false)).expect("locked");
    device
}

#[test]
fn in_a_shared_store_out_of_a_backup_any_changed_row_is_noticed_by_somebody() {
    let world = World::new(8);
    let device = shared_and_restored(&world);
    let end = all(&device);
    let said_to_anybody = || {
        let mut said = said(&device, &world);
        said.extend(said_to(&device, &world, "perrin", OTHER));
        said
    };
    assert_eq!(said_to_anybody(), Vec::<String>::new());
    restore(&device, &end);
    for (table, row) in &end {
        if !matters(*table, row) {
            continue;
        }
        let mut changed = row.value.clone();
        let middle = changed.len() / 2;
        changed[middle] ^= 0x10;
        for value in [Some(changed.as_slice()), None] {
            put(&device, *table, &row.key, value);
            assert_ne!(
                said_to_anybody(),
                Vec::<String>::new(),
                "{} {:?}, {}",
                table.name(),
                String::from_utf8_lossy(&row.key),
                if value.is_some() {
                    "changed"
                } else {
                    "taken out"
                }
            );
            restore(&device, &end);
        }
    }
}
