//! SQLite: one file, one writer, a log beside it.

use std::fs::OpenOptions;
use std::io::ErrorKind;
use std::path::Path;
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions as _, Connection as _, SqlitePool};

use crate::Trouble;

/// Connections that read.
const READERS: u32 = 4;
/// How long one waits for another process that writes, such as a restore.
const BUSY: Duration = Duration::from_secs(10);
/// How long a request waits for a connection.
const PATIENCE: Duration = Duration::from_secs(15);

/// Opens the file, and brings its tables up to date.
pub(super) async fn open(path: &Path) -> Result<(SqlitePool, SqlitePool), Trouble> {
    make(path)?;
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        // What is said to be kept outlives a power cut.
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(BUSY)
        .disable_statement_logging();
    let writer = SqlitePoolOptions::new()
        .max_connections(1)
        .acquire_timeout(PATIENCE)
        .connect_with(options.clone())
        .await?;
    sqlx::migrate!("migrations/sqlite").run(&writer).await?;
    let readers = SqlitePoolOptions::new()
        .max_connections(READERS)
        .acquire_timeout(PATIENCE)
        .connect_with(options)
        .await?;
    Ok((writer, readers))
}

/// Makes the file where there is none: only its owner reads it, and what SQLite keeps beside it is made alike.
fn make(path: &Path) -> Result<(), Trouble> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    match options.open(path) {
        Ok(_) => Ok(()),
        Err(problem) if problem.kind() == ErrorKind::AlreadyExists => Ok(()),
        Err(source) => Err(Trouble::File {
            path: path.to_owned(),
            source,
        }),
    }
}

/// Copies a file that may be in use, as it is at one moment, into an empty one. Whoever writes to it goes on.
pub(super) async fn copy(from: &Path, to: &Path) -> Result<(), Trouble> {
    let mut connection = SqliteConnectOptions::new()
        .filename(from)
        .busy_timeout(BUSY)
        .disable_statement_logging()
        .connect()
        .await?;
    let to = to.to_string_lossy().into_owned();
    sqlx::query("VACUUM INTO $1")
        .bind(to)
        .execute(&mut connection)
        .await?;
    Ok(connection.close().await?)
}

/// Puts all of the log into the file. SQLite says only in its answer that somebody stood in the way.
pub(super) async fn empty_log(writer: &SqlitePool) -> Result<(), Trouble> {
    let sql = "PRAGMA wal_checkpoint(TRUNCATE)";
    let (busy, _, _): (i64, i64, i64) = sqlx::query_as(sql).fetch_one(writer).await?;
    match busy {
        0 => Ok(()),
        _ => Err(Trouble::Unfinished),
    }
}

/// Whether a file has the tables of a shelf and of a backup's notes.
pub(super) async fn is_ours(path: &Path) -> Result<bool, Trouble> {
    let mut connection = SqliteConnectOptions::new()
        .filename(path)
        .read_only(true)
        .disable_statement_logging()
        .connect()
        .await?;
    let sql = "SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table' \
        AND name IN ('shelves', 'items', 'noted')";
    let (tables,): (i64,) = sqlx::query_as(sql).fetch_one(&mut connection).await?;
    connection.close().await?;
    Ok(tables == 3)
}
