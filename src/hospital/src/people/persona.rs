//! A person of the demo hospital: born somewhere, living with somebody, with conditions that go along. A person is a
//! function of the seed and a number, so that a hundred thousand need no room; relatives are worked out from their numbers.

use chrono::{Datelike as _, Days, NaiveDate};
use identity::numbers::UnitNumber;
use records::RecordId;
use records::model::Sex;

use super::names::{FAMILY, MEN, STREETS, TOWNS, WOMEN};
use crate::condition::{CONDITIONS, Condition};
use crate::draw::Draw;
use crate::plan::Plan;
use crate::scenario::{SCENARIOS, Scenario};

/// A person.
#[derive(Debug, Clone)]
pub(crate) struct Persona {
    pub(crate) id: RecordId,
    pub(crate) number: u64,
    pub(crate) sex: Sex,
    pub(crate) birth: NaiveDate,
    pub(crate) family: String,
    pub(crate) given: String,
    pub(crate) middle: String,
    pub(crate) suffix: &'static str,
    pub(crate) maiden: String,
    pub(crate) mother: (String, String),
    pub(crate) birth_order: Option<u8>,
    pub(crate) street: String,
    pub(crate) town: (&'static str, &'static str),
    pub(crate) phone: String,
    pub(crate) ssn: String,
    pub(crate) conditions: Vec<&'static Condition>,
    pub(crate) height_cm: i64,
    pub(crate) weight_kg: i64,
    pub(crate) blood: &'static str,
    /// What brings this person here first.
    pub(crate) scenario: &'static Scenario,
}

/// A unit number as it is printed, of its serial number.
pub(crate) fn unit_number(serial: u64) -> String {
    UnitNumber::new(serial).map_or_else(String::new, |number| number.to_string())
}

impl Persona {
    /// Completed years on a day.
    pub(crate) fn age(&self, on: NaiveDate) -> i64 {
        i64::from(on.years_since(self.birth).unwrap_or(0))
    }

    /// `FAMILY, Given M Suffix`.
    pub(crate) fn shown(&self) -> String {
        let mut shown = format!("{}, {}", self.family.to_uppercase(), self.given);
        for part in [self.middle.as_str(), self.suffix] {
            if !part.is_empty() {
                shown.push(' ');
                shown.push_str(part);
            }
        }
        shown
    }

    /// Whether the person has the condition.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.conditions.iter().any(|c| c.name == name)
    }
}

/// Twins come at every 29th number, a son after his father at every 23rd, another of the household at every 7th.
const fn is_twin(number: u64) -> bool {
    number % 29 == 11
}

/// What somebody is to a neighbour of the same name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    None,
    Father,
    Son,
}

impl Role {
    const fn of(number: u64) -> Self {
        let twin = is_twin(number) || is_twin(number + 1) || is_twin(number.saturating_sub(1));
        match number % 23 {
            6 if !twin => Self::Father,
            7 if !twin => Self::Son,
            _ => Self::None,
        }
    }
}

/// The scenario a person comes for first: every third a tumour, the others in turn. Newborns come of deliveries.
fn first_scenario(number: u64) -> &'static Scenario {
    let number = if is_twin(number) { number - 1 } else { number };
    let turn = |tumours: bool, place: u64| {
        let fits = |s: &&Scenario| {
            s.tumour.is_some() == tumours && s.age.1 > 0 && !s.name.starts_with("intensive")
        };
        let all: Vec<&'static Scenario> = SCENARIOS.iter().filter(fits).collect();
        all[(place % all.len() as u64) as usize]
    };
    match number % 3 {
        1 => turn(true, number / 3),
        rest => turn(false, number / 3 * 2 + u64::from(rest == 2)),
    }
}

