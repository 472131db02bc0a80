//! The clocks that the discovery of a breach of unsecured protected health information starts (45 CFR 164.404 to 164.408).
//!
//! They run from the day of discovery, whether it turns out to be a breach or not: whoever finds out late has used the time up.
//! Dates only; whose clock says which day it is comes from outside.

use chrono::{Datelike as _, Days, NaiveDate};

/// Days after the discovery within which those concerned are told (45 CFR 164.404(b)).
const DAYS: u64 = 60;

/// Until when whom to tell, if it is a breach. Days are those of the facility's calendar; the last day is within the limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clocks {
    /// Those concerned: without unreasonable delay, and no later than 60 calendar days after the discovery
    /// (45 CFR 164.404(b)).
    pub individuals: NaiveDate,
    /// Prominent media, where more than 500 residents of one state are concerned (45 CFR 164.406(b)).
    pub media: NaiveDate,
    /// The Secretary of Health and Human Services, where 500 or more are concerned: with the notice to individuals
    /// (45 CFR 164.408(b)).
    pub secretary_at_once: NaiveDate,
    /// The Secretary, where fewer than 500 are concerned: 60 days after the end of the calendar year of the discovery
    /// (45 CFR 164.408(c)).
    pub secretary_yearly: NaiveDate,
}

impl Clocks {
    /// The clocks of what was discovered on a day. A day at the end of the calendar that has no day 60 after it keeps itself.
    #[must_use]
    pub fn from(discovered: NaiveDate) -> Self {
        let after = |day: NaiveDate| day.checked_add_days(Days::new(DAYS)).unwrap_or(day);
        let year_end = NaiveDate::from_ymd_opt(discovered.year(), 12, 31).unwrap_or(discovered);
        Self {
            individuals: after(discovered),
            media: after(discovered),
            secretary_at_once: after(discovered),
            secretary_yearly: after(year_end),
        }
    }

    /// Days left on a day until those concerned have to be told; negative once it is too late.
    #[must_use]
    pub fn days_left(&self, today: NaiveDate) -> i64 {
        (self.individuals - today).num_days()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).expect("a day")
    }

    #[test]
    fn sixty_days_are_counted_from_the_day_after() {
        let clocks = Clocks::from(day(2026, 11, 27));
        assert_eq!(clocks.individuals, day(2027, 1, 26));
        assert_eq!(clocks.days_left(day(2026, 11, 27)), 60);
        assert_eq!(clocks.days_left(day(2027, 1, 26)), 0);
        assert_eq!(clocks.days_left(day(2027, 1, 27)), -1);
    }

    #[test]
    fn the_yearly_report_is_due_on_the_first_of_march_and_a_day_earlier_in_leap_years() {
        assert_eq!(
            Clocks::from(day(2026, 11, 27)).secretary_yearly,
            day(2027, 3, 1)
        );
        assert_eq!(
            Clocks::from(day(2027, 1, 1)).secretary_yearly,
            day(2028, 2, 29)
        );
    }

    proptest! {
        #[test]
        fn no_clock_ends_before_it_begins(days in 0_u64..60_000) {
            let found = day(1990, 1, 1).checked_add_days(Days::new(days)).expect("a day");
            let clocks = Clocks::from(found);
            prop_assert_eq!((clocks.individuals - found).num_days(), 60);
            prop_assert!(clocks.secretary_yearly > found);
        }
    }
}
