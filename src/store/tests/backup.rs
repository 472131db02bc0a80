//! A backup comes back as it was, or is refused by name; never anything between.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;

use futures_executor::block_on;
use proptest::prelude::*;
use sha2::{Digest as _, Sha256};
use store::backup::{self, BackupError, Reader, Section, Source, Writer};
use store::simulated::Device;
use store::{
    Batch, Direction, Durability, Memory, Range, Row, Store, StoreError, Table, take_lease,
};

type Rows = BTreeMap<(usize, Vec<u8>), Vec<u8>>;

fn rows() -> impl Strategy<Value = Rows> {
    let key = (
        0..Table::ALL.len(),
        prop::collection::vec(any::<u8>(), 0..6),
    );
    prop::collection::btree_map(key, prop::collection::vec(any::<u8>(), 0..40), 0..30)
}

fn filled(rows: &Rows) -> Memory {
    let store = Memory::new();
    let mut batch = Batch::new();
    for ((table, key), value) in rows {
        batch.put(Table::ALL[*table], key.clone(), value.clone());
    }
    block_on(store.write(batch, Durability::Relaxed)).unwrap();
    store
}

fn saved(store: &impl Store) -> Vec<u8> {
    let mut file = Vec::new();
    let contents = block_on(backup::save(store, async |chunk: Vec<u8>| {
        file.extend_from_slice(&chunk);
        Ok(())
    }));
    assert_eq!(contents.unwrap().size(), file.len() as u64);
    file
}

/// All rows but the lease.
fn held(store: &impl Store) -> Rows {
    let mut held = Rows::new();
    for table in Table::ALL {
        for row in block_on(store.range(table, &Range::all(), None, Direction::Forward)).unwrap() {
            if table != Table::Meta || row.key != b"lease" {
                held.insert((table as usize, row.key), row.value);
            }
        }
    }
    held
}

fn restored(store: &impl Store, file: &[u8]) -> Result<(), BackupError> {
    let lease = block_on(take_lease(store))?;
    let contents = block_on(backup::check(&mut &*file))?;
    block_on(backup::restore(store, lease, &contents, &mut &*file))
}

/// Chunks of given lengths, then the rest.
struct Pieces<'a>(&'a [u8], Vec<usize>);

impl Source for Pieces<'_> {
    async fn chunk(&mut self) -> Result<Option<Vec<u8>>, String> {
        let length = self.1.pop().unwrap_or(self.0.len()).min(self.0.len());
        if self.0.is_empty() {
            return Ok(None);
        }
        let (chunk, rest) = self.0.split_at(length);
        self.0 = rest;
        Ok(Some(chunk.to_vec()))
    }
}

proptest! {
    #[test]
    fn what_was_saved_comes_back(rows in rows()) {
        let store = filled(&rows);
        block_on(take_lease(&store)).unwrap();
        let file = saved(&store);
        let other = Memory::new();
        prop_assert_eq!(restored(&other, &file), Ok(()));
        prop_assert_eq!(held(&other), rows);
        prop_assert!(!block_on(backup::unfinished(&other)).unwrap());
        prop_assert_eq!(saved(&other), file);
    }

    #[test]
    fn it_does_not_matter_in_which_pieces_it_comes(rows in rows(), pieces in prop::collection::vec(0_usize..50, 0..200)) {
        let file = saved(&filled(&rows));
        let whole = block_on(backup::check(&mut file.as_slice()));
        prop_assert!(whole.is_ok());
        prop_assert_eq!(block_on(backup::check(&mut Pieces(&file, pieces))), whole);
    }

    #[test]
    fn a_file_cut_off_anywhere_is_refused(rows in rows(), at: prop::sample::Index) {
        let file = saved(&filled(&rows));
        let at = at.index(file.len());
        let cut = block_on(backup::check(&mut &file[..at]));
        prop_assert_eq!(cut, Err(BackupError::Truncated { at: at as u64 }));
    }

    #[test]
    fn a_file_with_one_bit_changed_anywhere_is_refused(rows in rows(), at: prop::sample::Index, bit in 0..8_u32) {
        let mut file = saved(&filled(&rows));
        let at = at.index(file.len());
        file[at] ^= 1 << bit;
        let store = Memory::new();
        prop_assert!(restored(&store, &file).is_err());
        prop_assert_eq!(held(&store), Rows::new());
    }

    #[test]
    fn bytes_that_follow_are_refused(rows in rows(), more in prop::collection::vec(any::<u8>(), 1..5)) {
        let mut file = saved(&filled(&rows));
        let at = file.len() as u64;
        file.extend(more);
        let damaged = Err(BackupError::Damaged { at, why: "something follows the end" });
        prop_assert_eq!(block_on(backup::check(&mut file.as_slice())), damaged.clone());
        // Also when they come by themselves.
        prop_assert_eq!(block_on(backup::check(&mut Pieces(&file, vec![at as usize]))), damaged);
    }

    #[test]
    fn no_bytes_break_the_reader(bytes: Vec<u8>) {
        prop_assert!(block_on(backup::check(&mut bytes.as_slice())).is_err());
    }
}

