//! Keeping: who looked and who reviews it, broken glass, backup and restore, what the store says of its health, and keys
//! that come and go with people.

mod answer;
mod backing_up;
mod candidates;
mod epochs;
pub(crate) mod glass;
mod health;
mod hints;
mod leaving;
mod manifest;
mod restoring;
mod review;
mod shown;
mod taken;
mod taking_in;
mod trails;
mod vanished;

pub(crate) use backing_up::short;
#[cfg(feature = "hostile")]
pub(crate) use epochs::reads_offer;
pub(crate) use epochs::{newest_of_offer, offer_of};
pub(crate) use restoring::unfinished_restore;
pub(crate) use shown::{day, size};
pub use taking_in::{Brought, TakenIn};

use store::backup::Restoring;
use store::vanished::Marker;

/// Backups on their way out of the store and into it, and what the page kept outside of it.
#[derive(Default)]
pub(crate) struct Files {
    out: Option<backing_up::Outgoing>,
    reading: Option<restoring::Reading>,
    checked: Option<restoring::CheckedFile>,
    coming_in: Option<Restoring>,
    /// Bytes restored so far.
    restored: u64,
    marker: Option<Marker>,
}
