//! Reading a query: which words of the vocabulary each typed word may be, and which phrases of the lexicon it holds.
//!
//! The result is a plan of slots. Each typed word is a slot that wants to be found; the words that a phrase stands
//! for are slots of their own, which count for the typed words they explain.

use super::build::Index;
use super::words;
use crate::System;

mod fragments;
mod phrases;
mod readings;

use fragments::code_fragments;
use readings::{is_procedure_word, readings};

/// Most typed words that are looked at; the rest of a pasted text is left out.
const MOST_TYPED: usize = 14;
/// Most slots.
pub(super) const MOST_SLOTS: usize = 64;

/// Whether a word is wanted, or its absence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    Present,
    Absent,
    /// Stands near a negation: both will do.
    Either,
}

/// How a typed word was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    Exact,
    Beginning,
    SameRoot,
    Spelling,
    Unknown,
}

/// A word to be found.
#[derive(Debug, Clone)]
pub(super) struct Slot {
    /// As typed, in normal form; empty for a word of an expansion.
    pub typed: String,
    pub weight: f32,
    /// Weight in the first, coarse pass.
    pub coarse: f32,
    /// Slots of one group count once in the coarse pass.
    pub group: u8,
    pub wanted: Wanted,
    pub reading: Reading,
    /// Likeliest word of the vocabulary.
    pub best: Option<u16>,
}

/// A phrase of the lexicon found in the query.
#[derive(Debug, Clone)]
pub(super) struct Use {
    /// Number of the meaning, or `None` for a beginning of a code or two words written as one.
    pub meaning: Option<u32>,
    /// Bits of the typed slots it explains.
    pub explains: u32,
    pub quality: f32,
    /// Slots of the words of each expansion.
    pub expansions: Vec<Vec<u8>>,
    pub targets: Vec<core::ops::Range<u32>>,
}

/// What is to be looked for.
#[derive(Debug, Clone, Default)]
pub(super) struct Plan {
    pub slots: Vec<Slot>,
    /// The first slots are typed words, the others words of expansions.
    pub typed: usize,
    /// Word, slot, likeness; sorted by word.
    pub readings: Vec<(u16, u8, f32)>,
    pub uses: Vec<Use>,
    /// The set that the words speak for; `None` if for either.
    pub set: Option<System>,
}

impl Plan {
    /// Reads `text`.
    pub(super) fn read(index: &Index, text: &str) -> Self {
        let mut plan = Self {
            set: Some(System::Cm),
            ..Self::default()
        };
        let (rest, fragments) = code_fragments(index, text);
        let mut negation = 0u8;
        let mut adjacent: Vec<(usize, usize)> = Vec::new();
        let unfinished_end = !rest.ends_with(' ');
        let typed = words::query_words(&rest);
        let count = typed.len();
        for (at, word) in typed.into_iter().enumerate() {
            if words::is_negation(&word.text) {
                negation = 3;
                continue;
            }
            let last = at + 1 == count;
            if words::is_filler(&word.text) && !(last && unfinished_end && plan.slots.is_empty()) {
                if negation == 2 && matches!(word.text.as_str(), "or" | "and") {
                    negation = 3;
                }
                continue;
            }
            if plan.slots.len() == MOST_TYPED || plan.slots.iter().any(|s| s.typed == word.text) {
                continue;
            }
            let wanted = match negation {
                3 => Wanted::Absent,
                2 => Wanted::Either,
                _ => Wanted::Present,
            };
            negation = negation.saturating_sub(1);
            let slot = plan.slots.len();
            if slot > 0 {
                adjacent.push((slot - 1, slot));
            }
            plan.typed_word(index, word.text, wanted, last && unfinished_end);
        }
        plan.typed = plan.slots.len();
        for (range, shown) in fragments {
            if plan.typed < MOST_TYPED {
                // A beginning of a code among words: a slot of its own that only its codes fill.
                plan.slots.insert(
                    plan.typed,
                    Slot {
                        typed: shown,
                        weight: 7.0,
                        coarse: 7.0,
                        group: 31,
                        wanted: Wanted::Present,
                        reading: Reading::Exact,
                        best: None,
                    },
                );
                plan.uses.push(Use {
                    meaning: None,
                    explains: 1 << plan.typed,
                    quality: 1.0,
                    expansions: Vec::new(),
                    targets: vec![range],
                });
                plan.typed += 1;
            }
        }
        plan.written_as_one(index, &adjacent);
        plan.trimester(index, &adjacent);
        plan.phrases(index);
        plan.readings
            .sort_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)).then(b.2.total_cmp(&a.2)));
        plan.readings.dedup_by_key(|r| (r.0, r.1));
        plan
    }

    /// Adds the slot of a typed word with everything it may be.
    fn typed_word(&mut self, index: &Index, typed: String, wanted: Wanted, last: bool) {
        let found = readings(index, &typed, last);
        let reading = found.first().map_or(Reading::Unknown, |r| r.2);
        let exact = found.first().is_some_and(|r| r.2 == Reading::Exact);
        let known: usize = found
            .iter()
            .filter(|r| !exact || r.2 == Reading::Exact)
            .map(|r| index.postings_of(r.0).len())
            .sum();
        let weight = if found.is_empty() {
            3.0
        } else if known == 0 {
            6.0
        } else {
            #[allow(clippy::cast_precision_loss)]
            let share = index.nodes.len() as f32 / (known as f32 + 3.0);
            share.ln().clamp(1.2, 7.0)
        };
        #[allow(clippy::cast_possible_truncation)]
        let slot = self.slots.len() as u8;
        if is_procedure_word(&typed) {
            self.set = Some(System::Pcs);
        }
        for &(word, likeness, _) in &found {
            self.readings.push((word, slot, likeness));
        }
        let best = found.first().map(|r| r.0);
        self.slots.push(Slot {
            typed,
            weight,
            coarse: weight,
            group: slot,
            wanted,
            reading,
            best,
        });
    }

    /// Sum of the weights of the typed slots in `bits`.
    pub(super) fn weight_of(&self, bits: u32) -> f32 {
        (0..self.typed)
            .filter(|s| bits & 1 << s != 0)
            .map(|s| self.slots[s].weight)
            .sum()
    }
}
