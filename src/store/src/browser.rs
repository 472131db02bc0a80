//! The browser's own database, IndexedDB, and what the browser says of its storage. It works in a worker: nothing here
//! asks for a window.
//!
//! Each call is one transaction. The connection is closed at once when another tab wants to change or delete the
//! database, and its holder is told; a connection that the browser broke off is made again, once.
//!
//! Chromium weighs a batch against the quota before it writes it, but leaves large values out of that: one of 20 MB goes
//! in where 2 MB are allowed. What is cut into small rows is refused in time.

mod connection;
mod fault;
pub mod health;
mod place;
mod transaction;
mod values;

use std::cell::RefCell;
use std::rc::Rc;

use idb::{CursorDirection, Factory, Query};
use wasm_bindgen::JsValue;

use crate::lease::{self, Lease};
use crate::{Batch, Change, Direction, Durability, Range, Row, Store, StoreError, Table};
use connection::{Connection, Told};
use fault::Fault;
use transaction::{reading, writing};
use values::{bytes, key_bytes, query, to_js};

/// A connection to one database. Clones share it.
#[derive(Clone)]
pub struct IndexedDb {
    place: Factory,
    name: Rc<str>,
    connection: Rc<RefCell<Rc<Connection>>>,
    told: Told,
}

impl IndexedDb {
    /// Opens the database of this name, and makes it if there is none. A store of a higher number in the same hundred
    /// is opened as it is; one of another hundred is refused and left alone ([`schema`](crate::schema)).
    ///
    /// `told` hears that the connection was given up: [`StoreError::Closing`] when another tab wants to change the
    /// database, [`StoreError::Gone`] when the database is being deleted. All calls give the same error from then on.
    ///
    /// # Errors
    /// When the browser gives no database here, or the store is not for this build.
    pub async fn open(
        name: &str,
        told: impl Fn(&StoreError) + 'static,
    ) -> Result<Self, StoreError> {
        Self::open_in(place::usual()?, name, told).await
    }

    /// The same in a place of its own, which the browser keeps apart from the site's other databases: what goes wrong
    /// with those leaves it alone.
    ///
    /// # Errors
    /// As [`IndexedDb::open`]; or when the browser has no such places.
    pub async fn open_apart(
        name: &str,
        told: impl Fn(&StoreError) + 'static,
    ) -> Result<Self, StoreError> {
        // A place's name has letters, digits and lines only.
        let place = place::apart(&name.replace('.', "-")).await?;
        Self::open_in(place, name, told).await
    }

    async fn open_in(
        place: Factory,
        name: &str,
        told: impl Fn(&StoreError) + 'static,
    ) -> Result<Self, StoreError> {
        let told: Told = Rc::new(told);
        let connection = Connection::open(&place, name, &told).await?;
        Ok(Self {
            place,
            name: name.into(),
            connection: Rc::new(RefCell::new(Rc::new(connection))),
            told,
        })
    }

    /// The database's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Lets go of the database. A clone that is used after that connects again.
    pub fn close(self) {
        self.connection.borrow().close();
    }

    /// The number of the store's arrangement, which may be higher than this build's.
    #[must_use]
    pub fn schema(&self) -> u32 {
        self.connection.borrow().schema()
    }

    /// Breaks the connection off as a browser does, so that the suite sees it made again.
    #[cfg(feature = "suite")]
    pub fn sever(&self) {
        self.connection.borrow().close();
    }

