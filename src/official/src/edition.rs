//! Of which fiscal year a file is and from which day it holds.
//!
//! The federal fiscal year runs from October 1 to September 30 and bears the number of the year it ends in. Code sets
//! begin on October 1, with a smaller update on April 1 (Social Security Act, section 1886(d)(5)(K)(vii)). Most files
//! name the year only, some not even that: the day has to be given with them.

use codes::Ymd;
use serde::Serialize;

use crate::error::ImportError;

/// First day of ICD-10 in the United States (45 CFR 162.1002(c)).
const ICD_10_BEGINS: Ymd = Ymd(2015_10_01);

/// No file is of a later fiscal year: a larger number is a slip.
pub(crate) const LAST_YEAR: u16 = 2099;

/// The edition a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Edition {
    /// Fiscal year: 2026 is 2025-10-01 to 2026-09-30.
    pub fiscal_year: u16,
    /// First day for which the file speaks.
    pub effective: Ymd,
}

/// What is known beside the file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Given {
    /// The fiscal year that is wanted. A file of another year is refused.
    pub expected_year: Option<u16>,
    /// First day for which the file speaks, as the publisher's page states it.
    pub effective: Option<Ymd>,
}

impl Edition {
    /// Puts the edition together from the year that the file states and what was given.
    ///
    /// `day` is the day that the file's own kind settles, for files that are published once a year.
    pub(crate) fn settle(
        file: &str,
        stated: Option<u16>,
        day: Option<Ymd>,
        given: Given,
    ) -> Result<Self, ImportError> {
        if let (Some(found), Some(expected)) = (stated, given.expected_year)
            && found != expected
        {
            return Err(ImportError::wrong_year(file, found, expected));
        }
        let year = stated.or(given.expected_year);
        let Some(effective) = given.effective.or(day) else {
            let choices = year.map(beginnings).unwrap_or_default();
            return Err(ImportError::date_needed(file, year, choices));
        };
        if !effective.is_calendar_day() {
            return Err(ImportError::date(
                file,
                format!("there is no day {}", effective.0),
            ));
        }
        if effective < ICD_10_BEGINS {
            return Err(ImportError::date(
                file,
                format!("{effective} is before ICD-10 came into use on {ICD_10_BEGINS}"),
            ));
        }
        let of_day = fiscal_year(effective);
        if of_day > LAST_YEAR {
            let why = format!("{effective} lies too far ahead");
            return Err(ImportError::date(file, why));
        }
        match (stated, given.expected_year) {
            (Some(year), _) if year != of_day => Err(ImportError::date(
                file,
                format!("{effective} lies in fiscal year {of_day}, the file is of {year}"),
            )),
            (None, Some(expected)) if expected != of_day => {
                Err(ImportError::wrong_year(file, of_day, expected))
            }
            _ => Ok(Self {
                fiscal_year: of_day,
                effective,
            }),
        }
    }

    /// Whether the edition begins on one of the two days on which code sets regularly begin.
    #[must_use]
    pub fn is_regular(self) -> bool {
        matches!(self.effective.parts(), (_, 10 | 4, 1))
    }
}

/// The fiscal year a day lies in; one that never comes where it is no calendar day.
pub(crate) fn fiscal_year(day: Ymd) -> u16 {
    day.fiscal_year().unwrap_or(u16::MAX)
}

fn beginnings(fiscal_year: u16) -> Vec<Ymd> {
    vec![
        Ymd::fiscal_year_start(fiscal_year),
        Ymd(i64::from(fiscal_year) * 10_000 + 4_01),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Problem;

    fn settle(
        stated: Option<u16>,
        expected: Option<u16>,
        day: Option<i64>,
    ) -> Result<Edition, Problem> {
        let given = Given {
            expected_year: expected,
            effective: day.map(Ymd),
        };
        Edition::settle("f", stated, None, given).map_err(|e| e.problem().clone())
    }

    #[test]
    fn a_day_within_the_year_settles_the_edition() {
        for (stated, expected, day, year) in [
            (Some(2025), None, 2024_10_01, 2025),
            (Some(2025), Some(2025), 2025_04_01, 2025),
            (None, Some(2027), 2026_10_01, 2027),
            (None, None, 2026_04_01, 2026),
            (Some(2021), None, 2021_01_01, 2021),
        ] {
            let edition = settle(stated, expected, Some(day)).expect("an edition");
            assert_eq!((edition.fiscal_year, edition.effective), (year, Ymd(day)));
        }
    }

    #[test]
    fn a_missing_day_is_asked_for_with_the_two_regular_ones() {
        assert_eq!(
            settle(Some(2025), None, None),
            Err(Problem::DateNeeded {
                fiscal_year: Some(2025),
                choices: vec![Ymd(2024_10_01), Ymd(2025_04_01)]
            })
        );
        assert_eq!(
            settle(None, None, None),
            Err(Problem::DateNeeded {
                fiscal_year: None,
                choices: Vec::new()
            })
        );
    }

    #[test]
    fn other_years_and_impossible_days_are_refused() {
        let wrong = |found, expected| Err(Problem::WrongYear { found, expected });
        assert_eq!(
            settle(Some(2025), Some(2026), Some(2024_10_01)),
            wrong(2025, 2026)
        );
        assert_eq!(settle(Some(2025), Some(2026), None), wrong(2025, 2026));
        assert_eq!(
            settle(None, Some(2026), Some(2024_10_01)),
            wrong(2025, 2026)
        );
        for day in [2024_09_30, 2025_10_01, 2025_02_29, 2014_10_01, 0, -1] {
            assert_eq!(
                settle(Some(2025), None, Some(day)),
                Err(Problem::Date),
                "{day}"
            );
        }
    }

    #[test]
    fn a_day_alone_has_to_be_of_this_century() {
        for day in [2099_10_01, 9999_01_01] {
            assert_eq!(settle(None, None, Some(day)), Err(Problem::Date), "{day}");
        }
        assert!(settle(None, None, Some(2099_09_30)).is_ok());
    }

    #[test]
    fn only_october_and_april_are_regular() {
        for (day, regular) in [
            (2024_10_01, true),
            (2025_04_01, true),
            (2021_01_01, false),
            (2024_10_02, false),
        ] {
            let edition = Edition {
                fiscal_year: 2025,
                effective: Ymd(day),
            };
            assert_eq!(edition.is_regular(), regular, "{day}");
        }
    }
}
