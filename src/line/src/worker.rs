//! The worker's end: hears requests, tells events, and says where it broke when it does.

use std::panic::PanicHookInfo;

use js_sys::{Array, Uint8Array};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::prelude::{Closure, JsCast, JsValue};
use web_sys::{DedicatedWorkerGlobalScope, File, MessageEvent};

use crate::{Answer, Asked, Failure, RequestId, Said, Told, decode, encode};

/// Starts listening. Called once, by the worker's main.
pub fn listen<R: DeserializeOwned + 'static, E: Answer>(
    mut hear: impl FnMut(Asked<R>, Vec<File>) + 'static,
) {
    std::panic::set_hook(Box::new(tell_of_panic::<E>));
    let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        let parts: Array = event.data().unchecked_into();
        let bytes = Uint8Array::new(&parts.get(0)).to_vec();
        let files = parts.iter().skip(1).map(JsValue::unchecked_into).collect();
        match decode(&bytes, E::SPEAKER) {
            Ok(asked) => hear(asked, files),
            Err(failure) => post::<E>(&Said::Broken(failure)),
        }
    });
    scope().set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    on_message.forget();
    // The page holds its requests back until it hears this.
    post::<E>(&Said::Listening);
}

/// Tells the page what happened to a request.
pub fn tell<E: Answer>(id: RequestId, event: E) {
    post(&Said::Told(Told { id, event }));
}

/// Tells the page that nothing can be answered any more.
pub fn broken<E: Answer>(failure: Failure) {
    post::<E>(&Said::Broken(failure));
}

/// The worker's own scope.
#[must_use]
pub fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}

fn post<E: Serialize>(said: &Said<E>) {
    let bytes = Uint8Array::from(encode(said).as_slice());
    let handed_over = Array::of1(&bytes.buffer());
    // A page that is gone can't be told anything.
    let _ = scope().post_message_with_transfer(&JsValue::from(bytes), &handed_over);
}

/// Tells where the worker broke, and nothing of what it was working on: a panic's message may quote a record.
fn tell_of_panic<E: Answer>(info: &PanicHookInfo<'_>) {
    let place = info
        .location()
        .map_or_else(String::new, |l| format!("{}:{}", l.file(), l.line()));
    post::<E>(&Said::Broken(Failure::new(
        format!("The {} broke down.", E::SPEAKER),
        "This is a fault of Chartroom, not of what was entered.",
        place,
        format!("{} Please report the place named here.", E::WHEN_LOST),
    )));
}
