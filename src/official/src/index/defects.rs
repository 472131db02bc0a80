//! The defects of a set of indexes: references that lead nowhere, and codes that the code set does not have.
//!
//! CDC's books have some; a reader must not be sent into the void without a word, so they are listed rather than hidden.

use serde::Serialize;

use super::{CrossReference, Index, OfIndex, Resolution, TermId};
use crate::code::IndexCode;

/// A reference that leads nowhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Defect {
    /// Index of the term.
    pub of: OfIndex,
    /// The term that refers.
    pub term: TermId,
    /// Its path in words.
    pub path: String,
    /// Line in the file, from 1.
    pub line: u32,
    /// The reference as printed.
    pub text: String,
    /// The nearest term that its words lead to.
    pub nearest: Option<TermId>,
    /// The other index that the reference names, if that one is not among those given.
    pub needs: Option<OfIndex>,
}

/// References of `indexes` that lead nowhere in their own index, nor in one of the others: give all that are loaded.
#[must_use]
pub fn defects(indexes: &[&Index]) -> Vec<Defect> {
    let mut out = Vec::new();
    for (at, index) in indexes.iter().enumerate() {
        for (id, term) in index.terms() {
            for reference in &term.references {
                let (nearest, needs) = match index.resolve(reference) {
                    Resolution::Book(book) if indexes.iter().all(|i| i.of() != book) => {
                        (None, Some(book))
                    }
                    Resolution::Nowhere(nearest) if !elsewhere(indexes, at, reference) => {
                        (nearest, None)
                    }
                    _ => continue,
                };
                out.push(Defect {
                    of: index.of(),
                    term: id,
                    path: index.path_text(id),
                    line: term.line,
                    text: reference.text.clone(),
                    nearest,
                    needs,
                });
            }
        }
    }
    out
}

/// Whether one of the other diagnosis indexes has the term that is referred to.
fn elsewhere(indexes: &[&Index], own: usize, reference: &CrossReference) -> bool {
    indexes.iter().enumerate().any(|(at, index)| {
        at != own
            && (index.of() == OfIndex::Procedures) == (indexes[own].of() == OfIndex::Procedures)
            && matches!(
                index.find(&reference.text),
                Resolution::Term(_) | Resolution::Choice(Some(_))
            )
    })
}

/// Codes of `index` that the code set does not have, with their terms. `known` tells for a code without a dot whether it
/// is a header or code of the set; of an open code (`S72.0-`) and of a PCS code's beginning it is asked about that
/// beginning.
pub fn unknown_codes<'i>(
    index: &'i Index,
    known: impl Fn(&str) -> bool + 'i,
) -> impl Iterator<Item = (TermId, &'i IndexCode)> {
    index.terms().flat_map(move |(id, term)| {
        let unknown: Vec<_> = term
            .all_codes()
            .filter(|code| !known(code.code()))
            .collect();
        unknown.into_iter().map(move |code| (id, code))
    })
}
