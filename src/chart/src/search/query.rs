//! What a reader types into the search of a chart.
//!
//! Words in any order match beginnings of words ("pneum" finds pneumonia); words of one or two letters ("MI", "K") match
//! whole. Words in quotes stand in this order, whole; `*` behind a word asks for its beginnings in either case.

use crate::words::each_word;

/// Most words and phrases of one question; further ones are left out and named.
pub const MOST_TERMS: usize = 16;
/// Most words of one phrase.
const MOST_IN_PHRASE: usize = 24;

/// One word of a term.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sought {
    pub(super) word: String,
    pub(super) beginning: bool,
}

/// A word or a phrase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Term {
    pub(super) sought: Vec<Sought>,
    pub(super) written: String,
}

/// A question to a chart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    pub(super) terms: Vec<Term>,
    /// Terms beyond [`MOST_TERMS`], as written.
    pub left_out: Vec<String>,
}

impl Query {
    /// Reads a question. Any text is one; a quote that isn't closed reaches to the end.
    #[must_use]
    pub fn parse(question: &str) -> Self {
        let mut query = Self::default();
        for (number, part) in question.split(['"', '\u{201c}', '\u{201d}']).enumerate() {
            if number % 2 == 1 {
                query.add(part, true);
            } else {
                part.split_whitespace()
                    .for_each(|word| query.add(word, false));
            }
        }
        query
    }

    /// Whether nothing is asked.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// The terms as written.
    pub fn terms(&self) -> impl Iterator<Item = &str> {
        self.terms.iter().map(|term| term.written.as_str())
    }

    fn add(&mut self, written: &str, quoted: bool) {
        let mut sought = Vec::new();
        each_word(written, 0, written.len(), |span, word| {
            let starred = written[span.range().end..].starts_with('*');
            let beginning = starred || (!quoted && word.chars().count() > 2);
            sought.push(Sought {
                word: word.to_owned(),
                beginning,
            });
        });
        // "follow-up" is two words of one term: only its last may go on.
        let last = sought.len().saturating_sub(1);
        sought.truncate(MOST_IN_PHRASE);
        for (at, word) in sought.iter_mut().enumerate() {
            word.beginning &= quoted || at == last;
        }
        if sought.is_empty() {
            return;
        }
        let term = Term {
            sought,
            written: written.trim().to_owned(),
        };
        if self.terms.contains(&term) {
            return;
        }
        if self.terms.len() < MOST_TERMS {
            self.terms.push(term);
        } else {
            self.left_out.push(term.written);
        }
    }
}
