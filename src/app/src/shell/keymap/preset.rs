//! The two ready layouts.

use serde::{Deserialize, Serialize};

use super::Action;

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

    pub(super) const fn key(self, action: Action) -> &'static str {
        match (self, action) {
            (_, Action::Palette) => "Ctrl+K",
            (_, Action::Undo) => "Ctrl+Z",
            (_, Action::Redo) => "Ctrl+Shift+Z",
            (_, Action::Export) => "Ctrl+S",
            (_, Action::Open) => "Ctrl+O",
            (_, Action::Lock) => "Alt+L",
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
            (Self::Letters, Action::Words) => "V",
            (Self::Functions, Action::Words) => "Alt+V",
            (Self::Letters, Action::LoadNext) => "L",
            (Self::Letters, Action::Case) => "A",
            (Self::Functions, Action::LoadNext) => "Shift+F3",
            (Self::Functions, Action::Case) => "Ctrl+F8",
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
