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
    /// Milliseconds of making up what is written, where it is made up.
    pub making_millis: u64,
}

/// A fault that was planted in the demo hospital, to be found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlantedView {
    /// The encounter; nothing where it lies in the patient index.
    pub encounter: Option<[u8; 16]>,
    /// The patient.
    pub patient: [u8; 16],
    /// Account number of the encounter, or unit number of the patient; empty where whoever asks may not read it.
    pub name: String,
    /// What kind of fault.
    pub kind: String,
    /// What is wrong.
    pub what: String,
    /// Where it shows.
    pub place: String,
}

/// The demo hospital is set up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DemoBegun {
    /// As of any facility.
    pub founded: Founded,
    /// How far it is filled.
    pub progress: Progress,
}
