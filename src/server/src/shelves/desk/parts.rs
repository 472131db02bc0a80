//! Large items on their way, piece by piece: each device's own, so that one that goes wrong spoils no other's.

use sync::{Head, ItemId};

use super::super::{FacilityId, Sender};
use crate::Trouble;

/// A large item of which pieces came.
#[derive(Debug)]
pub(in crate::shelves) struct Part {
    pub(in crate::shelves) head: Head,
    /// How many bytes of it.
    pub(in crate::shelves) there: u64,
}

/// Whose large items.
#[derive(Debug, Clone, Copy)]
pub(in crate::shelves) enum Of {
    /// A device's.
    Device([u8; 16]),
    /// Those of all devices of the member whose device it is.
    MemberAt([u8; 16]),
    /// Everybody's.
    All,
}

/// What of them is done in a transaction.
pub(in crate::shelves) trait Parts {
    /// A device's own: what another sends of the same item is apart.
    async fn part(
        &mut self,
        facility: FacilityId,
        by: Sender,
        id: ItemId,
    ) -> Result<Option<Part>, Trouble>;
    /// How many there are, of whichever device, and how many bytes of them.
    async fn open_parts(&mut self, facility: FacilityId) -> Result<(u64, u64), Trouble>;
    /// Drops those of a kind to which nothing came for longest, beyond so many.
    async fn drop_oldest(
        &mut self,
        facility: FacilityId,
        of: Of,
        beyond: u64,
    ) -> Result<(), Trouble>;
    async fn begin_part(
        &mut self,
        facility: FacilityId,
        by: Sender,
        id: ItemId,
        head: &Head,
    ) -> Result<(), Trouble>;
    async fn add_piece(
        &mut self,
        facility: FacilityId,
        by: Sender,
        id: ItemId,
        begins: u64,
        bytes: &[u8],
    ) -> Result<(), Trouble>;
    async fn pieces(
        &mut self,
        facility: FacilityId,
        by: Sender,
        id: ItemId,
    ) -> Result<Vec<u8>, Trouble>;
    async fn drop_part(
        &mut self,
        facility: FacilityId,
        by: Sender,
        id: ItemId,
    ) -> Result<(), Trouble>;
    async fn drop_parts(&mut self, facility: FacilityId) -> Result<(), Trouble>;
}

