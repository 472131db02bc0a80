//! The user's settings. Never anything of a record.

use engine::draft::Poa;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::keep;

const KEY: &str = "chartroom.settings";

/// Light, dark, or as the system has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Theme {
    /// As the system has it.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// Present on admission of a diagnosis that has just been posted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub(crate) enum NewPoa {
    /// None, to be decided.
    #[default]
    Blank,
    /// Y.
    Yes,
}

impl From<NewPoa> for Poa {
    fn from(new: NewPoa) -> Self {
        match new {
            NewPoa::Blank => Self::Blank,
            NewPoa::Yes => Self::Y,
        }
    }
}

/// Everything that can be set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Settings {
    /// Light or dark.
    pub(crate) theme: Theme,
    /// Whether single letters are keys.
    pub(crate) single_keys: bool,
    /// Present on admission of a new diagnosis.
    pub(crate) new_poa: NewPoa,
    /// Width of the left pane, percent.
    pub(crate) split: u8,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            theme: Theme::System,
            single_keys: true,
            new_poa: NewPoa::Blank,
            split: 35,
        }
    }
}

impl Settings {
    /// As they were left, or the defaults.
    pub(super) fn load() -> Self {
        keep::load(KEY).unwrap_or_default()
    }

    /// Keeps them for next time, where the browser allows it.
    pub(super) fn keep(self) {
        keep::save(KEY, &self);
    }

    /// Puts the theme on the page.
    pub(super) fn apply(self) {
        let Some(root) = document().document_element() else {
            return;
        };
        let _ = match self.theme {
            Theme::System => root.remove_attribute("data-theme"),
            Theme::Light => root.set_attribute("data-theme", "light"),
            Theme::Dark => root.set_attribute("data-theme", "dark"),
        };
    }
}
