//! Finding codes by what coders type.
//!
//! [`Index`] is built once from the packs and answers on every keystroke: words in any order, word beginnings,
//! abbreviations, lay words, misspellings and beginnings of codes. Every [`Hit`] says why it is there. Only codes
//! that are billable on the asked date are given, and the same query always gives the same answer.

mod build;
mod entry;
mod lexicon;
mod meanings;
mod noise;
mod plan;
mod score;
mod vocabulary;
mod why;
mod words;

pub use build::Index;
pub use entry::{Entry, IndexTerm};

use crate::cm::CmPack;
use crate::pcs::PcsPack;
use crate::{System, Ymd};
use build::Node;
use plan::Plan;
use score::{Scored, Scorer};

/// What is asked.
#[derive(Debug, Clone, Copy)]
pub struct Query<'q> {
    /// As typed.
    pub text: &'q str,
    /// Only codes of this set; `None` for both.
    pub system: Option<System>,
    /// Only codes billable on this day.
    pub date: Ymd,
    /// Most hits.
    pub limit: usize,
}

/// A code that answers a query.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// Its code set.
    pub system: System,
    /// Without dot.
    pub code: String,
    /// The higher the better; comparable within one answer only.
    pub score: f32,
    /// A short sentence for the coder.
    pub why: String,
    /// Byte ranges of the title that answer the query.
    pub matched: Vec<(u32, u32)>,
}

/// Working memory of a search. Kept between keystrokes it saves clearing and allocating anew.
#[derive(Debug, Clone, Default)]
pub struct Scratch {
    points: Vec<u16>,
    seen: Vec<u8>,
    first: Vec<u16>,
}

/// Codes that get the full score after the coarse pass.
const FINALISTS: usize = 320;
/// Words of expansions that more codes than this hold say too little for the coarse pass.
const COMMON: usize = 15_000;
/// Coarse points for a unit of weight.
const COARSE: f32 = 64.0;
/// Longest text that is read; more is a pasted note, not a query.
const LONGEST: usize = 400;
/// What a code of the other set loses when the words speak for one.
const OTHER_SET: f32 = 12.0;

impl Index {
    /// Builds the index from the packs.
    #[must_use]
    pub fn build(cm: &CmPack, pcs: &PcsPack) -> Self {
        Self::build_with(Some(cm), Some(pcs), Vec::new())
    }

    /// Builds the index from the packs that are there and from terms of alphabetic indexes, in any order. A term that
    /// leads to no code of the packs is left out.
    #[must_use]
    pub fn build_with(
        cm: Option<&CmPack>,
        pcs: Option<&PcsPack>,
        mut terms: Vec<IndexTerm>,
    ) -> Self {
        terms.sort_unstable();
        terms.dedup();
        let procedures = terms.partition_point(|term| term.system == System::Cm);
        Self::of_entries_and(entry::of_packs(cm, pcs, &terms), &terms[procedures..])
    }

    /// Answers a query. An empty text gives no hits.
    #[must_use]
    pub fn search(&self, query: &Query<'_>) -> Vec<Hit> {
        self.search_with(query, &mut Scratch::default())
    }

