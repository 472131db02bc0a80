//! The facility's inputs between form and document: read field by field, checked, written and read as a file.
//!
//! A half-filled form is checked as far as it goes: what stands there is judged, what does not is named as missing.

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

use payment::{
    Adjustments, CapitalRates, CheckedRates, Derived, FacilityRates, Factor, HospitalSpecific,
    Money, OperatingRates, OutlierRates, SpecialStatus, StandardizedAmount, Yearly,
};

use super::{problem_of_form, sentence};
use crate::payment_fields::{
    AMOUNT_FORM, CAPITAL_SHARE_KIND, CAPITAL_TEACHING_KIND, FIELDS, Field, Kind, SPECIAL_STATUS,
    TEACHING_KIND, value,
};
use crate::protocol::{Event, Failure, FieldProblem, InputsForm};

/// Largest document that is read: a complete one has some three thousand characters.
const MOST_BYTES: usize = 100_000;

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

/// Writes the form's document into a file.
///
/// # Errors
/// The form is not complete.
pub(crate) fn export(form: &InputsForm) -> Result<Event, Failure> {
    let checked = read(form).map_err(|problems| Failure {
        what: "The inputs are not written: they are not complete.".to_owned(),
        why: problems
            .iter()
            .map(|problem| problem.what.as_str())
            .collect::<Vec<_>>()
            .join(" "),
        place: "the facility's inputs".to_owned(),
        fix: "Fill in what is missing and correct what is marked.".to_owned(),
    })?;
    Ok(Event::File {
        name: format!("chartroom-payment-inputs-fy{}.json", form.fiscal_year),
        media_type: "application/json".to_owned(),
        bytes: checked.rates().to_json().into_bytes(),
    })
}

