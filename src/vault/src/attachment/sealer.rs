//! Sealing and opening chunks natively, and what an adapter to WebCrypto needs.

use aes_gcm::aead::{Aead as _, AeadInOut as _, KeyInit as _, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use super::{AttachmentError, Layout, chunk_nonce};
use crate::digest::expand;
use crate::key::{Case, Key};
use crate::place::Place;

const VERSION: u8 = 1;
/// What stands before the first chunk: version, key epoch, salt.
pub const HEADER_LEN: usize = 1 + 4 + 16;

/// The key of one attachment, with its place and layout. Wiped on drop.
pub struct Sealer {
    place: Place,
    layout: Layout,
    header: [u8; HEADER_LEN],
    key: Box<Zeroizing<[u8; 32]>>,
    cipher: Box<Aes256Gcm>,
}

impl core::fmt::Debug for Sealer {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Sealer({}, {:?}, ..)", self.place, self.layout)
    }
}

impl Sealer {
    /// Begins to seal content of `len` bytes for `place`, which names the attachment. `digest` is the content's SHA-256: the
    /// salt is made of it, so that two devices which seal the same content write the same rows, and no key ever seals two
    /// contents.
    ///
    /// # Errors
    /// Content longer than [`super::MAX_LEN`].
    pub fn begin(
        key: &Key<Case>,
        place: &Place,
        len: u64,
        digest: &[u8; 32],
    ) -> Result<Self, AttachmentError> {
        let mut header = [VERSION; HEADER_LEN];
        header[1..5].copy_from_slice(&place.epoch.to_be_bytes());
        let salt = expand(key.root(), &[b"chartroom attachment salt 1 ", digest]);
        header[5..].copy_from_slice(&salt[..16]);
        Ok(Self::new(key, place, Layout::of_content(len)?, header))
    }

    /// Goes on with an attachment that stands at `place`: its header, and how long all its chunks are together.
    ///
    /// # Errors
    /// A header that is cut off, of an unknown version or another epoch, or a length that no attachment has.
    pub fn resume(
        key: &Key<Case>,
        place: &Place,
        header: &[u8],
        chunks_len: u64,
    ) -> Result<Self, AttachmentError> {
        let place = *place;
        let &version = header.first().ok_or(AttachmentError::TooShort { place })?;
        if version != VERSION {
            return Err(AttachmentError::UnknownVersion { place, version });
        }
        let header: [u8; HEADER_LEN] = header
            .try_into()
            .map_err(|_| AttachmentError::TooShort { place })?;
        let sealed_in = u32::from_be_bytes([header[1], header[2], header[3], header[4]]);
        if sealed_in != place.epoch {
            return Err(AttachmentError::OtherEpoch { place, sealed_in });
        }
        let layout = Layout::of_sealed(chunks_len).ok_or(AttachmentError::Length {
            place,
            found: chunks_len,
        })?;
        Ok(Self::new(key, &place, layout, header))
    }

    fn new(key: &Key<Case>, place: &Place, layout: Layout, header: [u8; HEADER_LEN]) -> Self {
        let key = Box::new(expand(
            key.root(),
            &[b"chartroom attachment 1 ", &place.encode(), &header],
        ));
        let cipher = Box::new(Aes256Gcm::new((&**key).into()));
        Self {
            place: *place,
            layout,
            header,
            key,
            cipher,
        }
    }

    /// What stands before the first chunk.
    #[must_use]
    pub const fn header(&self) -> &[u8; HEADER_LEN] {
        &self.header
    }

    /// How the attachment falls into chunks.
    #[must_use]
    pub const fn layout(&self) -> Layout {
        self.layout
    }

    /// The attachment's own key, for an adapter that imports it into WebCrypto as not extractable. It seals this one
    /// content only.
    #[must_use]
    pub fn key_for_webcrypto(&self) -> &[u8; 32] {
        &self.key
    }

    /// A chunk's associated data: format, place, header, number, whether it is the last.
    #[must_use]
    pub fn associated(&self, chunk: u32) -> Vec<u8> {
        let nonce = chunk_nonce(chunk, self.layout.is_last(chunk));
        [
            b"chartroom/a1",
            &self.place.encode()[..],
            &self.header,
            &nonce[7..],
        ]
        .concat()
    }

