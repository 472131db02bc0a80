//! MPI-004: a number given twice, or one whose check digit is wrong.

use std::collections::BTreeMap;

use super::{Finding, Severity};
use crate::numbers::UnitNumber;
use crate::person::PersonId;

/// A number as a record bears it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issued {
    /// Whose.
    pub id: PersonId,
    /// The number as it is written there.
    pub number: String,
    /// The device that gave it.
    pub device: String,
}

/// Checks all numbers of an index against each other.
#[must_use]
pub fn numbers(issued: &[Issued]) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut bearers: BTreeMap<UnitNumber, Vec<&Issued>> = BTreeMap::new();
    for one in issued {
        match one.number.parse() {
            Ok(number) => bearers.entry(number).or_default().push(one),
            Err(problem) => found.push(Finding {
                rule: "MPI-004",
                severity: Severity::Error,
                what: format!("{problem}"),
                why: "a number that can't be trusted opens another patient's chart",
                place: one.id.to_string(),
                fix: "look the number up where it came from, or give the record a number of this device's block",
                source: "check digit after Damm (2004)",
            }),
        }
    }
    for (number, bearers) in bearers {
        let mut ids: Vec<PersonId> = bearers.iter().map(|one| one.id).collect();
        ids.sort_unstable();
        ids.dedup();
        if ids.len() > 1 {
            let on: Vec<String> = bearers
                .iter()
                .map(|one| format!("{} (from {})", one.id, one.device))
                .collect();
            found.push(Finding {
                rule: "MPI-004",
                severity: Severity::Error,
                what: format!("{number} was given to {} records", ids.len()),
                why: "what is filed under it ends in the wrong chart: an overlay",
                place: on.join(", "),
                fix: "keep it on the record that had it first, give the others new numbers, and check what was filed since",
                source: "one number, one patient: unit numbering",
            });
        }
    }
    found
}
