//! Estimating weights from records whose duplicates nobody has marked, so that a facility can fit them to its own.
//!
//! *u* comes from random pairs, of which next to none are one person. *m* comes from expectation-maximisation (Dempster,
//! Laird, Rubin 1977; Winkler 1988 for linkage) over pairs that share a key, twice with keys of different fields: a
//! field that the key is made of is left out of that run, since all its pairs agree on it. The weights of
//! [`Field::Pattern`] are no shares of independent pairs and stay as they are.

use rustc_hash::FxHashMap;
use serde::Serialize;

use super::{Frequencies, Model, REVIEW, Shares};
use crate::candidates::{Key, keys};
use crate::compare::{Agreement, FIELDS, Field};
use crate::normal::Normal;
use crate::sampling::Numbers;

/// Fewest records from which anything is estimated.
pub const FEWEST_RECORDS: usize = 1_000;
/// Random pairs for u.
const RANDOM_PAIRS: usize = 400_000;
/// A key that more records share than this would fill the run with strangers.
const LARGEST_BLOCK: usize = 100;
/// Passes after which a run ends in any case.
const MOST_PASSES: u32 = 200;
/// A run has come to rest when no share moves by more.
const AT_REST: f64 = 1e-6;

/// The two runs: which keys make its pairs, and which fields these keys are made of.
const RUNS: [(&[Key], &[Field]); 2] = [
    (&[Key::BirthDay], &[Field::Birth]),
    (
        &[Key::FamilyGiven],
        &[Field::Family, Field::Given, Field::Middle, Field::Sex],
    ),
];

/// What was estimated, and from how much.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Estimate {
    /// The new weights.
    pub model: Model,
    /// Records used.
    pub records: usize,
    /// Random pairs compared.
    pub random_pairs: usize,
    /// Pairs of a shared key compared, in both runs.
    pub keyed_pairs: usize,
    /// Passes of each run.
    pub passes: [u32; 2],
    /// Whether both runs came to rest. If not, the model is not to be used.
    pub at_rest: bool,
}

/// Too little to estimate from.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{records} records are too few to estimate weights from, since shares of rare agreements would be guesses; where: the index; fix: keep the shipped weights until there are {FEWEST_RECORDS}"
)]
pub struct TooFewRecords {
    /// How many there are.
    pub records: usize,
}

/// Estimates weights from `people`; what can't be learned from them stays as `start` has it. The same `seed` gives the
/// same result.
///
/// # Errors
/// [`TooFewRecords`].
pub fn estimate(people: &[Normal], start: &Model, seed: u64) -> Result<Estimate, TooFewRecords> {
    if people.len() < FEWEST_RECORDS {
        return Err(TooFewRecords {
            records: people.len(),
        });
    }
    let mut fields = start.fields.clone();
    for (field, u) in learned().zip(random_agreement(people, start, seed)) {
        if let Some(u) = u {
            fields[field as usize].u = u;
        }
    }
    let mut estimate = Estimate {
        model: Model {
            source: "estimated from this facility's records".to_owned(),
            prior: start.prior,
            fields,
        },
        records: people.len(),
        random_pairs: RANDOM_PAIRS,
        keyed_pairs: 0,
        passes: [0; 2],
        at_rest: true,
    };
    let mut learned_m: [Vec<Vec<f64>>; FIELDS] = Default::default();
    let mut pairs_of_one = 0.0f64;
    for (run, (keys, spent)) in RUNS.iter().enumerate() {
        let patterns = keyed_agreement(people, keys);
        estimate.keyed_pairs += patterns.values().sum::<u32>() as usize;
        let maximised = maximise(&patterns, &estimate.model, spent);
        estimate.passes[run] = maximised.passes;
        estimate.at_rest &= maximised.at_rest;
        pairs_of_one = pairs_of_one.max(maximised.pairs_of_one);
        for field in learned().filter(|field| !spent.contains(field)) {
            if let Some(m) = &maximised.m[field as usize] {
                learned_m[field as usize].push(m.clone());
            }
        }
    }
    for (shares, learned) in estimate.model.fields.iter_mut().zip(&learned_m) {
        if let Some(m) = mean(learned) {
            shares.m = m;
        }
    }
    let all_pairs = people.len() as f64 * (people.len() - 1) as f64 / 2.0;
    if pairs_of_one > 0.5 {
        estimate.model.prior = (pairs_of_one / all_pairs).min(0.5);
    }
    Ok(estimate)
}

/// The fields whose shares are learned.
fn learned() -> impl Iterator<Item = Field> {
    Field::ALL
        .into_iter()
        .filter(|field| *field != Field::Pattern)
}

/// By learned field: the share of random pairs at each level; `None` where hardly a pair says anything.
fn random_agreement(people: &[Normal], start: &Model, seed: u64) -> Vec<Option<Vec<f64>>> {
    let mut numbers = Numbers::seeded(seed);
    let mut counts = counters();
    let unknown = Frequencies::default();
    for _ in 0..RANDOM_PAIRS {
        let a = numbers.below(people.len());
        let b = numbers.below(people.len());
        if a == b {
            continue;
        }
        let agreement = Agreement::of(&people[a], &people[b]);
        // In a small index chance does meet a person's second record now and then.
        if start.total(&agreement, &people[a], &unknown) < REVIEW {
            count(&mut counts, &agreement, 1.0);
        }
    }
    learned()
        .map(|field| shares(&counts[field as usize]))
        .collect()
}

