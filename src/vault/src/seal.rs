//! A sealed row: AES-256-GCM over padded content, bound to its place.
//!
//! Format 1: version (1 byte), key epoch (4, big-endian), nonce (12, random), ciphertext with tag. The epoch stands in
//! the clear so that a device that doesn't hold it can say so; it is bound like the rest of the place.

use aes_gcm::Nonce;
use aes_gcm::aead::{Aead as _, AeadInOut as _, Payload};
use rand_core::CryptoRng;
use zeroize::Zeroizing;

use crate::key::{Key, Purpose, Seals};
use crate::padding::{pad, unpad};
use crate::parts::{Parts, says_its_parts};
use crate::place::{ENCODED, Place};

const VERSION: u8 = 1;
const NONCE: usize = 12;
const TAG: usize = 16;
/// What stands before the ciphertext: version, epoch, nonce.
pub const HEADER_LEN: usize = 1 + 4 + NONCE;
/// The longest content of one row, in bytes. Longer things are attachments.
pub const MAX_CONTENT: usize = 64 << 20;
/// From this many seals on, a key is due for a new epoch.
pub const ROTATE_AT: u32 = 1 << 22;
/// A key that has sealed this often on a device seals no more there. Random nonces allow 2³² seals in all
/// (NIST SP 800-38D, 8.3), which 256 devices at this limit just reach.
pub const SEAL_LIMIT: u32 = 1 << 24;

/// Why something wasn't sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SealError {
    /// The content is longer than [`MAX_CONTENT`].
    TooLong {
        /// Its length in bytes.
        len: usize,
    },
    /// The key has reached [`SEAL_LIMIT`].
    KeyWornOut,
}

impl SealError {
    /// The refusal in four parts.
    #[must_use]
    pub fn parts(&self) -> Parts {
        match self {
            Self::TooLong { len } => Parts::new(
                format!("{len} bytes are too many for one row"),
                format!(
                    "a row holds {MAX_CONTENT} bytes at most, so that it can be opened in memory"
                ),
                "content to be sealed",
                "keep it as an attachment",
            ),
            Self::KeyWornOut => Parts::new(
                format!("this key has sealed {SEAL_LIMIT} times on this device"),
                "random nonces stay apart only while a key seals far less than 2³² times",
                "key",
                "begin a new key epoch",
            ),
        }
    }
}

/// Why something sealed doesn't open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OpenError {
    /// Shorter than anything sealed: cut off.
    TooShort {
        /// Where it should stand.
        place: Place,
        /// Its length in bytes.
        len: usize,
    },
    /// A format this build doesn't know.
    UnknownVersion {
        /// Where it stands.
        place: Place,
        /// The version byte.
        version: u8,
    },
    /// Sealed in another epoch than the place says.
    OtherEpoch {
        /// Where it should stand.
        place: Place,
        /// The epoch it is from.
        sealed_in: u32,
    },
    /// The epoch's key isn't in the keyring.
    EpochNotHeld {
        /// The epoch.
        epoch: u32,
        /// The newest epoch that is held.
        newest: u32,
    },
    /// Altered, or moved here from another place, or sealed by another key: the tag can't tell which.
    Refused {
        /// Where it should stand.
        place: Place,
    },
    /// Authentic, and yet not what the format says: a fault of the program that wrote it.
    Malformed {
        /// Where it stands.
        place: Place,
    },
}

impl OpenError {
    /// The refusal in four parts.
    #[must_use]
    pub fn parts(&self) -> Parts {
        let restore = "restore it from a backup or from another device";
        match self {
            Self::TooShort { place, len } => Parts::new(
                format!("{len} bytes are too few"),
                "it was cut off",
                place.to_string(),
                restore,
            ),
            Self::UnknownVersion { place, version } => Parts::new(
                format!("sealed in format {version}"),
                "this build opens format 1",
                place.to_string(),
                format!("update the program; if it is up to date, {restore}"),
            ),
            Self::OtherEpoch { place, sealed_in } => Parts::new(
                format!("sealed in key epoch {sealed_in}"),
                "its place says another epoch, so it was rolled back or swapped",
                place.to_string(),
                restore,
            ),
            Self::EpochNotHeld { epoch, newest } => Parts::new(
                format!("sealed in key epoch {epoch}"),
                format!("this keyring reaches to epoch {newest}"),
                "keyring",
                "have the keyring sealed to you again by a member who holds the epoch",
            ),
            Self::Refused { place } => Parts::new(
                "the seal doesn't hold",
                "it was altered, or it belongs to another place or key",
                place.to_string(),
                restore,
            ),
            Self::Malformed { place } => Parts::new(
                "the seal holds, what is inside doesn't have the form it should",
                "the program that wrote it was faulty",
                place.to_string(),
                restore,
            ),
        }
    }
}

