//! How common a name is among the records at hand: two Kowalczyks who agree say more than two Smiths.
//!
//! A count over few records is no frequency: it is drawn towards *u*, the chance of agreeing on any name, with the
//! weight of [`PRIOR_NAMES`] records. Counts over an index that still holds duplicates make rare names look a little
//! more common than they are, which costs weight and never gives any.

use compact_str::CompactString;
use rustc_hash::FxHashMap;

use crate::normal::Normal;

/// Records' worth of trust in u.
const PRIOR_NAMES: f64 = 200.0;

/// Counts of family and given names.
#[derive(Debug, Clone, Default)]
pub struct Frequencies {
    family: Counts,
    given: Counts,
}

#[derive(Debug, Clone, Default)]
struct Counts {
    by_name: FxHashMap<CompactString, u32>,
    total: u32,
}

impl Counts {
    fn add(&mut self, name: &CompactString) {
        if !name.is_empty() {
            *self.by_name.entry(name.clone()).or_default() += 1;
            self.total += 1;
        }
    }

    fn remove(&mut self, name: &CompactString) {
        if let Some(count) = self.by_name.get_mut(name) {
            *count -= 1;
            self.total -= 1;
            if *count == 0 {
                self.by_name.remove(name);
            }
        }
    }

    fn share(&self, name: &str, u: f64) -> f64 {
        let count = self.by_name.get(name).copied().unwrap_or_default();
        (f64::from(count) + PRIOR_NAMES * u) / (f64::from(self.total) + PRIOR_NAMES)
    }
}

impl Frequencies {
    /// Counts the names of `people`.
    #[must_use]
    pub fn counted<'a>(people: impl IntoIterator<Item = &'a Normal>) -> Self {
        let mut counts = Self::default();
        for person in people {
            counts.add(person);
        }
        counts
    }

    pub(crate) fn add(&mut self, person: &Normal) {
        self.family.add(&person.family);
        self.given.add(&person.given);
    }

    pub(crate) fn remove(&mut self, person: &Normal) {
        self.family.remove(&person.family);
        self.given.remove(&person.given);
    }

    /// Share of people with this family name, drawn towards `u`.
    #[must_use]
    pub fn family(&self, name: &str, u: f64) -> f64 {
        self.family.share(name, u)
    }

    /// Share of people with this given name, drawn towards `u`.
    #[must_use]
    pub fn given(&self, name: &str, u: f64) -> f64 {
        self.given.share(name, u)
    }
}
