//! The operating payment: the wage-adjusted standardized amount times the weight, and what is added for teaching, for
//! a disproportionate share of low-income patients, and for uncompensated care.

use rust_decimal::Decimal;

use crate::factor::Factor;
use crate::money::Money;
use crate::rates::{Derived, OperatingRates, StandardizedAmount};
use crate::rounding::{nine, places, power};
use crate::step::{Amount, Part, Steps};

/// Empirically justified part of the disproportionate share adjustment (42 CFR 412.106(f)).
const EMPIRICALLY_JUSTIFIED: Decimal = Decimal::from_parts(25, 0, 0, false, 2);

/// What later parts need of the operating payment.
pub(crate) struct Operating {
    /// Federal payment after the transfer policy, nine places.
    pub(crate) federal: Decimal,
    /// The same in cents, as paid.
    pub(crate) federal_paid: Money,
    /// Teaching factor, nine places.
    pub(crate) teaching: Decimal,
    /// Share of the federal payment added for low-income patients, after the cut to a quarter.
    pub(crate) share: Decimal,
    /// Teaching and share payments, in cents.
    pub(crate) additions: Money,
    /// Uncompensated care payment.
    pub(crate) uncompensated_care: Money,
    /// Labor-related share, four places.
    pub(crate) labor_share: Decimal,
    /// Wage index.
    pub(crate) wage_index: Decimal,
    /// Fraction of the full payment that a transfer is paid; 1 for a discharge.
    pub(crate) fraction: Factor,
    /// Cost-of-living adjustment; 1 where there is none.
    pub(crate) cost_of_living: Decimal,
}

impl Operating {
    /// What the costs of a case are compared with before a new technology is paid (42 CFR 412.88(a)).
    pub(crate) fn drg_payment(&self) -> Money {
        self.federal_paid + self.additions + self.uncompensated_care
    }
}

pub(crate) fn operating(
    rates: &OperatingRates,
    weight: Decimal,
    fraction: Factor,
    steps: &mut Steps,
) -> Operating {
    let (labor, nonlabor) = halves(rates.standardized_amount.value);
    let wage_index = rates.wage_index.value.decimal();
    let cost_of_living = rates
        .cost_of_living
        .map_or(Decimal::ONE, |c| c.value.decimal());
    let adjusted = labor.decimal() * wage_index + nonlabor.decimal() * cost_of_living;
    steps.push(
        Part::Operating,
        "Wage-adjusted standardized amount",
        format!(
            "labor-related {labor} × wage index {wage_index} + nonlabor-related {nonlabor} × cost of living \
             {cost_of_living}"
        ),
        Amount::OnTheWay(Money::rounded(adjusted)),
        "42 CFR 412.64(h)",
    );
    let full = nine(adjusted * weight);
    let federal = nine(full * fraction.decimal());
    let federal_paid = Money::rounded(federal);
    let formula = format!(
        "wage-adjusted amount {} × relative weight {weight}",
        Money::rounded(adjusted)
    );
    if fraction < Factor::ONE {
        steps.push(
            Part::Operating,
            "Operating payment of a full discharge",
            formula,
            Amount::OnTheWay(Money::rounded(full)),
            "42 CFR 412.64",
        );
        steps.paid(
            Part::Operating,
            "Operating federal payment",
            format!(
                "full payment {} × transfer fraction {fraction}",
                Money::rounded(full)
            ),
            federal_paid,
            "42 CFR 412.4(f)",
        );
    } else {
        steps.paid(
            Part::Operating,
            "Operating federal payment",
            formula,
            federal_paid,
            "42 CFR 412.64",
        );
    }

    let mut additions = Money::ZERO;
    let teaching = rates
        .teaching
        .map_or(Decimal::ZERO, |t| teaching_factor(t.value));
    if let Some(input) = rates.teaching {
        let factor = match input.value {
            Derived::Factor(factor) => format!("factor {factor}"),
            Derived::Ratio(ratio) => {
                format!("{teaching}, which is 1.35 × ((1 + residents to beds {ratio}) ^ 0.405 − 1)")
            }
        };
        additions = additions
            + steps.paid(
                Part::Operating,
                "Indirect medical education",
                format!("federal payment {federal_paid} × {factor}"),
                Money::rounded(federal_paid.decimal() * teaching),
                "42 CFR 412.105(d)",
            );
    }
    let percentage = rates
        .disproportionate_share
        .map_or(Decimal::ZERO, |s| s.value.decimal());
    let share = percentage * EMPIRICALLY_JUSTIFIED;
    if rates.disproportionate_share.is_some() {
        additions = additions
            + steps.paid(
                Part::Operating,
                "Disproportionate share",
                format!(
                    "federal payment {federal_paid} × adjustment {percentage} × 25 % empirically justified"
                ),
                Money::rounded(federal_paid.decimal() * share),
                "42 CFR 412.106(d) and (f)",
            );
    }
    let uncompensated_care = rates.uncompensated_care.map_or(Money::ZERO, |u| {
        steps.paid(
            Part::Operating,
            "Uncompensated care",
            format!(
                "amount per discharge {}, whatever the weight or the length of stay",
                u.value
            ),
            u.value,
            "42 CFR 412.106(g)",
        )
    });
    Operating {
        federal,
        federal_paid,
        teaching,
        share,
        additions,
        uncompensated_care,
        labor_share: labor_share(rates.standardized_amount.value),
        wage_index,
        fraction,
        cost_of_living,
    }
}

/// Labor-related and nonlabor-related amounts; a share is applied to the cent and the rest is the nonlabor part.
fn halves(amount: StandardizedAmount) -> (Money, Money) {
    match amount {
        StandardizedAmount::Split { labor, nonlabor } => (labor, nonlabor),
        StandardizedAmount::Share {
            amount,
            labor_share,
        } => {
            let labor = Money::rounded(amount.decimal() * labor_share.decimal());
            (labor, amount - labor)
        }
    }
}

fn labor_share(amount: StandardizedAmount) -> Decimal {
    match amount {
        // Checked rates have a standardized amount of some thousand dollars.
        StandardizedAmount::Split { labor, nonlabor } => places(
            labor
                .decimal()
                .checked_div((labor + nonlabor).decimal())
                .unwrap_or(Decimal::ZERO),
            4,
        ),
        StandardizedAmount::Share { labor_share, .. } => labor_share.decimal(),
    }
}

/// 1.35 × ((1 + residents ÷ beds) ^ 0.405 − 1) (42 CFR 412.105(d)).
fn teaching_factor(input: Derived) -> Decimal {
    match input {
        Derived::Factor(factor) => factor.decimal(),
        Derived::Ratio(ratio) => {
            let grown = power(Decimal::ONE + ratio.decimal(), Decimal::new(405, 3));
            nine(Decimal::new(135, 2) * (grown - Decimal::ONE))
        }
    }
}
