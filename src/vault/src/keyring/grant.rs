//! The keyring sealed to one recipient and signed by the member who grants it. Format 1: version (1 byte), then in
//! postcard the header, the sealed keyring and the signature over both.

use std::collections::BTreeMap;

use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{Epoch, Keyring, KeyringError, Standing};
use crate::audit::AuditPublic;
use crate::digest::digest;
use crate::exchange::{ExchangePublic, ExchangeSecret};
use crate::id::{FacilityId, MemberId};
use crate::key::Key;
use crate::kit::EscrowCode;
use crate::member::Unlocked;
use crate::signing::{Signature, SigningPublic};

const VERSION: u8 = 1;
const LABEL: &[u8] = b"chartroom keyring 1";

/// What a grant says in the clear.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Header {
    facility: FacilityId,
    granter: MemberId,
    to: ExchangePublic,
    newest: u32,
}

impl Header {
    /// The canonical encoding: all fields have fixed lengths.
    fn encode(&self) -> Vec<u8> {
        let Self {
            facility,
            granter,
            to,
            newest,
        } = self;
        [&facility.0[..], &granter.0, &to.0, &newest.to_be_bytes()].concat()
    }
}

/// A keyring sealed to one recipient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    header: Header,
    sealed: Vec<u8>,
    signature: Signature,
}

impl Grant {
    fn digest(header: &Header, sealed: &[u8]) -> [u8; 32] {
        digest(LABEL, &[&header.encode(), sealed])
    }

    /// The grant's bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        postcard::to_extend(&(self.header, &self.sealed, self.signature), vec![VERSION])
            .expect("a grant has nothing postcard can't write")
    }

    /// Reads a grant. Whether it is sound shows when it is opened.
    ///
    /// # Errors
    /// Cut off, harmed or of an unknown version.
    pub fn parse(bytes: &[u8]) -> Result<Self, KeyringError> {
        let (&version, rest) = bytes.split_first().ok_or(KeyringError::Damaged)?;
        if version != VERSION {
            return Err(KeyringError::UnknownVersion { version });
        }
        let (header, sealed, signature) =
            postcard::from_bytes(rest).map_err(|_| KeyringError::Damaged)?;
        let grant = Self {
            header,
            sealed,
            signature,
        };
        // Postcard reads numbers in longer forms too, and leaves what comes after; one grant has one form.
        if grant.to_bytes() != bytes {
            return Err(KeyringError::Damaged);
        }
        Ok(grant)
    }

    /// Who granted it, as it says.
    #[must_use]
    pub const fn granter(&self) -> MemberId {
        self.header.granter
    }

    /// The newest epoch in it, as it says.
    #[must_use]
    pub const fn newest(&self) -> u32 {
        self.header.newest
    }

    /// The key it is sealed to.
    #[must_use]
    pub const fn recipient(&self) -> ExchangePublic {
        self.header.to
    }

    /// Whether this member has signed it. Whom it is sealed to does not matter, and what is in it does not show.
    #[must_use]
    pub fn is_signed_by(&self, granter: &SigningPublic) -> bool {
        let digest = Self::digest(&self.header, &self.sealed);
        granter.verifies(LABEL, &digest, &self.signature)
    }

    /// Opens a grant to this member that `granter` has signed: oneself, a member named by a keyring held already, or for the
    /// first one a member whose fingerprint was compared in person.
    ///
    /// # Errors
    /// See [`KeyringError`].
    pub fn open(&self, by: &Unlocked, granter: &SigningPublic) -> Result<Keyring, KeyringError> {
        if self.header.facility != by.facility() {
            return Err(KeyringError::OtherFacility);
        }
        self.open_with(&by.exchange, granter)
    }

    /// Opens a grant to the facility's escrow: break-glass, which the caller records with reason, start and stop.
    ///
    /// # Errors
    /// See [`KeyringError`].
    pub fn open_by_escrow(
        &self,
        code: &EscrowCode,
        granter: &SigningPublic,
    ) -> Result<Keyring, KeyringError> {
        self.open_with(&code.exchange(), granter)
    }

    fn open_with(
        &self,
        secret: &ExchangeSecret,
        granter: &SigningPublic,
    ) -> Result<Keyring, KeyringError> {
        if self.header.to != secret.public() {
            return Err(KeyringError::OtherRecipient);
        }
        if !granter.verifies(
            LABEL,
            &Self::digest(&self.header, &self.sealed),
            &self.signature,
        ) {
            return Err(KeyringError::NotSigned);
        }
        let opened = secret
            .open(LABEL, &self.header.encode(), &self.sealed)
            .ok_or(KeyringError::Refused)?;
        let contents: Contents =
            postcard::from_bytes(&opened).map_err(|_| KeyringError::Damaged)?;
        let keyring = contents.into_keyring();
        if keyring.facility != self.header.facility || keyring.newest() != self.header.newest {
            return Err(KeyringError::Damaged);
        }
        Ok(keyring)
    }
}

