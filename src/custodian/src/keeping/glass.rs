//! Broken glass: a record opened in an emergency, for a time, with a reason, and looked at afterwards by a reviewer
//! (45 CFR 164.312(a)(2)(ii)).

use access::audit;
use records::{RecordId, UserId};
use serde::{Deserialize, Serialize};

/// A glass that was broken and that nobody has reviewed yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Glass {
    /// The entry of the trail that says so.
    pub(crate) place: audit::Place,
    /// By whom.
    pub(crate) user: UserId,
    /// For which record.
    pub(crate) record: RecordId,
    /// When, milliseconds since 1970.
    pub(crate) broken: i64,
    /// Until when it stays open.
    pub(crate) until: i64,
    /// When it was closed, by hand or because its time ran out.
    pub(crate) closed: Option<i64>,
    /// Whether a reviewer has been told.
    pub(crate) told: bool,
}

impl Glass {
    /// Whether the record can be read through it. A clock that was put back opens nothing again.
    pub(crate) const fn is_open(&self, now: i64) -> bool {
        self.closed.is_none() && self.broken <= now && now < self.until
    }
}
