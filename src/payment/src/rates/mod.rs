//! What a facility is paid by: its published inputs for one fiscal year, typed in by the facility.
//!
//! Nothing here comes from a table of CMS; each value is labelled with the fiscal year it is in force for, because a
//! wage index of last year is the commonest way to a wrong estimate. The document is versioned and strict: a
//! field that isn't known is an error, since a misspelt reduction would otherwise silently not be made.

use serde::{Deserialize, Serialize};

use crate::factor::Factor;
use crate::money::Money;

mod check;
mod ranges;
mod read;

pub use check::CheckedRates;

/// A value and the fiscal year that it is in force for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a value with its fiscal_year")]
pub struct Yearly<T> {
    /// The value.
    pub value: T,
    /// Fiscal year: 2026 is 2025-10-01 to 2026-09-30.
    pub fiscal_year: u16,
}

impl<T> Yearly<T> {
    /// Labels a value with its fiscal year.
    pub const fn new(value: T, fiscal_year: u16) -> Self {
        Self { value, fiscal_year }
    }
}

/// The inputs of one facility for one fiscal year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, expecting = "the facility's inputs")]
pub struct FacilityRates {
    /// Version of this document's layout: [`FacilityRates::VERSION`].
    pub version: u16,
    /// The facility, as it calls itself.
    pub facility: String,
    /// The fiscal year all values have to be of.
    pub fiscal_year: u16,
    /// Operating payment.
    pub operating: OperatingRates,
    /// Capital payment.
    pub capital: CapitalRates,
    /// Cost outliers.
    pub outlier: OutlierRates,
    /// Programs and statuses of this hospital.
    pub adjustments: Adjustments,
}

impl FacilityRates {
    /// The layout that this crate reads and writes.
    pub const VERSION: u16 = 1;
}

/// Inputs of the operating payment (42 CFR 412.64).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, expecting = "the operating inputs")]
pub struct OperatingRates {
    /// National adjusted operating standardized amount, with the update that applies to this hospital.
    pub standardized_amount: Yearly<StandardizedAmount>,
    /// Wage index that applies to this hospital, after every floor, cap and reclassification; 0.2 to 3.
    pub wage_index: Yearly<Factor>,
    /// Cost-of-living adjustment, Alaska and Hawaii only; 1 to 1.25. None elsewhere.
    pub cost_of_living: Option<Yearly<Factor>>,
    /// Indirect medical education: factor, or resident-to-bed ratio (42 CFR 412.105).
    pub teaching: Option<Yearly<Derived>>,
    /// Disproportionate share adjustment percentage as a fraction, before it is cut to 25 % (42 CFR 412.106(d)).
    pub disproportionate_share: Option<Yearly<Factor>>,
    /// Uncompensated care payment per discharge (42 CFR 412.106(g)).
    pub uncompensated_care: Option<Yearly<Money>>,
}

/// The standardized amount, in the form that the facility has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum StandardizedAmount {
    /// Labor-related and nonlabor-related amounts, as printed.
    Split {
        /// Labor-related amount.
        labor: Money,
        /// Nonlabor-related amount.
        nonlabor: Money,
    },
    /// The whole and its labor-related share.
    Share {
        /// The whole.
        amount: Money,
        /// Labor-related share as a fraction; 0.4 to 0.9.
        labor_share: Factor,
    },
}

/// A factor: as published, or derived by the regulation's formula from a ratio.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Derived {
    /// The factor itself, as a fraction of the federal payment.
    Factor(Factor),
    /// The ratio that the formula starts from.
    Ratio(Factor),
}

/// Inputs of the capital payment (42 CFR 412.312).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, expecting = "the capital inputs")]
pub struct CapitalRates {
    /// Capital standard federal rate.
    pub federal_rate: Yearly<Money>,
    /// Geographic adjustment factor; where none is given it is the wage index to the power 0.6848
    /// (42 CFR 412.316(a)).
    pub geographic_adjustment: Option<Yearly<Factor>>,
    /// Capital indirect medical education: factor, or ratio of residents to average daily census
    /// (42 CFR 412.322).
    pub teaching: Option<Yearly<Derived>>,
    /// Capital disproportionate share: factor, or disproportionate patient percentage as a fraction
    /// (42 CFR 412.320). Only for hospitals that qualify: urban with 100 beds or more.
    pub disproportionate_share: Option<Yearly<Derived>>,
}

/// Inputs of the cost outlier payment (42 CFR 412.84).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, expecting = "the outlier inputs")]
pub struct OutlierRates {
    /// Fixed-loss cost outlier threshold.
    pub fixed_loss: Yearly<Money>,
    /// Operating cost-to-charge ratio; 0.01 to 1.5.
    pub operating_cost_to_charge: Yearly<Factor>,
    /// Capital cost-to-charge ratio; 0 to 0.5.
    pub capital_cost_to_charge: Yearly<Factor>,
}

/// What applies to this hospital beside the federal payment. None: doesn't apply.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    deny_unknown_fields,
    expecting = "the hospital's programs and statuses"
)]
pub struct Adjustments {
    /// Value-based incentive payment adjustment factor; 0.98 to 1.1 (42 CFR 412.162).
    pub value_based_purchasing: Option<Yearly<Factor>>,
    /// Readmissions payment adjustment factor; 0.97 to 1 (42 CFR 412.154).
    pub readmissions: Option<Yearly<Factor>>,
    /// Whether the hospital is in the worst quartile for hospital-acquired conditions (42 CFR 412.172).
    pub hospital_acquired_conditions: Option<Yearly<bool>>,
    /// Sole community or Medicare-dependent hospital, with its hospital-specific rate.
    pub hospital_specific: Option<Yearly<HospitalSpecific>>,
    /// Low-volume adjustment as a fraction; up to 0.25 (42 CFR 412.101).
    pub low_volume: Option<Yearly<Factor>>,
}

/// The hospital-specific rate and the status that entitles to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a status and its rate")]
pub struct HospitalSpecific {
    /// The status.
    pub status: SpecialStatus,
    /// Hospital-specific rate, updated to the fiscal year and not yet multiplied by a weight.
    pub rate: Money,
}

/// Statuses with a hospital-specific rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SpecialStatus {
    /// Sole community hospital: the greater of both (42 CFR 412.92(d)).
    SoleCommunity,
    /// Medicare-dependent, small rural hospital: three quarters of the difference (42 CFR 412.108(c)).
    MedicareDependent,
}
