//! Alphabetic indexes: main terms with terms below them, codes, and cross-references.
//!
//! One shape serves five files: the Index to Diseases, the External Cause Index, the two tables that stand beside them
//! (drugs, neoplasms: their terms bear a row of cells), and the index of ICD-10-PCS. Terms lie in order of print, each
//! after the term above it; [`Index`] walks them, [`Index::resolve`] follows "see" and "see also".

mod defects;
mod read;
mod resolve;
mod term;
mod title;

pub use defects::{Defect, defects, unknown_codes};
pub(crate) use read::read;
pub use resolve::Resolution;
pub use term::{Cell, CrossReference, ReferenceKind, Specificity, Term};

use compact_str::CompactString;
use rustc_hash::FxHashMap;
use serde::Serialize;

use crate::code::IndexCode;

/// Which index it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum OfIndex {
    /// Index to Diseases and Injuries.
    Diseases,
    /// External Cause of Injuries Index.
    ExternalCauses,
    /// Table of Drugs and Chemicals.
    Drugs,
    /// Table of Neoplasms.
    Neoplasms,
    /// Index of ICD-10-PCS.
    Procedures,
}

/// Place of a term in its index; good for this index only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct TermId(u32);

impl TermId {
    /// The term's number in its index, counted from 0 in order of print.
    #[must_use]
    pub fn number(self) -> u32 {
        self.0
    }

    fn at(self) -> usize {
        self.0 as usize
    }
}

/// An index, read.
#[derive(Debug, Clone, PartialEq)]
pub struct Index {
    of: OfIndex,
    headings: Vec<String>,
    terms: Vec<Term>,
    /// Main terms by their words in lower case.
    main: Vec<(CompactString, TermId)>,
    /// Main terms by the first word of each of their titles' variants.
    by_word: FxHashMap<CompactString, Vec<TermId>>,
}

/// A term as a search engine wants it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry<'i> {
    /// The term.
    pub id: TermId,
    /// Words from the main term down to the term.
    pub path: Vec<&'i str>,
    /// Codes at the term, cells of a table included.
    pub codes: Vec<&'i IndexCode>,
}

impl Index {
    /// Which index it is.
    #[must_use]
    pub fn of(&self) -> OfIndex {
        self.of
    }

    /// Headings of the table's columns of codes; cell `i` of a term stands under heading `i`. Empty for an index that is
    /// no table.
    #[must_use]
    pub fn headings(&self) -> &[String] {
        &self.headings
    }

    /// Number of terms, main terms included.
    #[must_use]
    pub fn len(&self) -> usize {
        self.terms.len()
    }

    /// Whether there is no term.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// The term of a number ([`TermId::number`]). `None` where there are not as many.
    #[must_use]
    pub fn numbered(&self, number: u32) -> Option<TermId> {
        let id = TermId(number);
        self.term(id).map(|_| id)
    }

    /// The first term in order of print, among those that a table's reader looks for, whose words begin with `letters`:
    /// main terms, or the terms right below where all of them stand under one (as in the table of neoplasms). No
    /// letters give the first term.
    #[must_use]
    pub fn first_row(&self, letters: &str) -> Option<TermId> {
        let key = title::key(letters);
        let level = u8::from(self.main.len() == 1 && !key.is_empty());
        let begins =
            |term: &Term| term.level == level && title::key(&term.words).starts_with(key.as_str());
        self.terms()
            .find(|(_, term)| begins(term))
            .map(|(id, _)| id)
    }

    /// A term. `None` for an id of another index that is out of range here.
    #[must_use]
    pub fn term(&self, id: TermId) -> Option<&Term> {
        self.terms.get(id.at())
    }

    /// All terms in order of print.
    pub fn terms(&self) -> impl Iterator<Item = (TermId, &Term)> {
        (0u32..).map(TermId).zip(&self.terms)
    }

    /// Main terms that begin with `letters`, in alphabetic order. Case, punctuation and nonessential modifiers do not
    /// count; no letters give all main terms.
    pub fn main_terms(&self, letters: &str) -> impl Iterator<Item = TermId> {
        let key = title::key(letters);
        let start = self
            .main
            .partition_point(|(k, _)| k.as_str() < key.as_str());
        self.main[start..]
            .iter()
            .take_while(move |(k, _)| k.starts_with(key.as_str()))
            .map(|(_, id)| *id)
    }

    /// The terms right below a term, in order of print.
    pub fn children(&self, id: TermId) -> impl Iterator<Item = TermId> {
        let end = self.term(id).map_or(0, |term| term.end);
        let mut next = id.0.saturating_add(1);
        core::iter::from_fn(move || {
            if next >= end {
                return None;
            }
            let child = TermId(next);
            next = self.terms[child.at()].end;
            Some(child)
        })
    }

    /// From the main term down to the term, both included.
    #[must_use]
    pub fn path(&self, id: TermId) -> Vec<TermId> {
        let mut path: Vec<TermId> = core::iter::successors(self.term(id).map(|_| id), |&id| {
            self.term(id).and_then(|term| term.parent)
        })
        .collect();
        path.reverse();
        path
    }

    /// The path in words, as a coder writes it: `Fracture, femur, neck`.
    #[must_use]
    pub fn path_text(&self, id: TermId) -> String {
        self.words(id).join(", ")
    }

    fn words(&self, id: TermId) -> Vec<&str> {
        let path = self.path(id);
        path.into_iter()
            .map(|id| self.terms[id.at()].words.as_str())
            .collect()
    }

    /// Every term with its path and codes, for a search engine; terms without a code too.
    pub fn entries(&self) -> impl Iterator<Item = Entry<'_>> {
        self.terms().map(|(id, term)| Entry {
            id,
            path: self.words(id),
            codes: term.all_codes().collect(),
        })
    }
}