    fn nonce(&self, chunk: u32) -> Nonce<aes_gcm::aead::consts::U12> {
        Nonce::from(chunk_nonce(chunk, self.layout.is_last(chunk)))
    }

    fn check(&self, chunk: u32) -> Result<(), AttachmentError> {
        let chunks = self.layout.chunks();
        if chunk >= chunks {
            return Err(AttachmentError::NoSuchChunk {
                place: self.place,
                chunk,
                chunks,
            });
        }
        Ok(())
    }

    /// Seals a chunk made by [`Layout::frame`], in its own memory. A chunk is sealed once: what is to be sealed anew
    /// begins anew.
    ///
    /// # Errors
    /// No such chunk, or not the chunk's length.
    pub fn seal(&self, chunk: u32, mut frame: Vec<u8>) -> Result<Vec<u8>, AttachmentError> {
        self.check(chunk)?;
        if frame.len() != self.layout.frame_len(chunk) {
            let (place, found) = (self.place, frame.len());
            return Err(AttachmentError::ChunkLength {
                place,
                chunk,
                found,
            });
        }
        self.cipher
            .encrypt_in_place(&self.nonce(chunk), &self.associated(chunk), &mut frame)
            .expect("a chunk is far shorter than GCM's limit");
        Ok(frame)
    }

    /// Opens a chunk: what [`Layout::frame`] made of it.
    ///
    /// # Errors
    /// No such chunk, another length, or a seal that doesn't hold.
    pub fn open(&self, chunk: u32, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, AttachmentError> {
        self.check(chunk)?;
        let (place, found) = (self.place, sealed.len());
        if found != self.layout.frame_len(chunk) + super::TAG {
            return Err(AttachmentError::ChunkLength {
                place,
                chunk,
                found,
            });
        }
        let aad = self.associated(chunk);
        self.cipher
            .decrypt(
                &self.nonce(chunk),
                Payload {
                    msg: sealed,
                    aad: &aad,
                },
            )
            .map(Zeroizing::new)
            .map_err(|_| AttachmentError::Refused { place, chunk })
    }

    /// Seals content that is in memory as a whole: header and chunks.
    ///
    /// # Errors
    /// Content longer than [`super::MAX_LEN`].
    pub fn seal_whole(
        key: &Key<Case>,
        place: &Place,
        content: &[u8],
    ) -> Result<Vec<u8>, AttachmentError> {
        let len = content.len() as u64;
        let sealer = Self::begin(key, place, len, &Sha256::digest(content).into())?;
        let layout = sealer.layout;
        let mut out = sealer.header.to_vec();
        for chunk in 0..layout.chunks() {
            let range = layout.content_range(chunk, len);
            let content = &content[range.start as usize..range.end as usize];
            out.extend(sealer.seal(chunk, layout.frame(chunk, len, content))?);
        }
        Ok(out)
    }

    /// Opens an attachment that is in memory as a whole.
    ///
    /// # Errors
    /// As [`Sealer::resume`] and [`Sealer::open`].
    pub fn open_whole(
        key: &Key<Case>,
        place: &Place,
        sealed: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, AttachmentError> {
        let (header, chunks) = sealed.split_at(sealed.len().min(HEADER_LEN));
        let sealer = Self::resume(key, place, header, chunks.len() as u64)?;
        let malformed = AttachmentError::Malformed { place: *place };
        // Chunks missing at the end may leave a length that some attachment has; the length inside tells.
        let cut_off = AttachmentError::Length {
            place: *place,
            found: chunks.len() as u64,
        };
        let layout = sealer.layout;
        let mut out = Zeroizing::new(Vec::with_capacity(chunks.len()));
        let mut len = None;
        for chunk in 0..layout.chunks() {
            let range = layout.sealed_range(chunk);
            let opened = sealer.open(chunk, &chunks[range.start as usize..range.end as usize])?;
            let len = match len {
                Some(len) => len,
                None => *len.insert(layout.content_len(&opened).ok_or(cut_off.clone())?),
            };
            let content = layout
                .content(chunk, len, &opened)
                .ok_or(malformed.clone())?;
            out.extend_from_slice(content);
        }
        Ok(out)
    }
}
