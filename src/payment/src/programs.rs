//! What is specific to the hospital: its own rate, and the programs that add to or take from the payment, in the order
//! in which they build on one another.
//!
//! 1. Hospital-specific rate (sole community, Medicare-dependent): compared with the federal operating payment.
//! 2. Low volume: on everything paid so far, capital included.
//! 3. Readmissions and value-based purchasing: each on the base operating DRG payment, neither on the other.
//! 4. Hospital-acquired conditions: 1 % off everything, last.
//!
//! A sole community hospital that is paid its own rate still loses to readmissions by its federal payment (42 CFR
//! 412.154(b)(2)). Its own rate doesn't follow that payment, so a transfer, with less of it, can lose less.

use rust_decimal::Decimal;

use crate::factor::Factor;
use crate::money::Money;
use crate::operating::Operating;
use crate::rates::{Adjustments, SpecialStatus};
use crate::step::{Part, Steps};

pub(crate) fn programs(
    rates: &Adjustments,
    weight: Decimal,
    operating: &Operating,
    operating_outlier: Money,
    new_technology: Money,
    steps: &mut Steps,
) {
    let dependent = hospital_specific(rates, weight, operating, operating_outlier, steps);
    if let Some(input) = rates.low_volume {
        let so_far = steps.total();
        steps.paid(
            Part::Programs,
            "Low-volume adjustment",
            format!("paid so far {so_far} × {}", input.value),
            Money::rounded(so_far.decimal() * input.value.decimal()),
            "42 CFR 412.101",
        );
    }
    // The base operating DRG payment has no teaching, share, outlier or low-volume payment in it, nor what a
    // hospital-specific rate adds for a sole community hospital; for a Medicare-dependent hospital it has (42 CFR 412.152;
    // CMS's pricer of FY 2021 leaves it out for both).
    let base = operating.federal_paid + new_technology + dependent;
    for (input, what, source) in [
        (
            rates.readmissions,
            "Readmissions reduction",
            "42 CFR 412.152 and 412.154(b)",
        ),
        (
            rates.value_based_purchasing,
            "Value-based purchasing",
            "42 CFR 412.160 and 412.162",
        ),
    ] {
        let Some(input) = input else { continue };
        let change = input.value.decimal() - Decimal::ONE;
        steps.paid(
            Part::Programs,
            what,
            format!(
                "base operating DRG payment {base} × (factor {} − 1)",
                input.value
            ),
            Money::rounded(base.decimal() * change),
            source,
        );
    }
    if rates
        .hospital_acquired_conditions
        .is_some_and(|input| input.value)
    {
        let so_far = steps.total();
        steps.paid(
            Part::Programs,
            "Hospital-acquired conditions reduction",
            format!("1 % off all that is paid so far, {so_far}"),
            -Money::rounded(so_far.decimal() * Decimal::new(1, 2)),
            "42 CFR 412.172",
        );
    }
}

/// What the hospital-specific rate adds. Returns the part that counts for readmissions and value-based purchasing:
/// that of a Medicare-dependent hospital.
fn hospital_specific(
    rates: &Adjustments,
    weight: Decimal,
    operating: &Operating,
    operating_outlier: Money,
    steps: &mut Steps,
) -> Money {
    let Some(input) = rates.hospital_specific else {
        return Money::ZERO;
    };
    let specific = Money::rounded(input.value.rate.decimal() * weight);
    let federal = operating.drg_payment() + operating_outlier;
    let difference = (specific - federal).max(Money::ZERO);
    let whole = if operating.fraction < Factor::ONE {
        ", not reduced for the transfer"
    } else {
        ""
    };
    let compared = format!(
        "hospital-specific rate {} × relative weight {weight} = {specific}{whole}; federal operating payment with \
         additions and outlier {federal}",
        input.value.rate
    );
    match input.value.status {
        SpecialStatus::SoleCommunity => {
            steps.paid(
                Part::HospitalSpecific,
                "Sole community hospital",
                format!("what the first exceeds the second by: {compared}"),
                difference,
                "42 CFR 412.92(d)",
            );
            Money::ZERO
        }
        SpecialStatus::MedicareDependent => steps.paid(
            Part::HospitalSpecific,
            "Medicare-dependent hospital",
            format!("75 % of what the first exceeds the second by: {compared}"),
            Money::rounded(difference.decimal() * Decimal::new(75, 2)),
            "42 CFR 412.108(c)",
        ),
    }
}
