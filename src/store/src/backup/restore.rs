//! Proving a backup whole, and bringing its rows into an empty store.

use super::save::of_this_device;
use super::{BackupError, Contents, Reader, Section, Source};
use crate::{Batch, Direction, Durability, Lease, Range, Store, StoreError, Table};

/// The row of `meta` that is there while a backup is restored: with it the store is not whole.
pub(super) const UNFINISHED: &[u8] = b"restoring";

/// Reads a backup to its end and proves that nothing of it is changed or missing. Writes nothing.
///
/// # Errors
/// When the file is no backup, newer, cut off or changed.
pub async fn check(source: &mut impl Source) -> Result<Contents, BackupError> {
    let mut reader = Reader::new();
    while let Some(chunk) = chunk(source).await? {
        reader.feed(&chunk);
        while section(&mut reader)?.is_some() {}
    }
    reader.finish()
}

/// The next section of a backup, if all of it has come, without rows that no backup is written with.
///
/// # Errors
/// As [`Reader::section`].
pub fn section(reader: &mut Reader) -> Result<Option<Section>, BackupError> {
    let section = reader.section()?;
    if let Some(section) = &section
        && section
            .rows
            .iter()
            .any(|row| of_this_device(section.table, row))
    {
        return Err(reader.damaged("it holds rows that no backup is written with"));
    }
    Ok(section)
}

/// A backup that is restored piece by piece.
///
/// Until it is finished the store is marked [unfinished], so that a power cut in between shows. When something fails, the
/// mark and some rows are left: [wipe](Store::wipe) the store, then begin again.
pub struct Restoring {
    reader: Reader,
    lease: Lease,
    checked: Contents,
}

impl Restoring {
    /// Begins in an empty store, under the caller's lease, with a backup that was [checked](check) before.
    ///
    /// # Errors
    /// When the store isn't empty or can't be written.
    pub async fn begin(
        store: &impl Store,
        lease: Lease,
        checked: Contents,
    ) -> Result<Self, BackupError> {
        for table in Table::ALL {
            let rows = store
                .range(table, &Range::all(), Some(2), Direction::Forward)
                .await?;
            if rows
                .iter()
                .any(|row| table != Table::Meta || row.key != crate::lease::KEY)
            {
                return Err(BackupError::NotEmpty { table });
            }
        }
        let mut mark = Batch::new().fenced(lease);
        mark.put(Table::Meta, UNFINISHED, b"");
        store.write(mark, Durability::Strict).await?;
        Ok(Self {
            reader: Reader::new(),
            lease,
            checked,
        })
    }

    /// Brings in the next bytes of the file.
    ///
    /// # Errors
    /// When the file is not as it was checked, or the store can't take it.
    pub async fn feed(&mut self, store: &impl Store, chunk: &[u8]) -> Result<(), BackupError> {
        self.reader.feed(chunk);
        while let Some(section) = section(&mut self.reader)? {
            let mut batch = Batch::new().fenced(self.lease);
            for row in section.rows {
                batch.put(section.table, row.key, row.value);
            }
            store.write(batch, Durability::Relaxed).await?;
        }
        Ok(())
    }

    /// After the last bytes: the store is whole. `with` is written in the same transaction: what must not be there twice,
    /// such as the id of the store.
    ///
    /// # Errors
    /// When the file is not the one that was checked, or the store can't take it.
    pub async fn finish(self, store: &impl Store, with: Batch) -> Result<(), BackupError> {
        if self.reader.finish()? != self.checked {
            return Err(BackupError::Exchanged);
        }
        let mut whole = with.fenced(self.lease);
        whole.delete(Table::Meta, UNFINISHED);
        // Strict: with it all rows before it are on the disk.
        Ok(store.write(whole, Durability::Strict).await?)
    }
}

/// Brings the rows of a backup, which was [checked](check) before, into an empty store, under the caller's lease. The
/// caller still has to see to what must not be there twice.
///
/// # Errors
/// When the store isn't empty, the file is not the one that was checked, or the store can't take it; see [`Restoring`].
pub async fn restore(
    store: &impl Store,
    lease: Lease,
    checked: &Contents,
    source: &mut impl Source,
) -> Result<(), BackupError> {
    let mut restoring = Restoring::begin(store, lease, checked.clone()).await?;
    while let Some(chunk) = chunk(source).await? {
        restoring.feed(store, &chunk).await?;
    }
    restoring.finish(store, Batch::new()).await
}

/// Whether a backup was being restored into this store and didn't come to its end.
///
/// # Errors
/// When the store can't be read.
pub async fn unfinished(store: &impl Store) -> Result<bool, StoreError> {
    Ok(store.read(Table::Meta, UNFINISHED).await?.is_some())
}

async fn chunk(source: &mut impl Source) -> Result<Option<Vec<u8>>, BackupError> {
    source
        .chunk()
        .await
        .map_err(|why| BackupError::File { why })
}
