//! What goes into an ICD-10-CM pack, as its builder hands it over.

use super::{Level, NoteKind};
use crate::history::Replacement;
use crate::{Period, TitleSource, Ymd};

/// One node of the tabular list. Nodes come in the order of print, each right after the nodes above it.
#[derive(Debug, Clone)]
pub struct Node {
    /// Number of nodes above: 0 for a chapter.
    pub depth: u8,
    /// Chapter, block, category or code.
    pub level: Level,
    /// The code without a dot, at most eight ASCII characters; span of a block; number of a chapter.
    pub id: String,
    /// Long title; must not be empty.
    pub title: String,
    /// Who worded the title.
    pub title_source: TitleSource,
    /// When the code is billable; empty for headers, blocks and chapters.
    pub periods: Vec<Period>,
    /// Year of the tabular list the node was taken from; `None` if it stands in none.
    pub tabular_year: Option<u16>,
    /// Instructional notes in order of print.
    pub notes: Vec<(NoteKind, String)>,
    /// Inclusion terms in order of print.
    pub inclusion_terms: Vec<String>,
    /// 7th characters defined at this node.
    pub seventh_characters: Vec<(char, String)>,
    /// Titles it had before, the earliest first.
    pub former_titles: Vec<FormerTitle>,
}

/// A title that a node had before; see [`super::FormerTitle`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormerTitle {
    /// The title; must not be empty.
    pub title: String,
    /// Day on which it was still the title.
    pub seen: Ymd,
    /// Day on which it was not any more.
    pub revised_by: Ymd,
}

/// Writes the pack. The same nodes always give the same bytes.
///
/// # Errors
/// A sentence that names the first node breaking a rule of [`Node`].
pub fn write(nodes: &[Node]) -> Result<Vec<u8>, String> {
    write_with(nodes, &[])
}

/// As [`write`], with the rows of the conversion tables, ascending and each once.
///
/// # Errors
/// As [`write`]; and a sentence that names a row which is none.
pub fn write_with(nodes: &[Node], replacements: &[Replacement<'_>]) -> Result<Vec<u8>, String> {
    super::stored::write(nodes, replacements)
}
