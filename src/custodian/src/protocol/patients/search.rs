//! The search before a new record: what it goes by, its candidates, and why each could be the person.

use serde::{Deserialize, Serialize};

use super::page::PatientRow;

/// A step of a waterfall.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WeightView {
    /// What was compared.
    pub field: String,
    /// How it agrees.
    pub words: String,
    /// One side.
    pub left: String,
    /// The other side.
    pub right: String,
    /// `+7.1 bits`.
    pub weight: String,
    /// Thousandths of a bit, for the length of a bar.
    pub millibits: i64,
}

/// Why two records could be one person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct WaterfallView {
    /// Where it begins, `−16.4 bits`.
    pub prior: String,
    /// Thousandths of a bit.
    pub prior_millibits: i64,
    /// What each field adds.
    pub steps: Vec<WeightView>,
    /// The sum.
    pub total: String,
    /// Thousandths of a bit.
    pub total_millibits: i64,
    /// `99.98 %`, if the weights are right about these records.
    pub probability: String,
    /// What is to be done.
    pub band: String,
}

/// What a search could go by with what has been typed so far.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Identified {
    /// The identifiers given, in words.
    pub on: Vec<String>,
    /// How many a search needs (MPI-001).
    pub fewest: u32,
    /// The identifiers not given, in words: any of them counts.
    pub more: Vec<String>,
}

/// A candidate of a search.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CandidateView {
    /// Who.
    pub row: PatientRow,
    /// Why.
    pub waterfall: WaterfallView,
    /// Why it was ruled out; empty while it is open.
    pub ruled_out: String,
}

/// How a search stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchView {
    /// Its number.
    pub search: u64,
    /// The identifiers searched on, in words.
    pub on: Vec<String>,
    /// How many records were compared.
    pub compared: u64,
    /// Keys too common to be searched through, in words: one more identifier makes the search whole.
    pub too_common: Vec<String>,
    /// Everyone at or above the review threshold, open ones first.
    pub candidates: Vec<CandidateView>,
    /// Whether a record may be made now.
    pub clear: bool,
}
