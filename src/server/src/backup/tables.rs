//! The tables that a backup holds, and how their rows are carried from one database to another.

use futures_util::TryStreamExt as _;
use sqlx::AssertSqlSafe;

use crate::Trouble;
use crate::database::{Book, Value, carried};

/// A table with its columns.
pub(super) struct Table {
    name: &'static str,
    columns: &'static [&'static str],
}

macro_rules! tables {
    ($($name:ident: $($column:ident)+;)+) => {
        [$(Table { name: stringify!($name), columns: &[$(stringify!($column)),+] }),+]
    };
}

/// In an order in which they can be read by a person.
pub(super) const TABLES: [Table; 12] = tables! {
    server: place signing secret;
    houses: facility epoch named since;
    accounts: facility member name recipe auth signing ways_in revision admits since ended;
    devices: facility device store member public since seen ended wipe frozen;
    laptops: facility store public ended wipe ordered;
    knocks: facility member code name recipe auth signing ways_in device store public laptop vouched at;
    contained: facility device nonce heard settled reported report;
    passkeys: facility passkey member credential counter since used;
    shelves: facility shelf head used quota;
    kin: facility place shelf same;
    items: facility cursor id stream device sequence length head bytes sent_by sent_at;
    chains: facility device sequence digest;
};

/// What a backup says of each shelf.
pub(super) const NOTES: Table = Table {
    name: "noted",
    columns: &["facility", "head", "at"],
};

/// Columns of numbers; all others are bytes. A value that is not there has to be of its column's kind all the same.
const NUMBERS: [&str; 23] = [
    "heard", "settled", "place", "epoch", "since", "revision", "admits", "ended", "wipe", "seen",
    "frozen", "reported", "at", "head", "used", "quota", "same", "cursor", "stream", "length",
    "sent_at", "counter", "named",
];

impl Table {
    fn is_number(&self, column: &str) -> bool {
        // An item's head is what is known of it, a shelf's how long it is.
        NUMBERS.contains(&column) && !(self.name == "items" && column == "head")
    }

    fn select(&self) -> String {
        format!("SELECT {} FROM {}", self.columns.join(", "), self.name)
    }

    fn insert(&self) -> String {
        let places: Vec<_> = (1..=self.columns.len()).map(|n| format!("${n}")).collect();
        format!(
            "INSERT INTO {} ({}) VALUES ({})",
            self.name,
            self.columns.join(", "),
            places.join(", ")
        )
    }

    fn typed(&self, values: Vec<Value>) -> Vec<Value> {
        let typed = self.columns.iter().zip(values);
        typed
            .map(|(column, value)| match value {
                Value::Bytes(None) | Value::Number(None) if self.is_number(column) => {
                    Value::Number(None)
                }
                Value::Number(None) => Value::Bytes(None),
                value => value,
            })
            .collect()
    }
}

/// Carries a table's rows over, one by one: they may be more than there is memory for.
pub(super) async fn copy(from: &mut Book, to: &mut Book, table: &Table) -> Result<(), Trouble> {
    let insert = table.insert();
    match from {
        Book::Sqlite(held) => {
            let mut rows = sqlx::query(AssertSqlSafe(table.select())).fetch(&mut **held);
            while let Some(row) = rows.try_next().await? {
                let values = table.typed(carried::from_sqlite(&row)?);
                to.run_made(insert.clone(), values).await?;
            }
        }
        Book::Postgres(held) => {
            let mut rows = sqlx::query(AssertSqlSafe(table.select())).fetch(&mut **held);
            while let Some(row) = rows.try_next().await? {
                let values = table.typed(carried::from_postgres(&row)?);
                to.run_made(insert.clone(), values).await?;
            }
        }
    }
    Ok(())
}
