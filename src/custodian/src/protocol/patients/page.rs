//! A patient in a list and on a page of their own, what is wrong with a record, and who verified it.

use serde::{Deserialize, Serialize};

use super::form::PatientForm;

/// A patient in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct PatientRow {
    /// Id.
    pub patient: [u8; 16],
    /// `FAMILY, Given Middle Suffix`.
    pub name: String,
    /// Unit number with its check digit.
    pub unit_number: String,
    /// As far as it is known.
    pub birth_date: String,
    /// In words.
    pub sex: String,
    /// In words.
    pub status: String,
    /// Whether nothing of it may be released or billed yet.
    pub provisional: bool,
    /// Whom this record points to, where it was merged.
    pub merged_into: Option<[u8; 16]>,
    /// What raises the bar for reading it, in words.
    pub flags: Vec<String>,
}

/// Patients found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct PatientList {
    /// Rows, by name.
    pub rows: Vec<PatientRow>,
    /// How many more there are.
    pub more: u64,
}

/// A finding on a patient.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindingView {
    /// `MPI-006`.
    pub rule: String,
    /// Whether it stops what was to be done.
    pub error: bool,
    /// What.
    pub what: String,
    /// Why.
    pub why: String,
    /// Where.
    pub place: String,
    /// What to do.
    pub fix: String,
    /// Who says so.
    pub source: String,
}

/// A field with its words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldView {
    /// What it is.
    pub label: String,
    /// What stands there.
    pub value: String,
    /// Path of the field, by which its history is asked for.
    pub path: String,
    /// The number of the merged record it is shown from; empty for the record's own.
    pub from: String,
}

/// An encounter of a patient.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StayRow {
    /// Its id.
    pub encounter: [u8; 16],
    /// Account number.
    pub account: String,
    /// In words.
    pub class: String,
    /// In words.
    pub status: String,
    /// `YYYY-MM-DD`.
    pub admitted: String,
    /// `YYYY-MM-DD`, empty while it runs.
    pub discharged: String,
    /// Service.
    pub service: String,
    /// The number it was recorded under, where that record was merged; else empty.
    pub recorded_under: String,
}

/// A patient.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PatientPage {
    /// In short.
    pub row: PatientRow,
    /// The record that was asked for, where another one stands for it.
    pub asked_for: Option<PatientRow>,
    /// All that is known.
    pub fields: Vec<FieldView>,
    /// Encounters, the latest first.
    pub encounters: Vec<StayRow>,
    /// What is wrong.
    pub findings: Vec<FindingView>,
    /// Records that point here.
    pub merged_here: Vec<PatientRow>,
    /// The record it was split from.
    pub split_from: Option<PatientRow>,
    /// Who verified it, when, with whom and how; empty for nobody.
    pub verified: String,
    /// The search before it was made, in words.
    pub searched: String,
    /// Why nothing of it may be released or billed; empty where it may.
    pub held_back: String,
    /// States it may go to now, each with its words.
    pub next: Vec<(String, String)>,
    /// Conflicting fields.
    pub conflicts: u32,
    /// A warning that goes with what was just done, such as numbers that run out; else empty.
    pub warning: String,
}

/// The attending's office has said who it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verifying {
    /// Who.
    pub patient: [u8; 16],
    /// Who answered at the office.
    pub with: String,
    /// Telephone, fax, in person.
    pub how: String,
    /// What it is after what the office said; nothing where nothing changed.
    pub form: Option<PatientForm>,
    /// Why, where the record asks for a reason.
    pub reason: String,
}
