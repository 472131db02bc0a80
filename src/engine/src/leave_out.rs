//! What each code contributes: the stay grouped again without it.
//!
//! Nothing is inferred from the grouper's marks: a code that is marked may not be needed, and one that is not
//! marked never is. Grouping takes microseconds, so asking is cheaper than reasoning.

use grouper::{Grouper, Stay};

/// Stays with more codes than this are not grouped again code by code: it would take longer than typing.
const MOST_CODES: usize = 300;

/// Final DRG without each code, in the order of the stay. Empty where the stay has too many codes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Without {
    pub(crate) secondary: Vec<u16>,
    pub(crate) procedures: Vec<u16>,
}

/// Groups the stay without each of its secondary diagnoses and procedures.
pub(crate) fn leave_one_out(grouper: &Grouper, stay: &Stay) -> Without {
    if stay.secondary_diagnoses.len() + stay.procedures.len() > MOST_CODES {
        return Without::default();
    }
    let mut less = stay.clone();
    let secondary = (0..stay.secondary_diagnoses.len())
        .map(|i| {
            let taken = less.secondary_diagnoses.remove(i);
            let drg = grouper.group(&less).r#final.drg;
            less.secondary_diagnoses.insert(i, taken);
            drg
        })
        .collect();
    let procedures = (0..stay.procedures.len())
        .map(|i| {
            let taken = less.procedures.remove(i);
            let drg = grouper.group(&less).r#final.drg;
            less.procedures.insert(i, taken);
            drg
        })
        .collect();
    Without {
        secondary,
        procedures,
    }
}