says_its_parts!(SealError, OpenError);

const AD: usize = 24 + ENCODED;

/// Associated data: format, purpose of the key (at most 12 bytes, padded with zeros), place.
fn associated<P: Purpose>(place: &Place) -> [u8; AD] {
    let mut out = [0; AD];
    out[..12].copy_from_slice(b"chartroom/s1");
    out[12..12 + P::LABEL.len()].copy_from_slice(P::LABEL);
    out[24..].copy_from_slice(&place.encode());
    out
}

/// Seals `content` for `place`.
///
/// # Errors
/// Content longer than [`MAX_CONTENT`], or a key at its [`SEAL_LIMIT`].
pub fn seal<P: Seals>(
    key: &Key<P>,
    place: &Place,
    content: &[u8],
    rng: &mut impl CryptoRng,
) -> Result<Vec<u8>, SealError> {
    if content.len() > MAX_CONTENT {
        return Err(SealError::TooLong { len: content.len() });
    }
    if !key.count(SEAL_LIMIT) {
        return Err(SealError::KeyWornOut);
    }
    let mut nonce = [0; NONCE];
    rng.fill_bytes(&mut nonce);
    let mut padded = pad(content, 0);
    let tag = key
        .cipher()
        .encrypt_inout_detached(
            &Nonce::from(nonce),
            &associated::<P>(place),
            padded.as_mut_slice().into(),
        )
        .expect("content is far shorter than GCM's limit");
    let mut out = Vec::with_capacity(HEADER_LEN + padded.len() + TAG);
    out.push(VERSION);
    out.extend_from_slice(&place.epoch.to_be_bytes());
    out.extend_from_slice(&nonce);
    out.extend_from_slice(&padded);
    out.extend_from_slice(&tag);
    Ok(out)
}

/// Opens what was sealed for `place`.
///
/// # Errors
/// Says which kind of harm was done; see [`OpenError`].
pub fn open<P: Seals>(
    key: &Key<P>,
    place: &Place,
    sealed: &[u8],
) -> Result<Zeroizing<Vec<u8>>, OpenError> {
    let (sealed_in, nonce, ciphertext) = split(place, sealed)?;
    if sealed_in != place.epoch {
        return Err(OpenError::OtherEpoch {
            place: *place,
            sealed_in,
        });
    }
    let padded = key
        .cipher()
        .decrypt(
            &Nonce::from(*nonce),
            Payload {
                msg: ciphertext,
                aad: &associated::<P>(place),
            },
        )
        .map_err(|_| OpenError::Refused { place: *place })?;
    unpad(Zeroizing::new(padded)).ok_or(OpenError::Malformed { place: *place })
}

/// The key epoch something was sealed in, by which its key is found. `place` is for the error only.
///
/// # Errors
/// Too short, or of an unknown version.
pub fn epoch_of(place: &Place, sealed: &[u8]) -> Result<u32, OpenError> {
    split(place, sealed).map(|(epoch, ..)| epoch)
}

fn split<'a>(
    place: &Place,
    sealed: &'a [u8],
) -> Result<(u32, &'a [u8; NONCE], &'a [u8]), OpenError> {
    let too_short = || OpenError::TooShort {
        place: *place,
        len: sealed.len(),
    };
    let (&version, rest) = sealed.split_first().ok_or_else(too_short)?;
    if version != VERSION {
        return Err(OpenError::UnknownVersion {
            place: *place,
            version,
        });
    }
    let (epoch, rest) = rest.split_first_chunk().ok_or_else(too_short)?;
    let (nonce, ciphertext) = rest.split_first_chunk().ok_or_else(too_short)?;
    if ciphertext.len() < TAG {
        return Err(too_short());
    }
    Ok((u32::from_be_bytes(*epoch), nonce, ciphertext))
}
