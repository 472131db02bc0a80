//! SQLite: one file, one writer, a log beside it.

use std::collections::{BTreeMap, HashSet};
use std::path::Path;
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Sqlite, SqlitePool, Transaction};
use sync::{Chain, Head, Item, ItemId, ShelfId};

use super::desk::{
    Desk, Part, Shelved, Span, Standing, bytes_of, chain_of, count, counted, desk, fixed, head_of,
    whole_number,
};
use super::{FacilityId, Sender, Trouble};

/// Connections that read.
const READERS: u32 = 4;
/// How long one waits for another process that writes, such as a backup.
const BUSY: Duration = Duration::from_secs(10);

/// Opens the file, and brings its tables up to date.
pub(super) async fn open(path: &Path) -> Result<(SqlitePool, SqlitePool), Trouble> {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        // What is said to be kept outlives a power cut.
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(BUSY);
    let writer = SqlitePoolOptions::new()
        .max_connections(1)
        .connect_with(options.clone())
        .await?;
    sqlx::migrate!("migrations/sqlite").run(&writer).await?;
    let readers = SqlitePoolOptions::new()
        .max_connections(READERS)
        .connect_with(options)
        .await?;
    Ok((writer, readers))
}

/// A transaction that writes, and has the right to from its first moment.
pub(super) async fn to_write(writer: &SqlitePool, _: &SqlitePool) -> Result<Open, Trouble> {
    Ok(Open {
        transaction: writer.begin_with("BEGIN IMMEDIATE").await?,
        writes: true,
    })
}

/// A transaction that sees one moment.
pub(super) async fn to_read(_: &SqlitePool, readers: &SqlitePool) -> Result<Open, Trouble> {
    Ok(Open {
        transaction: readers.begin().await?,
        writes: false,
    })
}

desk!(
    Sqlite,
    "SELECT shelf, head, used, quota FROM shelves WHERE facility = $1"
);

async fn known(
    transaction: &mut Transaction<'static, Sqlite>,
    facility: FacilityId,
    ids: &[ItemId],
) -> Result<HashSet<ItemId>, Trouble> {
    let mut known = HashSet::new();
    for id in ids {
        let row: Option<(i64,)> =
            sqlx::query_as("SELECT cursor FROM items WHERE facility = $1 AND id = $2")
                .bind(facility.0.to_vec())
                .bind(id.0.to_vec())
                .fetch_optional(&mut **transaction)
                .await?;
        if row.is_some() {
            known.insert(*id);
        }
    }
    Ok(known)
}

async fn insert(
    transaction: &mut Transaction<'static, Sqlite>,
    facility: FacilityId,
    by: Sender,
    items: &[(u64, ItemId, &Item)],
) -> Result<(), Trouble> {
    let sql = "INSERT INTO items \
        (facility, cursor, id, stream, device, sequence, length, head, bytes, sent_by, sent_at) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    for (cursor, id, item) in items {
        let origin = item.head.origin;
        sqlx::query(sql)
            .bind(facility.0.to_vec())
            .bind(count(*cursor))
            .bind(id.0.to_vec())
            .bind(i64::from(item.head.stream.0))
            .bind(origin.map(|origin| origin.device.to_vec()))
            .bind(origin.map(|origin| origin.sequence.to_be_bytes().to_vec()))
            .bind(i64::from(item.head.length))
            .bind(bytes_of(&item.head))
            .bind(&item.bytes)
            .bind(by.device.to_vec())
            .bind(by.at)
            .execute(&mut **transaction)
            .await?;
    }
    Ok(())
}
