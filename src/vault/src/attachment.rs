//! Attachments in chunks of 1 MiB, so that a film of 200 MB is sealed and read as a stream and any part of it alone.
//!
//! Format 1: a header (version, key epoch, salt of 16 bytes that is made of the case's key and the content's digest; at random in
//! earlier builds), then the sealed chunks. Content is led by its length (8 bytes)
//! and followed by zeros up to PADMÉ's length, then cut into chunks; each is AES-256-GCM under a key derived from the
//! case's key, the attachment's place and the salt, so the key seals this one content only. A chunk's nonce is its number and
//! whether it is the last; both, and the place, are in its associated data. Cutting off, changing the order, doubling and
//! adding are refused by it.
//!
//! Sealing a chunk natively takes ten times as long as WebCrypto's AES-GCM in the same browser: [`Sealer::key_for_webcrypto`],
//! [`chunk_nonce`] and [`Sealer::associated`] are what an adapter needs to seal the same bytes there.

mod chunks;
mod error;
mod sealer;

pub use chunks::{Layout, chunk_nonce};
pub use error::AttachmentError;
pub use sealer::{HEADER_LEN, Sealer};

/// Bytes of padded content in each chunk but the last.
pub const CHUNK: usize = 1 << 20;
/// Bytes a sealed chunk is longer than its content.
pub const TAG: usize = 16;
/// The longest attachment, in bytes.
pub const MAX_LEN: u64 = 16 << 30;
