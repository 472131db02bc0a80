//! The nine grouper versions, and which one a discharge date calls for.

use codes::Ymd;
use serde::{Deserialize, Serialize};

/// A version of the MS-DRG grouper, as the number CMS gives it times ten: `431` is v43.1.
///
/// CMS releases one on October 1 (a fiscal year's first day) and one on April 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Version(u16);

/// First day of each version, in order.
const CALENDAR: [(u16, i64); 9] = [
    (400, 2022_10_01),
    (401, 2023_04_01),
    (410, 2023_10_01),
    (411, 2024_04_01),
    (420, 2024_10_01),
    (421, 2025_04_01),
    (430, 2025_10_01),
    (431, 2026_04_01),
    (440, 2026_10_01),
];

/// Last day v44.0 is meant for: v44.1 takes over on 2027-04-01 and is not loaded.
const LAST_DAY: i64 = 2027_03_31;

impl Version {
    /// All versions, oldest first.
    pub const ALL: [Self; 9] = [
        Self(400),
        Self(401),
        Self(410),
        Self(411),
        Self(420),
        Self(421),
        Self(430),
        Self(431),
        Self(440),
    ];

    /// The version with this number, if it is one of the nine.
    #[must_use]
    pub fn from_number(number: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|v| i64::from(v.0) == number)
    }

    /// The version that groups a stay with this **discharge** date (never the admission date, never today).
    /// `None` before 2022-10-01 and after 2027-03-31: no version for those dates is loaded.
    #[must_use]
    pub fn for_discharge(date: Ymd) -> Option<Self> {
        if date.0 > LAST_DAY {
            return None;
        }
        CALENDAR
            .iter()
            .rev()
            .find(|(_, first)| *first <= date.0)
            .map(|(v, _)| Self(*v))
    }

    /// The number times ten, for example `431`.
    #[must_use]
    pub const fn number(self) -> u16 {
        self.0
    }

    /// First discharge date this version is meant for.
    #[must_use]
    pub fn first_day(self) -> Ymd {
        Ymd(CALENDAR
            .iter()
            .find(|(v, _)| *v == self.0)
            .map_or(0, |(_, d)| *d))
    }

    /// Position in [`Version::ALL`].
    #[must_use]
    pub fn index(self) -> usize {
        Self::ALL.iter().position(|v| *v == self).unwrap_or(0)
    }

    /// The federal fiscal year, for example `2026` for v43.0 and v43.1.
    #[must_use]
    pub const fn fiscal_year(self) -> u16 {
        1983 + self.0 / 10
    }
}

impl core::fmt::Display for Version {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "v{}.{}", self.0 / 10, self.0 % 10)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn follows_the_discharge_date() {
        for (date, version) in [
            (2022_09_30, None),
            (2022_10_01, Some(400)),
            (2023_03_31, Some(400)),
            (2023_04_01, Some(401)),
            (2026_03_31, Some(430)),
            (2026_04_01, Some(431)),
            (2026_09_30, Some(431)),
            (2026_10_01, Some(440)),
            (2027_03_31, Some(440)),
            (2027_04_01, None),
            (0, None),
        ] {
            assert_eq!(
                Version::for_discharge(Ymd(date)).map(Version::number),
                version,
                "{date}"
            );
        }
    }

    #[test]
    fn knows_its_fiscal_year() {
        assert_eq!(
            Version::ALL.map(Version::fiscal_year),
            [2023, 2023, 2024, 2024, 2025, 2025, 2026, 2026, 2027]
        );
    }
}
