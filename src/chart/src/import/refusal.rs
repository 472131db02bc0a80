//! Why a file was not taken in: what, why, where, and how to go on.

use serde::{Deserialize, Serialize};

/// The kind of a refusal, for a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Problem {
    /// Larger, deeper or more than the limits allow.
    TooLarge,
    /// Damaged or cut off.
    Damaged,
    /// Encrypted.
    Encrypted,
    /// Entities, a document type declaration, or streams that can't be held against the limits.
    Forbidden,
    /// None of the formats that are read.
    NotRecognised,
}

/// A place in a file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Where {
    /// Name of the file as given.
    pub file: String,
    /// Byte, from 0; none where the whole file is meant.
    pub byte: Option<usize>,
    /// Line, from 1.
    pub line: Option<usize>,
    /// Path of the element.
    pub path: Option<String>,
}

/// A file that was not taken in. Nothing of it was changed or kept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[error("{what}: {why} ({}{}); {fix}", place.file, place.byte.map(|byte| format!(", byte {byte}")).unwrap_or_default())]
pub struct Refusal {
    /// The kind.
    pub problem: Problem,
    /// What happened.
    pub what: String,
    /// Why.
    pub why: String,
    /// Where.
    pub place: Box<Where>,
    /// How to go on.
    pub fix: String,
}

impl Refusal {
    pub(super) fn new(problem: Problem, why: impl Into<String>) -> Self {
        let (what, fix) = match problem {
            Problem::TooLarge => (
                "The file is beyond what is taken in at once",
                "Ask the sender for it in parts, and take those in one after the other.",
            ),
            Problem::Damaged => ("The file is damaged", "Ask the sender for the file again."),
            Problem::Encrypted => (
                "The file is encrypted",
                "Ask the sender for it without encryption, or print it to an open PDF.",
            ),
            Problem::Forbidden => (
                "The file holds what could expand without limit",
                "No clinical document needs this: ask the sender what made the file before opening it anywhere.",
            ),
            Problem::NotRecognised => (
                "The file is none of the kinds that are read",
                "Text, PDF, PNG, JPEG, TIFF, C-CDA and FHIR R4 (JSON) are read: ask the sender for one of them, or print it to a PDF.",
            ),
        };
        Self {
            problem,
            what: what.to_owned(),
            why: why.into(),
            place: Box::default(),
            fix: fix.to_owned(),
        }
    }

    pub(super) fn at(mut self, text: &str, byte: usize) -> Self {
        let byte = byte.min(text.len());
        self.place.byte = Some(byte);
        self.place.line = Some(
            text.as_bytes()[..byte]
                .iter()
                .filter(|byte| **byte == b'\n')
                .count()
                + 1,
        );
        self
    }

    pub(super) fn path(mut self, path: impl Into<String>) -> Self {
        self.place.path = Some(path.into());
        self
    }

    pub(super) fn of(mut self, file: &str) -> Self {
        if self.place.file.is_empty() {
            self.place.file = file.to_owned();
        }
        self
    }
}

pub(super) type Result<T> = core::result::Result<T, Refusal>;
