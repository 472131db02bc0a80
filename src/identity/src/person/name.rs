//! A name as it was given, not yet made comparable.

use serde::{Deserialize, Serialize};

/// What a name is to the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NameKind {
    /// The legal name.
    #[default]
    Legal,
    /// The name before marriage.
    Maiden,
    /// Also known as.
    Alias,
}

/// A name in parts.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Name {
    /// What it is.
    pub kind: NameKind,
    /// Given name or names.
    pub given: String,
    /// Middle name or initial.
    pub middle: String,
    /// Family name.
    pub family: String,
    /// Jr, Sr, II, III, …
    pub suffix: String,
}

impl Name {
    /// A legal name of two parts.
    #[must_use]
    pub fn legal(given: &str, family: &str) -> Self {
        Self {
            given: given.to_owned(),
            family: family.to_owned(),
            ..Self::default()
        }
    }
}
