//! What two places keep when one loses everything, whenever the browser was killed.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use futures_executor::block_on;
use proptest::prelude::*;
use store::simulated::Device;
use store::twice::Twice;
use store::{Batch, Direction, Durability, Range, Store, StoreError, Table, take_lease};

type Rows = BTreeMap<(Table, Vec<u8>), Vec<u8>>;

/// A batch that puts, replaces and deletes, in more than one table.
fn batch(number: u8) -> Batch {
    let mut batch = Batch::new();
    batch.put(Table::Operations, [number], b"an operation");
    batch.put(Table::Arrivals, [number], [number]);
    batch.put(Table::Catalogue, b"page", [number]);
    batch.put(Table::Outbox, [number], b"waits");
    if let Some(sent) = number.checked_sub(2) {
        batch.delete(Table::Outbox, [sent]);
    }
    batch
}

fn after(mut rows: Rows, batch: &Batch) -> Rows {
    for change in batch.changes() {
        match change {
            store::Change::Put { table, key, value } => {
                rows.insert((*table, key.clone()), value.clone());
            }
            store::Change::Delete { table, key } => {
                rows.remove(&(*table, key.clone()));
            }
        }
    }
    rows
}

/// All rows, without who writes and how many batches there were.
fn rows(store: &impl Store) -> Rows {
    let mut all = Rows::new();
    let every = Range::all();
    for table in Table::ALL {
        let range = store.range(table, &every, None, Direction::Forward);
        for row in block_on(range).unwrap() {
            if table != Table::Meta {
                all.insert((table, row.key), row.value);
            }
        }
    }
    all
}

/// Does as much of something as happens in so many turns, and is killed then.
fn for_a_while<T>(act: impl Future<Output = T>, turns: u8) -> Option<T> {
    let mut act = pin!(act);
    let mut context = Context::from_waker(Waker::noop());
    for _ in 0..turns {
        if let Poll::Ready(done) = act.as_mut().poll(&mut context) {
            return Some(done);
        }
    }
    None
}

fn opened(first: &Device, second: &Device) -> (Twice<Device, Device>, bool) {
    block_on(Twice::open(first.reopen(), Ok(second.reopen()))).unwrap()
}

/// What happens between two batches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Loss {
    None,
    First,
    Second,
    Power(u64),
}

fn losses() -> impl Strategy<Value = Loss> {
    prop_oneof![
        Just(Loss::None),
        Just(Loss::First),
        Just(Loss::Second),
        any::<u64>().prop_map(Loss::Power),
    ]
}

proptest! {
    /// Invariant: whatever one place loses, and whenever the browser is killed, what was acknowledged is there, and the
    /// batch under way as a whole or not at all.
    #[test]
    fn nothing_acknowledged_is_lost_with_one_place(
        sessions in prop::collection::vec((1..4_u8, 0..20_u8, 0..60_u8, losses()), 1..8),
    ) {
        let (first, second) = (Device::new(), Device::new());
        let mut kept = Rows::new();
        let mut number = 0;
        for (writes, turns, opening_turns, loss) in sessions {
            // Killed while it opens, perhaps while rows are brought back; then opened in peace.
            let opening = Twice::open(first.reopen(), Ok(second.reopen()));
            drop(for_a_while(opening, opening_turns));
            let (store, _) = opened(&first, &second);
            prop_assert_eq!(rows(&store), kept.clone());
            let lease = block_on(take_lease(&store)).unwrap();
            for _ in 0..writes {
                number += 1;
                let next = batch(number).fenced(lease);
                kept = after(kept, &next);
                block_on(store.write(next, Durability::Strict)).unwrap();
                prop_assert_eq!(block_on(store.once_only()), None);
            }
            number += 1;
            let next = batch(number).fenced(lease);
            let with_it = after(kept.clone(), &next);
            let told = for_a_while(store.write(next, Durability::Strict), turns);
            drop(store);
            match loss {
                Loss::None => {}
                Loss::First => first.vanish(),
                Loss::Second => second.vanish(),
                Loss::Power(seed) => {
                    first.power_cut(seed);
                    second.power_cut(seed.wrapping_add(1));
                }
            }
            let (store, _) = opened(&first, &second);
            let found = rows(&store);
            if told.is_some() {
                prop_assert_eq!(&found, &with_it);
            } else {
                prop_assert!(found == kept || found == with_it, "{:?}", found);
            }
            kept = found;
        }
    }
}

