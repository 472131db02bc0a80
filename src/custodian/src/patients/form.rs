//! A patient's fields as they are typed, and back. What can't be read is refused with its place.

use std::str::FromStr as _;

use records::EntryId;
use records::model::{
    Address, Flags, Identifier, IdentifierKind, Mother, NameKind, Office, PartialDate, Patient,
    PersonName, Phone, Sex,
};

use crate::protocol::{AddressForm, Failure, IdentifierForm, NameForm, PatientForm, PhoneForm};

/// The fields of a patient with `seen` changes.
pub(crate) fn form_of(patient: &Patient, seen: u64) -> PatientForm {
    PatientForm {
        seen,
        names: patient
            .names
            .iter()
            .map(|(id, name)| NameForm {
                id: Some(id.0),
                kind: name.kind.word().to_owned(),
                family: name.family.clone(),
                given: name.given.clone(),
                middle: name.middle.clone(),
                suffix: name.suffix.clone(),
            })
            .collect(),
        birth_date: patient
            .birth_date
            .map_or_else(String::new, |date| date.to_string()),
        sex_at_birth: patient.sex_at_birth.word().to_owned(),
        administrative_sex: patient.administrative_sex.word().to_owned(),
        gender_identity: patient.gender_identity.clone(),
        race: patient.race.clone(),
        ethnicity: patient.ethnicity.clone(),
        addresses: patient
            .addresses
            .iter()
            .map(|(id, address)| AddressForm {
                id: Some(id.0),
                street: address.street.clone(),
                city: address.city.clone(),
                state: address.state.clone(),
                zip: address.zip.clone(),
            })
            .collect(),
        phones: patient
            .phones
            .iter()
            .map(|(id, phone)| PhoneForm {
                id: Some(id.0),
                number: phone.number.clone(),
                used_for: phone.used_for.clone(),
            })
            .collect(),
        email: patient.email.clone(),
        ssn: patient.ssn.clone(),
        mother_given: patient.mother.given.clone(),
        mother_maiden: patient.mother.maiden.clone(),
        birth_order: patient.birth_order,
        death_date: patient
            .death_date
            .map_or_else(String::new, |date| date.to_string()),
        language: patient.language.clone(),
        identifiers: patient
            .identifiers
            .iter()
            .map(|(id, number)| IdentifierForm {
                id: Some(id.0),
                kind: number.kind.word().to_owned(),
                system: number.system.clone(),
                value: number.value.clone(),
            })
            .collect(),
        vip: patient.flags.vip,
        employee: patient.flags.employee,
        part_2: patient.flags.part_2,
        state_protected: patient.flags.state_protected,
        office: patient.attending_office.name.clone(),
        office_phone: patient.attending_office.phone.clone(),
    }
}

/// Puts what was typed into a patient, who has to have a name. `fresh` makes ids of new entries.
pub(crate) fn fill(
    patient: &mut Patient,
    form: &PatientForm,
    fresh: impl FnMut() -> EntryId,
) -> Result<(), Failure> {
    fill_known(patient, form, fresh)?;
    if !patient.names.is_empty() {
        return Ok(());
    }
    Err(Failure::new(
        "A patient needs a name.",
        "Nobody finds a record without one.",
        "name",
        "Enter the legal name; of a newborn the mother's family name, as kind “newborn”.",
    ))
}

