//! A device's disk, on which a batch is written as a whole or not at all.

use std::collections::{BTreeMap, BTreeSet};

use sync::{Action, Item, ItemId, Limits, Origin, Progress, Refusal, Stream, Waiting};

use crate::bugs::Bug;

/// Small, so that pages are full and items large with little to simulate.
pub(crate) const LIMITS: Limits = Limits {
    page: 900,
    list: 8,
    piece: 200,
    whole: 400,
    largest: 4_000,
    widest: 4,
    idle: 60_000,
    first_rest: 1_000,
    longest_rest: 60_000,
};

/// The kind of rows that every build knows.
pub(crate) const KNOWN: u8 = 1;
/// The kind that only the newer build knows.
pub(crate) const NEWER: u8 = 9;

/// What a device keeps.
#[derive(Debug, Clone, Default)]
pub(crate) struct Disk {
    pub(crate) device: [u8; 16],
    pub(crate) sequence: u64,
    pub(crate) rows: BTreeMap<ItemId, Item>,
    /// What was taken in, and how often. What is not known yet is kept, and waits for a build that knows it.
    pub(crate) taken: BTreeMap<ItemId, u32>,
    pub(crate) outbox: BTreeMap<u64, ItemId>,
    pub(crate) numbers: u64,
    pub(crate) wedged: BTreeMap<ItemId, Refusal>,
    pub(crate) progress: Progress,
    /// Of the last row that was written or seen.
    pub(crate) stamp: i64,
    /// The key that rows are sealed under.
    pub(crate) epoch: u32,
}

/// A row that is to be written.
pub(crate) struct Row {
    pub(crate) stream: Stream,
    pub(crate) kind: u8,
    pub(crate) size: usize,
    pub(crate) salt: u64,
    pub(crate) stamp: i64,
}

/// The moment that a row says it was written at.
pub(crate) fn stamp_of(item: &Item) -> i64 {
    let stamp = item.bytes.first_chunk().copied();
    stamp.map_or(0, i64::from_be_bytes)
}

pub(crate) fn kind_of(item: &Item) -> u8 {
    item.head.key.first().copied().unwrap_or_default()
}

impl Disk {
    /// Writes a row that is to be sent, in one batch with its place in the outbox.
    pub(crate) fn write(&mut self, row: &Row) -> ItemId {
        let origin = (row.stream == Stream::LOG).then(|| {
            self.sequence += 1;
            Origin {
                device: self.device,
                sequence: self.sequence,
            }
        });
        let salt = row.salt;
        let key = [&[row.kind][..], &salt.to_be_bytes()].concat();
        let mut bytes = row.stamp.to_be_bytes().to_vec();
        // No two pieces of it are the same.
        bytes.extend((8..row.size).map(|at| (salt as usize * 7 + at + at / 256) as u8));
        let item = Item::new(row.stream, origin, self.epoch, key, bytes);
        let id = item.id();
        self.stamp = self.stamp.max(row.stamp);
        self.rows.insert(id, item);
        self.taken.insert(id, 1);
        self.wait(id);
        id
    }

    fn wait(&mut self, id: ItemId) {
        self.numbers += 1;
        self.outbox.insert(self.numbers, id);
    }

    fn take(&mut self, id: ItemId) {
        let item = &self.rows[&id];
        self.stamp = self.stamp.max(stamp_of(item));
        if item.head.stream == Stream::KEYS {
            self.epoch = self.epoch.max(item.head.epoch);
        }
        *self.taken.entry(id).or_default() += 1;
    }

    /// Takes in what was kept for a build that knows it.
    pub(crate) fn take_kept(&mut self) {
        let kept = self.rows.keys().filter(|id| !self.taken.contains_key(id));
        for id in kept.copied().collect::<Vec<_>>() {
            self.take(id);
        }
    }

