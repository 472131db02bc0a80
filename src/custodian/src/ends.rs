//! Where everything ends: all operations of the store, each device's own, and the audit chain, in one sealed row that is
//! written with every batch. Rows cut off, or an old copy of them put back, are missed and counted by it.

use std::collections::BTreeMap;

use access::audit;
use records::{DeviceId, Hand, Stamp, UserId};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use store::{Batch, Store, Table};
use vault::RecordHash;
use vault::keyring::SealCounts;

use crate::custodian::Custodian;
use crate::failure::Told as _;
use crate::keeping::glass::Glass;
use crate::protocol::Failure;
use crate::reading::Row;
use crate::rows::{self, Header};
use crate::store_row::StoreRow;
use crate::surroundings::Surroundings;

/// Where everything ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct End {
    /// How many operations the store holds.
    pub(crate) arrivals: u64,
    /// Where each device's operations end.
    pub(crate) devices: BTreeMap<DeviceId, DeviceEnd>,
    /// Where the audit chain ended. Entries can follow that were made while nobody had unlocked.
    pub(crate) audit: audit::Head,
    /// How often keys have sealed here.
    pub(crate) seals: SealCounts,
    /// SHA-256 of what the store says of itself in the clear.
    pub(crate) store: [u8; 32],
    /// When, milliseconds since 1970.
    pub(crate) saved: i64,
    /// Broken glasses that nobody has reviewed.
    pub(crate) glasses: Vec<Glass>,
    /// The last backup.
    pub(crate) backup: Option<LastBackup>,
}

/// The last backup of this store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct LastBackup {
    /// When, milliseconds since 1970.
    pub(crate) at: i64,
    /// How many operations are in it.
    pub(crate) arrivals: u64,
}

/// Where a device's operations end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
pub(crate) struct DeviceEnd {
    pub(crate) sequence: u64,
    pub(crate) previous: [u8; 32],
    pub(crate) stamp: Stamp,
    /// Which revision of their envelope the member last unlocked with: an older one that comes back is seen.
    pub(crate) revision: u32,
}

impl DeviceEnd {
    pub(crate) const fn hand(&self, device: DeviceId, author: UserId) -> Hand {
        Hand {
            device,
            author,
            sequence: self.sequence,
            previous: self.previous,
            stamp: self.stamp,
        }
    }
}

impl<S: Store, W: Surroundings> Custodian<S, W> {
    /// Puts the end into a batch, with the user's own device as `hand` leaves it.
    pub(crate) fn put_end(
        &self,
        batch: &mut Batch,
        hand: Hand,
        arrivals: u64,
    ) -> Result<End, Failure> {
        let founded = self.founded()?;
        let session = self.session()?;
        let mut devices = session.ends.clone();
        let own = DeviceEnd {
            sequence: hand.sequence,
            previous: hand.previous,
            stamp: hand.stamp,
            revision: session.envelope.revision(),
        };
        devices.insert(hand.device, own);
        let end = End {
            arrivals,
            devices,
            audit: self
                .audit
                .unwrap_or_else(|| audit::Chain::begin(founded.audit_device()))
                .head(),
            seals: session.keyring.seal_counts(),
            store: Sha256::digest(founded.to_bytes()).into(),
            saved: self.world.now().millis,
            glasses: session.glasses.clone(),
            backup: session.backup,
        };
        let epoch = session.keyring.newest();
        let place = session.places().end(vault::DeviceId(founded.store), epoch);
        let key = session.keyring.catalogue(epoch).told()?;
        let bytes = postcard::to_stdvec(&end).unwrap_or_default();
        let sealed = vault::seal(key, &place, &bytes, &mut self.world.rng()).told()?;
        batch.put(Table::Meta, rows::END, sealed);
        Ok(end)
    }

    /// Reads the end.
    pub(crate) async fn end(&self) -> Result<Option<End>, Failure> {
        Ok(self.end_and_store().await?.map(|(end, _)| end))
    }

    /// Reads the end, with what the store said of itself where it was written: after a restore that was another store.
    async fn end_and_store(&self) -> Result<Option<(End, StoreRow)>, Failure> {
        let founded = self.founded()?;
        let Some(sealed) = self.store.read(Table::Meta, rows::END).await.told()? else {
            return Ok(None);
        };
        let here = self.open_end(founded.store, &sealed);
        let found = match (here, founded.came_from()) {
            (Ok(end), _) => (end, founded.clone()),
            (Err(failure), None) => return Err(failure),
            (Err(failure), Some(origin)) => match self.open_end(origin.store, &sealed) {
                Ok(end) => (end, origin),
                Err(_) => return Err(failure),
            },
        };
        Ok(Some(found))
    }

