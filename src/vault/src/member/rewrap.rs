//! New wraps of the same key-encryption key: another password, another kit, another escrow. Nothing sealed before is
//! touched.

use rand_core::CryptoRng;

use super::body::{Body, EscrowWrap, Identity, KitWrap, PasswordWrap};
use super::envelope::Envelope;
use super::error::UnlockError;
use super::unlock::Unlocked;
use crate::committed::CommittedWrap;
use crate::exchange::ExchangePublic;
use crate::kdf::Recipe;
use crate::key::{Key, MemberKek, Unlock};
use crate::kit::RecoveryCode;

pub(super) fn by_password(
    identity: &Identity,
    kek: &Key<MemberKek>,
    recipe: Recipe,
    unlock: &Key<Unlock>,
    rng: &mut impl CryptoRng,
) -> Result<PasswordWrap, UnlockError> {
    recipe.params.checked()?;
    let context: [&[u8]; 3] = [b"password", &identity.encode(), &recipe.encode()];
    Ok(PasswordWrap {
        recipe,
        kek: CommittedWrap::make(unlock, kek, &context, rng)?,
    })
}

pub(super) fn by_kit(
    identity: &Identity,
    kek: &Key<MemberKek>,
    rng: &mut impl CryptoRng,
) -> Result<(RecoveryCode, KitWrap), UnlockError> {
    let code = RecoveryCode::make(rng);
    let mut salt = [0; 16];
    rng.fill_bytes(&mut salt);
    let context: [&[u8]; 3] = [b"kit", &identity.encode(), &salt];
    let kek = CommittedWrap::make(&code.key(&salt), kek, &context, rng)?;
    Ok((code, KitWrap { salt, kek }))
}

pub(super) fn by_escrow(
    identity: &Identity,
    kek: &Key<MemberKek>,
    to: ExchangePublic,
    rng: &mut impl CryptoRng,
) -> Result<EscrowWrap, UnlockError> {
    to.seal(
        b"chartroom escrow kek 1",
        &identity.encode(),
        kek.root(),
        rng,
    )
    .map(|kek| EscrowWrap { to, kek })
    .ok_or(UnlockError::WeakPublicKey)
}

impl Unlocked {
    /// The envelope with another password. The old one opens it no more.
    ///
    /// # Errors
    /// Parameters below the floor, or another member's envelope.
    pub fn change_password(
        &self,
        envelope: &Envelope,
        recipe: Recipe,
        unlock: &Key<Unlock>,
        rng: &mut impl CryptoRng,
    ) -> Result<Envelope, UnlockError> {
        let mut body = self.next(envelope)?;
        body.password = by_password(&self.identity, &self.kek, recipe, unlock, rng)?;
        Ok(Envelope::sign(body, &self.signing))
    }

    /// The envelope with a new recovery kit. The old one opens it no more.
    ///
    /// # Errors
    /// Another member's envelope.
    pub fn replace_kit(
        &self,
        envelope: &Envelope,
        rng: &mut impl CryptoRng,
    ) -> Result<(Envelope, RecoveryCode), UnlockError> {
        let mut body = self.next(envelope)?;
        let (code, kit) = by_kit(&self.identity, &self.kek, rng)?;
        body.kit = Some(kit);
        Ok((Envelope::sign(body, &self.signing), code))
    }

    /// The envelope sealed to the facility's present escrow, or to none.
    ///
    /// # Errors
    /// Another member's envelope, or a public key that keeps no secret.
    pub fn set_escrow(
        &self,
        envelope: &Envelope,
        escrow: Option<ExchangePublic>,
        rng: &mut impl CryptoRng,
    ) -> Result<Envelope, UnlockError> {
        let mut body = self.next(envelope)?;
        body.escrow = escrow
            .map(|to| by_escrow(&self.identity, &self.kek, to, rng))
            .transpose()?;
        Ok(Envelope::sign(body, &self.signing))
    }

    fn next(&self, envelope: &Envelope) -> Result<Body, UnlockError> {
        if envelope.body.identity != self.identity {
            return Err(UnlockError::OtherMember);
        }
        let mut body = envelope.body.clone();
        body.revision = body.revision.saturating_add(1);
        Ok(body)
    }
}

/// An envelope opened by the recovery kit: it becomes an unlocked member only with a new password and a new kit.
#[derive(Debug)]
pub struct Recovered {
    envelope: Envelope,
    unlocked: Unlocked,
}

impl Recovered {
    pub(super) const fn new(envelope: Envelope, unlocked: Unlocked) -> Self {
        Self { envelope, unlocked }
    }

    /// Sets the new password and makes a new kit; the used one is void.
    ///
    /// # Errors
    /// Parameters below the floor.
    pub fn finish(
        self,
        recipe: Recipe,
        unlock: &Key<Unlock>,
        rng: &mut impl CryptoRng,
    ) -> Result<super::Enrolled, UnlockError> {
        let Self { envelope, unlocked } = self;
        let mut body = unlocked.next(&envelope)?;
        body.password = by_password(&unlocked.identity, &unlocked.kek, recipe, unlock, rng)?;
        let (kit, wrap) = by_kit(&unlocked.identity, &unlocked.kek, rng)?;
        body.kit = Some(wrap);
        Ok(super::Enrolled {
            envelope: Envelope::sign(body, &unlocked.signing),
            kit,
            unlocked,
        })
    }
}
