//! Who, where and when, as an audit entry holds them: ids without names, and a time with its local clock.

use core::fmt;

use chrono::{DateTime, FixedOffset, NaiveDate, TimeDelta};
use serde::{Deserialize, Serialize};

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub [u8; 16]);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self)
            }
        }
    };
}

id! {
    /// A user. Not their name.
    UserId
}
id! {
    /// A device.
    DeviceId
}
id! {
    /// A record. Not a record number, and nothing from which one could be worked out.
    RecordId
}

/// A point in time, with the clock that hung on the wall.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Moment {
    /// Milliseconds since 1970-01-01 00:00 UTC.
    pub milliseconds: i64,
    /// Minutes by which local time was ahead of UTC on the device, daylight saving time included.
    pub offset_minutes: i16,
}

impl Moment {
    /// The local time, if it lies in the calendar and the offset is one that exists (below 24 hours).
    #[must_use]
    pub fn local(self) -> Option<DateTime<FixedOffset>> {
        let offset = FixedOffset::east_opt(i32::from(self.offset_minutes) * 60)?;
        let utc = DateTime::from_timestamp_millis(self.milliseconds)?;
        // Near the calendar's ends the shift itself may leave it.
        utc.naive_utc()
            .checked_add_signed(TimeDelta::minutes(i64::from(self.offset_minutes)))?;
        Some(utc.with_timezone(&offset))
    }

    /// The local day.
    #[must_use]
    pub fn day(self) -> Option<NaiveDate> {
        self.local().map(|local| local.date_naive())
    }
}
