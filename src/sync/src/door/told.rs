//! What a device is told.

use serde::{Deserialize, Serialize};

use super::asked::Admits;
use super::house::{ChainLine, House};
use super::passkeys::{Challenge, Passkeys};
use super::signing::Nonce;
use crate::wire::{Garbled, read, written};

/// How far the number of a key epoch that is given to somebody who does not admit may be above the newest that was named by
/// somebody who does. To those who do, numbers are given up to twice as far above it.
pub const EPOCHS_AHEAD: u32 = 256;

/// Most chains that are told at a time.
pub const CHAINS: usize = 2_000;

/// What is told at the door.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Told {
    /// How to log in.
    Prelogin {
        /// How the password is stretched.
        recipe: Vec<u8>,
        /// To be signed.
        nonce: Nonce,
    },
    /// What a code is good for.
    Code {
        /// Of which facility it is; nothing for one that sets up a facility.
        facility: Option<[u8; 16]>,
        /// What it lets its holder do; nothing for one that sets up a facility.
        admits: Option<Admits>,
        /// For a newcomer: whoever invited them.
        inviter: Vec<u8>,
        /// To be signed.
        nonce: Nonce,
    },
    /// A session has begun.
    In {
        /// What proves it from now on.
        token: [u8; 32],
        /// For how many seconds it holds at most.
        seconds: u32,
        /// Whose account it is.
        member: [u8; 16],
        /// Whether they may let in and put out others.
        admits: bool,
        /// Revision of the account's ways in.
        revision: u64,
        /// The ways in, for a device that has just joined; else empty.
        ways_in: Vec<u8>,
        /// By which the server's signatures are checked.
        server: [u8; 32],
    },
    /// It is done, and on the server's disk.
    Done,
    /// The account's ways in.
    WaysIn {
        /// Their revision.
        revision: u64,
        /// They.
        ways_in: Vec<u8>,
    },
    /// A key epoch's number.
    Epoch(u32),
    /// The house.
    House(Box<House>),
    /// Where chains end.
    Chains {
        /// On which shelf.
        shelf: [u8; 16],
        /// They.
        chains: Vec<ChainLine>,
    },
    /// An order, signed by whoever gave it.
    Order(Vec<u8>),
    /// It is not done.
    Refused(Refused),
    /// Password or signature were right, and the account has passkeys: one of them is to answer this.
    Second {
        /// What.
        challenge: Challenge,
        /// By which the server's signatures are checked.
        server: [u8; 32],
    },
    /// A passkey is to be made.
    Create(Challenge),
    /// Passkeys.
    Passkeys(Passkeys),
}

/// Why something is not done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum Refused {
    /// Name, password, code, signature or nonce: one of them is not right, and it is not said which.
    #[error("the server does not let in by that")]
    Wrong,
    /// Too often in a short time: again after so many seconds.
    #[error("too many tries; again in {0} seconds")]
    TooMany(u32),
    /// There is no session, or it is over.
    #[error("the session is over")]
    Expired,
    /// The account, the device or its laptop was put out.
    #[error("the device was taken out of the facility")]
    Ended {
        /// Whether what is kept there is to be removed.
        wipe: bool,
    },
    /// The device is frozen.
    #[error("the device is frozen")]
    Frozen,
    /// Nobody has let them in yet.
    #[error("nobody has let them in yet")]
    Waiting,
    /// Only somebody who admits may do that.
    #[error("only somebody who lets in others may do that")]
    NotAllowed,
    /// The id or the name is taken.
    #[error("it is taken")]
    Taken,
    /// There is no such member, device or knock.
    #[error("there is no such one")]
    Unknown,
    /// Somebody changed it meanwhile.
    #[error("it was changed meanwhile")]
    Stale {
        /// Its revision now.
        revision: u64,
    },
    /// Nobody who admits would remain.
    #[error("nobody who lets in others would remain")]
    Last,
    /// It can't be read, or is larger than there can be.
    #[error("it can't be read")]
    Malformed,
    /// The server has not been told the address that browsers use: it can neither take a passkey nor ask for one.
    #[error("the server can't ask for a passkey")]
    NoPasskeys,
}

impl Told {
    /// Its bytes.
    ///
    /// # Panics
    /// Never: an answer has nothing that can't be written.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        written(self)
    }

    /// Reads one.
    ///
    /// # Errors
    /// See [`Garbled`].
    pub fn read(bytes: &[u8]) -> Result<Self, Garbled> {
        read(bytes)
    }
}
