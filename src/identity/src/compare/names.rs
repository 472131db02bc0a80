//! Names: family, given, middle, mother's.

use strsim::jaro_winkler;

use crate::normal::Normal;
use crate::normal::text::is_initial;

/// Spelled almost the same, by Jaro-Winkler.
const ALMOST: f64 = 0.92;
/// Spelled alike, for family names.
const ALIKE: f64 = 0.85;
/// Spelled alike, for given names.
const GIVEN_ALIKE: f64 = 0.80;

pub(super) const FAMILY: [&str; 6] = [
    "the same",
    "given and family name changed places",
    "the same as a maiden, other or half of a double name",
    "almost the same spelling",
    "sounds the same or is spelled alike",
    "different",
];
pub(super) const SWAPPED: u8 = 1;
pub(super) const OTHER_NAME: u8 = 2;

pub(super) const GIVEN: [&str; 7] = [
    "the same",
    "a short form of the same name",
    "almost the same spelling",
    "the initial agrees",
    "one goes by the middle name",
    "sounds the same or is spelled alike",
    "different",
];
pub(super) const SAME: u8 = 0;
pub(super) const SHORT_FORM: u8 = 1;
const MIDDLE_USED: u8 = 4;
pub(super) const DIFFERENT_GIVEN: u8 = 6;

pub(super) const MIDDLE: [&str; 3] = ["the same", "the initial agrees", "different"];
pub(super) const MOTHER: [&str; 3] = [
    "both names the same",
    "one name the same or almost",
    "different",
];

pub(super) fn family(a: &Normal, b: &Normal) -> Option<u8> {
    if a.family.is_empty() || b.family.is_empty() {
        return None;
    }
    if a.family == b.family {
        return Some(SAME);
    }
    if !a.given.is_empty() && a.given == b.family && b.given == a.family {
        return Some(SWAPPED);
    }
    if a.families.iter().any(|name| b.families.contains(name)) {
        return Some(OTHER_NAME);
    }
    let alike = jaro_winkler(&a.family, &b.family);
    Some(if alike >= ALMOST {
        3
    } else if alike >= ALIKE || same_sound(&a.family_sound, &b.family_sound) {
        4
    } else {
        5
    })
}

pub(super) fn given(a: &Normal, b: &Normal, family: Option<u8>) -> Option<u8> {
    if a.given.is_empty() || b.given.is_empty() || family == Some(SWAPPED) {
        return None;
    }
    if a.given == b.given {
        return Some(SAME);
    }
    if a.roots.iter().any(|root| b.roots.contains(root)) {
        return Some(SHORT_FORM);
    }
    let alike = jaro_winkler(&a.given, &b.given);
    let initial = a.given.chars().next() == b.given.chars().next();
    Some(if alike >= ALMOST {
        2
    } else if (is_initial(&a.given) || is_initial(&b.given)) && initial {
        3
    } else if (!is_initial(&a.given) && a.given == b.middle)
        || (!is_initial(&b.given) && b.given == a.middle)
    {
        MIDDLE_USED
    } else if alike >= GIVEN_ALIKE || same_sound(&a.given_sound, &b.given_sound) {
        5
    } else {
        DIFFERENT_GIVEN
    })
}

pub(super) fn middle(a: &Normal, b: &Normal, family: Option<u8>, given: Option<u8>) -> Option<u8> {
    let spent = given == Some(MIDDLE_USED) || family == Some(SWAPPED);
    if a.middle.is_empty() || b.middle.is_empty() || spent {
        return None;
    }
    let initial = a.middle.chars().next() == b.middle.chars().next();
    Some(if a.middle == b.middle && !is_initial(&a.middle) {
        0
    } else if (is_initial(&a.middle) || is_initial(&b.middle)) && initial {
        1
    } else {
        2
    })
}

pub(super) fn mother(a: &Normal, b: &Normal) -> Option<u8> {
    let pair = |a: &str, b: &str| (!a.is_empty() && !b.is_empty()).then(|| jaro_winkler(a, b));
    let given = pair(&a.mother_given, &b.mother_given);
    let maiden = pair(&a.mother_maiden, &b.mother_maiden);
    if given.is_none() && maiden.is_none() {
        return None;
    }
    let same = a.mother_given == b.mother_given && a.mother_maiden == b.mother_maiden;
    Some(if given.is_some() && maiden.is_some() && same {
        0
    } else if given.into_iter().chain(maiden).any(|alike| alike >= ALMOST) {
        1
    } else {
        2
    })
}

fn same_sound(a: &str, b: &str) -> bool {
    !a.is_empty() && a == b
}
