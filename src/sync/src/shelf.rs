//! A facility's shelf: what a server keeps, in the order in which it came, and how it answers. This one is in memory: it is
//! what a server on a database is held against, and what devices are simulated with.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::item::{Head, Item, ItemId, Origin, Stream};
use crate::wire::{Answer, Offered, Placed, Refusal, Request, Said, Stopped, Verdict};

const CHAIN: &[u8] = b"chartroom chain 1";

/// Which shelf it is. A shelf that is put back from a backup gets a new id, for devices have to know that it may lack what it
/// said it keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ShelfId(pub [u8; 16]);

/// What a shelf has room for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Room {
    /// Bytes of all items.
    pub quota: u64,
    /// Bytes of one item.
    pub item: u32,
    /// Items of more bytes are not given whole.
    pub whole: u32,
    /// Ids in one question for what is missing, and items in one push.
    pub list: usize,
    /// Bytes of an item's key.
    pub key: usize,
    /// Bytes of items in one answer, whatever was asked for.
    pub page: u32,
    /// Spans of cursors that a device may name as its own.
    pub spans: usize,
}

/// Devices whose rows may be in one push: the chain of each goes on with it.
pub const ORIGINS: usize = 64;

/// Whether a push is no longer than it may be, and of no more devices.
#[must_use]
pub fn may_be_pushed(items: &[Item], room: &Room) -> bool {
    let origins = items.iter().filter_map(|item| item.head.origin);
    let devices: BTreeSet<[u8; 16]> = origins.map(|origin| origin.device).collect();
    items.len() <= room.list && devices.len() <= ORIGINS
}

/// What an item costs beside its bytes and its key.
const COST: u64 = 64;

impl Room {
    /// What an item takes of the quota: its bytes, its key, and what it costs to keep one at all.
    #[must_use]
    pub fn charge(head: &Head) -> u64 {
        u64::from(head.length) + head.key.len() as u64 + COST
    }

    /// Whether an item of this head can be kept where so much of so much is used.
    ///
    /// # Errors
    /// When it is too large ever, or the quota is used up.
    pub fn takes(&self, head: &Head, used: u64, quota: u64) -> Result<(), Refusal> {
        if head.length > self.item || head.key.len() > self.key {
            let key = u32::try_from(head.key.len()).unwrap_or(u32::MAX);
            return Err(Refusal::TooLarge {
                length: head.length.saturating_add(key),
                most: self.item,
            });
        }
        if used.saturating_add(Self::charge(head)) > quota {
            return Err(Refusal::Full { used, quota });
        }
        Ok(())
    }
}

impl Default for Room {
    fn default() -> Self {
        Self {
            quota: 8 << 30,
            item: (1 << 20) + 4_096,
            whole: 32 << 10,
            list: 2_048,
            key: 128,
            page: 256 << 10,
            spans: 256,
        }
    }
}

/// Where a device's rows end on the shelf, and the digest of them all in their order: what a server signs, so that rows cut off
/// show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chain {
    /// The last row.
    pub sequence: u64,
    /// SHA-256 over the digest before and the row's id.
    pub digest: [u8; 32],
}

impl Chain {
    /// Before the first row.
    pub const BEGIN: Self = Self {
        sequence: 0,
        digest: [0; 32],
    };

    /// One row further.
    #[must_use]
    pub fn after(self, sequence: u64, id: ItemId) -> Self {
        let mut hasher = Sha256::new();
        hasher.update(CHAIN);
        hasher.update(self.digest);
        hasher.update(sequence.to_be_bytes());
        hasher.update(id.0);
        Self {
            sequence,
            digest: hasher.finalize().into(),
        }
    }
}

/// A large item of which pieces came.
#[derive(Debug, Clone)]
struct Part {
    head: Head,
    bytes: Vec<u8>,
}

/// A shelf in memory.
#[derive(Debug, Clone)]
pub struct Shelf {
    id: ShelfId,
    room: Room,
    /// The first has cursor 1.
    items: Vec<Item>,
    /// What each of them is called.
    ids: Vec<ItemId>,
    known: HashMap<ItemId, u64>,
    parts: HashMap<ItemId, Part>,
    used: u64,
    chains: BTreeMap<[u8; 16], Chain>,
    /// Earlier shelves, and up to where this one is the same.
    kin: Vec<(ShelfId, u64)>,
    /// Rows that came before those that stand before them.
    early: BTreeMap<([u8; 16], u64), ItemId>,
}

