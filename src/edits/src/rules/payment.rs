//! Rules about payment.

use super::{Family::Payment, Listed, Rule};
use crate::findings::Severity::Stop;

/// The rules of the family, by number.
pub(super) const RULES: [Rule; 1] = [Rule::new(
    "PAY-001",
    Payment,
    "Payment asked for a year whose tables are not loaded",
    Stop,
    Listed::Only(
        "It belongs to the payment estimate, which refuses by itself; the findings of a stay ask for no payment.",
    ),
    "IPPS final rule, tables of the year",
)];
