//! How good the index is: AHIMA's rates. The *error rate* counts records that are involved in possible duplicates
//! against all records (5,000 pairs are 10,000 records; of 500,000 that is 2 %); AHIMA's brief of July 2020 names 1 % or
//! less as the aim. The *creation rate* counts confirmed duplicates made in a period against its registrations.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::person::PersonId;

/// The highest duplicate error rate that AHIMA's brief calls acceptable.
pub const ERROR_RATE_AIM: f64 = 0.01;

/// Why a duplicate came to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// No search was made, or on too little.
    NoSearch,
    /// The record was found and passed over.
    CandidateOverlooked,
    /// The name was misspelled or a nickname.
    NameSpelling,
    /// The name had changed.
    NameChange,
    /// Names in the wrong places.
    NameTransposed,
    /// The birth date was wrong.
    BirthDate,
    /// The social security number was wrong or missing.
    Ssn,
    /// The patient could not tell, or told wrong.
    PatientUnable,
    /// It came from another system.
    Interface,
    /// Registered while the system was down.
    Downtime,
}

/// A count over a base, and what it gives.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Rate {
    /// What is counted.
    pub count: usize,
    /// Against what.
    pub of: usize,
}

impl Rate {
    /// The rate; `None` against nothing.
    #[must_use]
    pub fn value(self) -> Option<f64> {
        (self.of > 0).then(|| self.count as f64 / self.of as f64)
    }
}

/// Duplicate error rate: distinct records in `pairs` against all `records`.
#[must_use]
pub fn error_rate(pairs: &[(PersonId, PersonId)], records: usize) -> Rate {
    let involved: BTreeSet<PersonId> = pairs.iter().flat_map(|(a, b)| [*a, *b]).collect();
    Rate {
        count: involved.len(),
        of: records,
    }
}

/// A confirmed duplicate: the later record of a pair that was judged to be one person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConfirmedDuplicate {
    /// The record that should not have been made.
    pub record: PersonId,
    /// Who made it.
    pub registrar: String,
    /// Why, as reviewed.
    pub cause: Cause,
}

/// Creation of duplicates in a period.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Creation {
    /// Over all.
    pub all: Rate,
    /// By registrar: duplicates against the registrar's own registrations.
    pub by_registrar: BTreeMap<String, Rate>,
    /// Duplicates by cause.
    pub by_cause: BTreeMap<Cause, usize>,
}

/// Duplicate creation rate of a period: its confirmed duplicates against `registrations` (events by registrar). A
/// record counts once, however often it is listed.
#[must_use]
pub fn creation(
    duplicates: &[ConfirmedDuplicate],
    registrations: &BTreeMap<String, usize>,
) -> Creation {
    let mut by_registrar: BTreeMap<String, Rate> = registrations
        .iter()
        .map(|(who, of)| (who.clone(), Rate { count: 0, of: *of }))
        .collect();
    let mut by_cause = BTreeMap::new();
    let mut seen = BTreeSet::new();
    for duplicate in duplicates
        .iter()
        .filter(|duplicate| seen.insert(duplicate.record))
    {
        let none = Rate { count: 0, of: 0 };
        by_registrar
            .entry(duplicate.registrar.clone())
            .or_insert(none)
            .count += 1;
        *by_cause.entry(duplicate.cause).or_default() += 1;
    }
    let all = Rate {
        count: seen.len(),
        of: registrations.values().sum(),
    };
    Creation {
        all,
        by_registrar,
        by_cause,
    }
}
