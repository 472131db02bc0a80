//! Calendar dates as the code sets and the claim use them: one number, `YYYYMMDD`.

use chrono::{Datelike, Days, NaiveDate};
use serde::{Deserialize, Serialize};

/// A date as the number `YYYYMMDD`, for example `20261001`.
///
/// Claims carry dates in this form, absurd ones included (`20261399`, `0`, `-5`): they are compared as numbers,
/// as CMS's components do, and never rejected here. Order is calendar order.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default,
)]
#[serde(transparent)]
pub struct Ymd(pub i64);

impl Ymd {
    /// Reads `YYYY-MM-DD`. `None` unless it is a day that the Gregorian calendar has.
    #[must_use]
    pub fn parse_iso(text: &str) -> Option<Self> {
        let b = text.as_bytes();
        if b.len() != 10 || b[4] != b'-' || b[7] != b'-' {
            return None;
        }
        let number = |range: core::ops::Range<usize>| -> Option<i64> {
            b[range].iter().try_fold(0i64, |n, d| {
                d.is_ascii_digit().then(|| n * 10 + i64::from(d - b'0'))
            })
        };
        let date = Self(number(0..4)? * 10_000 + number(5..7)? * 100 + number(8..10)?);
        date.is_calendar_day().then_some(date)
    }

    /// Year, month and day as written in the number.
    #[must_use]
    pub const fn parts(self) -> (i64, i64, i64) {
        (self.0 / 10_000, self.0 / 100 % 100, self.0 % 100)
    }

    /// Whether the number names a day of the Gregorian calendar, year 1 to 9999.
    #[must_use]
    pub const fn is_calendar_day(self) -> bool {
        let (y, m, d) = self.parts();
        if y < 1 || y > 9999 || d < 1 {
            return false;
        }
        let last = match m {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 if y % 4 == 0 && (y % 100 != 0 || y % 400 == 0) => 29,
            2 => 28,
            _ => return false,
        };
        d <= last
    }

    /// Days from this day to a later one, negative to an earlier one. `None` where one of them is no calendar day.
    #[must_use]
    pub fn days_until(self, later: Self) -> Option<i64> {
        Some((later.day()? - self.day()?).num_days())
    }

    /// The day that lies so many days before. `None` for a number that is no calendar day, and before the year 1.
    #[must_use]
    pub fn days_before(self, days: u64) -> Option<Self> {
        self.day()?.checked_sub_days(Days::new(days)).and_then(ymd)
    }

    /// The day that lies so many days after. `None` for a number that is no calendar day, and after the year 9999.
    #[must_use]
    pub fn days_after(self, days: u64) -> Option<Self> {
        self.day()?.checked_add_days(Days::new(days)).and_then(ymd)
    }

    /// The federal fiscal year: October to September, named after the year it ends in. `None` for a number that is no
    /// calendar day.
    #[must_use]
    pub fn fiscal_year(self) -> Option<u16> {
        let (year, month, _) = self.parts();
        u16::try_from(year + i64::from(month >= 10))
            .ok()
            .filter(|_| self.is_calendar_day())
    }

    /// October 1, with which a federal fiscal year begins.
    #[must_use]
    pub fn fiscal_year_start(year: u16) -> Self {
        Self((i64::from(year) - 1) * 10_000 + 10_01)
    }

    /// September 30, with which a federal fiscal year ends.
    #[must_use]
    pub fn fiscal_year_end(year: u16) -> Self {
        Self(i64::from(year) * 10_000 + 9_30)
    }

    fn day(self) -> Option<NaiveDate> {
        let (year, month, day) = self.parts();
        NaiveDate::from_ymd_opt(
            i32::try_from(year).ok()?,
            u32::try_from(month).ok()?,
            u32::try_from(day).ok()?,
        )
        .filter(|_| self.is_calendar_day())
    }

    /// `YYYY-MM-DD`.
    #[must_use]
    pub fn to_iso(self) -> String {
        let (y, m, d) = self.parts();
        format!("{y:04}-{m:02}-{d:02}")
    }
}

fn ymd(day: NaiveDate) -> Option<Ymd> {
    let (year, month, day) = (day.year(), day.month(), day.day());
    Some(Ymd(i64::from(year) * 10_000
        + i64::from(month) * 100
        + i64::from(day)))
    .filter(|day| day.is_calendar_day())
}

impl core::fmt::Display for Ymd {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(&self.to_iso())
    }
}

#[cfg(test)]
mod tests {
    use super::Ymd;

    #[test]
    fn reads_only_days_that_exist() {
        for (text, expected) in [
            ("2026-10-01", Some(20_261_001)),
            ("2024-02-29", Some(20_240_229)),
            ("2023-02-29", None),
            ("1900-02-29", None),
            ("2000-02-29", Some(20_000_229)),
            ("2026-13-01", None),
            ("2026-00-10", None),
            ("2026-04-31", None),
            ("2026-4-3", None),
            ("20261001", None),
            ("", None),
        ] {
            assert_eq!(Ymd::parse_iso(text).map(|d| d.0), expected, "{text}");
        }
    }

    #[test]
    fn days_between_two_dates() {
        for (from, to, days) in [
            (20_260_403, 20_260_409, Some(6)),
            (20_260_403, 20_260_403, Some(0)),
            (20_260_403, 20_260_402, Some(-1)),
            (20_240_228, 20_240_301, Some(2)),
            (20_261_301, 20_260_402, None),
            (20_260_402, -5, None),
        ] {
            assert_eq!(Ymd(from).days_until(Ymd(to)), days, "{from} to {to}");
        }
        assert_eq!(Ymd(20_240_301).days_before(1), Some(Ymd(20_240_229)));
        assert_eq!(Ymd(0).days_before(1), None);
        assert_eq!(Ymd(10_101).days_before(1), None);
        assert_eq!(Ymd(20_261_231).days_after(1), Some(Ymd(20_270_101)));
        assert_eq!(Ymd(99_991_231).days_after(1), None);
        assert_eq!(Ymd(20_261_231).days_after(u64::MAX), None);
    }

    #[test]
    fn a_fiscal_year_begins_in_october() {
        for (date, year) in [
            (20_250_930, Some(2025)),
            (20_251_001, Some(2026)),
            (20_260_930, Some(2026)),
            (20_261_399, None),
            (0, None),
        ] {
            assert_eq!(Ymd(date).fiscal_year(), year, "{date}");
        }
        assert_eq!(Ymd::fiscal_year_start(2026), Ymd(20_251_001));
        assert_eq!(Ymd::fiscal_year_end(2026), Ymd(20_260_930));
    }
}
