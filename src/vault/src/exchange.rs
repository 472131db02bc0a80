//! Sealing to a public key: HPKE (RFC 9180), base mode, DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM. Base mode
//! doesn't say who sealed; what has to come from a known member is signed as well.

use hpke::aead::AesGcm256;
use hpke::kdf::HkdfSha256;
use hpke::kem::X25519HkdfSha256;
use hpke::{Deserializable as _, Kem, OpModeR, OpModeS, Serializable as _};
use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::key::{Material, MemberKek, Wraps};
use crate::padding::{pad, unpad};

type Suite = X25519HkdfSha256;
const ENCAPPED: usize = 32;

/// The public half of an exchange key pair, to which things are sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ExchangePublic(pub [u8; 32]);

impl ExchangePublic {
    /// Seals padded `content`: encapsulated key, then ciphertext. None where the public key isn't one that keeps a
    /// secret (a point of small order).
    pub(crate) fn seal(
        &self,
        label: &[u8],
        context: &[u8],
        content: &[u8],
        rng: &mut impl CryptoRng,
    ) -> Option<Vec<u8>> {
        let public = <Suite as Kem>::PublicKey::from_bytes(&self.0).ok()?;
        let padded = pad(content, 16);
        let (encapped, sealed) = hpke::single_shot_seal_with_rng::<AesGcm256, HkdfSha256, Suite>(
            &OpModeS::Base,
            &public,
            label,
            &padded,
            context,
            rng,
        )
        .ok()?;
        Some([encapped.to_bytes().as_slice(), &sealed].concat())
    }
}

/// The secret half. Wiped on drop.
pub(crate) struct ExchangeSecret(Box<Zeroizing<[u8; 32]>>);

impl ExchangeSecret {
    pub(crate) fn make(rng: &mut impl CryptoRng) -> Self {
        let mut seed = Zeroizing::new([0; 32]);
        rng.fill_bytes(seed.as_mut());
        Self::derive(seed.as_ref())
    }

    /// DeriveKeyPair of RFC 9180, 7.1.3.
    pub(crate) fn derive(seed: &[u8]) -> Self {
        let (secret, _) = Suite::derive_keypair(seed);
        let mut bytes = Box::new(Zeroizing::new([0; 32]));
        secret.write_exact(bytes.as_mut_slice());
        Self(bytes)
    }

    fn key(&self) -> <Suite as Kem>::PrivateKey {
        <Suite as Kem>::PrivateKey::from_bytes(self.0.as_slice())
            .expect("any 32 bytes are an X25519 secret")
    }

    pub(crate) fn public(&self) -> ExchangePublic {
        ExchangePublic(Suite::sk_to_pk(&self.key()).to_bytes().into())
    }

    /// Opens what was sealed to the public half; none where it was altered or meant for another key or use.
    pub(crate) fn open(
        &self,
        label: &[u8],
        context: &[u8],
        sealed: &[u8],
    ) -> Option<Zeroizing<Vec<u8>>> {
        let (encapped, ciphertext) = sealed.split_at_checked(ENCAPPED)?;
        let encapped = <Suite as Kem>::EncappedKey::from_bytes(encapped).ok()?;
        hpke::single_shot_open::<AesGcm256, HkdfSha256, Suite>(
            &OpModeR::Base,
            &self.key(),
            &encapped,
            label,
            ciphertext,
            context,
        )
        .ok()
        .and_then(|padded| unpad(Zeroizing::new(padded)))
    }
}

impl Material for ExchangeSecret {
    const LABEL: &'static [u8] = b"exchange";

    fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    fn from_bytes(bytes: &Zeroizing<[u8; 32]>) -> Self {
        Self(Box::new(bytes.clone()))
    }
}

impl Wraps<ExchangeSecret> for MemberKek {}
