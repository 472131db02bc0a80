//! The patient's record as registration left it, and the second record that a hurried registration made of the same person.

use chrono::{Days, NaiveDate};
use records::model::{
    Address, Identifier, IdentifierKind, Mother, NameKind, Office, Patient, PatientStatus,
    PersonName, Phone, Sex, Verification,
};
use records::{EntryId, UserId};

use super::names::misspelt;
use super::persona::{Persona, unit_number};
use crate::draw::Draw;
use crate::plan::Plan;
use crate::zone::moment;

/// Where serial numbers begin.
const FIRST_NUMBER: u64 = 100_200;

/// The record of a person.
pub(crate) fn patient(plan: &Plan, person: &Persona, office: &str, registrar: UserId) -> Patient {
    let mut draw = Draw::new(plan.seed, 4, person.number);
    let mut patient = Patient {
        status: PatientStatus::Active,
        unit_number: unit_number(FIRST_NUMBER + person.number),
        birth_date: Some(person.birth.into()),
        sex_at_birth: person.sex,
        administrative_sex: person.sex,
        race: vec![
            (*draw.pick(&[
                "White",
                "White",
                "Black or African American",
                "American Indian or Alaska Native",
                "Asian",
            ]))
            .into(),
        ],
        ethnicity: (*draw.pick(&[
            "Not Hispanic or Latino",
            "Not Hispanic or Latino",
            "Hispanic or Latino",
        ]))
        .into(),
        ssn: person.ssn.clone(),
        mother: Mother {
            given: person.mother.0.clone(),
            maiden: person.mother.1.clone(),
        },
        birth_order: person.birth_order,
        language: (*draw.pick(&["English", "English", "English", "Spanish"])).into(),
        attending_office: Office {
            name: office.into(),
            phone: "555-0199".into(),
        },
        ..Patient::default()
    };
    let mut name = |kind, family: &str| {
        let name = PersonName {
            kind,
            family: family.into(),
            given: person.given.clone(),
            middle: person.middle.clone(),
            suffix: person.suffix.into(),
            ..PersonName::default()
        };
        patient.names.insert(EntryId(draw.id()), name);
    };
    name(NameKind::Legal, &person.family);
    if !person.maiden.is_empty() {
        name(NameKind::Maiden, &person.maiden);
    }
    let address = Address {
        street: person.street.clone(),
        city: person.town.0.into(),
        state: "ZZ".into(),
        zip: person.town.1.into(),
        ..Address::default()
    };
    patient.addresses.insert(EntryId(draw.id()), address);
    let phone = Phone {
        number: person.phone.clone(),
        used_for: "home".into(),
    };
    patient.phones.insert(EntryId(draw.id()), phone);
    let (kind, system, mark) = if person.age(plan.until) >= 65 {
        (IdentifierKind::Medicare, "Medicare (made up)", "TEST")
    } else {
        (IdentifierKind::Insurance, "Sample Mutual (made up)", "SMPL")
    };
    let identifier = Identifier {
        kind,
        system: system.into(),
        value: format!("{mark}{:07}", person.number),
    };
    patient.identifiers.insert(EntryId(draw.id()), identifier);
    // A few are new and wait for the attending's office.
    let registered = plan
        .from()
        .checked_sub_days(Days::new(30))
        .and_then(|d| d.and_hms_opt(9, 30, 0))
        .map(moment);
    if draw.chance(5) {
        patient.status = PatientStatus::Provisional;
    } else {
        patient.verification = Some(Verification {
            by: registrar,
            at: registered,
            how: "telephone".into(),
            with: "front desk".into(),
            changed: String::new(),
        });
    }
    patient
}

/// A second record of the same person, with what was mistyped, in words.
pub(crate) fn duplicate(
    plan: &Plan,
    person: &Persona,
    office: &str,
    registrar: UserId,
) -> (Patient, String) {
    let mut draw = Draw::new(plan.seed, 5, person.number);
    let mut second = patient(plan, person, office, registrar);
    second.unit_number = unit_number(700_000 + person.number);
    second.status = PatientStatus::Provisional;
    second.verification = None;
    let mut errors = Vec::new();
    let names: Vec<EntryId> = second.names.keys().copied().collect();
    for (place, id) in names.iter().enumerate() {
        let Some(name) = second
            .names
            .get_mut(id)
            .filter(|n| n.kind == NameKind::Legal)
        else {
            continue;
        };
        if place == 0 && draw.chance(50) {
            name.family = misspelt(&name.family, &mut draw);
            errors.push(format!("family name {}", name.family));
        } else {
            name.given = misspelt(&name.given, &mut draw);
            errors.push(format!("given name {}", name.given));
        }
        name.middle.clear();
        if person.sex == Sex::Female && !person.maiden.is_empty() {
            name.family.clone_from(&person.maiden);
            errors.push("registered under the maiden name".into());
        }
    }
    second.names.retain(|_, name| name.kind == NameKind::Legal);
    if draw.chance(60) {
        let turned = swapped(person.birth);
        second.birth_date = Some(turned.into());
        errors.push(format!("born {turned} instead of {}", person.birth));
    }
    if draw.chance(40) {
        second.ssn.clear();
        errors.push("no social security number".into());
    }
    (second, errors.join("; "))
}

/// The date with day and month exchanged; where that is none, or the same, a year off.
fn swapped(date: NaiveDate) -> NaiveDate {
    use chrono::Datelike as _;
    NaiveDate::from_ymd_opt(date.year(), date.day(), date.month())
        .filter(|turned| *turned != date)
        .or_else(|| NaiveDate::from_ymd_opt(date.year() - 1, date.month(), date.day().min(28)))
        .unwrap_or(date)
}
