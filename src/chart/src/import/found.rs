//! What a file brings: documents, patients, encounters, what is said of them, and what was not understood.
//!
//! Everything stands here as the source wrote it. A code found is the source's suggestion with the source's words: it codes
//! nothing.

use serde::{Deserialize, Serialize};

use super::limits::MOST_NAMED;
use super::moment::Moment;
use crate::sections::TypeGuess;

/// The kind of a file, told by its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// Plain text.
    Text,
    /// PDF.
    Pdf,
    /// PNG picture.
    Png,
    /// JPEG picture.
    Jpeg,
    /// TIFF picture.
    Tiff,
    /// HL7 CDA release 2, as C-CDA 2.1 uses it.
    Ccda,
    /// HL7 FHIR R4 as JSON.
    Fhir,
}

/// Where it all comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// Name of the file as given.
    pub name: String,
    /// Its format.
    pub format: Format,
    /// Its SHA-256, in hexadecimal.
    pub sha256: String,
    /// Its bytes.
    pub bytes: usize,
    /// The system or organisation that made it, as it says itself.
    pub system: Option<String>,
}

/// A code as found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coding {
    /// OID or URI of the code system.
    pub system: Option<String>,
    /// The code.
    pub code: Option<String>,
    /// The source's words for it.
    pub display: Option<String>,
}

/// What something is called: in words, and by the codes found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Concept {
    /// The source's own words.
    pub text: Option<String>,
    /// Codes, translations included.
    pub codings: Vec<Coding>,
}

impl Concept {
    /// Words to show.
    #[must_use]
    pub fn words(&self) -> Option<&str> {
        let display = || {
            self.codings
                .iter()
                .find_map(|coding| coding.display.as_deref().or(coding.code.as_deref()))
        };
        self.text.as_deref().or_else(display)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.text.is_none() && self.codings.is_empty()
    }
}

/// An identifier as found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identifier {
    /// Who issued it.
    pub system: Option<String>,
    /// The identifier.
    pub value: Option<String>,
}

/// A named fact, for what has no field of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// What it is, in the source's name.
    pub name: String,
    /// What it says.
    pub value: String,
}

/// A time with what happened then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timed {
    /// What happened: "authored", "onset", "start" …
    pub role: String,
    /// When.
    pub moment: Moment,
}

/// A patient.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Patient {
    /// Names, family name first.
    pub names: Vec<String>,
    /// Identifiers.
    pub identifiers: Vec<Identifier>,
    /// Birth.
    pub birth: Option<Moment>,
    /// Sex or gender as the source says it.
    pub sex: Option<String>,
    /// Addresses, telephone numbers, language and the like.
    pub facts: Vec<Fact>,
    /// Where in the file.
    pub path: String,
}

/// A stay or visit.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Encounter {
    /// Identifiers.
    pub identifiers: Vec<Identifier>,
    /// Class or kind.
    pub kind: Concept,
    /// Status.
    pub status: Option<String>,
    /// Start, end.
    pub times: Vec<Timed>,
    /// Disposition, location, people, reasons.
    pub facts: Vec<Fact>,
    /// Where in the file.
    pub path: String,
}

/// What is said of a patient.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StatementKind {
    /// A problem or diagnosis.
    Problem,
    /// An allergy or intolerance.
    Allergy,
    /// A medication.
    Medication,
    /// A result, vital sign or other observation.
    Result,
    /// A procedure.
    Procedure,
}

/// A problem, allergy, medication, result or procedure as found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// Which of them.
    pub kind: StatementKind,
    /// What.
    pub concept: Concept,
    /// Said not to be so: "no known allergies".
    pub negated: bool,
    /// Status as found, with verification behind it.
    pub status: Option<String>,
    /// A result's value with its unit, digits as written.
    pub value: Option<String>,
    /// Times.
    pub times: Vec<Timed>,
    /// Dose, route, range, interpretation, reaction …
    pub facts: Vec<Fact>,
    /// Identifiers.
    pub identifiers: Vec<Identifier>,
    /// Where in the file.
    pub path: String,
}