/// A head of these numbers with a right digest.
fn head(format: u32, schema: u32) -> Vec<u8> {
    let mut head = b"CHARTRBK".to_vec();
    head.extend(format.to_le_bytes());
    head.extend(schema.to_le_bytes());
    let digest = Sha256::digest(&head);
    head.extend(digest);
    head
}

fn first_answer(bytes: &[u8]) -> Result<Option<Section>, BackupError> {
    let mut reader = Reader::new();
    reader.feed(bytes);
    reader.section()
}

#[test]
fn another_hundred_is_refused_by_name_and_the_same_is_read() {
    assert_eq!(
        first_answer(&head(200, 100)),
        Err(BackupError::Newer {
            what: "format 200".to_owned()
        })
    );
    assert_eq!(
        first_answer(&head(100, 200)),
        Err(BackupError::Newer {
            what: "arrangement 200".to_owned()
        })
    );
    assert_eq!(first_answer(&head(150, 150)), Ok(None));
}

#[test]
fn a_table_of_a_later_build_is_refused_and_not_left_out() {
    let (mut writer, mut file) = Writer::begin(150);
    let mut section = writer.section(
        Table::Outbox,
        &[Row {
            key: vec![1],
            value: vec![2],
        }],
    );
    section[1] = 11;
    let digest = Sha256::digest(&section[..section.len() - 32]);
    let end = section.len() - 32;
    section[end..].copy_from_slice(&digest);
    file.extend(section);
    assert_eq!(
        first_answer(&file),
        Err(BackupError::Newer {
            what: "table 11".to_owned()
        })
    );
}

#[test]
fn rows_out_of_order_or_twice_are_refused() {
    let row = |key: u8| Row {
        key: vec![key],
        value: vec![],
    };
    for keys in [[1, 1], [2, 1]] {
        let (mut writer, mut file) = Writer::begin(100);
        for key in keys {
            file.extend(writer.section(Table::Audit, &[row(key)]));
        }
        file.extend(writer.finish().0);
        let refused = block_on(backup::check(&mut file.as_slice()));
        assert!(
            matches!(
                refused,
                Err(BackupError::Damaged {
                    why: "rows are not in their order",
                    ..
                })
            ),
            "{refused:?}"
        );
    }
}

#[test]
fn what_is_this_devices_alone_is_neither_taken_nor_brought() {
    let key = [backup::THIS_DEVICE, b"secret"].concat();
    let rows = Rows::from([
        ((Table::Meta as usize, key.clone()), b"CANARY".to_vec()),
        ((Table::Meta as usize, b"this".to_vec()), b"kept".to_vec()),
    ]);
    let file = saved(&filled(&rows));
    assert!(!file.windows(6).any(|bytes| bytes == b"CANARY"));
    let other = Memory::new();
    restored(&other, &file).unwrap();
    let kept = ((Table::Meta as usize, b"this".to_vec()), b"kept".to_vec());
    assert_eq!(held(&other), Rows::from([kept]));
    let (mut writer, mut file) = Writer::begin(100);
    let value = b"brought".to_vec();
    file.extend(writer.section(Table::Meta, &[Row { key, value }]));
    file.extend(writer.finish().0);
    let checked = block_on(backup::check(&mut file.as_slice()));
    assert!(matches!(checked, Err(BackupError::Damaged { .. })));
}

#[test]
fn a_lease_in_a_backup_is_refused() {
    let (mut writer, mut file) = Writer::begin(100);
    file.extend(writer.section(
        Table::Meta,
        &[Row {
            key: b"lease".to_vec(),
            value: vec![0xff; 8],
        }],
    ));
    file.extend(writer.finish().0);
    assert!(matches!(
        block_on(backup::check(&mut file.as_slice())),
        Err(BackupError::Damaged { .. })
    ));
}

#[test]
fn a_file_of_another_kind_is_no_backup() {
    for bytes in [&b"%PDF-1.7"[..], b"CHARTER", b"x"] {
        assert_eq!(
            block_on(backup::check(&mut &*bytes)),
            Err(BackupError::NotABackup)
        );
    }
    assert_eq!(
        block_on(backup::check(&mut &b""[..])),
        Err(BackupError::Truncated { at: 0 })
    );
}

