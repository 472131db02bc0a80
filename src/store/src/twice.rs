//! A store kept in two places, so that one of them may lose everything.
//!
//! Chromium deletes a whole database when its log can't be read to the end, and a log that was torn when the browser was
//! killed gets there by itself: the next run writes on behind the torn record, the one after that finds the log broken
//! (<https://github.com/google/leveldb/issues/1287>). Two places have logs of their own.
//!
//! The first place decides: it checks the conditions of a batch, and every read comes from it. In the same transaction it
//! counts the batch and says which rows it touched ([`Latest`]); then the batch is written in the second place, if that
//! stands where the first stood before and can be written. Only after both is it told as written. So the second place is
//! never ahead of the first, unless the first lost something: then it is filled again from the second when the two are
//! opened, and nothing is written before. A second place that stayed behind is brought up before the next batch: by the rows
//! of one batch, or by all rows.
//!
//! Numbers are only compared within one [`History`]. It is named by chance with the first batch of an empty store, so that
//! a store begun anew or restored beside an old second copy is never taken for it.

mod copy;
mod latest;

use futures_util::lock::Mutex;

use crate::{Batch, Direction, Durability, Range, Row, Store, StoreError, Table};
pub use latest::History;
use latest::{KEY, Latest, Standing};

/// Two places with the same rows.
pub struct Twice<A, B> {
    first: A,
    state: Mutex<State<B>>,
    /// The history that begins with a first batch.
    begun: History,
}

struct State<B> {
    /// The second place, or why there is none in this session.
    second: Result<B, StoreError>,
    /// What the first place says of its last batch, as this handle wrote it.
    known: Option<Latest>,
}

impl<A: Store, B: Store> Twice<A, B> {
    /// Takes both places, and a name by chance for a history that may begin. Says whether the first had lost rows, which
    /// were brought back out of the second.
    ///
    /// # Errors
    /// When the first can't be read or written, or was being brought back and the second can't be read: what is in it then
    /// is not whole. Otherwise a second place that can't be used is done without.
    pub async fn open(
        first: A,
        second: Result<B, StoreError>,
        begun: History,
    ) -> Result<(Self, bool), StoreError> {
        let (second, brought_back) = match second {
            Ok(second) => match copy::bring_back(&first, &second, begun).await {
                Ok(brought_back) => (Ok(second), brought_back),
                Err(copy::Failed::First(error)) => return Err(error),
                Err(copy::Failed::Second(error)) => (Err(error), false),
            },
            Err(why) => {
                copy::alone(&first, begun, &why).await?;
                (Err(why), false)
            }
        };
        let state = Mutex::new(State {
            second,
            known: None,
        });
        let twice = Self {
            first,
            state,
            begun,
        };
        Ok((twice, brought_back))
    }

    /// Both places again, each for itself.
    pub async fn apart(self) -> (A, Result<B, StoreError>) {
        (self.first, self.state.into_inner().second)
    }
}

impl<B: Store> State<B> {
    /// Brings the second place up, if it stayed behind in an earlier session or behind another tab.
    ///
    /// # Errors
    /// When the first place lost what the second has: nothing may be written before that is brought back.
    async fn bring_up(&mut self, first: &impl Store) -> Result<(), StoreError> {
        let Ok(second) = &self.second else {
            return Ok(());
        };
        match copy::bring_up(first, second).await {
            Ok(()) => Ok(()),
            Err(copy::Failed::First(error)) => Err(error),
            Err(copy::Failed::Second(error)) => {
                self.second = Err(error);
                Ok(())
            }
        }
    }

    /// Writes in the second place what the first has. A place that fails is not written to any more: all of it is
    /// brought up in the next session.
    async fn repeat(
        &mut self,
        first: &impl Store,
        batch: Batch,
        durability: Durability,
    ) -> Result<(), StoreError> {
        let Ok(second) = &self.second else {
            return Ok(());
        };
        match second.write(batch, durability).await {
            Err(StoreError::Changed { .. }) => return self.bring_up(first).await,
            Err(error) => self.second = Err(error),
            Ok(()) => {}
        }
        Ok(())
    }
}

