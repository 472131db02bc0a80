//! What the index is built from: one entry a code or header, whatever pack it came from.
//!
//! Headers (categories and subcategories that can't be reported) are entries too: their titles and inclusion
//! terms say what the codes under them are called.

use crate::cm::{CmPack, Level};
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
    /// When it is billable; empty for a header.
    pub periods: &'a [Period],
}

/// The entries of both packs, headers before the codes under them.
pub(super) fn of_packs<'a>(
    cm: &'a CmPack,
    pcs: &'a PcsPack,
) -> impl Iterator<Item = Entry<'a>> + 'a {
    let diagnoses = cm
        .nodes()
        .filter(|node| node.level() >= Level::Category)
        .map(|node| Entry {
            system: System::Cm,
            code: node.code(),
            title: node.title(),
            inclusion_terms: node
                .inclusion_terms()
                .chain(
                    node.notes()
                        .filter(|note| note.kind == crate::cm::NoteKind::Includes)
                        .map(|note| note.text),
                )
                .collect(),
            periods: node.periods(),
        });
    let procedures = pcs.codes().map(|code| Entry {
        system: System::Pcs,
        code: code.code(),
        title: code.title(),
        inclusion_terms: Vec::new(),
        periods: code.periods(),
    });
    diagnoses.chain(procedures)
}
