//! Times of operations: a hybrid logical clock, and the civil times that stand in a chart.
//!
//! The clock orders operations for the eye, so that a device whose clock is years off still shows what it wrote after
//! what it had seen. It decides nothing: which value stands is told by what an operation replaces.

use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};

/// A time in a chart, with the offset the facility had then: hours that come twice in autumn stay apart.
pub type Moment = DateTime<FixedOffset>;

/// Reading of a hybrid logical clock.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
pub struct Stamp {
    /// Milliseconds since 1970-01-01T00:00Z: of the device, or of the latest operation it had seen if that is later.
    pub millis: i64,
    /// Tells apart what falls on the same millisecond.
    pub count: u32,
}

impl Stamp {
    /// The next reading of a device that has seen `self` and whose own clock says `now` (milliseconds since 1970).
    #[must_use]
    pub const fn next(self, now: i64) -> Self {
        if now > self.millis {
            Self {
                millis: now,
                count: 0,
            }
        } else {
            Self {
                millis: self.millis,
                count: self.count.saturating_add(1),
            }
        }
    }

    /// The later of two readings.
    #[must_use]
    pub fn later(self, other: Self) -> Self {
        self.max(other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn never_goes_back_though_the_device_does() {
        let first = Stamp::default().next(5_000);
        let second = first.next(4_000);
        let third = second.next(4_000);
        let fourth = third.next(5_001);
        assert!(first < second && second < third && third < fourth);
        assert_eq!((second.millis, second.count), (5_000, 1));
        assert_eq!((fourth.millis, fourth.count), (5_001, 0));
    }
}
