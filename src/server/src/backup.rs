//! Backups: all of a database in one SQLite file, as it was at one moment, while it goes on being served. And back: into an empty
//! folder or an empty PostgreSQL.
//!
//! Sessions, codes and pieces on their way are not in it. It says of each facility how long the shelf was, and what is
//! restored has shelves with new ids: devices notice, and send again what it lacks. It holds the server's own secrets, without which
//! nobody's password would be known again: it is to be kept like the server itself.

mod tables;

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use sync::ShelfId;

use crate::Trouble;
use crate::clock::Clock;
use crate::database::{Book, Database, values};
use crate::secrets::random;
use crate::shelves;
use tables::{NOTES, TABLES, copy};

/// A database, by where it is.
#[derive(Debug, Clone, Copy)]
pub enum Source<'a> {
    /// A SQLite file.
    Sqlite(&'a Path),
    /// A PostgreSQL database's address.
    Postgres(&'a str),
}

/// What was backed up or restored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Restored {
    /// Facilities.
    pub facilities: u64,
    /// Items on their shelves.
    pub items: u64,
    /// When the backup was made, milliseconds since 1970 by the clock of whoever made it. Nothing where it has no facility. Who was
    /// put out or frozen since is not in what is restored.
    pub made: Option<i64>,
}

/// What a backup does not hold: what lets in, and what is on its way.
const LEFT_OUT: [&str; 8] = [
    "DELETE FROM sessions",
    "DELETE FROM codes",
    "DELETE FROM setup_codes",
    "DELETE FROM nonces",
    "DELETE FROM ceremonies",
    "DELETE FROM touches",
    "DELETE FROM pieces",
    "DELETE FROM parts",
];

/// Writes a backup. The file appears when it is whole.
///
/// # Errors
/// When the file is there already or can't be written, or the database not be read.
pub async fn backup(from: Source<'_>, to: &Path) -> Result<Restored, Trouble> {
    let partial = fresh(to)?;
    let written = write(from, &partial).await;
    finish(written, &partial, to)
}

async fn write(from: Source<'_>, partial: &Path) -> Result<Restored, Trouble> {
    let written = copied(from, partial).await?;
    note(&written).await
}

/// Everything of a database, in a new file.
async fn copied(from: Source<'_>, partial: &Path) -> Result<Database, Trouble> {
    Ok(match from {
        Source::Sqlite(path) => {
            create(partial)?;
            Database::copy_file(path, partial).await?;
            Database::in_file(partial).await?
        }
        Source::Postgres(url) => {
            create(partial)?;
            let copied = Database::in_file(partial).await?;
            let mut source = Database::in_postgres(url).await?.to_read().await?;
            source.take_time().await?;
            let mut book = copied.to_write().await?;
            for table in &TABLES {
                copy(&mut source, &mut book, table).await?;
            }
            book.commit().await?;
            source.commit().await?;
            copied
        }
    })
}

/// Takes out what a backup does not hold, notes how long each shelf is, and closes the file.
async fn note(written: &Database) -> Result<Restored, Trouble> {
    let mut book = written.to_write().await?;
    for sql in LEFT_OUT {
        book.run(sql, values![]).await?;
    }
    book.run("DELETE FROM noted", values![]).await?;
    let sql = "INSERT INTO noted (facility, head, at) SELECT facility, head, $1 FROM shelves";
    book.run(sql, values![Clock::System.now()]).await?;
    let made = made(&mut book).await?;
    let counted = counted(&mut book, made).await?;
    book.commit().await?;
    written.close_whole().await?;
    Ok(counted)
}

/// Restores a backup into a database that has nothing.
///
/// # Errors
/// When the file is no backup, the database is not empty, or either can't be read or written; nothing is restored then.
pub async fn restore(file: &Path, into: Source<'_>) -> Result<Restored, Trouble> {
    if !file.is_file() {
        return Err(Trouble::NoBackup(file.to_owned()));
    }
    match into {
        Source::Sqlite(path) => {
            let partial = fresh(path)?;
            let restored = into_file(file, &partial).await;
            finish(restored, &partial, path)
        }
        Source::Postgres(url) => {
            // A copy is read, for a backup of an older version gets newer tables first.
            let read = file.with_extension("restoring");
            remove(&read);
            let restored = into_postgres(file, &read, url).await;
            remove(&read);
            restored
        }
    }
}

async fn into_file(file: &Path, partial: &Path) -> Result<Restored, Trouble> {
    let database = opened(file, partial).await?;
    let book = database.to_write().await?;
    let (restored, book) = put_back(book, file).await?;
    book.commit().await?;
    database.close_whole().await?;
    Ok(restored)
}

async fn into_postgres(file: &Path, read: &Path, url: &str) -> Result<Restored, Trouble> {
    let backup = opened(file, read).await?;
    let database = Database::in_postgres(url).await?;
    let mut source = backup.to_read().await?;
    let mut book = database.to_write().await?;
    book.take_time().await?;
    if !is_empty(&mut book).await? {
        return Err(Trouble::NotEmpty("the database".to_owned()));
    }
    // What a server made here when it first started is nobody's yet.
    book.run("DELETE FROM server", values![]).await?;
    for table in &TABLES {
        copy(&mut source, &mut book, table).await?;
    }
    // Up to where each shelf is the same is known in the backup only.
    copy(&mut source, &mut book, &NOTES).await?;
    let (restored, book) = put_back(book, file).await?;
    source.commit().await?;
    book.commit().await?;
    backup.close().await;
    Ok(restored)
}

