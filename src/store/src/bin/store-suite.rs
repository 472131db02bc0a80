//! The suite over IndexedDB, as a worker that answers lines of text. A journey talks to it; the product doesn't know it.
//!
//! A message is `[number, line]`, its answer `[number, text]`. `suite` and `speed` work over databases of their own, the
//! other words over one that is named: `open NAME`, `put NAME KEY BYTES DURABILITY`, `count NAME`, `lease NAME`,
//! `sever NAME`, `told NAME`, `close NAME`; `health` and `persist` ask the browser of its storage. Only a page may do the
//! latter: there the module starts nothing and offers it as a function.

#[cfg(target_arch = "wasm32")]
mod worker {
    use std::cell::{Cell, RefCell};
    use std::collections::BTreeMap;
    use std::rc::Rc;

    use js_sys::Array;
    use store::browser::{IndexedDb, health};
    use store::suite::{self, Workshop, speed};
    use store::{Batch, Durability, Lease, Store as _, StoreError, Table, take_lease};
    use wasm_bindgen::prelude::*;
    use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

    /// A database that a journey has open.
    struct Opened {
        store: IndexedDb,
        told: Rc<RefCell<Option<StoreError>>>,
        lease: Cell<Option<Lease>>,
    }

    thread_local! {
        static OPENED: RefCell<BTreeMap<String, Rc<Opened>>> = const { RefCell::new(BTreeMap::new()) };
    }

    /// What the browser answers when it is asked to keep the site's storage.
    #[expect(
        unreachable_pub,
        reason = "only public functions are offered to scripts"
    )]
    #[wasm_bindgen]
    pub async fn persist() -> String {
        format!("{:?}", health::persist().await)
    }

    pub(crate) fn start() {
        let Ok(scope) = js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>() else {
            return;
        };
        let hear = Closure::<dyn Fn(MessageEvent)>::new(|event: MessageEvent| {
            wasm_bindgen_futures::spawn_local(async move {
                let message: Array = event.data().unchecked_into();
                let line = message.get(1).as_string().unwrap_or_default();
                let said = match answer(&line).await {
                    Ok(said) => said,
                    Err(error) => format!("{error:?}"),
                };
                let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
                let _ = scope.post_message(&Array::of2(&message.get(0), &said.into()));
            });
        });
        scope.set_onmessage(Some(hear.as_ref().unchecked_ref()));
        hear.forget();
        let _ = scope.post_message(&Array::of2(&0.into(), &"ready".into()));
    }

    async fn answer(line: &str) -> Result<String, StoreError> {
        let words: Vec<&str> = line.split(' ').collect();
        match words[..] {
            ["suite"] => Ok(told(&suite::run(&InTheBrowser::default()).await)),
            ["speed"] => {
                let store = InTheBrowser::default().fresh().await;
                let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
                let clock = scope.performance();
                let now = || {
                    clock
                        .as_ref()
                        .map_or_else(js_sys::Date::now, web_sys::Performance::now)
                };
                Ok(format!("{:?}", speed::measure(&store, now).await?))
            }
            ["health"] => Ok(format!("{:?}", health::health().await?)),
            ["persist"] => Ok(persist().await),
            ["open", name] => open(name).await,
            [word, name, ref more @ ..] => {
                let opened = OPENED.with_borrow(|all| all.get(name).cloned());
                match opened {
                    Some(opened) => with(&opened, word, name, more).await,
                    None => Ok(format!("{name} is not open")),
                }
            }
            _ => Ok(format!("what is “{line}”?")),
        }
    }

    async fn open(name: &str) -> Result<String, StoreError> {
        let told = Rc::new(RefCell::new(None));
        let hears = Rc::clone(&told);
        let store = IndexedDb::open(name, move |why| {
            hears.replace(Some(why.clone()));
        })
        .await?;
        let said = format!("open {}", store.schema());
        let opened = Opened {
            store,
            told,
            lease: Cell::default(),
        };
        OPENED.with_borrow_mut(|all| all.insert(name.to_owned(), Rc::new(opened)));
        Ok(said)
    }

    async fn with(
        opened: &Opened,
        word: &str,
        name: &str,
        more: &[&str],
    ) -> Result<String, StoreError> {
        let store = &opened.store;
        match (word, more) {
            ("put", [key, bytes, durability]) => {
                let mut batch = Batch::new();
                if let Some(lease) = opened.lease.get() {
                    batch = batch.fenced(lease);
                }
                batch.put(Table::Arrivals, *key, *key);
                // Rows of 32 KiB at most: what is larger, Chromium keeps beside its database and counts later.
                let bytes = vec![7; bytes.parse().unwrap_or(0)];
                for (place, piece) in bytes.chunks(32 << 10).enumerate() {
                    batch.put(Table::Operations, format!("{key} {place}"), piece);
                }
                let durability = match *durability {
                    "strict" => Durability::Strict,
                    _ => Durability::Relaxed,
                };
                store.write(batch, durability).await?;
                Ok("written".to_owned())
            }
            ("count", []) => {
                let (arrivals, operations) = (
                    store.count(Table::Arrivals).await?,
                    store.count(Table::Operations).await?,
                );
                Ok(format!("{arrivals} {operations}"))
            }
            ("lease", []) => {
                let lease = take_lease(store).await?;
                opened.lease.set(Some(lease));
                Ok(lease.number().to_string())
            }
            ("sever", []) => {
                store.sever();
                Ok("severed".to_owned())
            }
            ("told", []) => Ok(format!("{:?}", opened.told.borrow())),
            ("close", []) => {
                store.clone().close();
                OPENED.with_borrow_mut(|all| all.remove(name));
                Ok("closed".to_owned())
            }
            _ => Ok(format!("what is “{word} {more:?}”?")),
        }
    }

    /// One line a check: its name, and what was wrong.
    fn told(outcomes: &[suite::Outcome]) -> String {
        let lines = outcomes.iter().map(|outcome| match &outcome.problem {
            None => format!("{}: holds", outcome.name),
            Some(problem) => format!("{}: {}", outcome.name, problem.replace('\n', " ")),
        });
        lines.collect::<Vec<String>>().join("\n")
    }

    /// Databases of names that nobody else uses.
    #[derive(Default)]
    struct InTheBrowser {
        made: Cell<u32>,
    }

    impl InTheBrowser {
        async fn open(name: &str) -> IndexedDb {
            match IndexedDb::open(name, |_| {}).await {
                Ok(store) => store,
                Err(error) => panic!("{name}: {error}"),
            }
        }
    }

    impl Workshop for InTheBrowser {
        type Store = IndexedDb;

        async fn fresh(&self) -> IndexedDb {
            self.made.set(self.made.get() + 1);
            Self::open(&format!(
                "suite-{}-{}",
                js_sys::Date::now(),
                self.made.get()
            ))
            .await
        }

        async fn reopen(&self, store: IndexedDb) -> IndexedDb {
            let name = store.name().to_owned();
            store.close();
            Self::open(&name).await
        }
    }
}

#[cfg(target_arch = "wasm32")]
fn main() {
    worker::start();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("store-suite runs in a browser's worker: cargo xtask test builds it for that.");
}
