//! What to use on a date instead of a code that can't be reported on it.

use std::collections::BTreeSet;

use super::state::{Pack, State, Timeline};
use crate::Ymd;

/// Most conversions in a row that are followed: codes are seldom replaced twice.
const MOST_STEPS: usize = 8;
/// Characters of a procedure code that name its table; codes of other tables have nothing in common.
const TABLE: usize = 3;

/// Codes that can be reported in place of another. Which of them is right, the record decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instead<'p> {
    /// Whether the conversion tables name them; otherwise they are the valid codes nearest to it in the code set.
    pub converted: bool,
    /// Of codes that no conversion table names, the heading they stand under.
    pub under: String,
    /// The codes, ascending, each once.
    pub codes: Vec<&'p str>,
}

impl<'p> Timeline<'p> {
    /// What can be reported on `date` in place of `code`. A withdrawn code leads to what replaced it, through further
    /// replacements if need be; one that comes later leads to what it will replace. Where the conversion tables say
    /// nothing, the valid codes under the code's own heading are meant: below it, else below the nearest heading above.
    /// `None` if `code` is valid on the date, is a heading on every date, or is not of the set.
    #[must_use]
    pub fn instead(&self, code: &str, date: Ymd) -> Option<Instead<'p>> {
        let codes = match self.state(code, date)? {
            State::Withdrawn { .. } => self.converted(code, date, Pack::after),
            State::NotYet { .. } => self.converted(code, date, Pack::before),
            State::Valid { .. } | State::Header | State::BeyondTables { .. } => return None,
        };
        if codes.is_empty() {
            let (under, codes) = self.under_heading(code, date)?;
            return Some(Instead {
                converted: false,
                under,
                codes,
            });
        }
        Some(Instead {
            converted: true,
            under: String::new(),
            codes: codes.into_iter().collect(),
        })
    }

    fn valid(&self, code: &str, date: Ymd) -> bool {
        matches!(self.state(code, date), Some(State::Valid { .. }))
    }

    /// Valid codes that the conversion tables lead to, step by step.
    fn converted(
        &self,
        code: &str,
        date: Ymd,
        step: impl Fn(Pack<'p>, &str) -> Vec<&'p str>,
    ) -> BTreeSet<&'p str> {
        let mut found = BTreeSet::new();
        let (Some(pack), Some(entry)) = (self.pack, self.entry(code)) else {
            return found;
        };
        let mut seen = BTreeSet::from([entry.code]);
        let mut from = vec![entry.code];
        for _ in 0..MOST_STEPS {
            let next: Vec<&str> = from
                .iter()
                .flat_map(|code| step(pack, code))
                .filter(|code| seen.insert(code))
                .collect();
            let (valid, gone): (Vec<_>, Vec<_>) =
                next.into_iter().partition(|code| self.valid(code, date));
            found.extend(valid);
            from = gone;
        }
        found
    }

    /// The valid codes that begin like `code`, as much of it as any does, and that beginning.
    fn under_heading(&self, code: &str, date: Ymd) -> Option<(String, Vec<&'p str>)> {
        (TABLE..=code.len()).rev().find_map(|length| {
            let beginning = code.get(..length)?;
            let start = self.entries.partition_point(|entry| entry.code < beginning);
            let codes: Vec<&str> = self.entries[start..]
                .iter()
                .map(|entry| entry.code)
                .take_while(|other| other.starts_with(beginning))
                .filter(|other| self.valid(other, date))
                .collect();
            (!codes.is_empty()).then(|| (beginning.to_owned(), codes))
        })
    }
}

impl<'p> Pack<'p> {
    /// Codes that took over from `code`.
    fn after(self, code: &str) -> Vec<&'p str> {
        match self {
            Self::Cm(pack) => pack.replaced_by(code).map(|row| row.new).collect(),
            Self::Pcs(pack) => pack.replaced_by(code).map(|row| row.new).collect(),
        }
    }

    /// Codes that `code` took over from.
    fn before(self, code: &str) -> Vec<&'p str> {
        match self {
            Self::Cm(pack) => pack.replaces(code).map(|row| row.old).collect(),
            Self::Pcs(pack) => pack.replaces(code).map(|row| row.old).collect(),
        }
    }
}
