//! The shelf's statements that are PostgreSQL's own. Whoever writes to a shelf holds its row, so that cursors come in their order.

use std::collections::{BTreeMap, HashSet};

use sqlx::Postgres;
use sync::{Chain, Head, Item, ItemId, ShelfId};

use super::desk::{
    Desk, Of, Part, Parts, Shelved, Span, Standing, bytes_of, chain_of, count, counted, desk,
    fixed, head_of, parts, whole_number,
};
use super::{FacilityId, Sender};
use crate::Trouble;
use crate::database::{Held, Pools};

/// A transaction that writes.
pub(super) async fn to_write(pools: &Pools) -> Result<Open, Trouble> {
    Ok(Open::over(Held::to_write(&pools.writers).await?))
}

/// A transaction that sees one moment.
pub(super) async fn to_read(pools: &Pools) -> Result<Open, Trouble> {
    Ok(Open::to(Held::to_read(&pools.readers).await?, false))
}

parts!(Postgres);

desk!(
    Postgres,
    "SELECT shelf, head, used, quota FROM shelves WHERE facility = $1 FOR UPDATE"
);

/// Each is looked up by itself. Asked for all together PostgreSQL reads the whole facility, as long as it has not looked how many
/// rows facilities have.
async fn known(
    transaction: &mut Held<Postgres>,
    facility: FacilityId,
    ids: &[ItemId],
) -> Result<HashSet<ItemId>, Trouble> {
    let ids: Vec<Vec<u8>> = ids.iter().map(|id| id.0.to_vec()).collect();
    let sql = "SELECT asked.id FROM UNNEST($2::bytea[]) AS asked (id) CROSS JOIN LATERAL \
        (SELECT 1 FROM items WHERE facility = $1 AND items.id = asked.id LIMIT 1) AS there";
    let rows: Vec<(Vec<u8>,)> = sqlx::query_as(sql)
        .bind(facility.0.to_vec())
        .bind(ids)
        .fetch_all(&mut **transaction)
        .await?;
    rows.into_iter()
        .map(|(id,)| Ok(ItemId(fixed(&id, "items")?)))
        .collect()
}

/// All in one statement: each would be a journey there and back.
async fn insert(
    transaction: &mut Held<Postgres>,
    facility: FacilityId,
    by: Sender,
    items: &[(u64, ItemId, &Item)],
) -> Result<(), Trouble> {
    let sql = "INSERT INTO items \
        (facility, cursor, id, stream, device, sequence, length, head, bytes, sent_by, sent_at) \
        SELECT $1, rows.*, $10, $11 FROM UNNEST( \
            $2::bigint[], $3::bytea[], $4::bigint[], $5::bytea[], $6::bytea[], $7::bigint[], \
            $8::bytea[], $9::bytea[]) AS rows";
    let origins = || items.iter().map(|(_, _, item)| item.head.origin);
    let cursors: Vec<i64> = items.iter().map(|(cursor, _, _)| count(*cursor)).collect();
    let ids: Vec<Vec<u8>> = items.iter().map(|(_, id, _)| id.0.to_vec()).collect();
    let streams: Vec<i64> = items
        .iter()
        .map(|(_, _, item)| i64::from(item.head.stream.0))
        .collect();
    let devices: Vec<Option<Vec<u8>>> = origins()
        .map(|origin| origin.map(|origin| origin.device.to_vec()))
        .collect();
    let sequences: Vec<Option<Vec<u8>>> = origins()
        .map(|origin| origin.map(|origin| origin.sequence.to_be_bytes().to_vec()))
        .collect();
    let lengths: Vec<i64> = items
        .iter()
        .map(|(_, _, item)| i64::from(item.head.length))
        .collect();
    let heads: Vec<Vec<u8>> = items
        .iter()
        .map(|(_, _, item)| bytes_of(&item.head))
        .collect();
    let bytes: Vec<&[u8]> = items
        .iter()
        .map(|(_, _, item)| item.bytes.as_slice())
        .collect();
    sqlx::query(sql)
        .bind(facility.0.to_vec())
        .bind(cursors)
        .bind(ids)
        .bind(streams)
        .bind(devices)
        .bind(sequences)
        .bind(lengths)
        .bind(heads)
        .bind(bytes)
        .bind(by.device.to_vec())
        .bind(by.at)
        .execute(&mut **transaction)
        .await?;
    Ok(())
}
