//! From a password to keys: Argon2id, then HKDF into what a server may see and what never leaves the device.
//!
//! Nothing else of the vault is needed to run it, so a worker that is thrown away afterwards (64 MiB of linear
//! memory never shrink) can run [`derive`] and nothing more.

mod calibrate;
mod derive;
mod params;

pub use calibrate::{Measured, TARGET_MS, calibrate};
pub use derive::{AuthKey, Derived, MAX_PASSWORD, derive, normalised};
pub use params::{Params, Recipe};

use crate::parts::{Parts, says_its_parts};

/// Why no key is derived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KdfError {
    /// Weaker than [`Params::FLOOR`], whoever asked for it.
    Downgrade {
        /// What was asked for.
        asked: Params,
    },
    /// Beyond [`Params::CEILING`]: a device would be brought down by it.
    Excess {
        /// What was asked for.
        asked: Params,
    },
    /// The password is empty.
    Empty,
    /// The password is longer than [`MAX_PASSWORD`] bytes.
    TooLong,
    /// The device doesn't give the memory.
    NoMemory {
        /// What was asked for.
        asked: Params,
    },
}

impl KdfError {
    /// The refusal in four parts.
    #[must_use]
    pub fn parts(&self) -> Parts {
        match self {
            Self::Downgrade { asked } => Parts::new(
                format!("downgrade refused: {asked}"),
                format!("less than {} makes passwords quick to guess", Params::FLOOR),
                "password parameters",
                "restore the member's keys from a backup; they were weakened after they were written",
            ),
            Self::Excess { asked } => Parts::new(
                format!("{asked} refused"),
                format!("more than {} would bring a device down", Params::CEILING),
                "password parameters",
                "restore the member's keys from a backup",
            ),
            Self::Empty => Parts::new(
                "the password is empty",
                "it protects nothing",
                "password",
                "type the password",
            ),
            Self::TooLong => Parts::new(
                "the password is too long",
                format!("at most {MAX_PASSWORD} bytes are taken"),
                "password",
                "choose a shorter one",
            ),
            Self::NoMemory { asked } => Parts::new(
                format!("{asked} could not be had"),
                "the device gives no more memory",
                "password parameters",
                "close other programs and try again",
            ),
        }
    }
}

says_its_parts!(KdfError);
