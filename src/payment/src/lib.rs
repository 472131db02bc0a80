//! What Medicare's inpatient prospective payment system (IPPS) would pay for one discharge: an estimate with every
//! step shown.
//!
//! This crate holds rules, no rates: relative weights come from the weights pack, everything else is typed in by the
//! facility ([`FacilityRates`]), each value with its fiscal year. A discharge is estimated from the tables of its own
//! fiscal year or refused ([`EstimateError`], rule PAY-001). Amounts are exact decimals, rounded where CMS's own
//! pricer rounds. What is left out stands in [`NOT_MODELLED`].

mod capital;
mod discharge;
mod error;
mod estimate;
mod factor;
mod limits;
mod money;
mod new_technology;
mod number;
mod operating;
mod outlier;
mod programs;
mod rates;
mod review;
mod rounding;
mod status;
mod step;
mod transfer;

pub use discharge::{Discharge, HomeHealth, NewTechnology, length_of_stay};
pub use error::{EstimateError, InputError};
pub use estimate::{Estimate, Tables, estimate};
pub use factor::Factor;
pub use limits::NOT_MODELLED;
pub use money::Money;
pub use number::NumberError;
pub use rates::{
    Adjustments, CapitalRates, CheckedRates, Derived, FacilityRates, HospitalSpecific,
    OperatingRates, OutlierRates, SpecialStatus, StandardizedAmount, Yearly,
};
pub use review::{Warning, review};
pub use status::{Destination, DischargeStatus};
pub use step::{Amount, Part, Step};
pub use transfer::{Policy, Transfer, transfer};
