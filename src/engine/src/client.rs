//! The page's end of the line: starts the worker, sends requests, brings each event to whoever asked.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::{Closure, JsCast, JsValue};
use web_sys::{ErrorEvent, MessageEvent, Worker, WorkerOptions, WorkerType};

use crate::protocol::{Asked, Event, Failure, Request, RequestId, Told, decode, encode};

type Listener = Box<dyn FnMut(Event)>;
type CrashListener = Box<dyn FnMut(Failure)>;

/// The running worker. Clones speak to the same one.
#[derive(Clone)]
pub struct Client(Rc<Line>);

struct Line {
    worker: Worker,
    next: Cell<RequestId>,
    listeners: RefCell<HashMap<RequestId, Listener>>,
    /// Requests made before the worker said that it listens; `None` from then on.
    early: RefCell<Option<Vec<Vec<u8>>>>,
    crash: RefCell<Option<CrashListener>>,
    /// Why nothing is answered any more.
    dead: RefCell<Option<Failure>>,
}

impl Client {
    /// Starts a module worker.
    ///
    /// # Errors
    /// When the browser refuses to start one.
    pub fn start(worker_url: &str) -> Result<Self, Failure> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker = Worker::new_with_options(worker_url, &options)
            .map_err(|_| lost("The browser did not start the worker in which codes are looked up and stays grouped."))?;
        let client = Self(Rc::new(Line {
            worker,
            next: Cell::new(1),
            listeners: RefCell::default(),
            early: RefCell::new(Some(Vec::new())),
            crash: RefCell::default(),
            dead: RefCell::default(),
        }));
        client.listen();
        Ok(client)
    }

    /// Sends a request. `on_event` hears every event of it and is dropped after the last one.
    pub fn ask(&self, request: Request, on_event: impl FnMut(Event) + 'static) -> RequestId {
        let line = &self.0;
        let id = line.next.get();
        line.next.set(id.wrapping_add(1).max(1));
        let mut on_event: Listener = Box::new(on_event);
        if let Some(failure) = line.dead.borrow().clone() {
            // Not at once: the caller may still be holding what its listener wants to write to.
            wasm_bindgen_futures::spawn_local(async move { on_event(Event::Failed(failure)) });
            return id;
        }
        line.listeners.borrow_mut().insert(id, on_event);
        let message = encode(&Asked { id, request });
        match line.early.borrow_mut().as_mut() {
            Some(early) => early.push(message),
            None => self.post(&message),
        }
        id
    }

    /// Stops listening to a request: its events are dropped when they come. Newest-wins searches do this.
    pub fn forget(&self, id: RequestId) {
        self.0.listeners.borrow_mut().remove(&id);
    }

    /// Hears of it when the worker has crashed. Every waiting request has been answered with the failure before.
    pub fn on_crash(&self, on_crash: impl FnMut(Failure) + 'static) {
        *self.0.crash.borrow_mut() = Some(Box::new(on_crash));
    }

    fn listen(&self) {
        // The worker lives as long as the page: its two closures are given to it for good.
        let client = self.clone();
        let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            match decode::<Told>(&Uint8Array::new(&event.data()).to_vec()) {
                Ok(told) => client.hear(told),
                Err(failure) => client.die(failure),
            }
        });
        self.0
            .worker
            .set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        on_message.forget();
        let client = self.clone();
        let on_error = Closure::<dyn FnMut(ErrorEvent)>::new(move |_| {
            client.die(lost(
                "The worker in which codes are looked up and stays grouped stopped.",
            ));
        });
        self.0
            .worker
            .set_onerror(Some(on_error.as_ref().unchecked_ref()));
        on_error.forget();
    }

    fn hear(&self, told: Told) {
        match told {
            Told {
                id: 0,
                event: Event::Failed(failure),
            } => self.die(failure),
            Told { id: 0, .. } => {
                for message in self.0.early.borrow_mut().take().unwrap_or_default() {
                    self.post(&message);
                }
            }
            Told { id, event } => {
                // Taken out while it runs, so that it may ask again from within.
                let Some(mut listener) = self.0.listeners.borrow_mut().remove(&id) else {
                    return;
                };
                let more = !event.is_last();
                listener(event);
                if more {
                    self.0.listeners.borrow_mut().insert(id, listener);
                }
            }
        }
    }

    fn post(&self, message: &[u8]) {
        let bytes = Uint8Array::from(message);
        let handed_over = Array::of1(&bytes.buffer());
        if self
            .0
            .worker
            .post_message_with_transfer(&JsValue::from(bytes), &handed_over)
            .is_err()
        {
            self.die(lost("A request could not be handed to the worker."));
        }
    }

    fn die(&self, failure: Failure) {
        *self.0.dead.borrow_mut() = Some(failure.clone());
        let listeners = core::mem::take(&mut *self.0.listeners.borrow_mut());
        for mut listener in listeners.into_values() {
            listener(Event::Failed(failure.clone()));
        }
        let crash = self.0.crash.borrow_mut().take();
        if let Some(mut crash) = crash {
            crash(failure);
        }
    }
}

fn lost(why: &str) -> Failure {
    Failure {
        what: "The engine is not running.".to_owned(),
        why: why.to_owned(),
        place: "the connection between page and engine".to_owned(),
        fix: "Export the stay if you can, then reload the page.".to_owned(),
    }
}
