//! What the store keeps of the exchange: with which server, how far, and since when it has not heard of it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use store::{Batch, Range, Store, Table};
use sync::Progress;

use crate::custodian::Custodian;
use crate::failure::Told as _;
use crate::protocol::Failure;
use crate::rows;
use crate::surroundings::Surroundings;

const FORMAT: u8 = 1;

/// The row. It names nobody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SyncRow {
    /// By which the server's signatures are checked.
    pub(crate) server: [u8; 32],
    /// How far the exchange has come.
    pub(crate) progress: Progress,
    /// Rows of the own trail that were sent.
    pub(crate) trail: u64,
    /// When the server last answered, milliseconds since 1970 by this device's clock.
    pub(crate) contact: Option<i64>,
    /// Of each member here, the revision of their ways in at the server that is known, and the digest of what it holds.
    pub(crate) ways_in: BTreeMap<[u8; 16], (u64, [u8; 32])>,
    /// Where the server said that devices' rows end: number and digest.
    pub(crate) chains: BTreeMap<[u8; 16], (u64, [u8; 32])>,
}

impl SyncRow {
    pub(crate) fn new(server: [u8; 32], contact: i64) -> Self {
        Self {
            server,
            progress: Progress::default(),
            trail: 0,
            contact: Some(contact),
            ways_in: BTreeMap::new(),
            chains: BTreeMap::new(),
        }
    }

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
                "How far the exchange with the server has come can't be read.",
                "The row was damaged, or a newer version of Chartroom wrote it.",
                "row “sync” of table meta",
                "Update Chartroom; if it is up to date, restore a backup.",
            )
        })
    }
}

impl<S: Store, W: Surroundings> Custodian<S, W> {
    /// Reads what the store keeps of the exchange.
    pub(crate) async fn look_at_line(&mut self) -> Result<(), Failure> {
        let row = self.store.read(Table::Meta, rows::SYNC).await.told()?;
        self.line.row = row.as_deref().map(SyncRow::read).transpose()?;
        for prefix in super::outbox::numbered() {
            let range = Range::prefix(prefix);
            let backward = store::Direction::Backward;
            let last = self
                .store
                .range(Table::Outbox, &range, Some(1), backward)
                .await
                .told()?;
            let number = last.first().and_then(|row| rows::number_of(&row.key));
            self.line.number = self.line.number.max(number.unwrap_or(0));
        }
        Ok(())
    }

    /// Changes what the store keeps of the exchange.
    pub(crate) async fn keep_line(
        &mut self,
        mut batch: Batch,
        change: impl FnOnce(&mut SyncRow),
    ) -> Result<(), Failure> {
        let mut row = self.line.row.clone().ok_or_else(super::alone)?;
        change(&mut row);
        batch.put(Table::Meta, rows::SYNC, row.to_bytes());
        self.write_brought(batch).await?;
        self.line.row = Some(row);
        Ok(())
    }
}
