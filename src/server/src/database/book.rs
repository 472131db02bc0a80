//! Statements that both databases understand alike: over columns of bytes and of whole numbers.

use sqlx::{AssertSqlSafe, Postgres, Sqlite};

use super::Held;
use crate::Trouble;

/// A transaction, on whichever database it is.
#[derive(Debug)]
pub(crate) enum Book {
    Sqlite(Held<Sqlite>),
    Postgres(Held<Postgres>),
}

/// What is bound to a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Value {
    Bytes(Option<Vec<u8>>),
    Number(Option<i64>),
}

impl<const LENGTH: usize> From<[u8; LENGTH]> for Value {
    fn from(bytes: [u8; LENGTH]) -> Self {
        Self::Bytes(Some(bytes.to_vec()))
    }
}

impl From<&[u8]> for Value {
    fn from(bytes: &[u8]) -> Self {
        Self::Bytes(Some(bytes.to_vec()))
    }
}

impl From<Option<&[u8]>> for Value {
    fn from(bytes: Option<&[u8]>) -> Self {
        Self::Bytes(bytes.map(<[u8]>::to_vec))
    }
}

impl From<Option<[u8; 16]>> for Value {
    fn from(bytes: Option<[u8; 16]>) -> Self {
        Self::Bytes(bytes.map(Vec::from))
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Number(Some(number))
    }
}

impl From<Option<i64>> for Value {
    fn from(number: Option<i64>) -> Self {
        Self::Number(number)
    }
}

impl From<u64> for Value {
    fn from(number: u64) -> Self {
        Self::Number(Some(i64::try_from(number).unwrap_or(i64::MAX)))
    }
}

impl From<bool> for Value {
    fn from(truth: bool) -> Self {
        Self::Number(Some(i64::from(truth)))
    }
}

/// Values in their order.
macro_rules! values {
    ($($value:expr),* $(,)?) => { vec![$($crate::database::Value::from($value)),*] };
}
pub(crate) use values;

/// A row that was read, and of which table it is.
#[derive(Debug)]
pub(crate) struct Row {
    table: &'static str,
    values: Vec<Value>,
}

impl Row {
    fn harmed(&self) -> Trouble {
        Trouble::Harmed(self.table)
    }

    pub(crate) fn bytes(&self, place: usize) -> Result<&[u8], Trouble> {
        match self.values.get(place) {
            Some(Value::Bytes(Some(bytes))) => Ok(bytes),
            _ => Err(self.harmed()),
        }
    }

    pub(crate) fn fixed<const LENGTH: usize>(&self, place: usize) -> Result<[u8; LENGTH], Trouble> {
        self.bytes(place)?.try_into().map_err(|_| self.harmed())
    }

    pub(crate) fn maybe_bytes(&self, place: usize) -> Result<Option<&[u8]>, Trouble> {
        match self.values.get(place) {
            Some(Value::Bytes(bytes)) => Ok(bytes.as_deref()),
            Some(Value::Number(None)) => Ok(None),
            _ => Err(self.harmed()),
        }
    }

    pub(crate) fn maybe_fixed<const LENGTH: usize>(
        &self,
        place: usize,
    ) -> Result<Option<[u8; LENGTH]>, Trouble> {
        self.maybe_bytes(place)?
            .map(|bytes| bytes.try_into().map_err(|_| self.harmed()))
            .transpose()
    }

    pub(crate) fn number(&self, place: usize) -> Result<i64, Trouble> {
        self.maybe_number(place)?.ok_or_else(|| self.harmed())
    }

    pub(crate) fn maybe_number(&self, place: usize) -> Result<Option<i64>, Trouble> {
        match self.values.get(place) {
            Some(Value::Number(number)) => Ok(*number),
            Some(Value::Bytes(None)) => Ok(None),
            _ => Err(self.harmed()),
        }
    }

    pub(crate) fn count(&self, place: usize) -> Result<u64, Trouble> {
        u64::try_from(self.number(place)?).map_err(|_| self.harmed())
    }

    pub(crate) fn truth(&self, place: usize) -> Result<bool, Trouble> {
        Ok(self.number(place)? != 0)
    }
}

/// Binds values to a statement.
macro_rules! bound {
    ($sql:expr, $values:expr) => {{
        let mut query = sqlx::query($sql);
        for value in $values {
            query = match value {
                Value::Bytes(bytes) => query.bind(bytes),
                Value::Number(number) => query.bind(number),
            };
        }
        query
    }};
}

/// What rows have, column by column.
pub(crate) mod carried {
    use sqlx::postgres::PgRow;
    use sqlx::sqlite::SqliteRow;
    use sqlx::{Column as _, Row as _, TypeInfo as _, ValueRef as _};

