//! Keys pressed together, read off an event and written as on screen.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::Scope;

/// Keys pressed together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub(crate) struct Chord {
    ctrl: bool,
    alt: bool,
    shift: bool,
    key: String,
}

/// Keys that a screen needs for itself: none of them can be given away.
const KEPT: [&str; 11] = [
    "Enter",
    "Escape",
    "Tab",
    "ArrowUp",
    "ArrowDown",
    "ArrowLeft",
    "ArrowRight",
    "Home",
    "End",
    "PageUp",
    "PageDown",
];

impl Chord {
    /// The chord of an event's parts; `None` for a modifier alone. Meta counts as Ctrl.
    pub(crate) fn of(ctrl: bool, alt: bool, shift: bool, key: &str) -> Option<Self> {
        if key.is_empty()
            || matches!(
                key,
                "Control" | "Alt" | "Shift" | "Meta" | "AltGraph" | "Dead" | "Unidentified"
            )
        {
            return None;
        }
        let single = key.chars().count() == 1;
        let letter = single && key.chars().all(char::is_alphabetic);
        Some(Self {
            ctrl,
            alt,
            // With a sign (“?”) Shift has already had its effect; with a letter alone both cases mean the same.
            shift: shift && (!single || letter && (ctrl || alt)),
            key: match key {
                " " => "Space".to_owned(),
                _ if letter => key.to_uppercase(),
                _ => key.to_owned(),
            },
        })
    }

    /// The chord of a key that is pressed.
    pub(crate) fn pressed(event: &web_sys::KeyboardEvent) -> Option<Self> {
        Self::of(
            event.ctrl_key() || event.meta_key(),
            event.alt_key(),
            event.shift_key(),
            &event.key(),
        )
    }

    /// Whether it is one character without Ctrl and Alt: text, in a field that takes text.
    pub(crate) fn is_letter(&self) -> bool {
        !self.ctrl && !self.alt && (self.key.chars().count() == 1 || self.key == "Space")
    }

    /// Why it can't be given to an action.
    pub(crate) fn refused(&self, scope: Scope) -> Option<&'static str> {
        let moves = KEPT.contains(&self.key.as_str());
        // With Alt the arrows are free: rows are resequenced, pages turned.
        let turns = self.alt
            && match scope {
                Scope::Row => true,
                Scope::Anywhere => matches!(self.key.as_str(), "ArrowLeft" | "ArrowRight"),
            };
        if moves && !turns {
            return Some(
                "Arrows, Enter, Esc, Tab, Home, End and the page keys keep their meaning.",
            );
        }
        let browser = self.ctrl
            && !self.alt
            && matches!(
                self.key.as_str(),
                "C" | "V" | "X" | "A" | "T" | "W" | "N" | "R"
            );
        browser.then_some("The browser keeps that one for itself.")
    }

    /// The keys by name, in the order they are pressed.
    pub(crate) fn names(&self) -> Vec<String> {
        let mut names = Vec::new();
        for (held, name) in [
            (self.ctrl, "Ctrl"),
            (self.alt, "Alt"),
            (self.shift, "Shift"),
        ] {
            if held {
                names.push(name.to_owned());
            }
        }
        names.push(match self.key.as_str() {
            "ArrowUp" => "↑".to_owned(),
            "ArrowDown" => "↓".to_owned(),
            "ArrowLeft" => "←".to_owned(),
            "ArrowRight" => "→".to_owned(),
            other => other.to_owned(),
        });
        names
    }
}

impl fmt::Display for Chord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (held, name) in [
            (self.ctrl, "Ctrl+"),
            (self.alt, "Alt+"),
            (self.shift, "Shift+"),
        ] {
            if held {
                f.write_str(name)?;
            }
        }
        f.write_str(&self.key)
    }
}

impl From<Chord> for String {
    fn from(chord: Chord) -> Self {
        chord.to_string()
    }
}

impl TryFrom<String> for Chord {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let mut rest = text.as_str();
        let (mut ctrl, mut alt, mut shift) = (false, false, false);
        loop {
            let (held, name) = match rest {
                _ if rest.starts_with("Ctrl+") => (&mut ctrl, "Ctrl+"),
                _ if rest.starts_with("Alt+") => (&mut alt, "Alt+"),
                _ if rest.starts_with("Shift+") => (&mut shift, "Shift+"),
                _ => break,
            };
            *held = true;
            rest = &rest[name.len()..];
        }
        let key = if rest == "Space" { " " } else { rest };
        Self::of(ctrl, alt, shift, key).ok_or_else(|| format!("“{text}” names no key"))
    }
}