    /// Puts everything into the outbox that does not wait yet.
    fn requeue(&mut self, bug: Option<Bug>) {
        let waits: BTreeSet<ItemId> = self.outbox.values().copied().collect();
        let all: Vec<ItemId> = self.rows.keys().copied().collect();
        for id in all {
            let others = self.rows[&id].head.origin.map(|o| o.device) != Some(self.device);
            let unknown = !self.taken.contains_key(&id);
            if bug == Some(Bug::OnlyOwnQueued) && others
                || bug == Some(Bug::UnknownIsNotQueued) && unknown
            {
                continue;
            }
            if !waits.contains(&id) && !self.wedged.contains_key(&id) {
                self.wait(id);
            }
        }
    }

    /// What came is kept, and taken in where this build knows it; what is here already is left as it is.
    fn keep(&mut self, items: &[Item], knows: u8, now: i64, bug: Option<Bug>) {
        for item in items {
            let (id, known) = (item.id(), kind_of(item) <= knows);
            let future = stamp_of(item) > now.saturating_add(300_000);
            if bug == Some(Bug::FutureIsDropped) && future
                || bug == Some(Bug::UnknownIsDropped) && !known
            {
                continue;
            }
            let new = self.rows.insert(id, item.clone()).is_none();
            if known && (new || bug == Some(Bug::TakenTwice)) {
                self.take(id);
            }
        }
    }

    /// Does what an exchange asks of the store; nothing for what is not the store's. `knows` is the last kind that the device's
    /// build knows, `now` what its clock says.
    pub(crate) fn act(
        &mut self,
        action: &Action,
        knows: u8,
        now: i64,
        bug: Option<Bug>,
    ) -> Option<sync::Event> {
        Some(match action {
            Action::Look {
                stream,
                rows,
                bytes,
            } => sync::Event::Waiting(self.look(*stream, *rows, *bytes, bug)),
            Action::Piece {
                number,
                offset,
                most,
            } => {
                let bytes = &self.rows[&self.outbox[number]].bytes;
                let end = bytes.len().min((offset + most) as usize);
                sync::Event::Piece(bytes[*offset as usize..end].to_vec())
            }
            Action::Settle { kept, wedged } => {
                for number in kept {
                    self.outbox.remove(number);
                }
                for (number, refusal) in wedged {
                    if let Some(id) = self.outbox.remove(number) {
                        self.wedged.insert(id, refusal.clone());
                        if bug == Some(Bug::RefusedIsDropped) {
                            self.rows.remove(&id);
                        }
                    }
                }
                if bug == Some(Bug::AllSettled) {
                    self.outbox.clear();
                }
                sync::Event::Done
            }
            Action::Keep { items, progress } => {
                self.keep(items, knows, now, bug);
                self.progress = progress.clone();
                sync::Event::Done
            }
            Action::Requeue(progress) => {
                self.requeue(bug);
                self.progress = progress.clone();
                sync::Event::Done
            }
            _ => return None,
        })
    }

    /// As much of a batch as a carrier that writes it in two leaves when it is ended in between.
    pub(crate) fn torn(&mut self, action: &Action, bug: Option<Bug>) {
        match (action, bug) {
            (Action::Keep { progress, .. }, Some(Bug::CursorFirst))
            | (Action::Requeue(progress), Some(Bug::QueuedAfterwards)) => {
                self.progress = progress.clone();
            }
            _ => {}
        }
    }

    fn look(&self, stream: Stream, rows: usize, most: u32, bug: Option<Bug>) -> Vec<Waiting> {
        let mut size = 0;
        let mut waiting = Vec::new();
        let of = |id: &ItemId| self.rows[id].head.stream;
        if bug == Some(Bug::KeysLater)
            && stream == Stream::KEYS
            && self.outbox.values().any(|id| of(id) == Stream::LOG)
        {
            return waiting;
        }
        for (number, id) in &self.outbox {
            let item = &self.rows[id];
            if item.head.stream != stream {
                continue;
            }
            let bytes = (item.head.length <= LIMITS.whole).then(|| item.bytes.clone());
            size += bytes.as_ref().map_or(0, Vec::len);
            if waiting.len() == rows || (!waiting.is_empty() && size > most as usize) {
                break;
            }
            waiting.push(Waiting {
                number: *number,
                id: *id,
                head: item.head.clone(),
                bytes,
            });
        }
        waiting
    }
}
