//! What two places keep when one loses everything, whenever the browser was killed.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::pin::pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll, Waker};

use futures_executor::block_on;
use proptest::prelude::*;
use store::simulated::Device;
use store::twice::{History, Twice};
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
    block_on(Twice::open(
        first.reopen(),
        Ok(second.reopen()),
        by_chance(),
    ))
    .unwrap()
}

/// Both places with some batches, the first of them lost since; and what it held.
fn one_lost() -> (Device, Device, Rows) {
    let (first, second) = (Device::new(), Device::new());
    let (store, _) = opened(&first, &second);
    for number in 1..9 {
        block_on(store.write(batch(number), Durability::Strict)).unwrap();
    }
    let kept = rows(&store);
    drop(store);
    first.vanish();
    (first, second, kept)
}

/// A name that no other history has.
fn by_chance() -> History {
    static BEGUN: AtomicU64 = AtomicU64::new(1);
    let mut name = History::default();
    name[..8].copy_from_slice(&BEGUN.fetch_add(1, Ordering::Relaxed).to_be_bytes());
    name
}

fn unreachable() -> StoreError {
    StoreError::Unavailable {
        why: "not now".to_owned(),
    }
}

/// A session in which the second place can't be had.
fn alone(first: &Device) -> Twice<Device, Device> {
    let opened = Twice::open(first.reopen(), Err(unreachable()), by_chance());
    block_on(opened).unwrap().0
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
    #![proptest_config(ProptestConfig::with_cases(1_000))]

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
            let opening = Twice::open(first.reopen(), Ok(second.reopen()), by_chance());
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
    let first = Device::new();
    let store = alone(&first);
    block_on(store.write(batch(1), Durability::Strict)).unwrap();
    assert_eq!(rows(&store), after(Rows::new(), &batch(1)));
    assert_eq!(block_on(store.once_only()), Some(unreachable()));
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
    // The first is lost, the second can't be reached, and somebody begins anew with the same rows, as from a backup.
    first.vanish();
    for number in 1..3 {
        block_on(alone(&first).write(batch(number), Durability::Strict)).unwrap();
    }
    for number in 21..40 {
        let (store, brought_back) = opened(&first, &second);
        assert!(!brought_back);
        block_on(store.write(batch(number), Durability::Strict)).unwrap();
        let why = block_on(store.once_only()).unwrap().why();
        assert!(why.contains("other records"), "{why}");
    }
    assert_eq!(rows(&second.reopen()), others);
    let kept = (1..3).chain(21..40).map(batch);
    let kept = kept.fold(Rows::new(), |kept, batch| after(kept, &batch));
    assert_eq!(rows(&first.reopen()), kept);
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

/// What the two places ought to hold, by the rules and not by the code.
#[derive(Default)]
struct Model {
    first: Option<(u64, Rows)>,
    second: Option<(u64, Rows)>,
    histories: u64,
    /// Whether what is written goes to both in this session.
    both: bool,
}

impl Model {
    fn open(&mut self, reachable: bool) {
        if reachable && self.first.is_none() {
            self.first = self.second.clone();
        }
        let history = |place: &Option<(u64, Rows)>| place.as_ref().map(|(history, _)| *history);
        let (first, second) = (history(&self.first), history(&self.second));
        self.both = reachable && (second.is_none() || first == second);
    }

    fn rows(&self) -> Rows {
        self.first
            .as_ref()
            .map_or_else(Rows::new, |(_, rows)| rows.clone())
    }

    fn write(&mut self, batch: &Batch) {
        let rows = after(self.rows(), batch);
        let history = match &self.first {
            Some((history, _)) => *history,
            None => {
                self.histories += 1;
                self.histories
            }
        };
        self.first = Some((history, rows));
        if self.both {
            self.second = self.first.clone();
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    /// Invariant: an older copy, or one of another history, never takes the place of what was written since; also where the
    /// second place can't be reached for some sessions, and the store is begun anew meanwhile.
    #[test]
    fn no_older_copy_takes_the_place_of_what_was_written(
        sessions in prop::collection::vec((any::<bool>(), 0..4_u8, 0..20_u8, losses()), 1..12),
    ) {
        let (first, second) = (Device::new(), Device::new());
        let mut model = Model::default();
        let mut number = 0;
        for (reachable, writes, opening_turns, loss) in sessions {
            let store = if reachable {
                let opening = Twice::open(first.reopen(), Ok(second.reopen()), by_chance());
                drop(for_a_while(opening, opening_turns));
                opened(&first, &second).0
            } else {
                alone(&first)
            };
            model.open(reachable);
            prop_assert_eq!(rows(&store), model.rows());
            for _ in 0..writes {
                number += 1;
                block_on(store.write(batch(number), Durability::Strict)).unwrap();
                model.write(&batch(number));
                prop_assert_eq!(block_on(store.once_only()).is_none(), model.both);
            }
            match loss {
                Loss::None => {}
                Loss::First => {
                    first.vanish();
                    model.first = None;
                }
                Loss::Second => {
                    second.vanish();
                    model.second = None;
                }
                Loss::Power(seed) => {
                    first.power_cut(seed);
                    second.power_cut(seed.wrapping_add(1));
                }
            }
        }
    }
}

/// Whenever the bringing back breaks off, nobody works with half of the rows.
#[test]
fn what_is_half_brought_back_is_no_store() {
    for turns in 0..60 {
        let (first, second, kept) = one_lost();
        let opening = Twice::open(first.reopen(), Ok(second.reopen()), by_chance());
        drop(for_a_while(opening, turns));
        let without = Twice::<_, Device>::open(first.reopen(), Err(unreachable()), by_chance());
        match block_on(without) {
            Err(StoreError::Unavailable { why }) => assert!(why.contains("not now"), "{why}"),
            Err(other) => panic!("{other:?}"),
            Ok((store, _)) => {
                let found = rows(&store);
                assert!(found.is_empty() || found == kept, "{turns}: {found:?}");
            }
        }
        assert_eq!(rows(&opened(&first, &second).0), kept, "{turns}");
    }
}

/// Half of it, and nothing it could be filled from any more: an empty store, and what vanished is told by what is kept elsewhere.
#[test]
fn what_was_half_brought_back_when_the_second_vanished_too_is_empty() {
    for turns in 0..60 {
        let (first, second, kept) = one_lost();
        let opening = Twice::open(first.reopen(), Ok(second.reopen()), by_chance());
        drop(for_a_while(opening, turns));
        second.vanish();
        let (store, _) = opened(&first, &second);
        let found = rows(&store);
        assert!(found.is_empty() || found == kept, "{turns}: {found:?}");
        block_on(store.write(batch(20), Durability::Strict)).unwrap();
        assert_eq!(rows(&store), after(found, &batch(20)), "{turns}");
    }
}

/// A build that kept one copy did not count.
#[test]
fn rows_that_nobody_counted_are_copied_whole_with_the_first_batch() {
    let (first, second) = (Device::new(), Device::new());
    block_on(first.reopen().write(batch(1), Durability::Strict)).unwrap();
    let (store, brought_back) = opened(&first, &second);
    assert!(!brought_back);
    block_on(store.write(batch(2), Durability::Strict)).unwrap();
    let kept = rows(&store);
    assert_eq!(kept, after(after(Rows::new(), &batch(1)), &batch(2)));
    assert_eq!(rows(&second.reopen()), kept);
}

/// The tab outlives the loss, as when the browser only closes the connection: it neither writes into the empty store nor
/// takes the second copy for one that is too far.
#[test]
fn a_tab_that_outlived_the_loss_writes_nothing_before_it_is_brought_back() {
    let (first, second) = (Device::new(), Device::new());
    let (store, _) = opened(&first, &second);
    let lease = block_on(take_lease(&store)).unwrap();
    block_on(store.write(batch(1), Durability::Strict)).unwrap();
    let kept = rows(&store);
    block_on(first.reopen().wipe()).unwrap();
    for _ in 0..2 {
        let refused = block_on(store.write(batch(2), Durability::Strict));
        assert_eq!(refused, Err(StoreError::Gone));
    }
    let (again, brought_back) = opened(&first, &second);
    assert!(brought_back);
    assert_eq!(rows(&again), kept);
    let late = batch(2).fenced(lease);
    let refused = block_on(store.write(late, Durability::Strict));
    assert!(
        matches!(refused, Err(StoreError::Superseded { .. })),
        "{refused:?}"
    );
}

/// The second place breaks while the first is filled out of it: that is an error, and no store with half of its rows.
#[test]
fn what_can_not_be_brought_back_to_its_end_is_an_error() {
    let mut refused = 0;
    for turns in 0..60 {
        let (first, second, kept) = one_lost();
        let mut opening = pin!(Twice::open(
            first.reopen(),
            Ok(second.reopen()),
            by_chance()
        ));
        if for_a_while(opening.as_mut(), turns).is_some() {
            break;
        }
        second.asked_to_close();
        match block_on(opening) {
            Err(StoreError::Unavailable { why }) => {
                assert!(why.contains("being brought back"), "{why}");
                refused += 1;
            }
            Err(other) => panic!("{other:?}"),
            // It broke before it was begun, or after the last row was there.
            Ok((store, _)) => {
                let found = rows(&store);
                assert!(found.is_empty() || found == kept, "{turns}: {found:?}");
                block_on(store.write(batch(20), Durability::Strict)).unwrap();
                continue;
            }
        }
        assert_eq!(rows(&opened(&first, &second).0), kept, "{turns}");
    }
    assert!(refused > 5, "{refused}");
}

#[test]
fn leases_go_on_after_a_loss() {
    let (first, second) = (Device::new(), Device::new());
    let (store, _) = opened(&first, &second);
    let mut last = block_on(take_lease(&store)).unwrap();
    for _ in 0..9 {
        last = block_on(take_lease(&store)).unwrap();
    }
    block_on(store.write(batch(1).fenced(last), Durability::Strict)).unwrap();
    first.vanish();
    let (store, _) = opened(&first, &second);
    let next = block_on(take_lease(&store)).unwrap();
    assert!(next > last, "{next:?}");
}

#[test]
fn what_was_wiped_while_the_second_could_not_be_reached_goes_there_too() {
    let (first, second) = (Device::new(), Device::new());
    let (store, _) = opened(&first, &second);
    block_on(store.write(batch(1), Durability::Strict)).unwrap();
    block_on(alone(&first).wipe()).unwrap();
    let (store, _) = opened(&first, &second);
    block_on(store.write(batch(3), Durability::Strict)).unwrap();
    assert_eq!(rows(&store), after(Rows::new(), &batch(3)));
    assert_eq!(rows(&second.reopen()), rows(&store));
}
