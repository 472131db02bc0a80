//! Devices that write without seeing each other, and operations that arrive in any order, more than once, out of old
//! copies: whatever happens, every replica comes out the same and nothing that nobody replaced is gone.

mod world;

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use records::{Applied, Break, Field, Kind, Log, OpId, Recorded, Value, check};

use world::{Step, World, steps};

/// All operations of a world, put in an order by `keys`.
fn shuffled(world: &World, keys: &[u32]) -> Vec<Recorded> {
    let mut all: Vec<(u32, Recorded)> = world
        .everything()
        .into_iter()
        .enumerate()
        .map(|(place, recorded)| {
            (
                keys[place % keys.len()].rotate_left(place as u32 % 31),
                recorded,
            )
        })
        .collect();
    all.sort_by_key(|(key, recorded)| (*key, recorded.id));
    all.into_iter().map(|(_, recorded)| recorded).collect()
}

fn replica(operations: impl IntoIterator<Item = Recorded>) -> Log {
    let mut log = Log::new(Kind::Encounter);
    for recorded in operations {
        log.insert(recorded);
    }
    log
}

/// What stands in each field by the definition: every value that no operation has replaced.
fn by_definition(operations: &[Recorded]) -> BTreeMap<Field, BTreeSet<(OpId, Value)>> {
    let mut fields: BTreeMap<Field, BTreeSet<(OpId, Value)>> = BTreeMap::new();
    for recorded in operations {
        for change in &recorded.operation.changes {
            let replaced = operations.iter().any(|other| {
                other
                    .operation
                    .changes
                    .iter()
                    .any(|c| c.field == change.field && c.replaces.contains(&recorded.id))
            });
            let values = fields.entry(change.field.clone()).or_default();
            if !replaced {
                values.insert((recorded.id, change.value.clone()));
            }
        }
    }
    fields
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    /// Invariant 2: all replicas converge whatever the order of delivery, duplicates included.
    #[test]
    fn any_order_of_delivery_comes_out_the_same(
        steps in steps(4),
        keys in proptest::collection::vec(any::<u32>(), 8..40),
        again in proptest::collection::vec(any::<prop::sample::Index>(), 0..10),
    ) {
        let world = World::play(4, &steps);
        let all = world.everything();
        let expected = replica(all.clone());
        prop_assert_eq!(expected.waiting().count(), 0);
        let mut order = shuffled(&world, &keys);
        if !order.is_empty() {
            for index in again {
                let twice = order[index.index(order.len())].clone();
                order.push(twice);
            }
        }
        let other = replica(order);
        prop_assert_eq!(other.waiting().count(), 0);
        prop_assert_eq!(other.state(), expected.state());
        prop_assert_eq!(other.history(""), expected.history(""));
    }

    /// Invariant 3: each concurrent value is visible, or replaced by an operation that had seen it.
    #[test]
    fn nothing_disappears_that_nobody_has_seen(steps in steps(3)) {
        let world = World::play(3, &steps);
        let all = world.everything();
        let log = replica(all.clone());
        for (field, values) in by_definition(&all) {
            let live: BTreeSet<(OpId, Value)> = log
                .state()
                .register(&field)
                .map(|register| register.live().iter().map(|live| (live.op, live.value.clone())).collect())
                .unwrap_or_default();
            prop_assert_eq!(live, values, "{}", field);
        }
        for recorded in &all {
            for change in &recorded.operation.changes {
                for replaced in &change.replaces {
                    prop_assert!(log.state().had_seen(*replaced, recorded.id));
                }
            }
        }
    }

    /// Pairs flagged as parallel are exactly those of which neither had seen the other.
    #[test]
    fn parallel_means_that_neither_had_seen_the_other(steps in steps(3)) {
        let all = World::play(3, &steps).everything();
        let log = replica(all.clone());
        let state = log.state();
        let mut expected = BTreeSet::new();
        for a in &all {
            for b in &all {
                if a.id < b.id && !state.had_seen(a.id, b.id) && !state.had_seen(b.id, a.id) {
                    expected.insert((a.id, b.id));
                }
            }
        }
        let found: BTreeSet<_> = state.parallels().into_iter().map(|pair| (pair.one, pair.other)).collect();
        prop_assert_eq!(found, expected);
    }

    /// An operation whose parents have not come waits, is kept, and takes its place when they come.
    #[test]
    fn what_comes_too_early_waits(steps in steps(3), drop in any::<prop::sample::Index>()) {
        let all = World::play(3, &steps).everything();
        prop_assume!(!all.is_empty());
        let held = all[drop.index(all.len())].clone();
        let mut log = Log::new(Kind::Encounter);
        for recorded in all.iter().filter(|recorded| recorded.id != held.id) {
            log.insert(recorded.clone());
        }
        prop_assert_eq!(log.operations().len() + log.waiting().count(), all.len() - 1);
        for waiting in log.waiting() {
            prop_assert!(log.state().register(&waiting.operation.changes[0].field)
                .is_none_or(|register| register.live().iter().all(|live| live.op != waiting.id)));
        }
        prop_assert_eq!(log.insert(held), Applied::Now);
        let whole = replica(all);
        prop_assert_eq!(log.state(), whole.state());
    }

    /// A checkpoint and what came after it give the same as all operations from the first.
    #[test]
    fn a_checkpoint_is_only_a_cache(steps in steps(3), cut in any::<prop::sample::Index>()) {
        let all = World::play(3, &steps).everything();
        let whole = replica(all.clone());
        let applied = whole.operations();
        let cut = cut.index(applied.len() + 1);
        let before = replica(applied[..cut].to_vec());
        let bytes = postcard::to_stdvec(before.state()).expect("a state is written");
        let mut state: records::State = postcard::from_bytes(&bytes).expect("and read");
        prop_assert_eq!(&state, before.state());
        for recorded in &applied[cut..] {
            prop_assert_eq!(state.apply(recorded), Applied::Now);
        }
        prop_assert_eq!(&state, whole.state());
    }

    /// Devices that came back from an old copy of themselves: both branches count, and the fork is named.
    #[test]
    fn a_cloned_profile_loses_nothing_and_is_named(steps in steps(2), more in steps(2), other in steps(2)) {
        let mut world = World::play(2, &steps);
        let mut copy = world.clone();
        world.go_on(&more);
        // The copy is used by somebody else at another time: what it writes differs.
        copy.shift_clock(1_000_000);
        copy.go_on(&other);
        let mut all = world.everything();
        all.extend(copy.everything());
        let log = replica(all.clone());
        let ids: BTreeSet<OpId> = all.iter().map(|recorded| recorded.id).collect();
        prop_assert_eq!(log.operations().len(), ids.len(), "nothing is taken for a duplicate of something else");
        let backwards = replica(all.iter().rev().cloned());
        prop_assert_eq!(backwards.state(), log.state());
        let forked = ids.iter().any(|id| !world.has(*id)) && ids.iter().any(|id| !copy.has(*id));
        let breaks = check(log.operations(), &BTreeMap::new());
        let named = breaks.iter().any(|found| matches!(found, Break::Forked { .. }));
        let same_device = breaks.iter().all(|found| matches!(found, Break::Forked { .. }));
        prop_assert!(same_device, "{breaks:?}");
        // A fork shows where one device wrote on both branches.
        if world.sequences().iter().any(|(device, n)| {
            let before = World::play(2, &steps).sequences().get(device).copied().unwrap_or(0);
            *n > before && copy.sequences().get(device).is_some_and(|m| *m > before)
        }) {
            prop_assert!(named && forked);
        }
    }

    /// Any operation taken out of a device's chain is missed, wherever it stood.
    #[test]
    fn an_operation_taken_out_is_missed(steps in steps(2), drop in any::<prop::sample::Index>()) {
        let world = World::play(2, &steps);
        let all = world.everything();
        prop_assume!(!all.is_empty());
        prop_assert_eq!(check(&all, &world.sequences()), Vec::new());
        let dropped = &all[drop.index(all.len())];
        let rest: Vec<Recorded> = all.iter().filter(|recorded| recorded.id != dropped.id).cloned().collect();
        let (device, sequence) = (dropped.operation.device, dropped.operation.sequence);
        prop_assert_eq!(
            check(&rest, &world.sequences()),
            vec![Break::Missing { device, from: sequence, to: sequence }]
        );
    }
}

#[test]
fn a_plain_example() {
    let world = World::play(
        2,
        &[
            Step::Set {
                device: 0,
                field: 0,
                value: 1,
            },
            Step::Sync { from: 0, to: 1 },
            Step::Set {
                device: 0,
                field: 0,
                value: 2,
            },
            Step::Set {
                device: 1,
                field: 0,
                value: 3,
            },
            Step::Set {
                device: 1,
                field: 1,
                value: 3,
            },
        ],
    );
    let log = replica(world.everything());
    let conflicts = log.state().conflicts();
    assert_eq!(conflicts.len(), 1, "{conflicts:?}");
    assert_eq!(conflicts[0].values.len(), 2);
    assert_eq!(
        log.state().parallels().len(),
        2,
        "the third saw the second of its own device"
    );
}
