//! Everything that is exchanged waits again: the server is another than before, or has forgotten what it had.

use std::collections::HashSet;

use sha2::{Digest as _, Sha256};
use store::{Batch, Range, Store, Table};
use sync::{Progress, Stream};
use vault::RecordHash;

use super::outbox::{Pointer, STREAMS, outbox_key, stream_of};
use crate::custodian::Custodian;
use crate::protocol::Failure;
use crate::rows;
use crate::surroundings::Surroundings;

/// Rows put into the outbox in one batch.
const AT_ONCE: usize = 2_048;
/// Bodies read at a time: they are large.
const BODIES_AT_ONCE: usize = 64;

/// Rows on their way into the outbox.
pub(super) struct Queueing {
    batch: Batch,
    number: u64,
    /// Digests of what waits there already.
    waits: HashSet<[u8; 32]>,
}

impl Queueing {
    fn put(&mut self, table: Table, key: &[u8]) {
        if let Some(stream) = stream_of(table, key) {
            self.put_into(stream, table, key);
        }
    }

    pub(super) fn put_into(&mut self, stream: Stream, table: Table, key: &[u8]) {
        let bytes = Pointer::new(table, key).to_bytes();
        if self.waits.insert(Sha256::digest(&bytes).into()) {
            self.number += 1;
            let at = outbox_key(stream, self.number);
            self.batch.put(Table::Outbox, at, bytes);
        }
    }
}

impl<S: Store, W: Surroundings> Custodian<S, W> {
    /// Puts everything that is exchanged into the outbox, in the order in which it came here; then how far the exchange is.
    pub(super) async fn requeue(&mut self, progress: Progress) -> Result<(), Failure> {
        let mut waits = HashSet::new();
        for stream in STREAMS {
            let rows = self.rows(Table::Outbox, &[stream.0]).await?;
            waits.extend(
                rows.iter()
                    .map(|row| <[u8; 32]>::from(Sha256::digest(&row.value))),
            );
        }
        let mut queueing = Queueing {
            batch: Batch::new(),
            number: self.line.number,
            waits,
        };
        for row in self.rows(Table::Keys, &[]).await? {
            queueing.put(Table::Keys, &row.key);
        }
        self.queue_log(&mut queueing).await?;
        let mut left = Some(Range::all());
        while let Some(rows) = self
            .next_rows(Table::Bodies, &mut left, BODIES_AT_ONCE)
            .await?
        {
            for row in &rows {
                queueing.put(Table::Bodies, &row.key);
            }
            self.write_queued(&mut queueing, AT_ONCE).await?;
        }
        self.queue_aside(&mut queueing).await?;
        self.write_queued(&mut queueing, 1).await?;
        self.keep_line(Batch::new(), |row| {
            row.progress = progress;
            row.trail = 0;
            // Of the shelf before.
            row.chains.clear();
        })
        .await
    }

    /// Operations in the order in which they came, before the first of each record its keys.
    async fn queue_log(&mut self, queueing: &mut Queueing) -> Result<(), Failure> {
        let mut keys = std::collections::HashMap::<[u8; 16], Vec<Vec<u8>>>::new();
        for row in self.rows(Table::CaseKeys, &[]).await? {
            if let Some(hash) = row.key.first_chunk::<16>() {
                keys.entry(*hash).or_default().push(row.key);
            }
        }
        let mut left = Some(Range::all());
        while let Some(arrivals) = self.next_rows(Table::Arrivals, &mut left, AT_ONCE).await? {
            for row in &arrivals {
                let (Some(hash), Some(number)) =
                    (row.value.first_chunk::<16>(), rows::number_of(&row.key))
                else {
                    continue;
                };
                for key in keys.remove(hash).unwrap_or_default() {
                    queueing.put(Table::CaseKeys, &key);
                }
                let key = rows::operation_key(RecordHash(*hash), number);
                queueing.put(Table::Operations, &key);
            }
            self.write_queued(queueing, AT_ONCE).await?;
        }
        for key in keys.into_values().flatten() {
            queueing.put(Table::CaseKeys, &key);
        }
        Ok(())
    }

    async fn write_queued(&mut self, queueing: &mut Queueing, least: usize) -> Result<(), Failure> {
        if queueing.batch.changes().len() < least {
            return Ok(());
        }
        self.write_brought(core::mem::take(&mut queueing.batch))
            .await?;
        self.line.number = queueing.number;
        Ok(())
    }
}
