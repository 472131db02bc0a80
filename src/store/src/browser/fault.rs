//! From the browser's exceptions to the store's errors.

use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::DomException;

use crate::StoreError;

/// Why an attempt failed: for a reason to be told, or because the connection broke and another may do.
pub(super) enum Fault {
    Told(StoreError),
    Broken(String),
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        Self::Told(error)
    }
}

impl From<idb::Error> for Fault {
    fn from(error: idb::Error) -> Self {
        match exception(&error) {
            Some(exception) => Self::from(&exception),
            // No exception came with it: the request ended without an answer.
            None => Self::Broken(error.to_string()),
        }
    }
}

impl From<&DomException> for Fault {
    fn from(exception: &DomException) -> Self {
        let said = said(exception);
        match exception.name().as_str() {
            "QuotaExceededError" => Self::Told(StoreError::Full),
            "NotFoundError" => damaged("the tables of the store", said),
            // A piece of the browser's own file can't be read.
            "NotReadableError" | "DataError" | "DataCloneError" => {
                damaged("a row of the store", said)
            }
            "SecurityError" | "NotAllowedError" => {
                Self::Told(StoreError::Unavailable { why: said })
            }
            // The connection was closed, the transaction broken off, or the browser's database failed below.
            _ => Self::Broken(said),
        }
    }
}

fn damaged(place: &str, why: String) -> Fault {
    Fault::Told(StoreError::Damaged {
        place: place.to_owned(),
        why,
    })
}

/// Why a database could not be opened: there is no connection to make again then.
pub(super) fn unopened(error: &idb::Error) -> StoreError {
    match exception(error) {
        Some(exception) if exception.name() == "QuotaExceededError" => StoreError::Full,
        Some(exception) => StoreError::Unavailable {
            why: said(&exception),
        },
        None => StoreError::Unavailable {
            why: "this browser gives no IndexedDB here".to_owned(),
        },
    }
}

/// Whether a database could not be opened because of this.
pub(super) fn is(error: &idb::Error, name: &str) -> bool {
    exception(error).is_some_and(|exception| exception.name() == name)
}

pub(super) fn said(exception: &DomException) -> String {
    format!("{}: {}", exception.name(), exception.message())
}

/// The browser's exception in an error of `idb`.
fn exception(error: &idb::Error) -> Option<DomException> {
    use idb::Error as E;
    let value: &JsValue = match error {
        E::DomException(exception) => return Some(exception.clone()),
        E::AddFailed(value)
        | E::ClearFailed(value)
        | E::CountFailed(value)
        | E::CursorContinueFailed(value)
        | E::DeleteFailed(value)
        | E::GetAllFailed(value)
        | E::GetAllKeysFailed(value)
        | E::GetFailed(value)
        | E::GetKeyFailed(value)
        | E::IndexedDbOpenFailed(value)
        | E::KeyRangeCreateFailed(value)
        | E::ObjectStoreCreateFailed(value)
        | E::ObjectStoreNotFound(value)
        | E::OpenCursorFailed(value)
        | E::OpenKeyCursorFailed(value)
        | E::TransactionOpenFailed(value)
        | E::UpdateFailed(value) => value,
        _ => return None,
    };
    value.dyn_ref::<DomException>().cloned()
}