    /// Does something with the connection; once more with a new one when the browser broke the first off.
    async fn attempt<T>(
        &self,
        act: impl AsyncFn(&Connection) -> Result<T, Fault>,
    ) -> Result<T, StoreError> {
        let connection = Rc::clone(&self.connection.borrow());
        if let Some(ended) = connection.ended() {
            return Err(ended);
        }
        let why = match act(&connection).await {
            Ok(done) => return Ok(done),
            Err(Fault::Told(error)) => return Err(error),
            Err(Fault::Broken(why)) => why,
        };
        if let Some(ended) = connection.ended() {
            return Err(ended);
        }
        drop(connection);
        let again = Connection::open_existing(&self.place, &self.name, &self.told).await?;
        // What was there is not any more: an empty store must not take its place unnoticed.
        let again = Rc::new(again.ok_or(StoreError::Gone)?);
        self.connection.replace(Rc::clone(&again));
        act(&again).await.map_err(|fault| match fault {
            Fault::Told(error) => error,
            Fault::Broken(second) => again.ended().unwrap_or_else(|| StoreError::Lost {
                why: format!("{why}; then {second}"),
            }),
        })
    }
}

impl Store for IndexedDb {
    async fn read(&self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        self.attempt(async |connection| {
            let (_transaction, rows) = reading(connection, table)?;
            let found = rows.get(to_js(key))?.await?;
            found.map(|value| bytes(table, &value)).transpose()
        })
        .await
    }

    async fn read_many(
        &self,
        table: Table,
        keys: &[Vec<u8>],
    ) -> Result<Vec<Option<Vec<u8>>>, StoreError> {
        self.attempt(async |connection| {
            if keys.is_empty() {
                return Ok(Vec::new());
            }
            let (_transaction, rows) = reading(connection, table)?;
            let mut requests = Vec::with_capacity(keys.len());
            for key in keys {
                // Made into futures at once: an answer that nobody listens for would be missed.
                requests.push(IntoFuture::into_future(rows.get(to_js(key))?));
            }
            let mut values = Vec::with_capacity(keys.len());
            for request in requests {
                values.push(
                    request
                        .await?
                        .map(|value| bytes(table, &value))
                        .transpose()?,
                );
            }
            Ok(values)
        })
        .await
    }

    async fn range(
        &self,
        table: Table,
        range: &Range,
        limit: Option<usize>,
        direction: Direction,
    ) -> Result<Vec<Row>, StoreError> {
        // To the browser a limit of none is no limit.
        if range.is_empty() || limit == Some(0) {
            return Ok(Vec::new());
        }
        self.attempt(async |connection| match (direction, limit) {
            (Direction::Forward, limit) => all(connection, table, range, limit).await,
            (Direction::Backward, None) => {
                let mut rows = all(connection, table, range, None).await?;
                rows.reverse();
                Ok(rows)
            }
            (Direction::Backward, Some(limit)) => {
                from_the_end(connection, table, range, limit).await
            }
        })
        .await
    }

    async fn count(&self, table: Table) -> Result<u64, StoreError> {
        self.attempt(async |connection| {
            let (_transaction, rows) = reading(connection, table)?;
            Ok(u64::from(rows.count(None)?.await?))
        })
        .await
    }

    async fn last_key(&self, table: Table) -> Result<Option<Vec<u8>>, StoreError> {
        self.attempt(async |connection| {
            let (_transaction, rows) = reading(connection, table)?;
            let last = rows
                .open_key_cursor(None, Some(CursorDirection::Prev))?
                .await?;
            last.map(|cursor| key_bytes(table, &cursor.key()?))
                .transpose()
        })
        .await
    }

    async fn write(&self, batch: Batch, durability: Durability) -> Result<(), StoreError> {
        let tables = batch.tables();
        if tables.is_empty() {
            return match self.connection.borrow().ended() {
                Some(ended) => Err(ended),
                None => Ok(()),
            };
        }
        self.attempt(async |connection| {
            writing(connection, &tables, durability, async |transaction| {
                check(transaction, &batch).await?;
                for change in &batch.changes {
                    match change {
                        Change::Put { table, key, value } => {
                            transaction
                                .object_store(table.name())?
                                .put(&to_js(value), Some(&to_js(key)))?;
                        }
                        Change::Delete { table, key } => {
                            transaction.object_store(table.name())?.delete(to_js(key))?;
                        }
                    }
                }
                Ok(())
            })
            .await
        })
        .await
    }

