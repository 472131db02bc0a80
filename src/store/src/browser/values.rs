//! Bytes to what the browser keeps, and back. A row that is anything else was not written by this crate.

use std::ops::Bound;

use idb::{KeyRange, Query};
use js_sys::{ArrayBuffer, Uint8Array};
use wasm_bindgen::{JsCast as _, JsValue};

use super::fault::Fault;
use crate::{Range, StoreError, Table};

/// A key or a value. Browsers compare such keys byte by byte.
pub(super) fn to_js(bytes: &[u8]) -> JsValue {
    Uint8Array::from(bytes).into()
}

/// A value.
pub(super) fn bytes(table: Table, value: &JsValue) -> Result<Vec<u8>, Fault> {
    match value.dyn_ref::<Uint8Array>() {
        Some(array) => Ok(array.to_vec()),
        None => Err(foreign(table, "a value")),
    }
}

/// A key, which comes back as a buffer.
pub(super) fn key_bytes(table: Table, key: &JsValue) -> Result<Vec<u8>, Fault> {
    match key.dyn_ref::<ArrayBuffer>() {
        Some(buffer) => Ok(Uint8Array::new(buffer).to_vec()),
        None => Err(foreign(table, "a key")),
    }
}

fn foreign(table: Table, what: &str) -> Fault {
    let place = format!("table {}", table.name());
    StoreError::Damaged {
        place,
        why: format!("{what} in it is not bytes"),
    }
    .into()
}

/// A range that is not empty, as the browser wants it; nothing for all keys.
pub(super) fn query(range: &Range) -> Result<Option<Query>, Fault> {
    use Bound::{Excluded, Included, Unbounded};
    let open = |bound: &Bound<Vec<u8>>| Some(matches!(bound, Excluded(_)));
    let (lower, upper) = (&range.lower, &range.upper);
    let range = match (lower, upper) {
        (Unbounded, Unbounded) => return Ok(None),
        (Included(from) | Excluded(from), Unbounded) => {
            KeyRange::lower_bound(&to_js(from), open(lower))?
        }
        (Unbounded, Included(to) | Excluded(to)) => KeyRange::upper_bound(&to_js(to), open(upper))?,
        (Included(from) | Excluded(from), Included(to) | Excluded(to)) => {
            KeyRange::bound(&to_js(from), &to_js(to), open(lower), open(upper))?
        }
    };
    Ok(Some(range.into()))
}
