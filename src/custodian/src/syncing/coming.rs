//! What came from the server is kept: keyrings that colleagues offer, keys of records and operations, texts and attachments.
//! What is here already is left as it is; what is of a kind that this build does not know is kept for one that does.

use records::Kind;
use sha2::{Digest as _, Sha256};
use store::{Batch, Durability, Row, Store, Table};
use sync::{Item, Progress};
use vault::RecordHash;
use vault::keyring::Grant;

use crate::commit::Work;
use crate::custodian::Custodian;
use crate::failure::Told as _;
use crate::keeping::Brought;
use crate::protocol::Failure;
use crate::rows;
use crate::surroundings::Surroundings;

/// How often in a row what was kept for later is tried, where each time it brought something of the facility.
const AGAIN: usize = 4;

/// What came, by where it goes.
#[derive(Default)]
struct Sorted {
    keys: Vec<Row>,
    log: Brought,
    bodies: Vec<Row>,
    trails: Vec<Row>,
    unknown: Vec<Row>,
}

fn sorted(items: Vec<Item>) -> Sorted {
    let mut sorted = Sorted::default();
    for item in items {
        let id = item.id();
        let named = item.head.key.split_first();
        let named = named.map(|(&table, key)| (Table::from_number(table), key.to_vec()));
        let value = item.bytes;
        match named {
            Some((Some(Table::Keys), key)) => sorted.keys.push(Row { key, value }),
            Some((Some(Table::CaseKeys), key)) => sorted.log.case_keys.push(Row { key, value }),
            Some((Some(Table::Operations), key)) => sorted.log.operations.push(Row { key, value }),
            Some((Some(Table::Bodies), key)) => sorted.bodies.push(Row { key, value }),
            Some((Some(Table::Audit), key)) => sorted.trails.push(Row { key, value }),
            _ => {
                let key = [rows::UNKNOWN, &id.0].concat();
                let value = [item.head.key, value].concat();
                sorted.unknown.push(Row { key, value });
            }
        }
    }
    sorted
}

impl<S: Store, W: Surroundings> Custodian<S, W> {
    /// Keeps what came, and then how far that is: what is fetched a second time is found to be here.
    pub(super) async fn keep_coming(
        &mut self,
        items: Vec<Item>,
        progress: Progress,
    ) -> Result<(), Failure> {
        let sorted = sorted(items);
        if !sorted.keys.is_empty() {
            self.keep_keys(sorted.keys).await?;
        }
        if !sorted.log.operations.is_empty() || !sorted.log.case_keys.is_empty() {
            self.keep_log(sorted.log).await?;
        }
        self.try_deferred().await?;
        let mut batch = Batch::new();
        self.keep_bodies(&mut batch, sorted.bodies).await?;
        self.keep_trails(&mut batch, sorted.trails).await?;
        for row in sorted.unknown {
            batch.put(Table::Meta, row.key, row.value);
        }
        self.keep_line(batch, |row| row.progress = progress).await
    }

    /// Keyrings that were offered, and the one sealed to the escrow.
    pub(super) async fn keep_keys(&mut self, keys: Vec<Row>) -> Result<(), Failure> {
        let mut batch = Batch::new();
        for row in keys {
            if row.key == rows::ESCROW_GRANT {
                self.take_escrow_grant(&mut batch, row.value).await?;
            } else if row.key.starts_with(rows::OFFERS) {
                let here = self.store.read(Table::Keys, &row.key).await.told()?;
                // What nobody known has signed stands in the way of nothing.
                let keyring = &self.session()?.keyring;
                let newest = |offer: &[u8]| crate::keeping::newest_of_offer(offer, keyring);
                if here.is_none_or(|here| newest(&row.value) >= newest(&here)) {
                    batch.put(Table::Keys, row.key, row.value);
                }
            }
        }
        self.write_brought(batch).await?;
        if self.accept_now().await?
            && let Some(run) = &mut self.line.run
        {
            run.try_deferred = true;
        }
        Ok(())
    }

