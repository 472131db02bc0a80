//! Building the index: one pass over the entries for words, one over the words for postings.
//!
//! Everything lies in flat arrays: the words of each title and inclusion term in order (the forward index) and, for
//! each word, the codes it leads to (the postings), inherited inclusion terms and header titles included.

use rustc_hash::{FxHashMap, FxHashSet};

use super::entry::{Entry, IndexTerm};
use super::meanings::Meanings;
use super::vocabulary::Vocabulary;
use super::words;
use crate::{Period, System};

/// Marks a word that stands under a negation ("without obstruction").
pub(super) const NEGATED: u16 = 0x8000;
/// Stands in a text where parentheses open or close: words between are nonessential modifiers.
pub(super) const ASIDE: u16 = 0x7fff;
/// Most different words the index can hold.
const MOST_WORDS: usize = 0x7fff;
/// No parent.
pub(super) const NONE: u32 = u32::MAX;

/// A code or header in the index. Its number is its place in code order, diagnoses first.
#[derive(Debug, Clone, Copy)]
pub(super) struct Node {
    pub code: [u8; 7],
    pub code_len: u8,
    pub parent: u32,
    /// First field; the title. The fields end where those of the next node begin.
    pub fields: u32,
    /// First word of the title in the spans.
    pub spans: u32,
    /// Set of periods in which it is billable; 0 is never.
    pub periods: u16,
    /// How general the title is, 0 to 31.
    pub prior: u8,
}

/// The index over both code sets.
#[derive(Debug, Clone, Default)]
pub struct Index {
    pub(super) vocabulary: Vocabulary,
    /// How much a word tells, by word.
    pub(super) weight: Vec<f32>,
    /// What it costs a title to hold the word when nobody asked for it, by word.
    pub(super) noise: Vec<f32>,
    pub(super) nodes: Vec<Node>,
    /// Number of nodes of ICD-10-CM; those of ICD-10-PCS follow.
    pub(super) diagnoses: usize,
    /// Words of all fields, one after the other.
    pub(super) words: Vec<u16>,
    /// Where each field's words end.
    pub(super) field_ends: Vec<u32>,
    /// For each word of a title: bytes since the end of the word before, and length.
    pub(super) spans: Vec<(u8, u8)>,
    /// Inclusion terms as printed, one after the other; a title takes no room.
    pub(super) terms: String,
    /// Where the text of each field ends.
    pub(super) term_ends: Vec<u32>,
    /// The fields that are terms of an alphabetic index, in order.
    pub(super) indexed: Vec<u32>,
    pub(super) postings: Vec<u32>,
    /// Where the postings of each word end.
    pub(super) posting_ends: Vec<u32>,
    pub(super) period_sets: Vec<Vec<Period>>,
    pub(super) meanings: Meanings,
}

/// Words while they are being numbered in the order of first sight.
#[derive(Default)]
struct Numbers {
    by_raw: FxHashMap<Box<str>, u32>,
    by_word: FxHashMap<Box<str>, u32>,
    all: Vec<Box<str>>,
    /// Pairs of words that were seen with a hyphen between.
    pairs: FxHashSet<(u32, u32)>,
}

/// Stands for a word that is left out.
const LEFT_OUT: u32 = u32::MAX;
/// Stands for a negation.
const NEGATION: u32 = u32::MAX - 1;
/// Stands for [`ASIDE`] before words are numbered.
const RAW_ASIDE: u32 = u32::MAX;

impl Numbers {
    fn number(&mut self, word: &str) -> u32 {
        if let Some(&id) = self.by_word.get(word) {
            return id;
        }
        #[allow(clippy::cast_possible_truncation)]
        let id = self.all.len() as u32;
        self.all.push(word.into());
        self.by_word.insert(word.into(), id);
        id
    }

    fn of_raw(&mut self, raw: &str, numbered: bool) -> u32 {
        if numbered && matches!(raw, "i" | "v" | "x" | "iv") {
            let word = words::normal(raw, "type");
            return self.number(&word);
        }
        if let Some(&id) = self.by_raw.get(raw) {
            return id;
        }
        let word = words::normal(raw, "");
        let id = if words::is_negation(&word) {
            NEGATION
        } else if words::is_filler(&word) {
            LEFT_OUT
        } else {
            self.number(&word)
        };
        self.by_raw.insert(raw.into(), id);
        id
    }
}

