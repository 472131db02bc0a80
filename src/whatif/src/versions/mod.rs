//! One stay under several grouper versions, side by side; and what another version does to many stays.
//!
//! A stay is grouped by the version of its discharge date; the other columns are for seeing what a release changed.
//! Codes are taken as they are: a version that doesn't know the principal diagnosis answers 999.

mod parting;
mod shift;

use codes::weights::Weights;
use grouper::{Grouper, Stay, Step, Trace, Version};

use crate::outcome::{Outcome, WeightSource};

pub use parting::{Parting, Prepared, RowTried};
pub use shift::{CaseMix, Counting, Moved, VersionShift, WeightsFrom, shift};

/// A stay under one version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// The version.
    pub version: Version,
    /// Whether it is the version that the discharge date calls for.
    pub is_of_discharge: bool,
    /// What the stay groups to.
    pub outcome: Outcome,
    /// Where the weight comes from, or why there is none: each version has its own fiscal year's.
    pub weights: WeightSource,
    /// The way there.
    pub steps: Vec<Step>,
}

/// Groups a stay by each of these versions, in the order given.
pub fn side_by_side<'g>(
    groupers: impl IntoIterator<Item = &'g Grouper>,
    weights: Option<&Weights>,
    stay: &Stay,
) -> Vec<Column> {
    let of_discharge = Version::for_discharge(stay.discharge_date);
    groupers
        .into_iter()
        .map(|grouper| {
            let mut trace = Trace::default();
            let grouping = grouper.group_observed(stay, &mut trace);
            let version = grouper.version();
            let fiscal_year = version.fiscal_year();
            Column {
                version,
                is_of_discharge: of_discharge == Some(version),
                outcome: Outcome::read(&grouping, weights, fiscal_year),
                weights: WeightSource::of(weights, fiscal_year),
                steps: trace.steps,
            }
        })
        .collect()
}
