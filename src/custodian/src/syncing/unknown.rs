//! What came and can't be used here yet. What is of a kind that this build does not know is kept whole; it is taken in by a build
//! that knows it. It is sent again like all else where a server has forgotten what it had: this device may be the only one that
//! still has it.

use std::collections::BTreeSet;

use store::{Change, Range, Row, Store, Table};
use sync::{Item, ItemId};

use super::outbox::{Pointer, STREAMS};
use super::requeue::Queueing;
use crate::custodian::Custodian;
use crate::failure::Told as _;
use crate::protocol::Failure;
use crate::rows::{self, Header};
use crate::surroundings::Surroundings;

const FORMAT: u8 = 1;
/// Rows read at a time: they may be as large as bodies.
const AT_ONCE: usize = 64;

/// Whether this build knows what to do with it.
fn is_known(item: &Item) -> bool {
    let Some((&table, key)) = item.head.key.split_first() else {
        return false;
    };
    match Table::from_number(table) {
        Some(Table::Keys) => key == rows::ESCROW_GRANT || key.starts_with(rows::OFFERS),
        Some(Table::Operations) => Header::read(&item.bytes).is_some(),
        Some(Table::CaseKeys | Table::Bodies | Table::Audit) => true,
        _ => false,
    }
}

/// The row that keeps it; nothing for what is known.
pub(super) fn row_of(item: &Item) -> Option<Row> {
    (!is_known(item)).then(|| row_aside(item))
}

/// The row that keeps an item aside.
pub(super) fn row_aside(item: &Item) -> Row {
    Row {
        key: key_of(&item.id()),
        value: postcard::to_extend(item, vec![FORMAT]).unwrap_or_default(),
    }
}

fn key_of(id: &ItemId) -> Vec<u8> {
    [rows::UNKNOWN, &id.0].concat()
}

/// The key of what a change keeps aside.
fn aside(change: &Change) -> Option<Vec<u8>> {
    match change {
        Change::Put {
            table: Table::Meta,
            key,
            ..
        } if key.starts_with(rows::UNKNOWN) => Some(key.clone()),
        _ => None,
    }
}

fn read(row: &[u8]) -> Option<Item> {
    match row.split_first() {
        Some((&FORMAT, rest)) => postcard::from_bytes(rest).ok().filter(Item::is_whole),
        _ => None,
    }
}

impl<S: Store, W: Surroundings> Custodian<S, W> {
    /// The item of a row that is kept aside in table meta.
    pub(super) async fn item_aside(&self, key: &[u8]) -> Result<Option<Item>, Failure> {
        let value = self.store.read(Table::Meta, key).await.told()?;
        let Some(of) = key.strip_prefix(rows::DEFERRED) else {
            return Ok(value.as_deref().and_then(read));
        };
        if let Some(value) = value {
            return Ok(Some(self.item_of(Table::Operations, of, value)));
        }
        // It was taken in before it was its turn: it stands with the others of its record.
        let Some((hash, rest)) = of.split_first_chunk::<16>() else {
            return Ok(None);
        };
        let id = rest.first_chunk::<16>();
        let all = self.rows(Table::Operations, hash).await?;
        let mut its = all.into_iter().filter(|row| {
            let header = Header::read(&row.value);
            header.is_some_and(|(header, _)| Some(&header.id.0) == id)
        });
        let row = its.next();
        Ok(row.map(|row| self.item_of(Table::Operations, &row.key, row.value)))
    }

    /// Puts what is kept aside into the outbox.
    pub(super) async fn queue_aside(&mut self, queueing: &mut Queueing) -> Result<(), Failure> {
        for row in self.rows(Table::Meta, rows::DEFERRED).await? {
            queueing.put_into(sync::Stream::LOG, Table::Meta, &row.key);
        }
        let mut left = Some(Range::prefix(rows::UNKNOWN));
        while let Some(rows) = self.next_rows(Table::Meta, &mut left, AT_ONCE).await? {
            for row in &rows {
                let stream = read(&row.value).map(|item| item.head.stream);
                if let Some(stream) = stream.filter(|stream| STREAMS.contains(stream)) {
                    queueing.put_into(stream, Table::Meta, &row.key);
                }
            }
        }
        Ok(())
    }

    /// Takes in what an older build has kept and this one knows. What waits to be sent stays until it is.
    pub(super) async fn take_unknown(&mut self) -> Result<(), Failure> {
        let mut left = Some(Range::prefix(rows::UNKNOWN));
        while let Some(rows) = self.next_rows(Table::Meta, &mut left, AT_ONCE).await? {
            let known: Vec<(Vec<u8>, Item)> = rows
                .iter()
                .filter_map(|row| Some((row.key.clone(), read(&row.value)?)))
                .filter(|(_, item)| is_known(item))
                .collect();
            if !known.is_empty() {
                let waits = self.waits_aside().await?;
                let known = known.into_iter().filter(|(key, _)| !waits.contains(key));
                let (keys, items): (Vec<_>, Vec<_>) = known.unzip();
                let mut batch = self.keep_items(items).await?;
                let again: BTreeSet<Vec<u8>> = batch.changes().iter().filter_map(aside).collect();
                for key in keys.into_iter().filter(|key| !again.contains(key)) {
                    batch.delete(Table::Meta, key);
                }
                self.write_brought(batch).await?;
            }
        }
        Ok(())
    }

    /// Looks again at what is kept aside, where something came by which it may be told apart.
    pub(super) async fn look_aside(&mut self) -> Result<(), Failure> {
        let run = self.line.run.as_mut();
        if run.is_some_and(|run| core::mem::take(&mut run.look_aside)) {
            self.take_unknown().await?;
        }
        Ok(())
    }

    /// Keys of rows in table meta that wait to be sent.
    async fn waits_aside(&self) -> Result<BTreeSet<Vec<u8>>, Failure> {
        let mut waits = BTreeSet::new();
        for stream in STREAMS {
            let rows = self.rows(Table::Outbox, &[stream.0]).await?;
            let pointers = rows.iter().filter_map(|row| Pointer::read(&row.value));
            waits.extend(pointers.filter_map(Pointer::aside));
        }
        Ok(waits)
    }
}

/// Rows that an older build has kept, put into a batch as it would have.
#[cfg(test)]
pub(crate) fn kept_as_unknown(batch: &mut store::Batch, item: &Item) {
    let value = postcard::to_extend(item, vec![FORMAT]).unwrap_or_default();
    batch.put(Table::Meta, key_of(&item.id()), value);
}
