//! At the door: setting up, taking people in, unlocking.

use core::fmt;

use super::GlassView;
use line::Failure;
use serde::{Deserialize, Serialize};

/// What stands at the door before anybody has unlocked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Door {
    /// Whether there is a facility on this device.
    pub founded: bool,
    /// Whether somebody has unlocked.
    pub open: bool,
    /// The store's id, which says nothing of anybody.
    pub store: Option<[u8; 16]>,
    /// How many changes the store holds.
    pub arrivals: u64,
    /// How many entries the audit trail has.
    pub audit: u64,
    /// When something was last saved since this page was opened, milliseconds since 1970.
    pub saved: Option<i64>,
    /// What the page keeps outside the store, to notice when the store vanishes; empty until something was saved.
    pub marker: String,
    /// A backup was being restored here and did not come to its end.
    pub unfinished: bool,
    /// The browser had lost the records, and they were brought back out of the second copy when it was opened.
    pub brought_back: bool,
    /// Somebody has knocked with this device and waits to be let in.
    pub knocked: bool,
    /// The device is frozen: what its holder reads out to the supervisor; else empty.
    pub frozen: String,
    /// Whether the facility here is the demo hospital, as its store says in the clear.
    pub made_up: MadeUp,
}

/// Whether what is kept here is the demo hospital.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
pub enum MadeUp {
    /// It is not.
    #[default]
    No,
    /// It was begun and is not whole; opening it anew clears it away first.
    Begun,
    /// It is, and whole.
    Whole,
}

/// A person to be taken in.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Person {
    /// Name as shown.
    pub name: String,
    /// Credentials.
    pub credentials: String,
    /// Department or nursing unit.
    pub unit: String,
    /// The name they unlock with.
    pub user_name: String,
    /// The password they typed.
    pub password: String,
}

// No password gets into a message through a format string.
impl fmt::Debug for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Person")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// A facility to be set up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Founding {
    /// Its name.
    pub facility_name: String,
    /// What kind it is, by the word in the record: `ipps`, `cah`, `rhc`.
    pub facility_kind: String,
    /// One person does everything.
    pub small: bool,
    /// Made up.
    pub demo: bool,
    /// Its first person.
    pub person: Person,
}

/// A further person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct NewMember {
    /// Who.
    pub person: Person,
    /// Their roles, in the words of the roles.
    pub roles: Vec<String>,
}

/// By the printed recovery kit.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ByKit {
    /// User name.
    pub user_name: String,
    /// The code on the kit, as typed.
    pub code: String,
    /// The password from now on.
    pub new_password: String,
}

impl fmt::Debug for ByKit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ByKit(..)")
    }
}

/// By the facility's escrow.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ByEscrow {
    /// Whose keys.
    pub user_name: String,
    /// The code, as typed.
    pub code: String,
    /// What the emergency is.
    pub reason: String,
}

impl fmt::Debug for ByEscrow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ByEscrow(..)")
    }
}

/// What has to be printed now, for it is shown once.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kit {
    /// The person's recovery code.
    pub recovery: String,
    /// The facility's escrow code; empty where it was not made now.
    pub escrow: String,
    /// Fingerprint of the person's public keys, to be read out.
    pub fingerprint: String,
}

impl fmt::Debug for Kit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Kit(..)")
    }
}

/// A facility was set up, or a person came back by their kit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Founded {
    /// To be printed.
    pub kit: Kit,
    /// Who has unlocked.
    pub opened: Opened,
}

/// Somebody has unlocked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opened {
    /// The facility's name.
    pub facility: String,
    /// Whether it is made up.
    pub demo: bool,
    /// Who.
    pub person: String,
    /// Their roles, in words.
    pub roles: Vec<String>,
    /// Minutes without a key or click until it locks.
    pub idle_minutes: u16,
    /// How many records there are.
    pub records: u64,
    /// What does not fit together in the store.
    pub findings: Vec<Failure>,
    /// Of which backup this is the first unlocking, in a sentence; empty where it is of none.
    pub restored: String,
    /// For a reviewer: broken glasses that nobody has reviewed.
    pub glasses: Vec<GlassView>,
}

/// A check of the whole store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checked {
    /// Operations looked at.
    pub operations: u64,
    /// Records they are on.
    pub records: u64,
    /// Texts and images of documents that were read through.
    pub bodies: u64,
    /// What is wrong.
    pub faults: Vec<Failure>,
}
