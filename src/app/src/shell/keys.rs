//! The keys that work everywhere. Keys of a row, of the search box and of a table stand with those.

use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::KeyboardEvent;

use super::commands::{Command, Reach};
use super::keymap::{Action, Chord, Scope};
use super::{Overlay, Route};

/// Listens for keys, from now on.
pub(super) fn listen(reach: Reach) {
    let shell = reach.shell;
    let listener = window_event_listener(ev::keydown, move |event: KeyboardEvent| {
        if event.default_prevented() || event.is_composing() {
            return;
        }
        if shell.meant(&event, Scope::Anywhere) == Some(Action::Palette) {
            event.prevent_default();
            let open = shell.overlay.get_untracked() == Overlay::Palette;
            shell.overlay.set(if open {
                Overlay::None
            } else {
                Overlay::Palette
            });
        } else if let Some(command) = meant(&event, reach) {
            event.prevent_default();
            command.run(reach);
        }
    });
    on_cleanup(move || listener.remove());
}

/// The command that a key means here, if it means one.
fn meant(event: &KeyboardEvent, reach: Reach) -> Option<Command> {
    let shell = reach.shell;
    if shell.overlay.get_untracked() != Overlay::None {
        return None;
    }
    let coding = shell.route.get_untracked() == Route::Code;
    let letter = Chord::pressed(event).is_some_and(|chord| chord.is_letter());
    if letter && in_field(event) {
        return None;
    }
    let command = match shell.meant(event, Scope::Anywhere) {
        Some(Action::Undo) if !in_text(event) => Command::Undo,
        Some(Action::Redo) if !in_text(event) => Command::Redo,
        Some(Action::Export) => Command::Export,
        Some(Action::Open) => Command::OpenFile,
        Some(Action::Official) => Command::GoOfficial,
        Some(Action::Rules) => Command::GoRules,
        Some(Action::Lock) => Command::Lock,
        Some(Action::Sheet) => Command::Keys,
        Some(Action::LoadNext) => Command::LoadNext,
        Some(Action::Search) if shell.route.get_untracked() == Route::Worklist => {
            Command::FilterWorklist
        }
        Some(Action::Search) => Command::Search,
        Some(Action::Case) if coding => Command::Case,
        Some(Action::Why) if coding => Command::Why,
        Some(Action::WhatIf) if coding => Command::WhatIf,
        Some(Action::Estimate) if coding => Command::Estimate,
        Some(Action::Build) if coding => Command::Build,
        Some(Action::Browse) if coding => Command::Leaf,
        Some(Action::Changes) if coding => Command::Changes,
        Some(Action::PageBack) if coding => Command::PageBack,
        Some(Action::PageForward) if coding => Command::PageForward,
        Some(Action::Edits) if coding => Command::Edits,
        Some(Action::Shelf) if coding => Command::Shelf,
        Some(_) => return None,
        // Ctrl+Y is redo wherever nobody gave it away.
        None if is_ctrl_y(event) && !in_text(event) => Command::Redo,
        None if coding && letter && shell.settings.with_untracked(|s| s.single_keys) => {
            Command::PostSet(set_of_digit(&event.key())?)
        }
        None => return None,
    };
    command.possible(reach).then_some(command)
}

/// The code set that a digit posts: 1 is the first.
fn set_of_digit(key: &str) -> Option<u8> {
    match key.as_bytes() {
        [digit @ b'1'..=b'9'] => Some(digit - b'1'),
        _ => None,
    }
}

fn is_ctrl_y(event: &KeyboardEvent) -> bool {
    (event.ctrl_key() || event.meta_key())
        && !event.alt_key()
        && event.key().eq_ignore_ascii_case("y")
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
