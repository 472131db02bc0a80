//! The database: SQLite or PostgreSQL, and transactions on it.

mod book;
mod held;
mod postgres;
mod sqlite;

use std::path::Path;

use sqlx::SqlitePool;

use crate::Trouble;

pub(crate) use book::{Book, Row, Value, carried, values};
pub(crate) use held::Held;
pub(crate) use postgres::{Pools, READERS, WRITERS};

/// Connections to a database, its tables up to date.
#[derive(Debug, Clone)]
pub(crate) enum Database {
    Sqlite {
        /// One connection: SQLite has one writer, and who waits for it waits here rather than in a loop.
        writer: SqlitePool,
        readers: SqlitePool,
    },
    Postgres(Pools),
}

impl Database {
    /// In a file, which is made if it is not there.
    pub(crate) async fn in_file(path: &Path) -> Result<Self, Trouble> {
        let (writer, readers) = sqlite::open(path).await?;
        Ok(Self::Sqlite { writer, readers })
    }

    /// At a PostgreSQL server.
    pub(crate) async fn in_postgres(url: &str) -> Result<Self, Trouble> {
        Ok(Self::Postgres(postgres::open(url).await?))
    }

    /// A transaction that sees one moment.
    pub(crate) async fn to_read(&self) -> Result<Book, Trouble> {
        Ok(match self {
            Self::Sqlite { writer, readers } => {
                Book::Sqlite(Held::to_read_file(writer, readers).await?)
            }
            Self::Postgres(pools) => Book::Postgres(Held::to_read(&pools.readers).await?),
        })
    }

    /// For one statement that reads: it is a transaction by itself.
    pub(crate) async fn to_look(&self) -> Result<Book, Trouble> {
        Ok(match self {
            Self::Sqlite { readers, .. } => Book::Sqlite(Held::to_look(readers).await?),
            Self::Postgres(pools) => Book::Postgres(Held::to_look(&pools.readers).await?),
        })
    }

    /// A transaction that writes.
    pub(crate) async fn to_write(&self) -> Result<Book, Trouble> {
        Ok(match self {
            Self::Sqlite { writer, readers } => {
                Book::Sqlite(Held::to_write_file(writer, readers).await?)
            }
            Self::Postgres(pools) => Book::Postgres(Held::to_write(&pools.writers).await?),
        })
    }

    /// Copies a file that may be in use, as it is at one moment, into an empty one.
    pub(crate) async fn copy_file(from: &Path, to: &Path) -> Result<(), Trouble> {
        sqlite::copy(from, to).await
    }

    /// Whether a file is a database of this program's.
    pub(crate) async fn is_ours(path: &Path) -> Result<bool, Trouble> {
        sqlite::is_ours(path).await
    }

    /// Closes its connections; SQLite puts its log into the file, where it can.
    pub(crate) async fn close(&self) {
        if let Err(problem) = self.close_whole().await {
            tracing::warn!(kind = problem.kind(), "the log stays beside the file");
        }
    }

    /// Closes its connections; SQLite has put its log into the file, which is whole by itself.
    ///
    /// # Errors
    /// When it could not, for the disk or for another program that reads the file. It is closed all the same.
    pub(crate) async fn close_whole(&self) -> Result<(), Trouble> {
        match self {
            Self::Sqlite { writer, readers } => {
                readers.close().await;
                let emptied = sqlite::empty_log(writer).await;
                writer.close().await;
                emptied
            }
            Self::Postgres(pools) => {
                pools.close().await;
                Ok(())
            }
        }
    }
}

/// What kind of trouble a database has, for a log: never its own words, which may quote what was to be written.
pub(crate) fn kind_of(problem: &sqlx::Error) -> String {
    match problem {
        sqlx::Error::Database(problem) => match problem.code() {
            Some(code) => format!("database {code}"),
            None => "database".to_owned(),
        },
        sqlx::Error::Io(problem) => format!("io {}", problem.kind()),
        sqlx::Error::Tls(_) => "tls".to_owned(),
        sqlx::Error::Protocol(_) => "protocol".to_owned(),
        sqlx::Error::PoolTimedOut => "no connection in time".to_owned(),
        sqlx::Error::PoolClosed => "closed".to_owned(),
        sqlx::Error::WorkerCrashed => "worker crashed".to_owned(),
        sqlx::Error::Configuration(_) => "configuration".to_owned(),
        _ => "other".to_owned(),
    }
}
