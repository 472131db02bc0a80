//! Where sealed rows are kept on a device: tables of bytes behind one trait, written in batches that happen as a whole
//! or not at all.
//!
//! This crate sees bytes only: what a row says, who may open it and which key sealed it is not its concern. There are
//! three backends: [`Memory`], which is the reference; a simulated device for tests (feature `simulated`), on which
//! everything goes wrong that can; and IndexedDB (feature `browser`). [`twice::Twice`] keeps two of them as one. One suite (feature `suite`) runs over all of them.

pub mod backup;
mod batch;
#[cfg(all(feature = "browser", target_arch = "wasm32"))]
pub mod browser;
mod error;
mod lease;
mod memory;
mod range;
pub mod schema;
#[cfg(feature = "simulated")]
pub mod simulated;
#[cfg(feature = "suite")]
pub mod suite;
mod table;
mod tables;
pub mod twice;
pub mod vanished;

pub use batch::{Batch, Change};
pub use error::StoreError;
pub use lease::{Lease, take_lease};
pub use memory::Memory;
pub use range::{Direction, Range};
pub use table::Table;

/// A key and its value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Row {
    /// Rows are in the order of their keys' bytes.
    pub key: Vec<u8>,
    /// Sealed, as a rule.
    pub value: Vec<u8>,
}

/// What a write waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Durability {
    /// The batch, and everything written before it, is on the disk: a power cut doesn't take it.
    Strict,
    /// The batch is with the operating system: it outlives the tab and the browser, but not a power cut.
    Relaxed,
}

/// Tables of rows on a device.
///
/// Futures need not be `Send`: in a browser everything happens on one thread. A handle is cheap to clone where a
/// backend offers it, and each call is one transaction of its own.
#[allow(async_fn_in_trait)]
pub trait Store {
    /// The value of a key, if there is one.
    ///
    /// # Errors
    /// When the store can't be read.
    async fn read(&self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError>;

    /// The values of several keys, in the order asked, as they were at one moment.
    ///
    /// # Errors
    /// When the store can't be read.
    async fn read_many(
        &self,
        table: Table,
        keys: &[Vec<u8>],
    ) -> Result<Vec<Option<Vec<u8>>>, StoreError>;

    /// The rows of a range, at most `limit` of them, from the end that `direction` starts at.
    ///
    /// # Errors
    /// When the store can't be read.
    async fn range(
        &self,
        table: Table,
        range: &Range,
        limit: Option<usize>,
        direction: Direction,
    ) -> Result<Vec<Row>, StoreError>;

    /// How many rows a table has.
    ///
    /// # Errors
    /// When the store can't be read.
    async fn count(&self, table: Table) -> Result<u64, StoreError>;

    /// The highest key of a table.
    ///
    /// # Errors
    /// When the store can't be read.
    async fn last_key(&self, table: Table) -> Result<Option<Vec<u8>>, StoreError>;

    /// Makes all changes of a batch, or none. Returns after the transaction is complete, not before: only then may
    /// anyone be told that something is saved.
    ///
    /// # Errors
    /// When a condition of the batch doesn't hold, or the store can't take it. Nothing of it was written then, with one
    /// exception: after [`StoreError::Lost`] nobody knows, and the batch has to be looked for.
    async fn write(&self, batch: Batch, durability: Durability) -> Result<(), StoreError>;

    /// Removes every row, strictly. The number of the lease goes up by one and stays, so that nobody who held the
    /// store before writes into what comes after.
    ///
    /// # Errors
    /// When the store can't be written.
    async fn wipe(&self) -> Result<(), StoreError>;

    /// Why what is written stands in one place only, in a store that means to keep it in two; nothing where it does.
    async fn once_only(&self) -> Option<StoreError> {
        None
    }
}
