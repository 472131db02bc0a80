//! Errands of the custodian, carried over the browser's line: requests to this page's own server, rests, and its hints.
//! `navigator.onLine` is not asked: it says that there is a network, not that there is a server.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use futures_channel::mpsc::UnboundedSender;
use js_sys::{Reflect, Uint8Array};
use line::worker::{scope, tell};
use wasm_bindgen::prelude::{Closure, JsCast};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{AbortController, Headers, ReadableStreamDefaultReader, RequestInit, Response};

use super::Input;
use crate::{Errand, Heard};

const DOOR: &str = "/api/door";
const EXCHANGE: &str = "/api/exchange";
const HINTS: &str = "/api/hints";
/// How long an answer may take. A page of rows takes some seconds at 50 kbit/s, and lines stall.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long is waited before the hints are listened to again, at first and at most.
const FIRST_WAIT: Duration = Duration::from_secs(2);
const LONGEST_WAIT: Duration = Duration::from_secs(120);

/// Carries errands, and brings back what came of them.
#[derive(Clone)]
pub(super) struct Carrier {
    inputs: UnboundedSender<Input>,
    /// Ends the listening to hints.
    listening: Rc<RefCell<Option<AbortController>>>,
}

impl Carrier {
    pub(super) fn new(inputs: UnboundedSender<Input>) -> Self {
        let carrier = Self {
            inputs,
            listening: Rc::default(),
        };
        carrier.hear_of_lines();
        carrier
    }

    /// The browser says that there is a network again. It need not be true.
    fn hear_of_lines(&self) {
        let carrier = self.clone();
        let online = Closure::<dyn FnMut()>::new(move || carrier.bring(Heard::Hint));
        let listener = online.as_ref().unchecked_ref();
        let _ = scope().add_event_listener_with_callback("online", listener);
        online.forget();
    }

    fn bring(&self, heard: Heard) {
        // The other end lives as long as the worker.
        let _ = self.inputs.unbounded_send(Input::Heard(heard));
    }

    pub(super) fn carry(&self, errands: Vec<Errand>) {
        for errand in errands {
            self.carry_one(errand);
        }
    }

    fn carry_one(&self, errand: Errand) {
        let carrier = self.clone();
        match errand {
            Errand::Tell(id, event) => tell(id, *event),
            Errand::Exchange {
                ticket,
                token,
                bytes,
            } => spawn_local(async move {
                let bytes = post(EXCHANGE, Some(token), &bytes).await;
                carrier.bring(Heard::Exchanged { ticket, bytes });
            }),
            Errand::Door {
                number,
                token,
                bytes,
            } => spawn_local(async move {
                let bytes = post(DOOR, token, &bytes).await;
                carrier.bring(Heard::AtDoor { number, bytes });
            }),
            Errand::Rest { number, millis } => spawn_local(async move {
                sleep(Duration::from_millis(millis)).await;
                carrier.bring(Heard::Rested { number });
            }),
            Errand::Hints(token) => self.listen(token),
        }
    }

    fn listen(&self, token: Option<[u8; 32]>) {
        if let Some(before) = self.listening.borrow_mut().take() {
            before.abort();
        }
        let (Some(token), Ok(abort)) = (token, AbortController::new()) else {
            return;
        };
        *self.listening.borrow_mut() = Some(abort.clone());
        let carrier = self.clone();
        spawn_local(async move {
            let mut wait = FIRST_WAIT;
            while !abort.signal().aborted() {
                if carrier.hints(token, &abort).await && !abort.signal().aborted() {
                    wait = FIRST_WAIT;
                    // The line broke, or the session was ended: that is worth a look.
                    carrier.bring(Heard::Hint);
                }
                sleep(wait).await;
                wait = (wait * 2).min(LONGEST_WAIT);
            }
        });
    }

    /// Listens until the line breaks. Says whether anything was heard.
    async fn hints(&self, token: [u8; 32], abort: &AbortController) -> bool {
        let Some(response) = fetch("GET", HINTS, Some(token), None, abort).await else {
            return false;
        };
        let Some(body) = response.body() else {
            return false;
        };
        let reader: ReadableStreamDefaultReader = body.get_reader().unchecked_into();
        let mut heard = false;
        while let Ok(read) = JsFuture::from(reader.read()).await {
            let done = Reflect::get(&read, &"done".into());
            if done.is_ok_and(|done| done.is_truthy()) {
                break;
            }
            let Ok(chunk) = Reflect::get(&read, &"value".into()) else {
                break;
            };
            // Lines that begin with a colon only keep the line open.
            if chunk.is_instance_of::<Uint8Array>()
                && Uint8Array::new(&chunk)
                    .to_vec()
                    .windows(5)
                    .any(|some| some == b"data:")
            {
                self.bring(Heard::Hint);
            }
            heard = true;
        }
        heard
    }
}

/// Sends bytes, and gives what came back; nothing where nothing did, or not from the server that was meant.
async fn post(path: &str, token: Option<[u8; 32]>, bytes: &[u8]) -> Option<Vec<u8>> {
    let abort = AbortController::new().ok()?;
    let timer = {
        let abort = abort.clone();
        Timer::after(PATIENCE, move || abort.abort())
    };
    let body = Uint8Array::from(bytes);
    let response = fetch("POST", path, token, Some(&body), &abort).await?;
    let read = JsFuture::from(response.array_buffer().ok()?).await.ok()?;
    drop(timer);
    Some(Uint8Array::new(&read).to_vec())
}

async fn fetch(
    method: &str,
    path: &str,
    token: Option<[u8; 32]>,
    body: Option<&Uint8Array>,
    abort: &AbortController,
) -> Option<Response> {
    let headers = Headers::new().ok()?;
    if let Some(token) = token {
        let hex: String = token.iter().map(|byte| format!("{byte:02x}")).collect();
        headers
            .set("authorization", &format!("Bearer {hex}"))
            .ok()?;
    }
    if body.is_some() {
        headers
            .set("content-type", "application/octet-stream")
            .ok()?;
    }
    let init = RequestInit::new();
    init.set_method(method);
    init.set_headers(&headers);
    init.set_signal(Some(&abort.signal()));
    init.set_cache(web_sys::RequestCache::NoStore);
    if let Some(body) = body {
        init.set_body(body);
    }
    let response = JsFuture::from(scope().fetch_with_str_and_init(path, &init)).await;
    let response: Response = response.ok()?.unchecked_into();
    response.ok().then_some(response)
}

/// Does something after a time, unless it is dropped before.
struct Timer {
    handle: i32,
    _done: Closure<dyn FnMut()>,
}

impl Timer {
    fn after(time: Duration, done: impl FnMut() + 'static) -> Option<Self> {
        let done = Closure::<dyn FnMut()>::new(done);
        let millis = i32::try_from(time.as_millis()).unwrap_or(i32::MAX);
        let handle = scope()
            .set_timeout_with_callback_and_timeout_and_arguments_0(
                done.as_ref().unchecked_ref(),
                millis,
            )
            .ok()?;
        Some(Self {
            handle,
            _done: done,
        })
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        scope().clear_timeout_with_handle(self.handle);
    }
}

async fn sleep(time: Duration) {
    let (sender, receiver) = futures_channel::oneshot::channel();
    let mut sender = Some(sender);
    let timer = Timer::after(time, move || {
        if let Some(sender) = sender.take() {
            let _ = sender.send(());
        }
    });
    let _ = receiver.await;
    drop(timer);
}
