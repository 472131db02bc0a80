//! What several words of a query say together: phrases of the lexicon, two words written as one, weeks of a pregnancy.

use super::{MOST_SLOTS, Plan, Reading, Slot, Use, Wanted};
use crate::System;
use crate::search::build::Index;
use crate::search::lexicon::Kind;

/// Most phrases considered.
const MOST_USES: usize = 14;
/// Most phrases considered that are only begun or misspelt.
const MOST_UNSURE: usize = 6;

impl Plan {
    /// "non rheumatic" where titles write "nonrheumatic".
    pub(super) fn written_as_one(&mut self, index: &Index, adjacent: &[(usize, usize)]) {
        for &(a, b) in adjacent {
            let whole = format!("{}{}", self.slots[a].typed, self.slots[b].typed);
            let Some(word) = index.vocabulary.find(&whole) else {
                continue;
            };
            if index.postings_of(word).is_empty() {
                continue;
            }
            let group = group_of_use(self.uses.len(), 0);
            let Some(slot) = self.expansion_slot(index, word, (Wanted::Present, group), 1.0) else {
                continue;
            };
            self.uses.push(Use {
                meaning: None,
                explains: 1 << a | 1 << b,
                quality: 1.0,
                expansions: vec![vec![slot]],
                targets: Vec::new(),
            });
        }
    }

    /// "PTL 32 weeks": completed weeks also speak for their trimester (first below 14 weeks 0 days, second below
    /// 28 weeks 0 days; ICD-10-CM, notes of chapter 15).
    pub(super) fn trimester(&mut self, index: &Index, adjacent: &[(usize, usize)]) {
        for &(a, b) in adjacent {
            let trimester = match (self.slots[a].typed.parse::<u8>(), &*self.slots[b].typed) {
                (Ok(weeks), "week" | "wk" | "wks") => match weeks {
                    4..14 => "first",
                    14..28 => "second",
                    28..44 => "third",
                    _ => continue,
                },
                _ => continue,
            };
            let mut expansion = Vec::new();
            for (place, word) in [trimester, "trimester"].into_iter().enumerate() {
                let group = group_of_use(self.uses.len(), place);
                expansion.extend(index.vocabulary.find(word).and_then(|word| {
                    self.expansion_slot(index, word, (Wanted::Present, group), 1.0)
                }));
            }
            if expansion.len() == 2 {
                self.uses.push(Use {
                    meaning: None,
                    explains: 1 << a | 1 << b,
                    quality: 1.0,
                    expansions: vec![expansion],
                    targets: Vec::new(),
                });
            }
        }
    }

