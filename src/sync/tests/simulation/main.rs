//! Devices, a server, the line between them and time, in one thread out of one seed. Everything goes wrong that can; after every
//! step it is looked whether anything was lost, and at the end whether all have the same.
//!
//! A seed that fails is named, and `cargo xtask simulate --seed N` runs it alone and tells each step; `cargo xtask simulate
//! --seeds N` runs that many instead of the usual.
#![allow(clippy::unwrap_used)]

mod bugs;
mod device;
mod disk;
mod faults;
mod world;

use std::collections::BTreeMap;
use std::ops::Range;
use std::panic::resume_unwind;

use bugs::Bug;
use faults::Fault;
use world::World;

/// Seeds of a usual run.
const SEEDS: u64 = 400;
/// Seeds in which a planted bug has to be found.
const BUG_SEEDS: u64 = SEEDS;
/// Seeds that have failed once.
const CORPUS: [u64; 1] = [10_262];

fn from_environment(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// What was done, and what went wrong in it.
#[derive(Debug, Default)]
struct Figures {
    seeds: u64,
    steps: u64,
    violations: u64,
    /// The most requests of one device in a minute without a line.
    most_blind: usize,
    /// And for nothing, beyond those that a hint, a row or a start gave cause for.
    most_idle: usize,
    faults: BTreeMap<Fault, u64>,
}

/// Runs every so-manieth seed.
fn some(seeds: Range<u64>, first: usize, step: usize) -> Figures {
    let mut figures = Figures::default();
    for seed in CORPUS.into_iter().chain(seeds).skip(first).step_by(step) {
        let mut world = World::new(seed, None, false);
        if let Err(broken) = world.run() {
            println!("seed {seed}: {broken}\nreplay: cargo xtask simulate --seed {seed}");
            figures.violations += 1;
        }
        figures.seeds += 1;
        figures.steps += world.steps();
        let (blind, idle) = world.most_asked();
        figures.most_blind = figures.most_blind.max(blind);
        figures.most_idle = figures.most_idle.max(idle);
        for (fault, count) in world.faults() {
            *figures.faults.entry(*fault).or_default() += count;
        }
    }
    figures
}

#[test]
fn nothing_is_lost_and_all_have_the_same_in_the_end() {
    let count = from_environment("SYNC_SEEDS").unwrap_or(SEEDS);
    let from = from_environment("SYNC_FROM").unwrap_or_default();
    let threads = std::thread::available_parallelism().map_or(1, Into::into);
    let all = std::thread::scope(|scope| {
        let parts: Vec<_> = (0..threads)
            .map(|first| scope.spawn(move || some(from..from + count, first, threads)))
            .collect();
        let mut all = Figures::default();
        for part in parts {
            let part = part.join().unwrap_or_else(|panic| resume_unwind(panic));
            all.seeds += part.seeds;
            all.steps += part.steps;
            all.violations += part.violations;
            all.most_blind = all.most_blind.max(part.most_blind);
            all.most_idle = all.most_idle.max(part.most_idle);
            for (fault, times) in part.faults {
                *all.faults.entry(fault).or_default() += times;
            }
        }
        all
    });
    println!("{all:?}");
    assert_eq!(all.violations, 0, "each is named above with its seed");
    if count >= SEEDS {
        for fault in Fault::ALL {
            assert!(all.faults.contains_key(fault), "{fault:?} never happened");
        }
    }
}

/// The simulation sees what it is there to see.
#[test]
fn each_planted_bug_is_found() {
    let first_of = |bug: Bug| {
        let seeds = (0..BUG_SEEDS).map(|seed| (seed, World::new(seed, Some(bug), false).run()));
        seeds
            .filter_map(|(seed, ran)| Some((seed, ran.err()?)))
            .next()
    };
    let mut missed = Vec::new();
    for bug in Bug::ALL {
        match first_of(*bug) {
            Some((seed, why)) => println!("{bug:?}: seed {seed}: {why:.160}"),
            None => missed.push(bug),
        }
    }
    assert!(missed.is_empty(), "not found: {missed:?}");
}

#[test]
fn one_seed() {
    let Some(seed) = from_environment("SYNC_SEED") else {
        return;
    };
    let mut world = World::new(seed, None, true);
    world.run().unwrap();
}
