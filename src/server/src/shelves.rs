//! Facilities' shelves in a database. What is said is true when it is said: a row that counts as kept is on the disk.

mod answering;
mod desk;
mod postgres;
mod sqlite;

use std::collections::BTreeMap;
use std::path::Path;

use sqlx::{PgPool, SqlitePool};
use sync::{Answer, Chain, Request, Room, ShelfId};

use desk::Desk;

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

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// There is no such facility here.
    #[error("there is no such facility on this server")]
    NoFacility,
    /// The database can't be read or written, or holds what was not written by this server.
    #[error("the database: {0}")]
    Database(#[from] sqlx::Error),
    /// The tables can't be made.
    #[error("the tables of the database: {0}")]
    Tables(#[from] sqlx::migrate::MigrateError),
    /// A row of the database is not as it was written.
    #[error("a row of table {0} is not as it was written")]
    Harmed(&'static str),
}

/// Shelves of all facilities in one database.
#[derive(Debug, Clone)]
pub struct Shelves {
    database: Database,
    room: Room,
}

#[derive(Debug, Clone)]
enum Database {
    Sqlite {
        /// One connection: SQLite has one writer, and who waits for it waits here rather than in a loop.
        writer: SqlitePool,
        readers: SqlitePool,
    },
    Postgres(PgPool),
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
        let (writer, readers) = sqlite::open(path).await?;
        let database = Database::Sqlite { writer, readers };
        Ok(Self { database, room })
    }

    /// In a PostgreSQL database. Several servers may share it.
    ///
    /// # Errors
    /// When it can't be reached, or its tables not be brought up to date.
    pub async fn in_postgres(url: &str, room: Room) -> Result<Self, Trouble> {
        let database = Database::Postgres(postgres::open(url).await?);
        Ok(Self { database, room })
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
