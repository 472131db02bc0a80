//! MPI-006: values that can't be right, or stand where none is known.

use chrono::{Datelike as _, NaiveDate};

use super::{Finding, Severity};
use crate::normal::{placeholder, text};
use crate::person::{Person, PersonId};

/// Oldest age that is taken for possible, in years.
const OLDEST: i32 = 120;

/// Checks the values of a record on `today`.
#[must_use]
pub fn values(id: PersonId, person: &Person, today: NaiveDate) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut say = |what: String, field: &str| {
        found.push(Finding {
            rule: "MPI-006",
            severity: Severity::Warning,
            what,
            why: "it matches strangers to each other, or hides a record from the search",
            place: format!("{id}, {field}"),
            fix: "ask the patient or look at a document, and leave the field empty until it is known",
            source: "data quality of the index: implausible and default values",
        });
    };
    if let Some(birth) = person.birth {
        let (year, month, day) = birth.parts();
        let first = NaiveDate::from_ymd_opt(
            i32::from(year),
            u32::from(month.max(1)),
            u32::from(day.max(1)),
        );
        if placeholder::is_birth(birth) {
            say(
                format!("{birth} is a date that stands for none"),
                "birth date",
            );
        } else if first.is_some_and(|first| first > today) {
            say(format!("born on {birth}, after today"), "birth date");
        } else if today.year() - i32::from(year) > OLDEST {
            say(
                format!("born in {year}, more than {OLDEST} years ago"),
                "birth date",
            );
        }
        if let Some((death, birth)) = person.death.zip(birth.date())
            && death < birth
        {
            say(
                format!("died on {death}, before the birth on {birth}"),
                "date of death",
            );
        }
    }
    if let Some(death) = person.death.filter(|death| *death > today) {
        say(format!("died on {death}, after today"), "date of death");
    }
    for name in &person.names {
        for (part, field) in [(&name.given, "given name"), (&name.family, "family name")] {
            if placeholder::is_name(&text::words(part)) {
                say(format!("“{part}” is no name"), field);
            }
        }
    }
    let ssn = text::digits(&person.ssn);
    if !ssn.is_empty() && placeholder::is_ssn(&ssn) {
        say(
            "a number that is never assigned".to_owned(),
            "social security number",
        );
    }
    for phone in &person.phones {
        let digits = text::digits(phone);
        if !digits.is_empty() && crate::normal::phone(phone).is_none() {
            say(format!("“{phone}” is no one's telephone"), "telephone");
        }
    }
    found
}
