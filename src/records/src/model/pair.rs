//! Two patients held against each other: what was decided, and whether one stands for the other. Nothing is ever copied:
//! a merge is a pointer, so that taking it back leaves both records as they were, byte for byte.

use serde::{Deserialize, Serialize};

use super::words::words;
use crate::clock::Moment;
use crate::id::{RecordId, UserId};

words! {
    /// What was decided.
    Decision {
        /// The same person.
        Same = "same", "the same person";
        /// Two people.
        Different = "different", "two people";
        /// Not decided.
        Undecided = "undecided", "undecided";
    }
}

/// Two patients.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Pair {
    /// The one with the smaller id.
    pub one: RecordId,
    /// The other.
    pub other: RecordId,
    /// Match weight in thousandths of a bit when it was decided.
    pub weight_millibits: i64,
    /// The evidence as it stood when it was decided: one line a comparison.
    pub evidence: Vec<String>,
    /// What was decided.
    pub decision: Decision,
    /// Who decided.
    pub by: UserId,
    /// When.
    pub at: Option<Moment>,
    /// Why.
    pub reason: String,
    /// Second person, where the rules want one (MPI-005).
    pub second: Option<UserId>,
    /// How it came that one person had two records.
    pub cause: String,
    /// The merge in force.
    pub merge: Option<Merge>,
}

/// One record stands for another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Merge {
    /// The record that goes on.
    pub survivor: RecordId,
    /// The record that points to it.
    pub retired: RecordId,
    /// Fields of which the retired record's value is shown, by path.
    pub from_retired: Vec<String>,
    /// Who.
    pub by: UserId,
    /// When.
    pub at: Option<Moment>,
}
