//! A person's normal forms as columns, for a peer that is given equal comparisons over the same values.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::candidates::keys;
use crate::normal::Normal;

/// The columns of each of `people`. Keys that more than `largest` of them share are left out.
#[must_use]
pub fn columns(people: &[Normal], largest: usize) -> Vec<Value> {
    let mut shared: BTreeMap<u32, usize> = BTreeMap::new();
    for person in people {
        for (_, hash) in keys(person) {
            *shared.entry(hash).or_default() += 1;
        }
    }
    people
        .iter()
        .map(|person| row(person, &shared, largest))
        .collect()
}

fn row(of: &Normal, shared: &BTreeMap<u32, usize>, largest: usize) -> Value {
    let mut hashes: Vec<u32> = keys(of)
        .into_iter()
        .map(|(_, hash)| hash)
        .filter(|hash| shared[hash] <= largest)
        .collect();
    hashes.sort_unstable();
    hashes.dedup();
    let (mut all, mut two, mut zips) = (Vec::new(), Vec::new(), Vec::new());
    for place in &of.places {
        let (number, street, zip) = (&place.number, &place.street, &place.postcode);
        let add = |to: &mut Vec<String>, name: &str, parts: &[&compact_str::CompactString]| {
            if parts.iter().all(|part| !part.is_empty()) {
                to.push(format!(
                    "{name}:{}",
                    parts
                        .iter()
                        .map(|p| p.as_str())
                        .collect::<Vec<_>>()
                        .join("|")
                ));
            }
        };
        add(&mut all, "a", &[number, street, zip]);
        add(&mut two, "ns", &[number, street]);
        add(&mut two, "nz", &[number, zip]);
        add(&mut two, "sz", &[street, zip]);
        add(&mut zips, "z", &[zip]);
    }
    let (year, month, day) = of.birth.map(|date| date.parts()).unwrap_or_default();
    let known = |part: u16| (part > 0).then_some(part);
    json!({
        "family": of.family, "families": of.families, "family_sound": of.family_sound,
        "given": of.given, "given_sound": of.given_sound, "roots": of.roots, "middle": of.middle,
        "birth": of.birth.and_then(|date| date.digits()).map(|d| String::from_utf8_lossy(&d).into_owned()).unwrap_or_default(),
        "birth_year": known(year), "birth_month": known(month.into()), "birth_day": known(day.into()),
        "sex": match of.sex {
            crate::person::Sex::Female => "F",
            crate::person::Sex::Male => "M",
            crate::person::Sex::Unknown => "",
        },
        "has_place": !of.places.is_empty(), "place_all": all, "place_two": two, "place_zip": zips, "phones": of.phones,
        "email": of.email, "email_local": of.email.split('@').next().unwrap_or_default(),
        "ssn": of.ssn, "last_four": of.last_four,
        "number": of.identifiers.first().map(|number| number.value.as_str()).unwrap_or_default(),
        "mother_given": of.mother_given, "mother_maiden": of.mother_maiden,
        "birth_order": of.birth_order, "generation": of.generation,
        "keys": hashes,
    })
}
