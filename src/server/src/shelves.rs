//! Facilities' shelves in a database. What is said is true when it is said: a row that counts as kept is on the disk.

mod answering;
mod desk;
mod postgres;
mod sqlite;

use std::collections::BTreeMap;
use std::path::Path;

use sync::{Answer, Chain, Request, Room, ShelfId, may_be_pushed};

use desk::Desk;

use crate::Trouble;
use crate::database::{Book, Database, values};
use crate::turns::{Turn, Turns};

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

/// A transaction in which a request is answered.
#[derive(Debug)]
pub(crate) struct Sitting {
    pub(crate) book: Book,
    writes: bool,
    _turn: Option<Turn>,
}

/// Shelves of all facilities in one database.
#[derive(Debug, Clone)]
pub struct Shelves {
    database: Database,
    room: Room,
    turns: Turns,
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
            Database::Postgres(pools) => {
                let mut $desk = postgres::$open(pools).await?;
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
        let database = Database::in_file(path).await?;
        Ok(Self::on(database, room, Turns::default()))
    }

    /// In a PostgreSQL database. Several servers may share it.
    ///
    /// # Errors
    /// When it can't be reached, or its tables not be brought up to date.
    pub async fn in_postgres(url: &str, room: Room) -> Result<Self, Trouble> {
        let database = Database::in_postgres(url).await?;
        Ok(Self::on(database, room, Turns::default()))
    }

    /// Whoever else writes for facilities takes the same turns.
    pub(crate) fn on(database: Database, room: Room, turns: Turns) -> Self {
        Self {
            database,
            room,
            turns,
        }
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
        let mut book = self.database.to_look().await?;
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
        let sitting = self.sit(facility, request).await?;
        self.answer_in(sitting, facility, by, request).await
    }

    /// Begins the transaction for a request: one that writes has its facility's turn.
    pub(crate) async fn sit(
        &self,
        facility: FacilityId,
        request: &Request,
    ) -> Result<Sitting, Trouble> {
        let writes = match request {
            // One that is malformed waits for nobody.
            Request::Push(items) => may_be_pushed(items, &self.room),
            request => matches!(request, Request::Part { .. }),
        };
        let turn = match writes {
            true => Some(self.turns.of(facility.0).await),
            false => None,
        };
        let book = match writes {
            true => self.database.to_write().await?,
            false => self.database.to_read().await?,
        };
        Ok(Sitting {
            book,
            writes,
            _turn: turn,
        })
    }

    /// Answers in a transaction that was begun for the request, and ends it.
    pub(crate) async fn answer_in(
        &self,
        sitting: Sitting,
        facility: FacilityId,
        by: Sender,
        request: &Request,
    ) -> Result<Answer, Trouble> {
        let (room, writes) = (&self.room, sitting.writes);
        Ok(match sitting.book {
            Book::Sqlite(held) => {
                let mut desk = sqlite::Open::to(held, writes);
                let answer = answering::answer(&mut desk, room, facility, by, request).await?;
                desk.commit().await?;
                answer
            }
            Book::Postgres(held) => {
                let mut desk = postgres::Open::to(held, writes);
                let answer = answering::answer(&mut desk, room, facility, by, request).await?;
                desk.commit().await?;
                answer
            }
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

#[cfg(test)]
mod tests {
    use sync::{Item, Said, Stream, Verdict};

    use super::*;

    const HOUSE: FacilityId = FacilityId([1; 16]);
    const BY: Sender = Sender {
        device: [9; 16],
        at: 0,
    };

    fn push(key: u8, length: usize) -> Request {
        let item = Item::new(Stream::LOG, None, 1, vec![key], vec![key; length]);
        Request::Push(vec![item])
    }

    /// A disk that is full refuses what does not fit, and takes what comes when there is room again.
    #[tokio::test]
    async fn a_full_disk_is_over_when_there_is_room() {
        let folder = std::env::temp_dir().join(format!("chartroom-full-{}", std::process::id()));
        drop(std::fs::remove_dir_all(&folder));
        std::fs::create_dir_all(&folder).expect("a temporary folder");
        let path = folder.join("chartroom.sqlite");
        let shelves = Shelves::in_file(&path, Room::default())
            .await
            .expect("a file");
        shelves
            .begin(HOUSE, ShelfId([1; 16]))
            .await
            .expect("a shelf");
        let Database::Sqlite { writer, .. } = &shelves.database else {
            panic!("a file is SQLite");
        };
        for round in 0..3_u8 {
            // The file may not grow; the connection that finds out is not used again, and the next may.
            let mut connection = writer.acquire().await.expect("the writer");
            sqlx::query("PRAGMA max_page_count = 1")
                .execute(&mut *connection)
                .await
                .expect("a limit");
            drop(connection);
            let full = shelves.answer(HOUSE, BY, &push(100 + round, 400_000)).await;
            assert!(matches!(full, Err(Trouble::Database(_))), "{full:?}");
            let kept = shelves.answer(HOUSE, BY, &push(round, 400_000)).await;
            let cursor = u64::from(round) + 1;
            let said = kept.expect("room again").said;
            assert_eq!(said, Said::Pushed(vec![Verdict::Kept(cursor)]));
        }
        drop(std::fs::remove_dir_all(&folder));
    }

    /// Who gives up in the middle of a request leaves nothing half done, and the next is answered.
    #[tokio::test]
    async fn a_request_that_is_given_up_leaves_nothing() {
        let folder = std::env::temp_dir().join(format!("chartroom-gone-{}", std::process::id()));
        drop(std::fs::remove_dir_all(&folder));
        std::fs::create_dir_all(&folder).expect("a temporary folder");
        let path = folder.join("chartroom.sqlite");
        let shelves = Shelves::in_file(&path, Room::default())
            .await
            .expect("a file");
        shelves
            .begin(HOUSE, ShelfId([1; 16]))
            .await
            .expect("a shelf");
        for wait in 0..20 {
            let request = push(wait, 100_000);
            let answer = shelves.answer(HOUSE, BY, &request);
            let wait = std::time::Duration::from_micros(u64::from(wait) * 150);
            drop(tokio::time::timeout(wait, answer).await);
        }
        let answer = shelves.answer(HOUSE, BY, &push(99, 10)).await;
        let answer = answer.expect("an answer");
        let Said::Pushed(verdicts) = answer.said else {
            panic!("a push is answered as one");
        };
        assert_eq!(verdicts, [Verdict::Kept(answer.head)]);
        drop(std::fs::remove_dir_all(&folder));
    }
}
