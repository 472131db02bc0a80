//! The chain of a device's operations: each link holds the hash of the one before, so an operation that is left out,
//! doubled, exchanged or moved shows, and where.

use serde::{Deserialize, Serialize};

use crate::digest::digest;
use crate::id::DeviceId;
use crate::parts::{Parts, says_its_parts};

/// A device's chain up to some operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chain {
    device: DeviceId,
    sequence: u64,
    head: [u8; 32],
}

/// One operation's place in the chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// The operation's number, from 1, without gaps.
    pub sequence: u64,
    /// The chain's head before it.
    pub previous: [u8; 32],
}

/// Why a link doesn't follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChainBreak {
    /// Operations are missing before it.
    Gap {
        /// The number that should come.
        expected: u64,
        /// The number that comes.
        found: u64,
    },
    /// A number that was there already.
    Repeated {
        /// The number.
        sequence: u64,
    },
    /// The right number, but after another history: an operation before it was altered, or the device's profile was
    /// copied and both copies have written.
    Forked {
        /// The number.
        sequence: u64,
    },
}

impl ChainBreak {
    /// The refusal in four parts.
    #[must_use]
    pub fn parts(&self) -> Parts {
        let (what, why) = match self {
            Self::Gap { expected, found } => (
                format!("operation {found} comes where {expected} should"),
                "operations between them are missing",
            ),
            Self::Repeated { sequence } => (
                format!("operation {sequence} comes again"),
                "each number is used once",
            ),
            Self::Forked { sequence } => (
                format!("operation {sequence} follows another history"),
                "an operation before it was altered, or the profile was copied and both copies have written",
            ),
        };
        Parts::new(
            what,
            why,
            "chain of the device's operations",
            "fetch the device's operations from another device or a backup",
        )
    }
}

says_its_parts!(ChainBreak);

impl Chain {
    /// A device's chain before its first operation.
    #[must_use]
    pub fn start(device: DeviceId) -> Self {
        Self {
            device,
            sequence: 0,
            head: digest(b"chartroom chain start 1", &[&device.0]),
        }
    }

    /// The last operation's number, 0 before the first.
    #[must_use]
    pub const fn sequence(&self) -> u64 {
        self.sequence
    }

    /// The hash over all operations so far. A server countersigns it, so that cutting the chain off shows.
    #[must_use]
    pub const fn head(&self) -> [u8; 32] {
        self.head
    }

    /// The link the next operation takes. It is part of what the operation's digest is over.
    #[must_use]
    pub const fn next(&self) -> Link {
        Link {
            sequence: self.sequence + 1,
            previous: self.head,
        }
    }

    /// Follows one operation: its link and its digest.
    ///
    /// # Errors
    /// The link doesn't follow; the chain then stays as it is.
    pub fn follow(&mut self, link: Link, operation: &[u8; 32]) -> Result<(), ChainBreak> {
        let (expected, found) = (self.sequence + 1, link.sequence);
        if found > expected {
            return Err(ChainBreak::Gap { expected, found });
        }
        if found < expected {
            return Err(ChainBreak::Repeated { sequence: found });
        }
        if link.previous != self.head {
            return Err(ChainBreak::Forked { sequence: found });
        }
        self.sequence = found;
        self.head = digest(
            b"chartroom chain 1",
            &[
                &self.device.0,
                &found.to_be_bytes(),
                &link.previous,
                operation,
            ],
        );
        Ok(())
    }
}
