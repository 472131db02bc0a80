//! Keys under which a person can be found. Two records of one person share at least one of them unless nearly
//! everything was written wrong; a key is a hash, and a chance collision only brings one more record to be compared.

use core::hash::{Hash as _, Hasher as _};

use rustc_hash::FxHasher;
use serde::{Deserialize, Serialize};

use crate::normal::{Normal, sound};

/// What a key is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Key {
    /// The sound of a family name and the birth year.
    FamilyYear,
    /// The sounds of family and given name, in any order.
    FamilyGiven,
    /// The birth date, day and month in any order.
    BirthDay,
    /// The sound of a family name and the day of the year: the year may be wrong.
    FamilyBirthday,
    /// The given name, and year and month of birth: the family name may have changed.
    GivenMonth,
    /// The given name and the ZIP code.
    GivenPostcode,
    /// The sound of a family name and the ZIP code.
    FamilyPostcode,
    /// House number, street and given initial.
    Home,
    /// The social security number.
    Ssn,
    /// Its last four digits and the birth year.
    LastFourYear,
    /// Its last four digits and the sound of a family name.
    LastFourFamily,
    /// A telephone number.
    Phone,
    /// The e-mail address.
    Email,
    /// A number of another system.
    Identifier,
    /// Mother's maiden name and the birth year.
    MotherYear,
}

impl Key {
    /// In words.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::FamilyYear => "family name and birth year",
            Self::FamilyGiven => "family and given name",
            Self::BirthDay => "birth date",
            Self::FamilyBirthday => "family name and birthday",
            Self::GivenMonth => "given name and month of birth",
            Self::GivenPostcode => "given name and ZIP code",
            Self::FamilyPostcode => "family name and ZIP code",
            Self::Home => "home address",
            Self::Ssn => "social security number",
            Self::LastFourYear => "last four of the social security number and birth year",
            Self::LastFourFamily => "last four of the social security number and family name",
            Self::Phone => "telephone",
            Self::Email => "e-mail",
            Self::Identifier => "number of another system",
            Self::MotherYear => "mother's maiden name and birth year",
        }
    }
}

/// All keys of a person, each with its hash.
pub(crate) fn keys(person: &Normal) -> Vec<(Key, u32)> {
    let mut found: Vec<(Key, u32)> = Vec::with_capacity(24);
    let mut add = |key: Key, parts: &[&str]| {
        if parts.iter().all(|part| !part.is_empty()) {
            let mut hasher = FxHasher::default();
            (key as u8).hash(&mut hasher);
            parts.hash(&mut hasher);
            let hash = hasher.finish();
            let entry = (key, (hash ^ (hash >> 32)) as u32);
            if !found.contains(&entry) {
                found.push(entry);
            }
        }
    };
    let (year, month, day) = person.birth.map(|date| date.parts()).unwrap_or_default();
    let part = |number: u16| {
        if number == 0 {
            String::new()
        } else {
            number.to_string()
        }
    };
    let (year, low, high) = (
        part(year),
        part(u16::from(month.min(day))),
        part(u16::from(month.max(day))),
    );
    let month = part(u16::from(month));
    add(Key::BirthDay, &[&year, &low, &high]);
    let roots = person
        .roots
        .iter()
        .map(|root| sound(root))
        .collect::<Vec<_>>();
    for (position, family) in person.families.iter().enumerate() {
        let family = if position == 0 {
            person.family_sound.clone()
        } else {
            sound(family)
        };
        let family = family.as_str();
        add(Key::FamilyYear, &[family, &year]);
        add(Key::FamilyBirthday, &[family, &low, &high]);
        add(Key::LastFourFamily, &[family, &person.last_four]);
        for root in core::iter::once(&person.given_sound).chain(&roots) {
            let root = root.as_str();
            add(Key::FamilyGiven, &[family.min(root), family.max(root)]);
        }
        for place in &person.places {
            add(Key::FamilyPostcode, &[family, &place.postcode]);
        }
    }
    for root in core::iter::once(&person.given_sound).chain(&roots) {
        add(Key::GivenMonth, &[root, &year, &month]);
        for place in &person.places {
            add(Key::GivenPostcode, &[root, &place.postcode]);
        }
    }
    let initial: String = person.given.chars().take(1).collect();
    for place in &person.places {
        add(Key::Home, &[&place.number, &place.street, &initial]);
    }
    add(Key::Ssn, &[&person.ssn]);
    add(Key::LastFourYear, &[&person.last_four, &year]);
    for phone in &person.phones {
        add(Key::Phone, &[phone]);
    }
    add(Key::Email, &[&person.email]);
    for number in &person.identifiers {
        add(Key::Identifier, &[&number.value]);
    }
    add(Key::MotherYear, &[&person.mother_maiden, &year]);
    found
}