impl<A: Store, B: Store> Store for Twice<A, B> {
    async fn read(&self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        if latest::is(table, key) {
            return Ok(None);
        }
        self.first.read(table, key).await
    }

    async fn read_many(
        &self,
        table: Table,
        keys: &[Vec<u8>],
    ) -> Result<Vec<Option<Vec<u8>>>, StoreError> {
        let mut found = self.first.read_many(table, keys).await?;
        for (key, value) in keys.iter().zip(&mut found) {
            if latest::is(table, key) {
                *value = None;
            }
        }
        Ok(found)
    }

    async fn range(
        &self,
        table: Table,
        range: &Range,
        limit: Option<usize>,
        direction: Direction,
    ) -> Result<Vec<Row>, StoreError> {
        if table != Table::Meta || !range.contains(KEY) {
            return self.first.range(table, range, limit, direction).await;
        }
        // One more, in the place of the row that nobody else knows of.
        let more = limit.map(|limit| limit.saturating_add(1));
        let mut rows = self.first.range(table, range, more, direction).await?;
        rows.retain(|row| row.key != KEY);
        rows.truncate(limit.unwrap_or(usize::MAX));
        Ok(rows)
    }

    async fn count(&self, table: Table) -> Result<u64, StoreError> {
        let count = self.first.count(table).await?;
        if table == Table::Meta && self.first.read(table, KEY).await?.is_some() {
            return Ok(count.saturating_sub(1));
        }
        Ok(count)
    }

    async fn last_key(&self, table: Table) -> Result<Option<Vec<u8>>, StoreError> {
        if table != Table::Meta {
            return self.first.last_key(table).await;
        }
        let mut last = self
            .range(table, &Range::all(), Some(1), Direction::Backward)
            .await?;
        Ok(last.pop().map(|row| row.key))
    }

    async fn write(&self, batch: Batch, durability: Durability) -> Result<(), StoreError> {
        if batch.changes.is_empty() {
            return self.first.write(batch, durability).await;
        }
        let mut state = self.state.lock().await;
        loop {
            let before = match state.known.take() {
                Some(known) => Some(known),
                None => {
                    // Now it is one batch behind at most, later it would be two.
                    state.bring_up(&self.first).await?;
                    Standing::of(&self.first).await?.latest()?.cloned()
                }
            };
            let next = Latest::after(before.as_ref(), self.begun, &batch);
            let mut counted = batch.clone();
            next.counted(before.as_ref(), &mut counted);
            match self.first.write(counted, durability).await {
                // Another tab wrote in between: this is another number.
                Err(StoreError::Changed { table, key }) if latest::is(table, &key) => continue,
                written => written?,
            }
            // Its conditions were settled in the first place, and who holds the second is decided there.
            let mut repeated = Batch::new();
            repeated.changes = batch.changes;
            repeated.changes.retain(copy::belongs_to_both);
            next.counted(before.as_ref(), &mut repeated);
            state.repeat(&self.first, repeated, durability).await?;
            state.known = Some(next);
            return Ok(());
        }
    }

    async fn wipe(&self) -> Result<(), StoreError> {
        let mut state = self.state.lock().await;
        state.known = None;
        let before = Standing::of(&self.first).await?;
        // This one first: rows of a store that was wiped must not come back out of it.
        if let Ok(second) = &state.second
            && let Err(error) = second.wipe().await
        {
            state.second = Err(error);
        }
        self.first.wipe().await?;
        // And not out of one that could not be reached: it is behind from now on, and by more than one batch.
        let before = before.latest().ok().flatten();
        let mut marked = Batch::new();
        Latest::after_all(before, self.begun).counted(None, &mut marked);
        match self.first.write(marked, Durability::Strict).await {
            // Somebody writes already, and counts from one: the number does not matter where the second place is empty.
            Err(StoreError::Changed { .. }) => Ok(()),
            written => written,
        }
    }

    async fn once_only(&self) -> Option<StoreError> {
        self.state.lock().await.second.as_ref().err().cloned()
    }
}
