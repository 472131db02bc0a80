//! Made-up charts as the overlay detector sees them, clean or with a second person planted in them.

use chrono::{DateTime, TimeDelta};

use crate::overlay::{BloodType, Place, Sighting};
use crate::person::{BirthDate, Person, Sex};
use crate::sampling::Numbers;

/// A chart and, where a second person was planted, which sightings are that person's.
#[derive(Debug, Clone, PartialEq)]
pub struct Chart {
    /// What stands in it.
    pub sightings: Vec<Sighting>,
    /// The other person's, empty for a clean chart.
    pub others: Vec<String>,
}

const GROUPS: [(BloodType, usize); 8] = [
    (BloodType::OPositive, 37),
    (BloodType::APositive, 36),
    (BloodType::BPositive, 9),
    (BloodType::ONegative, 7),
    (BloodType::ANegative, 6),
    (BloodType::AbPositive, 3),
    (BloodType::BNegative, 1),
    (BloodType::AbNegative, 1),
];
const ALLERGENS: [&str; 5] = ["penicillin", "latex", "sulfa", "peanut", "codeine"];
const ORGANS: [&str; 4] = ["appendix", "gallbladder", "spleen", "left kidney"];
const CLINICS: [(f64, f64); 4] = [
    (44.0, -100.0),
    (44.2, -100.1),
    (46.9, -103.0),
    (41.1, -96.0),
];

struct Body {
    group: BloodType,
    height: f64,
    allergies: Vec<String>,
    gone: Vec<String>,
    home: usize,
}

fn body(person: &Person, numbers: &mut Numbers) -> Body {
    let mut share = numbers.below(100);
    let group = GROUPS.iter().find(|(_, of)| {
        let here = share < *of;
        share = share.saturating_sub(*of);
        here
    });
    let spread = (numbers.below(200) + numbers.below(200)) as f64 / 10.0 - 20.0;
    let pick = |list: &[&str], share: f64, numbers: &mut Numbers| -> Vec<String> {
        list.iter()
            .filter(|_| numbers.chance(share))
            .map(|one| (*one).to_owned())
            .collect()
    };
    Body {
        group: group.map_or(BloodType::OPositive, |(group, _)| *group),
        height: if person.sex == Sex::Female {
            162.0
        } else {
            176.0
        } + spread,
        allergies: pick(&ALLERGENS, 0.12, numbers),
        gone: pick(&ORGANS, 0.06, numbers),
        home: numbers.below(CLINICS.len()),
    }
}

/// `count` encounters of a person over two years, each telling a part, with the slips of one person's own chart.
fn encounters(
    person: &Person,
    body: &Body,
    count: usize,
    name: &str,
    numbers: &mut Numbers,
) -> Vec<Sighting> {
    let begin = 1_700_000_000i64;
    (0..count)
        .map(|number| {
            let from =
                DateTime::from_timestamp(begin + numbers.below(730 * 24 * 60) as i64 * 60, 0)
                    .unwrap_or_default();
            let mut given = person.names[0].given.clone();
            let mut sex = person.sex;
            let mut birth = person.birth;
            if numbers.chance(0.02) {
                given.truncate(1);
            }
            if numbers.chance(0.005) {
                sex = if sex == Sex::Female {
                    Sex::Male
                } else {
                    Sex::Female
                };
            }
            if numbers.chance(0.01) {
                birth = birth
                    .map(BirthDate::parts)
                    .and_then(|(year, month, _)| BirthDate::day(year, month, 1));
            }
            let group = if numbers.chance(0.002) {
                BloodType::AbNegative
            } else {
                body.group
            };
            let off = if numbers.chance(0.01) {
                15.0
            } else {
                numbers.below(5) as f64 - 2.0
            };
            let clinic = if numbers.chance(0.9) {
                body.home
            } else {
                numbers.below(CLINICS.len())
            };
            let (latitude, longitude) = CLINICS[clinic];
            let lists = numbers.chance(0.7);
            Sighting {
                id: format!("{name}{number}"),
                from,
                to: from + TimeDelta::minutes(20 + numbers.below(2_000) as i64),
                given,
                family: person.names[0].family.clone(),
                birth,
                sex,
                blood_type: numbers.chance(0.45).then_some(group),
                height_cm: numbers.chance(0.8).then_some(body.height + off),
                provider: format!("Dr {}", clinic * 10 + numbers.below(3)),
                place: Some(Place {
                    latitude,
                    longitude,
                }),
                allergies: if lists {
                    body.allergies.clone()
                } else {
                    Vec::new()
                },
                no_known_allergies: (lists && body.allergies.is_empty()) || numbers.chance(0.04),
                absent_organs: if numbers.chance(0.6) {
                    body.gone.clone()
                } else {
                    Vec::new()
                },
                present_organs: ORGANS
                    .iter()
                    .filter(|organ| {
                        !body.gone.iter().any(|gone| gone == *organ) && numbers.chance(0.25)
                    })
                    .map(|organ| (*organ).to_owned())
                    .collect(),
            }
        })
        .collect()
}

fn grown(numbers: &mut Numbers) -> Person {
    loop {
        let found = super::households::household(numbers);
        if let Some(person) = found
            .into_iter()
            .find(|p| p.birth.is_some_and(|date| date.parts().0 < 2000))
        {
            return person;
        }
    }
}

/// `count` charts. Where `planted`, each holds encounters of a second person: a stranger, or someone of the same name;
/// in `hidden` of them the encounters bear the record's own name, date and sex, so that only the body differs.
#[must_use]
pub fn charts(count: usize, planted: bool, hidden: f64, seed: u64) -> Vec<Chart> {
    let mut numbers = Numbers::seeded(seed);
    let mut chart = || {
        let person = grown(&mut numbers);
        let own = body(&person, &mut numbers);
        let count = 4 + numbers.below(8);
        let mut sightings = encounters(&person, &own, count, "own-", &mut numbers);
        let mut others = Vec::new();
        if planted {
            let mut other = grown(&mut numbers);
            let others_body = body(&other, &mut numbers);
            if numbers.chance(0.5) {
                other.names.clone_from(&person.names);
            }
            if numbers.chance(hidden) {
                (other.names, other.birth, other.sex) =
                    (person.names.clone(), person.birth, person.sex);
            }
            let count = 2 + numbers.below(5);
            let found = encounters(&other, &others_body, count, "other-", &mut numbers);
            others = found.iter().map(|sighting| sighting.id.clone()).collect();
            sightings.extend(found);
        }
        Chart { sightings, others }
    };
    (0..count).map(|_| chart()).collect()
}
