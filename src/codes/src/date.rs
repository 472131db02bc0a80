//! Calendar dates as the code sets and the claim use them: one number, `YYYYMMDD`.

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

    /// `YYYY-MM-DD`.
    #[must_use]
    pub fn to_iso(self) -> String {
        let (y, m, d) = self.parts();
        format!("{y:04}-{m:02}-{d:02}")
    }
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
}