/// Reads a document into a form.
///
/// # Errors
/// It is no such document, or an input in it is wrong.
pub(crate) fn import(bytes: &[u8]) -> Result<InputsForm, Failure> {
    let failure = |what: &str, why: String, place: String, fix: String| Failure {
        what: what.to_owned(),
        why,
        place,
        fix,
    };
    let text = core::str::from_utf8(bytes)
        .ok()
        .filter(|text| text.len() <= MOST_BYTES)
        .ok_or_else(|| {
            failure(
                "This file holds no payment inputs.",
                "It is no text, or far longer than inputs are.".to_owned(),
                "the file".to_owned(),
                "Choose a file of payment inputs that Chartroom wrote.".to_owned(),
            )
        })?;
    let rates = FacilityRates::from_json(text).map_err(|error| {
        failure(
            "The file can't be read as payment inputs.",
            format!("{} {}", sentence(&error.what), sentence(&error.why)),
            error.r#where,
            sentence(&error.fix),
        )
    })?;
    let checked = rates.checked().map_err(|errors| {
        let first = errors.first();
        let more = errors.len().saturating_sub(1);
        let others = if more > 0 {
            format!(" {more} more inputs are wrong.")
        } else {
            String::new()
        };
        failure(
            "The payment inputs in the file are not all right; nothing was taken over.",
            first.map_or_else(String::new, |e| {
                format!("{} {}", sentence(&e.what), sentence(&e.why))
            }) + &others,
            first.map_or_else(String::new, |e| e.r#where.clone()),
            first.map_or_else(String::new, |e| sentence(&e.fix)),
        )
    })?;
    Ok(form_of(checked.rates()))
}

/// A document as a form.
fn form_of(rates: &FacilityRates) -> InputsForm {
    let mut values = BTreeMap::new();
    let mut put = |key: &str, text: String| {
        values.insert(key.to_owned(), text);
    };
    let factor = |factor: Factor| factor.to_string();
    match rates.operating.standardized_amount.value {
        StandardizedAmount::Split { labor, nonlabor } => {
            put("operating.standardized_amount.labor", dollars(labor));
            put("operating.standardized_amount.nonlabor", dollars(nonlabor));
        }
        StandardizedAmount::Share {
            amount,
            labor_share,
        } => {
            put(AMOUNT_FORM, "share".to_owned());
            put("operating.standardized_amount.amount", dollars(amount));
            put(
                "operating.standardized_amount.labor_share",
                factor(labor_share),
            );
        }
    }
    let (o, c, l, a) = (
        &rates.operating,
        &rates.capital,
        &rates.outlier,
        &rates.adjustments,
    );
    for (key, input) in [
        ("operating.wage_index", Some(o.wage_index)),
        ("operating.cost_of_living", o.cost_of_living),
        ("operating.disproportionate_share", o.disproportionate_share),
        ("capital.geographic_adjustment", c.geographic_adjustment),
        (
            "outlier.operating_cost_to_charge",
            Some(l.operating_cost_to_charge),
        ),
        (
            "outlier.capital_cost_to_charge",
            Some(l.capital_cost_to_charge),
        ),
        (
            "adjustments.value_based_purchasing",
            a.value_based_purchasing,
        ),
        ("adjustments.readmissions", a.readmissions),
        ("adjustments.low_volume", a.low_volume),
    ] {
        if let Some(input) = input {
            put(key, factor(input.value));
        }
    }
    for (key, input) in [
        ("operating.uncompensated_care", o.uncompensated_care),
        ("capital.federal_rate", Some(c.federal_rate)),
        ("outlier.fixed_loss", Some(l.fixed_loss)),
    ] {
        if let Some(input) = input {
            put(key, dollars(input.value));
        }
    }
    for (kind, key, input) in [
        (TEACHING_KIND, "operating.teaching", o.teaching),
        (CAPITAL_TEACHING_KIND, "capital.teaching", c.teaching),
        (
            CAPITAL_SHARE_KIND,
            "capital.disproportionate_share",
            c.disproportionate_share,
        ),
    ] {
        match input.map(|input| input.value) {
            Some(Derived::Factor(figure)) => put(key, factor(figure)),
            Some(Derived::Ratio(figure)) => {
                put(kind, "ratio".to_owned());
                put(key, factor(figure));
            }
            None => {}
        }
    }
    if let Some(input) = a.hospital_acquired_conditions {
        let word = if input.value { "yes" } else { "no" };
        put("adjustments.hospital_acquired_conditions", word.to_owned());
    }
    if let Some(input) = a.hospital_specific {
        let word = match input.value.status {
            SpecialStatus::SoleCommunity => "sole_community",
            SpecialStatus::MedicareDependent => "medicare_dependent",
        };
        put(SPECIAL_STATUS, word.to_owned());
        put("adjustments.hospital_specific", dollars(input.value.rate));
    }
    InputsForm {
        fiscal_year: rates.fiscal_year,
        facility: rates.facility.clone(),
        values,
    }
}

/// An amount as it is typed.
fn dollars(amount: Money) -> String {
    format!("{}.{:02}", amount.cents() / 100, amount.cents() % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(values: &[(&str, &str)]) -> InputsForm {
        InputsForm {
            fiscal_year: 2026,
            facility: "Made-Up General Hospital".to_owned(),
            values: values
                .iter()
                .map(|&(key, text)| (key.to_owned(), text.to_owned()))
                .collect(),
        }
    }

    const ENOUGH: [(&str, &str); 7] = [
        ("operating.standardized_amount.labor", "$4,000.00"),
        ("operating.standardized_amount.nonlabor", "2000"),
        ("operating.wage_index", "1.1000"),
        ("capital.federal_rate", "500.00"),
        ("outlier.fixed_loss", "40,000"),
        ("outlier.operating_cost_to_charge", "0.300"),
        ("outlier.capital_cost_to_charge", "0.020"),
    ];

    fn problems(change: &[(&str, &str)]) -> Vec<(String, bool)> {
        let mut all = form(&ENOUGH);
        for &(key, text) in change {
            all.values.insert(key.to_owned(), text.to_owned());
        }
        read(&all)
            .err()
            .unwrap_or_default()
            .into_iter()
            .map(|problem| (problem.field, problem.missing))
            .collect()
    }

    #[test]
    fn amounts_are_read_as_people_write_them_and_no_comma_is_guessed() {
        for (typed, plain) in [
            ("$6,425.27", "6425.27"),
            ("6425.27", "6425.27"),
            ("1,234,567", "1234567"),
            (" $ 500", "500"),
            ("6425,27", "6425,27"),
            ("6,42", "6,42"),
            ("1234,567", "1234,567"),
            ("", ""),
        ] {
            assert_eq!(plain_money(typed), plain, "{typed}");
        }
    }

    #[test]
    fn seven_figures_are_enough() {
        assert_eq!(problems(&[]), []);
    }

    #[test]
    fn an_empty_form_names_what_is_missing_and_nothing_else() {
        let none = read(&InputsForm {
            fiscal_year: 2026,
            ..InputsForm::default()
        })
        .expect_err("nothing stands there");
        assert!(none.iter().all(|problem| problem.missing), "{none:?}");
        assert_eq!(none.len(), 8, "seven figures and the name");
    }

    #[test]
    fn each_field_is_judged_by_itself() {
        let wrong = |key: &str| vec![(key.to_owned(), false)];
        let open = |key: &str| vec![(key.to_owned(), true)];
        for (key, text) in [
            ("operating.wage_index", "97.32"),
            ("operating.wage_index", "1,1"),
            ("operating.disproportionate_share", "12 %"),
            ("operating.teaching", "0.9"),
            ("capital.federal_rate", "5,00"),
            ("capital.geographic_adjustment", "2.0"),
            ("outlier.fixed_loss", "400"),
            ("adjustments.readmissions", "1.2"),
        ] {
            assert_eq!(problems(&[(key, text)]), wrong(key), "{key} {text}");
        }
        for key in ["operating.wage_index", "outlier.fixed_loss"] {
            assert_eq!(problems(&[(key, " ")]), open(key), "{key}");
        }
        // A ratio may be larger than a factor.
        assert_eq!(
            problems(&[("operating.teaching", "0.9"), (TEACHING_KIND, "ratio")]),
            []
        );
        // Where the wage index is 1 or less, the labor share is 62 %.
        assert_eq!(
            problems(&[("operating.wage_index", "0.95")]),
            wrong("operating.standardized_amount.labor")
        );
        assert_eq!(
            problems(&[(SPECIAL_STATUS, "sole_community")]),
            open("adjustments.hospital_specific")
        );
    }

    #[test]
    fn a_document_comes_back_as_the_form_it_was_written_from() {
        let complete = form(
            &[
                &ENOUGH[2..3],
                &ENOUGH[5..],
                &[
                    (AMOUNT_FORM, "share"),
                    ("operating.standardized_amount.amount", "6000.00"),
                    ("operating.standardized_amount.labor_share", "0.6700"),
                    ("operating.cost_of_living", "1.25"),
                    (TEACHING_KIND, "ratio"),
                    ("operating.teaching", "0.25"),
                    ("operating.disproportionate_share", "0.12"),
                    ("operating.uncompensated_care", "350.00"),
                    ("capital.federal_rate", "500.00"),
                    ("capital.geographic_adjustment", "1.0500"),
                    ("capital.teaching", "0.04"),
                    (CAPITAL_SHARE_KIND, "ratio"),
                    ("capital.disproportionate_share", "0.4"),
                    ("outlier.fixed_loss", "40000.00"),
                    ("adjustments.value_based_purchasing", "1.00234567891"),
                    ("adjustments.readmissions", "0.9876"),
                    ("adjustments.hospital_acquired_conditions", "yes"),
                    (SPECIAL_STATUS, "sole_community"),
                    ("adjustments.hospital_specific", "7000.00"),
                    ("adjustments.low_volume", "0.25"),
                ],
            ]
            .concat(),
        );
        let Ok(Event::File { name, bytes, .. }) = export(&complete) else {
            panic!("{:?}", export(&complete));
        };
        assert_eq!(name, "chartroom-payment-inputs-fy2026.json");
        assert_eq!(import(&bytes), Ok(complete));
    }

    #[test]
    fn files_that_hold_no_inputs_are_refused_with_four_parts() {
        let Ok(Event::File { bytes, .. }) = export(&form(&ENOUGH)) else {
            panic!("seven figures are enough");
        };
        let good = String::from_utf8(bytes).expect("JSON");
        let broken = [
            String::new(),
            "{}".to_owned(),
            good.replace("\"version\": 1", "\"version\": 2"),
            good.replace("fixed_loss", "fixed_los"),
            good.replace("40000", "4"),
            good[..good.len() / 2].to_owned(),
            " ".repeat(MOST_BYTES + 1),
        ];
        for text in broken {
            let failure = import(text.as_bytes()).expect_err(&text);
            for part in [failure.what, failure.why, failure.place, failure.fix] {
                assert!(!part.is_empty(), "{text:.60}");
            }
        }
        assert!(import(&[0xff, 0xfe]).is_err());
        assert!(export(&form(&ENOUGH[1..])).is_err());
    }
}
