//! MPI-003: a provisional record that nobody verified.

use chrono::{DateTime, TimeDelta, Utc};

use super::{Finding, Severity};
use crate::person::PersonId;

/// Days after which a provisional record has to be verified.
const DAYS: i64 = 7;

/// Whether the record `id`, provisional since `since`, is overdue at `now`.
#[must_use]
pub fn provisional(id: PersonId, since: DateTime<Utc>, now: DateTime<Utc>) -> Option<Finding> {
    let age = now.signed_duration_since(since);
    (age > TimeDelta::days(DAYS)).then(|| Finding {
        rule: "MPI-003",
        severity: Severity::Warning,
        what: format!("provisional for {} days", age.num_days()),
        why: "a provisional record can't be released or billed, and what is wrong in it spreads with each use",
        place: id.to_string(),
        fix: "call the attending's office, compare the identifiers, and record who verified them, when and how",
        source: "policy of the index: verification within 7 days of registration",
    })
}
