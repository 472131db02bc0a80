//! What became of a code: new, valid, withdrawn, on any date; and what changed between two dates.
//!
//! Each code set has its own calendar: ICD-10-CM and ICD-10-PCS are released every 1 October, either may be updated
//! on 1 April (Social Security Act, section 1886(d)(5)(K)(vii)), and an update of one leaves the other as it was. A
//! [`Timeline`] is therefore made for one set. A reworded title is known where two editions of the tabular list word it
//! differently; procedures have one title each, since the lists at hand agree word for word in all codes they share.

mod changes;
mod instead;
mod state;

pub use changes::{Change, Changes, Retitled};
pub use instead::Instead;
pub use state::{Entry, State, Successors, Timeline, day_after};

pub use crate::replaced::Replacement;

use crate::Ymd;

/// The first day from which the packs know every withdrawal. They are made from tables that begin with fiscal year
/// 2023; a code withdrawn before stands in none of them.
pub const WITHDRAWALS_KNOWN_FROM: Ymd = Ymd(20_221_001);
