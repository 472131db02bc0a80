//! A row of the trail as it stands in the store, and its hash.
//!
//! Layout: version 1, device (16 bytes), sequence (8, big-endian), hash of the previous row (32), hash of this row (32),
//! sealed event. A row holds its own hash so that an altered row is named by itself, and the next one's `previous`
//! so that a row altered together with its own hash is named too.

use core::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::Place;
use crate::DeviceId;

const VERSION: u8 = 1;
const BEFORE_SEALED: usize = 1 + 16 + 8 + 32 + 32;

/// A SHA-256 digest.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Hash(pub [u8; 32]);

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hash({self})")
    }
}

impl Hash {
    /// What stands before a device's first row. It depends on the device, so no row begins two chains.
    #[must_use]
    pub fn beginning(device: DeviceId) -> Self {
        let mut digest = Sha256::new();
        digest.update(b"chartroom audit beginning 1");
        digest.update(device.0);
        Self(digest.finalize().into())
    }
}

/// A row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row<'a> {
    /// Whose chain, and where in it.
    pub place: Place,
    /// The hash of the row before.
    pub previous: Hash,
    /// What the row says its hash is.
    pub hash: Hash,
    /// The event, sealed by the caller.
    pub sealed: &'a [u8],
}

/// Bytes that aren't a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error, Serialize, Deserialize)]
pub enum RowError {
    /// Fewer bytes than a row has before its event.
    #[error("a row of the audit trail is cut off: {0} bytes; restore the trail from a backup")]
    CutOff(usize),
    /// A version that this build doesn't know.
    #[error(
        "a row of the audit trail has version {0}, this build reads 1: damaged, or written by a newer version"
    )]
    Version(u8),
}

impl<'a> Row<'a> {
    /// A row with its right hash.
    #[must_use]
    pub(super) fn new(place: Place, previous: Hash, sealed: &'a [u8]) -> Self {
        let mut row = Self {
            place,
            previous,
            hash: previous,
            sealed,
        };
        row.hash = row.right_hash();
        row
    }

    /// The hash of what the row holds.
    #[must_use]
    pub fn right_hash(&self) -> Hash {
        let mut digest = Sha256::new();
        digest.update(b"chartroom audit row 1");
        digest.update(self.place.device.0);
        digest.update(self.place.sequence.to_be_bytes());
        digest.update(self.previous.0);
        digest.update(self.sealed);
        Hash(digest.finalize().into())
    }

    /// The bytes that go into the store.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(BEFORE_SEALED + self.sealed.len());
        bytes.push(VERSION);
        bytes.extend_from_slice(&self.place.device.0);
        bytes.extend_from_slice(&self.place.sequence.to_be_bytes());
        bytes.extend_from_slice(&self.previous.0);
        bytes.extend_from_slice(&self.hash.0);
        bytes.extend_from_slice(self.sealed);
        bytes
    }

    /// Reads a row's bytes; whether its hash is right is another question.
    ///
    /// # Errors
    /// Bytes that can't be a row.
    pub fn read(bytes: &'a [u8]) -> Result<Self, RowError> {
        let cut_off = RowError::CutOff(bytes.len());
        let (&version, rest) = bytes.split_first().ok_or(cut_off)?;
        if version != VERSION {
            return Err(RowError::Version(version));
        }
        let (&device, rest) = rest.split_first_chunk::<16>().ok_or(cut_off)?;
        let (&sequence, rest) = rest.split_first_chunk::<8>().ok_or(cut_off)?;
        let (&previous, rest) = rest.split_first_chunk::<32>().ok_or(cut_off)?;
        let (&hash, sealed) = rest.split_first_chunk::<32>().ok_or(cut_off)?;
        Ok(Self {
            place: Place {
                device: DeviceId(device),
                sequence: u64::from_be_bytes(sequence),
            },
            previous: Hash(previous),
            hash: Hash(hash),
            sealed,
        })
    }
}
