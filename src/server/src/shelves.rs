//! Facilities' shelves in a database. What is said is true when it is said: a row that counts as kept is on the disk.

mod answering;
mod desk;
mod postgres;
mod sqlite;

use std::collections::BTreeMap;
use std::path::Path;

use sync::{Answer, Chain, Request, Room, ShelfId};

use desk::Desk;

use crate::Trouble;
use crate::database::{Book, Database, values};

/// A facility, by the id that its devices chose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FacilityId(pub [u8; 16]);

/// Who sends, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sender {
    /// The device whose session it is.
    pub device: [u8; 16],
    /// Milliseconds since 1970, by the server's clock.
    pub at: i64,
}

/// Shelves of all facilities in one database.
#[derive(Debug, Clone)]
pub struct Shelves {
    database: Database,
    room: Room,
}

/// Does the same over whichever database it is.
macro_rules! over {
    ($desk:ident = $open:ident of $shelves:expr => $done:expr) => {
        match &$shelves.database {
            Database::Sqlite { writer, readers } => {
                let mut $desk = sqlite::$open(writer, readers).await?;
                let done = $done;
                $desk.commit().await?;
                done
            }
            Database::Postgres(pool) => {
                let mut $desk = postgres::$open(pool).await?;
                let done = $done;
                $desk.commit().await?;
                done
            }
        }
    };
}

impl Shelves {
    /// In a file, which is made if it is not there.
    ///
    /// # Errors
    /// When it can't be opened, or its tables not be brought up to date.
    pub async fn in_file(path: &Path, room: Room) -> Result<Self, Trouble> {
        Ok(Self::on(Database::in_file(path).await?, room))
    }

    /// In a PostgreSQL database. Several servers may share it.
    ///
    /// # Errors
    /// When it can't be reached, or its tables not be brought up to date.
    pub async fn in_postgres(url: &str, room: Room) -> Result<Self, Trouble> {
        Ok(Self::on(Database::in_postgres(url).await?, room))
    }

    pub(crate) const fn on(database: Database, room: Room) -> Self {
        Self { database, room }
    }

    /// Drops large items of all facilities that nothing came to for a week.
    pub(crate) async fn drop_stale_parts(&self, now: i64) -> Result<(), Trouble> {
        let mut book = self.database.to_write().await?;
        let since = now.saturating_sub(answering::STALE);
        for sql in [
            "DELETE FROM pieces WHERE EXISTS (SELECT 1 FROM parts WHERE parts.facility = pieces.facility \
                AND parts.sent_by = pieces.sent_by AND parts.id = pieces.id AND parts.touched < $1)",
            "DELETE FROM parts WHERE touched < $1",
        ] {
            book.run(sql, values![since]).await?;
        }
        book.commit().await
    }

    /// Begins a facility's shelf. Nothing where there is one.
    ///
    /// # Errors
    /// When the database can't be written.
    pub async fn begin(&self, facility: FacilityId, shelf: ShelfId) -> Result<(), Trouble> {
        let quota = self.room.quota;
        over!(desk = to_write of self => desk.begin(facility, shelf, quota).await?);
        Ok(())
    }

    /// Gives a facility another quota, in bytes.
    ///
    /// # Errors
    /// When the database can't be written.
    pub async fn allow(&self, facility: FacilityId, quota: u64) -> Result<(), Trouble> {
        over!(desk = to_write of self => desk.allow(facility, quota).await?);
        Ok(())
    }

    /// Says that a shelf came out of a backup, and gives it another id. It is as the one before up to the head that it had when the
    /// backup was made, whatever has come to it since.
    ///
    /// # Errors
    /// When there is no such facility, or the database can't be written.
    pub async fn put_back(
        &self,
        facility: FacilityId,
        shelf: ShelfId,
        same: u64,
    ) -> Result<(), Trouble> {
        over!(desk = to_write of self => answering::put_back(&mut desk, facility, shelf, same).await?);
        Ok(())
    }

    /// How long a facility's shelf is.
    pub(crate) async fn head(&self, facility: [u8; 16]) -> Result<u64, Trouble> {
        let mut book = self.database.to_read().await?;
        let sql = "SELECT head FROM shelves WHERE facility = $1";
        let row = book.row("shelves", sql, values![facility]).await?;
        book.commit().await?;
        row.ok_or(Trouble::NoFacility)?.count(0)
    }

    /// Where each device's rows end.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn chains(&self, facility: FacilityId) -> Result<BTreeMap<[u8; 16], Chain>, Trouble> {
        Ok(over!(desk = to_read of self => desk.chains(facility).await?))
    }

    /// Answers a device of the facility. What it has changed is on the disk when the answer is there.
    ///
    /// # Errors
    /// When there is no such facility, or the database can't be read or written; nothing was changed then.
    pub async fn answer(
        &self,
        facility: FacilityId,
        by: Sender,
        request: &Request,
    ) -> Result<Answer, Trouble> {
        let room = &self.room;
        let writes = matches!(request, Request::Push(_) | Request::Part { .. });
        Ok(if writes {
            over!(desk = to_write of self => answering::answer(&mut desk, room, facility, by, request).await?)
        } else {
            over!(desk = to_read of self => answering::answer(&mut desk, room, facility, by, request).await?)
        })
    }
}

/// Says that a shelf came out of a backup, in the transaction that restores it.
pub(crate) async fn put_back_in(
    book: Book,
    facility: [u8; 16],
    shelf: ShelfId,
    same: u64,
) -> Result<Book, Trouble> {
    let facility = FacilityId(facility);
    Ok(match book {
        Book::Sqlite(held) => {
            let mut desk = sqlite::Open::over(held);
            answering::put_back(&mut desk, facility, shelf, same).await?;
            Book::Sqlite(desk.into_held())
        }
        Book::Postgres(held) => {
            let mut desk = postgres::Open::over(held);
            answering::put_back(&mut desk, facility, shelf, same).await?;
            Book::Postgres(desk.into_held())
        }
    })
}
