//! Which keys do what: two ready layouts, and what the user has changed of them.
//!
//! Pure, but for reading a key off an event. A chord is kept as it is written on screen (`Ctrl+Shift+Z`), so the file of
//! settings can be read by people. Keys with a place of their own (arrows, Enter, Esc) are not here: they mean what they
//! mean everywhere.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

/// What a key can be given to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Action {
    /// Everything there is to do.
    Palette,
    /// To the search box.
    Search,
    /// Why this DRG.
    Why,
    /// What the DRG would be otherwise.
    WhatIf,
    /// What Medicare would pay.
    Estimate,
    /// The builder of procedure codes.
    Build,
    /// The code sets leafed through.
    Browse,
    /// What changed between two dates.
    Changes,
    /// The page looked at before.
    PageBack,
    /// The page looked at after.
    PageForward,
    /// The edits in full.
    Edits,
    /// Favourites, recent codes and code sets.
    Shelf,
    /// Undo.
    Undo,
    /// Redo.
    Redo,
    /// Write the stay into a file.
    Export,
    /// Open a stay from a file.
    Open,
    /// The official files, or the book that is open among them.
    Official,
    /// The rules of the facility.
    Rules,
    /// The cheat sheet.
    Sheet,
    /// Present on admission: yes.
    PoaYes,
    /// Present on admission: no.
    PoaNo,
    /// Present on admission: the record does not say.
    PoaUnknown,
    /// Present on admission: the provider cannot tell.
    PoaUndetermined,
    /// Present on admission: blank.
    PoaBlank,
    /// Make the row's diagnosis principal.
    Principal,
    /// One place up.
    Up,
    /// One place down.
    Down,
    /// Take the code out.
    Remove,
    /// Keep the row's code among the favourites, or no longer.
    Favourite,
}

/// Where an action's key is listened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scope {
    /// Anywhere.
    Anywhere,
    /// In a row of the codes; there it goes before the same key anywhere.
    Row,
}

impl Action {
    /// All, in the order of the cheat sheet.
    pub(crate) const ALL: [Self; 29] = [
        Self::Palette,
        Self::Search,
        Self::Why,
        Self::WhatIf,
        Self::Estimate,
        Self::Build,
        Self::Browse,
        Self::Changes,
        Self::PageBack,
        Self::PageForward,
        Self::Edits,
        Self::Shelf,
        Self::Undo,
        Self::Redo,
        Self::Export,
        Self::Open,
        Self::Official,
        Self::Rules,
        Self::Sheet,
        Self::PoaYes,
        Self::PoaNo,
        Self::PoaUnknown,
        Self::PoaUndetermined,
        Self::PoaBlank,
        Self::Principal,
        Self::Up,
        Self::Down,
        Self::Remove,
        Self::Favourite,
    ];

    /// What it does.
    pub(crate) const fn words(self) -> &'static str {
        match self {
            Self::Palette => "everything you can do",
            Self::Search => "to the search box",
            Self::Why => "why this DRG, step by step",
            Self::WhatIf => "what the DRG would be otherwise",
            Self::Estimate => "what Medicare would pay",
            Self::Build => "build a procedure code",
            Self::Browse => "leaf through the codes",
            Self::Changes => "what changed between two dates",
            Self::PageBack => "page looked at before",
            Self::PageForward => "page looked at after",
            Self::Edits => "edits in full",
            Self::Shelf => "favourites, recent codes, code sets",
            Self::Undo => "undo, without limit",
            Self::Redo => "redo",
            Self::Export => "write the stay into a file",
            Self::Open => "open a stay from a file",
            Self::Official => "official files: indexes and tables",
            Self::Rules => "rules of this facility",
            Self::Sheet => "this sheet",
            Self::PoaYes => "present on admission: yes",
            Self::PoaNo => "present on admission: no",
            Self::PoaUnknown => "record does not say",
            Self::PoaUndetermined => "provider cannot tell",
            Self::PoaBlank => "blank (exempt code)",
            Self::Principal => "make it principal",
            Self::Up => "one place up",
            Self::Down => "one place down",
            Self::Remove => "take the code out",
            Self::Favourite => "keep the code as a favourite, or no longer",
        }
    }

    /// Where its key is listened for.
    pub(crate) const fn scope(self) -> Scope {
        match self {
            Self::Palette
            | Self::Search
            | Self::Why
            | Self::WhatIf
            | Self::Estimate
            | Self::Build
            | Self::Browse
            | Self::Changes
            | Self::PageBack
            | Self::PageForward
            | Self::Edits
            | Self::Shelf
            | Self::Undo
            | Self::Redo
            | Self::Export
            | Self::Open
            | Self::Official
            | Self::Rules
            | Self::Sheet => Scope::Anywhere,
            _ => Scope::Row,
        }
    }
}

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

