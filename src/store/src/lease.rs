//! Who may write: the last one who took the lease.
//!
//! A tab that lost its lock while it was frozen doesn't know it. Its number stands in every batch it writes, and the
//! store compares that number with its own inside the transaction: whoever took the lease later shuts it out.

use crate::{Batch, Durability, Store, StoreError, Table};

/// The row of `meta` that holds the number, eight bytes, highest first.
pub(crate) const KEY: &[u8] = b"lease";

/// The number under which one holder writes. Each is higher than all before it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Lease(u64);

impl Lease {
    /// The number.
    #[must_use]
    pub const fn number(self) -> u64 {
        self.0
    }

    pub(crate) const fn of(number: u64) -> Self {
        Self(number)
    }

    /// What the row says; a store without it has never been leased.
    pub(crate) fn read(row: Option<&[u8]>) -> Result<Self, StoreError> {
        let Some(bytes) = row else {
            return Ok(Self(0));
        };
        let number = bytes.try_into().map_err(|_| StoreError::Damaged {
            place: "row “lease” of table meta".to_owned(),
            why: format!("it has {} bytes instead of 8", bytes.len()),
        })?;
        Ok(Self(u64::from_be_bytes(number)))
    }

    pub(crate) fn next(self) -> Self {
        Self(self.0 + 1)
    }

    pub(crate) fn to_row(self) -> [u8; 8] {
        self.0.to_be_bytes()
    }

    /// This one stands in the store, or who came later is named.
    pub(crate) fn holds(self, row: Option<&[u8]>) -> Result<(), StoreError> {
        let latest = Self::read(row)?;
        if latest == self {
            return Ok(());
        }
        Err(StoreError::Superseded {
            mine: self.0,
            latest: latest.0,
        })
    }
}

/// Takes the store over: from now on no batch fenced by an earlier lease is written any more.
///
/// # Errors
/// When the store can't be read or written.
pub async fn take_lease(store: &impl Store) -> Result<Lease, StoreError> {
    loop {
        let found = Lease::read(store.read(Table::Meta, KEY).await?.as_deref())?;
        let mine = found.next();
        let mut batch = Batch::new().fenced(found);
        batch.put(Table::Meta, KEY, mine.to_row());
        match store.write(batch, Durability::Strict).await {
            // Somebody took it in between: the next number is another.
            Err(StoreError::Superseded { .. }) => {}
            written => return written.map(|()| mine),
        }
    }
}
