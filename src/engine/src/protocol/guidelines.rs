//! The official guidelines on screen: one section with what stands around it, and sections found by words.

use serde::{Deserialize, Serialize};

/// The edition that is read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GuidelinesEdition {
    /// Fiscal year.
    pub fiscal_year: u16,
    /// First day for which it speaks, `YYYY-MM-DD`.
    pub effective: String,
    /// Whether it is the one that speaks for the date asked for.
    pub speaks: bool,
}

/// A section in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SectionLine {
    /// Number as rules cite it, `I.C.1.d`.
    pub id: String,
    /// Heading, or the first words of an item without one; empty where the guidelines are not taken in.
    pub title: String,
    /// Sections right below.
    pub below: u32,
    /// Rules here that cite it or one below it.
    pub rules: u32,
}

/// A rule that cites a section.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CitingRule {
    /// Its number, `CM-010`.
    pub id: String,
    /// What it is about.
    pub title: String,
    /// The section that it cites: the one shown, or one above it.
    pub cites: String,
}

/// One section; the contents where none is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SectionPage {
    /// The number asked for; empty for the contents.
    pub asked: String,
    /// The year that the date falls in.
    pub wanted_year: u16,
    /// The edition read; `None` where no guidelines are taken in.
    pub edition: Option<GuidelinesEdition>,
    /// The section shown: the one asked for, or the nearest above it that the edition has. Empty for the contents, and
    /// where there is none.
    pub id: String,
    /// Heading.
    pub title: String,
    /// Sections above, the outermost first.
    pub path: Vec<SectionLine>,
    /// Text below the heading.
    pub paragraphs: Vec<String>,
    /// Sections right below.
    pub below: Vec<SectionLine>,
    /// The section before it in print.
    pub previous: Option<SectionLine>,
    /// The section after it.
    pub next: Option<SectionLine>,
    /// Rules that cite it or a section above it.
    pub rules: Vec<CitingRule>,
}

/// A section in which all words were found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SectionHit {
    /// The section.
    pub line: SectionLine,
    /// Headings above it.
    pub path: String,
    /// Where the words stand: pieces of text, and whether a piece is one of the words.
    pub snippet: Vec<(String, bool)>,
}

/// Sections found by words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SectionHits {
    /// What was looked for.
    pub words: String,
    /// The edition searched.
    pub edition: Option<GuidelinesEdition>,
    /// How many there are.
    pub total: u32,
    /// The first of them.
    pub hits: Vec<SectionHit>,
}
