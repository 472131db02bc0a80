//! The lexicon, ready for look-up: phrases as words of the vocabulary, targets as ranges of codes.

use core::cmp::Reverse;

use rustc_hash::FxHashMap;

use super::build::Index;
use super::entry::IndexTerm;
use super::lexicon::{self, Kind};
use super::words;
use crate::System;

/// A phrase and what it means.
#[derive(Debug, Clone)]
pub(super) struct Meaning {
    pub kind: Kind,
    /// The phrase as written in the lexicon.
    pub shown: Box<str>,
    /// The first expansion as written, for the reason shown; may be empty.
    pub reads: Box<str>,
    /// Distinct words of the phrase.
    pub phrase: Vec<u16>,
    /// Each expansion's words; `true` for those that are to be absent.
    pub expansions: Vec<Vec<(u16, bool)>>,
    /// Ranges of nodes, best first.
    pub targets: Vec<core::ops::Range<u32>>,
}

/// All meanings, found by any word of their phrase.
#[derive(Debug, Clone, Default)]
pub(super) struct Meanings {
    all: Vec<Meaning>,
    by_word: FxHashMap<u16, Vec<u32>>,
    unread: Vec<Unread>,
}

/// A meaning whose words bear numbers of first sight, and whose targets are text.
#[derive(Debug, Clone)]
struct Unread {
    kind: Kind,
    shown: Box<str>,
    reads: Box<str>,
    phrase: Vec<u32>,
    expansions: Vec<Vec<(u32, bool)>>,
    targets: Vec<String>,
}

impl Meanings {
    /// Reads the lexicon; `number` numbers words as they are first seen. `joined` are words that titles write with a
    /// hyphen: without it they mean the two. A term of an index of procedures is a clinical name of its codes.
    pub(super) fn read(
        number: &mut dyn FnMut(&str) -> u32,
        joined: &[(Box<str>, Box<str>)],
        procedures: &[IndexTerm],
    ) -> Self {
        let mut out = Self::default();
        for line in lexicon::lines() {
            let expansions: Vec<Vec<(u32, bool)>> = line
                .expansions
                .iter()
                .map(|text| expansion(text, number))
                .collect();
            for phrase in &line.phrases {
                out.unread.push(Unread {
                    kind: line.kind,
                    shown: (*phrase).into(),
                    reads: line.expansions.first().copied().unwrap_or("").into(),
                    phrase: distinct(phrase, number),
                    expansions: expansions.clone(),
                    targets: line.targets.iter().map(|t| (*t).replace('.', "")).collect(),
                });
            }
        }
        let mut procedures: Vec<&IndexTerm> = procedures.iter().collect();
        // The longer a beginning, the more exactly it says what is meant.
        procedures.sort_unstable_by_key(|term| (&term.text, Reverse(term.code.len()), &term.code));
        for named in procedures.chunk_by(|a, b| a.text == b.text) {
            out.unread.push(Unread {
                kind: Kind::Procedure,
                shown: named[0].text.as_str().into(),
                reads: "".into(),
                phrase: distinct(&named[0].text, number),
                expansions: Vec::new(),
                targets: named.iter().map(|term| term.code.clone()).collect(),
            });
        }
        let mut seen: Vec<&(Box<str>, Box<str>)> = joined.iter().collect();
        seen.sort_unstable();
        seen.dedup();
        for (whole, parts) in seen {
            out.unread.push(Unread {
                kind: Kind::Word,
                shown: whole.clone(),
                reads: parts.clone(),
                phrase: distinct(whole, number),
                expansions: vec![expansion(parts, number)],
                targets: Vec::new(),
            });
        }
        out
    }

    /// Gives words their places in the vocabulary.
    pub(super) fn renumber(&mut self, place: &[u16]) {
        for unread in &mut self.unread {
            for word in &mut unread.phrase {
                *word = u32::from(place[*word as usize]);
            }
            for (word, _) in unread.expansions.iter_mut().flatten() {
                *word = u32::from(place[*word as usize]);
            }
        }
    }

    /// Finds the targets among the codes of `index`.
    pub(super) fn resolve(&mut self, index: &Index) {
        #[allow(clippy::cast_possible_truncation)]
        for unread in core::mem::take(&mut self.unread) {
            let phrase: Vec<u16> = unread.phrase.iter().map(|&w| w as u16).collect();
            if phrase.is_empty() {
                continue;
            }
            // Beginnings of procedure and diagnosis codes look alike; the kind of the line tells them apart.
            let set = if unread.kind == Kind::Procedure {
                System::Pcs
            } else {
                System::Cm
            };
            let id = self.all.len() as u32;
            for &word in &phrase {
                self.by_word.entry(word).or_default().push(id);
            }
            self.all.push(Meaning {
                kind: unread.kind,
                shown: unread.shown,
                reads: unread.reads,
                phrase,
                expansions: unread
                    .expansions
                    .into_iter()
                    .map(|e| {
                        e.into_iter()
                            .map(|(w, absent)| (w as u16, absent))
                            .collect()
                    })
                    .collect(),
                targets: unread
                    .targets
                    .iter()
                    .flat_map(|target| index.starting_with(target))
                    .filter(|range| !range.is_empty() && index.system(range.start) == set)
                    .collect(),
            });
        }
    }

    /// The meanings whose phrase holds the word.
    pub(super) fn with_word(&self, word: u16) -> &[u32] {
        self.by_word.get(&word).map_or(&[], Vec::as_slice)
    }

    /// The meaning with a number from [`Meanings::with_word`].
    pub(super) fn get(&self, id: u32) -> &Meaning {
        &self.all[id as usize]
    }

    /// Number of phrases.
    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    /// Bytes on the heap, roughly.
    pub(super) fn heap(&self) -> usize {
        self.by_word.len() * 40
            + self
                .all
                .iter()
                .map(|m| {
                    size_of::<Meaning>()
                        + m.shown.len()
                        + m.reads.len()
                        + m.phrase.len() * 6
                        + m.expansions.iter().map(|e| 24 + e.len() * 4).sum::<usize>()
                        + m.targets.len() * 8
                })
                .sum::<usize>()
    }
}

fn distinct(text: &str, number: &mut dyn FnMut(&str) -> u32) -> Vec<u32> {
    let words = words::query_words(text);
    let telling =
        |word: &words::Word| !words::is_filler(&word.text) && !words::is_negation(&word.text);
    // An abbreviation may look like a filler ("AS"); then it is all there is.
    let any = words.iter().any(telling);
    let mut out: Vec<u32> = Vec::new();
    for word in words.iter().filter(|word| !any || telling(word)) {
        let id = number(&word.text);
        if !out.contains(&id) {
            out.push(id);
        }
    }
    out
}

fn expansion(text: &str, number: &mut dyn FnMut(&str) -> u32) -> Vec<(u32, bool)> {
    let mut out: Vec<(u32, bool)> = Vec::new();
    let mut absent = false;
    for word in words::words(text) {
        absent &= !word.clause;
        if words::is_negation(&word.text) {
            absent = true;
        } else if !words::is_filler(&word.text) {
            let id = number(&word.text);
            if !out.iter().any(|&(w, _)| w == id) {
                out.push((id, absent));
            }
        }
    }
    out
}