impl Keyring {
    /// Seals the keyring to a present member, oneself included.
    ///
    /// # Errors
    /// Either of the two isn't a present member, or a public key keeps no secret.
    pub fn grant(
        &self,
        to: MemberId,
        by: &Unlocked,
        rng: &mut impl CryptoRng,
    ) -> Result<Grant, KeyringError> {
        if !self.is_present(&to) {
            return Err(KeyringError::NotAMember { member: to });
        }
        self.grant_to(self.members[&to].public.exchange, by, rng)
    }

    /// Seals the keyring to the facility's escrow.
    ///
    /// # Errors
    /// As [`Keyring::grant`].
    pub fn grant_to_escrow(
        &self,
        escrow: ExchangePublic,
        by: &Unlocked,
        rng: &mut impl CryptoRng,
    ) -> Result<Grant, KeyringError> {
        self.grant_to(escrow, by, rng)
    }

    fn grant_to(
        &self,
        to: ExchangePublic,
        by: &Unlocked,
        rng: &mut impl CryptoRng,
    ) -> Result<Grant, KeyringError> {
        let granter = by.member();
        if !self.is_present(&granter) {
            return Err(KeyringError::NotAMember { member: granter });
        }
        if self.members[&granter].public != by.public() {
            return Err(KeyringError::PublicKeysChanged { member: granter });
        }
        let header = Header {
            facility: self.facility,
            granter,
            to,
            newest: self.newest(),
        };
        let sealed = to
            .seal(LABEL, &header.encode(), &Contents::write(self), rng)
            .ok_or(KeyringError::WeakPublicKey)?;
        let signature = by.signing.sign(LABEL, &Grant::digest(&header, &sealed));
        Ok(Grant {
            header,
            sealed,
            signature,
        })
    }
}

/// The keyring as it is written inside. Wiped on drop.
#[derive(Serialize, Deserialize)]
struct Contents {
    facility: FacilityId,
    index: Root,
    audit: AuditPublic,
    /// The first epoch's keys, the second's and so on; an empty list can't be written.
    first: (u32, Root, Root),
    later: Vec<(u32, Root, Root)>,
    members: BTreeMap<MemberId, Standing>,
}

#[derive(Clone, Serialize, Deserialize, zeroize::Zeroize, zeroize::ZeroizeOnDrop)]
struct Root([u8; 32]);

impl Contents {
    /// Bytes of one epoch at most: its number and two keys.
    const PER_EPOCH: usize = 5 + 64;
    /// Bytes of one member at most.
    const PER_MEMBER: usize = 16 + 64 + 6;

    fn write(keyring: &Keyring) -> Zeroizing<Vec<u8>> {
        let root = |bytes: &[u8; 32]| Root(*bytes);
        let mut epochs = keyring.epochs.iter().map(|(&epoch, keys)| {
            (
                epoch,
                root(keys.facility.root()),
                root(keys.catalogue.root()),
            )
        });
        let contents = Self {
            facility: keyring.facility,
            index: root(keyring.index.root()),
            audit: keyring.audit,
            first: epochs
                .next()
                .expect("a keyring has an epoch from its founding on"),
            later: epochs.collect(),
            members: keyring.members.clone(),
        };
        // Reserved at once: a vector that grows leaves its earlier copies in memory.
        let room =
            128 + keyring.epochs.len() * Self::PER_EPOCH + keyring.members.len() * Self::PER_MEMBER;
        let mut out = Zeroizing::new(vec![0; room]);
        let len = postcard::to_slice(&contents, &mut out)
            .expect("room for all of it")
            .len();
        out.truncate(len);
        out
    }

    fn into_keyring(self) -> Keyring {
        let key = |root: &Root| Zeroizing::new(root.0);
        let epochs = core::iter::once(&self.first).chain(&self.later);
        Keyring {
            facility: self.facility,
            index: Key::from_root(&key(&self.index)),
            audit: self.audit,
            epochs: epochs
                .map(|(epoch, facility, catalogue)| {
                    let keys = Epoch {
                        facility: Key::from_root(&key(facility)),
                        catalogue: Key::from_root(&key(catalogue)),
                    };
                    (*epoch, keys)
                })
                .collect(),
            members: self.members,
        }
    }
}