/// As [`super::desk`], for large items on their way.
macro_rules! parts {
    ($database:ty) => {
        impl Parts for Open {
            async fn part(
                &mut self,
                facility: FacilityId,
                by: Sender,
                id: ItemId,
            ) -> Result<Option<Part>, Trouble> {
                let sql = "SELECT head, there FROM parts \
                    WHERE facility = $1 AND sent_by = $2 AND id = $3";
                let row: Option<(Vec<u8>, i64)> = sqlx::query_as(sql)
                    .bind(facility.0.to_vec())
                    .bind(by.device.to_vec())
                    .bind(id.0.to_vec())
                    .fetch_optional(&mut *self.transaction)
                    .await?;
                row.map(|(head, there)| {
                    Ok(Part {
                        head: head_of(&head, "parts")?,
                        there: counted(there),
                    })
                })
                .transpose()
            }

            async fn open_parts(&mut self, facility: FacilityId) -> Result<(u64, u64), Trouble> {
                let sql = "SELECT COUNT(*), CAST(COALESCE(SUM(there), 0) AS BIGINT) FROM parts \
                    WHERE facility = $1";
                let (parts, bytes): (i64, i64) = sqlx::query_as(sql)
                    .bind(facility.0.to_vec())
                    .fetch_one(&mut *self.transaction)
                    .await?;
                Ok((counted(parts), counted(bytes)))
            }

            async fn drop_oldest(
                &mut self,
                facility: FacilityId,
                of: Of,
                beyond: u64,
            ) -> Result<(), Trouble> {
                let (sql, device) = match of {
                    Of::Device(device) => (
                        "SELECT sent_by, id FROM parts WHERE facility = $1 AND sent_by = $3 \
                            ORDER BY touched DESC, id LIMIT 1000 OFFSET $2",
                        Some(device),
                    ),
                    Of::MemberAt(device) => (
                        "SELECT sent_by, id FROM parts WHERE facility = $1 AND sent_by IN \
                            (SELECT theirs.device FROM devices theirs JOIN devices this \
                            ON this.facility = theirs.facility AND this.member = theirs.member \
                            WHERE this.facility = $1 AND this.device = $3) \
                            ORDER BY touched DESC, id LIMIT 1000 OFFSET $2",
                        Some(device),
                    ),
                    Of::All => (
                        "SELECT sent_by, id FROM parts WHERE facility = $1 \
                            ORDER BY touched DESC, id LIMIT 1000 OFFSET $2",
                        None,
                    ),
                };
                let mut query = sqlx::query_as(sql)
                    .bind(facility.0.to_vec())
                    .bind(count(beyond));
                if let Some(device) = device {
                    query = query.bind(device.to_vec());
                }
                let rows: Vec<(Vec<u8>, Vec<u8>)> =
                    query.fetch_all(&mut *self.transaction).await?;
                for (device, id) in rows {
                    let device = fixed(&device, "parts")?;
                    let by = Sender { device, at: 0 };
                    self.drop_part(facility, by, ItemId(fixed(&id, "parts")?))
                        .await?;
                }
                Ok(())
            }

            async fn begin_part(
                &mut self,
                facility: FacilityId,
                by: Sender,
                id: ItemId,
                head: &Head,
            ) -> Result<(), Trouble> {
                let sql = "INSERT INTO parts (facility, sent_by, id, head, there, touched) \
                    VALUES ($1, $2, $3, $4, 0, $5)";
                sqlx::query(sql)
                    .bind(facility.0.to_vec())
                    .bind(by.device.to_vec())
                    .bind(id.0.to_vec())
                    .bind(bytes_of(head))
                    .bind(by.at)
                    .execute(&mut *self.transaction)
                    .await?;
                Ok(())
            }

            async fn add_piece(
                &mut self,
                facility: FacilityId,
                by: Sender,
                id: ItemId,
                begins: u64,
                bytes: &[u8],
            ) -> Result<(), Trouble> {
                let sql = "INSERT INTO pieces (facility, sent_by, id, begins, bytes) \
                    VALUES ($1, $2, $3, $4, $5)";
                sqlx::query(sql)
                    .bind(facility.0.to_vec())
                    .bind(by.device.to_vec())
                    .bind(id.0.to_vec())
                    .bind(count(begins))
                    .bind(bytes.to_vec())
                    .execute(&mut *self.transaction)
                    .await?;
                let sql = "UPDATE parts SET there = $4, touched = $5 \
                    WHERE facility = $1 AND sent_by = $2 AND id = $3";
                sqlx::query(sql)
                    .bind(facility.0.to_vec())
                    .bind(by.device.to_vec())
                    .bind(id.0.to_vec())
                    .bind(count(begins + bytes.len() as u64))
                    .bind(by.at)
                    .execute(&mut *self.transaction)
                    .await?;
                Ok(())
            }

            async fn pieces(
                &mut self,
                facility: FacilityId,
                by: Sender,
                id: ItemId,
            ) -> Result<Vec<u8>, Trouble> {
                let sql = "SELECT bytes FROM pieces \
                    WHERE facility = $1 AND sent_by = $2 AND id = $3 ORDER BY begins";
                let rows: Vec<(Vec<u8>,)> = sqlx::query_as(sql)
                    .bind(facility.0.to_vec())
                    .bind(by.device.to_vec())
                    .bind(id.0.to_vec())
                    .fetch_all(&mut *self.transaction)
                    .await?;
                Ok(rows.into_iter().flat_map(|(bytes,)| bytes).collect())
            }

            async fn drop_part(
                &mut self,
                facility: FacilityId,
                by: Sender,
                id: ItemId,
            ) -> Result<(), Trouble> {
                for sql in [
                    "DELETE FROM pieces WHERE facility = $1 AND sent_by = $2 AND id = $3",
                    "DELETE FROM parts WHERE facility = $1 AND sent_by = $2 AND id = $3",
                ] {
                    sqlx::query(sql)
                        .bind(facility.0.to_vec())
                        .bind(by.device.to_vec())
                        .bind(id.0.to_vec())
                        .execute(&mut *self.transaction)
                        .await?;
                }
                Ok(())
            }

            async fn drop_parts(&mut self, facility: FacilityId) -> Result<(), Trouble> {
                for sql in [
                    "DELETE FROM pieces WHERE facility = $1",
                    "DELETE FROM parts WHERE facility = $1",
                ] {
                    sqlx::query(sql)
                        .bind(facility.0.to_vec())
                        .execute(&mut *self.transaction)
                        .await?;
                }
                Ok(())
            }
        }
    };
}
pub(in crate::shelves) use parts;
