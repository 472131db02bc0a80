//! Findings about a stay: they say what, why, where and how to put it right.

use serde::{Deserialize, Serialize};

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Weight {
    /// The claim can't go out like this.
    Stop,
    /// To be looked at.
    Warn,
    /// Worth knowing.
    Info,
}

impl Weight {
    /// The word on screen.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Stop => "Stop",
            Self::Warn => "Check",
            Self::Info => "Note",
        }
    }
}

/// Where in the stay a finding stands: the screen's link goes there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Place {
    /// The stay as a whole.
    Stay,
    /// Admission date.
    AdmissionDate,
    /// Discharge date.
    DischargeDate,
    /// Birth date or age.
    Age,
    /// Sex.
    Sex,
    /// Discharge status.
    DischargeStatus,
    /// Whether the hospital reports present on admission.
    Hospital,
    /// Admitting diagnosis.
    Admitting,
    /// Principal diagnosis.
    Principal,
    /// Secondary diagnosis, from 0.
    Secondary(u32),
    /// Procedure, from 0.
    Procedure(u32),
    /// The DRG itself.
    Drg,
}

/// One message about the stay, in five parts.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct FindingView {
    /// Rule number, for example `CM-010`.
    pub rule: String,
    /// How much it weighs.
    pub weight: Weight,
    /// What was found.
    pub what: String,
    /// Why that matters.
    pub why: String,
    /// Where it stands.
    pub place: Place,
    /// The place in words, for example `Secondary diagnosis 3, J96.01`.
    pub place_text: String,
    /// How to put it right.
    pub fix: String,
    /// Who says so.
    pub source: String,
    /// Whether the facility has set its weight, or it is of a rule of the facility's own.
    pub facility: bool,
    /// The code it is about, without dot; empty where it is about the stay.
    pub code: String,
    /// Why the coder leaves it as it is; empty where not.
    pub kept: String,
}

impl FindingView {
    /// Whether there is still something to do. A stop stays open whatever the reason: the claim can't go out.
    #[must_use]
    pub fn open(&self) -> bool {
        self.kept.is_empty() || self.weight == Weight::Stop
    }
}
