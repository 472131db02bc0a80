//! The two derivations all others are made of: one secret into a sub-key for a stated use, and a digest with a
//! stated use. Each use has its own label, so no value made for one passes for another.

use hkdf::Hkdf;
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

/// HKDF-SHA256 with a salt: for secrets that aren't uniform keys already.
pub(crate) fn extract(secret: &[u8], salt: &[u8], label: &[u8]) -> Zeroizing<[u8; 32]> {
    let mut out = Zeroizing::new([0; 32]);
    Hkdf::<Sha256>::new(Some(salt), secret)
        .expand(label, out.as_mut())
        .expect("32 bytes are within HKDF's reach");
    out
}

/// HKDF-SHA256's second half alone: for keys that are uniform already.
pub(crate) fn expand(key: &[u8; 32], label: &[&[u8]]) -> Zeroizing<[u8; 32]> {
    let mut out = Zeroizing::new([0; 32]);
    Hkdf::<Sha256>::from_prk(key)
        .expect("32 bytes are a full pseudo-random key")
        .expand_multi_info(label, out.as_mut())
        .expect("32 bytes are within HKDF's reach");
    out
}

/// SHA-256 of `parts` under a label. Callers pass parts of fixed length, or one last part of any length.
pub(crate) fn digest(label: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update((label.len() as u64).to_be_bytes());
    hash.update(label);
    for part in parts {
        hash.update(part);
    }
    hash.finalize().into()
}
