//! The capital payment: the federal rate times geographic factor, cost of living and weight, and what is added for
//! teaching and for a disproportionate share of low-income patients (42 CFR 412.312).

use rust_decimal::Decimal;

use crate::factor::Factor;
use crate::money::Money;
use crate::operating::Operating;
use crate::rates::{CapitalRates, Derived};
use crate::rounding::{nine, places, power};
use crate::step::{Amount, Part, Steps};

/// Base of the natural logarithm as CMS's pricer has it.
const E: Decimal = Decimal::from_parts(27_183, 0, 0, false, 4);

/// What the outlier needs of the capital payment.
pub(crate) struct Capital {
    /// Federal payment after the transfer policy, nine places.
    pub(crate) federal: Decimal,
    /// Teaching and share factors together.
    pub(crate) additions: Decimal,
    /// Geographic adjustment factor, four places.
    pub(crate) geographic: Decimal,
    /// Cost-of-living factor of capital, three places.
    pub(crate) cost_of_living: Decimal,
}

pub(crate) fn capital(
    rates: &CapitalRates,
    operating: &Operating,
    weight: Decimal,
    steps: &mut Steps,
) -> Capital {
    let (wage_index, fraction) = (operating.wage_index, operating.fraction);
    let geographic = rates.geographic_adjustment.map_or_else(
        || places(power(wage_index, Decimal::new(6848, 4)), 4),
        |g| g.value.decimal(),
    );
    let (rate, origin) = (
        rates.federal_rate.value,
        if rates.geographic_adjustment.is_some() {
            "as published".to_owned()
        } else {
            format!("which is wage index {wage_index} ^ 0.6848")
        },
    );
    let adjusted = Money::rounded(rate.decimal() * geographic);
    steps.push(
        Part::Capital,
        "Geographically adjusted capital rate",
        format!(
            "capital federal rate {rate} × geographic adjustment factor {geographic}, {origin}"
        ),
        Amount::OnTheWay(adjusted),
        "42 CFR 412.316(a)",
    );
    // 0.3152 × (operating adjustment − 1) is added (42 CFR 412.316(c)).
    let cost_of_living = places(
        Decimal::new(3152, 4) * (operating.cost_of_living - Decimal::ONE) + Decimal::ONE,
        3,
    );
    let full = nine(adjusted.decimal() * weight * cost_of_living);
    let federal = nine(full * fraction.decimal());
    let federal_paid = Money::rounded(federal);
    let transferred = if fraction < Factor::ONE {
        format!(" × transfer fraction {fraction}")
    } else {
        String::new()
    };
    steps.paid(
        Part::Capital,
        "Capital federal payment",
        format!(
            "adjusted rate {adjusted} × relative weight {weight} × cost of living {cost_of_living}{transferred}"
        ),
        federal_paid,
        "42 CFR 412.312",
    );
    let mut additions = Decimal::ZERO;
    for (input, what, exponent, ratio_words, kept, source) in [
        (
            rates.teaching,
            "Capital indirect medical education",
            Decimal::new(2822, 4),
            "residents to average daily census",
            9,
            "42 CFR 412.322",
        ),
        (
            rates.disproportionate_share,
            "Capital disproportionate share",
            Decimal::new(2025, 4),
            "disproportionate patient percentage",
            4,
            "42 CFR 412.320",
        ),
    ] {
        let Some(input) = input else { continue };
        let (factor, words) = match input.value {
            Derived::Factor(factor) => (factor.decimal(), format!("factor {factor}")),
            Derived::Ratio(ratio) => {
                let factor = places(power(E, exponent * ratio.decimal()) - Decimal::ONE, kept);
                let words =
                    format!("{factor}, which is e ^ ({exponent} × {ratio_words} {ratio}) − 1");
                (factor, words)
            }
        };
        additions += factor;
        steps.paid(
            Part::Capital,
            what,
            format!("capital federal payment {federal_paid} × {words}"),
            Money::rounded(federal_paid.decimal() * factor),
            source,
        );
    }
    Capital {
        federal,
        additions,
        geographic,
        cost_of_living,
    }
}
