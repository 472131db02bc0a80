//! Opening an envelope: by password, by recovery kit, by escrow. Each wrap is tried with one key only.

use core::fmt;

use super::body::Identity;
use super::envelope::{Envelope, PublicHalves};
use super::error::UnlockError;
use super::rewrap::Recovered;
use crate::committed::Unopened;
use crate::exchange::ExchangeSecret;
use crate::id::{FacilityId, MemberId};
use crate::key::{Key, Material as _, MemberKek, Unlock};
use crate::kit::{EscrowCode, RecoveryCode};
use crate::signing::SigningSecret;
use crate::wrap::unwrap;

/// A member's opened keys. Wiped on drop.
pub struct Unlocked {
    pub(super) identity: Identity,
    pub(super) kek: Key<MemberKek>,
    pub(crate) exchange: ExchangeSecret,
    pub(crate) signing: SigningSecret,
}

impl fmt::Debug for Unlocked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Unlocked({}, ..)", self.identity.member)
    }
}

impl Unlocked {
    /// The facility.
    #[must_use]
    pub const fn facility(&self) -> FacilityId {
        self.identity.facility
    }

    /// The member.
    #[must_use]
    pub const fn member(&self) -> MemberId {
        self.identity.member
    }

    /// The member's public keys.
    #[must_use]
    pub const fn public(&self) -> PublicHalves {
        self.identity.public
    }

    pub(crate) const fn kek(&self) -> &Key<MemberKek> {
        &self.kek
    }
}

impl Envelope {
    /// Opens the envelope with what the password gave.
    ///
    /// # Errors
    /// [`UnlockError::WrongPassword`], or [`UnlockError::Altered`] where the password is right and the keys aren't.
    pub fn unlock(&self, key: &Key<Unlock>) -> Result<Unlocked, UnlockError> {
        let password = &self.body.password;
        let bound = self.body.identity.encode();
        let kek = password
            .kek
            .open(key, &[b"password", &bound, &password.recipe.encode()])
            .map_err(|unopened| match unopened {
                Unopened::OtherKey => UnlockError::WrongPassword,
                Unopened::Altered => UnlockError::Altered,
            })?;
        self.open_pairs(kek)
    }

    /// Opens the envelope with a printed recovery code. The password is forgotten and the paper is used: a new one of
    /// both comes out of [`Recovered::finish`].
    ///
    /// # Errors
    /// [`UnlockError::WrongKit`], [`UnlockError::NotMade`], or [`UnlockError::Altered`].
    pub fn unlock_by_kit(&self, code: &RecoveryCode) -> Result<Recovered, UnlockError> {
        let kit = self.body.kit.as_ref().ok_or(UnlockError::NotMade {
            what: "recovery kit",
        })?;
        let bound = self.body.identity.encode();
        let kek = kit
            .kek
            .open(&code.key(&kit.salt), &[b"kit", &bound, &kit.salt])
            .map_err(|unopened| match unopened {
                Unopened::OtherKey => UnlockError::WrongKit,
                Unopened::Altered => UnlockError::Altered,
            })?;
        Ok(Recovered::new(self.clone(), self.open_pairs(kek)?))
    }

    /// Opens the envelope with the facility's escrow code: break-glass, which the caller records with reason, start
    /// and stop. Afterwards the code has been seen: make a new one.
    ///
    /// # Errors
    /// [`UnlockError::WrongEscrow`], [`UnlockError::NotMade`], or [`UnlockError::Altered`].
    pub fn unlock_by_escrow(&self, code: &EscrowCode) -> Result<Unlocked, UnlockError> {
        let escrow = self
            .body
            .escrow
            .as_ref()
            .ok_or(UnlockError::NotMade { what: "escrow" })?;
        let secret = code.exchange();
        if secret.public() != escrow.to {
            return Err(UnlockError::WrongEscrow);
        }
        let opened = secret
            .open(
                b"chartroom escrow kek 1",
                &self.body.identity.encode(),
                &escrow.kek,
            )
            .ok_or(UnlockError::Altered)?;
        let mut root = zeroize::Zeroizing::new([0; 32]);
        root.copy_from_slice(opened.get(..32).ok_or(UnlockError::Altered)?);
        self.open_pairs(Key::from_bytes(&root))
    }

    /// The key pairs under the KEK, held against their public halves.
    fn open_pairs(&self, kek: Key<MemberKek>) -> Result<Unlocked, UnlockError> {
        let identity = self.body.identity;
        let bound = identity.encode();
        let exchange: ExchangeSecret =
            unwrap(&kek, &self.body.exchange, &[&bound]).ok_or(UnlockError::Altered)?;
        let signing: SigningSecret =
            unwrap(&kek, &self.body.signing, &[&bound]).ok_or(UnlockError::Altered)?;
        let public = PublicHalves {
            exchange: exchange.public(),
            signing: signing.public(),
        };
        if public != identity.public {
            return Err(UnlockError::Altered);
        }
        Ok(Unlocked {
            identity,
            kek,
            exchange,
            signing,
        })
    }
}
