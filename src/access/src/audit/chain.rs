//! The growing end of a device's chain.

use serde::{Deserialize, Serialize};

use super::{Hash, Row};
use crate::DeviceId;

/// A place in a chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Place {
    /// Whose chain.
    pub device: DeviceId,
    /// Which entry, from 0, without gaps.
    pub sequence: u64,
}

/// What a chain is known to be at a time: how many entries it has, and the hash of the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Head {
    /// Whose chain.
    pub device: DeviceId,
    /// How many entries.
    pub length: u64,
    /// The hash of the last; before the first, [`Hash::beginning`].
    pub hash: Hash,
}

/// The end of a chain to which the next entry is added.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chain {
    head: Head,
}

impl Chain {
    /// The chain of a device that has none.
    #[must_use]
    pub fn begin(device: DeviceId) -> Self {
        Self {
            head: Head {
                device,
                length: 0,
                hash: Hash::beginning(device),
            },
        }
    }

    /// A chain that goes on from its head.
    #[must_use]
    pub fn resume(head: Head) -> Self {
        Self { head }
    }

    /// Where it stands: to be kept, sealed, beside the rows, and written in the same transaction.
    #[must_use]
    pub fn head(&self) -> Head {
        self.head
    }

    /// The place of the next entry, which its sealing binds as associated data.
    #[must_use]
    pub fn next(&self) -> Place {
        Place {
            device: self.head.device,
            sequence: self.head.length,
        }
    }

    /// The row of the next entry, and the chain after it. The caller goes on with that chain once the row is written:
    /// a row that failed to be written then leaves no gap.
    #[must_use]
    pub fn append<'a>(&self, sealed: &'a [u8]) -> (Row<'a>, Self) {
        let row = Row::new(self.next(), self.head.hash, sealed);
        let head = Head {
            device: self.head.device,
            length: self.head.length + 1,
            hash: row.hash,
        };
        (row, Self { head })
    }
}
