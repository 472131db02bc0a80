//! The derivation itself.

use argon2::{Algorithm, Argon2, Block, Version};
use core::fmt;
use unicode_normalization::UnicodeNormalization as _;
use zeroize::{Zeroize as _, Zeroizing};

use super::{KdfError, Recipe};
use crate::digest::extract;
use crate::key::{Key, Unlock};

/// Longest password taken, in bytes of its normal form.
pub const MAX_PASSWORD: usize = 1024;

/// A password in the form that is derived from: NFKC, so that keyboards which compose an accent differently agree.
/// Nothing is trimmed or lower-cased.
#[must_use]
pub fn normalised(password: &str) -> Zeroizing<String> {
    // Reserved at once: a string that grows leaves its earlier, shorter copies in memory. NFKC makes at most 18
    // characters of one (Unicode Standard Annex 15), four bytes each.
    let mut out = Zeroizing::new(String::with_capacity(
        password.len().min(MAX_PASSWORD + 1) * 72,
    ));
    // What is beyond the limit is refused anyway.
    for character in password.nfkc() {
        if out.len() > MAX_PASSWORD {
            break;
        }
        out.push(character);
    }
    out
}

/// What a server may see to know the member: never opens anything.
pub struct AuthKey(Zeroizing<[u8; 32]>);

impl AuthKey {
    /// Its bytes, to be sent over an encrypted line.
    #[must_use]
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for AuthKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AuthKey(..)")
    }
}

/// What a password gives.
#[derive(Debug)]
pub struct Derived {
    /// For the server.
    pub auth: AuthKey,
    /// Opens the member's envelope; never leaves the device.
    pub unlock: Key<Unlock>,
}

impl Derived {
    /// The 64 bytes that the worker which derives hands to the one that keeps the keys.
    #[must_use]
    pub fn to_bytes(&self) -> Zeroizing<[u8; 64]> {
        let mut out = Zeroizing::new([0; 64]);
        out[..32].copy_from_slice(self.auth.bytes());
        out[32..].copy_from_slice(self.unlock.root());
        out
    }

    /// The other side of [`Derived::to_bytes`].
    #[must_use]
    pub fn from_bytes(bytes: &Zeroizing<[u8; 64]>) -> Self {
        let mut auth = Zeroizing::new([0; 32]);
        let mut unlock = Zeroizing::new([0; 32]);
        auth.copy_from_slice(&bytes[..32]);
        unlock.copy_from_slice(&bytes[32..]);
        Self {
            auth: AuthKey(auth),
            unlock: Key::from_root(&unlock),
        }
    }
}

/// Derives both keys from a password. Takes a third of a second and the recipe's memory.
///
/// # Errors
/// A recipe below the floor or above the ceiling, an empty or overlong password, or no memory.
pub fn derive(password: &str, recipe: &Recipe) -> Result<Derived, KdfError> {
    let params = recipe.params.checked()?;
    let password = normalised(password);
    match password.len() {
        0 => return Err(KdfError::Empty),
        len if len > MAX_PASSWORD => return Err(KdfError::TooLong),
        _ => {}
    }
    let argon_params =
        argon2::Params::new(params.memory_kib, params.passes, params.lanes, Some(32))
            .expect("between floor and ceiling Argon2 takes every set");
    // The memory is asked for in a way that can fail: on a small phone it does.
    let mut memory = Vec::<Block>::new();
    memory
        .try_reserve_exact(argon_params.block_count())
        .map_err(|_| KdfError::NoMemory { asked: params })?;
    memory.resize(argon_params.block_count(), Block::default());
    let mut out = Zeroizing::new([0; 32]);
    let done = Argon2::new(Algorithm::Argon2id, Version::V0x13, argon_params)
        .hash_password_into_with_memory(
            password.as_bytes(),
            &recipe.salt,
            out.as_mut(),
            &mut memory,
        );
    for block in &mut memory {
        block.zeroize();
    }
    done.expect("lengths were checked");
    Ok(Derived {
        auth: AuthKey(extract(&out[..], b"", b"chartroom auth 1")),
        unlock: Key::from_root(&extract(&out[..], b"", b"chartroom unlock 1")),
    })
}
