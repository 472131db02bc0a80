//! A patient of the record as the person the index compares, and ids from one to the other.

use identity::{BirthDate, Person, PersonId};
use records::RecordId;
use records::model::{IdentifierKind, NameKind, Patient, Sex};

/// The index' name of a record.
pub(crate) const fn person_id(record: RecordId) -> PersonId {
    PersonId(u128::from_be_bytes(record.0))
}

/// The record behind a name of the index.
pub(crate) const fn record_id(person: PersonId) -> RecordId {
    RecordId(person.0.to_be_bytes())
}

/// What the index compares of a patient.
pub(crate) fn person_of(patient: &Patient) -> Person {
    let mut names: Vec<identity::Name> = patient
        .names
        .values()
        // “Baby Boy” is no name to find anybody by; the mother's names and the birth order are.
        .map(|name| identity::Name {
            kind: match name.kind {
                NameKind::Maiden => identity::NameKind::Maiden,
                NameKind::Alias => identity::NameKind::Alias,
                NameKind::Legal | NameKind::Newborn | NameKind::Unknown => {
                    identity::NameKind::Legal
                }
            },
            given: name.given.clone(),
            middle: name.middle.clone(),
            family: name.family.clone(),
            suffix: name.suffix.clone(),
        })
        .collect();
    names.sort_by_key(|name| name.kind != identity::NameKind::Legal);
    Person {
        names,
        birth: patient
            .birth_date
            .and_then(|date| date.to_string().parse::<BirthDate>().ok()),
        sex: match patient.administrative_sex {
            Sex::Female => identity::Sex::Female,
            Sex::Male => identity::Sex::Male,
            Sex::Other | Sex::Unknown => identity::Sex::Unknown,
        },
        addresses: patient
            .addresses
            .values()
            .map(|address| identity::Address {
                line: address.street.clone(),
                city: address.city.clone(),
                state: address.state.clone(),
                postcode: address.zip.clone(),
            })
            .collect(),
        phones: patient
            .phones
            .values()
            .map(|phone| phone.number.clone())
            .collect(),
        email: patient.email.clone(),
        ssn: patient.ssn.clone(),
        mother_given: patient.mother.given.clone(),
        mother_maiden: patient.mother.maiden.clone(),
        birth_order: patient.birth_order,
        identifiers: patient
            .identifiers
            .values()
            .map(|number| identity::Identifier {
                kind: kind_of(number.kind).to_owned(),
                system: number.system.clone(),
                value: number.value.clone(),
            })
            .collect(),
        death: patient.death_date,
    }
}

/// The kind in HL7's table 0203.
const fn kind_of(kind: IdentifierKind) -> &'static str {
    match kind {
        IdentifierKind::OtherRecordNumber => "MR",
        IdentifierKind::Medicare => "MC",
        IdentifierKind::Medicaid => "MA",
        IdentifierKind::Insurance => "MB",
        IdentifierKind::Licence => "DL",
        IdentifierKind::Passport => "PPN",
        IdentifierKind::Other | IdentifierKind::Unknown => "U",
    }
}

/// Everything that is known of one person through several records: the first one's facts lead.
pub(crate) fn joined<'a>(mut first: Person, others: impl Iterator<Item = &'a Person>) -> Person {
    fn add<T: PartialEq + Clone>(to: &mut Vec<T>, from: &[T]) {
        for one in from {
            if !to.contains(one) {
                to.push(one.clone());
            }
        }
    }
    fn fill(to: &mut String, from: &str) {
        if to.is_empty() {
            from.clone_into(to);
        }
    }
    for other in others {
        // The other record's legal name is not this record's, and is a name the person goes by.
        let mut names = other.names.clone();
        if !first.names.is_empty() {
            for name in &mut names {
                if name.kind == identity::NameKind::Legal
                    && first.names.iter().all(|own| {
                        (&own.given, &own.family, &own.suffix)
                            != (&name.given, &name.family, &name.suffix)
                    })
                {
                    name.kind = identity::NameKind::Alias;
                }
            }
        }
        add(&mut first.names, &names);
        add(&mut first.addresses, &other.addresses);
        add(&mut first.phones, &other.phones);
        add(&mut first.identifiers, &other.identifiers);
        first.birth = first.birth.or(other.birth);
        if first.sex == identity::Sex::Unknown {
            first.sex = other.sex;
        }
        fill(&mut first.email, &other.email);
        if first.ssn.len() < other.ssn.len() && other.ssn.ends_with(&first.ssn) {
            first.ssn.clone_from(&other.ssn);
        }
        fill(&mut first.mother_given, &other.mother_given);
        fill(&mut first.mother_maiden, &other.mother_maiden);
        first.birth_order = first.birth_order.or(other.birth_order);
        first.death = first.death.or(other.death);
    }
    first
}