/// Somebody without regard to relatives.
fn alone(plan: &Plan, number: u64) -> Persona {
    let mut draw = Draw::new(plan.seed, 3, number);
    let role = Role::of(number);
    // A father and a son come for something that their ages and sex allow.
    let suits = |s: &&Scenario| match role {
        Role::None => true,
        Role::Father => s.sex != Some(Sex::Female) && s.age.0 <= 64 && s.age.1 >= 66,
        Role::Son => s.sex != Some(Sex::Female) && s.age.0 <= 36 && s.age.1 >= 38,
    };
    let scenario = (0..60)
        .map(|step| first_scenario(number + step * 3))
        .find(suits)
        .unwrap_or_else(|| first_scenario(number));
    let id = RecordId(draw.id());
    let female = draw.chance(50) && role == Role::None;
    let sex = scenario
        .sex
        .unwrap_or(if female { Sex::Female } else { Sex::Male });
    let (low, high) = scenario.age;
    let (low, high) = match role {
        Role::None => (low, high),
        Role::Father => (low.max(62), 66),
        Role::Son => (low.max(30), 38),
    };
    let age = draw.between(low, (high - 2).max(low));
    let from = plan.from();
    let birth = NaiveDate::from_ymd_opt(from.year() - age as i32, from.month(), 1)
        .and_then(|d| d.checked_sub_days(Days::new(u64::from(draw.below(330)) + 1)))
        .unwrap_or(from);
    let given = (*draw.pick(if sex == Sex::Female { WOMEN } else { MEN })).to_owned();
    let family = (*draw.pick(FAMILY)).to_owned();
    let middle = if draw.chance(60) {
        char::from(b'A' + draw.below(26) as u8).to_string()
    } else {
        String::new()
    };
    let maiden = if sex == Sex::Female && age > 24 && draw.chance(45) {
        (*draw.pick(FAMILY)).to_owned()
    } else {
        String::new()
    };
    let mother = (
        (*draw.pick(WOMEN)).to_owned(),
        (*draw.pick(FAMILY)).to_owned(),
    );
    let town = *draw.pick(TOWNS);
    let street = format!("{} {}", 100 + draw.below(900), draw.pick(STREETS));
    let phone = format!("555-01{:02}", draw.below(100));
    let ssn = format!(
        "9{:02}{:02}{:04}",
        draw.below(100),
        draw.below(50),
        1 + draw.below(9998)
    );
    let conditions = conditions(scenario, age, sex, &mut draw);
    let heavy = conditions.iter().any(|c| c.name == "obesity");
    let height_cm = if age < 16 {
        75 + age * 6
    } else {
        156 + draw.between(0, 18) + i64::from(sex == Sex::Male) * 10
    };
    // A body mass index of 34 where the chart says so, else 20 to 28.
    let index = if heavy { 343 } else { draw.between(200, 280) };
    let weight_kg = if age < 16 {
        9 + age * 3
    } else {
        height_cm * height_cm * index / 100_000
    };
    Persona {
        id,
        number,
        sex,
        birth,
        family,
        given,
        middle,
        suffix: "",
        maiden,
        mother,
        birth_order: None,
        street,
        town,
        phone,
        ssn,
        conditions,
        height_cm,
        weight_kg,
        blood: draw.pick::<&str>(&["O pos", "A pos", "B pos", "O neg", "AB pos", "A neg"]),
        scenario,
    }
}

/// What somebody of that age lives with.
fn conditions(scenario: &Scenario, age: i64, sex: Sex, draw: &mut Draw) -> Vec<&'static Condition> {
    let mut chosen: Vec<&'static Condition> = Vec::new();
    for condition in CONDITIONS.iter() {
        let likely = scenario.chronic.contains(&condition.name);
        let share = if likely {
            (condition.share * 2).clamp(45, 80)
        } else {
            condition.share
        };
        let drawn = draw.chance(share);
        let fits = (condition.age.0..=condition.age.1).contains(&age)
            && condition.sex.is_none_or(|wanted| wanted == sex)
            && condition
                .needs
                .is_none_or(|needed| chosen.iter().any(|c| c.name == needed))
            && !chosen.iter().any(|c| condition.never.contains(&c.name));
        // Nobody's list is endless.
        if drawn && fits && chosen.len() < 7 {
            chosen.push(condition);
        }
    }
    chosen
}

/// The person of a number, relatives considered.
pub(crate) fn persona(plan: &Plan, number: u64) -> Persona {
    let mut person = alone(plan, number);
    // The father of the next number's son gets his suffix.
    if (number + 1) % 23 == 7 && number > 0 {
        let next = alone(plan, number + 1);
        if is_son(&person, &next) {
            person.suffix = "Sr.";
        }
    }
    if is_twin(number + 1) {
        person.birth_order = Some(1);
    }
    if number == 0 {
        return person;
    }
    if is_twin(number) {
        let other = alone(plan, number - 1);
        person.sex = other.sex;
        person.birth = other.birth;
        person.birth_order = Some(2);
        person.mother.clone_from(&other.mother);
        person.conditions.clone_from(&other.conditions);
        person.height_cm = other.height_cm;
        person.weight_kg = other.weight_kg + 1;
        let names = if person.sex == Sex::Female {
            WOMEN
        } else {
            MEN
        };
        let at = names
            .iter()
            .position(|n| *n == other.given)
            .unwrap_or_default();
        person.given = names[(at + 1) % names.len()].into();
        if person.sex == Sex::Male {
            person.maiden.clear();
        }
        lives_with(&mut person, &other);
    } else if number % 23 == 7 {
        let father = alone(plan, number - 1);
        if is_son(&father, &person) {
            person.given.clone_from(&father.given);
            person.middle.clone_from(&father.middle);
            person.suffix = "Jr.";
            lives_with(&mut person, &father);
        }
    } else if number % 7 == 3 {
        let other = alone(plan, number - 1);
        lives_with(&mut person, &other);
    }
    person
}

/// Whether the second may be the first one's son of the same name.
fn is_son(father: &Persona, son: &Persona) -> bool {
    father.sex == Sex::Male
        && son.sex == Sex::Male
        && son.birth.years_since(father.birth) >= Some(19)
}

fn lives_with(person: &mut Persona, other: &Persona) {
    person.family.clone_from(&other.family);
    person.street.clone_from(&other.street);
    person.town = other.town;
    person.phone.clone_from(&other.phone);
}
