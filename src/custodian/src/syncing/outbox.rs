//! What waits to be sent. A row that is written into a table whose rows are exchanged waits in the same batch: the outbox
//! says where it stands, so that nothing is kept twice. Entries of the trail stand in their order by themselves, and it is
//! enough to know how many of them were sent.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use store::{Batch, Change, Direction, Range, Store, Table};
use sync::{Item, Limits, Origin, Progress, Refusal, Stream, Waiting};
use vault::RecordHash;

use crate::custodian::Custodian;
use crate::failure::Told as _;
use crate::protocol::Failure;
use crate::rows::{self, Header};
use crate::surroundings::Surroundings;

/// Streams of which rows wait in the outbox.
const STREAMS: [Stream; 3] = [Stream::KEYS, Stream::LOG, Stream::BODIES];
/// What stands before rows that the server refuses for good.
const REFUSED: u8 = 255;
/// What numbers in the outbox stand behind: those of entries of the trail are their places.
pub(super) fn numbered() -> impl Iterator<Item = Vec<u8>> {
    let waits = STREAMS.iter().chain([&Stream::TRAIL]);
    let refused = STREAMS.iter().map(|stream| vec![REFUSED, stream.0]);
    waits.map(|stream| vec![stream.0]).chain(refused)
}
/// Rows put into the outbox in one batch.
const AT_ONCE: usize = 2_048;
/// Numbers of the trail begin here, so that they are not those of the outbox.
const TRAIL: u64 = 1 << 62;

/// Where a row stands.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Pointer {
    table: u8,
    key: Vec<u8>,
}

/// A row that was looked at.
#[derive(Debug, Clone)]
pub(super) struct Looked {
    /// Its key in the outbox; empty for the trail.
    at: Vec<u8>,
    pointer: Pointer,
}

/// A row that the server refuses.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct RefusedRow {
    pub(super) pointer: Pointer,
    pub(super) refusal: Refusal,
    stream: u8,
}

impl Pointer {
    fn new(table: Table, key: &[u8]) -> Self {
        Self {
            table: table.number(),
            key: key.to_vec(),
        }
    }

    fn to_bytes(&self) -> Vec<u8> {
        postcard::to_stdvec(self).unwrap_or_default()
    }

    pub(super) fn table(&self) -> Option<Table> {
        Table::from_number(self.table)
    }
}

/// To which stream rows of a table belong; nothing for what stays on the device.
fn stream_of(table: Table, key: &[u8]) -> Option<Stream> {
    match table {
        Table::Operations | Table::CaseKeys => Some(Stream::LOG),
        Table::Bodies => Some(Stream::BODIES),
        Table::Keys if key.starts_with(rows::OFFERS) || key == rows::ESCROW_GRANT => {
            Some(Stream::KEYS)
        }
        _ => None,
    }
}

fn outbox_key(stream: Stream, number: u64) -> Vec<u8> {
    [&[stream.0][..], &number.to_be_bytes()].concat()
}

/// Puts what is exchanged of a batch into the outbox, in the same batch. Gives the last number.
pub(crate) fn queue(batch: &mut Batch, mut number: u64) -> u64 {
    let mut waits = Vec::new();
    for change in batch.changes() {
        if let Change::Put { table, key, .. } = change
            && let Some(stream) = stream_of(*table, key)
        {
            number += 1;
            waits.push((outbox_key(stream, number), Pointer::new(*table, key)));
        }
    }
    for (key, pointer) in waits {
        batch.put(Table::Outbox, key, pointer.to_bytes());
    }
    number
}

/// A row's key as it is exchanged: the table, and what names the row on every device.
fn exchanged_key(table: Table, key: &[u8]) -> Vec<u8> {
    [&[table.number()][..], key].concat()
}

impl<S: Store, W: Surroundings> Custodian<S, W> {
    /// How many rows wait.
    pub(super) async fn waiting(&self) -> Result<u64, Failure> {
        let all = self.store.count(Table::Outbox).await.told()?;
        let sent = self.line.row.as_ref().map_or(0, |row| row.trail);
        Ok(all - self.refused_rows().await?.len() as u64 + self.trail_end().saturating_sub(sent))
    }

    /// How many entries the trail has, of all stores that this one was restored from.
    pub(super) fn trail_end(&self) -> u64 {
        self.audit_length()
    }

