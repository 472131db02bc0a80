//! Opening the database, and hearing of its end.

use std::cell::RefCell;
use std::rc::Rc;

use idb::{Database, DatabaseEvent as _, Event as _, Factory, ObjectStoreParams, Request as _};
use js_sys::Reflect;
use wasm_bindgen::JsValue;
use web_sys::IdbDatabase;

use super::fault::{is, unopened};
use crate::{StoreError, Table, schema};

/// Who hears that the connection was given up.
pub(super) type Told = Rc<dyn Fn(&StoreError)>;

/// One connection; closed when it is dropped.
pub(super) struct Connection {
    database: Database,
    /// The same, as the browser has it.
    raw: IdbDatabase,
    /// Why it was given up.
    ended: Rc<RefCell<Option<StoreError>>>,
}

impl Connection {
    /// Opens what is there, or makes it.
    pub(super) async fn open(place: &Factory, name: &str, told: &Told) -> Result<Self, StoreError> {
        loop {
            if let Some(existing) = Self::open_existing(place, name, told).await? {
                return Ok(existing);
            }
            match Self::make(place, name).await {
                Ok(database) => return Self::over(database, told),
                // Another tab made it in between, and is newer: it is there to be opened now.
                Err(error) if is(&error, "VersionError") => {}
                Err(error) => return Err(unopened(&error)),
            }
        }
    }

    /// Opens what is there. No version is named: naming one would refuse every store of a newer build, or change it.
    pub(super) async fn open_existing(
        place: &Factory,
        name: &str,
        told: &Told,
    ) -> Result<Option<Self>, StoreError> {
        let mut request = place.open(name, None).map_err(|error| unopened(&error))?;
        // There is none: the browser is about to make one without tables, and is stopped.
        request.on_upgrade_needed(|event| {
            if let Some(transaction) = event
                .target()
                .ok()
                .and_then(|request| request.transaction())
            {
                let _ = transaction.abort();
            }
        });
        let database = match request.await {
            Ok(database) => database,
            Err(error) if is(&error, "AbortError") => return Ok(None),
            Err(error) => return Err(unopened(&error)),
        };
        let found = database.version().map_err(|error| unopened(&error))?;
        if let Err(refused) = schema::check(found) {
            database.close();
            return Err(refused);
        }
        Self::over(database, told).map(Some)
    }

    /// Makes the tables of this build. Tables that are there stay.
    async fn make(place: &Factory, name: &str) -> Result<Database, idb::Error> {
        let mut request = place.open(name, Some(schema::CURRENT))?;
        request.on_upgrade_needed(|event| {
            let Ok(database) = event.database() else {
                return;
            };
            let there = database.store_names();
            for table in Table::ALL {
                if !there.iter().any(|name| name == table.name()) {
                    // A table that can't be made is missed when the connection is looked over.
                    let _ = database.create_object_store(table.name(), ObjectStoreParams::new());
                }
            }
        });
        request.await
    }

    /// Looks a database over, and listens for its end.
    fn over(database: Database, told: &Told) -> Result<Self, StoreError> {
        let there = database.store_names();
        if let Some(missing) = Table::ALL
            .iter()
            .find(|table| !there.iter().any(|name| name == table.name()))
        {
            database.close();
            let place = "the tables of the store".to_owned();
            return Err(StoreError::Damaged {
                place,
                why: format!("there is no table {}", missing.name()),
            });
        }
        let raw = IdbDatabase::from(database);
        let mut database = Database::from(raw.clone());
        let ended = Rc::new(RefCell::new(None));
        database.on_version_change({
            let (ended, told) = (Rc::clone(&ended), Rc::clone(told));
            move |event| {
                let changed = Reflect::get(&event, &"newVersion".into()).unwrap_or(JsValue::NULL);
                let why = if changed.is_null() {
                    StoreError::Gone
                } else {
                    StoreError::Closing
                };
                if let Some(target) = event.target()
                    && let Ok(database) = Database::try_from(target)
                {
                    database.close();
                }
                ended.replace(Some(why.clone()));
                told(&why);
            }
        });
        Ok(Self {
            database,
            raw,
            ended,
        })
    }

    pub(super) fn ended(&self) -> Option<StoreError> {
        self.ended.borrow().clone()
    }

    pub(super) fn schema(&self) -> u32 {
        self.database.version().unwrap_or(schema::CURRENT)
    }

    pub(super) fn database(&self) -> &Database {
        &self.database
    }

    pub(super) fn raw(&self) -> &IdbDatabase {
        &self.raw
    }

    pub(super) fn close(&self) {
        self.database.close();
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.database.close();
    }
}
