//! The words of a chart's documents and where they stand, kept as documents come in.

use compact_str::CompactString;
use rustc_hash::FxHashMap;

use crate::context::Senses;
use crate::text::{Span, Text};
use crate::words::each_word;

/// A word where it stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Standing {
    pub(super) word: u32,
    pub(super) span: Span,
}

#[derive(Debug, Clone)]
pub(super) struct Indexed {
    pub(super) id: String,
    pub(super) text: Text,
    pub(super) senses: Senses,
    pub(super) words: Vec<Standing>,
    /// Replaced or taken out: its words are still in the lists and are passed over.
    pub(super) gone: bool,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Posting {
    pub(super) document: u32,
    pub(super) position: u32,
}

/// The index of one chart.
#[derive(Debug, Clone, Default)]
pub struct ChartIndex {
    pub(super) documents: Vec<Indexed>,
    numbers: FxHashMap<CompactString, u32>,
    pub(super) vocabulary: Vec<CompactString>,
    pub(super) postings: Vec<Vec<Posting>>,
}

impl ChartIndex {
    /// An index of nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes a document in, at the end; a document of the same id is replaced.
    pub fn add(&mut self, id: &str, text: Text) {
        self.remove(id);
        let document = count(self.documents.len());
        let mut words = Vec::with_capacity(text.body().len() / 6);
        each_word(text.body(), 0, text.body().len(), |span, folded| {
            let word = match self.numbers.get(folded) {
                Some(number) => *number,
                None => {
                    let number = count(self.vocabulary.len());
                    self.numbers.insert(folded.into(), number);
                    self.vocabulary.push(folded.into());
                    self.postings.push(Vec::new());
                    number
                }
            };
            self.postings[word as usize].push(Posting {
                document,
                position: count(words.len()),
            });
            words.push(Standing { word, span });
        });
        let senses = Senses::of(&text);
        self.documents.push(Indexed {
            id: id.to_owned(),
            text,
            senses,
            words,
            gone: false,
        });
    }

    /// Takes a document out. Where more is gone than there, the index is built anew from what is left.
    pub fn remove(&mut self, id: &str) -> bool {
        let Some(found) = self
            .documents
            .iter_mut()
            .find(|document| !document.gone && document.id == id)
        else {
            return false;
        };
        found.gone = true;
        let words = |gone: bool| -> usize {
            self.documents
                .iter()
                .filter(|document| document.gone == gone)
                .map(|document| document.words.len())
                .sum()
        };
        if words(true) > words(false) {
            let left = core::mem::take(self)
                .documents
                .into_iter()
                .filter(|document| !document.gone);
            for document in left {
                self.add_anew(document);
            }
        }
        true
    }

    /// Number of documents.
    #[must_use]
    pub fn len(&self) -> usize {
        self.documents
            .iter()
            .filter(|document| !document.gone)
            .count()
    }

    /// Whether there is no document.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The text of a document.
    #[must_use]
    pub fn text(&self, id: &str) -> Option<&Text> {
        self.documents
            .iter()
            .find(|document| !document.gone && document.id == id)
            .map(|document| &document.text)
    }

    fn add_anew(&mut self, document: Indexed) {
        let Indexed { id, text, .. } = document;
        self.add(&id, text);
    }
}

/// Words and documents of a chart are fewer than 2³²: their texts are limited.
pub(super) fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