    /// What waits of a stream, in the order in which it was written.
    pub(crate) async fn look_out(
        &mut self,
        stream: Stream,
        rows: usize,
        bytes: u32,
    ) -> Result<Vec<Waiting>, Failure> {
        let range = Range::prefix([stream.0]);
        let forward = Direction::Forward;
        let waiting = self
            .store
            .range(Table::Outbox, &range, Some(rows), forward)
            .await
            .told()?;
        // Entries of the trail wait there only where they were refused and are tried again.
        if stream == Stream::TRAIL && waiting.is_empty() {
            return self.look_at_trail(rows, bytes).await;
        }
        let (mut found, mut gone, mut size) = (Vec::new(), Batch::new(), 0);
        for row in waiting {
            let number = rows::number_of(&row.key).unwrap_or_default();
            let pointer: Option<Pointer> = postcard::from_bytes(&row.value).ok();
            let item = match &pointer {
                Some(pointer) => self.item_at(pointer).await?,
                None => None,
            };
            let (Some(pointer), Some(item)) = (pointer, item) else {
                // The row it pointed to was taken back before it was sent.
                gone.delete(Table::Outbox, row.key);
                continue;
            };
            let (at, looked) = (row.key, number);
            if !take(&mut found, &mut size, bytes, looked, item) {
                break;
            }
            if let Some(run) = &mut self.line.run {
                run.looked.insert(number, Looked { at, pointer });
            }
        }
        if !gone.changes().is_empty() {
            self.write_brought(gone).await?;
            if found.is_empty() {
                return Box::pin(self.look_out(stream, rows, bytes)).await;
            }
        }
        Ok(found)
    }

    async fn look_at_trail(&mut self, rows: usize, bytes: u32) -> Result<Vec<Waiting>, Failure> {
        let sent = self.line.row.as_ref().map_or(0, |row| row.trail);
        let range = match sent.checked_sub(1) {
            Some(last) => Range::after(last.to_be_bytes()),
            None => Range::all(),
        };
        let forward = Direction::Forward;
        let entries = self
            .store
            .range(Table::Audit, &range, Some(rows), forward)
            .await
            .told()?;
        // Where an entry is missing here, what follows is sent all the same; that one is missing, the trail's check says.
        let first = entries.first().and_then(|row| rows::number_of(&row.key));
        if let Some(first) = first.filter(|first| *first > sent) {
            self.keep_line(Batch::new(), |row| row.trail = first)
                .await?;
        }
        let (mut found, mut size) = (Vec::new(), 0);
        for row in entries {
            let Some(place) = rows::number_of(&row.key) else {
                continue;
            };
            let pointer = Pointer::new(Table::Audit, &row.key);
            let number = TRAIL + place;
            let item = self.item_of(Table::Audit, &row.key, row.value);
            if !take(&mut found, &mut size, bytes, number, item) {
                break;
            }
            if let Some(run) = &mut self.line.run {
                let at = Vec::new();
                run.looked.insert(number, Looked { at, pointer });
            }
        }
        Ok(found)
    }

    /// The item of a row; nothing where there is no such row.
    async fn item_at(&self, pointer: &Pointer) -> Result<Option<Item>, Failure> {
        let Some(table) = pointer.table() else {
            return Ok(None);
        };
        let value = self.store.read(table, &pointer.key).await.told()?;
        Ok(value.map(|value| self.item_of(table, &pointer.key, value)))
    }

    /// What is exchanged of a row. Under which number an operation arrived here is not another device's business.
    fn item_of(&self, table: Table, key: &[u8], value: Vec<u8>) -> Item {
        let (mut origin, mut epoch) = (None, 0);
        let (mut stream, mut name) = (Stream::KEYS, exchanged_key(table, key));
        match table {
            Table::Operations => {
                stream = Stream::LOG;
                if let Some((header, sealed)) = Header::read(&value)
                    && let Some(hash) = key.first_chunk::<16>()
                {
                    name = exchanged_key(table, &[&hash[..], &header.id.0].concat());
                    origin = Some(Origin {
                        device: header.device.0,
                        sequence: header.sequence,
                    });
                    let places = self.places().ok();
                    let of = places.and_then(|places| {
                        rows::epoch_of(places, RecordHash(*hash), &header, sealed).ok()
                    });
                    epoch = of.unwrap_or(0);
                }
            }
            Table::CaseKeys => {
                stream = Stream::LOG;
                epoch = key
                    .last_chunk::<4>()
                    .map_or(0, |bytes| u32::from_be_bytes(*bytes));
            }
            Table::Bodies => stream = Stream::BODIES,
            Table::Audit => {
                stream = Stream::TRAIL;
                if let Ok(row) = access::audit::Row::read(&value) {
                    let place = row.place;
                    let sequence = place.sequence.to_be_bytes();
                    name = exchanged_key(table, &[&place.device.0[..], &sequence].concat());
                }
            }
            _ => {}
        }
        Item::new(stream, origin, epoch, name, value)
    }

    /// A piece of a row that was looked at.
    pub(super) async fn piece_out(
        &self,
        number: u64,
        offset: u32,
        most: u32,
    ) -> Result<Vec<u8>, Failure> {
        let looked = self
            .line
            .run
            .as_ref()
            .and_then(|run| run.looked.get(&number));
        let item = match looked {
            Some(looked) => self.item_at(&looked.pointer).await?,
            None => None,
        };
        let bytes = item.map(|item| item.bytes).unwrap_or_default();
        let from = bytes.len().min(offset as usize);
        let until = bytes.len().min(from + most as usize);
        Ok(bytes[from..until].to_vec())
    }

