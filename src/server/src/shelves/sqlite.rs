//! The shelf's statements that are SQLite's own.

use std::collections::{BTreeMap, HashSet};

use sqlx::{Sqlite, SqlitePool};
use sync::{Chain, Head, Item, ItemId, ShelfId};

use super::desk::{
    Desk, Of, Part, Parts, Shelved, Span, Standing, bytes_of, chain_of, count, counted, desk,
    fixed, head_of, parts, whole_number,
};
use super::{FacilityId, Sender};
use crate::Trouble;
use crate::database::Held;

/// A transaction that writes.
pub(super) async fn to_write(writer: &SqlitePool, readers: &SqlitePool) -> Result<Open, Trouble> {
    Ok(Open::over(Held::to_write_file(writer, readers).await?))
}

/// A transaction that sees one moment.
pub(super) async fn to_read(writer: &SqlitePool, readers: &SqlitePool) -> Result<Open, Trouble> {
    Ok(Open::to(Held::to_read_file(writer, readers).await?, false))
}

parts!(Sqlite);

desk!(
    Sqlite,
    "SELECT shelf, head, used, quota FROM shelves WHERE facility = $1"
);

async fn known(
    transaction: &mut Held<Sqlite>,
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
    transaction: &mut Held<Sqlite>,
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
