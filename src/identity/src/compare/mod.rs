//! How two people's normal forms agree, field by field, in levels that have words. No weights here: a level is a fact
//! about two values, what it is worth is `weights`' business.
//!
//! The Fellegi–Sunter model adds weights up as if fields agreed independently of each other. Where they do not, it is
//! dealt with here, by what is compared together: address and telephone are one comparison with joint levels; a sex
//! that the given name already tells is not compared again; and what members of one family share by birth has a
//! comparison of its own ([`Field::Pattern`]) that takes the excess back.

mod birth;
mod names;
mod numbers;
mod pattern;
mod residence;

use serde::{Deserialize, Serialize};

use crate::normal::Normal;
use crate::person::Sex;

/// What is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// Family name, with former and other ones.
    Family,
    /// Given name.
    Given,
    /// Middle name.
    Middle,
    /// Birth date.
    Birth,
    /// Sex.
    Sex,
    /// Addresses and telephone numbers, together.
    Residence,
    /// E-mail address.
    Email,
    /// Social security number.
    Ssn,
    /// Numbers of other systems.
    Identifier,
    /// Mother's names.
    Mother,
    /// Date of death.
    Death,
    /// What relatives share without being one person.
    Pattern,
}

/// Number of fields.
pub(crate) const FIELDS: usize = 12;

impl Field {
    /// All, in the order of a waterfall.
    pub const ALL: [Self; FIELDS] = [
        Self::Family,
        Self::Given,
        Self::Middle,
        Self::Birth,
        Self::Sex,
        Self::Residence,
        Self::Email,
        Self::Ssn,
        Self::Identifier,
        Self::Mother,
        Self::Death,
        Self::Pattern,
    ];

    /// Its name in words.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Family => "Family name",
            Self::Given => "Given name",
            Self::Middle => "Middle name",
            Self::Birth => "Birth date",
            Self::Sex => "Sex",
            Self::Residence => "Address and telephone",
            Self::Email => "E-mail",
            Self::Ssn => "Social security number",
            Self::Identifier => "Other number",
            Self::Mother => "Mother",
            Self::Death => "Date of death",
            Self::Pattern => "Relatives",
        }
    }

    /// Its levels in words, from the strongest agreement on.
    #[must_use]
    pub fn levels(self) -> &'static [&'static str] {
        match self {
            Self::Family => &names::FAMILY,
            Self::Given => &names::GIVEN,
            Self::Middle => &names::MIDDLE,
            Self::Birth => &birth::LEVELS,
            Self::Sex => &["same", "different"],
            Self::Residence => &residence::LEVELS,
            Self::Email => &numbers::EMAIL,
            Self::Ssn => &numbers::SSN,
            Self::Identifier => &numbers::IDENTIFIER,
            Self::Mother => &names::MOTHER,
            Self::Death => &["same date", "different dates"],
            Self::Pattern => &pattern::LEVELS,
        }
    }
}

/// The level at which each field agrees; `None` where one side says nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Agreement(pub(crate) [Option<u8>; FIELDS]);

impl Agreement {
    /// Compares two people.
    #[must_use]
    pub fn of(a: &Normal, b: &Normal) -> Self {
        let family = names::family(a, b);
        let given = names::given(a, b, family);
        let birth = birth::compare(a.birth, b.birth);
        let residence = residence::compare(a, b);
        let mother = names::mother(a, b);
        let mut levels = [None; FIELDS];
        levels[Field::Family as usize] = family;
        levels[Field::Given as usize] = given;
        levels[Field::Middle as usize] = names::middle(a, b, family, given);
        levels[Field::Birth as usize] = birth;
        levels[Field::Sex as usize] = sex(a.sex, b.sex, given);
        levels[Field::Residence as usize] = residence;
        levels[Field::Email as usize] = numbers::email(a, b);
        levels[Field::Ssn as usize] = numbers::ssn(a, b);
        levels[Field::Identifier as usize] = numbers::identifiers(a, b);
        levels[Field::Mother as usize] = mother;
        levels[Field::Death as usize] = a.death.zip(b.death).map(|(a, b)| u8::from(a != b));
        levels[Field::Pattern as usize] = pattern::compare(a, b, &levels);
        Self(levels)
    }

    /// The level of `field`, an index into [`Field::levels`].
    #[must_use]
    pub fn level(&self, field: Field) -> Option<u8> {
        self.0[field as usize]
    }
}

/// A given name tells the sex nearly always: where the names agree, the same sex is no news.
fn sex(a: Sex, b: Sex, given: Option<u8>) -> Option<u8> {
    match (a, b) {
        (Sex::Unknown, _) | (_, Sex::Unknown) => None,
        _ if a != b => Some(1),
        _ if matches!(given, Some(names::SAME | names::SHORT_FORM)) => None,
        _ => Some(0),
    }
}

/// Both normal forms as a waterfall shows them.
pub(crate) fn shown(field: Field, of: &Normal) -> String {
    let list = |parts: Vec<&str>| {
        parts
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(", ")
    };
    match field {
        Field::Family => list(of.families.iter().map(|name| name.as_str()).collect()),
        Field::Given => of.given.to_string(),
        Field::Middle => of.middle.to_string(),
        Field::Birth => of.birth.map(|date| date.to_string()).unwrap_or_default(),
        Field::Sex => match of.sex {
            Sex::Female => "female".to_owned(),
            Sex::Male => "male".to_owned(),
            Sex::Unknown => String::new(),
        },
        Field::Residence => residence::shown(of),
        Field::Email => of.email.to_string(),
        Field::Ssn if of.ssn.is_empty() => of.last_four.to_string(),
        Field::Ssn => of.ssn.to_string(),
        Field::Identifier => list(
            of.identifiers
                .iter()
                .map(|number| number.value.as_str())
                .collect(),
        ),
        Field::Mother => list(vec![&of.mother_given, &of.mother_maiden]),
        Field::Death => of.death.map(|date| date.to_string()).unwrap_or_default(),
        Field::Pattern => pattern::shown(of),
    }
}
