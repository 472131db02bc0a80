//! What is ordinary for one user: the median of their own past and a spread that a few odd days don't move.
//!
//! With counts `x` of a user's earlier active periods (hours or days with at least one act, at most
//! [`Limits::habit_days`](super::Limits::habit_days) back; not the hour just before, into which the sixty minutes reach):
//!
//! ```text
//! median    = middle of x
//! MAD       = middle of |x − median|
//! spread    = max(1.4826 · MAD, √median, 1)
//! threshold = max(floor, ⌈median + spreads · spread⌉)
//! ```
//!
//! 1.4826 · MAD estimates a standard deviation where counts are about normal; half of the past can be odd before it
//! moves far. √median is the spread that pure chance gives to counts (Poisson) and keeps a very even worker, whose MAD
//! is nought, from being pointed at for one record more.

use serde::{Deserialize, Serialize};

/// A user's habit.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Habit {
    /// How many active periods it rests on.
    pub periods: u32,
    /// The median of their counts.
    pub median: f64,
    /// The spread by the formula.
    pub spread: f64,
}

impl Habit {
    /// The habit in counts of active periods; `None` without any.
    #[must_use]
    pub fn of(counts: &[u32]) -> Option<Self> {
        let mut sorted: Vec<f64> = counts.iter().copied().map(f64::from).collect();
        let median = middle(&mut sorted)?;
        let mut deviations: Vec<f64> = sorted.iter().map(|x| (x - median).abs()).collect();
        let deviation = middle(&mut deviations)?;
        let spread = (1.4826 * deviation).max(median.sqrt()).max(1.0);
        Some(Self {
            periods: u32::try_from(counts.len()).unwrap_or(u32::MAX),
            median,
            spread,
        })
    }

    /// From which count on a period is out of the ordinary.
    #[must_use]
    pub fn threshold(&self, spreads: f64, floor: u32) -> u32 {
        let above = (self.median + spreads * self.spread).ceil();
        // The cast saturates: a threshold beyond u32 is one that nothing reaches.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let above = above as u32;
        above.max(floor)
    }

    pub(super) fn explain(&self) -> String {
        format!(
            "this user's median is {:.1} over {} active periods, with a spread of {:.1}",
            self.median, self.periods, self.spread
        )
    }
}

fn middle(values: &mut [f64]) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let half = values.len() / 2;
    let upper = *values.get(half)?;
    Some(if values.len().is_multiple_of(2) {
        f64::midpoint(values[half - 1], upper)
    } else {
        upper
    })
}
