//! Dates of which only the year, or year and month, may be known: of birth, of onset.

use core::fmt;
use core::str::FromStr;

use chrono::{Datelike as _, NaiveDate};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A date as far as it is known: `1950`, `1950-03` or `1950-03-09`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartialDate {
    year: i32,
    month: Option<u32>,
    day: Option<u32>,
}

/// Not a date as far as it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoDate;

impl fmt::Display for NoDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a date is YYYY-MM-DD, YYYY-MM or YYYY")
    }
}

impl std::error::Error for NoDate {}

impl PartialDate {
    /// Year, four digits.
    #[must_use]
    pub const fn year(self) -> i32 {
        self.year
    }

    /// Month from 1, where known.
    #[must_use]
    pub const fn month(self) -> Option<u32> {
        self.month
    }

    /// The day, where it is known in full.
    #[must_use]
    pub fn day(self) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(self.year, self.month?, self.day?)
    }
}

impl From<NaiveDate> for PartialDate {
    fn from(date: NaiveDate) -> Self {
        Self {
            year: date.year(),
            month: Some(date.month()),
            day: Some(date.day()),
        }
    }
}

impl FromStr for PartialDate {
    type Err = NoDate;

    fn from_str(text: &str) -> Result<Self, NoDate> {
        let mut parts = text.split('-');
        let mut next = |digits: usize| -> Result<Option<u32>, NoDate> {
            match parts.next() {
                None => Ok(None),
                Some(part) if part.len() == digits && part.bytes().all(|b| b.is_ascii_digit()) => {
                    part.parse().map(Some).map_err(|_| NoDate)
                }
                Some(_) => Err(NoDate),
            }
        };
        let (year, month, day) = (next(4)?.ok_or(NoDate)?, next(2)?, next(2)?);
        let year = i32::try_from(year).map_err(|_| NoDate)?;
        let valid = NaiveDate::from_ymd_opt(year, month.unwrap_or(1), day.unwrap_or(1)).is_some();
        (valid && parts.next().is_none())
            .then_some(Self { year, month, day })
            .ok_or(NoDate)
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        if let Some(month) = self.month {
            write!(f, "-{month:02}")?;
        }
        if let Some(day) = self.day {
            write!(f, "-{day:02}")?;
        }
        Ok(())
    }
}

impl Serialize for PartialDate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for PartialDate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_how_much_is_known() {
        for text in ["1950", "1950-03", "1950-03-09", "2024-02-29"] {
            let date: PartialDate = text.parse().expect(text);
            assert_eq!(date.to_string(), text);
            assert_eq!(date.day().is_some(), text.len() == 10);
        }
        for text in [
            "",
            "50",
            "1950-3",
            "1950-13",
            "2023-02-29",
            "1950-03-09-1",
            "1950--1",
            "+950",
            "19500309",
        ] {
            assert_eq!(text.parse::<PartialDate>(), Err(NoDate), "{text}");
        }
    }
}
