//! The state of a code on a date.

use crate::cm::{CmPack, FormerTitle};
use crate::history::Replacement;
use crate::pcs::PcsPack;
use crate::{Period, System, Ymd};

/// A code of a timeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry<'p> {
    /// Place in its pack.
    pub index: u32,
    /// The code without a dot.
    pub code: &'p str,
    /// Its title, as it is today.
    pub title: &'p str,
    /// When it is billable, earliest first; empty for a header.
    pub periods: &'p [Period],
}

/// Codes of one set with their calendars, in ascending order.
#[derive(Debug, Clone)]
pub struct Timeline<'p> {
    pub(super) system: System,
    pub(super) entries: Vec<Entry<'p>>,
    releases: Vec<Ymd>,
    horizon: Ymd,
    pub(super) pack: Option<Pack<'p>>,
}

/// Where the conversion tables are.
#[derive(Debug, Clone, Copy)]
pub(super) enum Pack<'p> {
    Cm(&'p CmPack),
    Pcs(&'p PcsPack),
}

/// What takes the place of a withdrawn code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Successors<'p> {
    /// The conversion table of the release that withdrew it names these codes. Which of them is right for a case, the
    /// record decides.
    Known(Vec<Replacement<'p>>),
    /// No conversion table at hand says. So it is for the diagnoses withdrawn on 2026-10-01.
    NotKnown,
}

/// What a code is on a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It may be reported.
    Valid {
        /// The release it came with. The first of [`Timeline::releases`] for codes of the original set.
        since: Ymd,
        /// Whether that release is the one in force on the date: the code is new.
        new: bool,
        /// The last day it may be reported, if the tables withdraw it.
        last: Option<Ymd>,
    },
    /// It comes with a later release.
    NotYet {
        /// The first day it may be reported.
        first: Ymd,
    },
    /// It has been withdrawn.
    Withdrawn {
        /// The last day it could be reported.
        last: Ymd,
        /// The first day it may be reported again, if the tables bring it back.
        again: Option<Ymd>,
    },
    /// A category or subcategory: more characters are needed, on every date.
    Header,
    /// The date lies after the last day the tables speak about.
    BeyondTables {
        /// That last day.
        horizon: Ymd,
    },
}

impl<'p> Timeline<'p> {
    /// The timeline of the diagnosis codes; categories and subcategories are entries too.
    #[must_use]
    pub fn of_diagnoses(pack: &'p CmPack) -> Self {
        let entries = pack.codes().map(|code| Entry {
            index: code.index(),
            code: code.code(),
            title: code.title(),
            periods: code.periods(),
        });
        Self {
            pack: Some(Pack::Cm(pack)),
            ..Self::new(System::Cm, entries.collect())
        }
    }

    /// The timeline of the procedure codes.
    #[must_use]
    pub fn of_procedures(pack: &'p PcsPack) -> Self {
        let entries = pack.codes().map(|code| Entry {
            index: code.index(),
            code: code.code(),
            title: code.title(),
            periods: code.periods(),
        });
        Self {
            pack: Some(Pack::Pcs(pack)),
            ..Self::new(System::Pcs, entries.collect())
        }
    }

    fn new(system: System, mut entries: Vec<Entry<'p>>) -> Self {
        // The tabular list is nearly in this order already; a stable sort is quick on it.
        entries.sort_by_key(|entry| entry.code);
        let mut calendars: Vec<&[Period]> = Vec::new();
        for entry in &entries {
            if !calendars.contains(&entry.periods) {
                calendars.push(entry.periods);
            }
        }
        let periods = || calendars.iter().flat_map(|calendar| calendar.iter());
        let horizon = periods().map(|p| p.last).max().unwrap_or_default();
        let mut releases: Vec<Ymd> = periods().map(|p| p.first).collect();
        // A withdrawal takes effect with a release as well, even one that adds nothing.
        releases.extend(
            periods()
                .filter(|p| p.last < horizon)
                .map(|p| day_after(p.last)),
        );
        releases.sort_unstable();
        releases.dedup();
        Self {
            system,
            entries,
            releases,
            horizon,
            pack: None,
        }
    }

    /// The code set.
    #[must_use]
    pub fn system(&self) -> System {
        self.system
    }

    /// The days on which the set changed, earliest first: releases of October and April, and the few between.
    #[must_use]
    pub fn releases(&self) -> &[Ymd] {
        &self.releases
    }

    /// The release in force on `date`. `None` before the first.
    #[must_use]
    pub fn release_on(&self, date: Ymd) -> Option<Ymd> {
        let after = self.releases.partition_point(|release| *release <= date);
        after.checked_sub(1).map(|at| self.releases[at])
    }

    /// The last day the tables speak about.
    #[must_use]
    pub fn horizon(&self) -> Ymd {
        self.horizon
    }

