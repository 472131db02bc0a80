//! The reference: a store that forgets everything when it is dropped. Nothing falls back to it in silence.

use std::cell::RefCell;
use std::rc::Rc;

use crate::tables::Tables;
use crate::{Batch, Direction, Durability, Range, Row, Store, StoreError, Table};

/// A store in memory. Clones are handles to the same rows, as two tabs would be.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    tables: Rc<RefCell<Tables>>,
}

impl Memory {
    /// An empty one.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
}

impl Store for Memory {
    async fn read(&self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.tables.borrow().read(table, key))
    }

    async fn read_many(
        &self,
        table: Table,
        keys: &[Vec<u8>],
    ) -> Result<Vec<Option<Vec<u8>>>, StoreError> {
        let tables = self.tables.borrow();
        Ok(keys.iter().map(|key| tables.read(table, key)).collect())
    }

    async fn range(
        &self,
        table: Table,
        range: &Range,
        limit: Option<usize>,
        direction: Direction,
    ) -> Result<Vec<Row>, StoreError> {
        Ok(self.tables.borrow().range(table, range, limit, direction))
    }

    async fn count(&self, table: Table) -> Result<u64, StoreError> {
        Ok(self.tables.borrow().count(table))
    }

    async fn last_key(&self, table: Table) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.tables.borrow().last_key(table))
    }

    async fn write(&self, batch: Batch, _durability: Durability) -> Result<(), StoreError> {
        let mut tables = self.tables.borrow_mut();
        tables.check(&batch)?;
        tables.apply(&batch.changes);
        Ok(())
    }

    async fn wipe(&self) -> Result<(), StoreError> {
        self.tables.borrow_mut().wipe();
        Ok(())
    }
}
