//! The care of the index: pairs, merges, splits, and how good the index is.

use serde::{Deserialize, Serialize};

use super::form::PatientForm;
use super::page::{FindingView, PatientRow, StayRow};
use super::search::WaterfallView;

/// A pair in the queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PairRow {
    /// One.
    pub one: PatientRow,
    /// The other.
    pub other: PatientRow,
    /// `18.3 bits`.
    pub total: String,
    /// Thousandths of a bit.
    pub millibits: i64,
    /// What is to be done.
    pub band: String,
    /// Whether a first person has asked for the merge and a second is awaited.
    pub awaits_second: bool,
}

/// The queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueView {
    /// Pairs, the likeliest first.
    pub pairs: Vec<PairRow>,
    /// How many there are in all so far.
    pub of: u64,
    /// Records not compared yet.
    pub left: u64,
}

/// A field of two patients.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SideBySide {
    /// What it is.
    pub label: String,
    /// Path, by which the retired record's value is chosen.
    pub path: String,
    /// One's.
    pub one: String,
    /// The other's.
    pub other: String,
    /// Whether they differ.
    pub differs: bool,
}

/// Two patients.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PairView {
    /// One.
    pub one: PatientRow,
    /// The other.
    pub other: PatientRow,
    /// All fields.
    pub fields: Vec<SideBySide>,
    /// Why they could be one person.
    pub waterfall: WaterfallView,
    /// The evidence kept with the decision.
    pub evidence: Vec<String>,
    /// What was decided, in words.
    pub decision: String,
    /// Who decided, and when; empty for nobody.
    pub decided: String,
    /// Why.
    pub reason: String,
    /// What speaks against merging without a second person.
    pub risks: Vec<FindingView>,
    /// Whether a first person has asked for the merge and a second is awaited.
    pub awaits_second: bool,
    /// The record that goes on, where they are merged.
    pub survivor: Option<[u8; 16]>,
    /// The record that would usually go on: a verified one before a provisional one, then the one with the lower number.
    pub usual_survivor: [u8; 16],
    /// What is to be done elsewhere after the merge.
    pub tasks: Vec<String>,
    /// Causes to choose from: word and words.
    pub causes: Vec<(String, String)>,
}

/// A merge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Merging {
    /// The record that goes on.
    pub survivor: [u8; 16],
    /// The record that points to it.
    pub retired: [u8; 16],
    /// Paths of fields of which the retired record's value is shown.
    pub from_retired: Vec<String>,
    /// How one person came to have two records: a cause's word.
    pub cause: String,
    /// Why they are one person.
    pub reason: String,
}

/// What an overlay shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OverlayView {
    /// Who.
    pub row: PatientRow,
    /// Whether it is likely that two people are in the record.
    pub likely: bool,
    /// Why, as a waterfall; empty where nothing contradicts.
    pub waterfall: WaterfallView,
    /// Encounters that belong to the first.
    pub first: Vec<StayRow>,
    /// Encounters that would belong to another.
    pub second: Vec<StayRow>,
    /// Documents that name somebody else (MPI-008).
    pub findings: Vec<FindingView>,
}

/// To whom encounters are moved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum SplitTo {
    /// A patient who is here.
    Patient([u8; 16]),
    /// A new record: the search for them, and who they are.
    New {
        /// The search.
        search: u64,
        /// The person.
        form: Box<PatientForm>,
    },
}

/// A split.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Splitting {
    /// Out of whose record.
    pub from: [u8; 16],
    /// Which encounters.
    pub encounters: Vec<[u8; 16]>,
    /// To whom.
    pub to: SplitTo,
    /// Why.
    pub reason: String,
}

/// A rate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RateView {
    /// Of whom or what.
    pub of: String,
    /// `12 of 1,204`.
    pub counts: String,
    /// `1.0 %`; empty against nothing.
    pub rate: String,
}

/// How good the index is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QualityView {
    /// Records in possible duplicates, of all records.
    pub error_rate: RateView,
    /// What is aimed at.
    pub aim: String,
    /// Confirmed duplicates made in the period, of its registrations.
    pub creation: RateView,
    /// By registrar.
    pub by_registrar: Vec<RateView>,
    /// By cause.
    pub by_cause: Vec<RateView>,
    /// Records not compared yet: until then the figures are not whole.
    pub left: u64,
}
