//! What locks by itself: nobody at the keys, a laptop that slept, another tab in which somebody unlocked.

use leptos::{ev, prelude::*};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{BroadcastChannel, MessageEvent};

use super::Keeper;
use super::locked_by::LockedBy;
use crate::shell::Shell;

/// How often it is looked whether somebody is still there.
const EVERY: core::time::Duration = core::time::Duration::from_secs(5);
/// Name of the line between the tabs of this browser.
const TABS: &str = "chartroom.tabs";

/// Locks when nobody has touched a key or the pointer for as long as the facility allows. A laptop that slept counts as
/// nobody: the clock went on.
pub(super) fn idle(keeper: Keeper) {
    let last = StoredValue::new(js_sys::Date::now());
    let touched = move || last.set_value(js_sys::Date::now());
    let _ = window_event_listener(ev::keydown, move |_| touched());
    let _ = window_event_listener(ev::pointerdown, move |_| touched());
    let _ = window_event_listener(ev::wheel, move |_| touched());
    let look = move || {
        let minutes = keeper
            .opened
            .with_untracked(|opened| opened.as_ref().map(|opened| opened.idle_minutes));
        let Some(minutes) = minutes.filter(|minutes| *minutes > 0) else {
            touched();
            return;
        };
        if js_sys::Date::now() - last.get_value() >= f64::from(minutes) * 60_000.0 {
            LockedBy::Nobody.keep();
            keeper.lock(true);
        }
    };
    let _ = set_interval_with_handle(look, EVERY);
}

thread_local! {
    /// The line to the other tabs. One object hears and speaks: what it says it does not hear itself.
    static OTHER_TABS: Option<BroadcastChannel> = BroadcastChannel::new(TABS).ok();
}

/// Locks when somebody unlocks in another tab: the store is that tab's from then on.
pub(super) fn other_tabs(keeper: Keeper, shell: Shell) {
    let hear = Closure::<dyn FnMut(MessageEvent)>::new(move |_| {
        if keeper.is_open() {
            shell.say("Unlocked in another tab: this one locks.");
            LockedBy::OtherTab.keep();
            keeper.lock(false);
        }
    });
    OTHER_TABS.with(|channel| {
        if let Some(channel) = channel {
            channel.set_onmessage(Some(hear.as_ref().unchecked_ref()));
        }
    });
    // It lives as long as the page.
    hear.forget();
}

/// Tells the other tabs that somebody has unlocked here.
pub(super) fn tell_other_tabs() {
    LockedBy::forget();
    OTHER_TABS.with(|channel| {
        if let Some(channel) = channel {
            let _ = channel.post_message(&JsValue::from_str("unlocked"));
        }
    });
}
