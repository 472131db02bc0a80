//! Words found, and two documents beside each other.

use serde::{Deserialize, Serialize};

/// Where words stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// Places.
    pub hits: Vec<Hit>,
    /// How many there are.
    pub total: u32,
    /// In how many documents.
    pub documents: u32,
    /// Words that stand nowhere.
    pub nowhere: Vec<String>,
    /// Words left out, for there were too many.
    pub left_out: Vec<String>,
    /// Documents that can be seen and not searched: no text is in them.
    pub not_searched: Vec<String>,
}

/// A place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hit {
    /// The document.
    pub document: [u8; 16],
    /// Its title.
    pub title: String,
    /// Page, from 1.
    pub page: u32,
    /// Line of the page, from 1.
    pub line: u32,
    /// First byte of the first word.
    pub start: u32,
    /// Byte after the last.
    pub end: u32,
    /// The words with those around them.
    pub pieces: Vec<WordPiece>,
    /// In which sense words are meant: `negated`, `family`.
    pub senses: Vec<String>,
    /// Whether all that is sought stands here together.
    pub complete: bool,
}

/// A stretch of words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WordPiece {
    /// Words.
    pub words: String,
    /// Whether they stand out: they were sought, or the other side has not got them.
    pub marked: bool,
}

/// Two documents beside each other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// The earlier document: id, title, time.
    pub earlier: Proposal,
    /// The later one.
    pub later: Proposal,
    /// Other notes it could be held against, the nearest first.
    pub others: Vec<Proposal>,
    /// Rows.
    pub rows: Vec<DiffRow>,
    /// Lines added.
    pub added: u32,
    /// Lines removed.
    pub removed: u32,
    /// Lines changed.
    pub changed: u32,
    /// Lines moved.
    pub moved: u32,
    /// Thousandths of the later note's words that were copied; none where it has no words.
    pub copied_permille: Option<u32>,
    /// Words copied, and all words.
    pub copied_words: (u32, u32),
    /// Shares by section.
    pub sections: Vec<SectionCopied>,
    /// Copied stretches of the later note: first byte, byte after the last.
    pub runs: Vec<(u32, u32)>,
}

/// A document that could be compared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// Its id.
    pub id: [u8; 16],
    /// Its title.
    pub title: String,
    /// Author.
    pub author: String,
    /// The time it speaks of.
    pub about: String,
}

/// A row of both columns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DiffRow {
    /// `same`, `changed`, `added`, `removed`, `moved_here`, `moved_away`.
    pub kind: String,
    /// The earlier note's line.
    pub left: Option<DiffLine>,
    /// The later note's line.
    pub right: Option<DiffLine>,
    /// Number of the other line of a move.
    pub other: Option<u32>,
}

/// A line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DiffLine {
    /// Its number, from 1.
    pub number: u32,
    /// Its words.
    pub pieces: Vec<WordPiece>,
}

/// A section's share.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SectionCopied {
    /// Its heading; empty for what stands before the first.
    pub heading: String,
    /// Thousandths.
    pub permille: Option<u32>,
}