    use super::{Trouble, Value};

    macro_rules! read {
        ($row:expr) => {{
            let row = $row;
            let mut values = Vec::with_capacity(row.columns().len());
            for column in row.columns() {
                let place = column.ordinal();
                let value = row.try_get_raw(place)?;
                let is_number = matches!(value.type_info().name(), "INTEGER" | "INT8");
                values.push(if value.is_null() && !is_number {
                    Value::Bytes(None)
                } else if is_number {
                    Value::Number(row.try_get(place)?)
                } else {
                    Value::Bytes(row.try_get(place)?)
                });
            }
            Ok(values)
        }};
    }

    pub(crate) fn from_sqlite(row: &SqliteRow) -> Result<Vec<Value>, Trouble> {
        read!(row)
    }

    pub(crate) fn from_postgres(row: &PgRow) -> Result<Vec<Value>, Trouble> {
        read!(row)
    }
}

impl Book {
    /// Rows that a statement finds. `table` is what is said to be harmed where they are not as they should be.
    pub(crate) async fn rows(
        &mut self,
        table: &'static str,
        sql: &'static str,
        values: Vec<Value>,
    ) -> Result<Vec<Row>, Trouble> {
        match self {
            Self::Sqlite(held) => {
                let rows = bound!(sql, values).fetch_all(&mut **held).await?;
                let values = rows.iter().map(carried::from_sqlite);
                values
                    .map(|values| {
                        Ok(Row {
                            table,
                            values: values?,
                        })
                    })
                    .collect()
            }
            Self::Postgres(held) => {
                let rows = bound!(sql, values).fetch_all(&mut **held).await?;
                let values = rows.iter().map(carried::from_postgres);
                values
                    .map(|values| {
                        Ok(Row {
                            table,
                            values: values?,
                        })
                    })
                    .collect()
            }
        }
    }

    /// The first row that a statement finds.
    pub(crate) async fn row(
        &mut self,
        table: &'static str,
        sql: &'static str,
        values: Vec<Value>,
    ) -> Result<Option<Row>, Trouble> {
        Ok(self.rows(table, sql, values).await?.into_iter().next())
    }

    /// Runs a statement, and says how many rows it changed.
    pub(crate) async fn run(
        &mut self,
        sql: &'static str,
        values: Vec<Value>,
    ) -> Result<u64, Trouble> {
        Ok(match self {
            Self::Sqlite(held) => bound!(sql, values)
                .execute(&mut **held)
                .await?
                .rows_affected(),
            Self::Postgres(held) => bound!(sql, values)
                .execute(&mut **held)
                .await?
                .rows_affected(),
        })
    }

    /// Runs a statement that was put together of names of tables and columns.
    pub(crate) async fn run_made(
        &mut self,
        sql: String,
        values: Vec<Value>,
    ) -> Result<(), Trouble> {
        match self {
            Self::Sqlite(held) => {
                let query = bound!(AssertSqlSafe(sql), values);
                query.execute(&mut **held).await?;
            }
            Self::Postgres(held) => {
                let query = bound!(AssertSqlSafe(sql), values);
                query.execute(&mut **held).await?;
            }
        }
        Ok(())
    }

    /// Lets it take as long as it takes: a backup of a large database is no request that hangs.
    pub(crate) async fn take_time(&mut self) -> Result<(), Trouble> {
        if let Self::Postgres(_) = self {
            for sql in [
                "SET LOCAL statement_timeout = 0",
                "SET LOCAL idle_in_transaction_session_timeout = 0",
            ] {
                self.run(sql, values![]).await?;
            }
        }
        Ok(())
    }

    /// Holds a facility's house until the transaction ends, so that who changes it does so one after another. Nothing where there
    /// is no such facility.
    pub(crate) async fn hold(&mut self, facility: [u8; 16]) -> Result<Option<u32>, Trouble> {
        let sql = match self {
            // Its writer is alone already.
            Self::Sqlite(_) => "SELECT epoch FROM houses WHERE facility = $1",
            Self::Postgres(_) => "SELECT epoch FROM houses WHERE facility = $1 FOR UPDATE",
        };
        let row = self.row("houses", sql, values![facility]).await?;
        row.map(|row| u32::try_from(row.number(0)?).map_err(|_| Trouble::Harmed("houses")))
            .transpose()
    }

    /// What it did is on the disk afterwards.
    pub(crate) async fn commit(self) -> Result<(), Trouble> {
        match self {
            Self::Sqlite(held) => held.commit().await,
            Self::Postgres(held) => held.commit().await,
        }
    }
}
