//! The index that finds who a person could already be, in memory: records go in and out one by one, and a search
//! compares only those that share a key with what was typed.

mod keys;

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

pub use keys::Key;
pub(crate) use keys::keys;

use crate::compare::Agreement;
use crate::normal::Normal;
use crate::person::{Person, PersonId};
use crate::waterfall::{Band, Waterfall};
use crate::weights::{Frequencies, Model};

/// Most records that one key brings into a comparison. A key that more share is not searched through, and the result
/// says so.
pub const LARGEST_KEY: usize = 4_000;

/// A record that could be the person.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// Whose record.
    pub id: PersonId,
    /// Why, and how much.
    pub waterfall: Waterfall,
}

/// What a search found.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Found {
    /// Records at or above the review threshold, the likeliest first.
    pub candidates: Vec<Candidate>,
    /// How many records were compared.
    pub compared: usize,
    /// Keys so common that not all their records were compared. Another identifier makes the search whole.
    pub too_common: Vec<Key>,
}

/// The people of an index.
#[derive(Debug, Clone)]
pub struct Candidates {
    model: Model,
    slots: Vec<Option<(PersonId, Normal)>>,
    free: Vec<u32>,
    by_id: FxHashMap<PersonId, u32>,
    /// Hash of a key in the upper half, slot in the lower.
    postings: BTreeSet<u64>,
    frequencies: Frequencies,
}

impl Candidates {
    /// An empty index that weighs by `model`.
    #[must_use]
    pub fn new(model: Model) -> Self {
        Self {
            model,
            slots: Vec::new(),
            free: Vec::new(),
            by_id: FxHashMap::default(),
            postings: BTreeSet::new(),
            frequencies: Frequencies::default(),
        }
    }

    /// Puts a person in; a record that is there is replaced.
    pub fn insert(&mut self, id: PersonId, person: &Person) {
        self.remove(id);
        let normal = Normal::of(person);
        let slot = self.free.pop().unwrap_or_else(|| {
            self.slots.push(None);
            (self.slots.len() - 1) as u32
        });
        for (_, hash) in keys(&normal) {
            self.postings.insert(posting(hash, slot));
        }
        self.frequencies.add(&normal);
        self.by_id.insert(id, slot);
        self.slots[slot as usize] = Some((id, normal));
    }

    /// Takes a record out; whether it was there. A record merged into another is taken out, its names and numbers go
    /// into the surviving one's facts.
    pub fn remove(&mut self, id: PersonId) -> bool {
        let Some(slot) = self.by_id.remove(&id) else {
            return false;
        };
        if let Some((_, normal)) = self.slots[slot as usize].take() {
            for (_, hash) in keys(&normal) {
                self.postings.remove(&posting(hash, slot));
            }
            self.frequencies.remove(&normal);
        }
        self.free.push(slot);
        true
    }

    /// How many records there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.by_id.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.by_id.is_empty()
    }

    /// The weights in use.
    #[must_use]
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// Weighs by another model from now on.
    pub fn set_model(&mut self, model: Model) {
        self.model = model;
    }

    /// How common names are here.
    #[must_use]
    pub fn frequencies(&self) -> &Frequencies {
        &self.frequencies
    }

    /// The normal forms of a record.
    #[must_use]
    pub fn normal(&self, id: PersonId) -> Option<&Normal> {
        let slot = self.by_id.get(&id)?;
        self.slots[*slot as usize]
            .as_ref()
            .map(|(_, normal)| normal)
    }

    /// The normal forms of all records, in no order.
    pub fn normals(&self) -> impl Iterator<Item = (PersonId, &Normal)> {
        self.slots
            .iter()
            .flatten()
            .map(|(id, normal)| (*id, normal))
    }

    /// Everyone at or above the review threshold for what is known of `person`. Finds without counting identifiers: a
    /// search that can lead to a new record is [`crate::gate::Searched::search`].
    #[must_use]
    pub fn find(&self, person: &Person) -> Found {
        self.like(&Normal::of(person), None)
    }

    /// Possible duplicates of a record that is in the index.
    #[must_use]
    pub fn duplicates_of(&self, id: PersonId) -> Found {
        self.normal(id)
            .map(|normal| self.like(normal, Some(id)))
            .unwrap_or_default()
    }

    /// Two records of the index, explained.
    #[must_use]
    pub fn explain(&self, a: PersonId, b: PersonId) -> Option<Waterfall> {
        let (a, b) = self.normal(a).zip(self.normal(b))?;
        Some(Waterfall::of(a, b, &self.model, &self.frequencies))
    }

    fn like(&self, wanted: &Normal, but: Option<PersonId>) -> Found {
        let mut found = Found::default();
        let mut slots: Vec<u32> = Vec::new();
        for (key, hash) in keys(wanted) {
            let range = posting(hash, 0)..=posting(hash, u32::MAX);
            let before = slots.len();
            slots.extend(
                self.postings
                    .range(range)
                    .take(LARGEST_KEY + 1)
                    .map(|posting| *posting as u32),
            );
            if slots.len() - before > LARGEST_KEY {
                slots.truncate(before + LARGEST_KEY);
                if !found.too_common.contains(&key) {
                    found.too_common.push(key);
                }
            }
        }
        slots.sort_unstable();
        slots.dedup();
        found.compared = slots.len();
        for slot in slots {
            let Some((id, normal)) = &self.slots[slot as usize] else {
                continue;
            };
            if but == Some(*id) {
                continue;
            }
            let agreement = Agreement::of(wanted, normal);
            let total = self.model.total(&agreement, wanted, &self.frequencies);
            if Band::of(total) >= Band::Review {
                let waterfall = Waterfall::of(wanted, normal, &self.model, &self.frequencies);
                found.candidates.push(Candidate { id: *id, waterfall });
            }
        }
        found.candidates.sort_by(|a, b| {
            b.waterfall
                .total
                .total_cmp(&a.waterfall.total)
                .then(a.id.cmp(&b.id))
        });
        found
    }
}

fn posting(hash: u32, slot: u32) -> u64 {
    u64::from(hash) << 32 | u64::from(slot)
}

/// All pairs of `people`, by position, that share a key which at most `largest` of them share: what a clean-up of a
/// whole index compares.
#[must_use]
pub fn keyed_pairs(people: &[Normal], largest: usize) -> Vec<(u32, u32)> {
    let mut all: Vec<(u32, u32)> = Vec::new();
    for (position, person) in people.iter().enumerate() {
        all.extend(
            keys(person)
                .into_iter()
                .map(|(_, hash)| (hash, position as u32)),
        );
    }
    all.sort_unstable();
    let mut pairs = Vec::new();
    for block in all
        .chunk_by(|a, b| a.0 == b.0)
        .filter(|block| block.len() <= largest)
    {
        for (first, (_, a)) in block.iter().enumerate() {
            pairs.extend(block[first + 1..].iter().map(|(_, b)| (*a, *b)));
        }
    }
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}
