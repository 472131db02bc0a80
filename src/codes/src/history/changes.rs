//! What changed between two dates.

use super::{Timeline, WITHDRAWALS_KNOWN_FROM};
use crate::Ymd;

/// The difference between a code set on two dates, read from the earlier to the later.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changes<'p> {
    /// The earlier date.
    pub from: Ymd,
    /// The later date.
    pub to: Ymd,
    /// Codes valid on the later date only, in ascending order.
    pub added: Vec<Change<'p>>,
    /// Codes valid on the earlier date only, in ascending order.
    pub withdrawn: Vec<Change<'p>>,
    /// Whether both dates lie within the tables, so that the lists are whole. Before
    /// [`WITHDRAWALS_KNOWN_FROM`] withdrawn codes are missing; after the horizon nothing is known.
    pub whole: bool,
}

/// A code that came or went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change<'p> {
    /// The code without a dot.
    pub code: &'p str,
    /// Its title, as it is today.
    pub title: &'p str,
    /// For an added code the first day it may be reported, for a withdrawn one the last.
    pub day: Ymd,
}

impl<'p> Timeline<'p> {
    /// What changed in this code set between two dates, given in either order.
    #[must_use]
    pub fn changes(&self, one: Ymd, other: Ymd) -> Changes<'p> {
        let (from, to) = (one.min(other), one.max(other));
        let mut out = Changes {
            from,
            to,
            added: Vec::new(),
            withdrawn: Vec::new(),
            whole: from >= WITHDRAWALS_KNOWN_FROM && to <= self.horizon(),
        };
        for entry in &self.entries {
            let on = |date: Ymd| entry.periods.iter().find(|period| period.contains(date));
            let change = |day: Ymd| Change {
                code: entry.code,
                title: entry.title,
                day,
            };
            match (on(from), on(to)) {
                (None, Some(period)) => out.added.push(change(period.first)),
                // Beyond the tables nothing is known to be withdrawn.
                (Some(period), None) if to <= self.horizon() => {
                    out.withdrawn.push(change(period.last));
                }
                _ => {}
            }
        }
        out
    }
}