/// Copies a backup, and opens the copy. What is no database at all, or another program's, is no backup.
async fn opened(file: &Path, copied: &Path) -> Result<Database, Trouble> {
    let mut from = File::open(file).map_err(at(file))?;
    let mut copy = create(copied)?;
    std::io::copy(&mut from, &mut copy).map_err(at(copied))?;
    drop(copy);
    match Database::is_ours(copied).await {
        Ok(true) => Database::in_file(copied).await,
        Ok(false) | Err(_) => Err(Trouble::NoBackup(file.to_owned())),
    }
}

/// Gives every shelf a new id, and says up to where it is as the one before.
async fn put_back(mut book: Book, file: &Path) -> Result<(Restored, Book), Trouble> {
    for sql in LEFT_OUT {
        book.run(sql, values![]).await?;
    }
    let sql = "SELECT s.facility, n.head FROM shelves s \
        LEFT JOIN noted n ON n.facility = s.facility";
    let rows = book.rows("shelves", sql, values![]).await?;
    let made = made(&mut book).await?;
    for row in &rows {
        let Some(head) = row.maybe_number(1)? else {
            return Err(Trouble::NoBackup(file.to_owned()));
        };
        let same = u64::try_from(head).unwrap_or_default();
        book = shelves::put_back_in(book, row.fixed(0)?, ShelfId(random()?), same).await?;
    }
    book.run("DELETE FROM noted", values![]).await?;
    let restored = counted(&mut book, made).await?;
    Ok((restored, book))
}

/// When a backup was made.
async fn made(book: &mut Book) -> Result<Option<i64>, Trouble> {
    let row = book.row("noted", "SELECT at FROM noted LIMIT 1", values![]);
    row.await?.map(|row| row.number(0)).transpose()
}

async fn counted(book: &mut Book, made: Option<i64>) -> Result<Restored, Trouble> {
    let sql = "SELECT COUNT(*), CAST(COALESCE(SUM(head), 0) AS BIGINT) FROM shelves";
    let row = book.row("shelves", sql, values![]).await?;
    let row = row.ok_or(Trouble::Harmed("shelves"))?;
    Ok(Restored {
        facilities: row.count(0)?,
        items: row.count(1)?,
        made,
    })
}

async fn is_empty(book: &mut Book) -> Result<bool, Trouble> {
    let sql = "SELECT facility FROM houses UNION ALL SELECT facility FROM shelves LIMIT 1";
    Ok(book.row("houses", sql, values![]).await?.is_none())
}

/// What SQLite keeps beside a file, and plays over it when it next opens it.
const BESIDE: [&str; 3] = ["-wal", "-shm", "-journal"];

fn beside(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    PathBuf::from(name)
}

/// Whether a name is free for a database: the file is not there, and nothing of an earlier one.
fn free(path: &Path) -> Result<(), Trouble> {
    if path.symlink_metadata().is_ok() {
        return Err(Trouble::NotEmpty(path.display().to_string()));
    }
    for left in BESIDE.map(|end| beside(path, end)) {
        if left.symlink_metadata().is_ok() {
            return Err(Trouble::LeftBehind(left));
        }
    }
    Ok(())
}

/// Where a file is written until it is whole. Neither it nor the file may be there.
fn fresh(path: &Path) -> Result<PathBuf, Trouble> {
    free(path)?;
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".partial");
    let partial = path.with_file_name(name);
    remove(&partial);
    Ok(partial)
}

/// Gives a file its name that was written to its end, and removes one that was not.
fn finish(
    done: Result<Restored, Trouble>,
    partial: &Path,
    path: &Path,
) -> Result<Restored, Trouble> {
    let done = done.and_then(|counted| settle(partial, path).map(|()| counted));
    if done.is_err() {
        remove(partial);
    }
    done
}

/// Gives a whole file its name, when it is on the disk and nothing of it is in a log beside it.
fn settle(partial: &Path, path: &Path) -> Result<(), Trouble> {
    let log = beside(partial, "-wal");
    if fs::metadata(log).is_ok_and(|log| log.len() > 0) {
        return Err(Trouble::Unfinished);
    }
    let file = File::open(partial).map_err(at(partial))?;
    file.sync_all().map_err(at(partial))?;
    // Somebody may have begun a server there meanwhile.
    free(path)?;
    fs::rename(partial, path).map_err(at(path))?;
    #[cfg(unix)]
    if let Some(folder) = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
    {
        let folder_file = File::open(folder).map_err(at(folder))?;
        folder_file.sync_all().map_err(at(folder))?;
    }
    Ok(())
}

/// Removes a file that was not finished, with what SQLite keeps beside it.
fn remove(path: &Path) {
    drop(fs::remove_file(path));
    for left in BESIDE.map(|end| beside(path, end)) {
        drop(fs::remove_file(left));
    }
}

/// Makes a file that only its owner reads, before anything is in it.
fn create(path: &Path) -> Result<File, Trouble> {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options.open(path).map_err(at(path))
}

fn at(path: &Path) -> impl FnOnce(std::io::Error) -> Trouble {
    let path = path.to_owned();
    move |source| Trouble::File { path, source }
}

#[cfg(test)]
mod tests;
