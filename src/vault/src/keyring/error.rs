//! What is wrong with a keyring or with a grant of it.

use crate::id::MemberId;
use crate::parts::{Parts, says_its_parts};

/// Why a keyring isn't granted, opened or accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyringError {
    /// A grant that is cut off or not in the form of format 1.
    Damaged,
    /// A format this build doesn't know.
    UnknownVersion {
        /// The version byte.
        version: u8,
    },
    /// Granted to someone else.
    OtherRecipient,
    /// Of another facility.
    OtherFacility,
    /// Not signed by the member it is said to come from, or altered.
    NotSigned,
    /// The seal doesn't hold.
    Refused,
    /// Not a present member of the facility.
    NotAMember {
        /// The member.
        member: MemberId,
    },
    /// Other public keys than the member was admitted with.
    PublicKeysChanged {
        /// The member.
        member: MemberId,
    },
    /// A public key that keeps no secret.
    WeakPublicKey,
    /// The newer keyring has other keys for an epoch.
    EpochChanged {
        /// The epoch.
        epoch: u32,
    },
    /// The number of an epoch is far above the one before it.
    EpochTooFar {
        /// The epoch.
        epoch: u32,
    },
    /// The newer keyring has another index key or audit key.
    IndexChanged,
}

impl KeyringError {
    /// The refusal in four parts.
    #[must_use]
    pub fn parts(&self) -> Parts {
        let ask = "have the keyring granted again by a member you know";
        let (what, why, fix) = match self {
            Self::Damaged => ("damaged".into(), "it was cut off or harmed", ask),
            Self::UnknownVersion { version } => (
                format!("written in format {version}"),
                "this build opens format 1",
                "update the program",
            ),
            Self::OtherRecipient => (
                "sealed to someone else".into(),
                "only its recipient opens it",
                ask,
            ),
            Self::OtherFacility => (
                "of another facility".into(),
                "keys of two facilities are never mixed",
                "choose the right facility",
            ),
            Self::NotSigned => (
                "not signed by a known member".into(),
                "a stranger's keyring would have you seal to a stranger",
                ask,
            ),
            Self::Refused => ("the seal doesn't hold".into(), "it was altered", ask),
            Self::NotAMember { member } => (
                format!("{member} is not a present member"),
                "the keyring is for members only",
                "admit the member first",
            ),
            Self::PublicKeysChanged { member } => (
                format!("{member} has other public keys than when admitted"),
                "someone may have exchanged the member's envelope",
                "compare the fingerprint with the person, and enrol them anew if it is theirs",
            ),
            Self::WeakPublicKey => (
                "the recipient's public key is not a sound one".into(),
                "nothing sealed to it would stay secret",
                "enrol the recipient anew",
            ),
            Self::EpochChanged { epoch } => (
                format!("key epoch {epoch} has other keys"),
                "rows sealed in it could never be opened again",
                ask,
            ),
            Self::EpochTooFar { epoch } => (
                format!("key epoch {epoch} is far ahead"),
                "epochs are numbered one after the other, and numbers must not run out",
                ask,
            ),
            Self::IndexChanged => (
                "the index key or audit key is another".into(),
                "records would no longer be found under their names",
                ask,
            ),
        };
        Parts::new(what, why, "keyring", fix)
    }
}

says_its_parts!(KeyringError);
