//! A device: its disk, on which a batch is written as a whole or not at all, and the exchange that runs over it.

use std::collections::{BTreeMap, BTreeSet};

use sync::{Action, Exchange, Item, ItemId, Limits, Origin, Progress, Refusal, Stream, Waiting};

use crate::bugs::Bug;

/// Small, so that pages are full and items large with little to simulate.
pub(crate) const LIMITS: Limits = Limits {
    page: 900,
    list: 8,
    piece: 200,
    whole: 400,
    widest: 4,
    idle: 60_000,
    first_rest: 1_000,
    longest_rest: 60_000,
};

/// What a device keeps.
#[derive(Debug, Clone, Default)]
pub(crate) struct Disk {
    pub(crate) device: [u8; 16],
    pub(crate) sequence: u64,
    pub(crate) rows: BTreeMap<ItemId, Item>,
    pub(crate) outbox: BTreeMap<u64, ItemId>,
    pub(crate) numbers: u64,
    pub(crate) wedged: BTreeMap<ItemId, Refusal>,
    pub(crate) progress: Progress,
}

impl Disk {
    /// Writes a row that is to be sent, in one batch with its place in the outbox.
    pub(crate) fn write(&mut self, stream: Stream, size: usize, salt: u64) -> ItemId {
        let origin = (stream == Stream::LOG).then(|| {
            self.sequence += 1;
            Origin {
                device: self.device,
                sequence: self.sequence,
            }
        });
        let key = salt.to_be_bytes().to_vec();
        // No two pieces of it are the same.
        let bytes = (0..size).map(|place| (salt as usize * 7 + place + place / 256) as u8);
        let item = Item::new(stream, origin, 1, key, bytes.collect());
        let id = item.id();
        self.rows.insert(id, item);
        self.wait(id);
        id
    }

    fn wait(&mut self, id: ItemId) {
        self.numbers += 1;
        self.outbox.insert(self.numbers, id);
    }

    /// Does what an exchange asks of the store; nothing for what is not the store's.
    pub(crate) fn act(&mut self, action: &Action, bug: Option<Bug>) -> Option<sync::Event> {
        Some(match action {
            Action::Look {
                stream,
                rows,
                bytes,
            } => sync::Event::Waiting(self.look(*stream, *rows, *bytes)),
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
                for item in items {
                    self.rows.insert(item.id(), item.clone());
                }
                self.progress = progress.clone();
                sync::Event::Done
            }
            Action::Requeue(progress) => {
                let waits: BTreeSet<ItemId> = self.outbox.values().copied().collect();
                let all: Vec<ItemId> = self.rows.keys().copied().collect();
                for id in all {
                    let others = self.rows[&id].head.origin.map(|o| o.device) != Some(self.device);
                    if bug == Some(Bug::OnlyOwnQueued) && others {
                        continue;
                    }
                    if !waits.contains(&id) && !self.wedged.contains_key(&id) {
                        self.wait(id);
                    }
                }
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

    fn look(&self, stream: Stream, rows: usize, most: u32) -> Vec<Waiting> {
        let mut size = 0;
        let mut waiting = Vec::new();
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

/// A device that may run.
#[derive(Debug)]
pub(crate) struct Device {
    pub(crate) disk: Disk,
    pub(crate) exchange: Option<Exchange>,
    /// What belongs to an earlier run is not for this one.
    pub(crate) run: u64,
    pub(crate) cut_until: u64,
    pub(crate) revoked: bool,
    pub(crate) ended: bool,
    pub(crate) backup: Option<Disk>,
    pub(crate) expired: bool,
    /// Whether something was written since it was looked at.
    pub(crate) written: bool,
    /// The last request's.
    pub(crate) ticket: u64,
    /// When it was made.
    pub(crate) asked: u64,
}

impl Device {
    pub(crate) fn new(disk: Disk) -> Self {
        Self {
            disk,
            exchange: None,
            run: 0,
            cut_until: 0,
            revoked: false,
            ended: false,
            backup: None,
            expired: false,
            written: true,
            ticket: 0,
            asked: 0,
        }
    }
}
