//! The engine in a web worker: fetches the packs, answers messages, and works in slices between them.

use std::cell::{Cell, RefCell};

use js_sys::{Promise, Uint8Array};
use line::worker::{scope, tell};
use wasm_bindgen::prelude::{Closure, JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{MessageChannel, Response};

use crate::engine::Engine;
use crate::manifest::Manifest;
use crate::protocol::{Asked, Event, Failure, PackName, Request, RequestId, Told};

/// Longest slice of waiting work, in milliseconds: a keystroke that comes meanwhile waits no longer.
const SLICE_MS: f64 = 8.0;

thread_local! {
    static ENGINE: RefCell<Engine> = RefCell::new(Engine::new(now));
    static PUMP: Pump = Pump::new();
    /// Look-ups asked for while the packs are on their way, which would be refused now and answered a moment later;
    /// `None` when nothing is on its way.
    static HELD: RefCell<Option<Vec<Asked>>> = const { RefCell::new(None) };
    /// Whether a message to oneself is under way: one at a time is enough.
    static PUMPING: Cell<bool> = const { Cell::new(false) };
}

/// Starts listening. Called once, by the worker's main.
pub fn start() {
    line::worker::listen::<Request, Event>(|asked, _| hear(asked));
}

fn hear(asked: Asked) {
    if let Asked {
        id,
        request: Request::Start { packs },
    } = asked
    {
        HELD.with_borrow_mut(|held| *held = Some(Vec::new()));
        spawn_local(load_packs(id, packs));
        return;
    }
    if matches!(
        asked.request,
        Request::Code { .. } | Request::ReadCodes { .. }
    ) && HELD.with_borrow(Option::is_some)
    {
        HELD.with_borrow_mut(|held| held.get_or_insert_default().push(asked));
        return;
    }
    let told = ENGINE.with_borrow_mut(|engine| engine.handle(asked));
    told.into_iter().for_each(post);
    pump();
}

/// Fetches all packs at once and takes them one by one, the grouper's first.
async fn load_packs(id: RequestId, folder: String) {
    let folder = if folder.ends_with('/') {
        folder
    } else {
        format!("{folder}/")
    };
    let fetched: Vec<(PackName, Promise)> = PackName::ALL
        .into_iter()
        .map(|name| {
            (
                name,
                scope().fetch_with_str(&format!("{folder}{}.pack", name.stem())),
            )
        })
        .collect();
    // Without a manifest the packs work all the same; only the page about the data is poorer.
    if let Ok(bytes) = body(
        scope().fetch_with_str(&format!("{folder}manifest.json")),
        "List of packs",
        "manifest.json",
    )
    .await
        && let Ok(manifest) = Manifest::read(&bytes)
    {
        ENGINE.with_borrow_mut(|engine| engine.describe(manifest));
    }
    for (name, promise) in fetched {
        let bytes = body(promise, name.words(), &format!("pack {}", name.stem())).await;
        let event = ENGINE
            .with_borrow_mut(|engine| engine.load(name, bytes.as_deref().map_err(Clone::clone)));
        tell(id, event);
    }
    let told = ENGINE.with_borrow_mut(|engine| {
        engine.handle(Asked {
            id,
            request: Request::Start { packs: folder },
        })
    });
    told.into_iter().for_each(post);
    HELD.take().into_iter().flatten().for_each(hear);
    pump();
}

/// The bytes of an answer.
async fn body(promise: Promise, what: &str, place: &str) -> Result<Vec<u8>, Failure> {
    let failure = |why: String| Failure {
        what: format!("{what}: the file could not be fetched."),
        why,
        place: place.to_owned(),
        fix: "Reload the page while there is a line; after that it works without.".to_owned(),
    };
    let no_line =
        |_| failure("The server did not answer, and there is no copy on this device.".to_owned());
    let response: Response = JsFuture::from(promise)
        .await
        .map_err(no_line)?
        .unchecked_into();
    if !response.ok() {
        return Err(failure(format!(
            "The server answered {} instead of the file.",
            response.status()
        )));
    }
    let buffer = response.array_buffer().map_err(no_line)?;
    let buffer = JsFuture::from(buffer)
        .await
        .map_err(|_| failure("The file broke off.".to_owned()))?;
    Ok(Uint8Array::new(&buffer).to_vec())
}

/// A message to oneself: it queues behind what the page has sent meanwhile, and comes at once otherwise (a timer
/// would be slowed down to four milliseconds).
struct Pump(MessageChannel);

impl Pump {
    #[allow(clippy::expect_used)]
    fn new() -> Self {
        let channel = MessageChannel::new().expect("every worker can make a message channel");
        let on_message = Closure::<dyn FnMut()>::new(|| {
            PUMPING.set(false);
            let told = ENGINE.with_borrow_mut(|engine| engine.idle_work(SLICE_MS));
            told.into_iter().for_each(post);
            pump();
        });
        channel
            .port1()
            .set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        on_message.forget();
        Self(channel)
    }
}

/// Goes on with the waiting work, if there is any, after the messages that are already there.
fn pump() {
    if !PUMPING.get() && ENGINE.with_borrow(Engine::has_idle_work) {
        PUMPING.set(
            PUMP.with(|pump| pump.0.port2().post_message(&JsValue::NULL))
                .is_ok(),
        );
    }
}

fn now() -> f64 {
    scope().performance().map_or(0.0, |p| p.now())
}

fn post(told: Told) {
    tell(told.id, told.event);
}
