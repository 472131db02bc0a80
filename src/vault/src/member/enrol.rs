//! A new member.

use rand_core::CryptoRng;

use super::body::{Body, Identity};
use super::envelope::{Envelope, NameHash, PublicHalves};
use super::error::UnlockError;
use super::rewrap::{by_escrow, by_kit, by_password};
use super::unlock::Unlocked;
use crate::exchange::{ExchangePublic, ExchangeSecret};
use crate::id::{FacilityId, MemberId};
use crate::kdf::Recipe;
use crate::key::{Key, Unlock};
use crate::kit::RecoveryCode;
use crate::signing::SigningSecret;
use crate::wrap::wrap;

/// What a new member brings.
#[derive(Debug)]
pub struct Enrolment<'a> {
    /// The facility.
    pub facility: FacilityId,
    /// The member's id.
    pub member: MemberId,
    /// The user name, as typed.
    pub name: &'a str,
    /// What the password was derived with.
    pub recipe: Recipe,
    /// What the password gave.
    pub unlock: &'a Key<Unlock>,
    /// The facility's escrow, if it has one. Without it and without the kit a lost password is lost data.
    pub escrow: Option<ExchangePublic>,
}

/// A new member's envelope, recovery kit and opened keys.
#[derive(Debug)]
pub struct Enrolled {
    /// To be kept in the `keys` table.
    pub envelope: Envelope,
    /// To be printed now; it can't be shown again.
    pub kit: RecoveryCode,
    /// The member, unlocked.
    pub unlocked: Unlocked,
}

/// Makes a member's keys and envelope.
///
/// # Errors
/// Parameters below the floor, or an escrow key that keeps no secret.
pub fn enrol(new: &Enrolment<'_>, rng: &mut impl CryptoRng) -> Result<Enrolled, UnlockError> {
    let (kek, exchange, signing) = (
        Key::make(rng),
        ExchangeSecret::make(rng),
        SigningSecret::make(rng),
    );
    let identity = Identity {
        facility: new.facility,
        member: new.member,
        name: NameHash::of(new.facility, new.name),
        public: PublicHalves {
            exchange: exchange.public(),
            signing: signing.public(),
        },
    };
    let bound = identity.encode();
    let (kit, kit_wrap) = by_kit(&identity, &kek, rng)?;
    let body = Body {
        identity,
        revision: 1,
        password: by_password(&identity, &kek, new.recipe, new.unlock, rng)?,
        kit: Some(kit_wrap),
        escrow: new
            .escrow
            .map(|to| by_escrow(&identity, &kek, to, rng))
            .transpose()?,
        exchange: wrap(&kek, &exchange, &[&bound], rng)?,
        signing: wrap(&kek, &signing, &[&bound], rng)?,
    };
    Ok(Enrolled {
        envelope: Envelope::sign(body, &signing),
        kit,
        unlocked: Unlocked {
            identity,
            kek,
            exchange,
            signing,
        },
    })
}
