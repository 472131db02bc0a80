//! The container every data pack is written in, and the errors a damaged one gives.
//!
//! A pack is `header ‖ payload`. The header is [`HEADER_LEN`] bytes: an eight-byte magic, the format
//! version (u32, little-endian), the kind of pack (16 bytes of ASCII, padded with zeros), the length of the
//! payload (u64) and its SHA-256. Truncation, tampering and packs of a newer format are told apart before a
//! byte of the payload is interpreted. What the payload means is the business of the crate that reads it.

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use sha2::{Digest, Sha256};

/// First eight bytes of every pack.
pub const MAGIC: [u8; 8] = *b"CHRTPACK";
/// The newest container format this build reads; also the one it writes. Format 2 came with the replacements of
/// codes, format 3 with the former titles of diagnoses; packs of codes of earlier formats lack them, and everything
/// else is the same.
pub const FORMAT: u32 = 3;
/// The first format whose packs of codes say which code took over from which.
const WITH_REPLACEMENTS: u32 = 2;
/// The first format whose packs of diagnoses say what codes were called before.
const WITH_FORMER_TITLES: u32 = 3;
/// Bytes before the payload.
pub const HEADER_LEN: usize = 8 + 4 + 16 + 8 + 32;

/// The kinds of pack Chartroom builds. The name is also the file's stem (`NAME.pack`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum PackKind {
    /// ICD-10-CM: codes, validity, titles, hierarchy, tabular notes.
    Icd10Cm,
    /// ICD-10-PCS: codes, validity, titles, axes.
    Icd10Pcs,
    /// MS-DRG tables of nine grouper versions.
    MsDrg,
    /// Tables of the Medicare Code Editor.
    Mce,
    /// Relative weights and lengths of stay.
    Weights,
}

impl PackKind {
    /// Every kind, in the order they are built.
    pub const ALL: [Self; 5] = [
        Self::Icd10Cm,
        Self::Icd10Pcs,
        Self::MsDrg,
        Self::Mce,
        Self::Weights,
    ];

    /// The name in the header, and the stem of the file.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Icd10Cm => "icd10cm",
            Self::Icd10Pcs => "icd10pcs",
            Self::MsDrg => "msdrg",
            Self::Mce => "mce",
            Self::Weights => "weights",
        }
    }

    /// The file name in a folder of packs.
    #[must_use]
    pub fn file_name(self) -> String {
        format!("{}.pack", self.name())
    }
}

/// Why a pack can't be used. Each value names the pack; [`PackError::fix`] names the cure.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum PackError {
    /// There is no such file, or it could not be read.
    #[error("pack “{pack}” is missing: {detail}")]
    Missing {
        /// Name of the pack.
        pack: String,
        /// What was looked for, and where.
        detail: String,
    },
    /// The bytes do not begin as a pack begins.
    #[error("“{pack}” is not a Chartroom pack: it begins with other bytes")]
    NotAPack {
        /// Name of the pack.
        pack: String,
    },
    /// A pack of another kind stands under this name.
    #[error("pack “{pack}” holds “{found}” instead")]
    WrongKind {
        /// Name of the pack that was wanted.
        pack: String,
        /// Kind named in the header.
        found: String,
    },
    /// Fewer or more bytes than the header says.
    #[error("pack “{pack}” is truncated: {found} bytes where its header says {expected}")]
    Truncated {
        /// Name of the pack.
        pack: String,
        /// Bytes that the header promises, header included.
        expected: u64,
        /// Bytes that are there.
        found: u64,
    },
    /// The payload's digest is not the one in the header (or in the manifest).
    #[error("pack “{pack}” was altered: its SHA-256 is not the recorded one")]
    Tampered {
        /// Name of the pack.
        pack: String,
    },
    /// Written by a newer Chartroom.
    #[error("pack “{pack}” has format {found}; this build reads up to {supported}")]
    TooNew {
        /// Name of the pack.
        pack: String,
        /// Format in the header.
        found: u32,
        /// Newest format this build reads.
        supported: u32,
    },
    /// The digest is right but the content breaks a rule of its format: built by a faulty packer.
    #[error("pack “{pack}” is malformed at {place}")]
    Malformed {
        /// Name of the pack.
        pack: String,
        /// Which table or field.
        place: String,
    },
}

