//! Arithmetic on calendar days.

use chrono::{Datelike, Days, NaiveDate};
use codes::Ymd;

/// The calendar day of a date. `None` for a number that is no day.
fn day(date: Ymd) -> Option<NaiveDate> {
    let (year, month, day) = date.parts();
    NaiveDate::from_ymd_opt(
        i32::try_from(year).ok()?,
        u32::try_from(month).ok()?,
        u32::try_from(day).ok()?,
    )
}

/// Completed years on a day. Who was born on February 29 is a year older on March 1 of other years.
pub(crate) fn completed_years(born: Ymd, on: Ymd) -> i64 {
    let (year, month, day) = on.parts();
    let (birth_year, birth_month, birth_day) = born.parts();
    year - birth_year - i64::from((month, day) < (birth_month, birth_day))
}

/// Days from admission to discharge; a stay that ends on its first day counts as one. `None` if it ends before it
/// begins or one of the dates is no day.
pub(crate) fn days_of_stay(admitted: Ymd, discharged: Ymd) -> Option<i64> {
    let days = (day(discharged)? - day(admitted)?).num_days();
    (days >= 0).then_some(days.max(1))
}

/// The day that lies so many days before a date.
pub(crate) fn days_before(date: Ymd, days: i64) -> Option<Ymd> {
    day(date)?
        .checked_sub_days(Days::new(u64::try_from(days).ok()?))
        .map(ymd)
}

/// The day that lies so many days after a date.
pub(crate) fn days_after(date: Ymd, days: u64) -> Option<Ymd> {
    day(date)?.checked_add_days(Days::new(days)).map(ymd)
}

fn ymd(day: NaiveDate) -> Ymd {
    Ymd(i64::from(day.year()) * 10_000 + i64::from(day.month()) * 100 + i64::from(day.day()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_by_completed_years() {
        for (born, on, years) in [
            (1959_05_04, 2026_05_03, 66),
            (1959_05_04, 2026_05_04, 67),
            (2024_02_29, 2025_02_28, 0),
            (2024_02_29, 2025_03_01, 1),
            (2026_05_04, 2026_05_04, 0),
            (2027_01_01, 2026_05_04, -1),
        ] {
            assert_eq!(completed_years(Ymd(born), Ymd(on)), years, "{born} {on}");
        }
    }

    #[test]
    fn counts_days() {
        for (from, to, days) in [
            (2026_04_03, 2026_04_09, Some(6)),
            (2026_04_03, 2026_04_03, Some(1)),
            (2026_04_03, 2026_04_02, None),
            (2024_02_28, 2024_03_01, Some(2)),
            (2026_13_01, 2026_04_02, None),
        ] {
            assert_eq!(days_of_stay(Ymd(from), Ymd(to)), days, "{from} {to}");
        }
        assert_eq!(days_before(Ymd(2024_03_01), 1), Some(Ymd(2024_02_29)));
        assert_eq!(days_before(Ymd(2024_03_01), -1), None);
        assert_eq!(days_before(Ymd(0), 1), None);
        assert_eq!(days_after(Ymd(2026_12_31), 1), Some(Ymd(2027_01_01)));
    }
}
