//! One place in the tabular list: a chapter, block, category or code.

use super::CmPack;
use super::former::FormerTitle;
use super::note::{Note, SeventhCharacter};
use crate::{Period, TitleSource, Ymd};

/// How deep a node of the tabular list stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// One of the 22 chapters; its code is the number.
    Chapter,
    /// A block of categories such as `I30-I5A`.
    Block,
    /// Three characters.
    Category,
    /// Four to seven characters.
    Code,
}

/// A chapter, block, category or code of a [`CmPack`].
#[derive(Debug, Clone, Copy)]
pub struct CmCode<'p> {
    pub(super) pack: &'p CmPack,
    pub(super) index: u32,
}

impl PartialEq for CmCode<'_> {
    fn eq(&self, other: &Self) -> bool {
        core::ptr::eq(self.pack, other.pack) && self.index == other.index
    }
}

impl Eq for CmCode<'_> {}

impl<'p> CmCode<'p> {
    /// Place in the pack, for [`CmPack::at`]. Good for this pack only: another build may number otherwise.
    #[must_use]
    pub fn index(self) -> u32 {
        self.index
    }

    fn row(self) -> usize {
        self.index as usize
    }

    /// The code without a dot (`I5020`), the span of a block (`I30-I5A`) or the number of a chapter (`9`).
    #[must_use]
    pub fn code(self) -> &'p str {
        self.pack.ids.get(self.row())
    }

    /// The code as it is printed: a dot after the third character (`I50.20`).
    #[must_use]
    pub fn dotted(self) -> String {
        match self.level() {
            Level::Code => dotted(self.code()),
            // A block is named by a span, a chapter by a number: neither bears a dot.
            _ => self.code().to_owned(),
        }
    }

    /// The long title, as it is today.
    #[must_use]
    pub fn title(self) -> &'p str {
        self.pack.titles.get(self.row())
    }

    /// Titles it had before, the earliest first. Empty where no rewording is known.
    pub fn former_titles(self) -> impl Iterator<Item = FormerTitle<'p>> + Clone {
        self.pack.former.of(self.index)
    }

    /// The title on `date`, as far as is known: a former one up to the last day it was seen, today's from then on.
    #[must_use]
    pub fn title_on(self, date: Ymd) -> &'p str {
        self.former_titles()
            .find(|former| date <= former.seen)
            .map_or_else(|| self.title(), |former| former.title)
    }

    /// Who worded the title.
    #[must_use]
    pub fn title_source(self) -> TitleSource {
        self.pack.sources[self.row()]
    }

    /// How deep it stands.
    #[must_use]
    pub fn level(self) -> Level {
        self.pack.levels[self.row()]
    }

    /// Whether the code may be reported for a discharge on `date`.
    #[must_use]
    pub fn billable_on(self, date: Ymd) -> bool {
        self.pack.validity.on(self.row(), date)
    }

    /// When the code is billable, earliest period first. Empty for headers.
    #[must_use]
    pub fn periods(self) -> &'p [Period] {
        self.pack.validity.periods(self.row())
    }

    /// The node above: the code it refines, its block or its chapter. `None` for a chapter.
    #[must_use]
    pub fn parent(self) -> Option<Self> {
        let parent = self.pack.parents[self.row()];
        (parent != self.index).then_some(Self {
            index: parent,
            ..self
        })
    }

    /// The nodes right below, in the order of the tabular list.
    pub fn children(self) -> impl Iterator<Item = Self> + Clone {
        Siblings {
            pack: self.pack,
            next: self.row() + 1,
            end: self.pack.ends[self.row()] as usize,
        }
    }

    /// From the chapter down to this node, both included.
    #[must_use]
    pub fn path(self) -> Vec<Self> {
        let mut path: Vec<Self> =
            core::iter::successors(Some(self), |node| node.parent()).collect();
        path.reverse();
        path
    }

    /// The node's own instructional notes, in the order of print; inherited ones stand at the nodes of
    /// [`CmCode::path`]. Inclusion terms are apart: [`CmCode::inclusion_terms`].
    pub fn notes(self) -> impl Iterator<Item = Note<'p>> + Clone {
        self.pack.notes.of(self.index)
    }

    /// Conditions that the tabular list names as belonging here.
    pub fn inclusion_terms(self) -> impl Iterator<Item = &'p str> + Clone {
        self.pack.notes.inclusion_terms(self.index)
    }

    /// The node whose 7th characters hold for this one: itself or the nearest above that defines any. `None` where
    /// codes have none.
    #[must_use]
    pub fn seventh_defined_at(self) -> Option<Self> {
        core::iter::successors(Some(self), |node| node.parent())
            .find(|node| self.pack.notes.seventh(node.index).next().is_some())
    }

    /// Places in the pack of this node and of everything below it.
    #[must_use]
    pub fn rows(self) -> core::ops::Range<u32> {
        self.index..self.pack.ends[self.row()]
    }

    /// Every node below this one, in the order of the tabular list.
    pub fn descendants(self) -> impl Iterator<Item = Self> + Clone {
        (self.index + 1..self.rows().end).map(move |index| Self { index, ..self })
    }

    /// The 7th characters defined for this node: its own, else those of the nearest node above that has any.
    /// Empty where codes have none.
    pub fn seventh_characters(self) -> impl Iterator<Item = SeventhCharacter<'p>> + Clone {
        self.seventh_defined_at()
            .into_iter()
            .flat_map(move |node| self.pack.notes.seventh(node.index))
    }

    /// Year of the tabular list this node and its notes were taken from (2026 is the edition of April 2026). `None`
    /// for a node that stands in none of the editions that were to be had; its notes are then not known.
    #[must_use]
    pub fn tabular_year(self) -> Option<u16> {
        let year = self.pack.editions[self.row()];
        (year != 0).then_some(year)
    }
}

/// A diagnosis code as it is printed, with a dot after its third character (`I5020` gives `I50.20`). Text of three
/// characters, or with a dot already, stays as it is.
#[must_use]
pub fn dotted(code: &str) -> String {
    match code.split_at_checked(3) {
        Some((category, rest)) if !rest.is_empty() && !code.contains('.') => {
            format!("{category}.{rest}")
        }
        _ => code.to_owned(),
    }
}

/// Nodes that have the same parent.
#[derive(Debug, Clone)]
pub(super) struct Siblings<'p> {
    pub(super) pack: &'p CmPack,
    pub(super) next: usize,
    pub(super) end: usize,
}

impl<'p> Iterator for Siblings<'p> {
    type Item = CmCode<'p>;

    fn next(&mut self) -> Option<CmCode<'p>> {
        if self.next >= self.end {
            return None;
        }
        #[allow(clippy::cast_possible_truncation)]
        let node = CmCode {
            pack: self.pack,
            index: self.next as u32,
        };
        self.next = self.pack.ends[self.next] as usize;
        Some(node)
    }
}
