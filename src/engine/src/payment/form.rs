//! The facility's inputs between form and document: read field by field and checked; `document` writes and reads files.
//!
//! A half-filled form is checked as far as it goes: what stands there is judged, what does not is named as missing.

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

use payment::{
    Adjustments, CapitalRates, CheckedRates, Derived, FacilityRates, Factor, HospitalSpecific,
    Money, OperatingRates, OutlierRates, SpecialStatus, StandardizedAmount, Yearly,
};

use super::problem_of_form;
use crate::payment_fields::{
    AMOUNT_FORM, CAPITAL_SHARE_KIND, CAPITAL_TEACHING_KIND, FIELDS, Field, Kind, SPECIAL_STATUS,
    TEACHING_KIND, value,
};
use crate::protocol::{FieldProblem, InputsForm};

mod document;
#[cfg(test)]
mod tests;

pub(crate) use document::{export, import};

/// Reads and checks a form.
///
/// # Errors
/// All that is missing or wrong, in the order of the form.
pub(crate) fn read(form: &InputsForm) -> Result<CheckedRates, Vec<FieldProblem>> {
    let mut reader = Reader {
        form,
        problems: Vec::new(),
        unread: BTreeSet::new(),
    };
    reader.name();
    let rates = reader.rates();
    let Reader {
        mut problems,
        unread,
        ..
    } = reader;
    match rates.checked() {
        Ok(checked) if problems.is_empty() => return Ok(checked),
        Ok(_) => {}
        Err(errors) => {
            let read = errors
                .into_iter()
                .filter(|error| !unread.contains(error.r#where.as_str()));
            problems.extend(read.map(|error| FieldProblem {
                field: field_of(&error.r#where, &form.values),
                ..problem_of_form(&error.what, &error.why, &error.fix)
            }));
        }
    }
    let place = |problem: &FieldProblem| FIELDS.iter().position(|field| field.key == problem.field);
    problems.sort_by_key(place);
    Err(problems)
}

/// The field of the form that an input of the document stands in.
fn field_of(place: &str, values: &BTreeMap<String, String>) -> String {
    FIELDS
        .iter()
        .filter(|field| field.asked(values) && !matches!(field.kind, Kind::Choice(_)))
        .find(|field| field.key == place || field.key.starts_with(&format!("{place}.")))
        .map_or_else(String::new, |field| field.key.to_owned())
}

/// An amount as people write it, without the dollar sign and the commas between thousands. A comma anywhere else stays,
/// and is refused later: it may have been meant as a decimal point.
pub(crate) fn plain_money(text: &str) -> String {
    let text = text.trim().trim_start_matches('$').trim_start();
    let (whole, cents) = text
        .split_once('.')
        .map_or((text, None), |(whole, cents)| (whole, Some(cents)));
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default();
    let rest: Vec<&str> = groups.collect();
    if !(1..=3).contains(&first.len()) && !rest.is_empty()
        || rest.iter().any(|group| group.len() != 3)
    {
        return text.to_owned();
    }
    let mut out = first.to_owned() + &rest.concat();
    if let Some(cents) = cents {
        out.push('.');
        out.push_str(cents);
    }
    out
}

struct Reader<'a> {
    form: &'a InputsForm,
    problems: Vec<FieldProblem>,
    /// Inputs, as the document names them, that could not be read: the check has nothing to say of them.
    unread: BTreeSet<&'static str>,
}

impl Reader<'_> {
    fn name(&mut self) {
        if self.form.facility.trim().is_empty() {
            self.problems.push(FieldProblem {
                missing: true,
                ..problem_of_form(
                    "the facility's name is missing",
                    "an estimate says whose inputs it was made from",
                    "enter the name as the facility calls itself",
                )
            });
        }
    }

    fn text(&self, key: &str) -> &str {
        value(&self.form.values, key)
    }

    /// Reads a figure; nothing where there is none or none that can be read.
    fn figure<T: FromStr<Err = payment::NumberError>>(
        &mut self,
        key: &'static str,
        place: &'static str,
    ) -> Option<T> {
        let field = FIELDS.iter().find(|field| field.key == key);
        let text = self.text(key);
        if text.is_empty() {
            if let Some(field) = field.filter(|field| field.required) {
                self.problems.push(missing(field));
                self.unread.insert(place);
            }
            return None;
        }
        let money = field.is_some_and(|field| field.kind == Kind::Money);
        let plain = if money {
            plain_money(text)
        } else {
            text.to_owned()
        };
        match plain.parse() {
            Ok(figure) => Some(figure),
            Err(error) => {
                let why = if money {
                    "amounts are dollars and cents"
                } else {
                    "factors are decimals, percentages are fractions: 25 % is 0.25"
                };
                self.unread.insert(place);
                self.problems.push(FieldProblem {
                    field: key.to_owned(),
                    ..problem_of_form(&error.to_string(), why, "write the figure as it is printed")
                });
                None
            }
        }
    }

    fn yearly<T>(&self, figure: Option<T>) -> Option<Yearly<T>> {
        figure.map(|figure| Yearly::new(figure, self.form.fiscal_year))
    }

    fn optional<T: FromStr<Err = payment::NumberError>>(
        &mut self,
        key: &'static str,
    ) -> Option<Yearly<T>> {
        let figure = self.figure(key, key);
        self.yearly(figure)
    }

    /// A required figure, or a stand-in that no estimate is ever made from: a form with a missing figure is refused.
    fn required<T: FromStr<Err = payment::NumberError>>(
        &mut self,
        key: &'static str,
        stand_in: T,
    ) -> Yearly<T> {
        let figure = self.figure(key, key).unwrap_or(stand_in);
        Yearly::new(figure, self.form.fiscal_year)
    }

    fn derived(&mut self, kind: &str, key: &'static str) -> Option<Yearly<Derived>> {
        let ratio = self.text(kind) == "ratio";
        let figure = self.figure(key, key)?;
        self.yearly(Some(if ratio {
            Derived::Ratio(figure)
        } else {
            Derived::Factor(figure)
        }))
    }

    fn amount(&mut self) -> Yearly<StandardizedAmount> {
        let place = "operating.standardized_amount";
        let amount = if self.text(AMOUNT_FORM) == "share" {
            let amount = self.figure("operating.standardized_amount.amount", place);
            let share = self.figure("operating.standardized_amount.labor_share", place);
            StandardizedAmount::Share {
                amount: amount.unwrap_or_default(),
                labor_share: share.unwrap_or_default(),
            }
        } else {
            let labor = self.figure("operating.standardized_amount.labor", place);
            let nonlabor = self.figure("operating.standardized_amount.nonlabor", place);
            StandardizedAmount::Split {
                labor: labor.unwrap_or_default(),
                nonlabor: nonlabor.unwrap_or_default(),
            }
        };
        Yearly::new(amount, self.form.fiscal_year)
    }

    fn rates(&mut self) -> FacilityRates {
        // A wage index out of range has nothing compared with it, so an empty one gives no error elsewhere.
        let no_index = Factor::new(9, 0);
        FacilityRates {
            version: FacilityRates::VERSION,
            facility: self.form.facility.trim().to_owned(),
            fiscal_year: self.form.fiscal_year,
            operating: OperatingRates {
                standardized_amount: self.amount(),
                wage_index: self.required("operating.wage_index", no_index),
                cost_of_living: self.optional("operating.cost_of_living"),
                teaching: self.derived(TEACHING_KIND, "operating.teaching"),
                disproportionate_share: self.optional("operating.disproportionate_share"),
                uncompensated_care: self.optional("operating.uncompensated_care"),
            },
            capital: CapitalRates {
                federal_rate: self.required("capital.federal_rate", Money::ZERO),
                geographic_adjustment: self.optional("capital.geographic_adjustment"),
                teaching: self.derived(CAPITAL_TEACHING_KIND, "capital.teaching"),
                disproportionate_share: self
                    .derived(CAPITAL_SHARE_KIND, "capital.disproportionate_share"),
            },
            outlier: OutlierRates {
                fixed_loss: self.required("outlier.fixed_loss", Money::ZERO),
                operating_cost_to_charge: self
                    .required("outlier.operating_cost_to_charge", Factor::default()),
                capital_cost_to_charge: self
                    .required("outlier.capital_cost_to_charge", Factor::default()),
            },
            adjustments: Adjustments {
                value_based_purchasing: self.optional("adjustments.value_based_purchasing"),
                readmissions: self.optional("adjustments.readmissions"),
                hospital_acquired_conditions: match self
                    .text("adjustments.hospital_acquired_conditions")
                {
                    "yes" => self.yearly(Some(true)),
                    "no" => self.yearly(Some(false)),
                    _ => None,
                },
                hospital_specific: self.special(),
                low_volume: self.optional("adjustments.low_volume"),
            },
        }
    }

    fn special(&mut self) -> Option<Yearly<HospitalSpecific>> {
        let status = match self.text(SPECIAL_STATUS) {
            "sole_community" => SpecialStatus::SoleCommunity,
            "medicare_dependent" => SpecialStatus::MedicareDependent,
            _ => return None,
        };
        let key = "adjustments.hospital_specific";
        let rate = self.figure(key, key)?;
        self.yearly(Some(HospitalSpecific { status, rate }))
    }
}

fn missing(field: &Field) -> FieldProblem {
    FieldProblem {
        field: field.key.to_owned(),
        missing: true,
        what: format!("{} is missing.", field.name),
        why: "There is no estimate without it.".to_owned(),
        fix: format!("Look it up: {}.", field.found_in),
    }
}
