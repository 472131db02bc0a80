//! One entry of the trail as it is before sealing: who, where, when, what, why, and how it ended.
//!
//! The stored form is a version byte and the fields in order (postcard). A newer build may add fields at the end and
//! values to the enumerations: both are kept as they came and written back. A newer *version* isn't read at all, and is
//! shown as such.

use core::fmt;

use serde::{Deserialize, Serialize};

use super::{Act, Place, Reason};
use crate::numbered::{Known, numbered};
use crate::{DeviceId, Moment, RecordId, RecordKind, Relation, Roles, UserId};

numbered! {
    /// How it ended.
    pub enum Outcome {
        /// It was done.
        Done = 0, "done";
        /// It was refused.
        Refused = 1, "refused";
        /// It was allowed and failed for another cause.
        Failed = 2, "failed";
    }
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// When, as the device's clock said.
    pub at: Moment,
    /// Who; for a failed unlock, whose name was tried.
    pub user: UserId,
    /// The roles they held.
    pub roles: Roles,
    /// On which device.
    pub device: DeviceId,
    /// What was done.
    pub act: Known<Act>,
    /// With which kind of record.
    pub kind: Option<Known<RecordKind>>,
    /// With which record.
    pub record: Option<RecordId>,
    /// With which part of it.
    pub part: Option<Part>,
    /// How the user stood to it.
    pub relation: Known<Relation>,
    /// How it ended.
    pub outcome: Known<Outcome>,
    /// Why, where a reason was asked for.
    pub reason: Option<Reason>,
    /// How many records, pages or rows: what a search found, an export held.
    pub count: u32,
    /// The entry that this one is about: the broken glass that was closed, told of or reviewed.
    pub about: Option<Place>,
    /// Fields of a newer build, as they came.
    #[serde(skip)]
    pub(crate) newer: Vec<u8>,
}

/// A path within a record, such as `identifiers/ssn` or `document/3f9a`. Never a value.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Part(String);

/// A path that can't be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "the part of a record is not a path: the trail takes 1 to 80 of a-z, 0-9, and _ - . / so that no value of a record \
     gets in; give the field's path"
)]
pub struct PartError;

impl Part {
    /// A path.
    ///
    /// # Errors
    /// Anything that isn't one.
    pub fn new(path: &str) -> Result<Self, PartError> {
        let fits = (1..=80).contains(&path.len())
            && path
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"_-./".contains(&b));
        fits.then(|| Self(path.into())).ok_or(PartError)
    }

    /// The path.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An entry as read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stored {
    /// An event that this build understands, but for what it shows as newer.
    Event(Box<Event>),
    /// Written in a form that only a newer version reads. Nothing of it is lost: the bytes stand in the chain.
    Newer {
        /// The form's number.
        version: u8,
    },
}

/// Bytes that aren't an event.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EventError {
    /// No bytes at all.
    #[error("an audit entry is empty: it opened to no bytes; restore the trail from a backup")]
    Empty,
    /// The fields can't be read.
    #[error(
        "an audit entry can't be read: its fields don't follow the form of version 1; restore it from a backup"
    )]
    Fields,
}

impl Event {
    /// The version of the stored form.
    pub const VERSION: u8 = 1;

    /// What happened at `at` to whom it may concern; the other fields are empty, relation none, outcome done.
    #[must_use]
    pub fn new(act: Act, at: Moment, user: UserId, roles: Roles, device: DeviceId) -> Self {
        Self {
            at,
            user,
            roles,
            device,
            act: act.into(),
            kind: None,
            record: None,
            part: None,
            relation: Relation::None.into(),
            outcome: Outcome::Done.into(),
            reason: None,
            count: 0,
            about: None,
            newer: Vec::new(),
        }
    }

    /// The event with the record it is about.
    #[must_use]
    pub fn on(mut self, kind: RecordKind, record: RecordId, relation: Relation) -> Self {
        self.kind = Some(kind.into());
        self.record = Some(record);
        self.relation = relation.into();
        self
    }

    /// The stored form, to be sealed.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = postcard::to_extend(self, vec![Self::VERSION])
            .expect("numbers, ids and strings can always be written into memory");
        bytes.extend_from_slice(&self.newer);
        bytes
    }

    /// Reads a stored form.
    ///
    /// # Errors
    /// Bytes that no version writes.
    pub fn from_bytes(bytes: &[u8]) -> Result<Stored, EventError> {
        match bytes.split_first() {
            None => Err(EventError::Empty),
            Some((&Self::VERSION, fields)) => {
                let (mut event, newer) =
                    postcard::take_from_bytes::<Self>(fields).map_err(|_| EventError::Fields)?;
                event.newer = newer.to_vec();
                Ok(Stored::Event(Box::new(event)))
            }
            Some((&0, _)) => Err(EventError::Fields),
            Some((&version, _)) => Ok(Stored::Newer { version }),
        }
    }

    /// Whether it was this act, and done.
    #[must_use]
    pub fn is(&self, act: Act) -> bool {
        self.act == Known::This(act) && self.outcome == Known::This(Outcome::Done)
    }

    /// Whether it holds fields of a newer build, which are kept but not shown.
    #[must_use]
    pub fn holds_newer(&self) -> bool {
        !self.newer.is_empty()
    }
}
