//! How a facility numbers: serial, unit, serial-unit.

use serde::{Deserialize, Serialize};

use super::UnitNumber;

/// The numbering scheme.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scheme {
    /// A new number with each encounter; records stay where they were made.
    Serial,
    /// One number for life.
    #[default]
    Unit,
    /// A new number with each encounter, and all earlier records move to it.
    SerialUnit,
}

/// What an encounter does to a patient's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Numbering {
    /// The patient keeps this number.
    Keeps(UnitNumber),
    /// The patient gets a new one, beside those there are.
    New,
    /// The patient gets a new one, and the records of this one move to it.
    NewWithRecordsOf(UnitNumber),
}

impl Scheme {
    /// What to do at an encounter of a patient whose latest number is `latest`.
    #[must_use]
    pub fn at_encounter(self, latest: Option<UnitNumber>) -> Numbering {
        match (self, latest) {
            (_, None) | (Self::Serial, _) => Numbering::New,
            (Self::Unit, Some(number)) => Numbering::Keeps(number),
            (Self::SerialUnit, Some(number)) => Numbering::NewWithRecordsOf(number),
        }
    }
}
