//! The log of disputed results: what a coder holds to be wrong in the software, from the finding to the mended release.

use serde::{Deserialize, Serialize};

use super::survey::Disputed;
use crate::draft::StayDraft;

/// How a dispute ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum Closing {
    /// It did not yet.
    #[default]
    Open,
    /// The software was wrong and was put right.
    Fixed,
    /// The software was right.
    NoError,
}

/// One dispute. Dates are `YYYY-MM-DD`, empty for none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dispute {
    /// What is disputed.
    pub disputed: Disputed,
    /// What the software said, as it stood on screen.
    pub said: String,
    /// Grouper version that the stay's discharge date calls for, `v43.1`.
    pub version: String,
    /// Version of Chartroom.
    pub product: String,
    /// The stay without name, note and documents, its dates moved to the beginning of the version's term, ages above
    /// 89 as 90 (45 CFR 164.514(b)(2)(i)(C)).
    pub stay: StayDraft,
    /// What would be right, and why.
    pub expected: String,
    /// Day on which it was found.
    pub found: String,
    /// Day on which it was reported.
    pub reported: String,
    /// To whom.
    pub reported_to: String,
    /// How it ended.
    pub closing: Closing,
    /// Day on which it was closed.
    pub closed: String,
    /// What came of it: release, answer.
    pub outcome: String,
}
