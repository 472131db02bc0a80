//! Who works here, and how the facility is set.

use serde::{Deserialize, Serialize};

/// The facility and its people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct People {
    /// The facility's record.
    pub record: [u8; 16],
    /// How the facility is set.
    pub facility: FacilityForm,
    /// Everyone who works or worked here, by name.
    pub people: Vec<PersonView>,
    /// All roles there are, in words.
    pub roles: Vec<String>,
    /// Whether whoever has unlocked may change any of this.
    pub may_change: bool,
}

/// How the facility is set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct FacilityForm {
    /// Name.
    pub name: String,
    /// Kind, by the word in the record.
    pub kind: String,
    /// CMS Certification Number.
    pub ccn: String,
    /// National Provider Identifier.
    pub npi: String,
    /// One person has all roles.
    pub small: bool,
    /// Minutes without a key or click until it locks.
    pub idle_minutes: u16,
}

/// Somebody who works or worked here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonView {
    /// Id.
    pub user: [u8; 16],
    /// Name.
    pub name: String,
    /// Credentials.
    pub credentials: String,
    /// Department or unit.
    pub unit: String,
    /// Roles, in words.
    pub roles: Vec<String>,
    /// Last day, `YYYY-MM-DD`; empty while they work here.
    pub until: String,
    /// Whether it is whoever has unlocked.
    pub me: bool,
}