    async fn wipe(&self) -> Result<(), StoreError> {
        self.attempt(async |connection| {
            writing(
                connection,
                &Table::ALL,
                Durability::Strict,
                async |transaction| {
                    let meta = transaction.object_store(Table::Meta.name())?;
                    let row = meta.get(to_js(lease::KEY))?.await?;
                    let row = row
                        .map(|value| bytes(Table::Meta, &value))
                        .transpose()
                        .unwrap_or_default();
                    // A lease that can't be read must not keep anyone from wiping.
                    let lease = Lease::read(row.as_deref()).unwrap_or_default();
                    for table in Table::ALL {
                        transaction.object_store(table.name())?.clear()?;
                    }
                    meta.put(&to_js(&lease.next().to_row()), Some(&to_js(lease::KEY)))?;
                    Ok(())
                },
            )
            .await
        })
        .await
    }
}

/// The conditions of a batch, asked inside its transaction.
async fn check(transaction: &idb::Transaction, batch: &Batch) -> Result<(), Fault> {
    if let Some(lease) = batch.fence {
        let row = transaction
            .object_store(Table::Meta.name())?
            .get(to_js(lease::KEY))?
            .await?;
        let row = row.map(|value| bytes(Table::Meta, &value)).transpose()?;
        lease.holds(row.as_deref())?;
    }
    let mut asked = Vec::with_capacity(batch.absent.len());
    for (table, key) in &batch.absent {
        let request = transaction
            .object_store(table.name())?
            .get_key(to_js(key))?;
        asked.push((table, key, IntoFuture::into_future(request)));
    }
    for (table, key, request) in asked {
        if request.await?.is_some() {
            return Err(StoreError::Occupied {
                table: *table,
                key: key.clone(),
            }
            .into());
        }
    }
    for (table, key, expected) in &batch.exactly {
        let row = transaction
            .object_store(table.name())?
            .get(to_js(key))?
            .await?;
        let row = row.map(|value| bytes(*table, &value)).transpose()?;
        if row != *expected {
            return Err(StoreError::Changed {
                table: *table,
                key: key.clone(),
            }
            .into());
        }
    }
    Ok(())
}

async fn all(
    connection: &Connection,
    table: Table,
    range: &Range,
    limit: Option<usize>,
) -> Result<Vec<Row>, Fault> {
    let limit = limit.map(|limit| u32::try_from(limit).unwrap_or(u32::MAX));
    let (_transaction, rows) = reading(connection, table)?;
    // Both in one transaction: what the one gives is what the other gives.
    let keys = IntoFuture::into_future(rows.get_all_keys(query(range)?, limit)?);
    let values = IntoFuture::into_future(rows.get_all(query(range)?, limit)?);
    let (keys, values) = (keys.await?, values.await?);
    let row = |(key, value): (&JsValue, &JsValue)| {
        Ok(Row {
            key: key_bytes(table, key)?,
            value: bytes(table, value)?,
        })
    };
    keys.iter().zip(&values).map(row).collect()
}

async fn from_the_end(
    connection: &Connection,
    table: Table,
    range: &Range,
    limit: usize,
) -> Result<Vec<Row>, Fault> {
    let (_transaction, rows) = reading(connection, table)?;
    let range: Option<Query> = query(range)?;
    let mut found = Vec::new();
    let Some(cursor) = rows
        .open_cursor(range, Some(CursorDirection::Prev))?
        .await?
    else {
        return Ok(found);
    };
    let mut cursor = cursor.into_managed();
    while let (Some(key), Some(value)) = (cursor.key()?, cursor.value()?) {
        found.push(Row {
            key: key_bytes(table, &key)?,
            value: bytes(table, &value)?,
        });
        if found.len() == limit {
            break;
        }
        cursor.next(None).await?;
    }
    Ok(found)
}
