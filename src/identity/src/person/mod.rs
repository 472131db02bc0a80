//! What is known of a person, as far as telling people apart needs it. The keeper of the records maps its patients to
//! this and back; nothing here knows how a record is kept. Every field may be missing.

mod birth;
mod name;

pub use birth::{BirthDate, BirthDateError};
pub use name::{Name, NameKind};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The record of one person in the index: 128 bits, written as 32 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonId(pub u128);

impl core::fmt::Display for PersonId {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

impl Serialize for PersonId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for PersonId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        if text.len() != 32 {
            return Err(serde::de::Error::custom(
                "a person's id has 32 hexadecimal digits",
            ));
        }
        u128::from_str_radix(&text, 16)
            .map(Self)
            .map_err(serde::de::Error::custom)
    }
}

/// Administrative sex, as registration writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sex {
    /// Female.
    Female,
    /// Male.
    Male,
    /// Neither, or not told: says nothing for or against a match.
    #[default]
    Unknown,
}

/// A postal address.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Address {
    /// Street line: number, street, unit.
    pub line: String,
    /// City.
    pub city: String,
    /// State, two letters.
    pub state: String,
    /// ZIP code, five or nine digits.
    pub postcode: String,
}

/// A number that names a person in some system.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Identifier {
    /// What kind of number, in HL7's table 0203 where it has one: `MR`, `DL`, `MB`.
    pub kind: String,
    /// Who gave it.
    pub system: String,
    /// The number.
    pub value: String,
}

/// What is known of a person.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Person {
    /// Legal, maiden and other names; the first legal one counts as *the* name.
    pub names: Vec<Name>,
    /// Birth date, as exactly as it is known.
    pub birth: Option<BirthDate>,
    /// Sex.
    pub sex: Sex,
    /// Addresses, present and past.
    pub addresses: Vec<Address>,
    /// Telephone numbers in any writing.
    pub phones: Vec<String>,
    /// E-mail address.
    pub email: String,
    /// Social security number: nine digits, or only the last four where policy keeps no more.
    pub ssn: String,
    /// Mother's first name.
    pub mother_given: String,
    /// Mother's maiden name.
    pub mother_maiden: String,
    /// Which child of a multiple birth: 1, 2, …
    pub birth_order: Option<u8>,
    /// Numbers of this and other systems.
    pub identifiers: Vec<Identifier>,
    /// Date of death.
    pub death: Option<NaiveDate>,
}

impl Person {
    /// The name that counts: the first legal one, else the first.
    #[must_use]
    pub fn name(&self) -> Option<&Name> {
        let legal = self.names.iter().find(|name| name.kind == NameKind::Legal);
        legal.or(self.names.first())
    }
}
