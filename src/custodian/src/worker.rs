//! The custodian in a web worker: over the browser's database, one request after the other.

mod errands;
mod files;
mod sealing;

use std::cell::RefCell;
use std::rc::Rc;

use futures_channel::{mpsc, oneshot};
use futures_util::StreamExt as _;
use js_sys::{Date, Reflect};
use line::page::Client;
use line::worker::{broken, scope, tell};
use rand_core::{TryCryptoRng, TryRng};
use store::StoreError;
use store::browser::IndexedDb;
use store::twice::{History, Twice};
use vault::Zeroizing;
use vault::attachment::Sealer;
use vault::kdf::{Derived, Recipe};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::File;

use crate::failure::{Tell as _, Told as _};
use crate::protocol::{Asked, Event, Failure, Request};
use crate::stretch::{Answered, Ask};
use crate::{Custodian, Heard, Judged, Now, Storage, Stretched, Surroundings};
use errands::Carrier;

/// The records on this device: the site's database, and a second one that the browser keeps apart from it.
type Kept = Twice<IndexedDb, IndexedDb>;

/// The database of the records. Its name says nothing of a facility.
const DATABASE: &str = "chartroom.records";

/// What the worker is woken by.
enum Input {
    /// The page asks.
    Asked(Asked, Vec<File>),
    /// Something came of an errand.
    Heard(Heard),
}

/// Starts listening. Called once, by the worker's main.
pub fn start() {
    let (sender, receiver) = mpsc::unbounded();
    let asked = sender.clone();
    line::worker::listen::<Request, Event>(move |request, files| {
        // The other end lives as long as the worker.
        let _ = asked.unbounded_send(Input::Asked(request, files));
    });
    spawn_local(serve(receiver, Carrier::new(sender)));
}

async fn serve(mut inputs: mpsc::UnboundedReceiver<Input>, carrier: Carrier) {
    let mut keeper = None;
    while let Some(input) = inputs.next().await {
        match input {
            Input::Asked(asked, files) => answer(&mut keeper, asked, files, &carrier).await,
            Input::Heard(heard) => {
                if let Some(keeper) = &mut keeper {
                    carrier.carry(keeper.hear(heard).await);
                }
            }
        }
    }
}

async fn answer(
    keeper: &mut Option<Custodian<Kept, Browser>>,
    mut asked: Asked,
    files: Vec<File>,
    carrier: &Carrier,
) {
    if let Request::Begin { key_worker } = &asked.request
        && keeper.is_none()
    {
        match open(key_worker.clone()).await {
            Ok(opened) => *keeper = Some(opened),
            Err(failure) => {
                tell(asked.id, Event::Failed(failure));
                return;
            }
        }
    }
    if let Err(failure) = files::take_in(&mut asked.request, &files).await {
        tell(asked.id, Event::Failed(failure));
        return;
    }
    let Some(keeper) = keeper else {
        tell(asked.id, Event::Failed(not_begun()));
        return;
    };
    if let Some(errands) = keeper.answer_by_line(asked.id, &asked.request).await {
        carrier.carry(errands);
    } else if let Request::Sync(request) = asked.request {
        carrier.carry(keeper.answer_sync(asked.id, request).await);
    } else {
        let event = keeper
            .answer(asked.request, |event| tell(asked.id, event))
            .await;
        tell(asked.id, event);
        keeper.tidy().await;
    }
    carrier.carry(keeper.pulse().await);
}

async fn open(key_worker: String) -> Result<Custodian<Kept, Browser>, Failure> {
    let first = IndexedDb::open(DATABASE, |error: &StoreError| broken::<Event>(error.tell()))
        .await
        .told()?;
    // The second copy may go: the store says that there is one copy only, and goes on.
    let second = IndexedDb::open_apart(DATABASE, |_: &StoreError| {}).await;
    let mut begun = History::default();
    let Ok(()) = BrowserChance.try_fill_bytes(&mut begun);
    let (store, brought_back) = Twice::open(first, second, begun).await.told()?;
    let mut custodian = Custodian::open(store, Browser { key_worker }).await?;
    custodian.brought_back = brought_back;
    Ok(custodian)
}

fn not_begun() -> Failure {
    Failure::new(
        "The records are not open.",
        "The store could not be opened, or was not asked to be.",
        "the store on this device",
        "Reload the page.",
    )
}

/// The world as a browser has it.
struct Browser {
    key_worker: String,
}

impl Surroundings for Browser {
    type Rng = BrowserChance;

