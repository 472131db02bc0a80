//! The add-on payment for new technology: a share of the costs beyond the DRG payment, up to each technology's
//! maximum (42 CFR 412.88).

use rust_decimal::Decimal;

use crate::discharge::Discharge;
use crate::money::Money;
use crate::operating::Operating;
use crate::rates::OutlierRates;
use crate::step::{Part, Steps};

pub(crate) fn new_technology(
    discharge: &Discharge,
    rates: &OutlierRates,
    operating: &Operating,
    steps: &mut Steps,
) -> Money {
    if discharge.new_technologies.is_empty() {
        return Money::ZERO;
    }
    let costs =
        discharge.covered_charges.decimal() * rates.operating_cost_to_charge.value.decimal();
    let payment = operating.drg_payment();
    let beyond = (costs - payment.decimal()).max(Decimal::ZERO);
    let costs = Money::rounded(costs);
    let mut paid = Money::ZERO;
    for technology in &discharge.new_technologies {
        // Together the technologies are never paid more than the costs beyond the DRG payment.
        let amount = Money::rounded(beyond * technology.share.decimal())
            .min(technology.maximum)
            .min(Money::rounded(beyond) - paid);
        paid = paid
            + steps.paid(
                Part::NewTechnology,
                "New technology add-on",
                format!(
                    "lesser of the maximum {} and {} × costs beyond the DRG payment ({costs} − {payment}, not \
                     under $0.00); all technologies together no more than the latter",
                    technology.maximum, technology.share
                ),
                amount,
                "42 CFR 412.88",
            );
    }
    paid
}
