//! What a hospital sets and adds: the list of rules, the document in use, and a rule tried on past cases.
//!
//! The document crosses as the JSON it is kept and handed on in; only the engine knows what may stand in it.

use serde::{Deserialize, Serialize};

use super::problem::Weight;

/// A rule of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleLine {
    /// Its number, `CM-010`.
    pub id: String,
    /// What its family is about.
    pub family: String,
    /// What it is about, in a few words.
    pub title: String,
    /// What it weighs unless somebody sets another weight.
    pub weight: Weight,
    /// Why it is listed and not applied; empty where it is.
    pub not_applied: String,
    /// Whether lowering it needs a reason: the payer stops the claim all the same.
    pub needs_reason: bool,
    /// Who says so.
    pub source: String,
}

/// The document that is in use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct FacilityView {
    /// The facility's name; empty where none is in use.
    pub name: String,
    /// Its own count of changes.
    pub revision: u32,
    /// Rules whose weight it sets.
    pub set: u32,
    /// Rules of its own.
    pub own: u32,
    /// Of these, switched on.
    pub on: u32,
}

/// One thing that has to be put right in a document or in a rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentProblem {
    /// Where, for example `rule.when.all[0].number`.
    pub path: String,
    /// What is wrong.
    pub what: String,
    /// Why it can't be.
    pub why: String,
    /// How to put it right.
    pub fix: String,
}

/// A rule tried on the claims of the opened file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trial {
    /// The file's name.
    pub file: String,
    /// Claims it would have fired on.
    pub fired: u32,
    /// Claims that lack what it asks for.
    pub undecided: u32,
    /// Claims it was tried on.
    pub of: u32,
    /// The first claims it would have fired on, in the order of the file.
    pub first: Vec<TrialCase>,
}

/// A claim that a rule would have fired on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrialCase {
    /// Line of the file, from 1.
    pub line: u32,
    /// The claim's id.
    pub id: String,
    /// Final DRG, three digits.
    pub drg: String,
    /// What the rule would have said.
    pub what: String,
}