/// As [`fill`], while not everything is known yet.
pub(crate) fn fill_known(
    patient: &mut Patient,
    form: &PatientForm,
    mut fresh: impl FnMut() -> EntryId,
) -> Result<(), Failure> {
    let trimmed = |text: &String| text.trim().to_owned();
    let mut id = |id: Option<[u8; 16]>| id.map_or_else(&mut fresh, EntryId);
    let mut names = core::mem::take(&mut patient.names);
    for name in &form.names {
        let entry = id(name.id);
        let before = names.remove(&entry).unwrap_or_default();
        let after = PersonName {
            kind: word(NameKind::ALL, NameKind::word, &name.kind, "kind of name")?,
            family: trimmed(&name.family),
            given: trimmed(&name.given),
            middle: trimmed(&name.middle),
            suffix: trimmed(&name.suffix),
            ..before
        };
        if !after.family.is_empty() || !after.given.is_empty() {
            patient.names.insert(entry, after);
        }
    }
    let mut addresses = core::mem::take(&mut patient.addresses);
    for address in &form.addresses {
        let entry = id(address.id);
        let before = addresses.remove(&entry).unwrap_or_default();
        let after = Address {
            street: trimmed(&address.street),
            city: trimmed(&address.city),
            state: address.state.trim().to_uppercase(),
            zip: trimmed(&address.zip),
            ..before
        };
        if after != Address::default() {
            patient.addresses.insert(entry, after);
        }
    }
    patient.phones = form
        .phones
        .iter()
        .filter(|phone| !phone.number.trim().is_empty())
        .map(|phone| {
            let after = Phone {
                number: trimmed(&phone.number),
                used_for: trimmed(&phone.used_for),
            };
            (id(phone.id), after)
        })
        .collect();
    let mut identifiers = records::model::Entries::new();
    for number in &form.identifiers {
        if number.value.trim().is_empty() {
            continue;
        }
        let kind = word(
            IdentifierKind::ALL,
            IdentifierKind::word,
            &number.kind,
            "kind of number",
        )?;
        let after = Identifier {
            kind,
            system: trimmed(&number.system),
            value: trimmed(&number.value),
        };
        identifiers.insert(id(number.id), after);
    }
    patient.identifiers = identifiers;
    patient.birth_date = match form.birth_date.trim() {
        "" => None,
        text => Some(
            PartialDate::from_str(&year_first(text))
                .map_err(|error| not_read("birth date", error))?,
        ),
    };
    patient.death_date = match form.death_date.trim() {
        "" => None,
        text => Some(
            year_first(text)
                .parse()
                .map_err(|error| not_read("date of death", error))?,
        ),
    };
    patient.sex_at_birth = word(Sex::ALL, Sex::word, &form.sex_at_birth, "sex at birth")?;
    patient.administrative_sex = word(Sex::ALL, Sex::word, &form.administrative_sex, "sex")?;
    patient.ssn = form.ssn.chars().filter(char::is_ascii_digit).collect();
    if !matches!(patient.ssn.len(), 0 | 4 | 9)
        || (patient.ssn.is_empty() && !form.ssn.trim().is_empty())
    {
        return Err(Failure::new(
            "The social security number was not taken.",
            "It has neither nine digits nor four.",
            "social security number",
            "Enter all nine digits, or the last four, or leave it empty.",
        ));
    }
    patient.gender_identity = trimmed(&form.gender_identity);
    patient.race.clone_from(&form.race);
    patient.ethnicity = trimmed(&form.ethnicity);
    patient.email = trimmed(&form.email);
    patient.mother = Mother {
        given: trimmed(&form.mother_given),
        maiden: trimmed(&form.mother_maiden),
    };
    patient.birth_order = form.birth_order.filter(|order| *order > 0);
    patient.language = trimmed(&form.language);
    patient.flags = Flags {
        vip: form.vip,
        employee: form.employee,
        part_2: form.part_2,
        state_protected: form.state_protected,
    };
    patient.attending_office = Office {
        name: trimmed(&form.office),
        phone: trimmed(&form.office_phone),
    };
    Ok(())
}

/// A date as it is written at a desk in the United States, `3/12/1984`, with its year first; any other text as it is.
fn year_first(text: &str) -> String {
    let parts: Vec<&str> = text.split('/').map(str::trim).collect();
    let digits = |part: &str, most: usize| {
        (1..=most).contains(&part.len()) && part.bytes().all(|digit| digit.is_ascii_digit())
    };
    match parts.as_slice() {
        [month, day, year]
            if digits(month, 2) && digits(day, 2) && year.len() == 4 && digits(year, 4) =>
        {
            format!("{year}-{month:0>2}-{day:0>2}")
        }
        _ => text.to_owned(),
    }
}

/// A word of an enumeration; empty is the unknown one.
fn word<T: Copy + Default>(
    all: &[T],
    of: impl Fn(T) -> &'static str,
    text: &str,
    place: &str,
) -> Result<T, Failure> {
    if text.trim().is_empty() {
        return Ok(T::default());
    }
    let found = all.iter().copied().find(|known| of(*known) == text.trim());
    found.ok_or_else(|| {
        let words: Vec<&str> = all.iter().map(|known| of(*known)).collect();
        Failure::new(
            format!("“{}” was not taken.", text.trim()),
            "The record has words of its own here.",
            place,
            format!("Choose one of: {}.", words.join(", ")),
        )
    })
}

fn not_read(place: &str, error: impl core::fmt::Display) -> Failure {
    Failure::new(
        format!("The {place} can't be read."),
        format!("{error}."),
        place,
        "Write it as 3/12/1984 or 1984-03-12; a birth date may be 1984-03 or 1984.",
    )
}

/// A kind of name is missing: it is the legal one.
pub(crate) fn with_legal_names(form: &PatientForm) -> PatientForm {
    let mut form = form.clone();
    for name in &mut form.names {
        if name.kind.trim().is_empty() {
            NameKind::Legal.word().clone_into(&mut name.kind);
        }
    }
    form
}
