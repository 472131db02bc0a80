//! Ed25519 over 32-byte digests, each signature for one stated use. Verification is strict: no small-order keys, no
//! second form of a signature.

use core::fmt;

use ed25519_dalek::{Signer as _, VerifyingKey};
use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::fixed;
use crate::key::{Material, MemberKek, Wraps};

/// A signature, 64 bytes.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature(#[serde(with = "fixed")] pub [u8; 64]);

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signature({:02x}{:02x}..)", self.0[0], self.0[1])
    }
}

/// The public half of a signing key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct SigningPublic(pub [u8; 32]);

impl SigningPublic {
    pub(crate) fn verifies(&self, label: &[u8], digest: &[u8; 32], signature: &Signature) -> bool {
        let signature = ed25519_dalek::Signature::from_bytes(&signature.0);
        VerifyingKey::from_bytes(&self.0).is_ok_and(|key| {
            key.verify_strict(&message(label, digest), &signature)
                .is_ok()
        })
    }
}

fn message(label: &[u8], digest: &[u8; 32]) -> Vec<u8> {
    [label, &[0], digest].concat()
}

/// The secret half. On the heap, wiped on drop.
pub(crate) struct SigningSecret(Box<ed25519_dalek::SigningKey>);

impl SigningSecret {
    pub(crate) fn make(rng: &mut impl CryptoRng) -> Self {
        let mut bytes = Zeroizing::new([0; 32]);
        rng.fill_bytes(bytes.as_mut());
        Self::from_bytes(&bytes)
    }

    pub(crate) fn public(&self) -> SigningPublic {
        SigningPublic(self.0.verifying_key().to_bytes())
    }

    pub(crate) fn sign(&self, label: &[u8], digest: &[u8; 32]) -> Signature {
        Signature(self.0.sign(&message(label, digest)).to_bytes())
    }
}

impl Material for SigningSecret {
    const LABEL: &'static [u8] = b"signing";

    fn bytes(&self) -> &[u8; 32] {
        self.0.as_bytes()
    }

    fn from_bytes(bytes: &Zeroizing<[u8; 32]>) -> Self {
        Self(Box::new(ed25519_dalek::SigningKey::from_bytes(bytes)))
    }
}

impl Wraps<SigningSecret> for MemberKek {}