impl PackError {
    /// Name of the pack concerned, for example `msdrg`.
    #[must_use]
    pub fn pack(&self) -> &str {
        match self {
            Self::Missing { pack, .. }
            | Self::NotAPack { pack }
            | Self::WrongKind { pack, .. }
            | Self::Truncated { pack, .. }
            | Self::Tampered { pack }
            | Self::TooNew { pack, .. }
            | Self::Malformed { pack, .. } => pack,
        }
    }

    /// What the user can do about it, in one sentence.
    #[must_use]
    pub fn fix(&self) -> &'static str {
        match self {
            Self::TooNew { .. } => {
                "Update Chartroom, or rebuild the packs with this version: cargo xtask packs."
            }
            Self::Malformed { .. } => {
                "Rebuild the packs with cargo xtask packs; if it stays, report it as a fault of the packer."
            }
            _ => {
                "Rebuild the packs with cargo xtask packs; in the browser, reload the page while there is a line."
            }
        }
    }

    /// A [`PackError::Malformed`] for `kind` at `place`.
    #[must_use]
    pub fn malformed(kind: PackKind, place: impl Into<String>) -> Self {
        Self::Malformed {
            pack: kind.name().to_owned(),
            place: place.into(),
        }
    }
}

/// Wraps `payload` into a pack. The same payload always gives the same bytes.
#[must_use]
pub fn seal(kind: PackKind, payload: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(HEADER_LEN + payload.len());
    out.extend_from_slice(&MAGIC);
    out.extend_from_slice(&FORMAT.to_le_bytes());
    out.extend_from_slice(&padded_name(kind));
    out.extend_from_slice(&(payload.len() as u64).to_le_bytes());
    out.extend_from_slice(&Sha256::digest(payload));
    out.extend_from_slice(payload);
    out
}

/// The kind's name as the header holds it.
fn padded_name(kind: PackKind) -> [u8; 16] {
    let mut name = [0u8; 16];
    name[..kind.name().len()].copy_from_slice(kind.name().as_bytes());
    name
}

/// The format in a header.
fn format(header: &[u8]) -> u32 {
    u32::from_le_bytes([header[8], header[9], header[10], header[11]])
}

/// Checks a pack's header, length and digest, and returns its payload.
///
/// # Errors
/// Any [`PackError`] except `Missing` and `Malformed`.
pub fn unseal(kind: PackKind, bytes: &[u8]) -> Result<&[u8], PackError> {
    let pack = || kind.name().to_owned();
    let found = bytes.len() as u64;
    if bytes.len() < MAGIC.len() {
        return Err(PackError::Truncated {
            pack: pack(),
            expected: HEADER_LEN as u64,
            found,
        });
    }
    if bytes[..8] != MAGIC {
        return Err(PackError::NotAPack { pack: pack() });
    }
    let Some((header, payload)) = bytes.split_at_checked(HEADER_LEN) else {
        return Err(PackError::Truncated {
            pack: pack(),
            expected: HEADER_LEN as u64,
            found,
        });
    };
    let format = format(header);
    if format > FORMAT {
        return Err(PackError::TooNew {
            pack: pack(),
            found: format,
            supported: FORMAT,
        });
    }
    let name = &header[12..28];
    if name != padded_name(kind) {
        let name = &name[..name.iter().position(|&b| b == 0).unwrap_or(name.len())];
        return Err(PackError::WrongKind {
            pack: pack(),
            found: String::from_utf8_lossy(name).into_owned(),
        });
    }
    let mut length = [0u8; 8];
    length.copy_from_slice(&header[28..36]);
    let length = u64::from_le_bytes(length);
    if length != payload.len() as u64 {
        return Err(PackError::Truncated {
            pack: pack(),
            expected: length.saturating_add(HEADER_LEN as u64),
            found,
        });
    }
    if Sha256::digest(payload).as_slice() != &header[36..68] {
        return Err(PackError::Tampered { pack: pack() });
    }
    Ok(payload)
}

