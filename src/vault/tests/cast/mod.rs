//! The people of the tests: made-up members of a made-up facility. Their passwords aren't derived here (one test file
//! does that); an unlock key of chosen bytes stands in.

#![allow(
    dead_code,
    clippy::unwrap_used,
    reason = "each test file takes what it needs"
)]

pub(crate) mod hex;
pub(crate) mod vector;

use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng as _;
use vault::kdf::{Derived, Params, Recipe};
use vault::member::{Enrolled, Enrolment, enrol};
use vault::{ExchangePublic, FacilityId, Key, MemberId, Unlock, Zeroizing};

pub(crate) const FACILITY: FacilityId = FacilityId(*b"made-up memorial");

pub(crate) fn rng(seed: u64) -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(seed)
}

pub(crate) fn unlock_key(byte: u8) -> Key<Unlock> {
    Derived::from_bytes(&Zeroizing::new([byte; 64])).unlock
}

pub(crate) fn recipe(byte: u8) -> Recipe {
    Recipe {
        params: Params::FLOOR,
        salt: [byte; 16],
    }
}

/// Member number `byte`, whose password gives `unlock_key(byte)`.
pub(crate) fn member(byte: u8, escrow: Option<ExchangePublic>) -> Enrolled {
    let name = format!("member{byte}");
    let new = Enrolment {
        facility: FACILITY,
        member: MemberId([byte; 16]),
        name: &name,
        recipe: recipe(byte),
        unlock: &unlock_key(byte),
        escrow,
    };
    enrol(&new, &mut rng(u64::from(byte))).unwrap()
}

/// Content of a length that isn't all alike.
pub(crate) fn content_of(len: usize) -> Vec<u8> {
    (0..len).map(|at| (at * 31 / 7) as u8).collect()
}

pub(crate) fn sha256(bytes: &[u8]) -> Vec<u8> {
    use sha2::Digest as _;
    sha2::Sha256::digest(bytes).to_vec()
}
