//! A transaction that holds its connection.

use std::ops::{Deref, DerefMut};

use sqlx::pool::PoolConnection;
use sqlx::{PgPool, Pool, Postgres, Sqlite, SqlitePool};

use crate::Trouble;

/// A transaction. One that is not committed takes its connection with it: after a disk that was full, a cancelled request or a
/// lost line nobody can say what a connection still believes to be in.
#[derive(Debug)]
pub(crate) struct Held<DB: sqlx::Database> {
    connection: PoolConnection<DB>,
    /// Whether it was begun: a single statement needs no beginning and no end.
    begun: bool,
    committed: bool,
}

impl<DB: sqlx::Database> Held<DB> {
    fn on(connection: PoolConnection<DB>) -> Self {
        Self {
            connection,
            begun: true,
            committed: false,
        }
    }

    /// One of a single statement.
    pub(crate) async fn to_look(pool: &Pool<DB>) -> Result<Self, Trouble> {
        let mut held = Self::on(pool.acquire().await?);
        held.begun = false;
        Ok(held)
    }
}

impl Held<Sqlite> {
    /// One that writes, and has the right to from its first moment.
    pub(crate) async fn to_write_file(
        writer: &SqlitePool,
        _: &SqlitePool,
    ) -> Result<Self, Trouble> {
        let mut held = Self::on(writer.acquire().await?);
        sqlx::query("BEGIN IMMEDIATE").execute(&mut *held).await?;
        Ok(held)
    }

    /// One that sees one moment.
    pub(crate) async fn to_read_file(
        _: &SqlitePool,
        readers: &SqlitePool,
    ) -> Result<Self, Trouble> {
        let mut held = Self::on(readers.acquire().await?);
        sqlx::query("BEGIN").execute(&mut *held).await?;
        Ok(held)
    }

    /// What it did is on the disk afterwards.
    pub(crate) async fn commit(mut self) -> Result<(), Trouble> {
        if self.begun {
            sqlx::query("COMMIT").execute(&mut *self).await?;
        }
        self.committed = true;
        Ok(())
    }
}

impl Held<Postgres> {
    /// One that writes. It sees what others committed before each of its statements: rows that are to stay as they are read are
    /// held by `FOR UPDATE`.
    pub(crate) async fn to_write(pool: &PgPool) -> Result<Self, Trouble> {
        let mut held = Self::on(pool.acquire().await?);
        sqlx::query("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE")
            .execute(&mut *held)
            .await?;
        Ok(held)
    }

    /// One that sees one moment.
    pub(crate) async fn to_read(pool: &PgPool) -> Result<Self, Trouble> {
        let mut held = Self::on(pool.acquire().await?);
        sqlx::query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            .execute(&mut *held)
            .await?;
        Ok(held)
    }

    /// What it did is on the server's disk afterwards.
    pub(crate) async fn commit(mut self) -> Result<(), Trouble> {
        if self.begun {
            sqlx::query("COMMIT").execute(&mut *self).await?;
        }
        self.committed = true;
        Ok(())
    }
}

impl<DB: sqlx::Database> Deref for Held<DB> {
    type Target = DB::Connection;

    fn deref(&self) -> &Self::Target {
        &self.connection
    }
}

impl<DB: sqlx::Database> DerefMut for Held<DB> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.connection
    }
}

impl<DB: sqlx::Database> Drop for Held<DB> {
    fn drop(&mut self) {
        if !self.committed {
            self.connection.close_on_drop();
        }
    }
}
