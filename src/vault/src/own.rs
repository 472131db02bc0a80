//! What a member seals for themselves, where what it stands in is read and written by others too. It is sealed by a key that only
//! they can make, not to their public key, to which anybody could seal: what opens was sealed by them.
//!
//! Format 1: version (1 byte), nonce (12, random), ciphertext with tag, over padded content.

use aes_gcm::aead::{Aead as _, Payload};
use aes_gcm::{Aes256Gcm, KeyInit as _, Nonce};
use rand_core::CryptoRng;
use zeroize::Zeroizing;

use crate::digest::expand;
use crate::member::Unlocked;
use crate::padding::{pad, unpad};
use crate::seal::{MAX_CONTENT, SEAL_LIMIT, SealError};

const VERSION: u8 = 1;
const NONCE: usize = 12;
const TAG: usize = 16;

impl Unlocked {
    /// Seals `content` so that only this member opens it, under the same `context`: what it is, and where it stands.
    ///
    /// # Errors
    /// Content longer than [`MAX_CONTENT`], or a key that has sealed [`SEAL_LIMIT`] times.
    pub fn seal_own(
        &self,
        context: &[u8],
        content: &[u8],
        rng: &mut impl CryptoRng,
    ) -> Result<Vec<u8>, SealError> {
        if content.len() > MAX_CONTENT {
            return Err(SealError::TooLong { len: content.len() });
        }
        if !self.kek().count(SEAL_LIMIT) {
            return Err(SealError::KeyWornOut);
        }
        let mut nonce = [0; NONCE];
        rng.fill_bytes(&mut nonce);
        let sealed = self.own_cipher().encrypt(
            &Nonce::from(nonce),
            Payload {
                msg: &pad(content, TAG),
                aad: &self.own_context(context),
            },
        );
        let sealed = sealed.expect("content is far shorter than GCM's limit");
        Ok([&[VERSION][..], &nonce, &sealed].concat())
    }

    /// Opens what [`Unlocked::seal_own`] sealed. None where it was altered, or is not this member's or stands elsewhere.
    #[must_use]
    pub fn open_own(&self, context: &[u8], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let (&version, rest) = sealed.split_first()?;
        let (nonce, msg) = rest.split_first_chunk::<NONCE>()?;
        if version != VERSION {
            return None;
        }
        let aad = &self.own_context(context);
        let opened = self
            .own_cipher()
            .decrypt(&Nonce::from(*nonce), Payload { msg, aad });
        unpad(Zeroizing::new(opened.ok()?))
    }

    /// Made of the key that stays the same whatever their password is, and is nobody else's.
    fn own_cipher(&self) -> Aes256Gcm {
        Aes256Gcm::new((&*expand(self.kek().root(), &[b"chartroom own 2"])).into())
    }

    fn own_context(&self, context: &[u8]) -> Vec<u8> {
        [
            &b"chartroom/o1"[..],
            &self.facility().0,
            &self.member().0,
            context,
        ]
        .concat()
    }
}
