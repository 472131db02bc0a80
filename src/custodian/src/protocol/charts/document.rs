//! A chart and its documents.

use serde::{Deserialize, Serialize};

/// How documents are put in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
pub enum ChartOrder {
    /// By the day they speak of.
    #[default]
    ByTime,
    /// By kind, and within it by time.
    ByType,
}

/// A chart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chart {
    /// The encounter.
    pub encounter: [u8; 16],
    /// The patient, in one line.
    pub patient_line: String,
    /// The stay, in one line.
    pub stay_line: String,
    /// Documents under days or kinds.
    pub groups: Vec<DocumentGroup>,
    /// How many there are.
    pub documents: u32,
    /// How many are unread.
    pub unread: u32,
    /// An import that did not come to its end.
    pub unfinished: Option<Unfinished>,
}

/// Documents of one day or kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentGroup {
    /// The day or kind.
    pub title: String,
    /// Its documents.
    pub documents: Vec<DocumentLine>,
}

/// A document in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentLine {
    /// Its id.
    pub id: [u8; 16],
    /// Its kind.
    pub kind: String,
    /// Its title.
    pub title: String,
    /// Author.
    pub author: String,
    /// The time it speaks of.
    pub about: String,
    /// Where it stands.
    pub status: String,
    /// Whether its author has signed it.
    pub signed: bool,
    /// Whether whoever has unlocked has not read its latest version.
    pub unread: bool,
    /// Whether it is expected and not there.
    pub expected: bool,
    /// Whether it was entered in error.
    pub in_error: bool,
    /// Whether it has been amended or added to.
    pub amended: bool,
    /// `text`, `pdf`, `png`; empty where nothing is there.
    pub media: String,
    /// Pages; 0 where they are not counted.
    pub pages: u32,
    /// How it came.
    pub source: String,
    /// The check of two identifiers.
    pub identity: String,
    /// Further protections.
    pub sensitivity: Vec<String>,
}

/// An import that did not come to its end: what is in the chart and what is not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unfinished {
    /// The file.
    pub file: String,
    /// When it began.
    pub began: String,
    /// Titles of its documents that are in the chart, whole.
    pub here: Vec<String>,
    /// Titles of those that are not.
    pub missing: Vec<String>,
}

/// A document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentPage {
    /// As it stands in the list.
    pub line: DocumentLine,
    /// Author's role.
    pub author_role: String,
    /// Which version is shown.
    pub shown: Option<[u8; 16]>,
    /// Its words; empty where it has none.
    pub text: String,
    /// SHA-256 of the words, in lower-case hexadecimal: evidence names the text it counts its bytes in. Empty where there are
    /// none.
    pub text_sha256: String,
    /// Byte at which each page begins.
    pub page_starts: Vec<u32>,
    /// Its sections.
    pub sections: Vec<SectionView>,
    /// Its image or PDF.
    pub body: Option<BodyView>,
    /// Times: what, and when.
    pub times: Vec<(String, String)>,
    /// Signatures.
    pub signatures: Vec<SignatureView>,
    /// The original, kept; none where nothing is there.
    pub original: Option<BodyView>,
    /// Later versions, the earliest first.
    pub amendments: Vec<AmendmentView>,
    /// Where it comes from: what, and which.
    pub provenance: Vec<(String, String)>,
    /// What of its file was not understood.
    pub not_understood: Vec<String>,
    /// Words that codes rest on.
    pub coded: Vec<CodedWords>,
    /// States it may be moved to.
    pub next: Vec<String>,
}

/// A section of a note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SectionView {
    /// Its kind.
    pub name: String,
    /// First byte of its heading.
    pub start: u32,
    /// Byte after its last.
    pub end: u32,
}

/// A body beside the record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BodyView {
    /// Its id.
    pub id: [u8; 16],
    /// `text`, `pdf`, `png`, `jpeg`, `tiff`.
    pub media: String,
    /// Length in bytes.
    pub bytes: u64,
    /// How many pieces it comes in; 0 where it comes as text.
    pub pieces: u32,
}

/// A piece of a body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    /// Which, from 0.
    pub piece: u32,
    /// Whether it is the last.
    pub last: bool,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// A signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignatureView {
    /// Who.
    pub name: String,
    /// In which role.
    pub role: String,
    /// What it says.
    pub meaning: String,
    /// When.
    pub at: String,
}

/// A later version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AmendmentView {
    /// Its body.
    pub body: BodyView,
    /// Who.
    pub by: String,
    /// When.
    pub at: String,
    /// Why.
    pub reason: String,
}

/// Words that a code rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodedWords {
    /// The case.
    pub case: [u8; 16],
    /// The entry.
    pub span: [u8; 16],
    /// The code.
    pub code: String,
    /// First byte in the text shown.
    pub start: u32,
    /// Byte after the last.
    pub end: u32,
}

/// A document as typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct DocumentForm {
    /// The expected document that it is; none for a further one.
    pub expected: Option<[u8; 16]>,
    /// Kind, by its word.
    pub kind: String,
    /// Title; empty for the kind's name.
    pub title: String,
    /// Author's name and credentials.
    pub author: String,
    /// Author's role.
    pub author_role: String,
    /// Time it speaks of, `2026-03-01T08:00-06:00`; empty for none.
    pub about: String,
    /// Time it was dictated.
    pub dictated: String,
    /// State, by its word: `dictated`, `transcribed`, `preliminary`, `cosign_pending`.
    pub status: String,
    /// Its words.
    pub text: String,
    /// Further protections: `part_2`, `psychotherapy`, `hiv`.
    pub sensitivity: Vec<String>,
}

/// A signature as seen on a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Signed {
    /// Who.
    pub name: String,
    /// In which role.
    pub role: String,
    /// When; empty where only the name stands there.
    pub at: String,
}
