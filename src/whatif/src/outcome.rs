//! What a stay groups to, with its weight, and how one outcome differs from another.
//!
//! Weights are compared in the table's own precision, ten-thousandths, so that no rounding makes a difference.

use core::cmp::Ordering;
use core::fmt;

use codes::weights::{Weight, Weights};
use grouper::{DrgResult, DrgSeverity, Grouping, HacStatus};
use serde::{Deserialize, Serialize};

/// A relative weight in ten-thousandths, as Table 5 of the IPPS final rule prints it with four decimals.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default,
)]
#[serde(transparent)]
pub struct RelativeWeight(pub u32);

impl RelativeWeight {
    /// The weight that payment uses: with the 10 % cap on decreases.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    pub(crate) fn of(weight: &Weight) -> Self {
        // Exact: the weight was made of a whole number of ten-thousandths. A cast from float saturates.
        Self((weight.weight * 10_000.0).round() as u32)
    }
}

impl fmt::Display for RelativeWeight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:04}", self.0 / 10_000, self.0 % 10_000)
    }
}

/// Where weights come from, or why there are none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "weights", rename_all = "snake_case")]
pub enum WeightSource {
    /// Table 5 of this fiscal year.
    Table {
        /// Fiscal year.
        fiscal_year: u16,
    },
    /// No weights are loaded.
    NotLoaded,
    /// Weights are loaded, but not those of the year.
    YearNotLoaded {
        /// The year that is wanted.
        fiscal_year: u16,
        /// The years that are loaded, ascending.
        loaded: Vec<u16>,
    },
}

impl WeightSource {
    /// Weights of a fiscal year out of what is loaded.
    #[must_use]
    pub fn of(weights: Option<&Weights>, fiscal_year: u16) -> Self {
        let Some(weights) = weights else {
            return Self::NotLoaded;
        };
        let loaded = weights.fiscal_years();
        if loaded.contains(&fiscal_year) {
            Self::Table { fiscal_year }
        } else {
            Self::YearNotLoaded {
                fiscal_year,
                loaded,
            }
        }
    }
}

impl fmt::Display for WeightSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Table { fiscal_year } => {
                write!(
                    f,
                    "Relative weights of FY{fiscal_year}, IPPS final rule, Table 5."
                )
            }
            Self::NotLoaded => f.write_str("Weights are not loaded: no direction can be told."),
            Self::YearNotLoaded {
                fiscal_year,
                loaded,
            } => {
                write!(f, "Weights are not loaded for FY{fiscal_year}, only for ")?;
                for (i, year) in loaded.iter().enumerate() {
                    write!(f, "{}FY{year}", if i == 0 { "" } else { ", " })?;
                }
                f.write_str(": those of another year are not shown in their place.")
            }
        }
    }
}

/// What a stay groups to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// Result with every secondary diagnosis counting.
    pub initial: DrgResult,
    /// Result after hospital-acquired conditions: the DRG that is billed.
    pub r#final: DrgResult,
    /// What hospital-acquired conditions did to the DRG.
    pub hac_status: HacStatus,
    /// Relative weight of the final DRG. `None` for 998 and 999, and where the year's table is not loaded or lacks
    /// the DRG; [`WeightSource`] says which.
    pub weight: Option<RelativeWeight>,
    /// Whether the final DRG is subject to the post-acute care transfer policy (42 CFR 412.4(c)): a discharge status
    /// can then change the payment and leave the DRG as it is. `None` where the weight is.
    pub post_acute: Option<bool>,
}

impl Outcome {
    /// Reads the outcome off a grouping, and its weight off a table of that fiscal year.
    pub(crate) fn read(grouping: &Grouping, weights: Option<&Weights>, fiscal_year: u16) -> Self {
        let weight = weight_of(grouping.r#final.drg, weights, fiscal_year);
        Self {
            initial: grouping.initial,
            r#final: grouping.r#final,
            hac_status: grouping.hac_status,
            weight: weight.as_ref().map(RelativeWeight::of),
            post_acute: weight.map(|w| w.post_acute),
        }
    }
}

/// The row of a DRG. What is not grouped has no weight, whatever a table prints for it.
pub(crate) fn weight_of(drg: u16, weights: Option<&Weights>, fiscal_year: u16) -> Option<Weight> {
    if matches!(drg, 998 | 999) {
        return None;
    }
    weights?.of(drg, fiscal_year)
}

/// Which way the weight goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// More weight.
    Up,
    /// The same DRG, or another of the same weight.
    Same,
    /// Less weight.
    Down,
    /// The DRG changes and one of the two weights is not known.
    Unknown,
}

/// An outcome set against the one as coded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Effect {
    /// As coded.
    pub before: Outcome,
    /// As asked.
    pub after: Outcome,
}

impl Effect {
    /// Whether the final DRG is another one.
    #[must_use]
    pub const fn changes_drg(&self) -> bool {
        self.before.r#final.drg != self.after.r#final.drg
    }

    /// Whether the final MDC is another one.
    #[must_use]
    pub const fn changes_mdc(&self) -> bool {
        self.before.r#final.mdc != self.after.r#final.mdc
    }

    /// Whether the severity of the secondary diagnoses, as the final DRG's rule counts them, is another one.
    #[must_use]
    pub fn changes_severity(&self) -> bool {
        self.before.r#final.severity != self.after.r#final.severity
    }

    /// Whether that severity falls.
    #[must_use]
    pub const fn lowers_severity(&self) -> bool {
        rank(self.after.r#final.severity) < rank(self.before.r#final.severity)
    }

    /// Which way the weight goes. The same DRG is the same weight, known or not.
    #[must_use]
    pub fn direction(&self) -> Direction {
        if !self.changes_drg() {
            return Direction::Same;
        }
        match self.before.weight.zip(self.after.weight) {
            None => Direction::Unknown,
            Some((before, after)) => match after.cmp(&before) {
                Ordering::Less => Direction::Down,
                Ordering::Equal => Direction::Same,
                Ordering::Greater => Direction::Up,
            },
        }
    }

    /// Weight after minus weight before, in ten-thousandths. `None` where one of them is not known.
    #[must_use]
    pub fn weight_change(&self) -> Option<i64> {
        let (before, after) = self.before.weight.zip(self.after.weight)?;
        Some(i64::from(after.0) - i64::from(before.0))
    }
}

/// Severity as a number that rises with it.
pub(crate) const fn rank(severity: DrgSeverity) -> u8 {
    match severity {
        DrgSeverity::None => 0,
        DrgSeverity::NonCc => 1,
        DrgSeverity::Cc => 2,
        DrgSeverity::Mcc => 3,
    }
}