    fn now(&self) -> Now {
        let date = Date::new_0();
        Now {
            millis: date.get_time() as i64,
            // The browser counts the other way round.
            offset_minutes: -date.get_timezone_offset() as i16,
        }
    }

    fn rng(&self) -> BrowserChance {
        BrowserChance
    }

    async fn storage(&self) -> Option<Storage> {
        let storage = scope().navigator().storage();
        let persisted = JsFuture::from(storage.persisted().ok()?).await.ok()?;
        let estimate = match storage.estimate() {
            Ok(asked) => JsFuture::from(asked).await.ok(),
            Err(_) => None,
        };
        let of = |name: &str| {
            let bytes = Reflect::get(estimate.as_ref()?, &name.into()).ok()?;
            bytes.as_f64().map(|bytes| bytes as u64)
        };
        Some(Storage {
            persisted: persisted.as_bool()?,
            used: of("usage"),
            quota: of("quota"),
        })
    }

    async fn derive(&self, password: &str, recipe: Recipe) -> Result<Stretched, Failure> {
        let ask = Ask::Derive {
            password: password.to_owned(),
            recipe,
        };
        match self.ask(ask).await? {
            Answered::Derived { keys, millis } => {
                let bytes: [u8; 64] = keys.as_slice().try_into().map_err(|_| no_answer())?;
                let keys = Derived::from_bytes(&Zeroizing::new(bytes));
                Ok(Stretched { keys, millis })
            }
            Answered::Failed(failure) => Err(failure),
            Answered::Judged { .. } => Err(no_answer()),
        }
    }

    async fn judge(&self, password: &str, known: &[&str]) -> Result<Judged, Failure> {
        let ask = Ask::Judge {
            password: password.to_owned(),
            known: known.iter().map(|&word| word.to_owned()).collect(),
        };
        match self.ask(ask).await? {
            Answered::Judged { enough, advice } => Ok(Judged { enough, advice }),
            Answered::Failed(failure) => Err(failure),
            Answered::Derived { .. } => Err(no_answer()),
        }
    }

    async fn seal_chunk(
        &self,
        sealer: &Sealer,
        chunk: u32,
        frame: Vec<u8>,
    ) -> Result<Vec<u8>, Failure> {
        match sealing::seal(sealer, chunk, &frame).await {
            Some(sealed) => Ok(sealed),
            None => sealer.seal(chunk, frame).told(),
        }
    }

    async fn open_chunk(
        &self,
        sealer: &Sealer,
        chunk: u32,
        sealed: &[u8],
    ) -> Result<Vec<u8>, Failure> {
        match sealing::open(sealer, chunk, sealed).await {
            Some(opened) => Ok(opened),
            None => sealer
                .open(chunk, sealed)
                .told()
                .map(|opened| opened.to_vec()),
        }
    }
}

impl Browser {
    /// Asks a key worker, and ends it.
    async fn ask(&self, ask: Ask) -> Result<Answered, Failure> {
        let client: Client<Ask, Answered> = Client::start(&self.key_worker)?;
        let (sender, receiver) = oneshot::channel();
        let sender = Rc::new(RefCell::new(Some(sender)));
        client.ask(ask, move |answered| {
            if let Some(sender) = sender.borrow_mut().take() {
                let _ = sender.send(answered);
            }
        });
        let answered = receiver.await;
        client.stop();
        answered.map_err(|_| no_answer())
    }
}

fn no_answer() -> Failure {
    Failure::new(
        "The keys could not be derived.",
        "The worker that does it gave no answer.",
        "the key worker",
        "Close other programs to free memory, then try again.",
    )
}

/// The browser's source of chance.
#[derive(Clone, Copy)]
struct BrowserChance;

impl TryRng for BrowserChance {
    type Error = core::convert::Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
        let mut bytes = [0; 4];
        self.try_fill_bytes(&mut bytes)
            .map(|()| u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
        let mut bytes = [0; 8];
        self.try_fill_bytes(&mut bytes)
            .map(|()| u64::from_le_bytes(bytes))
    }

    #[allow(clippy::expect_used)]
    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Self::Error> {
        // No more than 65,536 bytes are given at a time.
        for some in bytes.chunks_mut(65_536) {
            scope()
                .crypto()
                .and_then(|crypto| crypto.get_random_values_with_u8_array(some))
                .expect("every worker of a trusted page has a source of chance");
        }
        Ok(())
    }
}

impl TryCryptoRng for BrowserChance {}
