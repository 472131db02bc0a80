//! Wraps by secrets that people type. GCM doesn't commit to its key: one ciphertext can be made to open under several
//! passwords, and each attempt then rules out many. So the wrap carries a commitment to its key, compared before
//! anything is decrypted; that also tells a wrong secret from a damaged wrap.

use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq as _;

use crate::digest::expand;
use crate::key::{Key, Material, MemberKek, Purpose, Recovery, Unlock, Wraps};
use crate::seal::SealError;
use crate::wrap::{Wrap, unwrap, wrap};

impl Wraps<Key<MemberKek>> for Unlock {}
impl Wraps<Key<MemberKek>> for Recovery {}

/// A wrap with a commitment to the key that opens it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CommittedWrap {
    commitment: [u8; 32],
    wrap: Wrap,
}

/// Why a committed wrap doesn't open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unopened {
    /// The key isn't the one committed to.
    OtherKey,
    /// The key is right and the wrap doesn't open: altered or moved.
    Altered,
}

fn commitment<W: Purpose>(key: &Key<W>, wrap: &Wrap) -> [u8; 32] {
    *expand(
        key.root(),
        &[b"chartroom commitment 1 ", W::LABEL, &wrap.0[..12]],
    )
}

impl CommittedWrap {
    pub(crate) fn make<W: Wraps<M>, M: Material>(
        with: &Key<W>,
        key: &M,
        context: &[&[u8]],
        rng: &mut impl CryptoRng,
    ) -> Result<Self, SealError> {
        let wrap = wrap(with, key, context, rng)?;
        Ok(Self {
            commitment: commitment(with, &wrap),
            wrap,
        })
    }

    pub(crate) fn open<W: Wraps<M>, M: Material>(
        &self,
        with: &Key<W>,
        context: &[&[u8]],
    ) -> Result<M, Unopened> {
        if !bool::from(commitment(with, &self.wrap).ct_eq(&self.commitment)) {
            return Err(Unopened::OtherKey);
        }
        unwrap(with, &self.wrap, context).ok_or(Unopened::Altered)
    }
}
