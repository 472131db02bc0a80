//! What codes rest on, and what earlier encounters say.

use serde::{Deserialize, Serialize};

/// What a case's codes rest on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EvidenceView {
    /// The case.
    pub case: [u8; 16],
    /// Words, by code.
    pub spans: Vec<WordsView>,
    /// Codes without words.
    pub without: Vec<String>,
}

/// Words under a code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WordsView {
    /// The entry.
    pub span: [u8; 16],
    /// The code.
    pub code: String,
    /// The document; none where words were only typed.
    pub document: Option<[u8; 16]>,
    /// Its title.
    pub title: String,
    /// The words as they were taken.
    pub words: String,
    /// Where they stand in the document as it is now.
    pub standing: Standing,
    /// The place, where there is one.
    pub place: Option<SpanPlace>,
}

/// How words stand to the document as it is now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Standing {
    /// Where they were taken.
    Here,
    /// The document was amended; the same words stand in it.
    Moved,
    /// The document was amended; most of the words stand in it.
    Nearly,
    /// The document was amended or marked in error, and the words do not stand in it any more.
    Gone,
    /// Typed; no document.
    Typed,
}

/// A place in a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpanPlace {
    /// Page, from 1.
    pub page: u32,
    /// Line of the page.
    pub line: u32,
    /// First byte.
    pub start: u32,
    /// Byte after the last.
    pub end: u32,
}

/// A condition coded before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Condition {
    /// Its code.
    pub code: String,
    /// The words it was coded from, or its title.
    pub words: String,
    /// Encounters it was coded in, the latest first: id, and the day of admission.
    pub from: Vec<([u8; 16], String)>,
    /// `documented`, `history_only`, `not_plainly`, `not_found`.
    pub verdict: String,
    /// Whether this case has the code, or one of its category.
    pub coded: bool,
    /// Chronic conditions to which it belongs.
    pub chronic: Vec<String>,
    /// What its codes ask for.
    pub specify: Vec<String>,
    /// Places in this chart, plain ones first.
    pub evidence: Vec<NamedAt>,
}

/// A place that names a condition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedAt {
    /// The document.
    pub document: [u8; 16],
    /// Its title.
    pub title: String,
    /// Where.
    pub place: SpanPlace,
    /// The words.
    pub words: String,
    /// The senses they are meant in.
    pub senses: Vec<String>,
}
