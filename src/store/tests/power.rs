//! What a device may lose, and what it may not.
#![allow(clippy::unwrap_used)]

use futures_executor::block_on;
use proptest::prelude::*;
use store::simulated::Device;
use store::{Batch, Direction, Durability, Range, Store, StoreError, Table, take_lease};

/// A batch of two rows in two tables, so that a torn one would show.
fn pair(number: u8) -> Batch {
    let mut batch = Batch::new();
    batch.put(Table::Operations, [number], b"operation");
    batch.put(Table::Arrivals, [number], b"arrival");
    batch
}

fn keys(device: &Device, table: Table) -> Vec<u8> {
    let rows = block_on(device.range(table, &Range::all(), None, Direction::Forward)).unwrap();
    rows.into_iter().map(|row| row.key[0]).collect()
}

proptest! {
    /// Invariant: what was acknowledged as strictly written, and all before it, outlives any power cut; a batch is
    /// there as a whole or not at all.
    #[test]
    fn no_power_cut_takes_what_was_flushed(strict in prop::collection::vec(any::<bool>(), 0..40), seed: u64) {
        let device = Device::new();
        for (number, strict) in strict.iter().enumerate() {
            let durability = if *strict { Durability::Strict } else { Durability::Relaxed };
            block_on(device.write(pair(number as u8), durability)).unwrap();
        }
        let flushed = strict.iter().rposition(|strict| *strict).map_or(0, |place| place + 1);
        prop_assert_eq!(device.unflushed(), strict.len() - flushed);

        let cut = device.power_cut(seed);
        let lost = matches!(block_on(device.count(Table::Arrivals)), Err(StoreError::Lost { .. }));
        prop_assert!(lost);
        let device = device.reopen();
        let kept: Vec<u8> = (0..strict.len())
            .filter(|number| *number < flushed || !cut.lost.contains(&(number - flushed)))
            .map(|number| number as u8)
            .collect();
        prop_assert_eq!(keys(&device, Table::Operations), kept.clone());
        prop_assert_eq!(keys(&device, Table::Arrivals), kept);
        prop_assert_eq!(device.unflushed(), 0);
    }

    /// The same seed is the same power cut.
    #[test]
    fn a_power_cut_replays(seed: u64, batches in 0..30_u8) {
        let lost = || {
            let device = Device::new();
            for number in 0..batches {
                block_on(device.write(pair(number), Durability::Relaxed)).unwrap();
            }
            device.power_cut(seed).lost
        };
        prop_assert_eq!(lost(), lost());
    }
}

/// Both kinds of loss come up among few seeds: else tests that cut the power would try one only.
#[test]
fn seeds_lose_the_end_or_pieces() {
    let losses: Vec<Vec<usize>> = (0..50)
        .map(|seed| {
            let device = Device::new();
            for number in 0..10 {
                block_on(device.write(pair(number), Durability::Relaxed)).unwrap();
            }
            device.power_cut(seed).lost
        })
        .collect();
    let is_end = |lost: &Vec<usize>| lost.iter().copied().eq(10 - lost.len()..10);
    assert!(losses.iter().any(is_end) && losses.iter().any(|lost| !is_end(lost)));
    assert!(losses.iter().any(|lost| lost.len() == 10) && losses.iter().any(Vec::is_empty));
}

#[test]
fn a_full_device_refuses_the_whole_batch_and_takes_what_makes_room() {
    let device = Device::new();
    block_on(device.write(pair(1), Durability::Strict)).unwrap();
    assert_eq!(device.used(), 18);
    device.fill(30);
    assert_eq!(
        block_on(device.write(pair(2), Durability::Strict)),
        Err(StoreError::Full)
    );
    assert_eq!(
        (
            keys(&device, Table::Operations),
            keys(&device, Table::Arrivals)
        ),
        (vec![1], vec![1])
    );
    let mut smaller = Batch::new();
    smaller.put(Table::Operations, [1], b"op");
    block_on(device.write(smaller, Durability::Strict)).unwrap();
    assert_eq!(device.used(), 11);
    block_on(device.write(pair(2), Durability::Strict)).unwrap();
    device.fill(1);
    let mut less = Batch::new();
    less.delete(Table::Operations, [2]);
    block_on(device.write(less, Durability::Strict)).unwrap();
    device.make_room();
    block_on(device.write(pair(3), Durability::Strict)).unwrap();
}

#[test]
fn a_vanished_database_is_named_and_comes_back_empty() {
    let device = Device::new();
    block_on(device.write(pair(1), Durability::Strict)).unwrap();
    device.vanish();
    assert_eq!(
        block_on(device.write(pair(2), Durability::Strict)),
        Err(StoreError::Gone)
    );
    assert_eq!(
        block_on(device.read(Table::Operations, &[1])),
        Err(StoreError::Gone)
    );
    let device = device.reopen();
    assert_eq!(keys(&device, Table::Operations), Vec::<u8>::new());
}

#[test]
fn a_handle_that_let_go_says_so_and_loses_nothing() {
    let device = Device::new();
    block_on(device.write(pair(1), Durability::Relaxed)).unwrap();
    device.asked_to_close();
    assert_eq!(
        block_on(device.write(pair(2), Durability::Strict)),
        Err(StoreError::Closing)
    );
    assert_eq!(keys(&device.reopen(), Table::Operations), vec![1]);
}

#[test]
fn a_second_tab_takes_over_and_the_first_writes_no_more() {
    let first = Device::new();
    let second = first.reopen();
    let frozen = block_on(take_lease(&first)).unwrap();
    let awake = block_on(take_lease(&second)).unwrap();
    assert_eq!(
        block_on(first.write(pair(1).fenced(frozen), Durability::Strict)),
        Err(StoreError::Superseded { mine: 1, latest: 2 })
    );
    assert_eq!(
        block_on(second.write(pair(1).fenced(awake), Durability::Strict)),
        Ok(())
    );
}
