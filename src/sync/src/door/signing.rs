//! What is shown and signed at the door.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// What is shown to the server of a code: it keeps the SHA-256 of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Shown(pub [u8; 32]);

/// Bytes of a nonce: when it was made, chance, and the server's own check of both.
pub const NONCE: usize = 32;

/// What a signature at the door is over, so that it can't be used anywhere else or twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Nonce(pub [u8; NONCE]);

/// Ed25519, by the key of a member or of a device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signed(pub Vec<u8>);

/// What a signature at the door is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// A device comes in: it proves that it holds the key it is known by, or will be.
    ComeIn,
    /// A member proves who they are by their own key, after their recovery kit gave it to them without the password that the
    /// server knows.
    Myself,
    /// A device asks to be frozen.
    Contain,
    /// A device shows on which laptop it is, by the laptop's own key.
    ThisLaptop,
    /// A member changes what is asked beside their password.
    Passkeys,
    /// A member changes what the server knows of their password.
    Password,
}

/// What is signed: SHA-256 over purpose, facility, device and nonce.
#[must_use]
pub fn to_sign(purpose: Purpose, facility: [u8; 16], device: [u8; 16], nonce: &Nonce) -> [u8; 32] {
    let label: &[u8] = match purpose {
        Purpose::ComeIn => b"chartroom come in 1",
        Purpose::Myself => b"chartroom myself 1",
        Purpose::Contain => b"chartroom contain 1",
        Purpose::ThisLaptop => b"chartroom this laptop 1",
        Purpose::Passkeys => b"chartroom passkeys 1",
        Purpose::Password => b"chartroom password 1",
    };
    let mut hasher = Sha256::new();
    hasher.update(label);
    hasher.update(facility);
    hasher.update(device);
    hasher.update(nonce.0);
    hasher.finalize().into()
}

/// How many of a store's bytes are in its short name.
pub const SHORT_NAME: usize = 6;

/// By what a laptop is told from others when somebody reads it out: six letters and digits of Crockford's base 32.
#[must_use]
pub fn short_name(store: [u8; 16]) -> String {
    const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let letters = store[..SHORT_NAME].iter();
    letters
        .map(|byte| char::from(LETTERS[usize::from(byte & 31)]))
        .collect()
}

/// What the server signs of a chain's end: SHA-256 over facility, shelf, device, number and digest.
#[must_use]
pub fn chain_to_sign(
    facility: [u8; 16],
    shelf: [u8; 16],
    device: [u8; 16],
    sequence: u64,
    digest: &[u8; 32],
) -> [u8; 32] {
    let mut hasher = Sha256::new();
    hasher.update(b"chartroom countersigned 1");
    hasher.update(facility);
    hasher.update(shelf);
    hasher.update(device);
    hasher.update(sequence.to_be_bytes());
    hasher.update(digest);
    hasher.finalize().into()
}
