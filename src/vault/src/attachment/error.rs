//! What is wrong with a sealed attachment.

use crate::parts::{Parts, says_its_parts};
use crate::place::Place;

/// Why an attachment isn't sealed or doesn't open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AttachmentError {
    /// Longer than [`super::MAX_LEN`].
    TooLong {
        /// Its length in bytes.
        len: u64,
    },
    /// The header is cut off.
    TooShort {
        /// Where it stands.
        place: Place,
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
    /// Not a length that a whole attachment has: cut off or added to.
    Length {
        /// Where it stands.
        place: Place,
        /// Length of all chunks in bytes.
        found: u64,
    },
    /// A chunk has another length than its number asks for.
    ChunkLength {
        /// Where it stands.
        place: Place,
        /// The chunk.
        chunk: u32,
        /// Its length in bytes.
        found: usize,
    },
    /// No such chunk.
    NoSuchChunk {
        /// Where it stands.
        place: Place,
        /// The chunk asked for.
        chunk: u32,
        /// How many there are.
        chunks: u32,
    },
    /// A chunk that was altered, moved, or belongs to another attachment.
    Refused {
        /// Where it stands.
        place: Place,
        /// The chunk.
        chunk: u32,
    },
    /// Authentic, and yet not what the format says: a fault of the program that wrote it.
    Malformed {
        /// Where it stands.
        place: Place,
    },
}

impl AttachmentError {
    /// The refusal in four parts.
    #[must_use]
    pub fn parts(&self) -> Parts {
        let restore = "restore it from a backup or from another device";
        match self {
            Self::TooLong { len } => Parts::new(
                format!("{len} bytes are too many"),
                format!("an attachment has {} bytes at most", super::MAX_LEN),
                "attachment",
                "split the file",
            ),
            Self::TooShort { place } => Parts::new(
                "the header is cut off",
                "it has 21 bytes",
                place.to_string(),
                restore,
            ),
            Self::UnknownVersion { place, version } => Parts::new(
                format!("sealed in format {version}"),
                "this build opens format 1",
                place.to_string(),
                "update the program",
            ),
            Self::OtherEpoch { place, sealed_in } => Parts::new(
                format!("sealed in key epoch {sealed_in}"),
                "its place says another epoch, so it was rolled back or swapped",
                place.to_string(),
                restore,
            ),
            Self::Length { place, found } => Parts::new(
                format!("{found} bytes of chunks"),
                "no whole attachment has that length: it was cut off or added to",
                place.to_string(),
                restore,
            ),
            Self::ChunkLength {
                place,
                chunk,
                found,
            } => Parts::new(
                format!("chunk {chunk} has {found} bytes"),
                "its number asks for another length",
                place.to_string(),
                restore,
            ),
            Self::NoSuchChunk {
                place,
                chunk,
                chunks,
            } => Parts::new(
                format!("chunk {chunk} of {chunks}"),
                "chunks are counted from 0",
                place.to_string(),
                "ask for a chunk that is there",
            ),
            Self::Refused { place, chunk } => Parts::new(
                format!("chunk {chunk}: the seal doesn't hold"),
                "it was altered, moved, or belongs to another attachment",
                place.to_string(),
                restore,
            ),
            Self::Malformed { place } => Parts::new(
                "the seals hold, what is inside doesn't have the form it should",
                "the program that wrote it was faulty",
                place.to_string(),
                restore,
            ),
        }
    }
}

says_its_parts!(AttachmentError);