    fn open_end(&self, store: [u8; 16], sealed: &[u8]) -> Result<End, Failure> {
        let device = vault::DeviceId(store);
        let session = self.session()?;
        let epoch = vault::epoch_of(&session.places().end(device, 0), sealed).told()?;
        let place = session.places().end(device, epoch);
        let bytes = vault::open(session.keyring.catalogue(epoch).told()?, &place, sealed).told()?;
        postcard::from_bytes(&bytes).map_err(|_| {
            Failure::new(
                "The store's account of itself can't be read.",
                "Another version of Chartroom wrote it.",
                "row “end” of table meta",
                "Update Chartroom; if it is up to date, restore a backup.",
            )
        })
    }

    /// Holds the end against what is there, names what does not fit, and goes on from the device's own end.
    pub(crate) async fn go_on_from_end(&mut self, user: UserId) -> Result<Vec<Failure>, Failure> {
        let mut findings = Vec::new();
        let (end, written_in) = match self.end_and_store().await? {
            Some((end, store)) => (Some(end), Some(store)),
            None => (None, None),
        };
        let held = self.store.count(Table::Arrivals).await.told()?;
        let operations = self.store.count(Table::Operations).await.told()?;
        let expected = end.as_ref().map_or(0, |end| end.arrivals);
        let fits = held == expected && operations == expected && self.arrivals == expected;
        if !fits {
            findings.push(misfit(expected, held.min(operations)));
        }
        self.arrivals = self.arrivals.max(expected);
        let device = self.session()?.hand.device;
        let mut own = end
            .as_ref()
            .and_then(|end| end.devices.get(&device).copied())
            .unwrap_or_default();
        if !fits {
            // An old end may have come back: no number is given a second time.
            own = self.own_end(device, own).await?;
        }
        let founded = self.founded()?.clone();
        let came_from = written_in.filter(|store| store.store != founded.store);
        let (store, follows) = match (&came_from, &end) {
            (Some(origin), Some(end)) => (
                founded.origin.clone(),
                founded
                    == StoreRow {
                        origin: founded.origin.clone(),
                        ..origin.restored_as(founded.store, founded.before_last(end), founded.made)
                    },
            ),
            _ => (founded.to_bytes(), true),
        };
        let digest: [u8; 32] = Sha256::digest(store).into();
        if !follows || end.as_ref().is_some_and(|end| end.store != digest) {
            findings.push(store_changed());
        }
        let session = self.session_mut()?;
        if session.envelope.revision() < own.revision {
            findings.push(old_envelope());
        }
        session.hand = own.hand(device, user);
        if let Some(end) = end {
            session.keyring.resume(&end.seals);
            session.ends = end.devices;
            session.glasses = end.glasses;
            session.backup = end.backup.filter(|_| came_from.is_none());
            session.from_backup = came_from.is_some();
        }
        Ok(findings)
    }

    /// A device's end as its operations in the store have it, where that is later.
    async fn own_end(&mut self, device: DeviceId, known: DeviceEnd) -> Result<DeviceEnd, Failure> {
        let mut last: Option<(Header, RecordHash, Row)> = None;
        for row in self.rows(Table::Operations, &[]).await? {
            let (Some((header, _)), Some(hash)) =
                (Header::read(&row.value), row.key.first_chunk::<16>())
            else {
                continue;
            };
            let later = last
                .as_ref()
                .is_none_or(|(last, ..)| header.sequence > last.sequence);
            if header.device == device && header.sequence > known.sequence && later {
                let arrival = rows::number_of(&row.key).unwrap_or_default();
                let bytes = row.value;
                last = Some((header, RecordHash(*hash), Row { arrival, bytes }));
            }
        }
        let Some((_, hash, row)) = last else {
            return Ok(known);
        };
        self.fetch_case_keys(hash).await?;
        let recorded = self.session()?.open_row(hash, &row)?.recorded;
        Ok(DeviceEnd {
            sequence: recorded.operation.sequence,
            previous: recorded.digest,
            stamp: recorded.operation.stamp,
            ..known
        })
    }
}

fn misfit(expected: u64, held: u64) -> Failure {
    let what = match held.checked_sub(expected) {
        None if expected - held == 1 => "One saved change is missing from the store.".to_owned(),
        None => format!(
            "{} saved changes are missing from the store.",
            expected - held
        ),
        Some(_) => "The store's own account of itself is an old copy.".to_owned(),
    };
    Failure::new(
        what,
        format!(
            "By that account {expected} changes were saved, and {held} are there: rows were taken out, or an old copy was put back."
        ),
        "tables meta, operations and arrivals",
        "Have the store checked, restore a backup where changes are missing, and tell your privacy officer.",
    )
}

fn store_changed() -> Failure {
    Failure::new(
        "What the store says of itself was changed.",
        "It is not what it was when somebody last unlocked.",
        "row “store” of table meta",
        "Restore a backup, and tell your privacy officer.",
    )
}

fn old_envelope() -> Failure {
    Failure::new(
        "An old copy of your account's keys was put back.",
        "Since then you changed your password or your recovery kit; the old one opens them again.",
        "table keys",
        "Change your password and print a new kit now, and tell your privacy officer.",
    )
}
