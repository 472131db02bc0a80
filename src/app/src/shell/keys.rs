//! The keys that work everywhere. Keys of a row, of the search box and of a table stand with those.

use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::KeyboardEvent;

use super::commands::Command;
use super::{Overlay, Route, Shell};
use crate::coding::Session;

/// Listens for keys, from now on.
pub(super) fn listen(shell: Shell, session: Session) {
    let listener = window_event_listener(ev::keydown, move |event: KeyboardEvent| {
        if event.default_prevented() || event.is_composing() {
            return;
        }
        if let Some(command) = meant(&event, shell, session) {
            event.prevent_default();
            command.run(shell, session);
        } else if is_ctrl(&event, "k") {
            event.prevent_default();
            let open = shell.overlay.get_untracked() == Overlay::Palette;
            shell.overlay.set(if open {
                Overlay::None
            } else {
                Overlay::Palette
            });
        }
    });
    on_cleanup(move || listener.remove());
}

/// The command that a key means here, if it means one.
fn meant(event: &KeyboardEvent, shell: Shell, session: Session) -> Option<Command> {
    if shell.overlay.get_untracked() != Overlay::None {
        return None;
    }
    let coding = shell.route.get_untracked() == Route::Code;
    let chord = event.ctrl_key() || event.meta_key() || event.alt_key();
    let letters = !chord && !in_field(event) && shell.settings.with_untracked(|s| s.single_keys);
    let command = if is_ctrl(event, "z") && !in_text(event) {
        if event.shift_key() {
            Command::Redo
        } else {
            Command::Undo
        }
    } else if is_ctrl(event, "y") && !in_text(event) {
        Command::Redo
    } else if is_ctrl(event, "s") {
        Command::Export
    } else if is_ctrl(event, "o") {
        Command::OpenFile
    } else if !letters {
        return None;
    } else {
        match event.key().as_str() {
            "?" => Command::Keys,
            "/" => Command::Search,
            "w" | "W" | "g" | "G" if coding => Command::Why,
            "e" | "E" if coding => Command::Edits,
            _ => return None,
        }
    };
    command.possible(session).then_some(command)
}

fn is_ctrl(event: &KeyboardEvent, key: &str) -> bool {
    (event.ctrl_key() || event.meta_key())
        && !event.alt_key()
        && event.key().eq_ignore_ascii_case(key)
}

/// Whether letters typed here are text or a choice.
fn in_field(event: &KeyboardEvent) -> bool {
    element(event).is_some_and(|e| matches!(e.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT"))
}

/// Whether the field has text of its own to undo: then Ctrl+Z is the field's.
fn in_text(event: &KeyboardEvent) -> bool {
    element(event)
        .and_then(|e| e.dyn_into::<web_sys::HtmlInputElement>().ok())
        .is_some_and(|input| {
            matches!(input.type_().as_str(), "text" | "search" | "number")
                && !input.value().is_empty()
        })
}

fn element(event: &KeyboardEvent) -> Option<web_sys::Element> {
    event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
}
