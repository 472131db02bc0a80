//! Made-up people of the United States, with the truth of who is who: to set weights and thresholds, to measure, and
//! to test. The same seed gives the same people. They show what the matcher does with these errors, not with yours.

mod charts;
mod columns;
mod households;
mod lists;
mod slips;

pub use charts::{Chart, charts};
pub use columns::columns;

use crate::person::Person;
use crate::sampling::Numbers;

/// Share of people with a second record.
const TWICE: f64 = 0.22;
/// Share of those with a third.
const THRICE: f64 = 0.15;

/// A record and whose it is.
#[derive(Debug, Clone, PartialEq)]
pub struct Made {
    /// Records with the same number are one person.
    pub whose: u32,
    /// The record.
    pub person: Person,
}

/// At least `count` records, whole households, the records of a person not beside each other.
#[must_use]
pub fn records(count: usize, seed: u64) -> Vec<Made> {
    let mut numbers = Numbers::seeded(seed);
    let mut made: Vec<Made> = Vec::with_capacity(count + 8);
    let mut whose = 0;
    while made.len() < count {
        for person in households::household(&mut numbers) {
            let mut registrations = 1;
            if numbers.chance(TWICE) {
                registrations += 1 + usize::from(numbers.chance(THRICE));
            }
            for registration in 0..registrations {
                let mut person = person.clone();
                if registration > 0 {
                    slips::once_more(&mut person, &mut numbers);
                }
                slips::leave_out(&mut person, &mut numbers);
                made.push(Made { whose, person });
            }
            whose += 1;
        }
    }
    for place in (1..made.len()).rev() {
        made.swap(place, numbers.below(place + 1));
    }
    made
}
