//! How much work one guess at a password costs.

use core::fmt;

use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};

use super::KdfError;

/// Argon2id's parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Params {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over the memory.
    pub passes: u32,
    /// Lanes. One thread runs them all in a browser.
    pub lanes: u32,
}

impl Params {
    /// Nothing weaker is ever used: 19 MiB, two passes, one lane.
    pub const FLOOR: Self = Self {
        memory_kib: 19 << 10,
        passes: 2,
        lanes: 1,
    };
    /// What a new password gets before anything is measured: 64 MiB, three passes, one lane.
    pub const DEFAULT: Self = Self {
        memory_kib: 64 << 10,
        passes: 3,
        lanes: 1,
    };
    /// Nothing stronger is run, so that a hostile envelope can't bring a device down.
    pub const CEILING: Self = Self {
        memory_kib: 256 << 10,
        passes: 16,
        lanes: 4,
    };

    /// These parameters, if they are neither a downgrade nor an excess.
    ///
    /// # Errors
    /// [`KdfError::Downgrade`] below the floor in any of the three, [`KdfError::Excess`] above the ceiling in any.
    pub const fn checked(self) -> Result<Self, KdfError> {
        let (floor, ceiling) = (Self::FLOOR, Self::CEILING);
        if self.memory_kib < floor.memory_kib
            || self.passes < floor.passes
            || self.lanes < floor.lanes
        {
            return Err(KdfError::Downgrade { asked: self });
        }
        if self.memory_kib > ceiling.memory_kib
            || self.passes > ceiling.passes
            || self.lanes > ceiling.lanes
        {
            return Err(KdfError::Excess { asked: self });
        }
        Ok(self)
    }
}

impl fmt::Display for Params {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            memory_kib,
            passes,
            lanes,
        } = self;
        write!(
            f,
            "Argon2id with {memory_kib} KiB, {passes} passes, {lanes} lanes"
        )
    }
}

/// What it takes beside the password: parameters and salt. Stands in the member's envelope, in the clear and bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recipe {
    /// The parameters.
    pub params: Params,
    /// The salt.
    pub salt: [u8; 16],
}

impl Recipe {
    /// A recipe with a new salt.
    ///
    /// # Errors
    /// Parameters below the floor or above the ceiling.
    pub fn make(params: Params, rng: &mut impl CryptoRng) -> Result<Self, KdfError> {
        let params = params.checked()?;
        let mut salt = [0; 16];
        rng.fill_bytes(&mut salt);
        Ok(Self { params, salt })
    }

    /// The canonical encoding, for binding.
    pub(crate) fn encode(&self) -> [u8; 28] {
        let mut out = [0; 28];
        for (to, number) in out.chunks_exact_mut(4).zip([
            self.params.memory_kib,
            self.params.passes,
            self.params.lanes,
        ]) {
            to.copy_from_slice(&number.to_be_bytes());
        }
        out[12..].copy_from_slice(&self.salt);
        out
    }
}
