//! News from the service worker and the network, as the page's start script tells them.

use leptos::{ev, prelude::*};
use wasm_bindgen::JsValue;

use super::Shell;

/// Listens for a waiting version, for the stored copy being complete, and for the network coming and going.
pub(super) fn listen(shell: Shell) {
    let waiting = window_event_listener(ev::Custom::<ev::Event>::new("chartroom-update-waiting"), move |_| {
        shell.update_waiting.set(true);
    });
    let stored = window_event_listener(ev::Custom::<ev::Event>::new("chartroom-offline-ready"), move |_| {
        shell.offline_ready.set(true);
    });
    let online = window_event_listener(ev::online, move |_| shell.online.set(true));
    let offline = window_event_listener(ev::offline, move |_| shell.online.set(false));
    on_cleanup(move || {
        waiting.remove();
        stored.remove();
        online.remove();
        offline.remove();
    });
    let controlled = js_sys::Reflect::get(&window().navigator(), &JsValue::from_str("serviceWorker"))
        .and_then(|worker| js_sys::Reflect::get(&worker, &JsValue::from_str("controller")))
        .is_ok_and(|controller| !controller.is_null() && !controller.is_undefined());
    shell.offline_ready.set(controlled);
}

/// Lets the waiting version take over; the start script reloads the page.
pub(super) fn consent() {
    if let Ok(event) = web_sys::Event::new("chartroom-update-consent") {
        let _ = window().dispatch_event(&event);
    }
}
