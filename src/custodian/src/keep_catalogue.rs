//! The catalogue out of the store and into it.

use std::collections::{BTreeMap, BTreeSet};

use records::{Kind, Log, RecordId};
use sha2::{Digest as _, Sha256};
use store::{Batch, Durability, Store, Table};
use vault::RecordHash;

use crate::catalogue::{Index, Slot};
use crate::custodian::Custodian;
use crate::failure::Told as _;
use crate::protocol::Failure;
use crate::rows;
use crate::summary::Line;
use crate::surroundings::Surroundings;

/// After so many operations the pages are written again: what an unlocking has to read beside them stays little.
const TAIL: u64 = 256;
/// Records read at a time where the catalogue is made anew.
const AT_ONCE: usize = 64;

impl<S: Store, W: Surroundings> Custodian<S, W> {
    /// Fills the catalogue. Gives what is wrong with its stored form, if anything is; the catalogue is whole all the same.
    pub(crate) async fn load_catalogue(&mut self) -> Result<Option<Failure>, Failure> {
        let stored = self.stored_pages().await;
        let harm = stored.as_ref().err().cloned();
        if harm.is_some() {
            self.session_mut()?.catalogue.clear();
        }
        let upto = self.session()?.catalogue.index.upto;
        self.catch_up(upto).await?;
        if harm.is_some() || self.arrivals > upto + TAIL {
            self.keep_catalogue().await?;
        }
        Ok(harm)
    }

    /// The pages as the store holds them, each held against the index.
    async fn stored_pages(&mut self) -> Result<(), Failure> {
        let sealed = self.store.read(Table::Meta, rows::CATALOGUE).await.told()?;
        let pages = self.rows(Table::Catalogue, &[]).await?;
        let sealed = match sealed {
            Some(sealed) => sealed,
            None if pages.is_empty() => return Ok(()),
            None => return Err(stale("Its index is missing.")),
        };
        let arrivals = self.arrivals;
        let session = self.session_mut()?;
        let places = session.places();
        let epoch = vault::epoch_of(&places.catalogue_index(0), &sealed).told()?;
        let key = session.keyring.catalogue(epoch).told()?;
        let bytes = vault::open(key, &places.catalogue_index(epoch), &sealed).told()?;
        let index = Index::read(&bytes).ok_or_else(|| stale("The index can't be read."))?;
        if index.pages.len() != pages.len() || index.upto > arrivals {
            return Err(stale(
                "It names pages or changes that the store does not hold.",
            ));
        }
        for (number, (page, digest)) in pages.iter().zip(&index.pages).enumerate() {
            let number = number as u32;
            if <[u8; 32]>::from(Sha256::digest(&page.value)) != *digest {
                return Err(stale(&format!(
                    "Page {number} is not the one that was kept last."
                )));
            }
            let epoch = vault::epoch_of(&places.catalogue_page(number, 0), &page.value).told()?;
            let key = session.keyring.catalogue(epoch).told()?;
            let bytes =
                vault::open(key, &places.catalogue_page(number, epoch), &page.value).told()?;
            if !session.catalogue.take_page(&bytes) {
                return Err(stale(&format!("Page {number} can't be read.")));
            }
        }
        session.catalogue.index = index;
        Ok(())
    }

    /// Brings in what arrived after `upto`: each record that was written to is read, and its line made.
    async fn catch_up(&mut self, upto: u64) -> Result<(), Failure> {
        let after = store::Range::after(upto.to_be_bytes());
        let arrivals = self
            .store
            .range(Table::Arrivals, &after, None, store::Direction::Forward)
            .await
            .told()?;
        let mut seen = BTreeSet::new();
        let hashes: Vec<RecordHash> = arrivals
            .iter()
            .filter_map(|row| row.value.first_chunk::<16>())
            .filter(|hash| seen.insert(**hash))
            .map(|hash| RecordHash(*hash))
            .collect();
        for some in hashes.chunks(AT_ONCE) {
            let mut lines = Vec::with_capacity(some.len());
            for hash in some {
                lines.extend(self.line_of(*hash).await?);
            }
            let session = self.session_mut()?;
            for slot in lines {
                session.catalogue.put(slot);
            }
        }
        Ok(())
    }

    /// The line of a record of which only the hash is known.
    async fn line_of(&mut self, hash: RecordHash) -> Result<Option<Slot>, Failure> {
        self.fetch_case_keys(hash).await?;
        let rows = self.operation_rows(hash).await?;
        let session = self.session()?;
        let mut logs: BTreeMap<(Kind, RecordId), Log> = BTreeMap::new();
        for row in &rows {
            let recorded = session.open_row(hash, row)?.recorded;
            let of = (recorded.operation.kind, recorded.operation.record);
            logs.entry(of)
                .or_insert_with(|| Log::new(of.0))
                .insert(recorded);
        }
        Ok(logs.into_iter().next().map(|((kind, record), log)| Slot {
            record,
            kind,
            line: Line::of(log.state()),
        }))
    }

    /// Writes the pages that changed, and the index.
    pub(crate) async fn keep_catalogue(&mut self) -> Result<(), Failure> {
        let arrivals = self.arrivals;
        let mut rng = self.world.rng();
        let session = self.session()?;
        let dirty = session.catalogue.dirty();
        if dirty.is_empty() && session.catalogue.index.upto == arrivals {
            return Ok(());
        }
        let epoch = session.keyring.newest();
        let key = session.keyring.catalogue(epoch).told()?;
        let places = session.places();
        let mut batch = Batch::new();
        let mut index = Index {
            upto: arrivals,
            pages: session.catalogue.index.pages.clone(),
        };
        for number in dirty {
            let place = places.catalogue_page(number, epoch);
            let sealed =
                vault::seal(key, &place, &session.catalogue.page(number), &mut rng).told()?;
            let digest = Sha256::digest(&sealed).into();
            let place = number as usize;
            if place >= index.pages.len() {
                index.pages.resize(place + 1, [0; 32]);
            }
            index.pages[place] = digest;
            batch.put(Table::Catalogue, number.to_be_bytes(), sealed);
        }
        let sealed = vault::seal(
            key,
            &places.catalogue_index(epoch),
            &index.to_bytes(),
            &mut rng,
        )
        .told()?;
        batch.put(Table::Meta, rows::CATALOGUE, sealed);
        // A cache: where a power cut takes it, it is made again.
        self.write_with(batch, Durability::Relaxed).await?;
        self.session_mut()?.catalogue.kept(index);
        Ok(())
    }

    /// Writes the catalogue where enough has been added to it.
    pub(crate) async fn keep_catalogue_now_and_then(&mut self) -> Result<(), Failure> {
        if self.arrivals > self.session()?.catalogue.index.upto + TAIL {
            self.keep_catalogue().await?;
        }
        Ok(())
    }
}

fn stale(why: &str) -> Failure {
    Failure::new(
        "The list of records in the store had been changed, and was made anew from the records.",
        why,
        "table catalogue",
        "Nothing is lost. If nobody restored an old copy of this device, tell your privacy officer.",
    )
}
