//! From where on something is worth a look. A facility sets these; the defaults are the product's own choice, no rule.

use serde::{Deserialize, Serialize};

/// The thresholds of the hints.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Limits {
    /// How many spreads above a user's habit are out of the ordinary.
    pub spreads: f64,
    /// Days back that make a habit.
    pub habit_days: u16,
    /// Active hours from which reading has a habit.
    pub hours_of_habit: u16,
    /// Records in an hour that are never too many.
    pub records_floor: u32,
    /// Records in an hour that are many for a user without a habit.
    pub records_without_habit: u32,
    /// Active days from which printing and writing out has a habit.
    pub days_of_habit: u16,
    /// Pages, rows or records a day that are never too many to print or write out.
    pub carried_floor: u32,
    /// The same for a user without a habit.
    pub carried_without_habit: u32,
    /// Failed unlocks in a row.
    pub failed_unlocks: u32,
    /// Hours within which a broken glass is reviewed.
    pub glass_review_hours: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            spreads: 5.0,
            habit_days: 28,
            hours_of_habit: 8,
            records_floor: 20,
            records_without_habit: 60,
            days_of_habit: 5,
            carried_floor: 20,
            carried_without_habit: 50,
            failed_unlocks: 5,
            glass_review_hours: 72,
        }
    }
}
