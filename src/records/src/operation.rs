//! One act on one record: who set which fields to what, in place of what, when and why.
//!
//! An operation is never changed. Its id is a digest of its encoded form, so that its parents, the operations it
//! replaces and the chain of its device hold one another in place. It is signed and sealed elsewhere, as bytes.

use core::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::clock::Stamp;
use crate::field::Field;
use crate::id::{DeviceId, OpId, RecordId, UserId};
use crate::value::Value;

/// Version of the encoded form, its first byte.
const FORMAT: u8 = 1;

/// What kind of record an operation is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Kind {
    /// The facility: its settings, people and number blocks.
    Facility,
    /// A patient.
    Patient,
    /// An encounter with its chart and its coding cases.
    Encounter,
    /// Two patients held against each other: decision, merge, unmerge.
    Pair,
    /// What one user keeps for himself: what was read, how the screen is laid out.
    Desk,
}

/// A field set by an operation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Which field.
    pub field: Field,
    /// To what.
    pub value: Value,
    /// The operations whose values of this field it replaces. A value not named here stays beside it.
    pub replaces: Vec<OpId>,
}

/// The content of an operation, before it has an id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operation {
    /// The record.
    pub record: RecordId,
    /// Its kind, the same in all its operations.
    pub kind: Kind,
    /// The device that made it.
    pub device: DeviceId,
    /// Its number among the device's operations, from 1 and without gaps.
    pub sequence: u64,
    /// SHA-256 of the device's operation before; zeros for the first.
    pub previous: [u8; 32],
    /// When, for showing.
    pub stamp: Stamp,
    /// The latest operations of the record that its author had seen, in order of their ids.
    pub parents: Vec<OpId>,
    /// Who.
    pub author: UserId,
    /// Why, in words; empty where nobody asks.
    pub reason: String,
    /// The operation that this one takes back.
    pub undoes: Option<OpId>,
    /// What it sets.
    pub changes: Vec<Change>,
}

/// The encoded form of an operation, behind its version.
#[derive(Serialize, Deserialize)]
struct Written<'a> {
    record: RecordId,
    kind: Kind,
    device: DeviceId,
    sequence: u64,
    previous: [u8; 32],
    stamp: Stamp,
    /// The only parent is the device's operation before, as it mostly is, and is not written.
    follows: bool,
    parents: Vec<OpId>,
    author: UserId,
    reason: std::borrow::Cow<'a, str>,
    undoes: Option<OpId>,
    #[serde(with = "crate::compact")]
    changes: std::borrow::Cow<'a, [Change]>,
}

impl<'a> Written<'a> {
    fn of(operation: &'a Operation) -> Self {
        let follows = operation.parents == [id_of(&operation.previous)];
        Self {
            record: operation.record,
            kind: operation.kind,
            device: operation.device,
            sequence: operation.sequence,
            previous: operation.previous,
            stamp: operation.stamp,
            follows,
            parents: if follows {
                Vec::new()
            } else {
                operation.parents.clone()
            },
            author: operation.author,
            reason: operation.reason.as_str().into(),
            undoes: operation.undoes,
            changes: operation.changes.as_slice().into(),
        }
    }

    fn read(self) -> Operation {
        Operation {
            record: self.record,
            kind: self.kind,
            device: self.device,
            sequence: self.sequence,
            previous: self.previous,
            stamp: self.stamp,
            parents: if self.follows {
                vec![id_of(&self.previous)]
            } else {
                self.parents
            },
            author: self.author,
            reason: self.reason.into_owned(),
            undoes: self.undoes,
            changes: self.changes.into_owned(),
        }
    }
}

/// An operation with its encoded form and what follows from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// Its name.
    pub id: OpId,
    /// SHA-256 of the encoded form: what a device signs, and what the device's next operation names.
    pub digest: [u8; 32],
    /// What it says.
    pub operation: Operation,
    bytes: Vec<u8>,
}

