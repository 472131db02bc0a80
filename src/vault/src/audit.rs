//! Audit events are sealed to a public key: every member writes them, only a reviewer who was given the audit key
//! reads them. Format 1 of a sealed event: version (1 byte), encapsulated key (32), ciphertext with tag.

use core::fmt;

use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::digest::digest;
use crate::exchange::{ExchangePublic, ExchangeSecret};
use crate::id::MemberId;
use crate::key::Material as _;
use crate::keyring::{Keyring, KeyringError};
use crate::member::Unlocked;
use crate::place::Place;
use crate::seal::{MAX_CONTENT, OpenError, SealError};
use crate::signing::{Signature, SigningPublic};

const VERSION: u8 = 1;
const EVENT: &[u8] = b"chartroom audit event 1";
const GRANT: &[u8] = b"chartroom audit key 1";

/// The key audit events are sealed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditPublic(ExchangePublic);

impl AuditPublic {
    /// Seals an event for `place`. Whoever sealed it can't open it again.
    ///
    /// # Errors
    /// An event longer than [`MAX_CONTENT`].
    pub fn seal(
        &self,
        place: &Place,
        event: &[u8],
        rng: &mut impl CryptoRng,
    ) -> Result<Vec<u8>, SealError> {
        if event.len() > MAX_CONTENT {
            return Err(SealError::TooLong { len: event.len() });
        }
        let sealed = self
            .0
            .seal(EVENT, &place.encode(), event, rng)
            .expect("the audit key was made here and is sound");
        Ok([&[VERSION][..], &sealed].concat())
    }
}

/// The key that opens audit events. Wiped on drop.
pub struct AuditKey(ExchangeSecret);

impl fmt::Debug for AuditKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AuditKey(..)")
    }
}

impl AuditKey {
    pub(crate) fn make(rng: &mut impl CryptoRng) -> Self {
        Self(ExchangeSecret::make(rng))
    }

    /// The half that seals.
    #[must_use]
    pub fn public(&self) -> AuditPublic {
        AuditPublic(self.0.public())
    }

    /// Opens an event.
    ///
    /// # Errors
    /// Says which kind of harm was done; see [`OpenError`].
    pub fn open(&self, place: &Place, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, OpenError> {
        let place = *place;
        let (&version, rest) = sealed.split_first().ok_or(OpenError::TooShort {
            place,
            len: sealed.len(),
        })?;
        if version != VERSION {
            return Err(OpenError::UnknownVersion { place, version });
        }
        if rest.len() < 32 + 16 {
            return Err(OpenError::TooShort {
                place,
                len: sealed.len(),
            });
        }
        self.0
            .open(EVENT, &place.encode(), rest)
            .ok_or(OpenError::Refused { place })
    }

    /// Seals the audit key to a reviewer, a present member of the keyring.
    ///
    /// # Errors
    /// The reviewer isn't a present member, or has a public key that keeps no secret.
    pub fn grant(
        &self,
        to: MemberId,
        keyring: &Keyring,
        by: &Unlocked,
        rng: &mut impl CryptoRng,
    ) -> Result<Vec<u8>, KeyringError> {
        let standing = keyring
            .members()
            .get(&to)
            .filter(|standing| standing.left.is_none())
            .ok_or(KeyringError::NotAMember { member: to })?;
        let sealed = standing
            .public
            .exchange
            .seal(GRANT, &keyring.facility().0, self.0.bytes(), rng)
            .ok_or(KeyringError::WeakPublicKey)?;
        let signature = by.signing.sign(GRANT, &digest(GRANT, &[&sealed]));
        Ok([&[VERSION][..], &signature.0, &sealed].concat())
    }

    /// Opens a grant of the audit key that `granter` has signed, and holds it against the keyring's public half.
    ///
    /// # Errors
    /// See [`KeyringError`].
    pub fn open_grant(
        granted: &[u8],
        keyring: &Keyring,
        by: &Unlocked,
        granter: &SigningPublic,
    ) -> Result<Self, KeyringError> {
        let (&version, rest) = granted.split_first().ok_or(KeyringError::Damaged)?;
        if version != VERSION {
            return Err(KeyringError::UnknownVersion { version });
        }
        let (signature, sealed) = rest.split_first_chunk().ok_or(KeyringError::Damaged)?;
        if !granter.verifies(GRANT, &digest(GRANT, &[sealed]), &Signature(*signature)) {
            return Err(KeyringError::NotSigned);
        }
        let opened = by
            .exchange
            .open(GRANT, &keyring.facility().0, sealed)
            .ok_or(KeyringError::Refused)?;
        let mut bytes = Zeroizing::new([0; 32]);
        bytes.copy_from_slice(opened.get(..32).ok_or(KeyringError::Damaged)?);
        let key = Self(ExchangeSecret::from_bytes(&bytes));
        if key.public() != keyring.audit() {
            return Err(KeyringError::IndexChanged);
        }
        Ok(key)
    }
}
