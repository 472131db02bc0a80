//! Keys and envelopes: everything between a password and a sealed row, and nothing of what is in the row.
//!
//! A password becomes an *unlock key* ([`kdf`]); that opens the member's key-encryption key ([`member`]); that opens the
//! member's key pairs, to which the facility's [`keyring`] is sealed; the keyring opens case keys, and those seal
//! rows ([`seal`]) and attachments ([`attachment`]). Every sealed thing is bound to the [`Place`] where it stands.
//! Randomness and time come in as arguments. No type here shows a secret through `Debug`, and secrets are wiped on drop.
//!
//! A key serves one purpose, held by its type. This doesn't compile, because a facility's key wraps keys only:
//!
//! ```compile_fail
//! fn seal_with_a_facility_key(key: &vault::Key<vault::Facility>, place: &vault::Place, rng: &mut impl vault::CryptoRng) {
//!     let _ = vault::seal(key, place, b"text", rng);
//! }
//! ```
//!
//! With a case's key it does:
//!
//! ```
//! fn seal_with_a_case_key(key: &vault::Key<vault::Case>, place: &vault::Place, rng: &mut impl vault::CryptoRng) {
//!     let _ = vault::seal(key, place, b"text", rng);
//! }
//! ```

pub mod attachment;
pub mod audit;
mod committed;
pub mod device;
mod digest;
pub mod door;
mod exchange;
mod fixed;
mod id;
pub mod kdf;
mod key;
pub mod keyring;
pub mod kit;
pub mod member;
mod own;
mod padding;
mod parts;
mod place;
mod seal;
mod signing;
#[cfg(feature = "strength")]
pub mod strength;
mod wrap;

pub use exchange::ExchangePublic;
pub use id::{DeviceId, FacilityId, MemberId, OperationId, RecordHash};
pub use key::{Case, Catalogue, Facility, Index, Key, MemberKek, Purpose, Recovery, Seals, Unlock};
pub use keyring::Keyring;
pub use member::Envelope;
pub use padding::padded_len;
pub use parts::Parts;
pub use place::{Place, Table};
pub use rand_core::CryptoRng;
pub use seal::{
    HEADER_LEN, MAX_CONTENT, OpenError, ROTATE_AT, SEAL_LIMIT, SealError, epoch_of, open, seal,
};
pub use signing::{Signature, SigningPublic};
pub use zeroize::Zeroizing;
