//! Views of what a stay would group to if it were coded otherwise. Suppositions are shown; nothing here can be posted.

use serde::{Deserialize, Serialize};

use super::code::CodeLine;
use super::problem::Place;
use super::suppose::Suppose;

/// Which way the weight goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Direction {
    /// More weight.
    Up,
    /// The same.
    Same,
    /// Less weight.
    Down,
    /// The DRG changes and one of the weights is not known.
    Unknown,
}

/// What a stay groups to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResultView {
    /// Three digits.
    pub drg: String,
    /// Title.
    pub title: String,
    /// Relative weight with four decimals; empty where it is not known.
    pub weight: String,
    /// Against the stay as coded.
    pub direction: Direction,
    /// Whether the DRG is another one.
    pub changes_drg: bool,
}

/// Whether a diagnosis may be principal, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Standing {
    /// Nothing that can be told from the codes speaks against it.
    Eligible,
    /// Something speaks against it that only the record can settle.
    NotPreferred,
    /// No editor for the discharge date; nothing else speaks against it.
    NotChecked,
    /// It can't be principal.
    Ineligible,
}

/// What speaks against a diagnosis as principal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Against {
    /// In a sentence.
    pub what: String,
    /// Who says so.
    pub source: String,
}

/// A diagnosis as principal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrincipalView {
    /// Where it stands as coded.
    pub place: Place,
    /// The code.
    pub line: CodeLine,
    /// Whether it is the principal diagnosis as coded.
    pub as_coded: bool,
    /// Whether it may be.
    pub standing: Standing,
    /// Why not, the weightiest first.
    pub against: Vec<Against>,
    /// What the stay groups to with it.
    pub result: ResultView,
}

/// A change that would move the DRG, the weight, or how the stay is paid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SupposedView {
    /// What is supposed, in words.
    pub what: String,
    /// Where.
    pub place: Place,
    /// The same, to be put together with others.
    pub suppose: Vec<Suppose>,
    /// What has to be there before it may be coded.
    pub needs: String,
    /// What the stay groups to then.
    pub result: ResultView,
}

/// Suppositions about a stay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WhatIfView {
    /// Where weights come from, or why there are none.
    pub weights: String,
    /// The stay as coded.
    pub as_coded: ResultView,
    /// Each diagnosis as principal: what may be first, then in the coder's order. Weights sort nothing.
    pub principals: Vec<PrincipalView>,
    /// Changes that move the DRG: codes left out, other indicators, other discharge statuses.
    pub supposed: Vec<SupposedView>,
    /// Changes that were tried, those that move nothing included.
    pub tried: u32,
}

/// The stay under one grouper version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionColumn {
    /// `v43.1`.
    pub version: String,
    /// Fiscal year.
    pub fiscal_year: u16,
    /// Whether the discharge date calls for it.
    pub of_discharge: bool,
    /// Whether it is only compared with another implementation, not with CMS's.
    pub peer_checked: bool,
    /// What the stay groups to; its direction is against the version of the discharge date where both weights are known.
    pub result: ResultView,
    /// Where its way parts from that of the version of the discharge date; empty where it doesn't.
    pub parts: String,
}
