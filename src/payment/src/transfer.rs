//! Transfers: which discharges are paid per diem, and what fraction of the full payment that is (42 CFR 412.4).
//!
//! The per diem is the full payment divided by the geometric mean length of stay (GMLOS) of the DRG; the first day
//! counts twice. So the fraction is (days + 1) ÷ GMLOS, never more than 1: a stay no shorter than GMLOS − 1 is paid
//! in full. Special-pay DRGs get half of the full payment and half of the per diems after a post-acute transfer.
//!
//! This is the only place that knows the policy: the estimate multiplies by its fraction, and the finding about an
//! early discharge ([`early`](crate::early())) says what it decided.

use codes::Ymd;
use codes::weights::Weight;
use rust_decimal::Decimal;

use crate::discharge::{Departure, HomeHealth, fiscal_year};
use crate::error::EstimateError;
use crate::factor::Factor;
use crate::rounding;
use crate::status::Destination;

/// MS-DRG 789, neonates who died or were transferred, is paid in full (42 CFR 412.4(f)(3)).
const NEONATES_TRANSFERRED: u16 = 789;

/// First day on which hospice counts as post-acute care (42 CFR 412.4(c)(4)).
const HOSPICE_COUNTS_FROM: Ymd = Ymd(20_181_001);

/// How the transfer policy treats a discharge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Policy {
    /// Not a transfer: paid in full (42 CFR 412.4(e)).
    Discharge,
    /// Acute care transfer, per diem (42 CFR 412.4(b), (f)(1)).
    Acute,
    /// Post-acute care transfer, per diem (42 CFR 412.4(c), (f)(1)).
    PostAcute,
    /// Post-acute care transfer of a special-pay DRG (42 CFR 412.4(c), (f)(6)).
    PostAcuteSpecialPay,
}

/// The transfer policy applied to one discharge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transfer {
    /// The policy that applies.
    pub policy: Policy,
    /// Fraction of the full federal payment, four places; 1 for a discharge and for a long enough stay.
    pub fraction: Factor,
    /// Length of stay used, days; at least 1.
    pub days: u16,
    /// Geometric mean length of stay, days with one decimal. None where the table gives none.
    pub gmlos: Option<Factor>,
    /// Where the patient went, if that is a transfer.
    pub to: Option<Destination>,
    /// Why, in a sentence.
    pub reason: String,
    /// Who says so.
    pub source: &'static str,
}

impl Transfer {
    /// Whether less than the full payment is paid.
    #[must_use]
    pub fn reduces(&self) -> bool {
        self.fraction < Factor::ONE
    }
}

/// Applies the transfer policy, given the DRG's row of Table 5.
///
/// # Errors
/// [`EstimateError::NoLengthOfStay`] for a transfer whose DRG has no geometric mean length of stay;
/// [`EstimateError::Discharge`] for a date that isn't one.
pub fn transfer(departure: &Departure, weight: &Weight) -> Result<Transfer, EstimateError> {
    let fiscal_year = fiscal_year(departure.date).map_err(EstimateError::Discharge)?;
    let days = departure.length_of_stay.max(1);
    let gmlos = weight.gmlos.and_then(tenths).filter(|g| !g.is_zero());
    let Ruling {
        policy,
        to,
        reason,
        source,
    } = rule(departure, weight);
    let fraction = if policy == Policy::Discharge {
        Decimal::ONE
    } else {
        let gmlos = gmlos.ok_or(EstimateError::NoLengthOfStay {
            drg: departure.drg,
            fiscal_year,
        })?;
        fraction(policy, days, gmlos)
    };
    Ok(Transfer {
        policy,
        fraction: Factor::from_decimal(fraction),
        days,
        gmlos: gmlos.map(Factor::from_decimal),
        to,
        reason,
        source,
    })
}

/// What the policy says of a discharge before days are counted.
struct Ruling {
    policy: Policy,
    to: Option<Destination>,
    reason: String,
    source: &'static str,
}

impl Ruling {
    fn full(reason: String, source: &'static str) -> Self {
        Self {
            policy: Policy::Discharge,
            to: None,
            reason,
            source,
        }
    }

    fn transfer(policy: Policy, to: Destination, reason: String) -> Self {
        Self {
            policy,
            to: Some(to),
            reason,
            source: to.source(),
        }
    }
}

fn rule(departure: &Departure, weight: &Weight) -> Ruling {
    let (drg, status, after) = (departure.drg, departure.status, departure.after);
    let to = match status.destination() {
        Some(to) if to.is_acute() || !after.admitted_elsewhere_same_day => to,
        // An admission elsewhere the same day is an acute care transfer whatever the status says.
        _ if after.admitted_elsewhere_same_day => Destination::AcuteHospital,
        _ => {
            return Ruling::full(
                format!("discharge status {status} is not a transfer"),
                "42 CFR 412.4(a)",
            );
        }
    };
    let words = to.words();
    if to.is_acute() {
        return if drg == NEONATES_TRANSFERRED {
            Ruling::full(
                format!("a transfer to {words}, but MS-DRG 789 is paid in full"),
                "42 CFR 412.4(f)(3)",
            )
        } else {
            Ruling::transfer(Policy::Acute, to, format!("a transfer to {words}"))
        };
    }
    if !weight.post_acute {
        return Ruling::full(
            format!("discharged to {words}, but MS-DRG {drg:03} is not a post-acute transfer DRG"),
            "42 CFR 412.4(d)",
        );
    }
    match (to, after.home_health) {
        (Destination::Hospice, _) if departure.date < HOSPICE_COUNTS_FROM => Ruling::full(
            format!("hospice counts as a transfer from {HOSPICE_COUNTS_FROM} on"),
            to.source(),
        ),
        (Destination::HomeHealth, HomeHealth::Unrelated) => Ruling::full(
            "home health care is not related to the stay (condition code 42)".into(),
            to.source(),
        ),
        (Destination::HomeHealth, HomeHealth::AfterThreeDays) => Ruling::full(
            "home health care begins later than three days after discharge (condition code 43)"
                .into(),
            to.source(),
        ),
        _ if weight.special_pay => Ruling::transfer(
            Policy::PostAcuteSpecialPay,
            to,
            format!("a post-acute transfer to {words} in a special-pay DRG"),
        ),
        _ => Ruling::transfer(
            Policy::PostAcute,
            to,
            format!("a post-acute transfer to {words}"),
        ),
    }
}

/// The fraction of the full payment, four places, at most 1.
fn fraction(policy: Policy, days: u16, gmlos: Decimal) -> Decimal {
    let per_diems = Decimal::from(u32::from(days) + 1) / gmlos;
    let fraction = if policy == Policy::PostAcuteSpecialPay {
        (Decimal::ONE + per_diems) / Decimal::TWO
    } else {
        per_diems
    };
    rounding::places(fraction, 4).min(Decimal::ONE)
}

/// A number of days as Table 5 prints it. The pack keeps whole tenths, so rounding gives them back exactly.
pub(crate) fn tenths(days: f64) -> Option<Decimal> {
    scaled(days, 10.0, 1)
}

/// A weight as Table 5 prints it, four places.
pub(crate) fn ten_thousandths(weight: f64) -> Option<Decimal> {
    scaled(weight, 10_000.0, 4)
}

fn scaled(number: f64, by: f64, places: u32) -> Option<Decimal> {
    let whole = (number * by).round();
    // Table 5's largest figures are of the order of 30 (weights) and 40 (days).
    if (0.0..1e9).contains(&whole) {
        #[allow(clippy::cast_possible_truncation)]
        let whole = whole as i64;
        Some(Decimal::new(whole, places))
    } else {
        None
    }
}
