//! Help for the person who reviews the audit trail (45 CFR 164.308(a)(1)(ii)(D)).
//!
//! [`hints`] points at what is worth a look and says by which measure and threshold; it accuses nobody and hides
//! nothing. [`Filter`] narrows the list, and [`csv`] writes what is left for a spreadsheet. Whether two people share a
//! surname or a patient is well known is told by the caller ([`Facts`]): no name gets in here.

mod csv;
mod filter;
mod habit;
mod hint;
mod limits;
mod reads;
mod sequences;
mod volume;

pub use csv::csv;
pub use filter::Filter;
pub use habit::Habit;
pub use hint::{Basis, Hint, HintKind};
pub use limits::Limits;

use crate::audit::{Event, Place};
use crate::{Hours, Moment, RecordId, UserId};

/// An event and its place in the trail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Where it stands.
    pub place: Place,
    /// What happened.
    pub event: Event,
}

/// What the trail doesn't say of users and records, because it holds no names.
pub trait Facts {
    /// Whether the patient of `record` has the surname of `user`, by whatever normal form names have.
    fn same_surname(&self, user: UserId, record: RecordId) -> bool;

    /// Whether the patient of `record` is well known or an employee.
    fn guarded(&self, record: RecordId) -> bool;
}

/// Everything worth a look in `entries`, of any devices in any order, by kind and then by time. `now` tells how long a
/// broken glass has waited for its review.
#[must_use]
pub fn hints(
    entries: &[Entry],
    facts: &impl Facts,
    hours: &Hours,
    limits: &Limits,
    now: Moment,
) -> Vec<Hint> {
    let mut in_time: Vec<&Entry> = entries.iter().collect();
    in_time.sort_by_key(|entry| (entry.event.at.milliseconds, entry.place));
    let mut hints = Vec::new();
    reads::add(&in_time, facts, &mut hints);
    reads::add_after_hours(&in_time, hours, &mut hints);
    volume::add_many_records(&in_time, limits, &mut hints);
    volume::add_carried_out(&in_time, limits, &mut hints);
    sequences::add_failed_unlocks(&in_time, limits, &mut hints);
    sequences::add_glass_unreviewed(&in_time, limits, now, &mut hints);
    hints.sort_by_key(|hint| {
        (
            hint.kind,
            hint.from.milliseconds,
            hint.events.first().copied(),
        )
    });
    hints
}
