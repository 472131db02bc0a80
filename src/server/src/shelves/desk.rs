//! What is done in one transaction, in the terms of the shelf. Each database does it in its own.

mod parts;

use std::collections::{BTreeMap, HashSet};

use sync::{Chain, Head, Item, ItemId, ShelfId, Stream};

use super::{FacilityId, Sender};
use crate::Trouble;

/// How a facility's shelf stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Standing {
    pub(super) shelf: ShelfId,
    /// The last cursor.
    pub(super) head: u64,
    pub(super) used: u64,
    pub(super) quota: u64,
}

/// An item as a page has it.
#[derive(Debug)]
pub(super) struct Shelved {
    pub(super) cursor: u64,
    pub(super) id: ItemId,
    pub(super) head: Head,
    /// Nothing where it is too large to be given whole.
    pub(super) bytes: Option<Vec<u8>>,
}

/// Which items of a stream: behind one cursor and before another.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span {
    pub(super) stream: Stream,
    pub(super) after: u64,
    pub(super) before: u64,
}

/// A transaction. One that writes holds the facility's shelf from [`Desk::standing`] on: cursors have no gaps.
pub(super) trait Desk: Parts {
    async fn standing(&mut self, facility: FacilityId) -> Result<Option<Standing>, Trouble>;
    async fn begin(
        &mut self,
        facility: FacilityId,
        shelf: ShelfId,
        quota: u64,
    ) -> Result<(), Trouble>;
    async fn allow(&mut self, facility: FacilityId, quota: u64) -> Result<(), Trouble>;
    async fn advance(&mut self, facility: FacilityId, head: u64, used: u64) -> Result<(), Trouble>;
    async fn rename(&mut self, facility: FacilityId, shelf: ShelfId) -> Result<(), Trouble>;
    async fn kin(&mut self, facility: FacilityId) -> Result<Vec<(ShelfId, u64)>, Trouble>;
    async fn add_kin(
        &mut self,
        facility: FacilityId,
        place: u64,
        kin: (ShelfId, u64),
    ) -> Result<(), Trouble>;

    async fn known(
        &mut self,
        facility: FacilityId,
        ids: &[ItemId],
    ) -> Result<HashSet<ItemId>, Trouble>;
    /// Items with their cursors.
    async fn insert(
        &mut self,
        facility: FacilityId,
        by: Sender,
        items: &[(u64, ItemId, &Item)],
    ) -> Result<(), Trouble>;
    async fn page(
        &mut self,
        facility: FacilityId,
        span: Span,
        whole: u32,
        most: u32,
    ) -> Result<Vec<Shelved>, Trouble>;
    async fn piece(
        &mut self,
        facility: FacilityId,
        cursor: u64,
        offset: u32,
        most: u32,
    ) -> Result<Option<Vec<u8>>, Trouble>;

    async fn chains(&mut self, facility: FacilityId) -> Result<BTreeMap<[u8; 16], Chain>, Trouble>;
    async fn chain(
        &mut self,
        facility: FacilityId,
        device: [u8; 16],
    ) -> Result<Option<Chain>, Trouble>;
    async fn set_chain(
        &mut self,
        facility: FacilityId,
        device: [u8; 16],
        chain: Chain,
    ) -> Result<(), Trouble>;
    /// A device's rows behind a number, in the order of their numbers; of those with one number, in the order in which they came.
    async fn rows_after(
        &mut self,
        facility: FacilityId,
        device: [u8; 16],
        sequence: u64,
        most: usize,
    ) -> Result<Vec<(u64, ItemId)>, Trouble>;

    async fn commit(self) -> Result<(), Trouble>;
}

