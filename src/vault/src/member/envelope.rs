//! The envelope as bytes. Format 1: version (1 byte), the body and the member's signature over it in postcard, first eight
//! bytes of the SHA-256 of all before. The sum tells accident from intent; the signature is what protects.

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization as _;

use super::body::Body;
use super::error::EnvelopeError;
use crate::digest::digest;
use crate::exchange::ExchangePublic;
use crate::id::{FacilityId, MemberId};
use crate::kdf::Recipe;
use crate::signing::{Signature, SigningPublic, SigningSecret};

const VERSION: u8 = 1;
const SUM: usize = 8;
const LABEL: &[u8] = b"chartroom member envelope 1";

/// A user name, hashed with its facility. It finds the envelope of a name without showing the names on a stolen
/// device at a glance; names can still be guessed and compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct NameHash(pub [u8; 32]);

impl NameHash {
    /// The hash of a name in its normal form: NFKC, lower case, without space around.
    #[must_use]
    pub fn of(facility: FacilityId, name: &str) -> Self {
        let name: String = name
            .trim()
            .nfkc()
            .flat_map(char::to_lowercase)
            .nfkc()
            .collect();
        Self(digest(
            b"chartroom user name 1",
            &[&facility.0, name.as_bytes()],
        ))
    }
}

/// A member's public keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicHalves {
    /// To which keyrings are sealed.
    pub exchange: ExchangePublic,
    /// By which the member's signatures are checked.
    pub signing: SigningPublic,
}

impl PublicHalves {
    /// Eight groups of four digits for two people to compare aloud before one admits the other.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let hash = digest(
            b"chartroom fingerprint 1",
            &[&self.exchange.0, &self.signing.0],
        );
        let groups: Vec<_> = hash
            .chunks_exact(4)
            .map(|four| {
                let number = four
                    .iter()
                    .fold(0_u32, |sum, &byte| sum << 8 | u32::from(byte));
                format!("{:04}", number % 10_000)
            })
            .collect();
        groups.join(" ")
    }
}

/// A member's envelope, sound and signed by the member. Serde writes it as its bytes and checks them on the way in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<u8>", into = "Vec<u8>")]
pub struct Envelope {
    pub(super) body: Body,
    signature: Signature,
}

impl Envelope {
    pub(super) fn sign(body: Body, by: &SigningSecret) -> Self {
        let signature = by.sign(LABEL, &body_digest(&body));
        Self { body, signature }
    }

    /// The envelope's bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = vec![VERSION];
        out = postcard::to_extend(&(&self.body, &self.signature), out)
            .expect("an envelope has nothing postcard can't write");
        let sum = digest(LABEL, &[&out]);
        out.extend_from_slice(&sum[..SUM]);
        out
    }

    /// Reads an envelope, and refuses one that was harmed or weakened.
    ///
    /// # Errors
    /// Says which kind of harm; see [`EnvelopeError`].
    pub fn parse(bytes: &[u8]) -> Result<Self, EnvelopeError> {
        let too_short = EnvelopeError::TooShort { len: bytes.len() };
        let &version = bytes.first().ok_or(too_short.clone())?;
        if version != VERSION {
            return Err(EnvelopeError::UnknownVersion { version });
        }
        let (signed, sum) = bytes.split_last_chunk::<SUM>().ok_or(too_short)?;
        if digest(LABEL, &[signed])[..SUM] != *sum {
            return Err(EnvelopeError::Damaged);
        }
        let body = signed.get(1..).ok_or(EnvelopeError::Damaged)?;
        let ((body, signature), rest) = postcard::take_from_bytes::<(Body, Signature)>(body)
            .map_err(|_| EnvelopeError::Altered)?;
        // Before the signature: a weakened recipe is named as such, whoever signed it.
        body.password
            .recipe
            .params
            .checked()
            .map_err(EnvelopeError::Kdf)?;
        let signer = body.identity.public.signing;
        if !rest.is_empty() || !signer.verifies(LABEL, &body_digest(&body), &signature) {
            return Err(EnvelopeError::Altered);
        }
        let envelope = Self { body, signature };
        // Postcard reads numbers in longer forms too; one envelope has one form.
        if envelope.to_bytes() != bytes {
            return Err(EnvelopeError::Altered);
        }
        Ok(envelope)
    }

    /// The facility.
    #[must_use]
    pub const fn facility(&self) -> FacilityId {
        self.body.identity.facility
    }

    /// The member.
    #[must_use]
    pub const fn member(&self) -> MemberId {
        self.body.identity.member
    }

    /// The user name's hash.
    #[must_use]
    pub const fn name(&self) -> NameHash {
        self.body.identity.name
    }

    /// The public keys.
    #[must_use]
    pub const fn public(&self) -> PublicHalves {
        self.body.identity.public
    }

    /// How often it was rewritten. A lower number than one seen before is a rolled-back envelope.
    #[must_use]
    pub const fn revision(&self) -> u32 {
        self.body.revision
    }

    /// What the password is to be derived with.
    #[must_use]
    pub const fn recipe(&self) -> Recipe {
        self.body.password.recipe
    }

    /// Whether there is a recovery kit.
    #[must_use]
    pub const fn has_kit(&self) -> bool {
        self.body.kit.is_some()
    }

    /// The escrow key it is sealed to, if any.
    #[must_use]
    pub fn escrow(&self) -> Option<ExchangePublic> {
        self.body.escrow.as_ref().map(|escrow| escrow.to)
    }
}

fn body_digest(body: &Body) -> [u8; 32] {
    let bytes = postcard::to_allocvec(body).expect("a body has nothing postcard can't write");
    digest(b"chartroom member body 1", &[&bytes])
}

impl TryFrom<Vec<u8>> for Envelope {
    type Error = EnvelopeError;

    fn try_from(bytes: Vec<u8>) -> Result<Self, EnvelopeError> {
        Self::parse(&bytes)
    }
}

impl From<Envelope> for Vec<u8> {
    fn from(envelope: Envelope) -> Self {
        envelope.to_bytes()
    }
}
