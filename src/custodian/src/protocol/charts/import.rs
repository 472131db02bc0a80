//! What a file would bring.

use serde::{Deserialize, Serialize};

/// What would come in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportPlan {
    /// Its number.
    pub plan: [u8; 16],
    /// The encounter.
    pub encounter: [u8; 16],
    /// The file.
    pub file: String,
    /// Its format.
    pub format: String,
    /// Its length in bytes.
    pub bytes: u64,
    /// Its SHA-256.
    pub sha256: String,
    /// The system or organisation that made it.
    pub system: String,
    /// The patient of the encounter, in one line.
    pub patient_line: String,
    /// Identifiers, held against the patient's.
    pub identifiers: Vec<Traced>,
    /// What they come to: `two identifiers match`, `not checked`, `wrong patient`.
    pub identity: String,
    /// Whether taking it in needs a reason, for the pages name somebody else.
    pub needs_reason: bool,
    /// Documents.
    pub documents: Vec<PlannedDocument>,
    /// Statements by kind: `problem`, 3. They come in as found; they code nothing.
    pub statements: Vec<(String, u32)>,
    /// What was not understood: where, and what.
    pub not_understood: Vec<(String, String)>,
    /// How many more were not understood.
    pub not_named: u32,
    /// What was guessed.
    pub notes: Vec<String>,
}

/// An identifier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Traced {
    /// What it is.
    pub what: String,
    /// As the file has it.
    pub in_file: String,
    /// As the patient's record has it.
    pub here: String,
    /// Whether they agree; none where the record has none.
    pub agrees: Option<bool>,
}

/// A document that would come in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedDocument {
    /// Title.
    pub title: String,
    /// Kind.
    pub kind: String,
    /// Why that kind.
    pub kind_reason: String,
    /// Author.
    pub author: String,
    /// Time.
    pub about: String,
    /// `text`, `pdf`, `png`, `jpeg`, `tiff`.
    pub media: String,
    /// Pages.
    pub pages: u32,
    /// Characters of text.
    pub characters: u32,
    /// Whether the chart has it from this very file: it is not taken in again.
    pub here: bool,
}
