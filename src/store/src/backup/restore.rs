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
    read(source, async |_| Ok(())).await
}

/// Brings the rows of a backup, which was [checked](check) before, into an empty store, under the caller's lease.
///
/// Until the last row is in, the store is marked [unfinished], so that a power cut in between shows. When this fails,
/// the mark and some rows are left: [wipe](Store::wipe) the store, then begin again. The caller still has to see to
/// what must not be there twice, such as the id of the device.
///
/// # Errors
/// When the store isn't empty, the file is not the one that was checked, or the store can't take it.
pub async fn restore(
    store: &impl Store,
    lease: Lease,
    checked: &Contents,
    source: &mut impl Source,
) -> Result<(), BackupError> {
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
    let found = read(source, async |section: Section| {
        let mut batch = Batch::new().fenced(lease);
        for row in section.rows {
            batch.put(section.table, row.key, row.value);
        }
        Ok(store.write(batch, Durability::Relaxed).await?)
    })
    .await?;
    if found != *checked {
        return Err(BackupError::Exchanged);
    }
    let mut whole = Batch::new().fenced(lease);
    whole.delete(Table::Meta, UNFINISHED);
    // Strict: with it all rows before it are on the disk.
    Ok(store.write(whole, Durability::Strict).await?)
}

/// Whether a backup was being restored into this store and didn't come to its end.
///
/// # Errors
/// When the store can't be read.
pub async fn unfinished(store: &impl Store) -> Result<bool, StoreError> {
    Ok(store.read(Table::Meta, UNFINISHED).await?.is_some())
}

async fn read(
    source: &mut impl Source,
    mut take: impl AsyncFnMut(Section) -> Result<(), BackupError>,
) -> Result<Contents, BackupError> {
    let mut reader = Reader::new();
    while let Some(chunk) = source
        .chunk()
        .await
        .map_err(|why| BackupError::File { why })?
    {
        reader.feed(&chunk);
        while let Some(section) = reader.section()? {
            if section
                .rows
                .iter()
                .any(|row| of_this_device(section.table, row))
            {
                return Err(reader.damaged("it holds rows that no backup is written with"));
            }
            take(section).await?;
        }
    }
    reader.finish()
}
