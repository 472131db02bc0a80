//! The past of a record: who changed what, and taking it back.

use serde::{Deserialize, Serialize};

/// What kind of record it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum RecordSort {
    /// The facility.
    Facility,
    /// A patient.
    Patient,
    /// An encounter.
    Encounter,
}

/// A record, as the page names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct RecordName {
    /// Its kind.
    pub sort: RecordSort,
    /// Its id.
    pub id: [u8; 16],
}

/// One change of one field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldChange {
    /// Path of the field.
    pub field: String,
    /// Who; empty where that is not known here.
    pub who: String,
    /// When: milliseconds since 1970, UTC.
    pub at: i64,
    /// What stood there before, in words; several where a conflict was settled.
    pub from: Vec<String>,
    /// What was set, in words; empty where it was taken out.
    pub to: String,
    /// Why, in the words of who did it; may be empty.
    pub reason: String,
    /// Whether it took something back.
    pub undoing: bool,
    /// Whether it still stands.
    pub stands: bool,
}

/// Something was taken or brought back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Undone {
    /// Paths of the fields that changed.
    pub fields: Vec<String>,
    /// Paths of fields left as they are, for somebody has changed them since.
    pub left: Vec<String>,
}
