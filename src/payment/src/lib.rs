//! What Medicare's inpatient prospective payment system (IPPS) would pay for one discharge: an estimate with every
//! step shown.
//!
//! This crate holds rules, no rates: relative weights come from the weights pack, everything else is typed in by the
//! facility ([`FacilityRates`]), each value with its fiscal year. A discharge is estimated from the tables of its own
//! fiscal year or refused ([`EstimateError`], rule PAY-001). Amounts are exact decimals, rounded where CMS's own
//! pricer rounds. What is left out stands in [`NOT_MODELLED`].
//!
//! ```
//! use codes::Ymd;
//! use payment::*;
//!
//! let discharge = Discharge {
//!     date: Ymd(20_260_302),
//!     drg: 291,
//!     status: DischargeStatus::new(3).expect("01 to 99"),
//!     length_of_stay: 3,
//!     covered_charges: "24500.00".parse().expect("an amount"),
//!     after: After::default(),
//!     new_technologies: Vec::new(),
//! };
//! // Nothing is loaded, so nothing is guessed.
//! let refused = estimate(&discharge, Tables { weights: None, rates: &[] }).unwrap_err();
//! assert_eq!(refused.rule(), Some("PAY-001"));
//! assert_eq!(refused.parts().fix, "load a weights pack that has Table 5 of FY 2026");
//! ```

mod capital;
mod discharge;
mod early;
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
mod rounding;
mod status;
mod step;
mod transfer;
mod turning;

pub use discharge::{After, Departure, Discharge, HomeHealth, NewTechnology};
pub use early::{Warning, early};
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
pub use status::{Destination, DischargeStatus};
pub use step::{Amount, Part, Step};
pub use transfer::{Policy, Transfer, transfer};
pub use turning::{Otherwise, Turning, turning};
