//! Changes that happen together or not at all, with the conditions under which they do.

use crate::{Lease, Table};

/// One change of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// A row is written, whether it was there or not.
    Put {
        /// Where.
        table: Table,
        /// Its key.
        key: Vec<u8>,
        /// What it holds from then on.
        value: Vec<u8>,
    },
    /// A row is taken out, if it is there.
    Delete {
        /// Where.
        table: Table,
        /// Its key.
        key: Vec<u8>,
    },
}

/// Changes over several tables, made in the order they were added in one transaction; and conditions that are checked
/// inside the same transaction, before the first change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Batch {
    pub(crate) changes: Vec<Change>,
    pub(crate) fence: Option<Lease>,
    pub(crate) absent: Vec<(Table, Vec<u8>)>,
    pub(crate) exactly: Vec<(Table, Vec<u8>, Option<Vec<u8>>)>,
}

impl Batch {
    /// Without changes and conditions.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Only if this lease is still the last one taken: else the store belongs to somebody else by now, and writing
    /// gives [`StoreError::Superseded`](crate::StoreError::Superseded).
    #[must_use]
    pub fn fenced(mut self, lease: Lease) -> Self {
        self.fence = Some(lease);
        self
    }

    /// Only if there is no such row: else [`StoreError::Occupied`](crate::StoreError::Occupied).
    pub fn must_be_absent(&mut self, table: Table, key: impl Into<Vec<u8>>) {
        self.absent.push((table, key.into()));
    }

    /// Only if a row holds exactly this, or is not there: else [`StoreError::Changed`](crate::StoreError::Changed).
    pub fn must_be(&mut self, table: Table, key: impl Into<Vec<u8>>, value: Option<Vec<u8>>) {
        self.exactly.push((table, key.into(), value));
    }

    /// Writes a row.
    pub fn put(&mut self, table: Table, key: impl Into<Vec<u8>>, value: impl Into<Vec<u8>>) {
        self.changes.push(Change::Put {
            table,
            key: key.into(),
            value: value.into(),
        });
    }

    /// Takes a row out.
    pub fn delete(&mut self, table: Table, key: impl Into<Vec<u8>>) {
        self.changes.push(Change::Delete {
            table,
            key: key.into(),
        });
    }

    /// The changes so far.
    #[must_use]
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// Bytes of keys and values to be written.
    #[must_use]
    pub fn size(&self) -> u64 {
        let sizes = self.changes.iter().map(|change| match change {
            Change::Put { key, value, .. } => key.len() + value.len(),
            Change::Delete { .. } => 0,
        });
        sizes.sum::<usize>() as u64
    }

    /// Which tables it has to do with, each once, in their order.
    #[cfg(all(feature = "browser", target_arch = "wasm32"))]
    pub(crate) fn tables(&self) -> Vec<Table> {
        let changed = self.changes.iter().map(|change| match change {
            Change::Put { table, .. } | Change::Delete { table, .. } => *table,
        });
        let asked = self.absent.iter().map(|(table, _)| *table);
        let compared = self.exactly.iter().map(|(table, ..)| *table);
        let fence = self.fence.map(|_| Table::Meta);
        let tables: std::collections::BTreeSet<Table> =
            changed.chain(asked).chain(compared).chain(fence).collect();
        tables.into_iter().collect()
    }
}
