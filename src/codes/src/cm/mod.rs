//! ICD-10-CM: diagnosis codes with validity, titles, hierarchy and tabular notes.
//!
//! A pack holds the tabular list in its own order as one tree: chapters, blocks, categories and codes, headers
//! included. [`CmPack`] opens it; [`CmCode`] is a place in the tree and answers everything about it. [`content`]
//! is the way in for whoever builds packs.

mod code;
pub mod content;
mod former;
mod note;
mod stored;

pub use code::{CmCode, Level, dotted};
pub use former::FormerTitle;
pub use note::{Note, NoteKind, SeventhCharacter};

use crate::history::Replacement;
use crate::lookup::Lookup;
use crate::replaced::Replacements;
use crate::texts::Texts;
use crate::validity::Validity;
use crate::{PackError, Ymd};

/// The ICD-10-CM pack, opened: every index in it has been checked.
#[derive(Debug, Clone)]
pub struct CmPack {
    ids: Texts,
    titles: Texts,
    /// [`Level`], [`crate::TitleSource`] and tabular edition of each node.
    levels: Vec<Level>,
    sources: Vec<crate::TitleSource>,
    editions: Vec<u16>,
    /// Parent of each node; itself for a chapter.
    parents: Vec<u32>,
    /// One past the last descendant of each node.
    ends: Vec<u32>,
    validity: Validity,
    notes: note::Notes,
    lookup: Lookup,
    replacements: Replacements,
    former: former::FormerTitles,
}

impl CmPack {
    /// Opens a pack.
    ///
    /// # Errors
    /// Any [`PackError`] except `Missing`.
    pub fn open(bytes: &[u8]) -> Result<Self, PackError> {
        stored::open(bytes)
    }

    /// The category or code written `code` (upper case, no dot). Headers are found too; chapters and blocks are not.
    #[must_use]
    pub fn code(&self, code: &str) -> Option<CmCode<'_>> {
        self.lookup
            .find(code)
            .map(|index| CmCode { pack: self, index })
    }

    /// The node at `index`, as [`CmCode::index`] gave it.
    #[must_use]
    pub fn at(&self, index: u32) -> Option<CmCode<'_>> {
        ((index as usize) < self.len()).then_some(CmCode { pack: self, index })
    }

    /// Number of nodes: chapters, blocks, categories, codes. [`CmCode::index`] is below it.
    #[must_use]
    pub fn len(&self) -> usize {
        self.levels.len()
    }

    /// Whether the pack is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.levels.is_empty()
    }

    /// Every node, chapters and blocks included, in the order of the tabular list.
    pub fn nodes(&self) -> impl Iterator<Item = CmCode<'_>> + Clone {
        (0..self.levels.len()).map(|index| {
            #[allow(clippy::cast_possible_truncation)]
            let index = index as u32;
            CmCode { pack: self, index }
        })
    }

    /// Every category and code, headers included, in the order of the tabular list.
    pub fn codes(&self) -> impl Iterator<Item = CmCode<'_>> + Clone {
        self.nodes().filter(|node| node.level() >= Level::Category)
    }

    /// The chapters, in order.
    pub fn chapters(&self) -> impl Iterator<Item = CmCode<'_>> + Clone {
        code::Siblings {
            pack: self,
            next: 0,
            end: self.ends.len(),
        }
    }

    /// Rows of the conversion tables that lead from `code` (no dot) to the codes after it. Empty if the tables have
    /// none: what replaces it is then not known.
    pub fn replaced_by(&self, code: &str) -> impl Iterator<Item = Replacement<'_>> {
        self.replacements.from(code)
    }

    /// Rows of the conversion tables that lead to `code` from the codes before it.
    pub fn replaces(&self, code: &str) -> impl Iterator<Item = Replacement<'_>> {
        self.replacements.to(code)
    }

    /// How many rows of the conversion tables the pack has; none in a pack of format 1.
    #[must_use]
    pub fn replacement_count(&self) -> usize {
        self.replacements.len()
    }

    /// How many former titles the pack has; none in a pack of format 1 or 2.
    #[must_use]
    pub fn former_title_count(&self) -> usize {
        self.former.len()
    }

    /// The days between which rewordings of titles are known: those of the editions that were compared. `None` where
    /// none is known.
    #[must_use]
    pub fn rewordings_known(&self) -> Option<(Ymd, Ymd)> {
        self.former.reach()
    }

    /// How many codes are billable on `date`.
    #[must_use]
    pub fn billable_count(&self, date: Ymd) -> usize {
        self.validity.count_on(date)
    }
}
