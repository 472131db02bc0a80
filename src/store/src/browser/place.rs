//! Where in the browser a database stands: with the site's others, or in a place of its own.
//!
//! Chromium keeps the databases of a storage bucket in a LevelDB of their own, with a log of its own. `web-sys` does not
//! know buckets yet, so the browser is asked directly. Other browsers have none; nor do they delete a database whose log
//! was torn.

use idb::Factory;
use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::fault::{said, unopened};
use crate::StoreError;

/// The site's databases.
pub(super) fn usual() -> Result<Factory, StoreError> {
    Factory::new().map_err(|error| unopened(&error))
}

/// Databases in a bucket of this name, which is made if there is none.
pub(super) async fn apart(name: &str) -> Result<Factory, StoreError> {
    let buckets =
        get(&js_sys::global(), "navigator").and_then(|navigator| get(&navigator, "storageBuckets"));
    let Some(buckets) = buckets else {
        return Err(StoreError::Unavailable {
            why: "this browser keeps all databases of a site in one place".to_owned(),
        });
    };
    open(&buckets, name)
        .await
        .and_then(|bucket| Reflect::get(&bucket, &"indexedDB".into()))
        .and_then(|factory| Factory::try_from(factory.clone()).map_err(|_| factory))
        .map_err(|problem| StoreError::Unavailable {
            why: problem
                .dyn_ref()
                .map_or_else(|| format!("{problem:?}"), said),
        })
}

/// `buckets.open(name, { persisted: true, durability: "strict" })`. Whether the bucket outlives a lack of room is the
/// browser's affair, as it is for the rest of the site.
async fn open(buckets: &JsValue, name: &str) -> Result<JsValue, JsValue> {
    let options = Object::new();
    Reflect::set(&options, &"persisted".into(), &true.into())?;
    Reflect::set(&options, &"durability".into(), &"strict".into())?;
    let open: Function = Reflect::get(buckets, &"open".into())?.dyn_into()?;
    let opening: Promise = open.call2(buckets, &name.into(), &options)?.dyn_into()?;
    JsFuture::from(opening).await
}

fn get(of: &JsValue, name: &str) -> Option<JsValue> {
    Reflect::get(of, &name.into())
        .ok()
        .filter(|value| !value.is_undefined() && !value.is_null())
}