/// What a page of a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PageKind {
    /// It has text.
    Text,
    /// A picture without text: it can be seen, not searched.
    Picture,
    /// Beyond the limits: not read.
    NotRead,
}

/// A picture's header.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picture {
    /// Pixels across and down, as stored.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// Orientation by Exif and TIFF (1 to 8); 1 is upright.
    pub orientation: u8,
    /// Pages of a TIFF.
    pub pages: usize,
}

/// Bytes that came within a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// Media type as the source says it.
    pub content_type: Option<String>,
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// A document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// Title as found.
    pub title: Option<String>,
    /// Its kind, guessed, with the reason.
    pub kind: TypeGuess,
    /// Codes of its kind as found.
    pub codes: Concept,
    /// Its text, pages parted by form feeds; empty where it has none.
    pub body: String,
    /// What its pages are.
    pub pages: Vec<PageKind>,
    /// The header of a picture.
    pub picture: Option<Picture>,
    /// Authors and others, by role.
    pub people: Vec<Fact>,
    /// Times by role.
    pub times: Vec<Timed>,
    /// Status as found.
    pub status: Option<String>,
    /// Identifiers.
    pub identifiers: Vec<Identifier>,
    /// Bytes that came within the file; none where the file itself is the document.
    pub attachment: Option<Attachment>,
    /// Where in the file.
    pub path: String,
}

impl Document {
    pub(super) fn new(title: Option<String>, path: &str) -> Self {
        let kind = crate::sections::guess_type(None, title.as_deref());
        Self {
            title,
            kind,
            codes: Concept::default(),
            body: String::new(),
            pages: Vec::new(),
            picture: None,
            people: Vec::new(),
            times: Vec::new(),
            status: None,
            identifiers: Vec::new(),
            attachment: None,
            path: path.to_owned(),
        }
    }
}

/// Something that was not understood. It still stands in the file, which is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotUnderstood {
    /// Where.
    pub path: String,
    /// What, in words.
    pub what: String,
}

/// What a file brings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Import {
    /// Where it comes from.
    pub source: Source,
    /// Documents.
    pub documents: Vec<Document>,
    /// Patients; more than one is for the reader to judge.
    pub patients: Vec<Patient>,
    /// Encounters.
    pub encounters: Vec<Encounter>,
    /// Problems, allergies, medications, results, procedures.
    pub statements: Vec<Statement>,
    /// People and organisations the file names, by role.
    pub people: Vec<Fact>,
    /// What was not understood, named.
    pub not_understood: Vec<NotUnderstood>,
    /// How many more were not understood than are named.
    pub not_named: usize,
    /// What was guessed, and is to be looked at.
    pub notes: Vec<String>,
}

impl Import {
    pub(super) fn new(source: Source) -> Self {
        Self {
            source,
            documents: Vec::new(),
            patients: Vec::new(),
            encounters: Vec::new(),
            statements: Vec::new(),
            people: Vec::new(),
            not_understood: Vec::new(),
            not_named: 0,
            notes: Vec::new(),
        }
    }

    pub(super) fn lost(&mut self, path: impl Into<String>, what: impl Into<String>) {
        if self.not_understood.len() < MOST_NAMED {
            self.not_understood.push(NotUnderstood {
                path: path.into(),
                what: what.into(),
            });
        } else {
            self.not_named += 1;
        }
    }
}

pub(super) fn fact(name: &str, value: impl Into<String>) -> Fact {
    Fact {
        name: name.to_owned(),
        value: value.into(),
    }
}

/// The beginning of a long text, for a message.
pub(super) fn shortened(text: &str) -> String {
    shortened_to(text, 80)
}

pub(super) fn shortened_to(text: &str, most: usize) -> String {
    let mut out: String = text.chars().take(most).collect();
    if out.len() < text.len() {
        out.push('…');
    }
    out
}
