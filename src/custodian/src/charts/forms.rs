//! An encounter's fields out of what was typed, and back.

use chrono::DateTime;
use records::model::{Class, Encounter, Entries, Newborn, Payer, Provider, ProviderRole};
use records::{EntryId, Moment};

use crate::protocol::{EncounterForm, Failure, PayerForm, ProviderForm};

/// Takes a form's fields into an encounter. `fresh` names new entries.
pub(super) fn take_in(
    form: &EncounterForm,
    stay: &mut Encounter,
    mut fresh: impl FnMut() -> EntryId,
) -> Result<(), Failure> {
    let class = Class::ALL.iter().find(|class| class.word() == form.class);
    stay.class = *class.ok_or_else(|| wrong("class", &form.class, "Choose one of the list."))?;
    stay.account = text(&form.account);
    stay.admission_type = number(&form.admission_type, "type of admission", 1..=9)?;
    stay.point_of_origin = text(&form.point_of_origin);
    stay.admit_order = moment(&form.admit_order, "inpatient order")?;
    stay.admitted = moment(&form.admitted, "admission")?;
    stay.discharged = moment(&form.discharged, "discharge")?;
    stay.discharge_status = number(&form.discharge_status, "discharge status", 1..=99)?;
    stay.service = text(&form.service);
    stay.unit = text(&form.unit);
    stay.complaint = text(&form.complaint);
    stay.financial_class = text(&form.financial_class);
    stay.charges_cents = cents(&form.charges)?;
    stay.newborn = Newborn {
        birth_weight_grams: number(&form.birth_weight_grams, "birth weight", 100..=9_999)?,
        gestation_weeks: number(&form.gestation_weeks, "weeks of gestation", 15..=45)?,
        gestation_days: number(&form.gestation_days, "days of gestation", 0..=6)?,
    };
    stay.ventilation_hours = number(&form.ventilation_hours, "hours on a ventilator", 0..=50_000)?;
    if let (Some(from), Some(to)) = (stay.admitted, stay.discharged)
        && to < from
    {
        return Err(wrong(
            "discharge",
            &form.discharged,
            "It is before the admission: correct one of them.",
        ));
    }
    let mut providers = Entries::new();
    for provider in &form.providers {
        let role = ProviderRole::ALL
            .iter()
            .find(|role| role.word() == provider.role)
            .ok_or_else(|| wrong("provider's role", &provider.role, "Choose one of the list."))?;
        let npi = text(&provider.npi);
        if !npi.is_empty() && (npi.len() != 10 || !npi.bytes().all(|b| b.is_ascii_digit())) {
            return Err(wrong("provider's NPI", &npi, "An NPI has ten digits."));
        }
        let entry = provider.id.map_or_else(&mut fresh, EntryId);
        providers.insert(
            entry,
            Provider {
                role: *role,
                name: text(&provider.name),
                npi,
                department: text(&provider.department),
            },
        );
    }
    stay.providers = providers;
    let mut payers = Entries::new();
    for payer in &form.payers {
        let entry = payer.id.map_or_else(&mut fresh, EntryId);
        payers.insert(
            entry,
            Payer {
                name: text(&payer.name),
                member_number: text(&payer.member_number),
                rank: payer.rank,
            },
        );
    }
    stay.payers = payers;
    Ok(())
}

/// An encounter's fields as a form.
pub(super) fn form_of(stay: &Encounter) -> EncounterForm {
    let time = |moment: Option<Moment>| moment.map_or_else(String::new, written);
    fn shown<T: ToString>(number: Option<T>) -> String {
        number.map_or_else(String::new, |number| number.to_string())
    }
    EncounterForm {
        account: stay.account.clone(),
        class: stay.class.word().to_owned(),
        admission_type: shown(stay.admission_type),
        point_of_origin: stay.point_of_origin.clone(),
        admit_order: time(stay.admit_order),
        admitted: time(stay.admitted),
        discharged: time(stay.discharged),
        discharge_status: stay
            .discharge_status
            .map_or_else(String::new, |status| format!("{status:02}")),
        service: stay.service.clone(),
        unit: stay.unit.clone(),
        complaint: stay.complaint.clone(),
        financial_class: stay.financial_class.clone(),
        charges: stay.charges_cents.map_or_else(String::new, dollars),
        birth_weight_grams: shown(stay.newborn.birth_weight_grams),
        gestation_weeks: shown(stay.newborn.gestation_weeks),
        gestation_days: shown(stay.newborn.gestation_days),
        ventilation_hours: shown(stay.ventilation_hours),
        providers: stay
            .providers
            .iter()
            .map(|(id, provider)| ProviderForm {
                id: Some(id.0),
                role: provider.role.word().to_owned(),
                name: provider.name.clone(),
                npi: provider.npi.clone(),
                department: provider.department.clone(),
            })
            .collect(),
        payers: stay
            .payers
            .iter()
            .map(|(id, payer)| PayerForm {
                id: Some(id.0),
                name: payer.name.clone(),
                member_number: payer.member_number.clone(),
                rank: payer.rank,
            })
            .collect(),
    }
}

