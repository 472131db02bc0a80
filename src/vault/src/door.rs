//! Signatures at a server's door: a member's own, and the server's.

use core::fmt;

use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::key::Material as _;
use crate::member::Unlocked;
use crate::signing::{Signature, SigningPublic, SigningSecret};

const MEMBER: &[u8] = b"chartroom member at the door 1";
const SERVER: &[u8] = b"chartroom server 1";
const LAPTOP: &[u8] = b"chartroom laptop 1";

impl Unlocked {
    /// Signs a digest, to prove who one is to a server.
    #[must_use]
    pub fn prove(&self, digest: &[u8; 32]) -> Signature {
        self.signing.sign(MEMBER, digest)
    }
}

impl SigningPublic {
    /// Whether the member of this key has signed the digest to prove who they are.
    #[must_use]
    pub fn proves(&self, digest: &[u8; 32], signature: &Signature) -> bool {
        self.verifies(MEMBER, digest, signature)
    }
}

/// A key of its own kind at the door, and its public half: what one signs is worth nothing as another.
macro_rules! keys {
    ($($(#[$key:meta])* $name:ident, $(#[$half:meta])* $public:ident, $label:ident;)+) => {$(
        $(#[$half])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub struct $public(pub SigningPublic);

        impl $public {
            /// Whether the key signed this digest.
            #[must_use]
            pub fn verifies(&self, digest: &[u8; 32], signature: &Signature) -> bool {
                self.0.verifies($label, digest, signature)
            }
        }

        $(#[$key])*
        pub struct $name(SigningSecret);

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(..)"))
            }
        }

        impl $name {
            /// A new key, at random.
            pub fn make(rng: &mut impl CryptoRng) -> Self {
                Self(SigningSecret::make(rng))
            }

            /// The key out of the 32 bytes it is kept as.
            #[must_use]
            pub fn from_bytes(bytes: &Zeroizing<[u8; 32]>) -> Self {
                Self(SigningSecret::from_bytes(bytes))
            }

            /// The 32 bytes it is kept as.
            #[must_use]
            pub fn to_bytes(&self) -> Zeroizing<[u8; 32]> {
                Zeroizing::new(*self.0.bytes())
            }

            /// The public half.
            #[must_use]
            pub fn public(&self) -> $public {
                $public(self.0.public())
            }

            /// Signs a digest.
            #[must_use]
            pub fn sign(&self, digest: &[u8; 32]) -> Signature {
                self.0.sign($label, digest)
            }
        }
    )+};
}

keys! {
    /// The key by which a server signs where devices' rows end. Wiped on drop.
    ServerKey,
    /// By which a server's signatures are checked.
    ServerPublic, SERVER;
    /// The key by which a laptop shows a server that it is this one, whoever works on it. It stands in the clear on the laptop:
    /// it opens nothing. Wiped on drop.
    LaptopKey,
    /// By which a laptop's signatures are checked.
    LaptopPublic, LAPTOP;
}

/// Bytes of chance, for what nobody has to remember.
pub fn chance<const N: usize>(rng: &mut impl CryptoRng) -> [u8; N] {
    let mut bytes = [0; N];
    rng.fill_bytes(&mut bytes);
    bytes
}
