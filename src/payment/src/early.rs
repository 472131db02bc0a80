//! A discharge so early that the transfer policy pays less than the full amount (rule DRG-006).
//!
//! A wrong discharge status is the commonest cause of an overpaid transfer. The warning decides nothing: what is paid is
//! what [`transfer`](crate::transfer()) says, and a coder reads the record again.

use codes::weights::Weight;
use rust_decimal::Decimal;

use crate::discharge::Departure;
use crate::error::EstimateError;
use crate::status::Destination;
use crate::transfer::{Policy, Transfer, transfer};

/// A warning about the discharge status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// What was found.
    pub what: String,
    /// Why that matters.
    pub why: String,
    /// How to put it right.
    pub fix: String,
    /// Who says so.
    pub source: &'static str,
}

/// The warning about a discharge that is paid as a transfer and less than in full; none for any other.
///
/// # Errors
/// Those of [`transfer`](crate::transfer()).
pub fn early(departure: &Departure, weight: &Weight) -> Result<Option<Warning>, EstimateError> {
    let transfer = transfer(departure, weight)?;
    Ok(transfer
        .to
        .filter(|_| transfer.reduces())
        .map(|to| warning(departure, &transfer, to)))
}

fn warning(departure: &Departure, transfer: &Transfer, to: Destination) -> Warning {
    let (drg, status) = (departure.drg, departure.status);
    let by_status = status.destination() == Some(to);
    let days = match transfer.days {
        1 => "1 day".to_owned(),
        more => format!("{more} days"),
    };
    let (paid, source) = match transfer.policy {
        Policy::PostAcuteSpecialPay => (
            "half paid at once and half by the day",
            "42 CFR 412.4(c) and (f)(6); IPPS final rule, Table 5",
        ),
        Policy::PostAcute => (
            "paid by the day",
            "42 CFR 412.4(c) and (f)(1); IPPS final rule, Table 5",
        ),
        Policy::Acute | Policy::Discharge => (
            "paid by the day",
            "42 CFR 412.4(b) and (f)(1); IPPS final rule, Table 5",
        ),
    };
    let gone = if by_status {
        String::new()
    } else {
        ", admitted elsewhere the same day".to_owned()
    };
    let gmlos = transfer.gmlos.map(|g| g.to_string()).unwrap_or_default();
    let percent = (transfer.fraction.decimal() * Decimal::ONE_HUNDRED).normalize();
    let listed = if to.is_acute() {
        String::new()
    } else if transfer.policy == Policy::PostAcuteSpecialPay {
        format!(
            " MS-DRG {drg:03} is on the list of the post-acute transfer policy, with special pay."
        )
    } else {
        format!(" MS-DRG {drg:03} is on the list of the post-acute transfer policy.")
    };
    let home_health = if to == Destination::HomeHealth {
        " Home health care that is not related to the stay, or begins later than three days after it, is no transfer: \
         the claim says so with condition code 42 or 43."
    } else {
        ""
    };
    Warning {
        what: format!(
            "Discharged after {days} with status {status}{gone}: {paid}, as a transfer to {}.",
            to.words()
        ),
        why: format!(
            "The stay is more than a day shorter than the geometric mean of MS-DRG {drg:03}, {gmlos} days: {percent} % of \
             the full federal payment is paid.{listed}"
        ),
        fix: format!(
            "See in the discharge note where the patient really went, and correct the status if it differs.{home_health}"
        ),
        source,
    }
}