/// A time as it is typed, to the minute and with its offset.
fn written(moment: Moment) -> String {
    moment.format("%Y-%m-%dT%H:%M%:z").to_string()
}

/// A time as it is shown: by the facility's clock then.
pub(super) fn shown(moment: Option<Moment>) -> String {
    moment.map_or_else(String::new, |moment| {
        moment.format("%Y-%m-%d %H:%M").to_string()
    })
}

/// Reads a time.
pub(super) fn moment(text: &str, what: &str) -> Result<Option<Moment>, Failure> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    DateTime::parse_from_rfc3339(text)
        .or_else(|_| DateTime::parse_from_str(text, "%Y-%m-%dT%H:%M%:z"))
        .map(Some)
        .map_err(|_| {
            wrong(
                what,
                text,
                "Write it as 2026-03-01T08:00-06:00: day, time, and how far the facility's clock was from UTC.",
            )
        })
}

fn text(typed: &str) -> String {
    typed.trim().to_owned()
}

fn number<T>(
    typed: &str,
    what: &str,
    within: core::ops::RangeInclusive<T>,
) -> Result<Option<T>, Failure>
where
    T: core::str::FromStr + PartialOrd + core::fmt::Display,
{
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    let number = typed.parse().ok().filter(|number| within.contains(number));
    let bounds = format!(
        "It is a number from {} to {}.",
        within.start(),
        within.end()
    );
    number.map(Some).ok_or_else(|| wrong(what, typed, &bounds))
}

/// Dollars and cents, without rounding.
fn cents(typed: &str) -> Result<Option<i64>, Failure> {
    let typed = typed.trim().replace([',', '$'], "");
    if typed.is_empty() {
        return Ok(None);
    }
    let (dollars, cents) = typed.split_once('.').unwrap_or((&typed, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let whole = dollars.parse::<i64>().ok().filter(|_| digits(dollars));
    let part = match cents.len() {
        0 => Some(0),
        2 => cents.parse::<i64>().ok().filter(|_| digits(cents)),
        _ => None,
    };
    whole
        .zip(part)
        .and_then(|(whole, part)| whole.checked_mul(100)?.checked_add(part))
        .map(Some)
        .ok_or_else(|| wrong("charges", &typed, "Write dollars and cents: 1234.56."))
}

fn dollars(cents: i64) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    let cents = cents.unsigned_abs();
    format!("{sign}{}.{:02}", cents / 100, cents % 100)
}

pub(super) fn wrong(field: &str, typed: &str, fix: &str) -> Failure {
    Failure::new(
        format!("Nothing was saved: the {field} can't be read."),
        format!("“{typed}” stands there."),
        field,
        fix,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry() -> EntryId {
        EntryId([9; 16])
    }

    #[test]
    fn a_form_comes_back_as_it_was_typed() {
        let form = EncounterForm {
            account: "T00000001".to_owned(),
            class: "IP".to_owned(),
            admitted: "2026-03-01T08:00-06:00".to_owned(),
            // The clocks went forward in between.
            discharged: "2026-03-09T10:30-05:00".to_owned(),
            discharge_status: "01".to_owned(),
            charges: "1234.50".to_owned(),
            providers: vec![ProviderForm {
                id: Some([1; 16]),
                role: "attending".to_owned(),
                name: "Testcase, MD".to_owned(),
                npi: "9999999999".to_owned(),
                department: String::new(),
            }],
            ..EncounterForm::default()
        };
        let mut stay = Encounter::default();
        take_in(&form, &mut stay, entry).expect("it is read");
        assert_eq!(stay.charges_cents, Some(123_450));
        assert_eq!(form_of(&stay), form);
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        let good = EncounterForm {
            class: "ED".to_owned(),
            ..EncounterForm::default()
        };
        for (form, field) in [
            (
                EncounterForm {
                    class: "ward".into(),
                    ..good.clone()
                },
                "class",
            ),
            (
                EncounterForm {
                    admitted: "yesterday".into(),
                    ..good.clone()
                },
                "admission",
            ),
            // Without an offset an hour in autumn would be two.
            (
                EncounterForm {
                    admitted: "2026-11-01T01:30".into(),
                    ..good.clone()
                },
                "admission",
            ),
            (
                EncounterForm {
                    charges: "12.3".into(),
                    ..good.clone()
                },
                "charges",
            ),
            (
                EncounterForm {
                    charges: "-1.00".into(),
                    ..good.clone()
                },
                "charges",
            ),
            (
                EncounterForm {
                    discharge_status: "100".into(),
                    ..good.clone()
                },
                "discharge status",
            ),
            (
                EncounterForm {
                    admitted: "2026-03-02T08:00-06:00".into(),
                    discharged: "2026-03-01T08:00-06:00".into(),
                    ..good.clone()
                },
                "discharge",
            ),
        ] {
            let failure = take_in(&form, &mut Encounter::default(), entry).expect_err(field);
            assert_eq!(failure.place, field);
        }
        assert!(take_in(&good, &mut Encounter::default(), entry).is_ok());
    }
}
