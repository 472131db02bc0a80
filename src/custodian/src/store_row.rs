//! What a store says of itself without a key. Whoever unlocks holds it against the keyring, so that a changed row is seen
//! before anything is sealed by it.

use access::DeviceId;
use access::audit::{Head, Place};
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
    /// Where the audit chains end of the stores that this one was restored from, the oldest first. Their entries stand
    /// before its own.
    pub(crate) before: Vec<Head>,
    /// The row of the store that this one was restored from, as it stood there; empty where it was founded here.
    pub(crate) origin: Vec<u8>,
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

    /// The row of the store that this one was restored from.
    pub(crate) fn came_from(&self) -> Option<Self> {
        Self::read(&self.origin).ok()
    }

    /// The row of a store into which this one is restored: another store, so that nothing is numbered twice.
    pub(crate) fn restored_as(&self, store: [u8; 16], end: Head, made: i64) -> Self {
        let mut before = self.before.clone();
        before.push(end);
        Self {
            store,
            made,
            before,
            origin: self.to_bytes(),
            ..self.clone()
        }
    }

    /// Where the chain of the store ends that this one came from. Entries can follow the sealed end that were made while
    /// nobody had unlocked, so it is at least as long.
    pub(crate) fn before_last(&self, sealed: &crate::ends::End) -> Head {
        let known = self.before.last().copied();
        known
            .filter(|head| head.device == sealed.audit.device && head.length >= sealed.audit.length)
            .unwrap_or(sealed.audit)
    }

    /// How many entries of other stores stand before the own ones.
    pub(crate) fn audit_offset(&self) -> u64 {
        self.before.iter().map(|head| head.length).sum()
    }

    /// Under which number of the table an entry stands.
    pub(crate) fn number_of(&self, place: Place) -> Option<u64> {
        let mut from = 0;
        for head in &self.before {
            if head.device == place.device {
                return (place.sequence < head.length).then_some(from + place.sequence);
            }
            from += head.length;
        }
        (place.device == self.audit_device()).then_some(from + place.sequence)
    }

    /// The audit chain is the store's: entries are added to it also while nobody has unlocked.
    pub(crate) const fn audit_device(&self) -> DeviceId {
        DeviceId(self.store)
    }
}