#[test]
fn a_first_place_that_lost_everything_is_filled_out_of_the_second_and_that_is_told() {
    let (first, second) = (Device::new(), Device::new());
    let (store, brought_back) = opened(&first, &second);
    assert!(!brought_back);
    block_on(store.write(batch(1), Durability::Strict)).unwrap();
    let kept = rows(&store);
    first.vanish();
    let (store, brought_back) = opened(&first, &second);
    assert!(brought_back);
    assert_eq!(rows(&store), kept);
    let (_, again) = opened(&first, &second);
    assert!(!again);
}

#[test]
fn a_second_place_without_room_is_told_of_and_filled_in_the_next_session() {
    let (first, second) = (Device::new(), Device::new());
    second.fill(150);
    let (store, _) = opened(&first, &second);
    for number in 1..20 {
        block_on(store.write(batch(number), Durability::Strict)).unwrap();
    }
    assert_eq!(block_on(store.once_only()), Some(StoreError::Full));
    second.make_room();
    let (store, _) = opened(&first, &second);
    block_on(store.write(batch(20), Durability::Strict)).unwrap();
    assert_eq!(block_on(store.once_only()), None);
    assert_eq!(rows(&second.reopen()), rows(&first.reopen()));
}

#[test]
fn without_a_second_place_it_is_a_store_as_any_other() {
    let why = StoreError::Unavailable {
        why: "none".to_owned(),
    };
    let first = Device::new();
    let opened = block_on(Twice::<_, Device>::open(first, Err(why.clone())));
    let (store, _) = opened.unwrap();
    block_on(store.write(batch(1), Durability::Strict)).unwrap();
    assert_eq!(rows(&store), after(Rows::new(), &batch(1)));
    assert_eq!(block_on(store.once_only()), Some(why));
}

#[test]
fn what_was_wiped_does_not_come_back_even_out_of_a_place_that_could_not_be_reached() {
    let (first, second) = (Device::new(), Device::new());
    let (store, _) = opened(&first, &second);
    block_on(store.write(batch(1), Durability::Strict)).unwrap();
    second.asked_to_close();
    block_on(store.write(batch(2), Durability::Strict)).unwrap();
    block_on(store.wipe()).unwrap();
    let (store, brought_back) = opened(&first, &second);
    assert!(!brought_back);
    assert_eq!(rows(&store), Rows::new());
    block_on(store.write(batch(3), Durability::Strict)).unwrap();
    assert_eq!(rows(&second.reopen()), after(Rows::new(), &batch(3)));
}

#[test]
fn a_second_place_of_other_records_is_left_alone() {
    let (first, second) = (Device::new(), Device::new());
    let (store, _) = opened(&first, &second);
    for number in 1..9 {
        block_on(store.write(batch(number), Durability::Strict)).unwrap();
    }
    let others = rows(&second.reopen());
    // The first is lost, the second can't be reached, and somebody begins anew.
    first.vanish();
    let unreachable = StoreError::Unavailable {
        why: "not now".to_owned(),
    };
    let alone = block_on(Twice::<_, Device>::open(first.reopen(), Err(unreachable)));
    block_on(alone.unwrap().0.write(batch(20), Durability::Strict)).unwrap();
    for number in 21..40 {
        let (store, brought_back) = opened(&first, &second);
        assert!(!brought_back);
        block_on(store.write(batch(number), Durability::Strict)).unwrap();
        let why = block_on(store.once_only()).unwrap().why();
        assert!(why.contains("other records"), "{why}");
    }
    assert_eq!(rows(&second.reopen()), others);
    assert_eq!(rows(&first.reopen()).len(), 20 * 2 + 2 + 1);
}

/// Two tabs: who has not taken the store over still writes what needs no lease, such as a refused unlocking.
#[test]
fn two_tabs_count_their_batches_together() {
    let (first, second) = (Device::new(), Device::new());
    let (here, _) = opened(&first, &second);
    let (there, _) = opened(&first, &second);
    let mut kept = Rows::new();
    for number in 1..12 {
        let tab = if number % 3 == 0 { &there } else { &here };
        block_on(tab.write(batch(number), Durability::Strict)).unwrap();
        kept = after(kept, &batch(number));
    }
    first.vanish();
    let (store, _) = opened(&first, &second);
    assert_eq!(rows(&store), kept);
}