    /// The keyring sealed to the escrow, where a present member signed it and it is not older than the one here.
    async fn take_escrow_grant(&mut self, batch: &mut Batch, row: Vec<u8>) -> Result<(), Failure> {
        let mut founded = self.founded()?.clone();
        let session = self.session()?;
        let Ok(grant) = Grant::parse(&row) else {
            return Ok(());
        };
        let members = session.keyring.members();
        let granter = members.get(&grant.granter());
        let sound = Some(grant.recipient()) == founded.escrow
            && granter
                .is_some_and(|of| of.left.is_none() && grant.is_signed_by(&of.public.signing));
        let here = self.store.read(Table::Keys, rows::ESCROW_GRANT).await;
        let here = here.told()?.and_then(|row| Grant::parse(&row).ok());
        if !sound || here.is_some_and(|here| here.newest() >= grant.newest()) {
            return Ok(());
        }
        founded.escrow_grant = Sha256::digest(&row).into();
        batch.put(Table::Keys, rows::ESCROW_GRANT, row);
        batch.put(Table::Meta, rows::STORE, founded.to_bytes());
        self.founded = Some(founded);
        // The store's account of itself is written with what it says of itself.
        let rows = core::mem::take(batch);
        let work = Work {
            rows,
            brought: true,
            ..Work::default()
        };
        self.commit(work).await.map(|_| ())
    }

    /// Keys of records that are sound and not here yet. One of an epoch that is not held may be opened by a keyring that is
    /// still to come.
    pub(crate) async fn sound_case_keys(&self, case_keys: &[Row]) -> Result<Batch, Failure> {
        let mut batch = Batch::new();
        for row in case_keys {
            let Some(hash) = row.key.first_chunk::<16>() else {
                continue;
            };
            let hash = RecordHash(*hash);
            let keyring = &self.session()?.keyring;
            let opens = |value: &[u8]| match keyring.open_case_key(hash, value) {
                Ok((_, epoch)) => Some(row.key == rows::case_key_key(hash, epoch)),
                // By its number it is of an epoch that is still to come.
                Err(vault::OpenError::EpochNotHeld { epoch, .. })
                    if row.key == rows::case_key_key(hash, epoch) =>
                {
                    None
                }
                Err(_) => Some(false),
            };
            let here = self.store.read(Table::CaseKeys, &row.key).await.told()?;
            // One that opens takes the place of one that does not: that one was kept before its keyring had come.
            let wanted = match (opens(&row.value), here) {
                (Some(false), _) => false,
                (_, None) => true,
                (Some(true), Some(here)) => opens(&here) == Some(false),
                (None, Some(_)) => false,
            };
            if wanted {
                batch.put(Table::CaseKeys, row.key.clone(), row.value.clone());
            }
        }
        Ok(batch)
    }

    async fn keep_log(&mut self, mut brought: Brought) -> Result<(), Failure> {
        let batch = self.sound_case_keys(&brought.case_keys).await?;
        // By themselves: a key without rows does no harm, rows without their key would.
        if !batch.changes().is_empty() {
            self.write_brought(batch).await?;
        }
        brought.again = self.line.run.as_ref().is_some_and(|run| run.try_deferred);
        let worked = self.who_works_here()?;
        let records = self.take_in_brought(&brought).await?;
        if let Some(run) = &mut self.line.run {
            run.try_deferred &= !brought.again;
        }
        self.line
            .came
            .extend(records.iter().map(|(_, record)| record.0));
        if records.iter().any(|(kind, _)| *kind == Kind::Facility) {
            // It may say with which key a device signs whose operations came before it.
            if let Some(run) = &mut self.line.run {
                run.try_deferred = true;
            }
            self.drop_ended_members().await?;
            self.offer_what_waits().await?;
            self.offer_to_newcomers(&worked).await?;
        }
        Ok(())
    }

    /// Tries what was kept for later, where something came that may open it.
    pub(super) async fn try_deferred(&mut self) -> Result<(), Failure> {
        // What it brings may open more.
        for _ in 0..AGAIN {
            if !self.line.run.as_ref().is_some_and(|run| run.try_deferred) {
                return Ok(());
            }
            self.keep_log(Brought::default()).await?;
        }
        Ok(())
    }

    /// Texts and pieces of attachments that are not here yet.
    pub(super) async fn keep_bodies(
        &self,
        batch: &mut Batch,
        bodies: Vec<Row>,
    ) -> Result<(), Failure> {
        let keys: Vec<Vec<u8>> = bodies.iter().map(|row| row.key.clone()).collect();
        let here = self.store.read_many(Table::Bodies, &keys).await.told()?;
        for (row, here) in bodies.into_iter().zip(here) {
            if here.is_none() {
                batch.put(Table::Bodies, row.key, row.value);
            }
        }
        Ok(())
    }

    /// Writes what came from elsewhere: none of it waits to be sent.
    pub(crate) async fn write_brought(&mut self, batch: Batch) -> Result<(), Failure> {
        if batch.changes().is_empty() {
            return Ok(());
        }
        self.put_in_store(batch, Durability::Strict).await.told()
    }
}
