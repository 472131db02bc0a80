//! When codes are billable: the code editor's date ranges, merged, and checked against the grouper's tables.

use std::collections::{BTreeMap, BTreeSet};

use codes::{Period, Ymd};
use grouper::Version;

use crate::PackerError;
use crate::mdb::{EditorCode, VersionedCode};

/// Codes that were never billable from this day on are left out.
const SINCE: Ymd = Ymd(20_221_001);

/// Periods of each code, ascending, adjacent ones merged.
pub(crate) type Calendar = BTreeMap<String, Vec<Period>>;

/// Merges the editor's ranges (which also break where only a flag changed).
pub(crate) fn calendar(rows: &[EditorCode]) -> Calendar {
    let mut all: Calendar = BTreeMap::new();
    for row in rows {
        all.entry(row.code.clone()).or_default().push(Period {
            first: Ymd(row.first),
            last: Ymd(row.last),
        });
    }
    all.retain(|_, periods| periods.iter().any(|p| p.last >= SINCE));
    for periods in all.values_mut() {
        periods.sort_unstable();
        let mut merged: Vec<Period> = Vec::with_capacity(periods.len());
        for period in periods.drain(..) {
            match merged.last_mut() {
                Some(before) if period.first <= day_after(before.last) => {
                    before.last = before.last.max(period.last)
                }
                _ => merged.push(period),
            }
        }
        *periods = merged;
    }
    all
}

/// Checks that on the first day of each version the calendar holds exactly the codes the grouper knows.
pub(crate) fn agree(
    pack: &'static str,
    calendar: &Calendar,
    grouper: &[VersionedCode],
) -> Result<(), PackerError> {
    for version in Version::ALL {
        let number = i64::from(version.number());
        let ours: BTreeSet<&str> = calendar
            .iter()
            .filter(|(_, p)| p.iter().any(|p| p.contains(version.first_day())))
            .map(|(c, _)| c.as_str())
            .collect();
        let theirs: BTreeSet<&str> = grouper
            .iter()
            .filter(|row| row.first <= number && number <= row.last && !row.code.contains('@'))
            .map(|row| row.code.as_str())
            .collect();
        if let Some(code) = ours.symmetric_difference(&theirs).next() {
            let detail = format!(
                "on the first day of {version}, “{code}” is valid for the editor or the grouper, not for both"
            );
            return Err(PackerError::Content { pack, detail });
        }
    }
    Ok(())
}

/// The next day of the calendar.
fn day_after(day: Ymd) -> Ymd {
    let next = Ymd(day.0 + 1);
    if next.is_calendar_day() {
        return next;
    }
    let (year, month, _) = day.parts();
    if month == 12 {
        Ymd((year + 1) * 10_000 + 101)
    } else {
        Ymd(year * 10_000 + (month + 1) * 100 + 1)
    }
}
