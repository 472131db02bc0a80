//! What changed between two dates.

use super::{Entry, Timeline, WITHDRAWALS_KNOWN_FROM};
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
    /// Codes and headings whose title was reworded, in ascending order: those whose rewording may lie after the
    /// earlier date and by the later one. Only what is valid on both dates, and headings.
    pub retitled: Vec<Retitled<'p>>,
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

/// A code or heading whose title was reworded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retitled<'p> {
    /// The code without a dot.
    pub code: &'p str,
    /// Its title before.
    pub was: &'p str,
    /// Its title afterwards.
    pub title: &'p str,
    /// A day on which it was still called as before.
    pub seen: Ymd,
    /// A day on which it was not any more.
    pub revised_by: Ymd,
    /// Whether the rewording surely lies between the two dates: they enclose the days between which it happened.
    pub certain: bool,
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
            retitled: Vec::new(),
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
                (Some(_), Some(_)) => out.retitled.extend(self.retitled(entry, from, to)),
                (None, None) if entry.periods.is_empty() => {
                    out.retitled.extend(self.retitled(entry, from, to));
                }
                _ => {}
            }
        }
        out
    }

    /// Rewordings of an entry's title that may lie after `from` and by `to`.
    fn retitled(
        &self,
        entry: &Entry<'p>,
        from: Ymd,
        to: Ymd,
    ) -> impl Iterator<Item = Retitled<'p>> + use<'p> {
        let (code, today) = (entry.code, entry.title);
        let former: Vec<_> = self.former_titles(entry).collect();
        let next = former.clone().into_iter().skip(1).map(|next| next.title);
        former
            .into_iter()
            .zip(next.chain([today]).collect::<Vec<_>>())
            .filter(move |(former, _)| from.max(former.seen) < to.min(former.revised_by))
            .map(move |(former, title)| Retitled {
                code,
                was: former.title,
                title,
                seen: former.seen,
                revised_by: former.revised_by,
                certain: from <= former.seen && former.revised_by <= to,
            })
    }
}
