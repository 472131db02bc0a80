//! What is asked for: how many encounters, until which day, out of which seed, and how much is written about each.

use chrono::{Months, NaiveDate};

/// How much is written about each encounter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// Whole charts, as a coder reads them, with planted faults and one very long stay.
    Full,
    /// Two to four short documents an encounter, for measuring with very many.
    Lean,
}

/// What to generate. The same plan gives the same bytes everywhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Everything is drawn from it.
    pub seed: u64,
    /// How many encounters.
    pub encounters: u32,
    /// The last day on which anybody is discharged. Nothing here asks a clock.
    pub until: NaiveDate,
    /// Over how many months the encounters are spread.
    pub months: u32,
    /// How much is written.
    pub profile: Profile,
}

impl Plan {
    /// The demo hospital: 360 encounters over eighteen months with whole charts.
    #[must_use]
    pub const fn demo(until: NaiveDate) -> Self {
        Self {
            seed: 20_050_101,
            encounters: 360,
            until,
            months: 18,
            profile: Profile::Full,
        }
    }

    /// Very many encounters with lean charts.
    #[must_use]
    pub const fn bench(encounters: u32, until: NaiveDate) -> Self {
        Self {
            encounters,
            profile: Profile::Lean,
            ..Self::demo(until)
        }
    }

    /// The first day on which anybody is admitted.
    #[must_use]
    pub fn from(&self) -> NaiveDate {
        self.until
            .checked_sub_months(Months::new(self.months.max(1)))
            .unwrap_or(self.until)
    }
}