/// A ready layout.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Preset {
    /// Letters and Ctrl.
    #[default]
    Letters,
    /// Function keys, as encoders of old have them; no letter is a key.
    Functions,
}

impl Preset {
    /// Both.
    pub(crate) const ALL: [Self; 2] = [Self::Letters, Self::Functions];

    /// Its name.
    pub(crate) const fn words(self) -> &'static str {
        match self {
            Self::Letters => "Letters and Ctrl",
            Self::Functions => "Function keys, no single letters",
        }
    }

    const fn key(self, action: Action) -> &'static str {
        match (self, action) {
            (_, Action::Palette) => "Ctrl+K",
            (_, Action::Undo) => "Ctrl+Z",
            (_, Action::Redo) => "Ctrl+Shift+Z",
            (_, Action::Export) => "Ctrl+S",
            (_, Action::Open) => "Ctrl+O",
            (_, Action::Up) => "Alt+ArrowUp",
            (_, Action::Down) => "Alt+ArrowDown",
            (_, Action::Remove) => "Delete",
            (_, Action::PageBack) => "Alt+ArrowLeft",
            (_, Action::PageForward) => "Alt+ArrowRight",
            (Self::Letters, Action::Browse) => "T",
            (Self::Letters, Action::Changes) => "C",
            (Self::Functions, Action::Browse) => "Shift+F4",
            (Self::Functions, Action::Changes) => "Shift+F9",
            (Self::Letters, Action::Search) => "/",
            (Self::Letters, Action::Why) => "G",
            (Self::Letters, Action::WhatIf) => "H",
            (Self::Letters, Action::Estimate) => "M",
            (Self::Letters, Action::Build) => "B",
            (Self::Letters, Action::Edits) => "E",
            (Self::Letters, Action::Shelf) => "S",
            (Self::Letters, Action::Official) => "I",
            (Self::Letters, Action::Rules) => "R",
            (Self::Letters, Action::Sheet) => "?",
            (Self::Letters, Action::PoaYes) => "Y",
            (Self::Letters, Action::PoaNo) => "N",
            (Self::Letters, Action::PoaUnknown) => "U",
            (Self::Letters, Action::PoaUndetermined) => "W",
            (Self::Letters, Action::PoaBlank) => "X",
            (Self::Letters, Action::Principal) => "P",
            (Self::Letters, Action::Favourite) => "F",
            (Self::Functions, Action::Search) => "F2",
            (Self::Functions, Action::Why) => "F8",
            (Self::Functions, Action::WhatIf) => "F7",
            (Self::Functions, Action::Estimate) => "Shift+F8",
            (Self::Functions, Action::Build) => "Shift+F7",
            (Self::Functions, Action::Edits) => "F9",
            (Self::Functions, Action::Shelf) => "F4",
            (Self::Functions, Action::Official) => "Shift+F2",
            (Self::Functions, Action::Rules) => "Shift+F6",
            (Self::Functions, Action::Sheet) => "Shift+F1",
            (Self::Functions, Action::PoaYes) => "Alt+Y",
            (Self::Functions, Action::PoaNo) => "Alt+N",
            (Self::Functions, Action::PoaUnknown) => "Alt+U",
            (Self::Functions, Action::PoaUndetermined) => "Alt+W",
            (Self::Functions, Action::PoaBlank) => "Alt+X",
            (Self::Functions, Action::Principal) => "F6",
            (Self::Functions, Action::Favourite) => "F10",
        }
    }
}

/// The keys as they are now.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Keymap {
    /// The layout they start from.
    pub(crate) preset: Preset,
    /// What the user has changed.
    own: BTreeMap<Action, Chord>,
}

impl Keymap {
    /// The keys of an action.
    pub(crate) fn chord(&self, action: Action) -> Option<Chord> {
        self.own
            .get(&action)
            .cloned()
            .or_else(|| Chord::try_from(self.preset.key(action).to_owned()).ok())
    }

    /// The action that keys mean in a scope.
    pub(crate) fn meant(&self, chord: &Chord, scope: Scope) -> Option<Action> {
        Action::ALL.into_iter().find(|action| {
            action.scope() == scope && self.chord(*action).is_some_and(|own| own == *chord)
        })
    }

    /// Whether the user has changed anything.
    pub(crate) fn is_changed(&self) -> bool {
        !self.own.is_empty()
    }

