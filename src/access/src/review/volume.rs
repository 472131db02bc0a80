//! Amounts that a user's own habit doesn't explain: records read within an hour, pages and rows carried out in a day.

use std::collections::{BTreeMap, HashMap, VecDeque};

use super::hint::{Basis, Hint, HintKind};
use super::{Entry, Habit, Limits};
use crate::Action;
use crate::audit::{Act, Outcome};
use crate::{Known, RecordId, UserId};

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;

/// The most of one period, and the entries that made it up.
struct Period<'a> {
    measure: u32,
    entries: Vec<&'a Entry>,
}

/// Different records read within sixty minutes. Each clock hour counts with its highest number of different records
/// within the sixty minutes up to a read, so a burst across the hour isn't halved.
pub(super) fn add_many_records(in_time: &[&Entry], limits: &Limits, hints: &mut Vec<Hint>) {
    for reads in by_user(in_time, |act| act == Act::Did(Action::Read)).values() {
        let mut hours: BTreeMap<i64, Period<'_>> = BTreeMap::new();
        let mut window: VecDeque<&Entry> = VecDeque::new();
        let mut times: HashMap<RecordId, u32> = HashMap::new();
        for read in reads
            .iter()
            .copied()
            .filter(|entry| entry.event.record.is_some())
        {
            let now = read.event.at.milliseconds;
            while let Some(oldest) = window.front()
                && now.saturating_sub(oldest.event.at.milliseconds) >= HOUR
            {
                if let Some(record) = oldest.event.record
                    && let Some(left) = times.get_mut(&record)
                {
                    *left -= 1;
                    if *left == 0 {
                        times.remove(&record);
                    }
                }
                window.pop_front();
            }
            window.push_back(read);
            if let Some(record) = read.event.record {
                *times.entry(record).or_default() += 1;
            }
            let measure = u32::try_from(times.len()).unwrap_or(u32::MAX);
            let hour = hours.entry(now.div_euclid(HOUR)).or_insert(Period {
                measure: 0,
                entries: Vec::new(),
            });
            if measure > hour.measure {
                hour.measure = measure;
                // Below the floor nothing is ever shown, so nothing is kept.
                if measure >= limits.records_floor {
                    hour.entries = window.iter().copied().collect();
                }
            }
        }
        let judge = Judge {
            kind: HintKind::ManyRecords,
            periods_back: i64::from(limits.habit_days) * DAY / HOUR,
            // The sixty minutes reach into the hour before: it would be its own excuse.
            apart: 1,
            least: limits.hours_of_habit,
            spreads: limits.spreads,
            floor: limits.records_floor,
            without_habit: limits.records_without_habit,
        };
        judge.add(&hours, hints);
    }
}

/// What was printed, written out, copied or released in a local day. An act whose entry counts nothing counts as one.
pub(super) fn add_carried_out(in_time: &[&Entry], limits: &Limits, hints: &mut Vec<Hint>) {
    let carries = |act| matches!(act, Act::Did(action) if action.carries_out());
    for acts in by_user(in_time, carries).values() {
        let mut days: BTreeMap<i64, Period<'_>> = BTreeMap::new();
        for act in acts {
            let at = act.event.at;
            let local = at
                .milliseconds
                .saturating_add(i64::from(at.offset_minutes) * 60_000);
            let day = days.entry(local.div_euclid(DAY)).or_insert(Period {
                measure: 0,
                entries: Vec::new(),
            });
            day.measure = day.measure.saturating_add(act.event.count.max(1));
            day.entries.push(act);
        }
        let judge = Judge {
            kind: HintKind::CarriedOut,
            periods_back: i64::from(limits.habit_days),
            apart: 0,
            least: limits.days_of_habit,
            spreads: limits.spreads,
            floor: limits.carried_floor,
            without_habit: limits.carried_without_habit,
        };
        judge.add(&days, hints);
    }
}

struct Judge {
    kind: HintKind,
    periods_back: i64,
    /// How many periods directly before are no part of the habit.
    apart: i64,
    least: u16,
    spreads: f64,
    floor: u32,
    without_habit: u32,
}

impl Judge {
    /// Holds each period against those before it.
    fn add(&self, periods: &BTreeMap<i64, Period<'_>>, hints: &mut Vec<Hint>) {
        for (number, period) in periods {
            if period.measure < self.floor {
                continue;
            }
            let before: Vec<u32> = periods
                .range(number.saturating_sub(self.periods_back)..number.saturating_sub(self.apart))
                .map(|(_, earlier)| earlier.measure)
                .collect();
            let (threshold, basis) = match Habit::of(&before) {
                Some(habit) if before.len() >= usize::from(self.least) => (
                    habit.threshold(self.spreads, self.floor),
                    Basis::Habit(habit),
                ),
                _ => (
                    self.without_habit.max(self.floor),
                    Basis::NoHabit {
                        periods: u32::try_from(before.len()).unwrap_or(u32::MAX),
                    },
                ),
            };
            let Some(first) = period.entries.first() else {
                continue;
            };
            if period.measure >= threshold {
                hints.push(Hint {
                    kind: self.kind,
                    user: first.event.user,
                    record: None,
                    from: first.event.at,
                    events: period.entries.iter().map(|entry| entry.place).collect(),
                    measure: period.measure,
                    threshold,
                    basis,
                });
            }
        }
    }
}

fn by_user<'a>(
    in_time: &[&'a Entry],
    takes: impl Fn(Act) -> bool,
) -> BTreeMap<UserId, Vec<&'a Entry>> {
    let mut users: BTreeMap<UserId, Vec<&Entry>> = BTreeMap::new();
    for entry in in_time {
        if let Known::This(act) = entry.event.act
            && entry.event.outcome == Known::This(Outcome::Done)
            && takes(act)
        {
            users.entry(entry.event.user).or_default().push(entry);
        }
    }
    users
}
