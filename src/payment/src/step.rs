//! One step of an estimate, written so that it can be followed with a pencil.

use core::fmt;

use crate::factor::Factor;
use crate::money::Money;

/// What a step comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Amount {
    /// Dollars that are paid (or taken off): these steps add up to the total.
    Paid(Money),
    /// Dollars on the way to an amount: shown, not added.
    OnTheWay(Money),
    /// A factor on the way.
    Factor(Factor),
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Paid(money) | Self::OnTheWay(money) => money.fmt(f),
            Self::Factor(factor) => factor.fmt(f),
        }
    }
}

/// Which of the parts of a payment a step belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// Whether the discharge is a transfer.
    Transfer,
    /// Operating payment with its additions.
    Operating,
    /// New technology.
    NewTechnology,
    /// Capital payment with its additions.
    Capital,
    /// Cost outlier.
    Outlier,
    /// Hospital-specific rate.
    HospitalSpecific,
    /// Programs that add to or take from what is paid.
    Programs,
}

/// One step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The part it belongs to.
    pub part: Part,
    /// What is computed.
    pub what: &'static str,
    /// The formula in words, with the numbers put in.
    pub formula: String,
    /// The result.
    pub amount: Amount,
    /// Who says so.
    pub source: &'static str,
}

impl Step {
    /// What the step adds to the total: nothing where it is only on the way.
    #[must_use]
    pub const fn paid(&self) -> Money {
        match self.amount {
            Amount::Paid(money) => money,
            Amount::OnTheWay(_) | Amount::Factor(_) => Money::ZERO,
        }
    }
}

/// Steps as they are taken.
#[derive(Debug, Default)]
pub(crate) struct Steps(pub(crate) Vec<Step>);

impl Steps {
    /// Adds a step and hands its money back.
    pub(crate) fn paid(
        &mut self,
        part: Part,
        what: &'static str,
        formula: String,
        amount: Money,
        source: &'static str,
    ) -> Money {
        self.push(part, what, formula, Amount::Paid(amount), source);
        amount
    }

    pub(crate) fn push(
        &mut self,
        part: Part,
        what: &'static str,
        formula: String,
        amount: Amount,
        source: &'static str,
    ) {
        self.0.push(Step {
            part,
            what,
            formula,
            amount,
            source,
        });
    }

    /// What is paid so far.
    pub(crate) fn total(&self) -> Money {
        self.0.iter().map(Step::paid).sum()
    }
}
