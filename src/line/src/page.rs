//! The page's end: starts the worker, sends requests, brings each event to whoever asked.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::marker::PhantomData;
use std::rc::Rc;

use js_sys::{Array, Uint8Array};
use serde::Serialize;
use wasm_bindgen::prelude::{Closure, JsCast, JsValue};
use web_sys::{ErrorEvent, File, MessageEvent, Worker, WorkerOptions, WorkerType};

use crate::{Answer, Asked, Failure, RequestId, Said, Told, decode, encode};

type Listener<E> = Box<dyn FnMut(E)>;
type CrashListener = Box<dyn FnMut(Failure)>;

/// The running worker. Clones speak to the same one.
pub struct Client<R, E>(Rc<Line<E>>, PhantomData<fn(R)>);

impl<R, E> Clone for Client<R, E> {
    fn clone(&self) -> Self {
        Self(Rc::clone(&self.0), PhantomData)
    }
}

struct Line<E> {
    worker: Worker,
    next: Cell<RequestId>,
    listeners: RefCell<HashMap<RequestId, Listener<E>>>,
    /// Requests made before the worker said that it listens; `None` from then on.
    early: RefCell<Option<Vec<Message>>>,
    crash: RefCell<Option<CrashListener>>,
    /// Why nothing is answered any more.
    dead: RefCell<Option<Failure>>,
}

/// A written request, and the files that go with it: the worker reads them itself, piece by piece.
struct Message {
    bytes: Vec<u8>,
    files: Vec<File>,
}

impl<R: Serialize + 'static, E: Answer> Client<R, E> {
    /// Starts a module worker.
    ///
    /// # Errors
    /// When the browser refuses to start one.
    pub fn start(worker_url: &str) -> Result<Self, Failure> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker = Worker::new_with_options(worker_url, &options)
            .map_err(|_| lost::<E>("The browser did not start its worker."))?;
        let line = Line {
            worker,
            next: Cell::new(1),
            listeners: RefCell::default(),
            early: RefCell::new(Some(Vec::new())),
            crash: RefCell::default(),
            dead: RefCell::default(),
        };
        let client = Self(Rc::new(line), PhantomData);
        client.listen();
        Ok(client)
    }

    /// Sends a request. `on_event` hears every event of it and is dropped after the last one.
    pub fn ask(&self, request: R, on_event: impl FnMut(E) + 'static) -> RequestId {
        self.ask_with(request, Vec::new(), on_event)
    }

    /// Sends a request with files. They are not read here.
    pub fn ask_with(
        &self,
        request: R,
        files: Vec<File>,
        on_event: impl FnMut(E) + 'static,
    ) -> RequestId {
        let line = &self.0;
        let id = line.next.get();
        line.next.set(id.wrapping_add(1).max(1));
        let mut on_event: Listener<E> = Box::new(on_event);
        if let Some(failure) = line.dead.borrow().clone() {
            // Not at once: the caller may still be holding what its listener wants to write to.
            wasm_bindgen_futures::spawn_local(async move { on_event(E::failed(failure)) });
            return id;
        }
        line.listeners.borrow_mut().insert(id, on_event);
        let message = Message {
            bytes: encode(&Asked { id, request }),
            files,
        };
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

    /// Ends the worker at once, with all it holds in memory. Nothing is answered any more.
    pub fn stop(&self) {
        self.0.worker.terminate();
        self.0.listeners.borrow_mut().clear();
        *self.0.dead.borrow_mut() = Some(lost::<E>("It was stopped."));
    }

    fn listen(&self) {
        // The worker lives as long as the page: its two closures are given to it for good.
        let client = self.clone();
        let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            match decode::<Said<E>>(&Uint8Array::new(&event.data()).to_vec(), E::SPEAKER) {
                Ok(said) => client.hear(said),
                Err(failure) => client.die(failure),
            }
        });
        self.0
            .worker
            .set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        on_message.forget();
        let client = self.clone();
        let on_error = Closure::<dyn FnMut(ErrorEvent)>::new(move |_| {
            client.die(lost::<E>("Its worker stopped."));
        });
        self.0
            .worker
            .set_onerror(Some(on_error.as_ref().unchecked_ref()));
        on_error.forget();
    }

    fn hear(&self, said: Said<E>) {
        match said {
            Said::Broken(failure) => self.die(failure),
            Said::Listening => {
                for message in self.0.early.borrow_mut().take().unwrap_or_default() {
                    self.post(&message);
                }
            }
            Said::Told(Told { id, event }) => {
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

    fn post(&self, message: &Message) {
        let bytes = Uint8Array::from(message.bytes.as_slice());
        let handed_over = Array::of1(&bytes.buffer());
        let parts = Array::of1(&bytes);
        for file in &message.files {
            parts.push(file);
        }
        if self
            .0
            .worker
            .post_message_with_transfer(&JsValue::from(parts), &handed_over)
            .is_err()
        {
            self.die(lost::<E>("A request could not be handed to it."));
        }
    }

    fn die(&self, failure: Failure) {
        *self.0.dead.borrow_mut() = Some(failure.clone());
        let listeners = core::mem::take(&mut *self.0.listeners.borrow_mut());
        for mut listener in listeners.into_values() {
            listener(E::failed(failure.clone()));
        }
        let crash = self.0.crash.borrow_mut().take();
        if let Some(mut crash) = crash {
            crash(failure);
        }
    }
}

fn lost<E: Answer>(why: &str) -> Failure {
    Failure::new(
        format!("The {} is not running.", E::SPEAKER),
        why,
        format!("the connection between page and {}", E::SPEAKER),
        E::WHEN_LOST,
    )
}
