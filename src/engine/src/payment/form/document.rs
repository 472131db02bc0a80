//! The facility's inputs as a document: written from a form, and read into one.

use std::collections::BTreeMap;

use payment::{Derived, FacilityRates, Factor, Money, SpecialStatus, StandardizedAmount};

use super::read;
use crate::payment::sentence;
use crate::payment_fields::{
    AMOUNT_FORM, CAPITAL_SHARE_KIND, CAPITAL_TEACHING_KIND, SPECIAL_STATUS, TEACHING_KIND,
};
use crate::protocol::{Event, Failure, InputsForm};

/// Largest document that is read: a complete one has some three thousand characters.
pub(super) const MOST_BYTES: usize = 100_000;

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
