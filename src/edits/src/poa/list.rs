//! An official list of exempt codes, imported by whoever has it: CMS publishes one a fiscal year, and it goes before
//! the rules.

use codes::Ymd;
use serde::{Deserialize, Serialize};

/// Codes exempt from present-on-admission reporting for discharges from one day to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Stored", into = "Stored")]
pub struct ExemptList {
    first: Ymd,
    last: Ymd,
    /// Ascending, capitals, no dots.
    codes: Vec<Box<str>>,
}

/// A list as it is written to a file: not yet checked.
#[derive(Clone, Serialize, Deserialize)]
struct Stored {
    first: Ymd,
    last: Ymd,
    codes: Vec<String>,
}

/// Why a list can't be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ListError {
    /// The days it is for are none: a date that no calendar has, or the last before the first.
    Days {
        /// First day as given.
        first: Ymd,
        /// Last day as given.
        last: Ymd,
    },
    /// An entry does not have the form of a diagnosis code.
    Code {
        /// Its place, from 1.
        line: usize,
        /// The entry.
        text: String,
    },
    /// There is not one code in it.
    Empty,
}

impl core::fmt::Display for ListError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Days { first, last } => write!(
                f,
                "the list of exempt codes is for {first} to {last}: the days have to be of the calendar and in order; \
                 a fiscal year is from October 1 to September 30"
            ),
            Self::Code { line, text } => write!(
                f,
                "entry {line} of the list of exempt codes, {text:?}, is no diagnosis code: a code has three to seven \
                 letters and digits, the first a letter; take the code column of the file alone"
            ),
            Self::Empty => f.write_str(
                "the list of exempt codes has no code: choose the file that CMS calls exempt codes",
            ),
        }
    }
}

impl core::error::Error for ListError {}

impl ExemptList {
    /// A list of `codes`, with or without dots, for discharges from `first` to `last`, both included.
    ///
    /// # Errors
    /// [`ListError`], if the days are none, an entry is no code or there is none.
    pub fn new<C: AsRef<str>>(
        first: Ymd,
        last: Ymd,
        codes: impl IntoIterator<Item = C>,
    ) -> Result<Self, ListError> {
        if !first.is_calendar_day() || !last.is_calendar_day() || last < first {
            return Err(ListError::Days { first, last });
        }
        let mut read = Vec::new();
        for (i, text) in codes.into_iter().enumerate() {
            let code = plain(text.as_ref()).ok_or_else(|| ListError::Code {
                line: i + 1,
                text: text.as_ref().chars().take(20).collect(),
            })?;
            read.push(code);
        }
        if read.is_empty() {
            return Err(ListError::Empty);
        }
        read.sort_unstable();
        read.dedup();
        Ok(Self {
            first,
            last,
            codes: read,
        })
    }

    /// Whether the list is for a discharge on `date`.
    #[must_use]
    pub fn is_for(&self, date: Ymd) -> bool {
        self.first <= date && date <= self.last
    }

    /// Whether a code (no dot, any case) is on the list.
    #[must_use]
    pub fn has(&self, code: &str) -> bool {
        plain(code).is_some_and(|code| self.codes.binary_search(&code).is_ok())
    }

    /// How many codes are on it.
    #[must_use]
    pub fn len(&self) -> usize {
        self.codes.len()
    }

    /// Whether there is none: never, for a list that was made.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.codes.is_empty()
    }
}

impl TryFrom<Stored> for ExemptList {
    type Error = ListError;

    fn try_from(stored: Stored) -> Result<Self, ListError> {
        Self::new(stored.first, stored.last, stored.codes)
    }
}

impl From<ExemptList> for Stored {
    fn from(list: ExemptList) -> Self {
        Self {
            first: list.first,
            last: list.last,
            codes: list.codes.into_iter().map(Into::into).collect(),
        }
    }
}

/// A code in capitals without its dot. `None` for what is no code.
fn plain(text: &str) -> Option<Box<str>> {
    let text = text.trim();
    if text.len() > 8 {
        return None;
    }
    let code: String = text
        .chars()
        .filter(|c| *c != '.')
        .map(|c| c.to_ascii_uppercase())
        .collect();
    let formed = (3..=7).contains(&code.len())
        && code.starts_with(|c: char| c.is_ascii_uppercase())
        && code.bytes().all(|b| b.is_ascii_alphanumeric());
    formed.then(|| code.into())
}
