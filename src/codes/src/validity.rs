//! When each code is billable, as a column: an index into a small list of distinct calendars.
//!
//! Codes come and go on a handful of release days, so some dozens of distinct lists of periods serve all codes.

use serde::{Deserialize, Serialize};

use crate::{Period, Ymd};

/// The stored form: distinct calendars, and one byte a code to choose one. A calendar is a list of first and last
/// days as `YYYYMMDD`; the empty one is for headers, which are never billable.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct StoredValidity<'a> {
    calendars: Vec<Vec<(u32, u32)>>,
    #[serde(borrow)]
    of: &'a [u8],
}

/// The stored form while it is being written.
#[derive(Debug, Clone, Default)]
pub(crate) struct ValidityWriter {
    calendars: Vec<Vec<(u32, u32)>>,
    of: Vec<u8>,
}

impl ValidityWriter {
    /// Adds a code's periods. `None` if a date is no eight-digit number or there are over 256 distinct calendars.
    pub(crate) fn push(&mut self, periods: &[Period]) -> Option<()> {
        let day = |d: Ymd| u32::try_from(d.0).ok();
        let calendar = periods
            .iter()
            .map(|p| Some((day(p.first)?, day(p.last)?)))
            .collect::<Option<Vec<_>>>()?;
        let at = self
            .calendars
            .iter()
            .position(|c| *c == calendar)
            .unwrap_or_else(|| {
                self.calendars.push(calendar);
                self.calendars.len() - 1
            });
        self.of.push(u8::try_from(at).ok()?);
        Some(())
    }

    /// The column so far.
    pub(crate) fn stored(&self) -> StoredValidity<'_> {
        StoredValidity {
            calendars: self.calendars.clone(),
            of: &self.of,
        }
    }
}

/// When each code is billable.
#[derive(Debug, Clone)]
pub(crate) struct Validity {
    calendars: Vec<Vec<Period>>,
    of: Vec<u8>,
}

impl Validity {
    /// Takes over a stored column. `None` if an index is out of range, a period ends before it begins, or periods
    /// of a code overlap or stand out of order.
    pub(crate) fn open(stored: &StoredValidity<'_>) -> Option<Self> {
        if stored
            .of
            .iter()
            .any(|&i| usize::from(i) >= stored.calendars.len())
        {
            return None;
        }
        let mut calendars = Vec::with_capacity(stored.calendars.len());
        for calendar in &stored.calendars {
            let ordered = calendar.iter().all(|(first, last)| first <= last)
                && calendar.windows(2).all(|pair| pair[0].1 < pair[1].0);
            if !ordered {
                return None;
            }
            let period = |&(first, last): &(u32, u32)| Period {
                first: Ymd(first.into()),
                last: Ymd(last.into()),
            };
            calendars.push(calendar.iter().map(period).collect());
        }
        Some(Self {
            calendars,
            of: stored.of.to_vec(),
        })
    }

    /// Number of codes.
    pub(crate) fn len(&self) -> usize {
        self.of.len()
    }

    /// The periods of the code at `index`; none if it is out of range.
    pub(crate) fn periods(&self, index: usize) -> &[Period] {
        self.of
            .get(index)
            .map_or(&[], |&i| &self.calendars[usize::from(i)])
    }

    /// Whether the code at `index` is billable on `date`.
    pub(crate) fn on(&self, index: usize, date: Ymd) -> bool {
        self.periods(index).iter().any(|p| p.contains(date))
    }

    /// Number of the calendar of the code at `index`, for [`Validity::live`].
    pub(crate) fn calendar(&self, index: usize) -> u8 {
        self.of.get(index).copied().unwrap_or_default()
    }

    /// For each calendar, whether it has `date`.
    pub(crate) fn live(&self, date: Ymd) -> Vec<bool> {
        self.calendars
            .iter()
            .map(|c| c.iter().any(|p| p.contains(date)))
            .collect()
    }

    /// How many codes are billable on `date`.
    pub(crate) fn count_on(&self, date: Ymd) -> usize {
        let live = self.live(date);
        self.of.iter().filter(|&&i| live[usize::from(i)]).count()
    }
}
