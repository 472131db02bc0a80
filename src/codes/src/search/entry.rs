//! What the index is built from: one entry a code or header, whatever pack it came from.
//!
//! Headers (categories and subcategories that can't be reported) are entries too: their titles and inclusion
//! terms say what the codes under them are called.

use crate::cm::{CmPack, Level, NoteKind};
use crate::pcs::PcsPack;
use crate::{Period, System};

/// A code or a header with everything a coder may call it by.
#[derive(Debug, Clone)]
pub struct Entry<'a> {
    /// Code set.
    pub system: System,
    /// Without dot, upper case, at most seven characters.
    pub code: &'a str,
    /// Full title.
    pub title: &'a str,
    /// Inclusion terms and "includes" notes that stand at this very entry.
    pub inclusion_terms: Vec<&'a str>,
    /// What an alphabetic index calls it.
    pub index_terms: Vec<&'a str>,
    /// When it is billable; empty for a header.
    pub periods: &'a [Period],
}

/// A term of an alphabetic index, as it reads from the main term down, and what it leads to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct IndexTerm {
    /// Code set of the code.
    pub system: System,
    /// A code without dot, or the beginning of codes.
    pub code: String,
    /// `Fall, from, bed`; nonessential modifiers, if any, in parentheses.
    pub text: String,
}

/// The entries of the packs that are there, headers before the codes under them. Terms of an index of diagnoses stand
/// at the code or header they lead to; `terms` are sorted.
pub(super) fn of_packs<'a>(
    cm: Option<&'a CmPack>,
    pcs: Option<&'a PcsPack>,
    terms: &'a [IndexTerm],
) -> impl Iterator<Item = Entry<'a>> {
    let diagnoses = cm.into_iter().flat_map(CmPack::nodes);
    let diagnoses = diagnoses
        .filter(|node| node.level() >= Level::Category)
        .map(move |node| Entry {
            system: System::Cm,
            code: node.code(),
            title: node.title(),
            inclusion_terms: node
                .inclusion_terms()
                .chain(
                    node.notes()
                        .filter(|note| note.kind == NoteKind::Includes)
                        .map(|note| note.text),
                )
                .collect(),
            index_terms: at(terms, System::Cm, node.code()),
            periods: node.periods(),
        });
    let procedures = pcs.into_iter().flat_map(PcsPack::codes);
    let procedures = procedures.map(|code| Entry {
        system: System::Pcs,
        code: code.code(),
        title: code.title(),
        inclusion_terms: Vec::new(),
        index_terms: Vec::new(),
        periods: code.periods(),
    });
    diagnoses.chain(procedures)
}

/// The terms that lead to exactly this code.
fn at<'a>(terms: &'a [IndexTerm], system: System, code: &str) -> Vec<&'a str> {
    let key = (system, code);
    let first = terms.partition_point(|term| (term.system, &*term.code) < key);
    terms[first..]
        .iter()
        .take_while(|term| (term.system, &*term.code) == key)
        .map(|term| &*term.text)
        .collect()
}
