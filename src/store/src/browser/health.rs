//! What the browser says of the site's storage: whether it promises to keep it, how much is used, how much there may be.

use js_sys::{Object, Promise, Reflect};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::StorageManager;

use crate::StoreError;

/// The state of the site's storage.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Health {
    /// The browser promised not to evict it by itself. A person still can.
    pub persisted: bool,
    /// Bytes used by the site, roughly: browsers round on purpose.
    pub used: Option<u64>,
    /// Bytes the site may use, roughly. The disk may be smaller.
    pub quota: Option<u64>,
}

/// Asks for the state; in a worker as well.
///
/// # Errors
/// When the browser has no storage manager here, as on a page that is not trusted.
pub async fn health() -> Result<Health, StoreError> {
    let manager = manager()?;
    let persisted = answer(manager.persisted()).await?.is_truthy();
    let estimate = answer(manager.estimate()).await?;
    let bytes = |name: &str| {
        let value = Reflect::get(&estimate, &name.into()).ok()?;
        value.as_f64().map(|bytes| bytes as u64)
    };
    Ok(Health {
        persisted,
        used: bytes("usage"),
        quota: bytes("quota"),
    })
}

/// Asks the browser to keep the site's storage, and gives its answer. Only a page may ask, not a worker.
///
/// # Errors
/// When it can't be asked here.
pub async fn persist() -> Result<bool, StoreError> {
    let manager = manager()?;
    if !Reflect::has(&manager, &"persist".into()).unwrap_or(false) {
        let why = "a worker can't ask the browser to keep its storage; the page can".to_owned();
        return Err(StoreError::Unavailable { why });
    }
    Ok(answer(manager.persist()).await?.is_truthy())
}

/// `navigator.storage` of whatever this runs in.
fn manager() -> Result<StorageManager, StoreError> {
    let navigator =
        Reflect::get(&js_sys::global(), &"navigator".into()).unwrap_or(JsValue::UNDEFINED);
    let manager = navigator
        .dyn_ref::<Object>()
        .and_then(|navigator| Reflect::get(navigator, &"storage".into()).ok())
        .and_then(|storage| storage.dyn_into::<StorageManager>().ok());
    manager.ok_or_else(|| StoreError::Unavailable {
        why: "this browser has no storage manager here".to_owned(),
    })
}

async fn answer(asked: Result<Promise, JsValue>) -> Result<JsValue, StoreError> {
    let answered = match asked {
        Ok(promise) => JsFuture::from(promise).await,
        Err(problem) => Err(problem),
    };
    answered.map_err(|problem| StoreError::Unavailable {
        why: format!("the browser refused: {problem:?}"),
    })
}
