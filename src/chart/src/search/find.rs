//! Finding: which places of a chart have the words that are sought.
//!
//! A document answers when all terms stand in it. What stands near each other on one page is one hit; hits that have all terms
//! come first, the others follow in the chart's order.

use serde::{Deserialize, Serialize};

use super::index::{ChartIndex, Indexed, Posting, count};
use super::query::{Query, Sought, Term};
use crate::context::Context;
use crate::text::{Place, Quote, Span};

/// Words that stand at most so many words apart are one hit.
const NEAR: u32 = 16;
/// Bytes shown before and behind the words of a hit.
const AROUND: usize = 70;
/// Longest stretch between the first and the last word of one hit, in words.
const LONGEST: u32 = 60;

/// A term where it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marked {
    /// Its words.
    pub span: Span,
    /// Which term of the question, from 0.
    pub term: usize,
    /// In which sense they are meant there.
    pub context: Context,
}

/// A place of a chart that has what is sought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hit {
    /// Id of the document.
    pub document: String,
    /// Page, line and character.
    pub place: Place,
    /// The words with those around them.
    pub snippet: Quote,
    /// The exact words.
    pub marked: Vec<Marked>,
    /// Whether all terms stand here together.
    pub complete: bool,
}

/// What a chart has of what is sought.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Results {
    /// The first hits, at most as many as were asked for.
    pub hits: Vec<Hit>,
    /// Number of all hits.
    pub total: usize,
    /// Documents that have all terms.
    pub documents: usize,
    /// Terms that stand nowhere in the chart.
    pub nowhere: Vec<String>,
}

#[derive(Debug, Clone, Copy)]
struct Occurrence {
    position: u32,
    words: u32,
    term: u32,
}

struct Candidate<'i> {
    document: &'i Indexed,
    occurrences: Vec<Occurrence>,
    complete: bool,
}

impl ChartIndex {
    /// Finds what is sought; `most` hits are shown, all are counted.
    #[must_use]
    pub fn search(&self, query: &Query, most: usize) -> Results {
        let mut results = Results::default();
        if query.is_empty() {
            return results;
        }
        let mut of_document: Vec<Vec<Occurrence>> = vec![Vec::new(); self.documents.len()];
        let mut terms_of = vec![0_u32; self.documents.len()];
        for (number, term) in query.terms.iter().enumerate() {
            let found = self.occurrences(term, count(number));
            if found.is_empty() {
                results.nowhere.push(term.written.clone());
            }
            for (document, occurrence) in found {
                terms_of[document] |= 1 << number;
                of_document[document].push(occurrence);
            }
        }
        let all = u32::MAX >> (32 - query.terms.len().min(32));
        let mut candidates = Vec::new();
        for ((document, mut occurrences), terms) in
            self.documents.iter().zip(of_document).zip(terms_of)
        {
            if terms != all {
                continue;
            }
            results.documents += 1;
            occurrences
                .sort_unstable_by_key(|found| (found.position, core::cmp::Reverse(found.words)));
            clusters(document, occurrences, all, &mut candidates);
        }
        results.total = candidates.len();
        candidates.sort_by_key(|candidate| !candidate.complete);
        results.hits = candidates.into_iter().take(most).filter_map(hit).collect();
        results
    }

    /// Where a term stands.
    fn occurrences(&self, term: &Term, number: u32) -> Vec<(usize, Occurrence)> {
        let accepted: Vec<Vec<bool>> = term
            .sought
            .iter()
            .map(|sought| self.accepted(sought))
            .collect();
        let Some(first) = accepted.first() else {
            return Vec::new();
        };
        let mut out = Vec::new();
        let lists = self
            .postings
            .iter()
            .zip(first)
            .filter(|(_, accepted)| **accepted);
        for Posting { document, position } in lists.flat_map(|(list, _)| list.iter().copied()) {
            let indexed = &self.documents[document as usize];
            let follows = |(ahead, accepted): (usize, &Vec<bool>)| {
                indexed
                    .words
                    .get(position as usize + ahead)
                    .is_some_and(|standing| accepted[standing.word as usize])
            };
            if !indexed.gone && accepted.iter().enumerate().skip(1).all(follows) {
                out.push((
                    document as usize,
                    Occurrence {
                        position,
                        words: count(accepted.len()),
                        term: number,
                    },
                ));
            }
        }
        out
    }

    /// Which words of the vocabulary are what is sought.
    fn accepted(&self, sought: &Sought) -> Vec<bool> {
        self.vocabulary
            .iter()
            .map(|word| {
                if sought.beginning {
                    word.starts_with(sought.word.as_str())
                } else {
                    *word == sought.word
                }
            })
            .collect()
    }
}

/// Parts the occurrences in a document into hits.
fn clusters<'i>(
    document: &'i Indexed,
    occurrences: Vec<Occurrence>,
    all: u32,
    out: &mut Vec<Candidate<'i>>,
) {
    let mut open: Option<(Candidate<'i>, u32, u32)> = None;
    for found in occurrences {
        let page = document
            .text
            .place(document.words[found.position as usize].span.start)
            .page;
        let joins = open.as_ref().is_some_and(|(cluster, of_page, _)| {
            let first = cluster
                .occurrences
                .first()
                .map_or(0, |first| first.position);
            let last = cluster
                .occurrences
                .last()
                .map_or(0, |last| last.position + last.words);
            *of_page == page && found.position <= last + NEAR && found.position - first <= LONGEST
        });
        if !joins {
            out.extend(open.take().map(|(cluster, ..)| cluster));
        }
        let (cluster, _, terms) = open.get_or_insert_with(|| {
            (
                Candidate {
                    document,
                    occurrences: Vec::new(),
                    complete: false,
                },
                page,
                0,
            )
        });
        *terms |= 1 << found.term;
        cluster.complete = *terms == all;
        cluster.occurrences.push(found);
    }
    out.extend(open.map(|(cluster, ..)| cluster));
}

fn hit(candidate: Candidate<'_>) -> Option<Hit> {
    let Candidate {
        document,
        occurrences,
        complete,
    } = candidate;
    let marked: Vec<Marked> = occurrences
        .iter()
        .filter_map(|found| {
            let first = document.words.get(found.position as usize)?.span;
            let last = document
                .words
                .get((found.position + found.words).checked_sub(1)? as usize)?
                .span;
            let span = Span {
                start: first.start,
                end: last.end,
            };
            let context = document.senses.read(&document.text, span);
            Some(Marked {
                span,
                term: found.term as usize,
                context,
            })
        })
        .collect();
    let start = marked.first()?.span.start;
    let end = marked.iter().map(|marked| marked.span.end).max()?;
    let snippet = document.text.quote(Span { start, end }, AROUND).ok()?;
    Some(Hit {
        document: document.id.clone(),
        place: snippet.place,
        snippet,
        marked,
        complete,
    })
}
