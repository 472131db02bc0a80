//! The shelf's statements that are SQLite's own.

use std::collections::{BTreeMap, HashSet};

use sqlx::{QueryBuilder, Sqlite, SqlitePool};
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

/// Rows by one statement. Each statement goes to the file's thread and back, which takes longer than a row; and each number of rows
/// is a statement of its own, of which a connection keeps a hundred.
const AT_ONCE: usize = 32;

async fn known(
    transaction: &mut Held<Sqlite>,
    facility: FacilityId,
    ids: &[ItemId],
) -> Result<HashSet<ItemId>, Trouble> {
    let mut known = HashSet::new();
    for some in ids.chunks(AT_ONCE) {
        let mut sql = QueryBuilder::new("SELECT id FROM items WHERE facility = ");
        sql.push_bind(facility.0.to_vec()).push(" AND id IN (");
        let mut asked = sql.separated(", ");
        for id in some {
            asked.push_bind(id.0.to_vec());
        }
        sql.push(")");
        let rows: Vec<(Vec<u8>,)> = sql.build_query_as().fetch_all(&mut **transaction).await?;
        for (id,) in rows {
            known.insert(ItemId(fixed(&id, "items")?));
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
    for some in items.chunks(AT_ONCE) {
        let mut sql = QueryBuilder::new(
            "INSERT INTO items \
            (facility, cursor, id, stream, device, sequence, length, head, bytes, sent_by, sent_at) ",
        );
        sql.push_values(some, |mut row, (cursor, id, item)| {
            let origin = item.head.origin;
            row.push_bind(facility.0.to_vec())
                .push_bind(count(*cursor))
                .push_bind(id.0.to_vec())
                .push_bind(i64::from(item.head.stream.0))
                .push_bind(origin.map(|origin| origin.device.to_vec()))
                .push_bind(origin.map(|origin| origin.sequence.to_be_bytes().to_vec()))
                .push_bind(i64::from(item.head.length))
                .push_bind(bytes_of(&item.head))
                .push_bind(item.bytes.as_slice())
                .push_bind(by.device.to_vec())
                .push_bind(by.at);
        });
        sql.build().execute(&mut **transaction).await?;
    }
    Ok(())
}
