//! How well a code answers a query.
//!
//! A code earns the weight of every typed word that its title, its inclusion terms or those above it hold, or that a
//! phrase of the lexicon says it means; it pays for words nobody asked for. The best single text counts most, so
//! that a code whose inclusion term is what was typed comes before one that holds the words scattered.

use super::build::{ASIDE, Index, NEGATED, NONE};
use super::noise;
use super::plan::{MOST_SLOTS, Plan, Wanted};

/// The score of a code and what earned it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Scored {
    pub node: u32,
    pub score: f32,
    /// The text that answered best; the title if it is the first field of the node.
    pub field: u32,
    /// The use of a phrase that counted most.
    pub used: Option<u8>,
    /// Bits of typed words that were found nowhere.
    pub missing: u32,
}

/// Points lost when a word that is to be absent is there.
const CONTRADICTED: f32 = 9.0;
/// Most that unasked words can cost.
const MOST_NOISE: f32 = 32.0;

type Found = [f32; MOST_SLOTS];

/// What a plan needs to score quickly: which readings each word of the vocabulary has.
pub(super) struct Scorer<'i> {
    index: &'i Index,
    plan: &'i Plan,
    /// For each word, one more than its first reading, 0 for none.
    first: &'i [u16],
    whole: f32,
}

struct Text {
    noise: f32,
    contradicted: f32,
    any: bool,
}

impl<'i> Scorer<'i> {
    pub(super) fn new(index: &'i Index, plan: &'i Plan, first: &'i [u16]) -> Self {
        let whole = plan.slots[..plan.typed]
            .iter()
            .map(|s| s.weight)
            .sum::<f32>()
            .max(0.1);
        Self {
            index,
            plan,
            first,
            whole,
        }
    }

    /// Reads a field into `found`.
    fn text(&self, field: usize, found: &mut Found) -> Text {
        let mut text = Text {
            noise: 0.0,
            contradicted: 0.0,
            any: false,
        };
        let mut aside = false;
        for &word in self.index.field_words(field) {
            if word == ASIDE {
                aside = !aside;
                continue;
            }
            let plain = word & !NEGATED;
            let absent = word & NEGATED != 0;
            let cost = if aside {
                0.0
            } else {
                noise::here(&self.index.noise, word)
            };
            let first = self.first[usize::from(plain)];
            if first == 0 {
                text.noise += cost;
                continue;
            }
            let mut best = 0.0f32;
            for &(w, slot, likeness) in &self.plan.readings[usize::from(first) - 1..] {
                if w != plain {
                    break;
                }
                let slot = usize::from(slot);
                let likeness = match (self.plan.slots[slot].wanted, absent) {
                    (Wanted::Present, false) | (Wanted::Absent, true) | (Wanted::Either, _) => {
                        likeness
                    }
                    (Wanted::Present, true) => likeness * 0.35,
                    (Wanted::Absent, false) => {
                        if slot < self.plan.typed {
                            text.contradicted = CONTRADICTED;
                        }
                        0.0
                    }
                };
                text.any = true;
                best = best.max(likeness);
                found[slot] = found[slot].max(likeness);
            }
            if cost > 0.0 {
                text.noise += cost * (1.0 - best);
            }
        }
        text
    }

