//! The key that signs what a device writes. Format 1 of a wrapped device key: version (1 byte), wrap (60).

use core::fmt;

use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};

use crate::digest::digest;
use crate::id::{DeviceId, FacilityId};
use crate::member::{UnlockError, Unlocked};
use crate::signing::{Signature, SigningPublic, SigningSecret};
use crate::wrap::{Wrap, unwrap, wrap};

const VERSION: u8 = 1;
const LABEL: &[u8] = b"chartroom device 1";
const ID: &[u8] = b"chartroom device id 1";
const VOUCH: &[u8] = b"chartroom device vouched for 1";

/// The public half of a device's key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct DevicePublic(pub SigningPublic);

impl DevicePublic {
    /// The device's id: the first sixteen bytes of a SHA-256 over its key, so that no other key is ever this device's.
    #[must_use]
    pub fn id(&self) -> DeviceId {
        let digest = digest(ID, &[&self.0.0]);
        let mut id = [0; 16];
        id.copy_from_slice(&digest[..16]);
        DeviceId(id)
    }

    /// Whether the device signed this digest.
    #[must_use]
    pub fn verifies(&self, digest: &[u8; 32], signature: &Signature) -> bool {
        self.0.verifies(LABEL, digest, signature)
    }
}

/// A device's signing key. Wiped on drop.
pub struct DeviceKey(SigningSecret);

impl fmt::Debug for DeviceKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DeviceKey(..)")
    }
}

impl DeviceKey {
    /// A new key, at random.
    pub fn make(rng: &mut impl CryptoRng) -> Self {
        Self(SigningSecret::make(rng))
    }

    /// The public half.
    #[must_use]
    pub fn public(&self) -> DevicePublic {
        DevicePublic(self.0.public())
    }

    /// Signs a digest.
    #[must_use]
    pub fn sign(&self, digest: &[u8; 32]) -> Signature {
        self.0.sign(LABEL, digest)
    }

    /// The key wrapped for the store: only this member opens it, as the key of this device.
    ///
    /// # Errors
    /// The member's key-encryption key is worn out.
    pub fn wrap(
        &self,
        device: DeviceId,
        by: &Unlocked,
        rng: &mut impl CryptoRng,
    ) -> Result<Vec<u8>, UnlockError> {
        let wrap = wrap(by.kek(), &self.0, &[&context(device, by)], rng)?;
        Ok([&[VERSION][..], &wrap.0].concat())
    }

    /// The other side of [`DeviceKey::wrap`].
    ///
    /// # Errors
    /// [`UnlockError::Altered`] where it was harmed, or is another member's or device's.
    pub fn unwrap(device: DeviceId, by: &Unlocked, wrapped: &[u8]) -> Result<Self, UnlockError> {
        let Some((&VERSION, rest)) = wrapped.split_first() else {
            return Err(UnlockError::Altered);
        };
        let wrap = Wrap(rest.try_into().map_err(|_| UnlockError::Altered)?);
        unwrap(by.kek(), &wrap, &[&context(device, by)])
            .map(Self)
            .ok_or(UnlockError::Altered)
    }
}

impl Unlocked {
    /// Vouches that a device is this member's.
    #[must_use]
    pub fn vouch(&self, device: &DevicePublic) -> Signature {
        self.signing.sign(VOUCH, &vouched(self.facility(), device))
    }
}

impl SigningPublic {
    /// Whether the member of this key has vouched that the device is theirs.
    #[must_use]
    pub fn vouches(
        &self,
        facility: FacilityId,
        device: &DevicePublic,
        signature: &Signature,
    ) -> bool {
        self.verifies(VOUCH, &vouched(facility, device), signature)
    }
}

fn vouched(facility: FacilityId, device: &DevicePublic) -> [u8; 32] {
    digest(VOUCH, &[&facility.0, &device.0.0])
}

/// What the wrap is bound to: use, facility, member, device; all of fixed length.
fn context(device: DeviceId, by: &Unlocked) -> Vec<u8> {
    [LABEL, &by.facility().0, &by.member().0, &device.0].concat()
}
