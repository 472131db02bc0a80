//! Keys, each with its purpose in its type: what wraps keys never seals content, and no key stands in for another.
//! The purpose is in the cipher's key as well: two keys of different purpose made of the same bytes open nothing of
//! each other.

use core::fmt;
use core::marker::PhantomData;
use core::sync::atomic::{AtomicU32, Ordering};

use aes_gcm::{Aes256Gcm, KeyInit as _};
use rand_core::CryptoRng;
use zeroize::Zeroizing;

use crate::digest::expand;

/// What a key is for.
pub trait Purpose: sealed::Sealed {
    /// The purpose's name in derivations and associated data. Never changes.
    #[doc(hidden)]
    const LABEL: &'static [u8];
}

/// A purpose whose keys seal content.
pub trait Seals: Purpose {}

/// A purpose whose keys wrap the keys `M`, and nothing else.
pub(crate) trait Wraps<M>: Purpose {}

/// Thirty-two secret bytes that can be wrapped.
pub(crate) trait Material: Sized {
    const LABEL: &'static [u8];
    fn bytes(&self) -> &[u8; 32];
    fn from_bytes(bytes: &Zeroizing<[u8; 32]>) -> Self;
}

mod sealed {
    pub trait Sealed {}
}

macro_rules! purposes {
    ($($(#[$doc:meta])* $name:ident = $label:literal),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub enum $name {}
        impl sealed::Sealed for $name {}
        impl Purpose for $name {
            const LABEL: &'static [u8] = $label;
        }
    )+};
}

purposes! {
    /// Derived from a password; wraps the member's key-encryption key.
    Unlock = b"unlock",
    /// Derived from a printed recovery code; wraps the member's key-encryption key.
    Recovery = b"recovery",
    /// A member's key-encryption key; wraps the member's key pairs and device keys.
    MemberKek = b"member kek",
    /// A facility's key of one epoch; wraps case keys.
    Facility = b"facility",
    /// Names records by keyed hash. The same in every epoch, so that a record keeps its name.
    Index = b"index",
    /// Seals what belongs to the facility and to no record: catalogue pages, settings, checkpoints of the device.
    Catalogue = b"catalogue",
    /// Seals the rows of one record in one epoch, and is the root of its attachments' keys.
    Case = b"case",
}

impl Seals for Catalogue {}
impl Seals for Case {}
impl Wraps<Key<Case>> for Facility {}

/// A key of one purpose. Wiped on drop; `Debug` names the purpose only; not `Clone`.
///
/// It counts what it seals. The count starts at zero in each session, so whoever keeps a key goes on from the count
/// of the last one ([`Key::resume`]).
pub struct Key<P: Purpose> {
    // On the heap: a move of the key leaves no copy behind.
    secret: Box<Secret>,
    seals: AtomicU32,
    purpose: PhantomData<fn() -> P>,
}

struct Secret {
    root: Zeroizing<[u8; 32]>,
    cipher: Aes256Gcm,
}

impl<P: Purpose> Key<P> {
    /// A new key, at random.
    pub fn make(rng: &mut impl CryptoRng) -> Self {
        let mut root = Zeroizing::new([0; 32]);
        rng.fill_bytes(root.as_mut());
        Self::from_root(&root)
    }

    pub(crate) fn from_root(root: &Zeroizing<[u8; 32]>) -> Self {
        let cipher = Aes256Gcm::new((&*expand(root, &[b"chartroom aes-gcm 1 ", P::LABEL])).into());
        Self {
            secret: Box::new(Secret {
                root: root.clone(),
                cipher,
            }),
            seals: AtomicU32::new(0),
            purpose: PhantomData,
        }
    }

    pub(crate) fn root(&self) -> &[u8; 32] {
        &self.secret.root
    }

    pub(crate) fn cipher(&self) -> &Aes256Gcm {
        &self.secret.cipher
    }

    /// How often this key has sealed, as far as this device knows.
    #[must_use]
    pub fn seals(&self) -> u32 {
        self.seals.load(Ordering::Relaxed)
    }

    /// Goes on from a count kept from an earlier session. A count never goes down.
    pub fn resume(&self, seals: u32) {
        self.seals.fetch_max(seals, Ordering::Relaxed);
    }

    /// Counts one more seal, or refuses: false when `limit` is reached.
    pub(crate) fn count(&self, limit: u32) -> bool {
        self.seals
            .try_update(Ordering::Relaxed, Ordering::Relaxed, |seals| {
                (seals < limit).then_some(seals + 1)
            })
            .is_ok()
    }
}

impl<P: Purpose> fmt::Debug for Key<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key<{}>(..)", P::LABEL.escape_ascii())
    }
}

impl<P: Purpose> Material for Key<P> {
    const LABEL: &'static [u8] = P::LABEL;

    fn bytes(&self) -> &[u8; 32] {
        self.root()
    }

    fn from_bytes(bytes: &Zeroizing<[u8; 32]>) -> Self {
        Self::from_root(bytes)
    }
}
