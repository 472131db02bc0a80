//! What two sightings in one chart say: log₂ of how much more often two people than one would show it. The shares are
//! assumptions about how often one person's own chart contradicts itself (a slip of the hand, a shoe left on at the
//! stadiometer, a clock that is wrong), set with care to be high; they stand beside each sign.

use serde::Serialize;

use super::{Place, Sighting};
use crate::compare::{Agreement, Field};
use crate::normal::Normal;
use crate::person::{Name, Person, Sex};

/// What was compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Sign {
    /// The sex.
    Sex,
    /// The birth date.
    Birth,
    /// The given name.
    Given,
    /// The family name.
    Family,
    /// The blood group.
    BloodType,
    /// The height.
    Height,
    /// Two places at one time.
    Whereabouts,
    /// Allergies.
    Allergies,
    /// An organ that was gone is there.
    Organs,
}

impl Sign {
    /// All.
    pub const ALL: [Self; 9] = [
        Self::Sex,
        Self::Birth,
        Self::Given,
        Self::Family,
        Self::BloodType,
        Self::Height,
        Self::Whereabouts,
        Self::Allergies,
        Self::Organs,
    ];

    /// In words.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Sex => "Sex",
            Self::Birth => "Birth date",
            Self::Given => "Given name",
            Self::Family => "Family name",
            Self::BloodType => "Blood group",
            Self::Height => "Height",
            Self::Whereabouts => "Two places at one time",
            Self::Allergies => "Allergies",
            Self::Organs => "Organs",
        }
    }
}

/// A sign and its weight between two sightings.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weighed {
    /// What.
    pub sign: Sign,
    /// In bits; positive speaks for two people.
    pub weight: f64,
}

/// A step of an overlay's waterfall.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Evidence {
    /// What was compared.
    pub sign: Sign,
    /// What the first half says, and where.
    pub left: String,
    /// What the second half says, and where.
    pub right: String,
    /// In bits; positive speaks for two people.
    pub weight: f64,
}

impl Evidence {
    pub(super) fn shown(sign: Sign, a: &Sighting, b: &Sighting, weight: f64) -> Self {
        let show = |of: &Sighting| format!("{} ({})", value(sign, of), of.id);
        Self {
            sign,
            left: show(a),
            right: show(b),
            weight,
        }
    }
}

fn value(sign: Sign, of: &Sighting) -> String {
    match sign {
        Sign::Sex => match of.sex {
            Sex::Female => "female".to_owned(),
            Sex::Male => "male".to_owned(),
            Sex::Unknown => "not known".to_owned(),
        },
        Sign::Birth => of.birth.map(|birth| birth.to_string()).unwrap_or_default(),
        Sign::Given => of.given.clone(),
        Sign::Family => of.family.clone(),
        Sign::BloodType => of
            .blood_type
            .map(|group| format!("{group:?}"))
            .unwrap_or_default(),
        Sign::Height => of
            .height_cm
            .map(|height| format!("{height:.0} cm"))
            .unwrap_or_default(),
        Sign::Whereabouts => format!("{}, {}", of.from.naive_utc(), of.provider),
        Sign::Allergies if of.no_known_allergies => "no known allergies".to_owned(),
        Sign::Allergies => of.allergies.join(", "),
        Sign::Organs if of.absent_organs.is_empty() => {
            format!("present: {}", of.present_organs.join(", "))
        }
        Sign::Organs => format!("gone: {}", of.absent_organs.join(", ")),
    }
}

/// log₂ of the share among two people over the share in one person's chart.
fn bits(two: f64, one: f64) -> f64 {
    (two / one).log2()
}

