//! What a backup says of itself: a label in the clear, for whoever holds the file and cannot open it yet, and a sealed
//! list of what is in it, which whoever unlocks first holds against what came.

use std::collections::BTreeMap;

use records::{DeviceId, UserId};
use serde::{Deserialize, Serialize};
use store::{Store, Table};

use crate::custodian::Custodian;
use crate::failure::Told as _;
use crate::protocol::Failure;
use crate::surroundings::Surroundings;

/// What the label says. It names nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Label {
    /// The store it was taken from.
    pub(super) store: [u8; 16],
    /// When, milliseconds since 1970.
    pub(super) made: i64,
    /// Operations in it.
    pub(super) arrivals: u64,
    /// Entries of the trail in it.
    pub(super) audit: u64,
}

/// What is in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Manifest {
    pub(super) label: Label,
    /// Who made it.
    pub(super) by: UserId,
    /// Where each device's operations end.
    pub(super) devices: BTreeMap<DeviceId, u64>,
    /// Rows of the tables that hold what can't be made anew, by the tables' numbers.
    pub(super) rows: Vec<(u8, u64)>,
}

/// Tables whose rows are counted: others hold caches, or change at a restore.
const COUNTED: [Table; 4] = [
    Table::CaseKeys,
    Table::Operations,
    Table::Arrivals,
    Table::Bodies,
];

impl Label {
    /// Reads the label out of the row.
    pub(super) fn read(row: &[u8]) -> Option<(Self, &[u8])> {
        postcard::take_from_bytes(row).ok()
    }
}

impl<S: Store, W: Surroundings> Custodian<S, W> {
    /// The manifest's row, for a backup whose own entry of the trail is the next one.
    pub(super) async fn manifest_row(&self) -> Result<(Label, Vec<u8>), Failure> {
        let (founded, session) = (self.founded()?, self.session()?);
        let label = Label {
            store: founded.store,
            made: self.world.now().millis,
            arrivals: self.arrivals,
            audit: self.audit_length() + 1,
        };
        let mut devices: BTreeMap<DeviceId, u64> = BTreeMap::new();
        for (device, end) in &session.ends {
            devices.insert(*device, end.sequence);
        }
        devices.insert(session.hand.device, session.hand.sequence);
        let manifest = Manifest {
            label,
            by: session.user(),
            devices,
            rows: self.counted().await?,
        };
        let epoch = session.keyring.newest();
        let place = session
            .places()
            .manifest(vault::DeviceId(founded.store), epoch);
        let key = session.keyring.catalogue(epoch).told()?;
        let bytes = postcard::to_stdvec(&manifest).unwrap_or_default();
        let sealed = vault::seal(key, &place, &bytes, &mut self.world.rng()).told()?;
        let row = postcard::to_extend(&label, Vec::new()).unwrap_or_default();
        Ok((label, [row, sealed].concat()))
    }

    /// Rows of the counted tables now.
    pub(super) async fn counted(&self) -> Result<Vec<(u8, u64)>, Failure> {
        let mut rows = Vec::new();
        for table in COUNTED {
            rows.push((table.number(), self.store.count(table).await.told()?));
        }
        Ok(rows)
    }

    /// Opens a manifest's row.
    pub(super) fn open_manifest(&self, row: &[u8]) -> Option<Manifest> {
        let session = self.session().ok()?;
        let (label, sealed) = Label::read(row)?;
        let store = vault::DeviceId(label.store);
        let epoch = vault::epoch_of(&session.places().manifest(store, 0), sealed).ok()?;
        let key = session.keyring.catalogue(epoch).ok()?;
        let bytes = vault::open(key, &session.places().manifest(store, epoch), sealed).ok()?;
        let manifest: Manifest = postcard::from_bytes(&bytes).ok()?;
        (manifest.label == label).then_some(manifest)
    }
}
