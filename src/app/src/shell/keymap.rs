//! Which keys do what: two ready layouts, and what the user has changed of them.
//!
//! Pure, but for reading a key off an event. A chord is kept as it is written on screen (`Ctrl+Shift+Z`), so the file of
//! settings can be read by people. Keys with a place of their own (arrows, Enter, Esc) are not here: they mean what they
//! mean everywhere.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

mod action;
mod chord;
mod preset;
#[cfg(test)]
mod tests;

pub(crate) use action::{Action, Scope};
pub(crate) use chord::Chord;
pub(crate) use preset::Preset;

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
