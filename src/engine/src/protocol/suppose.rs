//! Suppositions put together by the user, what they come to, and the way of a stay through two versions.

use serde::{Deserialize, Serialize};

use super::assessment::{PathStep, StepLine};
use super::problem::Place;
use super::what_if::{ResultView, SupposedView};
use crate::draft::Poa;

/// What is supposed. Places are those of the stay as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Suppose {
    /// Without the code in this place.
    Without(Place),
    /// With another present on admission indicator there.
    Indicator(Place, Poa),
    /// With another discharge status.
    Status(i64),
    /// With this secondary diagnosis as the principal one.
    Principal(u32),
    /// With a further diagnosis.
    AddDiagnosis {
        /// The code, as typed.
        code: String,
        /// Present on admission.
        poa: Poa,
        /// As principal diagnosis.
        principal: bool,
    },
    /// With a further procedure.
    AddProcedure {
        /// The code, as typed.
        code: String,
    },
}

/// What a supposition is to rest on, as typed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct BasisDraft {
    /// The answer to a query; otherwise the record.
    pub query: bool,
    /// Document, or number or date of the query.
    pub source: String,
    /// Words of the document, or the answer.
    pub words: String,
}

/// One supposition among several.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SupposedPart {
    /// In words.
    pub what: String,
    /// What an added diagnosis counts as, all suppositions made; empty otherwise.
    pub counts_as: String,
    /// Title of an added code; empty otherwise.
    pub title: String,
    /// What has to be there before it may be coded.
    pub needs: String,
    /// Whether a query can be what it rests on.
    pub by_query: bool,
    /// What the stay groups to with it alone.
    pub alone: ResultView,
}

/// What several suppositions come to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StackView {
    /// The stay as coded.
    pub as_coded: ResultView,
    /// The stay with all of them.
    pub result: ResultView,
    /// Where weights come from, or why there are none.
    pub weights: String,
    /// Each of them, in the order given.
    pub parts: Vec<SupposedPart>,
    /// What the code editor would say that it does not say now.
    pub new_edits: Vec<String>,
}

/// Every two changes that decide together only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PairsView {
    /// Those that change the DRG.
    pub pairs: Vec<SupposedView>,
    /// Single changes that leave the DRG alone.
    pub idle: u32,
    /// Pairs that were grouped.
    pub tried: u32,
}

/// A version that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionChoice {
    /// `v43.1`.
    pub version: String,
    /// Fiscal year.
    pub fiscal_year: u16,
}

/// The way through one version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WayView {
    /// The version.
    pub version: String,
    /// Whether the discharge date calls for it.
    pub of_discharge: bool,
    /// In a few words.
    pub path: Vec<PathStep>,
    /// Where it ends; its direction is against the other way.
    pub result: ResultView,
}

/// A line of two ways set side by side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum TwoLine {
    /// The same step in both.
    Same(StepLine),
    /// A step that only one has, or two that differ.
    Apart(Option<StepLine>, Option<StepLine>),
    /// Rules that were tried and did not match, in each.
    Passed(u32, u32),
}

/// The way of a stay through two versions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TwoWaysView {
    /// Versions that can be chosen.
    pub versions: Vec<VersionChoice>,
    /// The first way.
    pub left: WayView,
    /// The second.
    pub right: WayView,
    /// Both, step by step.
    pub lines: Vec<TwoLine>,
}
