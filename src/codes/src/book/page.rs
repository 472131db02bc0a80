//! One page of the book.

use super::finish_with;
use super::reference::{Reference, references};
use crate::Ymd;
use crate::cm::{CmCode, CmPack, Level, Note, SeventhCharacter};

/// A node of the tabular list with all that applies to it on a date.
#[derive(Debug, Clone)]
pub struct Page<'p> {
    /// The node.
    pub code: CmCode<'p>,
    /// Whether it may be reported on the date.
    pub billable: bool,
    /// From the chapter down to the node, both included.
    pub path: Vec<CmCode<'p>>,
    /// The notes that apply: those of the chapter first, the node's own last, each as printed.
    pub notes: Vec<PrintedNote<'p>>,
    /// Conditions that the tabular list names as belonging here, with the node that names them; those of a code's
    /// category stand before its own.
    pub inclusion_terms: Vec<(CmCode<'p>, &'p str)>,
    /// The 7th characters that apply; `None` where codes have none.
    pub seventh: Option<Seventh<'p>>,
    /// The neighbours.
    pub neighbours: Neighbours<'p>,
}

/// A note with the place where it stands in print.
#[derive(Debug, Clone)]
pub struct PrintedNote<'p> {
    /// The node it is printed at; its level says whether a chapter, block, category or code speaks.
    pub at: CmCode<'p>,
    /// Whether it is printed above the page's own node.
    pub inherited: bool,
    /// The note.
    pub note: Note<'p>,
    /// The codes it names, in the order of its text.
    pub references: Vec<Reference<'p>>,
}

/// 7th characters (OCG I.A.5).
#[derive(Debug, Clone)]
pub struct Seventh<'p> {
    /// The node that defines them.
    pub defined_at: CmCode<'p>,
    /// The characters, and the code each makes of the page's node on the date. `None` while characters before the
    /// 7th are open, and where the character does not apply to the code.
    pub characters: Vec<(SeventhCharacter<'p>, Option<CmCode<'p>>)>,
}

/// Where the book goes on from a page, passing over what has no valid code on the date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Neighbours<'p> {
    /// The node above.
    pub parent: Option<CmCode<'p>>,
    /// The node before, below the same parent.
    pub previous: Option<CmCode<'p>>,
    /// The node after, below the same parent.
    pub next: Option<CmCode<'p>>,
    /// The first node below.
    pub first_child: Option<CmCode<'p>>,
}

impl<'p> Page<'p> {
    /// The page of a node, as the book stands on `date`.
    #[must_use]
    pub fn of(pack: &'p CmPack, code: CmCode<'p>, date: Ymd) -> Self {
        let path = code.path();
        let notes = path
            .iter()
            .flat_map(|&at| {
                at.notes().map(move |note| PrintedNote {
                    at,
                    inherited: at != code,
                    note,
                    references: references(pack, note.text),
                })
            })
            .collect();
        let inclusion_terms = path
            .iter()
            .filter(|at| at.level() >= Level::Category)
            .flat_map(|&at| at.inclusion_terms().map(move |term| (at, term)))
            .collect();
        let seventh = code.seventh_defined_at().map(|defined_at| Seventh {
            defined_at,
            characters: code
                .seventh_characters()
                .map(|seventh| {
                    let made = finish_with(pack, code.code(), seventh.character, date).ok();
                    (seventh, made)
                })
                .collect(),
        });
        Self {
            code,
            billable: code.billable_on(date),
            path,
            notes,
            inclusion_terms,
            seventh,
            neighbours: Neighbours::of(pack, code, date),
        }
    }
}

impl<'p> Neighbours<'p> {
    fn of(pack: &'p CmPack, code: CmCode<'p>, date: Ymd) -> Self {
        let parent = code.parent();
        let (mut previous, mut next, mut passed) = (None, None, false);
        let mut look = |sibling: CmCode<'p>| {
            if sibling == code {
                passed = true;
            } else if !passed {
                // The nearest before is the last one that stands; asked only where it matters.
                if stands_on(sibling, date) {
                    previous = Some(sibling);
                }
            } else if next.is_none() && stands_on(sibling, date) {
                next = Some(sibling);
            }
            next.is_some()
        };
        match parent {
            Some(parent) => parent.children().any(&mut look),
            None => pack.chapters().any(&mut look),
        };
        Self {
            parent,
            previous,
            next,
            first_child: code.children().find(|child| stands_on(*child, date)),
        }
    }
}

/// Whether the node or anything below it may be reported on `date`; otherwise the book of that day lacks it.
#[must_use]
pub fn stands_on(node: CmCode<'_>, date: Ymd) -> bool {
    node.billable_on(date) || node.descendants().any(|below| below.billable_on(date))
}
