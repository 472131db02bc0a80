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

/// September 30 with which a federal fiscal year ends.
pub(crate) fn fiscal_year_end(year: u16) -> Ymd {
    Ymd(i64::from(year) * 10_000 + 9_30)
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
            (19_590_504, 20_260_503, 66),
            (19_590_504, 20_260_504, 67),
            (20_240_229, 20_250_228, 0),
            (20_240_229, 20_250_301, 1),
            (20_260_504, 20_260_504, 0),
            (20_270_101, 20_260_504, -1),
        ] {
            assert_eq!(completed_years(Ymd(born), Ymd(on)), years, "{born} {on}");
        }
    }

    #[test]
    fn counts_days() {
        for (from, to, days) in [
            (20_260_403, 20_260_409, Some(6)),
            (20_260_403, 20_260_403, Some(1)),
            (20_260_403, 20_260_402, None),
            (20_240_228, 20_240_301, Some(2)),
            (20_261_301, 20_260_402, None),
        ] {
            assert_eq!(days_of_stay(Ymd(from), Ymd(to)), days, "{from} {to}");
        }
        assert_eq!(days_before(Ymd(20_240_301), 1), Some(Ymd(20_240_229)));
        assert_eq!(days_before(Ymd(20_240_301), -1), None);
        assert_eq!(days_before(Ymd(0), 1), None);
        assert_eq!(days_after(Ymd(20_261_231), 1), Some(Ymd(20_270_101)));
    }
}