    /// The entry of a code (upper case, no dot).
    #[must_use]
    pub fn entry(&self, code: &str) -> Option<&Entry<'p>> {
        self.entries
            .binary_search_by_key(&code, |entry| entry.code)
            .ok()
            .map(|at| &self.entries[at])
    }

    /// Every code of the set, headers included, in ascending order.
    pub fn entries(&self) -> impl Iterator<Item = &Entry<'p>> {
        self.entries.iter()
    }

    /// Titles that an entry had before, the earliest first.
    pub fn former_titles(
        &self,
        entry: &Entry<'p>,
    ) -> impl Iterator<Item = FormerTitle<'p>> + use<'p> {
        let node = match self.pack {
            Some(Pack::Cm(pack)) => pack.at(entry.index),
            _ => None,
        };
        node.into_iter().flat_map(|node| node.former_titles())
    }

    /// The days between which rewordings of this set's titles are known; `None` where none is known.
    #[must_use]
    pub fn rewordings_known(&self) -> Option<(Ymd, Ymd)> {
        match self.pack {
            Some(Pack::Cm(pack)) => pack.rewordings_known(),
            _ => None,
        }
    }

    /// The release that withdraws `code` for good: the day after its last. `None` if it goes on as far as the tables
    /// reach, is a header, or is not of the set.
    #[must_use]
    pub fn withdrawn_with(&self, code: &str) -> Option<Ymd> {
        let last = self.entry(code)?.periods.last()?.last;
        (last < self.horizon).then(|| day_after(last))
    }

    /// What takes the place of `code`, which the tables withdraw on some day: the rows of the conversion table that
    /// took effect the day after its last. `None` if the code is not withdrawn, or not of the set.
    #[must_use]
    pub fn successors(&self, code: &str) -> Option<Successors<'p>> {
        let after = self.withdrawn_with(code)?;
        let rows: Vec<Replacement<'p>> = match self.pack {
            Some(Pack::Cm(pack)) => pack.replaced_by(code).collect(),
            Some(Pack::Pcs(pack)) => pack.replaced_by(code).collect(),
            None => Vec::new(),
        };
        let valid = |row: &Replacement<'p>| {
            row.effective == after
                && matches!(self.state(row.new, after), Some(State::Valid { .. }))
        };
        let known: Vec<_> = rows.into_iter().filter(valid).collect();
        Some(if known.is_empty() {
            Successors::NotKnown
        } else {
            Successors::Known(known)
        })
    }

    /// What `code` is on `date`. `None` if the set has no such code on any date.
    #[must_use]
    pub fn state(&self, code: &str, date: Ymd) -> Option<State> {
        let entry = self.entry(code)?;
        let (Some(first), Some(_)) = (entry.periods.first(), entry.periods.last()) else {
            return Some(State::Header);
        };
        if date < first.first {
            return Some(State::NotYet { first: first.first });
        }
        // Periods are in order and don't overlap: the last that has begun decides.
        let begun = entry.periods.partition_point(|p| p.first <= date) - 1;
        let period = entry.periods[begun];
        let withdrawn = (period.last < self.horizon).then_some(period.last);
        Some(if period.contains(date) {
            State::Valid {
                since: period.first,
                new: self.release_on(date) == Some(period.first),
                last: withdrawn,
            }
        } else if let Some(last) = withdrawn {
            State::Withdrawn {
                last,
                again: entry.periods.get(begun + 1).map(|p| p.first),
            }
        } else {
            State::BeyondTables {
                horizon: self.horizon,
            }
        })
    }
}

/// The day after a calendar day; for a number that is none, the next number.
#[must_use]
pub fn day_after(date: Ymd) -> Ymd {
    let (year, month, day) = date.parts();
    [
        Ymd(date.0 + 1),
        Ymd(year * 10_000 + (month + 1) * 100 + 1),
        Ymd((year + 1) * 10_000 + 101),
    ]
    .into_iter()
    .find(|next| next.is_calendar_day())
    .unwrap_or(Ymd(year * 10_000 + month * 100 + day + 1))
}

#[cfg(test)]
mod tests {
    use super::{Entry, State, Timeline, day_after};
    use crate::{Period, System, Ymd};

    #[test]
    fn the_day_after_is_the_next_of_the_calendar() {
        for (day, next) in [
            (20_260_331, 20_260_401),
            (20_240_228, 20_240_229),
            (20_251_231, 20_260_101),
            (20_260_930, 20_261_001),
        ] {
            assert_eq!(day_after(Ymd(day)), Ymd(next));
        }
    }

    #[test]
    fn a_code_that_comes_back_was_withdrawn_in_between() {
        let span = |first, last| Period {
            first: Ymd(first),
            last: Ymd(last),
        };
        let periods = [span(20_231_001, 20_240_930), span(20_260_401, 20_270_331)];
        let entry = |code, periods| Entry {
            index: 0,
            code,
            title: "made up",
            periods,
        };
        let line = Timeline::new(System::Cm, vec![entry("A011", &periods), entry("A01", &[])]);
        assert_eq!(
            line.releases(),
            [Ymd(20_231_001), Ymd(20_241_001), Ymd(20_260_401)]
        );
        for (date, state) in [
            (
                20_230_930,
                State::NotYet {
                    first: Ymd(20_231_001),
                },
            ),
            (
                20_240_930,
                State::Valid {
                    since: Ymd(20_231_001),
                    new: true,
                    last: Some(Ymd(20_240_930)),
                },
            ),
            (
                20_241_001,
                State::Withdrawn {
                    last: Ymd(20_240_930),
                    again: Some(Ymd(20_260_401)),
                },
            ),
            (
                20_270_331,
                State::Valid {
                    since: Ymd(20_260_401),
                    new: true,
                    last: None,
                },
            ),
            (
                20_270_401,
                State::BeyondTables {
                    horizon: Ymd(20_270_331),
                },
            ),
        ] {
            assert_eq!(line.state("A011", Ymd(date)), Some(state), "{date}");
        }
        assert_eq!(line.state("A01", Ymd(20_260_401)), Some(State::Header));
        assert_eq!(line.state("A02", Ymd(20_260_401)), None);
    }
}