impl Shelf {
    /// An empty one.
    #[must_use]
    pub fn new(id: ShelfId, room: Room) -> Self {
        Self {
            id,
            room,
            items: Vec::new(),
            ids: Vec::new(),
            known: HashMap::new(),
            parts: HashMap::new(),
            used: 0,
            chains: BTreeMap::new(),
            kin: Vec::new(),
            early: BTreeMap::new(),
        }
    }

    /// As a backup that is put back has it: what it keeps, under a new id. What came to it since it was made, if anything did, is
    /// not what the shelf before has there: `same` is how long it was when it was made.
    #[must_use]
    pub fn put_back(mut self, id: ShelfId, same: u64) -> Self {
        let head = self.items.len() as u64;
        self.kin.push((self.id, same.min(head)));
        self.id = id;
        self.parts.clear();
        self
    }

    /// Gives it another quota.
    pub fn allow(&mut self, quota: u64) {
        self.room.quota = quota;
    }

    /// Everything on it, in the order in which it came.
    #[must_use]
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// What each of [`Shelf::items`] is called.
    #[must_use]
    pub fn ids(&self) -> &[ItemId] {
        &self.ids
    }

    /// Whether it keeps an item.
    #[must_use]
    pub fn keeps(&self, id: ItemId) -> bool {
        self.known.contains_key(&id)
    }

    /// Where each device's rows end. A row that came out of its order is not counted until those before it are there.
    #[must_use]
    pub const fn chains(&self) -> &BTreeMap<[u8; 16], Chain> {
        &self.chains
    }

    /// Answers a request. Whoever carries it makes what changed durable before the answer goes out.
    pub fn answer(&mut self, request: &Request) -> Answer {
        let said = match request {
            Request::Push(items) if !may_be_pushed(items, &self.room) => {
                Said::Stopped(Stopped::Malformed)
            }
            Request::Push(items) => {
                Said::Pushed(items.iter().map(|item| self.push(item)).collect())
            }
            Request::Part {
                id,
                head,
                offset,
                bytes,
            } => self.part(*id, head, *offset, bytes),
            Request::Missing(ids) if ids.len() > self.room.list => {
                Said::Stopped(Stopped::Malformed)
            }
            Request::Missing(ids) => {
                let missing = (0..).zip(ids).filter(|(_, id)| !self.keeps(**id));
                Said::Missing(missing.map(|(place, _)| place).collect())
            }
            Request::Pull { own, .. } if own.len() > self.room.spans => {
                Said::Stopped(Stopped::Malformed)
            }
            Request::Kin => Said::Kin(self.kin.clone()),
            Request::Pull {
                stream,
                after,
                own,
                most,
            } => self.pull(*stream, *after, own, (*most).min(self.room.page)),
            Request::Fetch {
                cursor,
                offset,
                most,
            } => self.fetch(*cursor, *offset, *most),
        };
        Answer {
            shelf: self.id,
            head: self.items.len() as u64,
            said,
        }
    }

    fn push(&mut self, item: &Item) -> Verdict {
        if !item.is_whole() {
            return Verdict::Refused(Refusal::Unsound);
        }
        let id = item.id();
        if self.keeps(id) {
            return Verdict::Known;
        }
        match self.room.takes(&item.head, self.used, self.room.quota) {
            Ok(()) => Verdict::Kept(self.keep(id, item.clone())),
            Err(refusal) => Verdict::Refused(refusal),
        }
    }

    fn keep(&mut self, id: ItemId, item: Item) -> u64 {
        self.used += Room::charge(&item.head);
        if let Some(origin) = item.head.origin {
            self.chain(origin, id);
        }
        self.items.push(item);
        self.ids.push(id);
        let cursor = self.items.len() as u64;
        self.known.insert(id, cursor);
        cursor
    }

