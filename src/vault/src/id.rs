//! Names of things in sixteen bytes. They are public to whoever holds the device; a record's name is a keyed hash
//! ([`crate::Keyring::record_hash`]), so it tells nothing without the index key.

use core::fmt;

use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub struct $name(pub [u8; 16]);

        impl $name {
            /// A new one, at random.
            pub fn make(rng: &mut impl CryptoRng) -> Self {
                let mut bytes = [0; 16];
                rng.fill_bytes(&mut bytes);
                Self(bytes)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({self})", stringify!($name))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
            }
        }
    )+};
}

ids! {
    /// A facility.
    FacilityId,
    /// A member: one person's account in one facility.
    MemberId,
    /// A member's profile on one device: it has the key that signs there.
    DeviceId,
    /// An operation, a document's body or an attachment.
    OperationId,
    /// A record, as a keyed hash of its id.
    RecordHash,
}
