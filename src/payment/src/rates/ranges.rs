//! Plausible ranges of each input, and the inputs that must agree.
//!
//! Ranges are wide enough for every hospital and narrow enough to catch a slipped decimal point, a percentage typed
//! as a whole number, or two columns exchanged.

use rust_decimal::Decimal;

use super::check::Check;
use super::{FacilityRates, StandardizedAmount};
use crate::factor::Factor;
use crate::money::Money;
use crate::rounding;

impl Check {
    pub(super) fn document(&mut self, rates: &FacilityRates) {
        if rates.version != FacilityRates::VERSION {
            self.error(
                "version",
                format!("the document is of version {}", rates.version),
                "another layout has other fields",
                format!("use version {}", FacilityRates::VERSION),
            );
        }
        if !(2020..=2099).contains(&rates.fiscal_year) {
            self.error(
                "fiscal_year",
                format!("fiscal year {} is out of range", rates.fiscal_year),
                "the rules computed here are those in force since FY 2020",
                "give a fiscal year from 2020 on, with four digits".into(),
            );
        }
    }

    pub(super) fn operating(&mut self, rates: &FacilityRates) {
        let o = &rates.operating;
        let field = "operating.standardized_amount";
        self.year(field, &o.standardized_amount);
        let (whole, share) = match o.standardized_amount.value {
            StandardizedAmount::Split { labor, nonlabor } => {
                let whole = labor + nonlabor;
                let share = if whole == Money::ZERO {
                    Decimal::ZERO
                } else {
                    rounding::places(labor.decimal() / whole.decimal(), 4)
                };
                (whole, Factor::from_decimal(share))
            }
            StandardizedAmount::Share {
                amount,
                labor_share,
            } => (amount, labor_share),
        };
        self.money(
            field,
            whole,
            3_000,
            12_000,
            "the national operating standardized amount is of this order",
        );
        self.factor(
            field,
            share,
            400,
            900,
            "the labor-related share is of this order",
        );
        let index = o.wage_index.value;
        if index <= Factor::ONE
            && (share.decimal() - Decimal::new(62, 2)).abs() > Decimal::new(1, 3)
        {
            self.error(
                field,
                format!("the labor-related share is {share} at a wage index of {index}"),
                "where the wage index is 1 or less the labor-related share is 62 % (section 1886(d)(3)(E)(ii) of \
                 the Act)",
                "take the amounts of the table for a wage index of 1 or less, or the share \"0.62\"".into(),
            );
        }
        self.yearly_factor(
            "operating.wage_index",
            Some(&o.wage_index),
            200,
            3_000,
            "wage indexes lie around 1",
        );
        self.yearly_factor(
            "operating.cost_of_living",
            o.cost_of_living.as_ref(),
            1_000,
            1_250,
            "the adjustment of Alaska and Hawaii is between 1 and 1.25",
        );
        self.derived(
            "operating.teaching",
            o.teaching.as_ref(),
            800,
            2_000,
            "factors lie under 0.8, resident-to-bed ratios under 2 (42 CFR 412.105)",
        );
        self.yearly_factor(
            "operating.disproportionate_share",
            o.disproportionate_share.as_ref(),
            0,
            1_000,
            "the adjustment percentage is a fraction of 1 (42 CFR 412.106(d))",
        );
        self.yearly_money(
            "operating.uncompensated_care",
            o.uncompensated_care.as_ref(),
            0,
            50_000,
            "this is the amount per discharge, not per year",
        );
    }

    pub(super) fn capital(&mut self, rates: &FacilityRates) {
        let c = &rates.capital;
        self.yearly_money(
            "capital.federal_rate",
            Some(&c.federal_rate),
            200,
            1_000,
            "the capital standard federal rate is of this order",
        );
        let field = "capital.geographic_adjustment";
        let index = rates.operating.wage_index.value.decimal();
        self.yearly_factor(
            field,
            c.geographic_adjustment.as_ref(),
            200,
            3_000,
            "geographic adjustment factors lie around 1",
        );
        if let Some(given) = &c.geographic_adjustment
            && (Decimal::new(2, 1)..=Decimal::from(3)).contains(&index)
        {
            let derived = rounding::places(rounding::power(index, Decimal::new(6848, 4)), 4);
            if (given.value.decimal() - derived).abs() > derived * Decimal::new(5, 2) {
                self.error(
                    field,
                    format!(
                        "{} is far from {derived}, which follows from the wage index",
                        given.value
                    ),
                    "the factor is the wage index to the power 0.6848 (42 CFR 412.316(a))",
                    "look both up again, or leave the factor out: it is then derived".into(),
                );
            }
        }
        self.derived(
            "capital.teaching",
            c.teaching.as_ref(),
            530,
            1_500,
            "ratios of residents to average daily census count up to 1.5 (42 CFR 412.322)",
        );
        self.derived(
            "capital.disproportionate_share",
            c.disproportionate_share.as_ref(),
            400,
            1_500,
            "factors lie under 0.4, patient percentages under 1.5 (42 CFR 412.320)",
        );
    }

    pub(super) fn outlier(&mut self, rates: &FacilityRates) {
        let o = &rates.outlier;
        self.yearly_money(
            "outlier.fixed_loss",
            Some(&o.fixed_loss),
            10_000,
            99_999,
            "the fixed-loss threshold is of this order",
        );
        self.yearly_factor(
            "outlier.operating_cost_to_charge",
            Some(&o.operating_cost_to_charge),
            10,
            1_500,
            "operating cost-to-charge ratios lie between 0.01 and 1.5",
        );
        self.yearly_factor(
            "outlier.capital_cost_to_charge",
            Some(&o.capital_cost_to_charge),
            0,
            500,
            "capital cost-to-charge ratios lie under 0.5",
        );
    }

    pub(super) fn adjustments(&mut self, rates: &FacilityRates) {
        let a = &rates.adjustments;
        self.yearly_factor(
            "adjustments.value_based_purchasing",
            a.value_based_purchasing.as_ref(),
            980,
            1_100,
            "the factor can't be under 0.98 (2 % are withheld)",
        );
        self.yearly_factor(
            "adjustments.readmissions",
            a.readmissions.as_ref(),
            970,
            1_000,
            "the factor lies between its floor of 0.97 and 1 (42 CFR 412.154(c))",
        );
        if let Some(input) = &a.hospital_acquired_conditions {
            self.year("adjustments.hospital_acquired_conditions", input);
        }
        if let Some(input) = &a.hospital_specific {
            let field = "adjustments.hospital_specific";
            self.year(field, input);
            self.money(
                field,
                input.value.rate,
                1_000,
                50_000,
                "hospital-specific rates are of this order, before any weight",
            );
        }
        self.yearly_factor(
            "adjustments.low_volume",
            a.low_volume.as_ref(),
            0,
            250,
            "the adjustment is at most 25 % (42 CFR 412.101)",
        );
    }
}
