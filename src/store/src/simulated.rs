//! A device on which everything goes wrong that can, by a seed that replays: its power fails, its disk fills up, its
//! database vanishes, another tab asks it to close.
//!
//! Rows written [`Strict`](Durability::Strict)ly are on the disk, with everything before them. What was written
//! [`Relaxed`](Durability::Relaxed)ly since then is kept apart, batch by batch, and a power cut takes some of it. A batch
//! is never torn. Every operation yields once before it happens, so that tasks run beside each other interleave.

use std::cell::RefCell;
use std::future;
use std::rc::Rc;
use std::task::Poll;

use crate::tables::Tables;
use crate::{Batch, Change, Direction, Durability, Range, Row, Store, StoreError, Table};

/// A handle to the simulated device's store, as one tab has it. Clones are the same tab; [`Device::reopen`] is another.
#[derive(Clone, Debug, Default)]
pub struct Device {
    disk: Rc<RefCell<Disk>>,
    opened: u64,
}

#[derive(Debug, Default)]
struct Disk {
    /// What reads see.
    seen: Tables,
    /// What a power cut leaves.
    flushed: Tables,
    /// What was written since the last flush, in order.
    unflushed: Vec<Vec<Change>>,
    quota: Option<u64>,
    /// Handles opened before this one are ended…
    openings: u64,
    /// …for this reason.
    ended: Option<StoreError>,
    /// Batches written since the beginning.
    written: u64,
    /// Batches that are still taken; then none is, until there is room again.
    takes: Option<u64>,
}

/// What a power cut took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cut {
    /// Batches that had not been flushed.
    pub unflushed: usize,
    /// Which of them were lost, by their place among those.
    pub lost: Vec<usize>,
}

impl Device {
    /// With an empty store and endless room.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The power fails and comes back. Handles from before are lost; [`Device::reopen`] gives one.
    ///
    /// By the seed, it takes everything since some moment, as a log that is read to its first fault loses it; or single
    /// batches here and there, as one that is read past its faults does. Browsers' databases know both.
    pub fn power_cut(&self, seed: u64) -> Cut {
        let disk = &mut *self.disk.borrow_mut();
        let mut chance = fastrand::Rng::with_seed(seed);
        let unflushed = std::mem::take(&mut disk.unflushed);
        let lost: Vec<usize> = if chance.bool() {
            (chance.usize(..=unflushed.len())..unflushed.len()).collect()
        } else {
            (0..unflushed.len()).filter(|_| chance.bool()).collect()
        };
        for (place, changes) in unflushed.iter().enumerate() {
            if !lost.contains(&place) {
                disk.flushed.apply(changes);
            }
        }
        disk.seen = disk.flushed.clone();
        disk.end(StoreError::Lost {
            why: "the power failed".to_owned(),
        });
        Cut {
            unflushed: unflushed.len(),
            lost,
        }
    }

    /// From now on there is room for so many bytes of keys and values. What would go beyond is refused whole.
    pub fn fill(&self, quota: u64) {
        self.disk.borrow_mut().quota = Some(quota);
    }

    /// From now on so many batches are taken; the next one and all after it are refused for want of room.
    pub fn fill_after(&self, batches: u64) {
        self.disk.borrow_mut().takes = Some(batches);
    }

    /// There is endless room again.
    pub fn make_room(&self) {
        let disk = &mut *self.disk.borrow_mut();
        (disk.quota, disk.takes) = (None, None);
    }

    /// Bytes of all keys and values.
    #[must_use]
    pub fn used(&self) -> u64 {
        self.disk.borrow().seen.size()
    }

    /// The database is deleted, with all rows. Handles from before say so; [`Device::reopen`] gives an empty store.
    pub fn vanish(&self) {
        let disk = &mut *self.disk.borrow_mut();
        disk.seen = Tables::default();
        disk.flushed = Tables::default();
        disk.unflushed.clear();
        disk.end(StoreError::Gone);
    }

    /// Another tab wants the database to itself: handles from before have let go of it.
    pub fn asked_to_close(&self) {
        self.disk.borrow_mut().end(StoreError::Closing);
    }

    /// A fresh handle to the same disk. What earlier handles wrote is there, as far as it outlived what happened.
    #[must_use]
    pub fn reopen(&self) -> Self {
        let opened = self.disk.borrow().openings;
        Self {
            disk: Rc::clone(&self.disk),
            opened,
        }
    }

    /// Batches that a power cut might take.
    #[must_use]
    pub fn unflushed(&self) -> usize {
        self.disk.borrow().unflushed.len()
    }

    /// Batches written since the beginning, by all handles.
    #[must_use]
    pub fn written(&self) -> u64 {
        self.disk.borrow().written
    }

    /// Waits for its turn, then does something with the disk if this handle still has it.
    async fn turn<T>(
        &self,
        act: impl FnOnce(&mut Disk) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut waited = false;
        future::poll_fn(|context| {
            if std::mem::replace(&mut waited, true) {
                return Poll::Ready(());
            }
            context.waker().wake_by_ref();
            Poll::Pending
        })
        .await;
        let disk = &mut *self.disk.borrow_mut();
        match &disk.ended {
            Some(ended) if self.opened < disk.openings => Err(ended.clone()),
            _ => act(disk),
        }
    }
}

impl Disk {
    fn end(&mut self, why: StoreError) {
        self.openings += 1;
        self.ended = Some(why);
    }

    fn flush(&mut self) {
        for changes in std::mem::take(&mut self.unflushed) {
            self.flushed.apply(&changes);
        }
    }

    fn write(&mut self, batch: Batch, durability: Durability) -> Result<(), StoreError> {
        self.seen.check(&batch)?;
        if let Some(quota) = self.quota {
            let after = self.seen.size_after(&batch.changes);
            // What makes the store smaller is always possible, as in a browser.
            if after > quota && after > self.seen.size() {
                return Err(StoreError::Full);
            }
        }
        if let Some(takes) = &mut self.takes {
            *takes = takes.checked_sub(1).ok_or(StoreError::Full)?;
        }
        self.seen.apply(&batch.changes);
        self.unflushed.push(batch.changes);
        self.written += 1;
        if durability == Durability::Strict {
            self.flush();
        }
        Ok(())
    }
}

impl Store for Device {
    async fn read(&self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        self.turn(|disk| Ok(disk.seen.read(table, key))).await
    }

    async fn read_many(
        &self,
        table: Table,
        keys: &[Vec<u8>],
    ) -> Result<Vec<Option<Vec<u8>>>, StoreError> {
        self.turn(|disk| Ok(keys.iter().map(|key| disk.seen.read(table, key)).collect()))
            .await
    }

    async fn range(
        &self,
        table: Table,
        range: &Range,
        limit: Option<usize>,
        direction: Direction,
    ) -> Result<Vec<Row>, StoreError> {
        self.turn(|disk| Ok(disk.seen.range(table, range, limit, direction)))
            .await
    }

    async fn count(&self, table: Table) -> Result<u64, StoreError> {
        self.turn(|disk| Ok(disk.seen.count(table))).await
    }

    async fn last_key(&self, table: Table) -> Result<Option<Vec<u8>>, StoreError> {
        self.turn(|disk| Ok(disk.seen.last_key(table))).await
    }

    async fn write(&self, batch: Batch, durability: Durability) -> Result<(), StoreError> {
        self.turn(|disk| disk.write(batch, durability)).await
    }

    async fn wipe(&self) -> Result<(), StoreError> {
        self.turn(|disk| {
            disk.seen.wipe();
            disk.flushed = disk.seen.clone();
            disk.unflushed.clear();
            Ok(())
        })
        .await
    }
}
