//! How inputs are checked: the year of each, its range, and what is said when it is wrong.

use rust_decimal::Decimal;

use super::{Derived, FacilityRates, Yearly};
use crate::error::InputError;
use crate::factor::Factor;
use crate::money::Money;

/// Inputs that passed [`FacilityRates::checked`]; estimates take no others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedRates(FacilityRates);

impl CheckedRates {
    /// The inputs.
    #[must_use]
    pub const fn rates(&self) -> &FacilityRates {
        &self.0
    }
}

impl FacilityRates {
    /// Checks every input.
    ///
    /// # Errors
    /// All that is wrong, in the order of the document.
    pub fn checked(self) -> Result<CheckedRates, Vec<InputError>> {
        let mut check = Check {
            fiscal_year: self.fiscal_year,
            errors: Vec::new(),
        };
        check.document(&self);
        check.operating(&self);
        check.capital(&self);
        check.outlier(&self);
        check.adjustments(&self);
        if check.errors.is_empty() {
            Ok(CheckedRates(self))
        } else {
            Err(check.errors)
        }
    }
}

pub(super) struct Check {
    pub(super) fiscal_year: u16,
    errors: Vec<InputError>,
}

impl Check {
    pub(super) fn error(&mut self, field: &str, what: String, why: &str, fix: String) {
        self.errors.push(InputError {
            what,
            why: why.into(),
            r#where: field.into(),
            fix,
        });
    }

    pub(super) fn year<T>(&mut self, field: &str, input: &Yearly<T>) {
        if input.fiscal_year != self.fiscal_year {
            let year = self.fiscal_year;
            self.error(
                field,
                format!("the value is of FY {}", input.fiscal_year),
                "all inputs of an estimate have to be in force in the same fiscal year",
                format!("enter the value of FY {year}"),
            );
        }
    }

    pub(super) fn money(&mut self, field: &str, amount: Money, low: i64, high: i64, meaning: &str) {
        let (low, high) = (Money::from_cents(low * 100), Money::from_cents(high * 100));
        if amount < low || amount > high {
            self.error(
                field,
                format!("{amount} is not between {low} and {high}"),
                meaning,
                "look the amount up again; mind the decimal point".into(),
            );
        }
    }

    /// `low` and `high` are thousandths.
    pub(super) fn factor(
        &mut self,
        field: &str,
        factor: Factor,
        low: i64,
        high: i64,
        meaning: &str,
    ) {
        let (low, high) = (Decimal::new(low, 3), Decimal::new(high, 3));
        if factor.decimal() < low || factor.decimal() > high {
            self.error(
                field,
                format!(
                    "{factor} is not between {} and {}",
                    low.normalize(),
                    high.normalize()
                ),
                meaning,
                "look the value up again; a percentage is written as a fraction, 25 % as \"0.25\""
                    .into(),
            );
        }
    }

    pub(super) fn yearly_factor(
        &mut self,
        field: &str,
        input: Option<&Yearly<Factor>>,
        low: i64,
        high: i64,
        meaning: &str,
    ) {
        if let Some(input) = input {
            self.year(field, input);
            self.factor(field, input.value, low, high, meaning);
        }
    }

    pub(super) fn yearly_money(
        &mut self,
        field: &str,
        input: Option<&Yearly<Money>>,
        low: i64,
        high: i64,
        meaning: &str,
    ) {
        if let Some(input) = input {
            self.year(field, input);
            self.money(field, input.value, low, high, meaning);
        }
    }

    /// A factor up to `factor` or a ratio up to `ratio`, thousandths.
    pub(super) fn derived(
        &mut self,
        field: &str,
        input: Option<&Yearly<Derived>>,
        factor: i64,
        ratio: i64,
        meaning: &str,
    ) {
        if let Some(input) = input {
            self.year(field, input);
            match input.value {
                Derived::Factor(value) => self.factor(field, value, 0, factor, meaning),
                Derived::Ratio(value) => self.factor(field, value, 0, ratio, meaning),
            }
        }
    }
}
