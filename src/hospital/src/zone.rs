//! The hospital's clock: US Central Time. Daylight saving begins on the second Sunday of March and ends on the first of
//! November, at two o'clock (Energy Policy Act of 2005, 15 USC 260a); every time of a chart passes through here once.

use chrono::{
    Datelike as _, FixedOffset, NaiveDate, NaiveDateTime, Offset as _, TimeDelta, TimeZone as _,
    Weekday,
};
use records::Moment;

/// The day of the `nth` Sunday of a month.
fn sunday(year: i32, month: u32, nth: u8) -> NaiveDate {
    NaiveDate::from_weekday_of_month_opt(year, month, Weekday::Sun, nth).unwrap_or_default()
}

/// Seconds east of Greenwich in force at a civil time. The hour that does not exist in March is read as daylight time's
/// predecessor, the hour that comes twice in November as its first.
fn offset(at: NaiveDateTime) -> i32 {
    let year = at.year();
    let from = sunday(year, 3, 2).and_hms_opt(2, 0, 0).unwrap_or_default();
    let to = sunday(year, 11, 1).and_hms_opt(2, 0, 0).unwrap_or_default();
    if at >= from && at < to {
        -5 * 3600
    } else {
        -6 * 3600
    }
}

/// A civil time of the hospital as a moment. In March a time between two and three does not exist; it becomes an hour later.
pub(crate) fn moment(at: NaiveDateTime) -> Moment {
    let gap = sunday(at.year(), 3, 2)
        .and_hms_opt(2, 0, 0)
        .unwrap_or_default();
    let at = if at >= gap && at < gap + TimeDelta::hours(1) {
        at + TimeDelta::hours(1)
    } else {
        at
    };
    let zone = FixedOffset::east_opt(offset(at)).unwrap_or_else(|| chrono::Utc.fix());
    zone.from_local_datetime(&at).single().unwrap_or_default()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn at(text: &str) -> String {
        moment(text.parse().unwrap()).to_rfc3339()
    }

    #[test]
    fn daylight_saving_is_handled_once() {
        assert_eq!(at("2026-01-15T12:00:00"), "2026-01-15T12:00:00-06:00");
        assert_eq!(at("2026-03-08T01:59:00"), "2026-03-08T01:59:00-06:00");
        assert_eq!(at("2026-03-08T02:30:00"), "2026-03-08T03:30:00-05:00");
        assert_eq!(at("2026-07-04T12:00:00"), "2026-07-04T12:00:00-05:00");
        assert_eq!(at("2026-11-01T01:30:00"), "2026-11-01T01:30:00-05:00");
        assert_eq!(at("2026-11-01T02:00:00"), "2026-11-01T02:00:00-06:00");
        assert_eq!(at("2024-02-29T08:00:00"), "2024-02-29T08:00:00-06:00");
    }
}
