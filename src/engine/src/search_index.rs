//! The search index over whichever code sets are loaded: a missing one must not keep the other from being searched.

use codes::System;
use codes::cm::{CmPack, NoteKind};
use codes::pcs::PcsPack;
use codes::search::{Entry, Index};

/// Builds the index. `None` without any code set.
pub(crate) fn build(cm: Option<&CmPack>, pcs: Option<&PcsPack>) -> Option<Index> {
    match (cm, pcs) {
        (Some(cm), Some(pcs)) => Some(Index::build(cm, pcs)),
        (Some(cm), None) => Some(Index::of_entries(diagnoses(cm))),
        (None, Some(pcs)) => Some(Index::of_entries(procedures(pcs))),
        (None, None) => None,
    }
}

fn diagnoses(pack: &CmPack) -> impl Iterator<Item = Entry<'_>> {
    pack.codes().map(|code| Entry {
        system: System::Cm,
        code: code.code(),
        title: code.title(),
        inclusion_terms: code
            .inclusion_terms()
            .chain(
                code.notes()
                    .filter(|note| note.kind == NoteKind::Includes)
                    .map(|note| note.text),
            )
            .collect(),
        periods: code.periods(),
    })
}

fn procedures(pack: &PcsPack) -> impl Iterator<Item = Entry<'_>> {
    pack.codes().map(|code| Entry {
        system: System::Pcs,
        code: code.code(),
        title: code.title(),
        inclusion_terms: Vec::new(),
        periods: code.periods(),
    })
}
