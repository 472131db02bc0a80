//! The steps of a case, from the worklist to the bill.

use serde::{Deserialize, Serialize};

/// A step of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Step {
    /// Take it up oneself: one nobody has, one that waited and does no longer, or one that was coded.
    Take,
    /// Give it to a coder.
    Assign {
        /// To whom; nothing puts it back into the list.
        coder: Option<[u8; 16]>,
    },
    /// It waits for something.
    Pend {
        /// For what; at least one.
        reasons: Vec<PendDraft>,
    },
    /// Something it waited for has come.
    Settle {
        /// Which.
        pend: [u8; 16],
    },
    /// It is coded.
    Coded,
    /// Somebody else shall look at it.
    SendToReview {
        /// Who, where a supervisor says so.
        reviewer: Option<[u8; 16]>,
    },
    /// A second review agrees.
    Agree {
        /// In words; may be empty.
        note: String,
        /// Where one reviews one's own work, as happens where one person does all: why. Else empty.
        own_work: String,
    },
    /// A second review sends it back to its coder.
    Return {
        /// What is to be looked at.
        note: String,
    },
    /// It is final: a version is kept as it stands.
    Finalise,
    /// Open it again after it was final.
    Reopen {
        /// Why.
        reason: String,
    },
    /// The claim is out.
    Billed,
}

/// What a case waits for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct PendDraft {
    /// The reason, by its word: `query`, `document`, `pathology`, `signature`, `disposition`, `review`, `identity`, `other`.
    pub reason: String,
    /// In words.
    pub note: String,
}

/// A step that the case could take now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepView {
    /// Name: `take`, `assign`, `pend`, `coded`, `review`, `agree`, `return`, `final`, `reopen`, `billed`.
    pub step: String,
    /// What stands in the way, in words; empty where nothing does.
    pub not_now: String,
}
