//! Arithmetic on the dates of a stay: age and length.

use codes::Ymd;

/// Completed years on a day. Who was born on February 29 is a year older on March 1 of other years.
pub(crate) fn completed_years(born: Ymd, on: Ymd) -> i64 {
    let (year, month, day) = on.parts();
    let (birth_year, birth_month, birth_day) = born.parts();
    year - birth_year - i64::from((month, day) < (birth_month, birth_day))
}

/// Days from admission to discharge; a stay that ends on its first day counts as one. `None` if it ends before it
/// begins or one of the dates is no day.
pub(crate) fn days_of_stay(admitted: Ymd, discharged: Ymd) -> Option<i64> {
    let days = admitted.days_until(discharged)?;
    (days >= 0).then_some(days.max(1))
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
    fn a_stay_is_counted_in_nights_and_never_less_than_one() {
        for (from, to, days) in [
            (20_260_403, 20_260_409, Some(6)),
            (20_260_403, 20_260_404, Some(1)),
            (20_260_403, 20_260_403, Some(1)),
            (20_260_403, 20_260_402, None),
            (20_240_228, 20_240_301, Some(2)),
            (20_261_301, 20_260_402, None),
        ] {
            assert_eq!(days_of_stay(Ymd(from), Ymd(to)), days, "{from} {to}");
        }
    }
}
