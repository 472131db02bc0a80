//! A birth date with its precision: registration knows the day, only the month, or only the year.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A birth date, as exactly as it is known. Text form: `1984`, `1984-03`, `1984-03-12`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct BirthDate {
    year: u16,
    month: u8,
    day: u8,
}

/// A birth date that is no date.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "“{given}” is no birth date, so it can't be compared or searched; where: the birth date; write it as 1984-03-12, 1984-03 or 1984"
)]
pub struct BirthDateError {
    /// What was given.
    pub given: String,
}

impl BirthDate {
    /// A whole date; `None` if the calendar has no such day or the year is not 1000 to 9999.
    #[must_use]
    pub fn day(year: u16, month: u8, day: u8) -> Option<Self> {
        let date = NaiveDate::from_ymd_opt(i32::from(year), u32::from(month), u32::from(day));
        (date.is_some() && (1000..=9999).contains(&year)).then_some(Self { year, month, day })
    }

    /// A year and a month.
    #[must_use]
    pub fn month(year: u16, month: u8) -> Option<Self> {
        let fits = (1000..=9999).contains(&year) && (1..=12).contains(&month);
        fits.then_some(Self {
            year,
            month,
            day: 0,
        })
    }

    /// Only a year.
    #[must_use]
    pub fn year(year: u16) -> Option<Self> {
        (1000..=9999).contains(&year).then_some(Self {
            year,
            month: 0,
            day: 0,
        })
    }

    /// Year, month (0: not known), day (0: not known).
    #[must_use]
    pub fn parts(self) -> (u16, u8, u8) {
        (self.year, self.month, self.day)
    }

    /// The date, where the day is known.
    #[must_use]
    pub fn date(self) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(
            i32::from(self.year),
            u32::from(self.month),
            u32::from(self.day),
        )
    }

    /// Eight digits, `YYYYMMDD`, where the day is known.
    pub(crate) fn digits(self) -> Option<[u8; 8]> {
        if self.day == 0 {
            return None;
        }
        let mut digits = [0; 8];
        let number =
            u32::from(self.year) * 10_000 + u32::from(self.month) * 100 + u32::from(self.day);
        let mut rest = number;
        for digit in digits.iter_mut().rev() {
            *digit = b'0' + (rest % 10) as u8;
            rest /= 10;
        }
        Some(digits)
    }
}

impl core::str::FromStr for BirthDate {
    type Err = BirthDateError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let number = |part: &str, digits: usize| {
            let whole = part.len() == digits && part.bytes().all(|b| b.is_ascii_digit());
            whole.then(|| part.parse::<u16>().ok()).flatten()
        };
        let small = |part: &str| number(part, 2).and_then(|n| u8::try_from(n).ok());
        let parts: Vec<&str> = text.split('-').collect();
        let read = match *parts.as_slice() {
            [year] => number(year, 4).and_then(Self::year),
            [year, month] => number(year, 4)
                .zip(small(month))
                .and_then(|(y, m)| Self::month(y, m)),
            [year, month, day] => number(year, 4)
                .zip(small(month))
                .zip(small(day))
                .and_then(|((y, m), d)| Self::day(y, m, d)),
            _ => None,
        };
        read.ok_or_else(|| BirthDateError {
            given: text.to_owned(),
        })
    }
}

impl core::fmt::Display for BirthDate {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{:04}", self.year)?;
        if self.month > 0 {
            write!(f, "-{:02}", self.month)?;
        }
        if self.day > 0 {
            write!(f, "-{:02}", self.day)?;
        }
        Ok(())
    }
}

impl TryFrom<String> for BirthDate {
    type Error = BirthDateError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<BirthDate> for String {
    fn from(date: BirthDate) -> Self {
        date.to_string()
    }
}
