//! The facility's keys: one set per epoch, and none is ever dropped, because old rows stay sealed by old keys.
//!
//! A new epoch begins when someone leaves, a device is lost or a key has sealed enough; the keyring is then sealed to
//! those who remain. It names its members with their public keys, so that a swapped envelope on a disk doesn't have the next
//! epoch sealed to a stranger. Each member seals the keyring they accepted to themselves ([`Keyring::grant`]), and from
//! then on opens only what a member they know has signed.

mod case;
mod error;
mod grant;

pub use error::KeyringError;
pub use grant::Grant;

use std::collections::{BTreeMap, BTreeSet};

use hmac::{Hmac, KeyInit as _, Mac as _};
use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use subtle::ConstantTimeEq as _;

use crate::audit::{AuditKey, AuditPublic};
use crate::id::{FacilityId, MemberId, RecordHash};
use crate::key::{Catalogue, Facility, Index, Key};
use crate::member::{Envelope, PublicHalves, Unlocked};
use crate::seal::{OpenError, ROTATE_AT};

/// How far the number of an epoch may be above the one before it.
pub const AHEAD: u32 = 512;

/// One epoch's keys.
#[derive(Debug)]
pub(crate) struct Epoch {
    pub(crate) facility: Key<Facility>,
    pub(crate) catalogue: Key<Catalogue>,
}

impl Epoch {
    fn make(rng: &mut impl CryptoRng) -> Self {
        Self {
            facility: Key::make(rng),
            catalogue: Key::make(rng),
        }
    }

    fn same(&self, other: &Self) -> bool {
        bool::from(
            self.facility.root().ct_eq(other.facility.root())
                & self.catalogue.root().ct_eq(other.catalogue.root()),
        )
    }
}

/// A member as the keyring knows them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// Their public keys, as they were when they were admitted.
    pub public: PublicHalves,
    /// The first epoch they no longer got. They stay named: what they signed before is still checked.
    pub left: Option<u32>,
}

/// The keyring, opened. Wiped on drop.
#[derive(Debug)]
pub struct Keyring {
    facility: FacilityId,
    index: Key<Index>,
    audit: AuditPublic,
    /// Never empty.
    epochs: BTreeMap<u32, Epoch>,
    members: BTreeMap<MemberId, Standing>,
}

/// What comes of taking another keyring over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Accepted {
    /// Others may lack what is together here only: offer it to them.
    pub offer: bool,
    /// Somebody whom one keyring put out may hold an epoch that the other began: begin a new one.
    pub due: bool,
}

/// How often each key has sealed on this device, to be kept there and given back with [`Keyring::resume`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealCounts(Vec<(u32, u32, u32)>);

impl Keyring {
    /// A new facility's keyring, with its founder as the only member, and the key that opens audit events.
    pub fn found(founder: &Unlocked, rng: &mut impl CryptoRng) -> (Self, AuditKey) {
        let audit = AuditKey::make(rng);
        let keyring = Self {
            facility: founder.facility(),
            index: Key::make(rng),
            audit: audit.public(),
            epochs: BTreeMap::from([(1, Epoch::make(rng))]),
            members: BTreeMap::from([(
                founder.member(),
                Standing {
                    public: founder.public(),
                    left: None,
                },
            )]),
        };
        (keyring, audit)
    }

    /// The facility.
    #[must_use]
    pub const fn facility(&self) -> FacilityId {
        self.facility
    }

    /// The newest epoch: what is sealed now is sealed in it.
    #[must_use]
    pub fn newest(&self) -> u32 {
        self.epochs.last_key_value().map_or(0, |(&epoch, _)| epoch)
    }

    /// All epochs, oldest first.
    pub fn epochs(&self) -> impl Iterator<Item = u32> {
        self.epochs.keys().copied()
    }

    /// Those who have or had the keyring.
    #[must_use]
    pub const fn members(&self) -> &BTreeMap<MemberId, Standing> {
        &self.members
    }

    /// The key audit events are sealed to.
    #[must_use]
    pub const fn audit(&self) -> AuditPublic {
        self.audit
    }

