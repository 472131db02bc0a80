//! What came from the server is kept: keyrings that colleagues offer, keys of records and operations, texts and attachments.
//! What is here already is left as it is; what is of a kind that this build does not know is kept for one that does.

use std::collections::BTreeMap;

use access::{Action, RecordKind};
use records::{Kind, UserId};
use sha2::{Digest as _, Sha256};
use store::{Batch, Durability, Row, Store, Table};
use sync::{Item, Progress};
use vault::keyring::Grant;
use vault::{MemberId, RecordHash};

use crate::commit::Work;
use crate::custodian::Custodian;
use crate::entitled::may;
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
        if let Some(row) = super::unknown::row_of(&item) {
            sorted.unknown.push(row);
            continue;
        }
        let named = item.head.key.split_first();
        let named = named.map(|(&table, key)| (Table::from_number(table), key.to_vec()));
        let value = item.bytes;
        match named {
            Some((Some(Table::Keys), key)) => sorted.keys.push(Row { key, value }),
            Some((Some(Table::CaseKeys), key)) => sorted.log.case_keys.push(Row { key, value }),
            Some((Some(Table::Operations), key)) => sorted.log.operations.push(Row { key, value }),
            Some((Some(Table::Bodies), key)) => sorted.bodies.push(Row { key, value }),
            Some((Some(Table::Audit), key)) => sorted.trails.push(Row { key, value }),
            _ => {}
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
        let batch = self.keep_items(items).await?;
        self.keep_line(batch, |row| row.progress = progress).await
    }

    /// Keeps what came, and gives what is still to be written of it.
    pub(crate) async fn keep_items(&mut self, items: Vec<Item>) -> Result<Batch, Failure> {
        let sorted = sorted(items);
        let mut aside = sorted.unknown;
        if !sorted.keys.is_empty() {
            aside.extend(self.keep_keys(sorted.keys).await?);
        }
        if !sorted.log.operations.is_empty() || !sorted.log.case_keys.is_empty() {
            self.keep_log(sorted.log).await?;
        }
        self.try_deferred().await?;
        let mut batch = Batch::new();
        self.keep_bodies(&mut batch, sorted.bodies).await?;
        self.keep_trails(&mut batch, sorted.trails).await?;
        for row in aside {
            batch.put(Table::Meta, row.key, row.value);
        }
        Ok(batch)
    }

    /// Keyrings that were offered, and the one sealed to the escrow. Gives what can't be told yet and is to be kept aside.
    pub(super) async fn keep_keys(&mut self, keys: Vec<Row>) -> Result<Vec<Row>, Failure> {
        let (mut offers, mut escrow) = (BTreeMap::new(), Vec::new());
        for row in keys {
            if row.key == rows::ESCROW_GRANT {
                escrow.push(row.value);
            } else if row.key.starts_with(rows::OFFERS) {
                self.take_offer(&mut offers, row).await?;
            }
        }
        let mut batch = Batch::new();
        for (key, value) in offers {
            batch.put(Table::Keys, key, value);
        }
        self.write_brought(batch).await?;
        if self.accept_now().await?
            && let Some(run) = &mut self.line.run
        {
            (run.try_deferred, run.look_aside) = (true, true);
        }
        // Behind the offers: they say which epochs there are.
        let mut aside = Vec::new();
        for row in escrow {
            aside.extend(self.take_escrow_grant(row).await?);
        }
        Ok(aside)
    }

    /// An offer, among those that are to be written: in the place of one that is here where it is what its key says, and not
    /// older. Of those that are not, none takes another's place: one may be of somebody who is not known yet.
    async fn take_offer(
        &self,
        offers: &mut BTreeMap<Vec<u8>, Vec<u8>>,
        mut row: Row,
    ) -> Result<(), Failure> {
        let here = match offers.get(&row.key) {
            Some(value) => Some(value.clone()),
            None => self.store.read(Table::Keys, &row.key).await.told()?,
        };
        if let Some(value) = here {
            let keyring = &self.session()?.keyring;
            let key = row.key.clone();
            let newest = |of: &Row| crate::keeping::newest_of_offer(of, keyring);
            match (
                newest(&row),
                newest(&Row {
                    key,
                    value: value.clone(),
                }),
            ) {
                (came, here) if came < here => return Ok(()),
                (None, None) if row.value != value => {
                    let digest = Sha256::digest(&row.value);
                    row.key.extend_from_slice(&digest[..16]);
                }
                _ => {}
            }
        }
        offers.insert(row.key, row.value);
        Ok(())
    }

    /// The keyring sealed to the escrow, where a present member signed it and it is not older than the one here. What is in it
    /// shows only when the escrow opens it: one of an epoch that is not here counts only by somebody who may begin new keys,
    /// and beside theirs another's counts less.
    async fn take_escrow_grant(&mut self, row: Vec<u8>) -> Result<Option<Row>, Failure> {
        let mut founded = self.founded()?.clone();
        let session = self.session()?;
        let Ok(grant) = Grant::parse(&row) else {
            return Ok(None);
        };
        let keyring = &session.keyring;
        let begins = |granter: MemberId| {
            let (user, kind) = (UserId(granter.0), RecordKind::KeyMaterial);
            may(&session.facility, user, Action::Administer, kind)
        };
        let granter = keyring.members().get(&grant.granter());
        let signed = Some(grant.recipient()) == founded.escrow
            && granter
                .is_some_and(|of| of.left.is_none() && grant.is_signed_by(&of.public.signing));
        let counts = grant.newest() <= keyring.newest()
            || begins(grant.granter()) && keyring.may_follow(grant.newest());
        let weight = |grant: &Grant| (grant.newest(), begins(grant.granter()));
        let here = self.store.read(Table::Keys, rows::ESCROW_GRANT).await;
        let here = here.told()?.and_then(|row| Grant::parse(&row).ok());
        let older = here.is_some_and(|here| weight(&here) >= weight(&grant));
        if signed && !counts && !older {
            // Its epoch, or what its granter is, may still come: it is looked at again then.
            let item = self.item_of(Table::Keys, rows::ESCROW_GRANT, row);
            return Ok(Some(super::unknown::row_aside(&item)));
        }
        if !signed || older {
            return Ok(None);
        }
        founded.escrow_grant = Sha256::digest(&row).into();
        let mut rows = Batch::new();
        rows.put(Table::Keys, rows::ESCROW_GRANT, row);
        rows.put(Table::Meta, rows::STORE, founded.to_bytes());
        self.founded = Some(founded);
        // The store's account of itself is written with what it says of itself.
        let work = Work {
            rows,
            brought: true,
            ..Work::default()
        };
        self.commit(work).await.map(|_| None)
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
            run.look_aside |= !records.is_empty();
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

    /// Writes what came from elsewhere: none of it waits to be sent.
    pub(crate) async fn write_brought(&mut self, batch: Batch) -> Result<(), Failure> {
        if batch.changes().is_empty() {
            return Ok(());
        }
        self.put_in_store(batch, Durability::Strict).await.told()
    }
}
