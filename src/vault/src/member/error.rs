//! What is wrong with an envelope, or with what was typed to open it.

use crate::kdf::KdfError;
use crate::parts::{Parts, says_its_parts};
use crate::seal::SealError;

/// Why bytes aren't a member's envelope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EnvelopeError {
    /// Cut off.
    TooShort {
        /// Length in bytes.
        len: usize,
    },
    /// A format this build doesn't know.
    UnknownVersion {
        /// The version byte.
        version: u8,
    },
    /// The check sum doesn't agree: harmed on disk or on the way.
    Damaged,
    /// The check sum agrees and the member's signature doesn't: altered on purpose.
    Altered,
    /// The password parameters are refused.
    Kdf(KdfError),
}

impl EnvelopeError {
    /// The refusal in four parts.
    #[must_use]
    pub fn parts(&self) -> Parts {
        let (what, why) = match self {
            Self::TooShort { len } => (format!("{len} bytes are too few"), "it was cut off"),
            Self::UnknownVersion { version } => (
                format!("written in format {version}"),
                "this build opens format 1; a newer build may open it",
            ),
            Self::Damaged => ("damaged".into(), "its check sum doesn't agree"),
            Self::Altered => ("altered".into(), "the member's own signature doesn't hold"),
            Self::Kdf(error) => return error.parts(),
        };
        Parts::new(
            what,
            why,
            "member's keys",
            "restore the member's keys from a backup or another device; the password isn't at fault",
        )
    }
}

/// Why an envelope doesn't open or isn't written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UnlockError {
    /// The password isn't this member's.
    WrongPassword,
    /// The recovery code isn't this member's present one.
    WrongKit,
    /// The escrow code isn't the one this envelope is sealed to.
    WrongEscrow,
    /// The envelope has no wrap of this kind.
    NotMade {
        /// Which: "recovery kit" or "escrow".
        what: &'static str,
    },
    /// The envelope belongs to another member than the keys at hand.
    OtherMember,
    /// A wrap or the key pairs under it were altered or exchanged.
    Altered,
    /// The escrow's public key keeps no secret.
    WeakPublicKey,
    /// The parameters of the new password are refused.
    Kdf(KdfError),
    /// The key-encryption key can't wrap any more.
    Seal(SealError),
}

impl UnlockError {
    /// The refusal in four parts.
    #[must_use]
    pub fn parts(&self) -> Parts {
        let restore = "restore the member's keys from a backup or another device";
        match self {
            Self::WrongPassword => Parts::new(
                "the password is wrong",
                "the member's keys are sound and another password opens them",
                "password",
                "type it again; if it is lost, use the recovery kit",
            ),
            Self::WrongKit => Parts::new(
                "the recovery code is not the present one",
                "each recovery and each new kit makes older codes void",
                "recovery code",
                "use the newest printed kit of this member",
            ),
            Self::WrongEscrow => Parts::new(
                "the escrow code is not the one these keys are sealed to",
                "a new escrow sheet takes effect for a member when the member next unlocks",
                "escrow code",
                "use the escrow sheet of the time the member last unlocked",
            ),
            Self::NotMade { what } => Parts::new(
                format!("there is no {what}"),
                format!("none was made for this member, so no {what} opens these keys"),
                "member's keys",
                "use the password",
            ),
            Self::OtherMember => Parts::new(
                "these keys belong to another member",
                "each member has keys of their own",
                "member's keys",
                "unlock as the member whose keys they are",
            ),
            Self::Altered => Parts::new(
                "the member's keys were altered",
                "what opens doesn't belong together",
                "member's keys",
                restore,
            ),
            Self::WeakPublicKey => Parts::new(
                "the escrow's public key is not a sound one",
                "nothing sealed to it would stay secret",
                "escrow",
                "make a new escrow sheet",
            ),
            Self::Kdf(error) => error.parts(),
            Self::Seal(error) => error.parts(),
        }
    }
}

impl From<KdfError> for UnlockError {
    fn from(error: KdfError) -> Self {
        Self::Kdf(error)
    }
}

impl From<SealError> for UnlockError {
    fn from(error: SealError) -> Self {
        Self::Seal(error)
    }
}

says_its_parts!(EnvelopeError, UnlockError);
