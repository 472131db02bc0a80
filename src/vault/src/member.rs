//! A member's envelope: what stands in the `keys` table for one person. The key-encryption key (KEK) is wrapped by the
//! password, by the printed recovery kit and to the facility's escrow; the member's key pairs are wrapped by the KEK; the
//! public halves stand in the clear. The member signs all of it, so damage shows before a password is tried.
//!
//! A password change wraps the same KEK anew: nothing that was sealed is stranded. An older copy of an envelope still
//! opens with the password of its day; only a new epoch of the keyring takes away what a stolen copy may open.

mod body;
mod enrol;
mod envelope;
mod error;
mod rewrap;
mod unlock;

pub use enrol::{Enrolled, Enrolment, enrol};
pub use envelope::{Envelope, NameHash, PublicHalves};
pub use error::{EnvelopeError, UnlockError};
pub use rewrap::Recovered;
pub use unlock::Unlocked;
