//! What counts as an identifier of a search. Sex does not: half of all people share it. A name counts once, and only
//! when both its parts are there. Placeholders don't count.

use serde::{Deserialize, Serialize};

use crate::normal::Normal;
use crate::person::Person;

/// An identifier that a search can go by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SearchedOn {
    /// Given and family name.
    Name,
    /// Birth date, at least the year.
    Birth,
    /// Social security number or its last four.
    Ssn,
    /// A telephone number.
    Phone,
    /// An address: house number and street, or ZIP code.
    Address,
    /// E-mail address.
    Email,
    /// Mother's first or maiden name.
    Mother,
    /// A number of this or another system.
    Number,
}

impl SearchedOn {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Name,
        Self::Birth,
        Self::Ssn,
        Self::Phone,
        Self::Address,
        Self::Email,
        Self::Mother,
        Self::Number,
    ];

    /// In words.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Birth => "birth date",
            Self::Ssn => "social security number",
            Self::Phone => "telephone",
            Self::Address => "address",
            Self::Email => "e-mail",
            Self::Mother => "mother's name",
            Self::Number => "number of a system",
        }
    }
}

/// The identifiers that `person` can be searched on.
#[must_use]
pub fn identifiers(person: &Person) -> Vec<SearchedOn> {
    of(&Normal::of(person))
}

fn of(normal: &Normal) -> Vec<SearchedOn> {
    let place = |place: &crate::normal::Place| {
        !place.postcode.is_empty() || (!place.number.is_empty() && !place.street.is_empty())
    };
    let given = [
        (
            SearchedOn::Name,
            !normal.family.is_empty() && !normal.given.is_empty(),
        ),
        (SearchedOn::Birth, normal.birth.is_some()),
        (SearchedOn::Ssn, !normal.last_four.is_empty()),
        (SearchedOn::Phone, !normal.phones.is_empty()),
        (SearchedOn::Address, normal.places.iter().any(place)),
        (SearchedOn::Email, !normal.email.is_empty()),
        (
            SearchedOn::Mother,
            !normal.mother_given.is_empty() || !normal.mother_maiden.is_empty(),
        ),
        (SearchedOn::Number, !normal.identifiers.is_empty()),
    ];
    given
        .into_iter()
        .filter(|(_, there)| *there)
        .map(|(on, _)| on)
        .collect()
}

/// The identifiers of `searched` that `record` does not bear.
pub(super) fn differing(searched: &Person, record: &Person) -> Vec<SearchedOn> {
    let (searched, record) = (Normal::of(searched), Normal::of(record));
    let bears = |on: &SearchedOn| match on {
        SearchedOn::Name => searched.family == record.family && searched.given == record.given,
        SearchedOn::Birth => searched.birth == record.birth,
        SearchedOn::Ssn => {
            searched.last_four == record.last_four
                && (searched.ssn.is_empty() || searched.ssn == record.ssn)
        }
        SearchedOn::Phone => searched
            .phones
            .iter()
            .all(|phone| record.phones.contains(phone)),
        SearchedOn::Address => searched
            .places
            .iter()
            .all(|place| record.places.contains(place)),
        SearchedOn::Email => searched.email == record.email,
        SearchedOn::Mother => {
            searched.mother_given == record.mother_given
                && searched.mother_maiden == record.mother_maiden
        }
        SearchedOn::Number => searched
            .identifiers
            .iter()
            .all(|number| record.identifiers.contains(number)),
    };
    of(&searched).into_iter().filter(|on| !bears(on)).collect()
}
