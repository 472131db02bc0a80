//! The checks themselves. Each reads like the rule it holds.

mod conditions;
mod reading;
mod writing;

pub(super) use conditions::*;
pub(super) use reading::*;
pub(super) use writing::*;

use super::{Checked, Workshop};
use crate::{Batch, Durability, Store, StoreError, Table};

/// Fails with what differs.
fn same<T: PartialEq + std::fmt::Debug>(what: &str, found: &T, expected: &T) -> Checked {
    if found == expected {
        return Ok(());
    }
    // Of long values the beginning is enough to see what happened.
    let short = |value: &T| format!("{value:?}").chars().take(300).collect::<String>();
    Err(format!(
        "{what}: {} instead of {}",
        short(found),
        short(expected)
    ))
}

/// Anything that a store may not answer here.
#[allow(clippy::needless_pass_by_value)]
fn told(error: StoreError) -> String {
    error.to_string()
}

fn one(table: Table, key: &[u8], value: &[u8]) -> Batch {
    let mut batch = Batch::new();
    batch.put(table, key, value);
    batch
}

/// Keys with the bytes that tell a binary order from any other, in their right order.
fn binary_keys() -> Vec<Vec<u8>> {
    [
        &[][..],
        &[0x00],
        &[0x00, 0x00],
        &[0x00, 0xff],
        &[0x01],
        &[0x41, 0x00, 0x42],
        &[0x7f],
        &[0x7f, 0xff, 0xff],
        &[0x80],
        &[0xc3, 0x28],
        &[0xed, 0xa0, 0x80],
        &[0xfe, 0xff],
        &[0xff],
        &[0xff, 0x00],
        &[0xff, 0xff],
    ]
    .map(<[u8]>::to_vec)
    .to_vec()
}

async fn with_binary_keys(store: &impl Store) -> Result<Vec<Vec<u8>>, String> {
    let keys = binary_keys();
    let mut batch = Batch::new();
    // Written from both ends to the middle: the order of writing must not show.
    for place in 0..keys.len() {
        let key = if place % 2 == 0 {
            &keys[place / 2]
        } else {
            &keys[keys.len() - 1 - place / 2]
        };
        batch.put(
            Table::Operations,
            key.clone(),
            [&[0xfe], key.as_slice()].concat(),
        );
    }
    store
        .write(batch, Durability::Relaxed)
        .await
        .map_err(told)?;
    Ok(keys)
}
