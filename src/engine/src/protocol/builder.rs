//! Views of the ICD-10-PCS builder: what can still be chosen at each of the seven places.

use serde::{Deserialize, Serialize};

use super::code::CodeLine;

/// A value that a place can take.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BuildChoice {
    /// The character.
    pub value: char,
    /// What it means; empty where that is not known.
    pub label: String,
    /// Codes that remain with it.
    pub codes: u32,
    /// What it is, in a sentence; empty where none is at hand.
    pub means: String,
    /// Other words for it: of the operating room, and of CMS's definitions where that file was taken in.
    pub also: Vec<String>,
    /// What an operation aims to do; empty for all other places.
    pub aim: String,
}

/// One of the seven places.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BuildPlace {
    /// What the place is called; empty while the section is open.
    pub name: String,
    /// What is chosen, with its meaning.
    pub chosen: Option<BuildChoice>,
    /// What CMS's definitions say of it; empty unless that file was taken in.
    pub definition: String,
    /// The values it can take, all other places being as chosen.
    pub choices: Vec<BuildChoice>,
}

/// The builder as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BuilderView {
    /// Date on which the codes are valid, `YYYY-MM-DD`.
    pub date: String,
    /// The seven places.
    pub places: Vec<BuildPlace>,
    /// Codes that remain.
    pub codes: u32,
    /// The code, when only one remains.
    pub finished: Option<CodeLine>,
    /// Why there is no code yet; empty when there is one.
    pub open: String,
    /// What the root operation does, in Chartroom's words; empty while it is open.
    pub operation: String,
    /// Words that were understood: the words, and what they chose.
    pub understood: Vec<(String, String)>,
    /// Words that were not.
    pub unread: Vec<String>,
}
