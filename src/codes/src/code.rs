//! Words that both code sets share: which set, since when, and whose title.
//!
//! ICD-10-CM (diagnoses) and ICD-10-PCS (inpatient procedures) are separate sets with separate calendars; what
//! they have in common is that a code is billable in certain periods and bears a title that has a source.

use serde::{Deserialize, Serialize};

use crate::Ymd;

/// One of the two code sets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum System {
    /// ICD-10-CM, diagnoses.
    Cm,
    /// ICD-10-PCS, inpatient procedures.
    Pcs,
}

/// A span of days, both ends included, in which a code may be reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Period {
    /// First day.
    pub first: Ymd,
    /// Last day. For a code that is not yet withdrawn this is the last day the tables speak about.
    pub last: Ymd,
}

impl Period {
    /// Whether `date` lies in the period.
    #[must_use]
    pub fn contains(self, date: Ymd) -> bool {
        self.first <= date && date <= self.last
    }
}

/// Who worded a title. Anything but [`TitleSource::Official`] has to be marked as ours on screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum TitleSource {
    /// The publisher's own title (CDC for ICD-10-CM, CMS for ICD-10-PCS), including the long titles that the
    /// tabular list defines as category title plus 7th-character text.
    Official,
    /// Put together from the labels of a procedure code's seven axes, because no title of it was to be had.
    Composed,
    /// A working title in Chartroom's own words, because no title of it was to be had.
    OwnWording,
}

impl TitleSource {
    /// The byte that stands for the source in a pack.
    #[must_use]
    pub(crate) const fn to_byte(self) -> u8 {
        match self {
            Self::Official => 0,
            Self::Composed => 1,
            Self::OwnWording => 2,
        }
    }

    /// Reads the byte of a pack.
    #[must_use]
    pub(crate) const fn from_byte(byte: u8) -> Option<Self> {
        match byte {
            0 => Some(Self::Official),
            1 => Some(Self::Composed),
            2 => Some(Self::OwnWording),
            _ => None,
        }
    }
}