    /// Finds the phrases of the lexicon in the typed words, in any order.
    pub(super) fn phrases(&mut self, index: &Index) {
        let mut seen: Vec<(u32, u16, u8, f32)> = Vec::new();
        for &(word, slot, likeness) in &self.readings {
            let Some(typed) = self.slots.get(usize::from(slot)) else {
                continue;
            };
            if usize::from(slot) >= self.typed || (typed.typed.len() < 3 && likeness < 1.0) {
                continue;
            }
            for &meaning in index.meanings.with_word(word) {
                seen.push((meaning, word, slot, likeness));
            }
        }
        seen.sort_by(|a, b| {
            a.0.cmp(&b.0)
                .then(b.3.total_cmp(&a.3))
                .then((a.1, a.2).cmp(&(b.1, b.2)))
        });
        let mut found: Vec<(u32, u32, f32, f32)> = Vec::new();
        for group in seen.chunk_by(|a, b| a.0 == b.0) {
            let meaning = index.meanings.get(group[0].0);
            if group.len() < meaning.phrase.len() {
                continue;
            }
            let (mut explains, mut quality) = (0u32, 1.0f32);
            let whole = meaning.phrase.iter().all(|&word| {
                let free = group
                    .iter()
                    .find(|g| g.1 == word && explains & 1 << g.2 == 0);
                free.is_some_and(|g| {
                    explains |= 1 << g.2;
                    quality *= g.3;
                    true
                })
            });
            if whole && quality > 0.3 {
                let weight: f32 = self.weight_of(explains);
                found.push((group[0].0, explains, quality, weight));
            }
        }
        found.sort_by(|a, b| (b.2 * b.3).total_cmp(&(a.2 * a.3)).then(a.0.cmp(&b.0)));
        // A phrase that names procedures speaks for them, unless one that covers as much names diagnoses.
        let heaviest = |procedure: bool| {
            let of_kind = |f: &&(u32, u32, f32, f32)| {
                let meaning = index.meanings.get(f.0);
                f.2 > 0.9
                    && !meaning.targets.is_empty()
                    && (meaning.kind == Kind::Procedure) == procedure
            };
            found
                .iter()
                .filter(of_kind)
                .map(|f| f.3)
                .fold(0.0f32, f32::max)
        };
        let (procedures, diagnoses) = (heaviest(true), heaviest(false));
        if procedures > diagnoses {
            self.set = Some(System::Pcs);
        } else if diagnoses > procedures {
            self.set = Some(System::Cm);
        } else if procedures > 0.0 {
            self.set = None;
        }
        let mut unsure = 0;
        found.retain(|&(_, _, quality, _)| {
            unsure += usize::from(quality < 0.95);
            quality >= 0.95 || unsure <= MOST_UNSURE
        });
        found.truncate(MOST_USES);
        for (id, explains, quality, weight) in found {
            let meaning = index.meanings.get(id);
            let mut expansions = Vec::new();
            // Where the codes are known the first wording is enough to tell them apart.
            let wordings = if meaning.targets.is_empty() {
                meaning.expansions.len()
            } else {
                1
            };
            for words in meaning.expansions.iter().take(wordings) {
                let sum: f32 = words
                    .iter()
                    .map(|&(w, _)| index.weight[usize::from(w)])
                    .sum();
                let slots: Option<Vec<u8>> = words
                    .iter()
                    .enumerate()
                    .map(|(place, &(word, absent))| {
                        let wanted = if absent {
                            Wanted::Absent
                        } else {
                            Wanted::Present
                        };
                        let share =
                            quality * weight * index.weight[usize::from(word)] / sum.max(1.0);
                        // A word for a word is the typed word again; else the wordings share their points.
                        let group = if words.len() == 1 && explains.count_ones() == 1 {
                            #[allow(clippy::cast_possible_truncation)]
                            {
                                explains.trailing_zeros() as u8
                            }
                        } else {
                            group_of_use(self.uses.len(), place)
                        };
                        self.expansion_slot(index, word, (wanted, group), share)
                    })
                    .collect();
                expansions.extend(slots.filter(|s| !s.is_empty()));
            }
            self.uses.push(Use {
                meaning: Some(id),
                explains,
                quality,
                expansions,
                targets: meaning.targets.clone(),
            });
        }
    }

    /// The slot of a word of an expansion; shared between expansions.
    fn expansion_slot(
        &mut self,
        index: &Index,
        word: u16,
        (wanted, group): (Wanted, u8),
        coarse: f32,
    ) -> Option<u8> {
        let same = (self.typed..self.slots.len())
            .find(|&s| self.slots[s].best == Some(word) && self.slots[s].wanted == wanted);
        #[allow(clippy::cast_possible_truncation)]
        if let Some(slot) = same {
            self.slots[slot].coarse = self.slots[slot].coarse.max(coarse);
            return Some(slot as u8);
        }
        if self.slots.len() >= MOST_SLOTS {
            return None;
        }
        #[allow(clippy::cast_possible_truncation)]
        let slot = self.slots.len() as u8;
        self.slots.push(Slot {
            typed: String::new(),
            weight: index.weight[usize::from(word)],
            coarse,
            group,
            wanted,
            reading: Reading::Exact,
            best: Some(word),
        });
        self.readings.push((word, slot, 1.0));
        Some(slot)
    }
}

/// The group of a word of an expansion: by the phrase and the word's place in the wording.
fn group_of_use(at: usize, place: usize) -> u8 {
    #[allow(clippy::cast_possible_truncation)]
    {
        32 + (at.min(40) * 5 + place.min(4)) as u8
    }
}
