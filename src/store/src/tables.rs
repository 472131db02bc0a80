//! All tables in memory: what [`Memory`](crate::Memory) is, and what the simulated device has twice.

use std::collections::BTreeMap;

use crate::lease::{self, Lease};
use crate::{Batch, Change, Direction, Range, Row, StoreError, Table};

/// Rows by table and key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tables {
    rows: [BTreeMap<Vec<u8>, Vec<u8>>; Table::ALL.len()],
    /// Bytes of all keys and values.
    size: u64,
}

impl Tables {
    pub(crate) fn read(&self, table: Table, key: &[u8]) -> Option<Vec<u8>> {
        self.rows[table as usize].get(key).cloned()
    }

    pub(crate) fn range(
        &self,
        table: Table,
        range: &Range,
        limit: Option<usize>,
        direction: Direction,
    ) -> Vec<Row> {
        if range.is_empty() {
            return Vec::new();
        }
        let bounds = (
            range.lower.as_ref().map(Vec::as_slice),
            range.upper.as_ref().map(Vec::as_slice),
        );
        let rows = self.rows[table as usize]
            .range::<[u8], _>(bounds)
            .map(|(key, value)| Row {
                key: key.clone(),
                value: value.clone(),
            });
        let limit = limit.unwrap_or(usize::MAX);
        match direction {
            Direction::Forward => rows.take(limit).collect(),
            Direction::Backward => rows.rev().take(limit).collect(),
        }
    }

    pub(crate) fn count(&self, table: Table) -> u64 {
        self.rows[table as usize].len() as u64
    }

    pub(crate) fn last_key(&self, table: Table) -> Option<Vec<u8>> {
        self.rows[table as usize]
            .last_key_value()
            .map(|(key, _)| key.clone())
    }

    /// Whether the conditions of a batch hold.
    pub(crate) fn check(&self, batch: &Batch) -> Result<(), StoreError> {
        let row = |table: Table, key: &[u8]| self.rows[table as usize].get(key).map(Vec::as_slice);
        if let Some(lease) = batch.fence {
            lease.holds(row(Table::Meta, lease::KEY))?;
        }
        if let Some((table, key)) = batch
            .absent
            .iter()
            .find(|(table, key)| row(*table, key).is_some())
        {
            return Err(StoreError::Occupied {
                table: *table,
                key: key.clone(),
            });
        }
        match batch
            .exactly
            .iter()
            .find(|(table, key, value)| row(*table, key) != value.as_deref())
        {
            Some((table, key, _)) => Err(StoreError::Changed {
                table: *table,
                key: key.clone(),
            }),
            None => Ok(()),
        }
    }

    /// Makes the changes, whatever the conditions.
    pub(crate) fn apply(&mut self, changes: &[Change]) {
        for change in changes {
            match change {
                Change::Put { table, key, value } => {
                    self.size += (key.len() + value.len()) as u64;
                    if let Some(old) = self.rows[*table as usize].insert(key.clone(), value.clone())
                    {
                        self.size -= (key.len() + old.len()) as u64;
                    }
                }
                Change::Delete { table, key } => {
                    if let Some(old) = self.rows[*table as usize].remove(key) {
                        self.size -= (key.len() + old.len()) as u64;
                    }
                }
            }
        }
    }

    /// Takes everything out but the lease, which goes up.
    pub(crate) fn wipe(&mut self) {
        // A lease that can't be read must not keep anyone from wiping.
        let lease = Lease::read(self.read(Table::Meta, lease::KEY).as_deref()).unwrap_or_default();
        *self = Self::default();
        let (key, value) = (lease::KEY.to_vec(), lease.next().to_row().to_vec());
        self.apply(&[Change::Put {
            table: Table::Meta,
            key,
            value,
        }]);
    }

    /// Bytes of all keys and values.
    #[cfg(feature = "simulated")]
    pub(crate) fn size(&self) -> u64 {
        self.size
    }

    /// How many bytes there would be after these changes.
    #[cfg(feature = "simulated")]
    pub(crate) fn size_after(&self, changes: &[Change]) -> u64 {
        let mut rows: BTreeMap<(Table, &[u8]), Option<usize>> = BTreeMap::new();
        for change in changes {
            match change {
                Change::Put { table, key, value } => rows.insert((*table, key), Some(value.len())),
                Change::Delete { table, key } => rows.insert((*table, key), None),
            };
        }
        rows.iter().fold(self.size, |size, ((table, key), after)| {
            let before = self.rows[*table as usize].get(*key).map(Vec::len);
            let bytes =
                |value: Option<usize>| value.map_or(0, |length| (key.len() + length) as u64);
            size + bytes(*after) - bytes(before)
        })
    }
}