    /// As [`Index::search`], with working memory that is kept from keystroke to keystroke.
    #[must_use]
    pub fn search_with(&self, query: &Query<'_>, scratch: &mut Scratch) -> Vec<Hit> {
        let mut end = query.text.len().min(LONGEST);
        while !query.text.is_char_boundary(end) {
            end -= 1;
        }
        let text = &query.text[..end];
        let allowed: Vec<bool> = self
            .period_sets
            .iter()
            .map(|set| set.iter().any(|p| p.contains(query.date)))
            .collect();
        let mut hits = self.by_code(text, query, &allowed);
        if hits.len() >= query.limit {
            return hits;
        }
        let plan = Plan::read(self, text);
        if plan.typed == 0 {
            return hits;
        }
        scratch.first.resize(self.vocabulary.len(), 0);
        for (at, &(word, ..)) in plan.readings.iter().enumerate().rev() {
            #[allow(clippy::cast_possible_truncation)]
            {
                scratch.first[usize::from(word)] = at as u16 + 1;
            }
        }
        let finalists = self.finalists(&plan, query, &allowed, scratch);
        let scorer = Scorer::new(self, &plan, &scratch.first);
        let mut scored: Vec<Scored> = finalists
            .into_iter()
            .map(|node| {
                let mut scored = scorer.score(node);
                let procedure = self.system(node) == System::Pcs;
                let other = plan.set.is_some_and(|set| procedure == (set == System::Cm));
                if query.system.is_none() && other {
                    scored.score -= OTHER_SET;
                }
                scored
            })
            .collect();
        scored.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.node.cmp(&b.node)));
        let known: Vec<String> = hits.iter().map(|h| h.code.clone()).collect();
        for scored in scored {
            if hits.len() >= query.limit {
                break;
            }
            if !known.is_empty() && known.iter().any(|k| k == self.code(scored.node)) {
                continue;
            }
            hits.push(Hit {
                system: self.system(scored.node),
                code: self.code(scored.node).to_owned(),
                score: scored.score,
                why: self.why(&plan, &scored),
                matched: self.matched(scored.node, &scratch.first),
            });
        }
        for &(word, ..) in &plan.readings {
            scratch.first[usize::from(word)] = 0;
        }
        hits
    }

    /// Nodes of both sets whose code begins with `start` (no dot, any case); at most one range for each set.
    pub(crate) fn starting_with(
        &self,
        start: &str,
    ) -> impl Iterator<Item = core::ops::Range<u32>> + use<> {
        let start = start.to_ascii_uppercase();
        let range = |nodes: &[Node], base: usize| {
            let text = |n: &Node| -> [u8; 7] { n.code };
            let first =
                nodes.partition_point(|n| &text(n)[..usize::from(n.code_len)] < start.as_bytes());
            let end = nodes[first..].partition_point(|n| {
                text(n)[..usize::from(n.code_len)].starts_with(start.as_bytes())
            });
            #[allow(clippy::cast_possible_truncation)]
            {
                (base + first) as u32..(base + first + end) as u32
            }
        };
        let (cm, pcs) = self.nodes.split_at(self.diagnoses);
        [range(cm, 0), range(pcs, self.diagnoses)].into_iter()
    }

    /// Hits if the whole text is a beginning of codes, or a span like `I50-I52`, in code order.
    fn by_code(&self, text: &str, query: &Query<'_>, allowed: &[bool]) -> Vec<Hit> {
        let plain: String = text
            .chars()
            .filter(|c| !c.is_whitespace() && *c != '.')
            .collect::<String>()
            .to_ascii_uppercase();
        let pieces_have_figures = text
            .split_whitespace()
            .all(|piece| piece.bytes().any(|b| b.is_ascii_digit()));
        let shaped = |code: &str| {
            (2..=7).contains(&code.len())
                && code
                    .bytes()
                    .all(|b| b.is_ascii_digit() || b.is_ascii_uppercase())
                && code.bytes().any(|b| b.is_ascii_digit())
        };
        let mut ranges: Vec<core::ops::Range<u32>> = Vec::new();
        if !pieces_have_figures {
            return Vec::new();
        }
        if shaped(&plain) {
            ranges.extend(self.starting_with(&plain));
        } else if let Some((from, to)) = plain
            .split_once('-')
            .filter(|(a, b)| a.len() >= 3 && shaped(a) && shaped(b))
        {
            ranges.extend(
                self.starting_with(from)
                    .zip(self.starting_with(to))
                    .filter_map(|(a, b)| {
                        (!a.is_empty() && !b.is_empty() && a.start < b.end)
                            .then_some(a.start..b.end)
                    }),
            );
        }
        let wanted = |node: &u32| {
            allowed[usize::from(self.nodes[*node as usize].periods)]
                && query.system.is_none_or(|s| s == self.system(*node))
        };
        ranges
            .into_iter()
            .flatten()
            .filter(wanted)
            .take(query.limit)
            .map(|node| Hit {
                system: self.system(node),
                code: self.code(node).to_owned(),
                score: 200.0,
                why: if self.code(node) == plain {
                    format!("the code {plain}")
                } else {
                    format!("code within {plain}")
                },
                matched: Vec::new(),
            })
            .collect()
    }

    /// The coarse pass: adds up weights over postings and keeps the codes with most.
    fn finalists(
        &self,
        plan: &Plan,
        query: &Query<'_>,
        allowed: &[bool],
        scratch: &mut Scratch,
    ) -> Vec<u32> {
        let count = self.nodes.len();
        scratch.points.clear();
        scratch.points.resize(count, 0);
        scratch.seen.clear();
        scratch.seen.resize(count, 0);
        let (points, seen) = (&mut scratch.points, &mut scratch.seen);
        let group = |slot: u8| &plan.slots[usize::from(slot)].group;
        let worth = |slot: u8, likeness: f32| plan.slots[usize::from(slot)].coarse * likeness;
        let mut by_group: Vec<&(u16, u8, f32)> = plan.readings.iter().collect();
        by_group.sort_by(|a, b| {
            let by_worth = worth(b.1, b.2).total_cmp(&worth(a.1, a.2));
            group(a.1)
                .cmp(group(b.1))
                .then(by_worth)
                .then((a.0, a.1).cmp(&(b.0, b.1)))
        });
        for &&(word, slot, likeness) in &by_group {
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            let worth = (worth(slot, likeness) * COARSE) as u16;
            let postings = self.postings_of(word);
            if usize::from(slot) >= plan.typed && postings.len() > COMMON {
                continue;
            }
            let mark = group(slot) + 1;
            for &node in postings {
                let node = node as usize;
                if seen[node] != mark {
                    seen[node] = mark;
                    points[node] = points[node].saturating_add(worth);
                }
            }
        }
        for phrase in &plan.uses {
            let weight = plan.weight_of(phrase.explains) * phrase.quality;
            for (place, range) in phrase.targets.iter().enumerate() {
                #[allow(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    clippy::cast_precision_loss
                )]
                let worth = (weight * (1.5 - (place as f32 * 0.03).min(0.3)) * COARSE) as u16;
                for point in &mut points[range.start as usize..range.end as usize] {
                    *point = point.saturating_add(worth);
                }
            }
        }
        let range = match query.system {
            Some(System::Cm) => 0..self.diagnoses,
            Some(System::Pcs) => self.diagnoses..count,
            None => 0..count,
        };
        // Count the points in buckets, find the bucket that the last finalist falls in, take what lies above.
        let mut buckets = vec![0u32; 4096];
        let bucket = |points: u16| usize::from(points >> 4);
        for node in range.clone() {
            if points[node] > 0 {
                let entry = &self.nodes[node];
                if allowed[usize::from(entry.periods)] {
                    points[node] = points[node].saturating_add(u16::from(entry.prior) * 3);
                    buckets[bucket(points[node])] += 1;
                } else {
                    points[node] = 0;
                }
            }
        }
        let most = FINALISTS.max(query.limit);
        let (mut least, mut above) = (4096, 0u32);
        while least > 0 && (above as usize) < most {
            least -= 1;
            above += buckets[least];
        }
        let mut out = Vec::with_capacity(most * 2);
        for node in range {
            if points[node] > 0 && bucket(points[node]) >= least {
                #[allow(clippy::cast_possible_truncation)]
                out.push(node as u32);
            }
        }
        if out.len() > most {
            out.sort_by(|a, b| points[*b as usize].cmp(&points[*a as usize]).then(a.cmp(b)));
            out.truncate(most);
        }
        out
    }

    /// Byte ranges of the title's words that answer the query.
    fn matched(&self, node: u32, first: &[u16]) -> Vec<(u32, u32)> {
        let entry = &self.nodes[node as usize];
        let mut at = 0u32;
        let spans = &self.spans[entry.spans as usize..];
        self.field_words(entry.fields as usize)
            .iter()
            .zip(spans)
            .filter_map(|(&word, &(gap, length))| {
                if word == build::ASIDE {
                    return None;
                }
                let start = at + u32::from(gap);
                at = start + u32::from(length);
                (first[usize::from(word & !build::NEGATED)] != 0).then_some((start, at))
            })
            .collect()
    }
}