/// Bytes that are no operation this build can read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unreadable {
    /// Written by a newer build, in this version of the format: to be kept, and read after an update.
    Newer(u8),
    /// Damaged.
    Damaged,
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Newer(version) => write!(
                f,
                "the change is of format {version}, newer than format {FORMAT}"
            ),
            Self::Damaged => f.write_str("the change can't be read: its bytes are damaged"),
        }
    }
}

impl std::error::Error for Unreadable {}

impl Operation {
    /// Encodes the operation and gives it its id.
    #[must_use]
    pub fn record(self) -> Recorded {
        let bytes = postcard::to_extend(&Written::of(&self), vec![FORMAT]).unwrap_or_default();
        let digest: [u8; 32] = Sha256::digest(&bytes).into();
        Recorded {
            id: id_of(&digest),
            digest,
            operation: self,
            bytes,
        }
    }
}

impl Recorded {
    /// The encoded form.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Reads an encoded operation.
    ///
    /// # Errors
    /// [`Unreadable`]: of a newer format, or damaged.
    pub fn read(bytes: Vec<u8>) -> Result<Self, Unreadable> {
        match bytes.first() {
            Some(&FORMAT) => {}
            Some(&version) if version > FORMAT => return Err(Unreadable::Newer(version)),
            _ => return Err(Unreadable::Damaged),
        }
        let (written, rest): (Written<'_>, _) =
            postcard::take_from_bytes(&bytes[1..]).map_err(|_| Unreadable::Damaged)?;
        if !rest.is_empty() {
            return Err(Unreadable::Damaged);
        }
        let operation = written.read();
        let digest: [u8; 32] = Sha256::digest(&bytes).into();
        Ok(Self {
            id: id_of(&digest),
            digest,
            operation,
            bytes,
        })
    }

    /// Whether it sets a field at a place or below.
    #[must_use]
    pub fn touches(&self, place: &str) -> bool {
        self.operation
            .changes
            .iter()
            .any(|change| change.field.is_within(place))
    }
}

fn id_of(digest: &[u8; 32]) -> OpId {
    let mut id = [0; 16];
    id.copy_from_slice(&digest[..16]);
    OpId(id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    pub(crate) fn sample() -> Operation {
        Operation {
            record: RecordId([1; 16]),
            kind: Kind::Patient,
            device: DeviceId([2; 16]),
            sequence: 1,
            previous: [0; 32],
            stamp: Stamp::default().next(1_790_000_000_000),
            parents: Vec::new(),
            author: UserId([3; 16]),
            reason: "Typing mistake".to_owned(),
            undoes: None,
            changes: vec![Change {
                field: Field::new("status"),
                value: Value::Text("provisional".to_owned()),
                replaces: Vec::new(),
            }],
        }
    }

    #[test]
    fn reads_what_it_wrote() {
        let recorded = sample().record();
        assert_eq!(Recorded::read(recorded.bytes().to_vec()), Ok(recorded));
    }

    #[test]
    fn a_newer_format_is_told_from_damage() {
        let mut bytes = sample().record().bytes().to_vec();
        bytes[0] = 2;
        assert_eq!(Recorded::read(bytes.clone()), Err(Unreadable::Newer(2)));
        bytes[0] = 0;
        assert_eq!(Recorded::read(bytes.clone()), Err(Unreadable::Damaged));
        bytes[0] = FORMAT;
        bytes.push(0);
        assert_eq!(
            Recorded::read(bytes),
            Err(Unreadable::Damaged),
            "more than an operation"
        );
        assert_eq!(Recorded::read(Vec::new()), Err(Unreadable::Damaged));
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes: Vec<u8>) {
            let _ = Recorded::read(bytes);
        }

        /// The id stands for the whole content.
        #[test]
        fn another_content_is_another_operation(at in 1_usize..100, bit in 0_u8..8) {
            let recorded = sample().record();
            let mut bytes = recorded.bytes().to_vec();
            let at = at % bytes.len();
            bytes[at] ^= 1 << bit;
            if let Ok(other) = Recorded::read(bytes) {
                prop_assert_ne!(other.id, recorded.id);
            }
        }
    }
}