    /// Weight of the typed words that `found` explains, and the use that explains most beyond the words themselves.
    fn cover(&self, found: &Found, node: u32, with_targets: bool) -> (f32, Option<u8>, u32, bool) {
        let mut likeness: [f32; 16] = [0.0; 16];
        likeness[..self.plan.typed].copy_from_slice(&found[..self.plan.typed]);
        let (mut used, mut gain, mut targeted) = (None, 0.0f32, false);
        for (at, phrase) in (0u8..).zip(&self.plan.uses) {
            let mut quality = 0.0f32;
            let mut here = false;
            if with_targets
                && let Some(place) = phrase.targets.iter().position(|r| r.contains(&node))
            {
                #[allow(clippy::cast_precision_loss)]
                let loss = (place as f32 * 0.02).min(0.12);
                quality = 1.0 - loss;
                here = true;
            }
            for expansion in &phrase.expansions {
                let (mut sum, mut got) = (0.0, 0.0);
                for &slot in expansion {
                    let weight = self.plan.slots[usize::from(slot)].weight;
                    sum += weight;
                    got += weight * found[usize::from(slot)];
                }
                let share = got / f32::max(sum, 0.1);
                quality = quality.max(if share > 0.97 {
                    0.96
                } else if share > 0.45 {
                    0.85 * share * share
                } else {
                    0.0
                });
            }
            quality *= phrase.quality;
            if quality <= 0.0 {
                continue;
            }
            let mut more = 0.0;
            let typed = self.plan.slots[..self.plan.typed].iter();
            for (at, (slot, likeness)) in typed.zip(&mut likeness).enumerate() {
                if phrase.explains & (1 << at) != 0 && quality > *likeness {
                    more += (quality - *likeness) * slot.weight;
                    *likeness = quality;
                }
            }
            targeted |= here && phrase.quality > 0.7;
            if more > gain || (here && more >= gain) {
                gain = more;
                used = Some(at);
            }
        }
        let (mut sum, mut missing) = (0.0, 0u32);
        let typed = self.plan.slots[..self.plan.typed].iter();
        for (at, (slot, likeness)) in typed.zip(likeness).enumerate() {
            sum += likeness * slot.weight;
            missing |= u32::from(likeness < 0.2) << at;
        }
        (sum / self.whole, used, missing, targeted)
    }

    /// Scores one code.
    pub(super) fn score(&self, node: u32) -> Scored {
        let slots = self.plan.slots.len();
        let mut all: Found = [0.0; MOST_SLOTS];
        let fields = self.index.fields(node);
        let title_field = fields.start;
        let title = self.text(title_field, &mut all);
        let (title_cover, ..) = self.cover(&all, node, false);
        let title_noise = title.noise.min(MOST_NOISE);
        // (field, cover, noise): candidates for the text that answers best.
        let mut best_field = (title_field, title_cover, title_noise);
        let merit = |cover: f32, noise: f32| cover * 25.0 - noise;
        let mut at = node;
        let mut level = 0u8;
        while at != NONE {
            let fields = self.index.fields(at);
            for field in fields.clone() {
                if field == title_field {
                    continue;
                }
                let is_title = field == fields.start;
                let mut found: Found = [0.0; MOST_SLOTS];
                let text = self.text(field, &mut found);
                if !text.any {
                    continue;
                }
                let (factor, noise) = match (level, is_title) {
                    (0, _) => (0.97, text.noise + 0.3 * title_noise + 0.5),
                    (_, false) => (0.93, text.noise + 0.5 * title_noise + 1.0),
                    (_, true) => (0.85, text.noise + 0.8 * title_noise + 3.0),
                };
                let noise = noise.min(MOST_NOISE);
                let (cover, ..) = self.cover(&found, node, false);
                if merit(cover * factor, noise) > merit(best_field.1, best_field.2) + 0.01 {
                    best_field = (field, cover * factor, noise);
                }
                for slot in 0..slots {
                    all[slot] = all[slot].max(found[slot] * factor);
                }
            }
            let parent = self.index.nodes[at as usize].parent;
            level += u8::from(!self.index.only_extends(at, parent));
            at = parent;
        }
        let (cover, used, missing, targeted) = self.cover(&all, node, true);
        let noise = if targeted {
            best_field.2.min(title_noise * 0.35)
        } else {
            best_field.2
        };
        let scattered = if targeted {
            0.0
        } else {
            (cover - best_field.1).max(0.0) * 25.0
        };
        #[allow(clippy::cast_possible_truncation)]
        Scored {
            node,
            score: cover * 100.0 - scattered - noise - title.contradicted,
            field: best_field.0 as u32,
            used,
            missing,
        }
    }
}
