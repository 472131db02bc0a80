//! Where a person lives and is called: one comparison with joint levels, since who shares an address shares a telephone.

use compact_str::CompactString;

use crate::normal::Normal;

pub(super) const LEVELS: [&str; 6] = [
    "the same address and telephone",
    "the same telephone",
    "the same address",
    "almost the same address",
    "the same ZIP code",
    "nothing shared",
];
/// Up to here two people live together.
pub(super) const TOGETHER: u8 = 2;

pub(super) fn compare(a: &Normal, b: &Normal) -> Option<u8> {
    let phones = !a.phones.is_empty() && !b.phones.is_empty();
    let addresses = !a.places.is_empty() && !b.places.is_empty();
    if !phones && !addresses {
        return None;
    }
    let phone = a.phones.iter().any(|phone| b.phones.contains(phone));
    let pairs = || {
        a.places
            .iter()
            .flat_map(|a| b.places.iter().map(move |b| (a, b)))
    };
    let same = |a: &CompactString, b: &CompactString| !a.is_empty() && a == b;
    let mut number_street_zip = false;
    let mut two = false;
    let mut zip = false;
    for (a, b) in pairs() {
        let agree = [
            same(&a.number, &b.number),
            same(&a.street, &b.street),
            same(&a.postcode, &b.postcode),
        ];
        let count = agree.into_iter().filter(|agrees| *agrees).count();
        number_street_zip |= count == 3;
        two |= count == 2;
        zip |= agree[2];
    }
    Some(match (number_street_zip, phone) {
        (true, true) => 0,
        (false, true) => 1,
        (true, false) => 2,
        _ if two => 3,
        _ if zip => 4,
        _ => 5,
    })
}

pub(super) fn shown(of: &Normal) -> String {
    let places = of.places.iter().map(|place| {
        let parts = [&place.number, &place.street, &place.postcode];
        let parts: Vec<&str> = parts
            .into_iter()
            .map(CompactString::as_str)
            .filter(|part| !part.is_empty())
            .collect();
        parts.join(" ")
    });
    let all: Vec<String> = places
        .chain(of.phones.iter().map(ToString::to_string))
        .collect();
    all.join(", ")
}
