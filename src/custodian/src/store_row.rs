//! What a store says of itself without a key. Whoever unlocks holds it against the keyring, so that a changed row is seen
//! before anything is sealed by it.

use access::DeviceId;
use serde::{Deserialize, Serialize};
use vault::audit::AuditPublic;
use vault::{ExchangePublic, FacilityId};

use crate::protocol::Failure;

const FORMAT: u8 = 1;

/// The row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct StoreRow {
    /// The store's id: another one after every restore.
    pub(crate) store: [u8; 16],
    /// The facility.
    pub(crate) facility: FacilityId,
    /// The key audit entries are sealed to, also while nobody has unlocked.
    pub(crate) audit: AuditPublic,
    /// The facility's escrow.
    pub(crate) escrow: Option<ExchangePublic>,
    /// SHA-256 of the keyring as it is sealed to the escrow.
    pub(crate) escrow_grant: [u8; 32],
    /// When the store was made, milliseconds since 1970.
    pub(crate) made: i64,
}

impl StoreRow {
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        postcard::to_extend(self, vec![FORMAT]).unwrap_or_default()
    }

    pub(crate) fn read(bytes: &[u8]) -> Result<Self, Failure> {
        match bytes.split_first() {
            Some((&FORMAT, rest)) => postcard::from_bytes(rest).ok(),
            _ => None,
        }
        .ok_or_else(|| {
            Failure::new(
                "What the store says of itself can't be read.",
                "The row was damaged, or a newer version of Chartroom wrote it.",
                "row “store” of table meta",
                "Update Chartroom; if it is up to date, restore a backup.",
            )
        })
    }

    /// The audit chain is the store's: entries are added to it also while nobody has unlocked.
    pub(crate) const fn audit_device(&self) -> DeviceId {
        DeviceId(self.store)
    }
}
