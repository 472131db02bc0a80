//! The browser's own storage: settings, keys, favourites, code sets, notes on codes and the
//! facility's rules and payment inputs. Never anything of a record.

use leptos::prelude::*;
use serde::{Serialize, de::DeserializeOwned};

/// What was kept under a name; nothing where the browser has nothing, or something of another build.
pub(crate) fn load<T: DeserializeOwned>(name: &str) -> Option<T> {
    let storage = window().local_storage().ok().flatten()?;
    let text = storage.get_item(name).ok().flatten()?;
    serde_json::from_str(&text).ok()
}

/// Keeps it for next time. False where the browser does not allow it, or has no room.
pub(crate) fn save<T: Serialize>(name: &str, what: &T) -> bool {
    let storage = window().local_storage().ok().flatten();
    match (storage, serde_json::to_string(what)) {
        (Some(storage), Ok(text)) => storage.set_item(name, &text).is_ok(),
        _ => false,
    }
}