fn counters() -> Vec<Vec<f64>> {
    Field::ALL
        .iter()
        .map(|field| vec![0.0; field.levels().len()])
        .collect()
}

fn count(counts: &mut [Vec<f64>], agreement: &Agreement, weight: f64) {
    for (counts, level) in counts.iter_mut().zip(agreement.0) {
        if let Some(level) = level {
            counts[usize::from(level)] += weight;
        }
    }
}

/// Counts as shares; half a pair is added to each level, so that none is impossible.
pub(crate) fn shares(counts: &[f64]) -> Option<Vec<f64>> {
    let total: f64 = counts.iter().sum();
    let all = total + 0.5 * counts.len() as f64;
    (total >= 20.0).then(|| counts.iter().map(|count| (count + 0.5) / all).collect())
}

/// How often each pattern of agreement occurs among pairs that share a key.
fn keyed_agreement(people: &[Normal], wanted: &[Key]) -> FxHashMap<Agreement, u32> {
    let mut all: Vec<(u32, u32)> = Vec::new();
    for (position, person) in people.iter().enumerate() {
        for (key, hash) in keys(person) {
            if wanted.contains(&key) {
                all.push((hash, position as u32));
            }
        }
    }
    all.sort_unstable();
    let mut patterns: FxHashMap<Agreement, u32> = FxHashMap::default();
    for block in all
        .chunk_by(|a, b| a.0 == b.0)
        .filter(|block| block.len() <= LARGEST_BLOCK)
    {
        for (first, (_, a)) in block.iter().enumerate() {
            for (_, b) in &block[first + 1..] {
                let agreement = Agreement::of(&people[*a as usize], &people[*b as usize]);
                *patterns.entry(agreement).or_default() += 1;
            }
        }
    }
    patterns
}

struct Maximised {
    m: [Option<Vec<f64>>; FIELDS],
    pairs_of_one: f64,
    passes: u32,
    at_rest: bool,
}

/// Expectation-maximisation of m and of the share of pairs of one person, u held still.
fn maximise(patterns: &FxHashMap<Agreement, u32>, start: &Model, spent: &[Field]) -> Maximised {
    let used: Vec<Field> = learned().filter(|field| !spent.contains(field)).collect();
    let pairs: f64 = patterns.values().map(|count| f64::from(*count)).sum();
    // The order of a hash map is no order: sums are made in one of their own, so that a seed gives one result.
    let mut patterns: Vec<(&Agreement, f64)> =
        patterns.iter().map(|(a, n)| (a, f64::from(*n))).collect();
    patterns.sort_unstable_by_key(|(agreement, _)| agreement.0);
    let mut m: Vec<Vec<f64>> = start.fields.iter().map(|shares| shares.m.clone()).collect();
    let mut share_of_one = 0.1f64;
    let mut out = Maximised {
        m: Default::default(),
        pairs_of_one: 0.0,
        passes: 0,
        at_rest: false,
    };
    if pairs < 20.0 {
        out.at_rest = true;
        return out;
    }
    while out.passes < MOST_PASSES && !out.at_rest {
        out.passes += 1;
        let mut counts = counters();
        let mut of_one = 0.0;
        for (agreement, number) in &patterns {
            let ratio: f64 = used
                .iter()
                // Twins and namesakes would be learned from as pairs of one person.
                .chain([&Field::Pattern])
                .filter_map(|field| {
                    let level = usize::from(agreement.level(*field)?);
                    Some(m[*field as usize][level] / start.fields[*field as usize].u[level])
                })
                .product();
            let odds = ratio * share_of_one / (1.0 - share_of_one);
            let probability = odds / (1.0 + odds);
            of_one += probability * number;
            count(&mut counts, agreement, probability * number);
        }
        let mut moved = (of_one / pairs - share_of_one).abs();
        share_of_one = (of_one / pairs).clamp(1e-9, 1.0 - 1e-9);
        for field in &used {
            let field = *field as usize;
            if let Some(new) = shares(&counts[field]) {
                let change = new
                    .iter()
                    .zip(&m[field])
                    .map(|(new, old)| (new - old).abs());
                moved = change.fold(moved, f64::max);
                m[field] = new.clone();
                out.m[field] = Some(new);
            }
        }
        out.pairs_of_one = of_one;
        out.at_rest = moved < AT_REST;
    }
    out
}

/// The mean of the runs' shares.
fn mean(runs: &[Vec<f64>]) -> Option<Vec<f64>> {
    let first = runs.first()?;
    let level =
        |level| runs.iter().map(|run: &Vec<f64>| run[level]).sum::<f64>() / runs.len() as f64;
    Some((0..first.len()).map(level).collect())
}

/// Shares as a field keeps them.
impl Shares {
    /// Shares counted over pairs whose truth is known.
    #[must_use]
    pub fn counted(m: &[f64], u: &[f64]) -> Option<Self> {
        Some(Self {
            m: shares(m)?,
            u: shares(u)?,
        })
    }
}
