//! Where official files stay between visits: the browser's database, as the bytes that were picked. No patient data.

use js_sys::{Object, Reflect, Uint8Array};
use rexie::{ObjectStore, Rexie, TransactionMode};
use wasm_bindgen::{JsCast, JsValue};

use super::Picked;

const DATABASE: &str = "chartroom.official";
const FILES: &str = "files";

type Kept<T> = Result<T, String>;

async fn open() -> Kept<Rexie> {
    Rexie::builder(DATABASE)
        .version(1)
        .add_object_store(ObjectStore::new(FILES).key_path("id"))
        .build()
        .await
        .map_err(told)
}

/// Every file, in the order of their days of taking in.
pub(super) async fn all() -> Kept<Vec<Picked>> {
    let database = open().await?;
    let transaction = database
        .transaction(&[FILES], TransactionMode::ReadOnly)
        .map_err(told)?;
    let store = transaction.store(FILES).map_err(told)?;
    let records = store.get_all(None, None).await.map_err(told)?;
    transaction.done().await.map_err(told)?;
    let mut files: Vec<Picked> = records.iter().filter_map(read).collect();
    files.sort_by(|a, b| (&a.taken, &a.name).cmp(&(&b.taken, &b.name)));
    Ok(files)
}

/// Keeps a file.
pub(super) async fn put(id: &str, taken: &str, file: &Picked) -> Kept<()> {
    let record = Object::new();
    let bytes: JsValue = Uint8Array::from(file.bytes.as_slice()).into();
    let effective = file
        .effective
        .as_deref()
        .map_or(JsValue::NULL, JsValue::from);
    for (name, value) in [
        ("id", JsValue::from(id)),
        ("name", JsValue::from(file.name.as_str())),
        ("taken", JsValue::from(taken)),
        ("effective", effective),
        ("bytes", bytes),
    ] {
        Reflect::set(&record, &name.into(), &value)
            .map_err(|_| "It could not be written".to_owned())?;
    }
    let database = open().await?;
    let transaction = database
        .transaction(&[FILES], TransactionMode::ReadWrite)
        .map_err(told)?;
    let store = transaction.store(FILES).map_err(told)?;
    store.put(&record, None).await.map_err(told)?;
    transaction.done().await.map_err(told)?;
    Ok(())
}

/// Lets go of a file.
pub(super) async fn remove(id: &str) -> Kept<()> {
    let database = open().await?;
    let transaction = database
        .transaction(&[FILES], TransactionMode::ReadWrite)
        .map_err(told)?;
    let store = transaction.store(FILES).map_err(told)?;
    store.delete(id.into()).await.map_err(told)?;
    transaction.done().await.map_err(told)?;
    Ok(())
}

fn read(record: &JsValue) -> Option<Picked> {
    let field = |name: &str| Reflect::get(record, &name.into()).ok();
    let text = |name: &str| field(name).and_then(|value| value.as_string());
    Some(Picked {
        name: text("name")?,
        bytes: field("bytes")?.dyn_into::<Uint8Array>().ok()?.to_vec(),
        effective: text("effective"),
        taken: Some(text("taken")?),
    })
}

#[allow(clippy::needless_pass_by_value)]
fn told(error: rexie::Error) -> String {
    error.to_string()
}
