//! Transactions: one to read a table, and one that writes with the durability asked for.
//!
//! Neither rexie nor `idb` under it can name a durability, and `web-sys` has the option only behind a compiler flag for
//! the whole build. So the one call that opens a writing transaction goes to the browser directly. Its end is waited for
//! here as well: only the transaction itself knows why a commit failed, a full disk above all.

use idb::{ObjectStore, Transaction, TransactionMode};
use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{DomException, Event, IdbTransaction};

use super::connection::Connection;
use super::fault::Fault;
use crate::{Durability, Table};

/// A transaction that reads one table. It lives as long as the browser has requests of it to answer.
pub(super) fn reading(
    connection: &Connection,
    table: Table,
) -> Result<(Transaction, ObjectStore), Fault> {
    let transaction = connection
        .database()
        .transaction(&[table.name()], TransactionMode::ReadOnly)?;
    let rows = transaction.object_store(table.name())?;
    Ok((transaction, rows))
}

/// Writes in one transaction over `tables`, and waits until it is complete. When `act` fails nothing is written.
pub(super) async fn writing(
    connection: &Connection,
    tables: &[Table],
    durability: Durability,
    act: impl AsyncFnOnce(&Transaction) -> Result<(), Fault>,
) -> Result<(), Fault> {
    let raw = begin(connection, tables, durability).map_err(|problem| thrown(&problem))?;
    let ended = end_of(&raw);
    let acted = act(&Transaction::from(raw.clone())).await;
    if acted.is_err() {
        // It may have been broken off already, which is as good.
        let _ = raw.abort();
    }
    let event = JsFuture::from(ended)
        .await
        .map_err(|problem| thrown(&problem))?;
    acted?;
    if event
        .dyn_ref::<Event>()
        .is_some_and(|event| event.type_() == "complete")
    {
        return Ok(());
    }
    Err(match raw.error() {
        Some(exception) => Fault::from(&exception),
        None => Fault::Broken("the transaction was broken off".to_owned()),
    })
}

/// `database.transaction(tables, "readwrite", { durability })`.
fn begin(
    connection: &Connection,
    tables: &[Table],
    durability: Durability,
) -> Result<IdbTransaction, JsValue> {
    let names: Array = tables
        .iter()
        .map(|table| JsValue::from(table.name()))
        .collect();
    let options = Object::new();
    let durability = match durability {
        Durability::Strict => "strict",
        Durability::Relaxed => "relaxed",
    };
    Reflect::set(&options, &"durability".into(), &durability.into())?;
    let database: &JsValue = connection.raw().as_ref();
    let transaction: Function = Reflect::get(database, &"transaction".into())?.dyn_into()?;
    transaction
        .call3(database, &names, &"readwrite".into(), &options)?
        .dyn_into()
}

/// Resolves with the event that ends the transaction, whichever of the two it is.
fn end_of(transaction: &IdbTransaction) -> Promise {
    Promise::new(&mut |resolve, _| {
        transaction.set_oncomplete(Some(&resolve));
        transaction.set_onabort(Some(&resolve));
    })
}

fn thrown(problem: &JsValue) -> Fault {
    match problem.dyn_ref::<DomException>() {
        Some(exception) => Fault::from(exception),
        None => Fault::Broken(format!("{problem:?}")),
    }
}