    /// Takes a new member in; the keyring can then be granted to them. Compare [`PublicHalves::fingerprint`] with the
    /// person first.
    ///
    /// # Errors
    /// An envelope of another facility, or one that says other public keys than the member was admitted with.
    pub fn admit(&mut self, envelope: &Envelope) -> Result<(), KeyringError> {
        if envelope.facility() != self.facility {
            return Err(KeyringError::OtherFacility);
        }
        let (member, public) = (envelope.member(), envelope.public());
        let standing = self
            .members
            .entry(member)
            .or_insert(Standing { public, left: None });
        if standing.public != public {
            return Err(KeyringError::PublicKeysChanged { member });
        }
        standing.left = None;
        Ok(())
    }

    /// Begins a new epoch without the members `leaving`, and returns its number. Grant the keyring to those who
    /// remain. What a leaving member opened before can't be taken back.
    ///
    /// # Errors
    /// A leaving member that isn't one; then nothing is changed.
    pub fn begin_epoch(
        &mut self,
        leaving: &[MemberId],
        rng: &mut impl CryptoRng,
    ) -> Result<u32, KeyringError> {
        self.begin_epoch_as(self.newest().saturating_add(1), leaving, rng)
    }

    /// As [`Keyring::begin_epoch`], by a number that a server gave to nobody else. Numbers between may be another's.
    ///
    /// # Errors
    /// As there and with [`Keyring::may_begin`].
    pub fn begin_epoch_as(
        &mut self,
        epoch: u32,
        leaving: &[MemberId],
        rng: &mut impl CryptoRng,
    ) -> Result<u32, KeyringError> {
        self.may_begin(epoch)?;
        if let Some(&member) = leaving.iter().find(|member| !self.is_present(member)) {
            return Err(KeyringError::NotAMember { member });
        }
        self.epochs.insert(epoch, Epoch::make(rng));
        for member in leaving {
            if let Some(standing) = self.members.get_mut(member) {
                standing.left = Some(epoch);
            }
        }
        Ok(epoch)
    }

    /// Whether an epoch of this number may be begun beside those held, or is one of them. Numbers are used up slowly: one that
    /// is far off is a mistake or meant to leave none.
    #[must_use]
    pub fn may_follow(&self, epoch: u32) -> bool {
        epoch <= self.newest().saturating_add(AHEAD)
    }

    /// Whether an epoch may begin by this number.
    ///
    /// # Errors
    /// A number that is not above the newest held, or more than [`AHEAD`] above it.
    pub fn may_begin(&self, epoch: u32) -> Result<(), KeyringError> {
        if epoch <= self.newest() {
            return Err(KeyringError::EpochChanged { epoch });
        }
        if !self.may_follow(epoch) {
            return Err(KeyringError::EpochTooFar { epoch });
        }
        Ok(())
    }

    /// Whether none of the epochs that another keyring adds is far above the one before it. That is asked of all epochs together:
    /// who takes over many at once comes to the same as who took over one after the other.
    fn are_near(&self, other: &Self) -> Result<(), KeyringError> {
        let both: BTreeSet<u32> = self.epochs().chain(other.epochs()).collect();
        let mut before = 0_u32;
        for epoch in both {
            let far = epoch > before.saturating_add(AHEAD);
            if far && !self.epochs.contains_key(&epoch) {
                return Err(KeyringError::EpochTooFar { epoch });
            }
            before = epoch;
        }
        Ok(())
    }

    fn is_present(&self, member: &MemberId) -> bool {
        self.members
            .get(member)
            .is_some_and(|standing| standing.left.is_none())
    }