/// What the databases have in common: the statements, and how values stand in columns. Of each it takes its own name in sqlx,
/// and the statement that reads how a shelf stands and holds it.
macro_rules! desk {
    ($database:ty, $hold:literal) => {
        /// A transaction.
        pub(super) struct Open {
            transaction: Held<$database>,
            writes: bool,
        }

        impl Open {
            /// In a transaction that writes.
            pub(super) const fn over(transaction: Held<$database>) -> Self {
                Self::to(transaction, true)
            }

            /// In a transaction that writes, or only reads.
            pub(super) const fn to(transaction: Held<$database>, writes: bool) -> Self {
                Self {
                    transaction,
                    writes,
                }
            }

            pub(super) fn into_held(self) -> Held<$database> {
                self.transaction
            }
        }

        impl Desk for Open {
            async fn standing(&mut self, facility: FacilityId) -> Result<Option<Standing>, Trouble> {
                const READ: &str = "SELECT shelf, head, used, quota FROM shelves WHERE facility = $1";
                let sql = if self.writes { $hold } else { READ };
                let row: Option<(Vec<u8>, i64, i64, i64)> = sqlx::query_as(sql)
                    .bind(facility.0.to_vec())
                    .fetch_optional(&mut *self.transaction)
                    .await?;
                let Some((shelf, head, used, quota)) = row else {
                    return Ok(None);
                };
                Ok(Some(Standing {
                    shelf: ShelfId(fixed(&shelf, "shelves")?),
                    head: counted(head),
                    used: counted(used),
                    quota: counted(quota),
                }))
            }

            async fn begin(
                &mut self,
                facility: FacilityId,
                shelf: ShelfId,
                quota: u64,
            ) -> Result<(), Trouble> {
                let sql = "INSERT INTO shelves (facility, shelf, head, used, quota) \
                    VALUES ($1, $2, 0, 0, $3) ON CONFLICT (facility) DO NOTHING";
                sqlx::query(sql)
                    .bind(facility.0.to_vec())
                    .bind(shelf.0.to_vec())
                    .bind(count(quota))
                    .execute(&mut *self.transaction)
                    .await?;
                Ok(())
            }

            async fn allow(&mut self, facility: FacilityId, quota: u64) -> Result<(), Trouble> {
                sqlx::query("UPDATE shelves SET quota = $2 WHERE facility = $1")
                    .bind(facility.0.to_vec())
                    .bind(count(quota))
                    .execute(&mut *self.transaction)
                    .await?;
                Ok(())
            }

            async fn advance(
                &mut self,
                facility: FacilityId,
                head: u64,
                used: u64,
            ) -> Result<(), Trouble> {
                sqlx::query("UPDATE shelves SET head = $2, used = $3 WHERE facility = $1")
                    .bind(facility.0.to_vec())
                    .bind(count(head))
                    .bind(count(used))
                    .execute(&mut *self.transaction)
                    .await?;
                Ok(())
            }

            async fn rename(&mut self, facility: FacilityId, shelf: ShelfId) -> Result<(), Trouble> {
                sqlx::query("UPDATE shelves SET shelf = $2 WHERE facility = $1")
                    .bind(facility.0.to_vec())
                    .bind(shelf.0.to_vec())
                    .execute(&mut *self.transaction)
                    .await?;
                Ok(())
            }

            async fn kin(&mut self, facility: FacilityId) -> Result<Vec<(ShelfId, u64)>, Trouble> {
                let sql = "SELECT shelf, same FROM kin WHERE facility = $1 ORDER BY place";
                let rows: Vec<(Vec<u8>, i64)> = sqlx::query_as(sql)
                    .bind(facility.0.to_vec())
                    .fetch_all(&mut *self.transaction)
                    .await?;
                rows.into_iter()
                    .map(|(shelf, same)| Ok((ShelfId(fixed(&shelf, "kin")?), counted(same))))
                    .collect()
            }

            async fn add_kin(
                &mut self,
                facility: FacilityId,
                place: u64,
                (shelf, same): (ShelfId, u64),
            ) -> Result<(), Trouble> {
                let sql = "INSERT INTO kin (facility, place, shelf, same) VALUES ($1, $2, $3, $4)";
                sqlx::query(sql)
                    .bind(facility.0.to_vec())
                    .bind(count(place))
                    .bind(shelf.0.to_vec())
                    .bind(count(same))
                    .execute(&mut *self.transaction)
                    .await?;
                Ok(())
            }

            async fn known(
                &mut self,
                facility: FacilityId,
                ids: &[ItemId],
            ) -> Result<HashSet<ItemId>, Trouble> {
                known(&mut self.transaction, facility, ids).await
            }

            async fn insert(
                &mut self,
                facility: FacilityId,
                by: Sender,
                items: &[(u64, ItemId, &Item)],
            ) -> Result<(), Trouble> {
                insert(&mut self.transaction, facility, by, items).await
            }

            async fn page(
                &mut self,
                facility: FacilityId,
                span: Span,
                whole: u32,
                most: u32,
            ) -> Result<Vec<Shelved>, Trouble> {
                let sql = "SELECT cursor, id, head, CASE WHEN length <= $5 THEN bytes END FROM items \
                    WHERE facility = $1 AND stream = $2 AND cursor > $3 AND cursor < $4 \
                    ORDER BY cursor LIMIT $6";
                let rows: Vec<(i64, Vec<u8>, Vec<u8>, Option<Vec<u8>>)> = sqlx::query_as(sql)
                    .bind(facility.0.to_vec())
                    .bind(i64::from(span.stream.0))
                    .bind(count(span.after))
                    .bind(count(span.before))
                    .bind(i64::from(whole))
                    .bind(i64::from(most))
                    .fetch_all(&mut *self.transaction)
                    .await?;
                rows.into_iter()
                    .map(|(cursor, id, head, bytes)| {
                        Ok(Shelved {
                            cursor: counted(cursor),
                            id: ItemId(fixed(&id, "items")?),
                            head: head_of(&head, "items")?,
                            bytes,
                        })
                    })
                    .collect()
            }

            async fn piece(
                &mut self,
                facility: FacilityId,
                cursor: u64,
                offset: u32,
                most: u32,
            ) -> Result<Option<Vec<u8>>, Trouble> {
                let sql = "SELECT length, substr(bytes, $3, $4) FROM items \
                    WHERE facility = $1 AND cursor = $2";
                let row: Option<(i64, Vec<u8>)> = sqlx::query_as(sql)
                    .bind(facility.0.to_vec())
                    .bind(count(cursor))
                    .bind(whole_number(offset.saturating_add(1)))
                    .bind(whole_number(most))
                    .fetch_optional(&mut *self.transaction)
                    .await?;
                let row = row.filter(|(length, _)| i64::from(offset) <= *length);
                Ok(row.map(|(_, bytes)| bytes))
            }

            async fn chains(
                &mut self,
                facility: FacilityId,
            ) -> Result<BTreeMap<[u8; 16], Chain>, Trouble> {
                let sql = "SELECT device, sequence, digest FROM chains WHERE facility = $1";
                let rows: Vec<(Vec<u8>, Vec<u8>, Vec<u8>)> = sqlx::query_as(sql)
                    .bind(facility.0.to_vec())
                    .fetch_all(&mut *self.transaction)
                    .await?;
                rows.into_iter()
                    .map(|(device, sequence, digest)| {
                        Ok((fixed(&device, "chains")?, chain_of(&sequence, &digest)?))
                    })
                    .collect()
            }

            async fn chain(
                &mut self,
                facility: FacilityId,
                device: [u8; 16],
            ) -> Result<Option<Chain>, Trouble> {
                let sql = "SELECT sequence, digest FROM chains WHERE facility = $1 AND device = $2";
                let row: Option<(Vec<u8>, Vec<u8>)> = sqlx::query_as(sql)
                    .bind(facility.0.to_vec())
                    .bind(device.to_vec())
                    .fetch_optional(&mut *self.transaction)
                    .await?;
                row.map(|(sequence, digest)| chain_of(&sequence, &digest))
                    .transpose()
            }

            async fn set_chain(
                &mut self,
                facility: FacilityId,
                device: [u8; 16],
                chain: Chain,
            ) -> Result<(), Trouble> {
                let sql = "INSERT INTO chains (facility, device, sequence, digest) \
                    VALUES ($1, $2, $3, $4) ON CONFLICT (facility, device) \
                    DO UPDATE SET sequence = excluded.sequence, digest = excluded.digest";
                sqlx::query(sql)
                    .bind(facility.0.to_vec())
                    .bind(device.to_vec())
                    .bind(chain.sequence.to_be_bytes().to_vec())
                    .bind(chain.digest.to_vec())
                    .execute(&mut *self.transaction)
                    .await?;
                Ok(())
            }

            async fn rows_after(
                &mut self,
                facility: FacilityId,
                device: [u8; 16],
                sequence: u64,
                most: usize,
            ) -> Result<Vec<(u64, ItemId)>, Trouble> {
                let sql = "SELECT sequence, id FROM items \
                    WHERE facility = $1 AND device = $2 AND sequence > $3 \
                    ORDER BY sequence, cursor LIMIT $4";
                let rows: Vec<(Vec<u8>, Vec<u8>)> = sqlx::query_as(sql)
                    .bind(facility.0.to_vec())
                    .bind(device.to_vec())
                    .bind(sequence.to_be_bytes().to_vec())
                    .bind(count(most as u64))
                    .fetch_all(&mut *self.transaction)
                    .await?;
                rows.into_iter()
                    .map(|(sequence, id)| {
                        let sequence = u64::from_be_bytes(fixed(&sequence, "items")?);
                        Ok((sequence, ItemId(fixed(&id, "items")?)))
                    })
                    .collect()
            }

            async fn commit(self) -> Result<(), Trouble> {
                self.transaction.commit().await
            }
        }
    };
}
pub(super) use desk;
pub(super) use parts::{Of, Part, Parts, parts};

/// Numbers of a database are signed; none of ours comes near the end.
pub(super) fn count(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

pub(super) fn counted(number: i64) -> u64 {
    u64::try_from(number).unwrap_or_default()
}

pub(super) fn whole_number(number: u32) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

pub(super) fn fixed<const LENGTH: usize>(
    bytes: &[u8],
    table: &'static str,
) -> Result<[u8; LENGTH], Trouble> {
    bytes.try_into().map_err(|_| Trouble::Harmed(table))
}

pub(super) fn bytes_of(head: &Head) -> Vec<u8> {
    postcard::to_stdvec(head).expect("a head has nothing postcard can't write")
}

pub(super) fn head_of(bytes: &[u8], table: &'static str) -> Result<Head, Trouble> {
    postcard::from_bytes(bytes).map_err(|_| Trouble::Harmed(table))
}

pub(super) fn chain_of(sequence: &[u8], digest: &[u8]) -> Result<Chain, Trouble> {
    Ok(Chain {
        sequence: u64::from_be_bytes(fixed(sequence, "chains")?),
        digest: fixed(digest, "chains")?,
    })
}
