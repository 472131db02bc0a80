//! How much of a note was copied from an earlier one.
//!
//! The *copy-forward share* is the number of the later note's words that stand in a run of at least [`RUN`] words which the earlier
//! note has in the same order, divided by the number of the later note's words:
//!
//! ```text
//! share = |{ i : w(i) lies in some window of RUN later words that is a window of RUN earlier words }| / |later words|
//! ```
//!
//! Eight words: phrases that everybody writes ("alert and oriented, in no acute distress", "regular rate and rhythm, no murmurs")
//! have up to seven, so two notes written apart seldom share a run of eight; a copied sentence of usual length has more.
//! A number changed in copied text breaks the run, so a filled-in form of short lines counts as less, not as more. The share
//! says what is equal, not that it is wrong: a medication list is meant to be carried forward.

use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};

use crate::sections::sections;
use crate::text::{Span, Text};
use crate::words::each_word;

/// Words of a run that counts as copied.
pub const RUN: usize = 8;

/// Some words of all.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    /// Words that stand in copied runs.
    pub copied: usize,
    /// All words.
    pub words: usize,
}

impl Share {
    /// In thousandths; none where there is no word.
    #[must_use]
    pub fn permille(self) -> Option<u32> {
        u32::try_from((self.copied * 1000 + self.words / 2).checked_div(self.words)?).ok()
    }
}

/// A section of the later note and how much of it was copied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SectionShare {
    /// The words of its heading; none for what stands before the first.
    pub heading: Option<Span>,
    /// Its share.
    pub share: Share,
}

/// Words that stand in both notes in the same order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CopiedRun {
    /// In the later note.
    pub span: Span,
    /// Number of words.
    pub words: usize,
}

/// How much of a note was copied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Copied {
    /// Of the whole note.
    pub whole: Share,
    /// Of each section.
    pub sections: Vec<SectionShare>,
    /// The copied stretches of the later note.
    pub runs: Vec<CopiedRun>,
}

/// Measures what of `later` stands in `earlier`.
#[must_use]
pub fn copied(earlier: &Text, later: &Text) -> Copied {
    let mut numbers: FxHashMap<String, u32> = FxHashMap::default();
    let mut read = |text: &Text| {
        let (mut words, mut spans) = (Vec::new(), Vec::new());
        each_word(text.body(), 0, text.body().len(), |span, word| {
            let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
            let number = match numbers.get(word) {
                Some(number) => *number,
                None => *numbers.entry(word.to_owned()).or_insert(next),
            };
            words.push(number);
            spans.push(span);
        });
        (words, spans)
    };
    let (before, _) = read(earlier);
    let (after, spans) = read(later);
    let windows: FxHashSet<&[u32]> = before.windows(RUN).collect();
    let mut marked = vec![false; after.len()];
    let mut runs: Vec<CopiedRun> = Vec::new();
    let mut until = 0;
    for (at, window) in after.windows(RUN).enumerate() {
        if !windows.contains(window) {
            continue;
        }
        let first = until.max(at);
        marked[first..at + RUN].fill(true);
        let end = spans[at + RUN - 1].end;
        match runs.last_mut() {
            Some(run) if until >= at => {
                run.words += at + RUN - first;
                run.span.end = end;
            }
            _ => runs.push(CopiedRun {
                span: Span {
                    start: spans[at].start,
                    end,
                },
                words: RUN,
            }),
        }
        until = at + RUN;
    }
    let share = |from: u32, to: u32| {
        let first = spans.partition_point(|span| span.start < from);
        let last = spans.partition_point(|span| span.start < to);
        Share {
            copied: marked[first..last].iter().filter(|copied| **copied).count(),
            words: last - first,
        }
    };
    let parts = sections(later);
    let begins = parts.first().map_or(u32::MAX, |section| section.span.start);
    let mut of_sections = vec![SectionShare {
        heading: None,
        share: share(0, begins),
    }];
    of_sections.extend(parts.iter().map(|section| SectionShare {
        heading: Some(section.heading),
        share: share(section.span.start, section.span.end),
    }));
    of_sections.retain(|section| section.share.words > 0);
    Copied {
        whole: share(0, u32::MAX),
        sections: of_sections,
        runs,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn shares(earlier: &str, later: &str) -> Copied {
        copied(&Text::new(earlier).unwrap(), &Text::new(later).unwrap())
    }

    #[test]
    fn words_in_runs_of_eight_count_and_shorter_runs_do_not() {
        let found = shares("a b c d e f g h i j", "x a b c d e f g h y");
        assert_eq!(
            (found.whole, found.runs.len()),
            (
                Share {
                    copied: 8,
                    words: 10
                },
                1
            )
        );
        assert_eq!(
            shares("a b c d e f g", "a b c d e f g").whole,
            Share {
                copied: 0,
                words: 7
            }
        );
        // Overlapping windows are counted once.
        let overlapping = shares("a b c d e f g h i j", "a b c d e f g h i j");
        assert_eq!(
            overlapping.whole,
            Share {
                copied: 10,
                words: 10
            }
        );
        assert_eq!(overlapping.runs[0].words, 10);
    }

    #[test]
    fn stock_phrases_of_two_notes_written_apart_are_no_copies() {
        let found = shares(
            "Alert and oriented, in no acute distress. Lungs clear to auscultation bilaterally.",
            "Feels worse. Alert and oriented, in no acute distress. Crackles at both bases.",
        );
        assert_eq!(found.whole.copied, 0);
    }

    #[test]
    fn each_section_has_its_share() {
        let history = "HPI: The patient came with three days of cough and fever at home.\n";
        let found = shares(
            &format!("{history}Plan: rest"),
            &format!("{history}Assessment: antibiotics begun today"),
        );
        let permille: Vec<_> = found
            .sections
            .iter()
            .map(|section| section.share.permille())
            .collect();
        assert_eq!(permille, [Some(1000), Some(0)]);
    }
}
