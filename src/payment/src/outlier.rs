//! The cost outlier: 80 % (burns 90 %) of what a case costs beyond its payment and the fixed-loss threshold
//! (42 CFR 412.80 to 412.84).
//!
//! Operating and capital costs are compared with thresholds of their own, but only if both together exceed both
//! thresholds together. A transfer's fixed loss is cut by the same fraction as its payment, so a costly transfer can be
//! paid more than the same stay as a discharge: the per diem is limited to the full payment, the outlier comes on top
//! (42 CFR 412.4(f)(4)). MS-DRG 789 is paid in full when transferred and keeps the full fixed loss.

use rust_decimal::Decimal;

use crate::capital::Capital;
use crate::discharge::Discharge;
use crate::factor::Factor;
use crate::money::Money;
use crate::operating::Operating;
use crate::rates::OutlierRates;
use crate::rounding::nine;
use crate::step::{Amount, Part, Steps};

/// MS-DRGs of burns, whose marginal cost factor is 90 % (42 CFR 412.84).
const BURNS: [u16; 6] = [927, 928, 929, 933, 934, 935];

/// Returns the operating outlier payment, perhaps nothing; the capital one is among the steps.
pub(crate) fn outlier(
    discharge: &Discharge,
    rates: &OutlierRates,
    operating: &Operating,
    capital: &Capital,
    new_technology: Money,
    steps: &mut Steps,
) -> Money {
    let fraction = operating.fraction;
    let fixed_loss = Money::rounded(rates.fixed_loss.value.decimal() * fraction.decimal());
    let (operating_ratio, capital_ratio) = (
        rates.operating_cost_to_charge.value.decimal(),
        rates.capital_cost_to_charge.value.decimal(),
    );
    let both_ratios = operating_ratio + capital_ratio;
    // Checked rates have an operating ratio of at least 0.01.
    let share = |ratio: Decimal| nine(ratio.checked_div(both_ratios).unwrap_or(Decimal::ZERO));
    let loss = fixed_loss.decimal();
    let operating_loss = nine(
        (loss * operating.labor_share * operating.wage_index
            + loss * (Decimal::ONE - operating.labor_share) * operating.cost_of_living)
            * share(operating_ratio),
    );
    let capital_loss =
        nine(loss * capital.geographic * share(capital_ratio) * capital.cost_of_living);

    let operating_payment = operating.federal
        * (Decimal::ONE + operating.teaching + operating.share)
        + operating.uncompensated_care.decimal()
        + new_technology.decimal();
    let capital_payment = capital.federal * (Decimal::ONE + capital.additions);
    let operating_threshold = nine(operating_payment + operating_loss);
    let capital_threshold = nine(capital_payment + capital_loss);
    let charges = discharge.covered_charges;
    let operating_costs = nine(charges.decimal() * operating_ratio);
    let capital_costs = nine(charges.decimal() * capital_ratio);

    let reduced = if fraction < Factor::ONE {
        format!(
            " (fixed loss {} × transfer fraction {fraction})",
            rates.fixed_loss.value
        )
    } else {
        String::new()
    };
    steps.push(
        Part::Outlier,
        "Operating part of the fixed loss",
        format!(
            "{fixed_loss}{reduced} × (labor-related share {} × wage index {} + the rest × cost of living {}) × \
             operating {operating_ratio} of both cost-to-charge ratios {both_ratios}",
            operating.labor_share, operating.wage_index, operating.cost_of_living
        ),
        Amount::OnTheWay(Money::rounded(operating_loss)),
        "42 CFR 412.80(a)(3) and (b)",
    );
    steps.push(
        Part::Outlier,
        "Capital part of the fixed loss",
        format!(
            "{fixed_loss}{reduced} × geographic adjustment factor {} × cost of living {} × capital {capital_ratio} of \
             both cost-to-charge ratios {both_ratios}",
            capital.geographic, capital.cost_of_living
        ),
        Amount::OnTheWay(Money::rounded(capital_loss)),
        "42 CFR 412.80(a)(3) and (b)",
    );
    let qualifies = operating_costs + capital_costs >= operating_threshold + capital_threshold;
    steps.push(
        Part::Outlier,
        "Outlier threshold",
        format!(
            "operating payment {} + part of the fixed loss {} + capital payment {} + part of the fixed loss {}",
            Money::rounded(operating_payment),
            Money::rounded(operating_loss),
            Money::rounded(capital_payment),
            Money::rounded(capital_loss),
        ),
        Amount::OnTheWay(Money::rounded(operating_threshold + capital_threshold)),
        "42 CFR 412.80(a)(3) and (b)",
    );
    steps.push(
        Part::Outlier,
        "Estimated costs",
        format!(
            "covered charges {charges} × (operating cost-to-charge ratio {operating_ratio} + capital {capital_ratio})"
        ),
        Amount::OnTheWay(Money::rounded(operating_costs + capital_costs)),
        "42 CFR 412.84(h)",
    );
    if !qualifies {
        return Money::ZERO;
    }
    let (marginal, words) = if BURNS.contains(&discharge.drg) {
        (Decimal::new(90, 2), "90 % (burns)")
    } else {
        (Decimal::new(80, 2), "80 %")
    };
    let mut paid = |what, costs: Decimal, threshold: Decimal| {
        if costs <= threshold {
            return Money::ZERO;
        }
        steps.paid(
            Part::Outlier,
            what,
            format!(
                "{words} × (costs {} − threshold {})",
                Money::rounded(costs),
                Money::rounded(threshold)
            ),
            Money::rounded(marginal * (costs - threshold)),
            "42 CFR 412.84",
        )
    };
    let operating = paid("Operating outlier", operating_costs, operating_threshold);
    paid("Capital outlier", capital_costs, capital_threshold);
    operating
}
