//! What is wrong with the data of the index, in five parts: what, why, where, fix, source. MPI-001 and MPI-002 are the
//! gate's.

mod merging;
mod multiples;
mod numbering;
mod provisional;
mod values;

pub use merging::{Mention, foreign_documents, merge_risks};
pub use multiples::multiples;
pub use numbering::{Issued, numbers};
pub use provisional::provisional;
pub use values::values;

use serde::Serialize;

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Asks for a look.
    Warning,
    /// Stops what was to be done.
    Error,
}

/// A finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Rule number, `MPI-006`.
    pub rule: &'static str,
    /// How much it weighs.
    pub severity: Severity,
    /// What was found.
    pub what: String,
    /// Why that matters.
    pub why: &'static str,
    /// Where.
    pub place: String,
    /// How to put it right.
    pub fix: &'static str,
    /// Who says so.
    pub source: &'static str,
}
