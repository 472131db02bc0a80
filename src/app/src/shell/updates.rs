//! News from the service worker and the network, as the page's start script (`public/start.js`) tells them.

use leptos::{ev, prelude::*};

use super::Shell;

/// Whether the page and its code sets are stored on this device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stored {
    /// Being stored.
    NotYet,
    /// Everything is there.
    Ready,
    /// It could not be stored.
    Failed,
}

/// A newer version of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Release {
    /// None known.
    None,
    /// Stored; waits for consent.
    Waiting,
    /// Consented to; the page is about to be reloaded.
    Taking,
    /// The browser kept the old version in spite of the consent.
    Stuck,
    /// Another tab took it; this one goes on with what it has.
    TakenElsewhere,
}

/// Listens for the stored copy, for new versions, and for the network coming and going.
pub(super) fn listen(shell: Shell) {
    let on = |name: &'static str, act: fn(Shell)| {
        let listener =
            window_event_listener(ev::Custom::<ev::Event>::new(name), move |_| act(shell));
        on_cleanup(move || listener.remove());
    };
    on("chartroom-offline-ready", |shell| {
        shell.stored.set(Stored::Ready)
    });
    on("chartroom-offline-failed", |shell| {
        shell.stored.set(Stored::Failed)
    });
    on("chartroom-update-waiting", |shell| {
        shell.update.set(Release::Waiting)
    });
    on("chartroom-update-stuck", |shell| {
        shell.update.set(Release::Stuck)
    });
    on("chartroom-update-activated", |shell| {
        shell.update.set(Release::TakenElsewhere)
    });
    on("online", |shell| shell.online.set(true));
    on("offline", |shell| shell.online.set(false));

    // What happened before this page listened stands on the root element.
    let page = document().document_element();
    let was = |name: &str| {
        page.as_ref()
            .and_then(|page| page.get_attribute(name))
            .unwrap_or_default()
    };
    match was("data-offline").as_str() {
        "ready" => shell.stored.set(Stored::Ready),
        "failed" => shell.stored.set(Stored::Failed),
        _ => {}
    }
    match was("data-update").as_str() {
        "waiting" => shell.update.set(Release::Waiting),
        "activated" => shell.update.set(Release::TakenElsewhere),
        _ => {}
    }
}

/// Lets the waiting version take over; the start script reloads the page.
pub(super) fn consent(shell: Shell) {
    shell.update.set(Release::Taking);
    if let Ok(event) = web_sys::Event::new("chartroom-update-consent") {
        let _ = window().dispatch_event(&event);
    }
}