/// Encodes a payload (postcard) and seals it.
///
/// # Panics
/// Never for the plain data types packs are made of: postcard fails only on sequences of unknown length.
#[must_use]
pub fn encode<T: Serialize>(kind: PackKind, value: &T) -> Vec<u8> {
    #[allow(clippy::expect_used)]
    let payload =
        postcard::to_stdvec(value).expect("plain data of known length is always encodable");
    seal(kind, &payload)
}

/// Unseals a pack and decodes its payload; the reader still has to check that indexes are in range.
///
/// # Errors
/// Any [`PackError`] except `Missing`.
pub fn decode<T: DeserializeOwned>(kind: PackKind, bytes: &[u8]) -> Result<T, PackError> {
    borrow(kind, bytes)
}

/// As [`decode`], for payloads whose texts and byte columns are slices of the pack itself: nothing is copied.
///
/// # Errors
/// Any [`PackError`] except `Missing`.
pub fn borrow<'a, T: Deserialize<'a>>(kind: PackKind, bytes: &'a [u8]) -> Result<T, PackError> {
    whole(kind, unseal(kind, bytes)?)
}

/// Decodes a payload to its last byte.
fn whole<'a, T: Deserialize<'a>>(kind: PackKind, payload: &'a [u8]) -> Result<T, PackError> {
    let (value, rest) = postcard::take_from_bytes(payload)
        .map_err(|e| PackError::malformed(kind, e.to_string()))?;
    if rest.is_empty() {
        Ok(value)
    } else {
        Err(PackError::malformed(kind, "bytes after the end"))
    }
}

/// The payload of a pack of codes: what every format has, and what came with later ones (`None` before).
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct CodesPayload<T, R, F> {
    pub(crate) content: T,
    pub(crate) replacements: Option<R>,
    pub(crate) former: Option<F>,
}

/// As [`borrow`], for packs of codes of any format.
///
/// # Errors
/// Any [`PackError`] except `Missing`.
pub(crate) fn borrow_codes<'a, T, R, F>(
    kind: PackKind,
    bytes: &'a [u8],
) -> Result<CodesPayload<T, R, F>, PackError>
where
    T: Deserialize<'a>,
    R: Deserialize<'a>,
    F: Deserialize<'a>,
{
    let payload = unseal(kind, bytes)?;
    let (content, replacements, former) = match format(bytes) {
        WITH_FORMER_TITLES.. => {
            let (content, replacements, former) = whole(kind, payload)?;
            (content, Some(replacements), Some(former))
        }
        WITH_REPLACEMENTS.. => {
            let (content, replacements) = whole(kind, payload)?;
            (content, Some(replacements), None)
        }
        _ => (whole(kind, payload)?, None, None),
    };
    Ok(CodesPayload {
        content,
        replacements,
        former,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::{CodesPayload, FORMAT, PackError, PackKind, borrow_codes, encode};

    /// The same bytes as a build of that format wrote them: the header is not part of the digest.
    fn of_format(format: u32, mut bytes: Vec<u8>) -> Vec<u8> {
        bytes[8..12].copy_from_slice(&format.to_le_bytes());
        bytes
    }

    #[test]
    fn a_pack_has_what_its_format_has() {
        let kind = PackKind::Icd10Cm;
        let of = [
            of_format(1, encode(kind, &7u32)),
            of_format(2, encode(kind, &(7u32, 9u32))),
            encode(kind, &(7u32, 9u32, 11u32)),
        ];
        for (at, bytes) in of.iter().enumerate() {
            let expected = CodesPayload {
                content: 7u32,
                replacements: (at > 0).then_some(9u32),
                former: (at > 1).then_some(11u32),
            };
            assert_eq!(borrow_codes(kind, bytes).unwrap(), expected);
            // None passes for another.
            for format in (1..=3).filter(|format| *format as usize != at + 1) {
                let bytes = of_format(format, bytes.clone());
                assert!(matches!(
                    borrow_codes::<u32, u32, u32>(kind, &bytes),
                    Err(PackError::Malformed { .. })
                ));
            }
        }
        assert!(matches!(
            borrow_codes::<u32, u32, u32>(kind, &of_format(FORMAT + 1, of[2].clone())),
            Err(PackError::TooNew { .. })
        ));
    }
}