/// Everything that two sightings say about each other; the order of the two does not matter.
pub(super) fn between(a: &Sighting, b: &Sighting) -> Vec<Weighed> {
    let mut found = Vec::new();
    let mut say = |sign: Sign, weight: Option<f64>| {
        found.extend(weight.map(|weight| Weighed { sign, weight }))
    };
    let (first, second) = (named(a), named(b));
    let agreement = Agreement::of(&first, &second);
    // A wrong box is ticked once in 200 encounters. The same sex counts as little as the same name, see below.
    let sex = (a.sex != Sex::Unknown && b.sex != Sex::Unknown).then_some(a.sex == b.sex);
    say(
        Sign::Sex,
        sex.map(|same| {
            if same {
                bits(0.8, 0.995)
            } else {
                bits(0.5, 0.005)
            }
        }),
    );
    // Who is registered under a wrong record gets its names and date: that they agree says next to
    // nothing, and once for all of them.
    let at_most = |level: Option<u8>, worst: u8, differs: f64| {
        level.map(|level| {
            if level >= worst {
                differs
            } else {
                bits(0.8, 0.99)
            }
        })
    };
    say(
        Sign::Birth,
        at_most(agreement.level(Field::Birth), 4, bits(0.9, 0.01)),
    );
    say(
        Sign::Given,
        at_most(agreement.level(Field::Given), 6, bits(0.9, 0.015)),
    );
    // Names change at marriage.
    say(
        Sign::Family,
        at_most(agreement.level(Field::Family), 5, bits(0.9, 0.04)),
    );
    // Wrong blood in tube: about one sample in 2,000 (Bolton-Maggs 2015); four times that for what is written by hand.
    let blood = a.blood_type.zip(b.blood_type);
    say(
        Sign::BloodType,
        blood.map(|(a, b)| {
            if a == b {
                bits(0.35, 0.998)
            } else {
                bits(0.65, 0.002)
            }
        }),
    );
    say(Sign::Height, height(a, b));
    say(Sign::Whereabouts, apart(a, b).then(|| bits(0.25, 0.001)));
    say(Sign::Allergies, allergies(a, b));
    let returned = |before: &Sighting, after: &Sighting| {
        before.to <= after.from
            && before
                .absent_organs
                .iter()
                .any(|organ| after.present_organs.contains(organ))
    };
    // "Status post appendectomy", copied into the wrong chart or said wrong.
    say(
        Sign::Organs,
        (returned(a, b) || returned(b, a)).then(|| bits(0.5, 0.005)),
    );
    found
}

fn named(of: &Sighting) -> Normal {
    Normal::of(&Person {
        names: vec![Name::legal(&of.given, &of.family)],
        birth: of.birth,
        ..Person::default()
    })
}

/// Grown people keep their height within what measuring is off by; children don't shrink.
fn height(a: &Sighting, b: &Sighting) -> Option<f64> {
    let (first, second) = if a.from <= b.from { (a, b) } else { (b, a) };
    let (before, after) = first.height_cm.zip(second.height_cm)?;
    let birth = first
        .birth
        .or(second.birth)
        .and_then(crate::person::BirthDate::date);
    let grown = birth.is_some_and(|birth| {
        first
            .from
            .date_naive()
            .years_since(birth)
            .is_some_and(|age| age >= 19)
    });
    let off = if grown {
        (after - before).abs()
    } else {
        before - after
    };
    Some(if off > 10.0 {
        bits(0.4, 0.01)
    } else if off > 5.0 {
        bits(0.25, 0.08)
    } else if grown {
        bits(0.35, 0.91)
    } else {
        0.0
    })
}

/// Kilometres an hour that no patient travels.
const FASTEST: f64 = 160.0;
/// Kilometres within which two places count as one.
const NEAR: f64 = 20.0;

/// Two providers at about one time, farther apart than the time between them allows.
fn apart(a: &Sighting, b: &Sighting) -> bool {
    let Some((there, here)) = a.place.zip(b.place) else {
        return false;
    };
    let (first, second) = if a.from <= b.from { (a, b) } else { (b, a) };
    let hours = (second.from - first.to).num_minutes().max(0) as f64 / 60.0;
    a.provider != b.provider && distance(there, here) > NEAR + hours * FASTEST
}

/// Great-circle distance in kilometres (haversine).
fn distance(a: Place, b: Place) -> f64 {
    let (from, to) = (a.latitude.to_radians(), b.latitude.to_radians());
    let (up, over) = (
        (to - from) / 2.0,
        (b.longitude - a.longitude).to_radians() / 2.0,
    );
    let part = up.sin().powi(2) + from.cos() * to.cos() * over.sin().powi(2);
    2.0 * 6371.0 * part.sqrt().min(1.0).asin()
}

/// Lists that share nothing, or a list where earlier nothing was known, are common in one person's chart too.
fn allergies(a: &Sighting, b: &Sighting) -> Option<f64> {
    let says = |of: &Sighting| of.no_known_allergies || !of.allergies.is_empty();
    if !says(a) || !says(b) {
        return None;
    }
    let shared = a
        .allergies
        .iter()
        .any(|allergy| b.allergies.contains(allergy));
    Some(if shared {
        bits(0.1, 0.5)
    } else if a.no_known_allergies && b.no_known_allergies {
        bits(0.5, 0.6)
    } else {
        bits(0.45, 0.2)
    })
}