impl Index {
    /// Builds the index over `entries`, in any order.
    #[must_use]
    pub fn of_entries<'a>(entries: impl Iterator<Item = Entry<'a>>) -> Self {
        Self::of_entries_and(entries, &[])
    }

    /// As [`Index::of_entries`], with the terms of an index of procedures, whose codes are often beginnings only.
    pub(super) fn of_entries_and<'a>(
        entries: impl Iterator<Item = Entry<'a>>,
        procedures: &[IndexTerm],
    ) -> Self {
        let mut entries: Vec<Entry<'a>> = entries
            .filter(|e| (1..=7).contains(&e.code.len()) && e.code.is_ascii())
            .collect();
        entries.sort_by(|a, b| (a.system, a.code).cmp(&(b.system, b.code)));
        let mut index = Self {
            period_sets: vec![Vec::new()],
            ..Self::default()
        };
        let mut numbers = Numbers::default();
        let mut raw_words: Vec<u32> = Vec::with_capacity(entries.len() * 10);
        let mut joined: Vec<(Box<str>, Box<str>)> = Vec::new();
        let mut seen_periods: FxHashMap<&[Period], u16> = FxHashMap::default();
        let mut above: Vec<u32> = Vec::new();
        for entry in &entries {
            #[allow(clippy::cast_possible_truncation)]
            let id = index.nodes.len() as u32;
            index.diagnoses += usize::from(entry.system == System::Cm);
            let periods = if entry.periods.is_empty() {
                0
            } else {
                *seen_periods.entry(entry.periods).or_insert_with(|| {
                    index.period_sets.push(entry.periods.to_vec());
                    #[allow(clippy::cast_possible_truncation)]
                    {
                        (index.period_sets.len() - 1) as u16
                    }
                })
            };
            while above.last().is_some_and(|&up| {
                let up = &index.nodes[up as usize];
                entry.system == System::Pcs
                    || !entry
                        .code
                        .as_bytes()
                        .starts_with(&up.code[..usize::from(up.code_len)])
            }) {
                above.pop();
            }
            let mut code = [0u8; 7];
            code[..entry.code.len()].copy_from_slice(entry.code.as_bytes());
            #[allow(clippy::cast_possible_truncation)]
            index.nodes.push(Node {
                code,
                code_len: entry.code.len() as u8,
                parent: above.last().copied().unwrap_or(NONE),
                fields: index.field_ends.len() as u32,
                spans: index.spans.len() as u32,
                periods,
                prior: 0,
            });
            if entry.system == System::Cm {
                above.push(id);
            }
            index.field(entry.title, true, &mut numbers, &mut raw_words, &mut joined);
            for term in &entry.inclusion_terms {
                index.field(term, false, &mut numbers, &mut raw_words, &mut joined);
            }
            for term in &entry.index_terms {
                #[allow(clippy::cast_possible_truncation)]
                index.indexed.push(index.field_ends.len() as u32);
                index.field(term, false, &mut numbers, &mut raw_words, &mut joined);
            }
        }
        let mut meanings = Meanings::read(&mut |word| numbers.number(word), &joined, procedures);
        index.number_words(&numbers.all, &raw_words, &mut meanings);
        index.post();
        index.weigh();
        meanings.resolve(&index);
        index.meanings = meanings;
        index.words.shrink_to_fit();
        index.spans.shrink_to_fit();
        index
    }

    /// Adds the words of one title or inclusion term.
    fn field(
        &mut self,
        text: &str,
        title: bool,
        numbers: &mut Numbers,
        out: &mut Vec<u32>,
        joined: &mut Vec<(Box<str>, Box<str>)>,
    ) {
        let (mut negated, mut numbered) = (false, false);
        let mut last_end = 0u32;
        // The word before: its bytes and its number.
        let (mut last, mut last_id) = (0..0usize, LEFT_OUT);
        let mut list_end: Option<usize> = None;
        let spans = &mut self.spans;
        let mut aside = false;
        words::each_word(text, |raw, start, end, gap| {
            let in_list = list_end.is_some_and(|list_end| start as usize <= list_end);
            // "Without foreign body of right hand": the hand is there.
            let place_follows = raw == "of" && &text[last.clone()] == "body";
            negated &= (in_list || !gap.clause) && raw != "with" && raw != "due" && !place_follows;
            if aside != gap.aside {
                aside = gap.aside;
                out.push(RAW_ASIDE);
                if title {
                    spans.push((0, 0));
                }
            }
            let id = numbers.of_raw(raw, numbered);
            if gap.hyphen
                && raw.len() > 2
                && last.len() > 1
                && raw.bytes().all(|b| b.is_ascii_lowercase())
                && numbers.pairs.insert((last_id, id))
            {
                let before = text[last.clone()].to_lowercase();
                joined.push((
                    format!("{before}{raw}").into(),
                    format!("{before} {raw}").into(),
                ));
            }
            (last, last_id) = (start as usize..end as usize, id);
            numbered = matches!(
                raw,
                "type" | "stage" | "grade" | "class" | "factor" | "bipolar" | "level"
            ) || numbered && matches!(raw, "i" | "ii" | "or");
            match id {
                LEFT_OUT => {}
                NEGATION => {
                    negated = true;
                    // In "without a, b, and c" the commas do not end what is absent.
                    let rest = &text[end as usize..];
                    let more = rest.rfind(", and ").max(rest.rfind(", or "));
                    list_end = more.map(|at| end as usize + at + 6);
                }
                id => {
                    out.push(id << 1 | u32::from(negated));
                    if title {
                        #[allow(clippy::cast_possible_truncation)]
                        spans.push((
                            (start - last_end).min(255) as u8,
                            (end - start).min(255) as u8,
                        ));
                        last_end = end;
                    }
                }
            }
        });
        #[allow(clippy::cast_possible_truncation)]
        self.field_ends.push(out.len() as u32);
        if !title {
            self.terms.push_str(text);
        }
        #[allow(clippy::cast_possible_truncation)]
        self.term_ends.push(self.terms.len() as u32);
    }

    /// Whether the field is a term of an alphabetic index.
    pub(super) fn is_indexed(&self, field: u32) -> bool {
        self.indexed.binary_search(&field).is_ok()
    }

    /// Text of an inclusion term, or of a term of an index; empty for a title.
    pub(super) fn term(&self, field: usize) -> &str {
        let start = if field == 0 {
            0
        } else {
            self.term_ends[field - 1]
        };
        &self.terms[start as usize..self.term_ends[field] as usize]
    }

    /// Replaces numbers of first sight by places in the sorted vocabulary.
    fn number_words(&mut self, all: &[Box<str>], raw_words: &[u32], meanings: &mut Meanings) {
        let mut order: Vec<u32> = (0u32..).take(all.len()).collect();
        order.sort_unstable_by(|&a, &b| all[a as usize].cmp(&all[b as usize]));
        order.truncate(MOST_WORDS);
        let sorted: Vec<&str> = order.iter().map(|&id| &*all[id as usize]).collect();
        self.vocabulary = Vocabulary::of(&sorted);
        let mut place = vec![0u16; all.len()];
        for (at, &id) in order.iter().enumerate() {
            #[allow(clippy::cast_possible_truncation)]
            {
                place[id as usize] = at as u16;
            }
        }
        self.words = raw_words
            .iter()
            .map(|&raw| match raw {
                RAW_ASIDE => ASIDE,
                raw => place[(raw >> 1) as usize] | if raw & 1 == 1 { NEGATED } else { 0 },
            })
            .collect();
        meanings.renumber(&place);
    }

    /// Fields of a node: the title, then its inclusion terms.
    pub(super) fn fields(&self, node: u32) -> core::ops::Range<usize> {
        let first = self.nodes[node as usize].fields as usize;
        let end = self
            .nodes
            .get(node as usize + 1)
            .map_or(self.field_ends.len(), |n| n.fields as usize);
        first..end
    }

    /// The words of a field.
    pub(super) fn field_words(&self, field: usize) -> &[u16] {
        let start = if field == 0 {
            0
        } else {
            self.field_ends[field - 1]
        };
        &self.words[start as usize..self.field_ends[field] as usize]
    }

    /// The words of all fields of a node.
    pub(super) fn own_words(&self, node: u32) -> &[u16] {
        let fields = self.fields(node);
        let start = if fields.start == 0 {
            0
        } else {
            self.field_ends[fields.start - 1]
        };
        &self.words[start as usize..self.field_ends[fields.end - 1] as usize]
    }

    /// The codes that a word leads to, in code order.
    pub(super) fn postings_of(&self, word: u16) -> &[u32] {
        let word = usize::from(word);
        let start = if word == 0 {
            0
        } else {
            self.posting_ends[word - 1]
        };
        &self.postings[start as usize..self.posting_ends[word] as usize]
    }

    /// Whether `node` is `header` with nothing but fillers and a 7th character added.
    pub(super) fn only_extends(&self, node: u32, header: u32) -> bool {
        let Some(header) = self.nodes.get(header as usize) else {
            return false;
        };
        let node = &self.nodes[node as usize];
        node.code_len == 7
            && node.code[usize::from(header.code_len)..6]
                .iter()
                .all(|&c| c == b'X')
    }

    /// Text of a node's code.
    pub(super) fn code(&self, node: u32) -> &str {
        let node = &self.nodes[node as usize];
        core::str::from_utf8(&node.code[..usize::from(node.code_len)]).unwrap_or("")
    }

    /// Code set of a node.
    pub(super) fn system(&self, node: u32) -> System {
        if (node as usize) < self.diagnoses {
            System::Cm
        } else {
            System::Pcs
        }
    }

    fn post(&mut self) {
        let mut counts = vec![0u32; self.vocabulary.len() + 1];
        let mut last = vec![NONE; self.vocabulary.len()];
        let each = |index: &Self, last: &mut [u32], f: &mut dyn FnMut(usize, u32)| {
            last.fill(NONE);
            for node in 0u32.. {
                let Some(entry) = index.nodes.get(node as usize) else {
                    break;
                };
                if entry.periods == 0 {
                    continue;
                }
                let mut at = node;
                while at != NONE {
                    for &word in index.own_words(at) {
                        if word == ASIDE {
                            continue;
                        }
                        let word = usize::from(word & !NEGATED);
                        if last[word] != node {
                            last[word] = node;
                            f(word, node);
                        }
                    }
                    at = index.nodes[at as usize].parent;
                }
            }
        };
        each(self, &mut last, &mut |word, _| counts[word] += 1);
        let mut at = 0u32;
        for count in &mut counts {
            let here = *count;
            *count = at;
            at += here;
        }
        let mut postings = vec![0u32; at as usize];
        each(self, &mut last, &mut |word, node| {
            postings[counts[word] as usize] = node;
            counts[word] += 1;
        });
        counts.pop();
        self.postings = postings;
        self.posting_ends = counts;
    }

    fn weigh(&mut self) {
        #[allow(clippy::cast_precision_loss)]
        let all = self.nodes.len().max(1) as f32;
        #[allow(clippy::cast_possible_truncation)]
        for word in 0..self.vocabulary.len() as u16 {
            #[allow(clippy::cast_precision_loss)]
            let known = self.postings_of(word).len() as f32;
            let weight = (all / (known + 3.0)).ln().clamp(1.2, 7.0);
            self.weight.push(weight);
            self.noise.push(super::noise::of(
                self.vocabulary.word(usize::from(word)),
                weight,
            ));
        }
        for node in 0..self.nodes.len() {
            let title = self.nodes[node].fields as usize;
            let mut aside = false;
            let mut noise = 0.0f32;
            for &word in self.field_words(title) {
                if word == ASIDE {
                    aside = !aside;
                } else if !aside {
                    noise += super::noise::here(&self.noise, word);
                }
            }
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            {
                self.nodes[node].prior = (31.0 - noise.clamp(0.0, 31.0)) as u8;
            }
        }
    }

    /// Sizes of its parts, for benchmarks: words, codes and headers, postings, meanings of the lexicon.
    #[must_use]
    pub fn figures(&self) -> String {
        format!(
            "{} words, {} codes and headers, {} words in texts, {} postings, {} phrases",
            self.vocabulary.len(),
            self.nodes.len(),
            self.words.len(),
            self.postings.len(),
            self.meanings.len()
        )
    }

    /// Bytes that the index holds on the heap.
    #[must_use]
    pub fn heap_bytes(&self) -> usize {
        self.vocabulary.heap()
            + self.meanings.heap()
            + (self.weight.capacity() + self.noise.capacity()) * 4
            + self.nodes.capacity() * size_of::<Node>()
            + self.words.capacity() * 2
            + self.terms.capacity()
            + (self.term_ends.capacity() + self.indexed.capacity()) * 4
            + self.spans.capacity() * 2
            + (self.field_ends.capacity() + self.postings.capacity() + self.posting_ends.capacity())
                * 4
    }
}
