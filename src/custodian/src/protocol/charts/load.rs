//! Long work, piece by piece.

use serde::{Deserialize, Serialize};

use crate::protocol::Founded;

/// How far long work has come. What is counted as done is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Progress {
    /// What, in words: `documents`, `encounters`.
    pub what: String,
    /// How many are written.
    pub done: u32,
    /// Of how many.
    pub of: u32,
    /// Bytes written.
    pub bytes: u64,
    /// Whether it is over: done, or stopped.
    pub finished: bool,
}

/// The demo hospital is set up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DemoBegun {
    /// As of any facility.
    pub founded: Founded,
    /// How far it is filled.
    pub progress: Progress,
}
