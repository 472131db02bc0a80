//! A key wrapped by a key of another purpose: nonce and ciphertext with tag, 60 bytes. The context names what is
//! wrapped and where it stands; formats and versions are those of the things that hold wraps.

use aes_gcm::Nonce;
use aes_gcm::aead::{Aead as _, Payload};
use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::fixed;
use crate::key::{Key, Material, Wraps};
use crate::seal::{SEAL_LIMIT, SealError};

pub(crate) const WRAP_LEN: usize = 60;

/// A wrapped key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Wrap(#[serde(with = "fixed")] pub(crate) [u8; WRAP_LEN]);

fn associated<M: Material>(context: &[&[u8]]) -> Vec<u8> {
    let mut out = b"chartroom/w1".to_vec();
    for part in [M::LABEL].iter().chain(context) {
        out.extend_from_slice(&(part.len() as u32).to_be_bytes());
        out.extend_from_slice(part);
    }
    out
}

pub(crate) fn wrap<W: Wraps<M>, M: Material>(
    with: &Key<W>,
    key: &M,
    context: &[&[u8]],
    rng: &mut impl CryptoRng,
) -> Result<Wrap, SealError> {
    if !with.count(SEAL_LIMIT) {
        return Err(SealError::KeyWornOut);
    }
    let mut out = [0; WRAP_LEN];
    rng.fill_bytes(&mut out[..12]);
    let nonce: [u8; 12] = *out.first_chunk().expect("60 bytes");
    let sealed = with
        .cipher()
        .encrypt(
            &Nonce::from(nonce),
            Payload {
                msg: key.bytes(),
                aad: &associated::<M>(context),
            },
        )
        .expect("32 bytes are within GCM's limit");
    out[12..].copy_from_slice(&sealed);
    Ok(Wrap(out))
}

/// The key again; none where the wrap was altered, moved or made with another key.
pub(crate) fn unwrap<W: Wraps<M>, M: Material>(
    with: &Key<W>,
    wrap: &Wrap,
    context: &[&[u8]],
) -> Option<M> {
    let (nonce, sealed) = wrap.0.split_first_chunk::<12>()?;
    let opened = with
        .cipher()
        .decrypt(
            &Nonce::from(*nonce),
            Payload {
                msg: sealed,
                aad: &associated::<M>(context),
            },
        )
        .map(Zeroizing::new)
        .ok()?;
    let mut bytes = Zeroizing::new([0; 32]);
    bytes.copy_from_slice(opened.get(..32)?);
    Some(M::from_bytes(&bytes))
}