    /// Takes over what another keyring of the facility adds: epochs and members. Keyrings that began epochs without knowing of
    /// each other become one that has both, and who left by either has left.
    ///
    /// # Errors
    /// A keyring of another facility, or one that has another key for an epoch held here, or other keys of a member, or an epoch
    /// far above the one before it: nothing is then changed.
    pub fn accept(&mut self, other: Self) -> Result<Accepted, KeyringError> {
        if other.facility != self.facility {
            return Err(KeyringError::OtherFacility);
        }
        if !bool::from(other.index.root().ct_eq(self.index.root())) || other.audit != self.audit {
            return Err(KeyringError::IndexChanged);
        }
        self.are_near(&other)?;
        for (&epoch, held) in &self.epochs {
            if other.epochs.get(&epoch).is_some_and(|of| !of.same(held)) {
                return Err(KeyringError::EpochChanged { epoch });
            }
        }
        for (&member, held) in &self.members {
            let of = other.members.get(&member);
            if of.is_some_and(|of| of.public != held.public) {
                return Err(KeyringError::PublicKeysChanged { member });
            }
        }
        let adds = other
            .epochs
            .keys()
            .any(|epoch| !self.epochs.contains_key(epoch));
        let lacks = self
            .epochs
            .keys()
            .any(|epoch| !other.epochs.contains_key(epoch));
        let lacks_members = self
            .members
            .keys()
            .any(|member| !other.members.contains_key(member));
        // Keys held already stay, with their counts.
        for (epoch, keys) in other.epochs {
            self.epochs.entry(epoch).or_insert(keys);
        }
        for (member, standing) in other.members {
            let held = self.members.entry(member).or_insert(standing);
            held.left = match (adds, lacks) {
                // The other is this one, and what came after.
                (true, false) => standing.left,
                (false, true) => held.left,
                // Whoever leaves leaves with a new epoch: without one, somebody came back.
                (false, false) => held.left.and(standing.left),
                (true, true) => match (held.left, standing.left) {
                    (Some(one), Some(two)) => Some(one.min(two)),
                    (one, two) => one.or(two),
                },
            };
        }
        let apart = adds && lacks;
        Ok(Accepted {
            offer: adds && (lacks || lacks_members),
            due: apart
                && self
                    .members
                    .values()
                    .any(|standing| standing.left.is_some()),
        })
    }

    pub(crate) fn epoch(&self, epoch: u32) -> Result<&Epoch, OpenError> {
        self.epochs.get(&epoch).ok_or(OpenError::EpochNotHeld {
            epoch,
            newest: self.newest(),
        })
    }

    /// The key that seals what belongs to the facility, of one epoch.
    ///
    /// # Errors
    /// [`OpenError::EpochNotHeld`].
    pub fn catalogue(&self, epoch: u32) -> Result<&Key<Catalogue>, OpenError> {
        self.epoch(epoch).map(|keys| &keys.catalogue)
    }

    /// A record's name in the store: HMAC-SHA256 of its kind and id, the first sixteen bytes. The same in every epoch.
    #[must_use]
    pub fn record_hash(&self, kind: &str, id: &[u8]) -> RecordHash {
        let mut mac =
            Hmac::<Sha256>::new_from_slice(self.index.root()).expect("HMAC takes any key");
        mac.update(b"chartroom record 1");
        mac.update(&(kind.len() as u64).to_be_bytes());
        mac.update(kind.as_bytes());
        mac.update(id);
        let hash = mac.finalize().into_bytes();
        RecordHash(*hash.first_chunk().expect("HMAC-SHA256 gives 32 bytes"))
    }

    /// Whether a key of the newest epoch has sealed so often on this device that a new epoch is due.
    #[must_use]
    pub fn rotation_due(&self) -> bool {
        self.epochs
            .last_key_value()
            .is_some_and(|(_, keys)| keys.facility.seals().max(keys.catalogue.seals()) >= ROTATE_AT)
    }

    /// The counts to keep on this device.
    #[must_use]
    pub fn seal_counts(&self) -> SealCounts {
        let count =
            |(&epoch, keys): (&u32, &Epoch)| (epoch, keys.facility.seals(), keys.catalogue.seals());
        SealCounts(self.epochs.iter().map(count).collect())
    }

    /// Goes on from kept counts.
    pub fn resume(&self, counts: &SealCounts) {
        for &(epoch, facility, catalogue) in &counts.0 {
            if let Some(keys) = self.epochs.get(&epoch) {
                keys.facility.resume(facility);
                keys.catalogue.resume(catalogue);
            }
        }
    }
}