    /// Gives keys to an action.
    ///
    /// # Errors
    /// Why they can't be given, in a sentence: they are kept for something, or another action of the same scope has them.
    pub(crate) fn give(&mut self, action: Action, chord: Chord) -> Result<(), String> {
        if let Some(why) = chord.refused(action.scope()) {
            return Err(why.to_owned());
        }
        if let Some(other) = self
            .meant(&chord, action.scope())
            .filter(|other| *other != action)
        {
            return Err(format!(
                "{chord} is already: {}. Give that one other keys first.",
                other.words()
            ));
        }
        let preset = Chord::try_from(self.preset.key(action).to_owned());
        if preset.is_ok_and(|preset| preset == chord) {
            self.own.remove(&action);
        } else {
            self.own.insert(action, chord);
        }
        Ok(())
    }

    /// Starts from a layout; what the user changed is dropped.
    pub(crate) fn start_from(&mut self, preset: Preset) {
        *self = Self {
            preset,
            own: BTreeMap::new(),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chord(text: &str) -> Chord {
        Chord::try_from(text.to_owned()).unwrap_or_else(|e| panic!("{e}"))
    }

    #[test]
    fn keys_are_written_as_they_are_read() {
        for text in [
            "Ctrl+K",
            "Ctrl+Shift+Z",
            "Alt+ArrowUp",
            "F8",
            "Shift+F1",
            "?",
            "/",
            "G",
            "Space",
            "+",
        ] {
            assert_eq!(chord(text).to_string(), text);
        }
        assert!(Chord::try_from("Ctrl+".to_owned()).is_err());
    }

    #[test]
    fn a_letter_means_the_same_in_both_cases_and_a_sign_needs_no_shift() {
        for (parts, text) in [
            ((false, false, true, "G"), "G"),
            ((false, false, false, "g"), "G"),
            ((false, false, true, "?"), "?"),
            ((true, false, true, "z"), "Ctrl+Shift+Z"),
            ((false, false, true, "F1"), "Shift+F1"),
        ] {
            let (ctrl, alt, shift, key) = parts;
            let read = Chord::of(ctrl, alt, shift, key).map(|c| c.to_string());
            assert_eq!(read.as_deref(), Some(text));
        }
        assert_eq!(Chord::of(true, false, false, "Control"), None);
    }

    #[test]
    fn both_layouts_give_every_action_keys_of_its_own() {
        for preset in Preset::ALL {
            let keymap = Keymap {
                preset,
                ..Keymap::default()
            };
            for action in Action::ALL {
                let own = keymap.chord(action).expect("every action has keys");
                assert_eq!(own.refused(action.scope()), None, "{preset:?} {action:?}");
                assert_eq!(keymap.meant(&own, action.scope()), Some(action), "{own}");
                let letters = preset == Preset::Letters;
                assert!(letters || !own.is_letter(), "{preset:?} {action:?} {own}");
            }
        }
    }

    #[test]
    fn keys_are_given_once() {
        let mut keymap = Keymap::default();
        let taken = keymap.give(Action::Why, chord("E"));
        assert!(taken.is_err_and(|why| why.contains("edits in full")));
        // In a row W says that the provider can't tell; anywhere else it is free.
        assert_eq!(keymap.give(Action::Why, chord("W")), Ok(()));
        assert_eq!(
            keymap.meant(&chord("W"), Scope::Anywhere),
            Some(Action::Why)
        );
        assert_eq!(
            keymap.meant(&chord("W"), Scope::Row),
            Some(Action::PoaUndetermined)
        );
        assert_eq!(keymap.meant(&chord("G"), Scope::Anywhere), None);
        for kept in ["Enter", "ArrowUp", "Ctrl+C"] {
            assert!(keymap.give(Action::Edits, chord(kept)).is_err(), "{kept}");
        }
        assert_eq!(keymap.give(Action::Why, chord("G")), Ok(()));
        assert!(!keymap.is_changed(), "as the layout has it is no change");
        keymap.start_from(Preset::Functions);
        assert_eq!(
            keymap.meant(&chord("F8"), Scope::Anywhere),
            Some(Action::Why)
        );
    }

    #[test]
    fn what_was_changed_outlives_the_page() {
        let mut keymap = Keymap::default();
        keymap
            .give(Action::Principal, chord("Ctrl+P"))
            .expect("Ctrl+P is free");
        let text = serde_json::to_string(&keymap).expect("plain data");
        assert!(text.contains("\"principal\":\"Ctrl+P\""), "{text}");
        let read: Keymap = serde_json::from_str(&text).expect("what was written can be read");
        assert_eq!(read, keymap);
    }
}
