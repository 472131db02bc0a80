//! A term of an index.

use compact_str::CompactString;
use serde::Serialize;

use super::TermId;
use crate::code::IndexCode;

/// What the abbreviation behind a title says (OCG I.A.6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub enum Specificity {
    /// "Not elsewhere classifiable": there is no code for what is meant more exactly.
    Nec,
    /// "Not otherwise specified".
    Nos,
}

/// How an index sends its reader on (OCG I.A.16).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub enum ReferenceKind {
    /// "See": the term referred to has to be looked up.
    See,
    /// "See also": another term may be of use.
    SeeAlso,
    /// "See category": a category of the tabular list.
    SeeCategory,
    /// "See subcategory": a subcategory of the tabular list.
    SeeSubcategory,
    /// "Use": the value of a PCS axis that stands for the term.
    Use,
}

/// A cross-reference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CrossReference {
    /// How it sends on.
    pub kind: ReferenceKind,
    /// Where to, as printed.
    pub text: String,
    /// The category or subcategory referred to, or the beginning of the PCS codes meant.
    pub codes: Vec<IndexCode>,
}

/// A cell of the drug or neoplasm table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum Cell {
    /// The table has no cell here.
    Missing,
    /// A dash: there is no code for this column.
    Dash,
    /// A code.
    Code(IndexCode),
}

/// A term: a main term, or one below it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Term {
    /// The term above. `None` for a main term.
    pub parent: Option<TermId>,
    /// Number of terms above: 0 for a main term.
    pub level: u8,
    /// The title without nonessential modifiers and without NEC or NOS: what a path and a search need.
    pub words: CompactString,
    /// The title as printed, where it is more than the words.
    pub printed: Option<CompactString>,
    /// Nonessential modifiers, without their parentheses (OCG I.A.7): they may be there or not.
    pub modifiers: Vec<CompactString>,
    /// NEC or NOS behind the title.
    pub specificity: Option<Specificity>,
    /// Codes. At a main term, the default code (OCG I.A.18). An index of diagnoses has at most one.
    pub codes: Vec<IndexCode>,
    /// The manifestation code printed in brackets: coded second, after [`Term::codes`] (OCG I.A.13).
    pub manifestation: Option<IndexCode>,
    /// Cells of a table, one for each heading. Empty for an index that is no table, or a term without cells.
    pub cells: Vec<Cell>,
    /// Cross-references, in order of print.
    pub references: Vec<CrossReference>,
    /// Remarks printed with the term.
    pub remarks: Vec<String>,
    /// Line in the file, from 1.
    pub line: u32,
    /// Behind the last term below.
    pub(super) end: u32,
}

impl Term {
    /// The title as printed.
    #[must_use]
    pub fn title(&self) -> &str {
        self.printed.as_ref().unwrap_or(&self.words)
    }

    /// All codes at the term: default or only code, manifestation, cells.
    pub fn all_codes(&self) -> impl Iterator<Item = &IndexCode> {
        let cells = self.cells.iter().filter_map(|cell| match cell {
            Cell::Code(code) => Some(code),
            _ => None,
        });
        self.codes.iter().chain(&self.manifestation).chain(cells)
    }
}
