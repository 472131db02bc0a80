//! Numbers and addresses that name a person by themselves.

use super::birth::one_slip;
use crate::normal::Normal;

pub(super) const EMAIL: [&str; 3] = ["the same", "the same before the @", "different"];
pub(super) const SSN: [&str; 5] = [
    "the same",
    "one digit off, or two changed places",
    "the last four agree",
    "different",
    "the last four differ",
];
pub(super) const IDENTIFIER: [&str; 3] = [
    "the same",
    "one character off, or two changed places",
    "different",
];

pub(super) fn email(a: &Normal, b: &Normal) -> Option<u8> {
    if a.email.is_empty() || b.email.is_empty() {
        return None;
    }
    let local = |address: &str| address.split('@').next().unwrap_or_default().to_owned();
    Some(if a.email == b.email {
        0
    } else if local(&a.email) == local(&b.email) {
        1
    } else {
        2
    })
}

pub(super) fn ssn(a: &Normal, b: &Normal) -> Option<u8> {
    if a.last_four.is_empty() || b.last_four.is_empty() {
        return None;
    }
    if a.ssn.is_empty() || b.ssn.is_empty() {
        return Some(if a.last_four == b.last_four { 2 } else { 4 });
    }
    Some(if a.ssn == b.ssn {
        0
    } else if one_slip(a.ssn.as_bytes(), b.ssn.as_bytes()) {
        1
    } else {
        3
    })
}

/// The best agreement among numbers of one kind and system. Two medical record numbers of one system are what a
/// duplicate *is*: that they differ says nothing.
pub(super) fn identifiers(a: &Normal, b: &Normal) -> Option<u8> {
    let pairs = a
        .identifiers
        .iter()
        .flat_map(|a| b.identifiers.iter().map(move |b| (a, b)));
    pairs
        .filter(|(a, b)| a.of == b.of)
        .filter_map(|(a, b)| {
            if a.value == b.value {
                Some(0)
            } else if a.record_number {
                None
            } else if one_slip(a.value.as_bytes(), b.value.as_bytes()) {
                Some(1)
            } else {
                Some(2)
            }
        })
        .min()
}