#[test]
fn a_store_with_rows_is_not_restored_into() {
    let rows: Rows = [((3, vec![1]), vec![1])].into();
    let store = filled(&rows);
    let file = saved(&store);
    assert_eq!(
        restored(&store, &file),
        Err(BackupError::NotEmpty {
            table: Table::Operations
        })
    );
    assert_eq!(held(&store), rows);
}

#[test]
fn rows_that_come_while_a_backup_is_written_are_noticed() {
    let store = filled(&[((3, vec![1]), vec![1])].into());
    let outcome = block_on(backup::save(&store, async |_| {
        let mut late = Batch::new();
        late.put(Table::Operations, [0], b"late");
        store
            .write(late, Durability::Strict)
            .await
            .map_err(|error| error.to_string())
    }));
    // It came before the table was read, and no row more after that.
    assert!(outcome.is_ok());
    let outcome = block_on(backup::save(&store, async |chunk: Vec<u8>| {
        let mut late = Batch::new();
        late.put(Table::Meta, chunk[..8].to_vec(), b"late");
        store
            .write(late, Durability::Strict)
            .await
            .map_err(|error| error.to_string())
    }));
    assert_eq!(outcome, Err(BackupError::Changed { table: Table::Meta }));
}

#[test]
fn a_sink_that_refuses_ends_the_backup() {
    let outcome = block_on(backup::save(&Memory::new(), async |_| {
        Err("disk full".to_owned())
    }));
    assert_eq!(
        outcome,
        Err(BackupError::File {
            why: "disk full".to_owned()
        })
    );
}

#[test]
fn large_rows_come_back_in_sections_of_their_own() {
    let rows: Rows = (0..5_u8)
        .map(|number| ((7, vec![number]), vec![number; 3 << 20]))
        .collect();
    let file = saved(&filled(&rows));
    let contents = block_on(backup::check(&mut file.as_slice())).unwrap();
    assert_eq!(contents.rows(Table::Bodies), 5);
    let other = Memory::new();
    restored(&other, &file).unwrap();
    assert!(held(&other) == rows);
}

#[test]
fn a_file_exchanged_after_the_check_leaves_the_store_unfinished() {
    let file = saved(&filled(&[((3, vec![1]), vec![1])].into()));
    let other = saved(&filled(&[((3, vec![1]), vec![2])].into()));
    let store = Memory::new();
    let lease = block_on(take_lease(&store)).unwrap();
    let contents = block_on(backup::check(&mut file.as_slice())).unwrap();
    let outcome = block_on(backup::restore(
        &store,
        lease,
        &contents,
        &mut other.as_slice(),
    ));
    assert_eq!(outcome, Err(BackupError::Exchanged));
    assert!(block_on(backup::unfinished(&store)).unwrap());
}

/// The drill: power fails at any point of a restore, and the next start either has all or knows that it has not.
#[test]
fn a_restore_cut_off_by_a_power_failure_shows() {
    let rows: Rows = (0..40_u8)
        .map(|number| ((4, vec![number]), vec![number; 100_000]))
        .collect();
    let file = saved(&filled(&rows));
    for seed in 0..40 {
        let device = Device::new();
        let lease = block_on(take_lease(&device)).unwrap();
        let contents = block_on(backup::check(&mut file.as_slice())).unwrap();
        let mut source = FailingPower {
            rest: &file,
            device: device.clone(),
            chunks: seed as usize % 6,
            seed,
        };
        let outcome = block_on(backup::restore(&device, lease, &contents, &mut source));
        let after = device.reopen();
        if outcome == Ok(()) {
            assert!(!block_on(backup::unfinished(&after)).unwrap() && held(&after) == rows);
        } else {
            assert!(
                matches!(outcome, Err(BackupError::Store(StoreError::Lost { .. }))),
                "{outcome:?}"
            );
            assert!(block_on(backup::unfinished(&after)).unwrap());
            block_on(after.wipe()).unwrap();
            restored(&after, &file).unwrap();
            assert!(held(&after) == rows);
        }
    }
}

/// A source during whose reading the power fails.
struct FailingPower<'a> {
    rest: &'a [u8],
    device: Device,
    chunks: usize,
    seed: u64,
}

impl Source for FailingPower<'_> {
    async fn chunk(&mut self) -> Result<Option<Vec<u8>>, String> {
        if self.chunks == 0 {
            self.device.power_cut(self.seed);
        }
        self.chunks = self.chunks.wrapping_sub(1);
        self.rest.chunk().await
    }
}

#[test]
fn a_full_device_stops_the_restore_and_says_so() {
    let file = saved(&filled(&[((7, vec![1]), vec![0; 5_000])].into()));
    let device = Device::new();
    device.fill(1_000);
    assert_eq!(
        restored(&device, &file),
        Err(BackupError::Store(StoreError::Full))
    );
    assert!(block_on(backup::unfinished(&device)).unwrap());
}
