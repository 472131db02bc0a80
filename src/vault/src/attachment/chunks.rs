//! How content of a length falls into chunks.

use core::ops::Range;

use super::{AttachmentError, CHUNK, MAX_LEN, TAG};
use crate::padding::padme;

const PREFIX: u64 = 8;

/// How an attachment falls into chunks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layout {
    padded: u64,
}

impl Layout {
    /// The layout of content of `len` bytes.
    ///
    /// # Errors
    /// More than [`MAX_LEN`].
    pub const fn of_content(len: u64) -> Result<Self, AttachmentError> {
        if len > MAX_LEN {
            return Err(AttachmentError::TooLong { len });
        }
        Ok(Self {
            padded: padme(len + PREFIX),
        })
    }

    /// The layout of `len` bytes of sealed chunks, the header not counted; none where no attachment has that length.
    #[must_use]
    pub fn of_sealed(len: u64) -> Option<Self> {
        let chunks = len.div_ceil((CHUNK + TAG) as u64);
        let padded = len.checked_sub(chunks * TAG as u64)?;
        let layout = Self { padded };
        let whole = padded >= 64
            && padded <= padme(MAX_LEN + PREFIX)
            && padme(padded) == padded
            && layout.sealed_len() == len;
        whole.then_some(layout)
    }

    /// How many chunks there are, one at least.
    #[must_use]
    pub const fn chunks(&self) -> u32 {
        self.padded.div_ceil(CHUNK as u64) as u32
    }

    /// Bytes of all sealed chunks.
    #[must_use]
    pub const fn sealed_len(&self) -> u64 {
        self.padded + self.chunks() as u64 * TAG as u64
    }

    /// Whether it is the last chunk.
    #[must_use]
    pub const fn is_last(&self, chunk: u32) -> bool {
        chunk + 1 == self.chunks()
    }

    /// Where a sealed chunk stands, counted from the end of the header.
    #[must_use]
    pub fn sealed_range(&self, chunk: u32) -> Range<u64> {
        let start = u64::from(chunk) * (CHUNK + TAG) as u64;
        start..(start + (CHUNK + TAG) as u64).min(self.sealed_len())
    }

    /// Length of a chunk before it is sealed.
    #[must_use]
    pub fn frame_len(&self, chunk: u32) -> usize {
        let range = self.sealed_range(chunk);
        (range.end.saturating_sub(range.start) as usize).saturating_sub(TAG)
    }

    /// Which bytes of content of `len` bytes a chunk holds. Empty where it is padding only.
    #[must_use]
    pub fn content_range(&self, chunk: u32, len: u64) -> Range<u64> {
        let start = u64::from(chunk) * CHUNK as u64;
        let end = start + self.frame_len(chunk) as u64;
        start.saturating_sub(PREFIX).min(len)..end.saturating_sub(PREFIX).min(len)
    }

    /// A chunk as it is sealed: the length before it if it is the first, `content` (the bytes of
    /// [`Layout::content_range`]), zeros.
    ///
    /// # Panics
    /// If `content` isn't as long as its range.
    #[must_use]
    pub fn frame(&self, chunk: u32, len: u64, content: &[u8]) -> Vec<u8> {
        let range = self.content_range(chunk, len);
        assert_eq!(
            content.len() as u64,
            range.end - range.start,
            "content of chunk {chunk}"
        );
        let mut out = Vec::with_capacity(self.frame_len(chunk) + TAG);
        if chunk == 0 {
            out.extend_from_slice(&len.to_be_bytes());
        }
        out.extend_from_slice(content);
        out.resize(self.frame_len(chunk), 0);
        out
    }

    /// The content's length, out of the first opened chunk; none where it doesn't agree with the layout.
    #[must_use]
    pub fn content_len(&self, first: &[u8]) -> Option<u64> {
        let len = u64::from_be_bytes(*first.first_chunk()?);
        (Self::of_content(len).ok()? == *self).then_some(len)
    }

    /// The content of an opened chunk; none where it hasn't the chunk's length or its padding isn't zeros.
    #[must_use]
    pub fn content<'a>(&self, chunk: u32, len: u64, opened: &'a [u8]) -> Option<&'a [u8]> {
        if opened.len() != self.frame_len(chunk) {
            return None;
        }
        let skip = if chunk == 0 { PREFIX as usize } else { 0 };
        let range = self.content_range(chunk, len);
        let (content, zeros) = opened
            .get(skip..)?
            .split_at_checked((range.end - range.start) as usize)?;
        zeros.iter().all(|&byte| byte == 0).then_some(content)
    }
}

/// A chunk's nonce: seven zeros, its number (big-endian), whether it is the last.
#[must_use]
pub fn chunk_nonce(chunk: u32, last: bool) -> [u8; 12] {
    let mut nonce = [0; 12];
    nonce[7..11].copy_from_slice(&chunk.to_be_bytes());
    nonce[11] = u8::from(last);
    nonce
}