    /// Takes rows out of the outbox: the server keeps them, or never will.
    pub(crate) async fn settle(
        &mut self,
        kept: Vec<u64>,
        wedged: Vec<(u64, Refusal)>,
    ) -> Result<(), Failure> {
        let mut batch = Batch::new();
        let mut trail = BTreeSet::new();
        let numbers = kept
            .into_iter()
            .map(|number| (number, None))
            .chain(wedged.into_iter().map(|(number, why)| (number, Some(why))));
        for (number, refusal) in numbers {
            let run = self.line.run.as_mut();
            let Some(looked) = run.and_then(|run| run.looked.remove(&number)) else {
                continue;
            };
            let stream = looked.at.first().copied();
            if number >= TRAIL {
                trail.insert(number - TRAIL);
            } else {
                batch.delete(Table::Outbox, looked.at.clone());
            }
            if let Some(refusal) = refusal {
                let stream = stream.unwrap_or(Stream::TRAIL.0);
                let key = [&[REFUSED, stream][..], &number.to_be_bytes()].concat();
                let pointer = looked.pointer;
                let row = RefusedRow {
                    pointer,
                    refusal,
                    stream,
                };
                let bytes = postcard::to_stdvec(&row).unwrap_or_default();
                batch.put(Table::Outbox, key, bytes);
            }
        }
        self.keep_line(batch, |row| {
            // Up to the first that is not settled: what was settled behind it is found to be there when it is sent again.
            while trail.contains(&row.trail) {
                row.trail += 1;
            }
        })
        .await
    }

    /// Rows that the server refuses for good.
    pub(crate) async fn refused_rows(&self) -> Result<Vec<RefusedRow>, Failure> {
        let rows = self.rows(Table::Outbox, &[REFUSED]).await?;
        let rows = rows.iter();
        Ok(rows
            .filter_map(|row| postcard::from_bytes(&row.value).ok())
            .collect())
    }

    /// Puts what was refused back into the outbox.
    pub(crate) async fn try_refused(&mut self) -> Result<(), Failure> {
        let mut batch = Batch::new();
        let mut number = self.line.number;
        for row in self.rows(Table::Outbox, &[REFUSED]).await? {
            if let Ok(refused) = postcard::from_bytes::<RefusedRow>(&row.value) {
                batch.delete(Table::Outbox, row.key);
                number += 1;
                let key = outbox_key(Stream(refused.stream), number);
                batch.put(Table::Outbox, key, refused.pointer.to_bytes());
            }
        }
        self.write_brought(batch).await?;
        self.line.number = number;
        Ok(())
    }

    /// Puts everything that is exchanged into the outbox, in the order in which it came here; then how far the exchange is.
    pub(super) async fn requeue(&mut self, progress: Progress) -> Result<(), Failure> {
        let mut waits = std::collections::HashSet::new();
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
        let mut range = Range::all();
        loop {
            let forward = Direction::Forward;
            let rows = self
                .store
                .range(Table::Bodies, &range, Some(BODIES_AT_ONCE), forward)
                .await
                .told()?;
            for row in &rows {
                queueing.put(Table::Bodies, &row.key);
            }
            self.write_queued(&mut queueing, AT_ONCE).await?;
            match rows.last() {
                Some(last) if rows.len() == BODIES_AT_ONCE => {
                    range = range.resumed_after(last.key.clone());
                }
                _ => break,
            }
        }
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
        let mut range = Range::all();
        loop {
            let forward = Direction::Forward;
            let arrivals = self
                .store
                .range(Table::Arrivals, &range, Some(AT_ONCE), forward)
                .await
                .told()?;
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
            match arrivals.last() {
                Some(last) if arrivals.len() == AT_ONCE => {
                    range = range.resumed_after(last.key.clone());
                }
                _ => break,
            }
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

/// Bodies read at a time: they are large.
const BODIES_AT_ONCE: usize = 64;

/// Rows on their way into the outbox.
struct Queueing {
    batch: Batch,
    number: u64,
    /// Digests of what waits there already.
    waits: std::collections::HashSet<[u8; 32]>,
}

impl Queueing {
    fn put(&mut self, table: Table, key: &[u8]) {
        let Some(stream) = stream_of(table, key) else {
            return;
        };
        let bytes = Pointer::new(table, key).to_bytes();
        if self.waits.insert(Sha256::digest(&bytes).into()) {
            self.number += 1;
            let at = outbox_key(stream, self.number);
            self.batch.put(Table::Outbox, at, bytes);
        }
    }
}

/// Adds a row to what is sent next, unless there is enough. A large one goes without its bytes.
fn take(found: &mut Vec<Waiting>, size: &mut usize, most: u32, number: u64, item: Item) -> bool {
    let id = item.id();
    let Item { head, bytes } = item;
    let bytes = (head.length <= Limits::default().whole).then_some(bytes);
    *size += bytes.as_ref().map_or(0, Vec::len);
    if !found.is_empty() && *size > most as usize {
        return false;
    }
    found.push(Waiting {
        number,
        id,
        head,
        bytes,
    });
    true
}