    /// Of two rows with one number, the first to come is the one that counts; both are kept.
    fn chain(&mut self, Origin { device, sequence }: Origin, id: ItemId) {
        self.early.entry((device, sequence)).or_insert(id);
        let chain = self.chains.entry(device).or_insert(Chain::BEGIN);
        if sequence <= chain.sequence {
            self.early.remove(&(device, sequence));
        }
        while let Some(next) = self.early.remove(&(device, chain.sequence + 1)) {
            *chain = chain.after(chain.sequence + 1, next);
        }
    }

    fn part(&mut self, id: ItemId, head: &Head, offset: u32, bytes: &[u8]) -> Said {
        if self.keeps(id) {
            return Said::Pushed(vec![Verdict::Known]);
        }
        if let Err(refusal) = self.room.takes(head, self.used, self.room.quota) {
            return Said::Pushed(vec![Verdict::Refused(refusal)]);
        }
        let part = self.parts.entry(id).or_insert_with(|| Part {
            head: head.clone(),
            bytes: Vec::new(),
        });
        let there = part.bytes.len();
        if part.head != *head {
            self.parts.remove(&id);
            return Said::Pushed(vec![Verdict::Refused(Refusal::Unsound)]);
        }
        // A piece that came already, or one that leaves a gap, changes nothing: the answer says where to go on.
        if offset as usize == there {
            let room = (head.length as usize).saturating_sub(there);
            let bytes = bytes.get(..room).unwrap_or(bytes);
            part.bytes.extend_from_slice(bytes);
        }
        if part.bytes.len() < head.length as usize {
            return Said::Parted(part.bytes.len() as u32);
        }
        let Some(part) = self.parts.remove(&id) else {
            return Said::Stopped(Stopped::Malformed);
        };
        let item = Item {
            head: part.head,
            bytes: part.bytes,
        };
        if item.id() != id {
            return Said::Pushed(vec![Verdict::Refused(Refusal::Unsound)]);
        }
        Said::Pushed(vec![Verdict::Kept(self.keep(id, item))])
    }

    fn pull(&self, stream: Stream, after: u64, own: &[(u64, u64)], most: u32) -> Said {
        let from = usize::try_from(after).unwrap_or(usize::MAX);
        let items = self.items.get(from..).unwrap_or_default();
        let ids = self.ids.get(from..).unwrap_or_default();
        let is_own = |cursor: u64| {
            own.iter()
                .any(|(first, last)| (*first..=*last).contains(&cursor))
        };
        // Only where there are items behind it: whoever asks may name any cursor.
        let mut wanted = items
            .iter()
            .zip(ids)
            .enumerate()
            .map(|(place, found)| (after + 1 + place as u64, found))
            .filter(|(cursor, (item, _))| item.head.stream == stream && !is_own(*cursor))
            .peekable();
        let (mut items, mut size) = (Vec::new(), 0);
        let mut through = after;
        while let Some((cursor, (item, id))) = wanted.peek() {
            let whole = item.head.length <= self.room.whole;
            let bytes = if whole { item.bytes.len() } else { 0 };
            size += bytes + item.head.key.len() + 64;
            if !items.is_empty() && size > most as usize {
                break;
            }
            let offered = if whole {
                Offered::Whole((*item).clone())
            } else {
                Offered::Large {
                    id: **id,
                    head: item.head.clone(),
                }
            };
            through = *cursor;
            items.push(Placed {
                cursor: through,
                offered,
            });
            wanted.next();
        }
        let more = wanted.peek().is_some();
        if !more {
            through = after.max(self.items.len() as u64);
        }
        Said::Pulled {
            items,
            through,
            more,
        }
    }

    fn fetch(&self, cursor: u64, offset: u32, most: u32) -> Said {
        let place = usize::try_from(cursor).unwrap_or_default();
        let item = place.checked_sub(1).and_then(|place| self.items.get(place));
        let piece = item.and_then(|item| item.bytes.get(offset as usize..));
        match piece {
            Some(piece) => Said::Piece(piece.get(..most as usize).unwrap_or(piece).to_vec()),
            None => Said::Stopped(Stopped::Malformed),
        }
    }
}
