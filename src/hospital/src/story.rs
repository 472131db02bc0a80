//! What happens to a person over the months: what the person stands for first, then what follows from it or comes along.

use chrono::{Days, NaiveDateTime};
use records::model::Class;

use crate::draw::Draw;
use crate::people::Persona;
use crate::plan::{Plan, Profile};
use crate::scenario::{SCENARIOS, Scenario, named};

/// What a person comes for, and when: first what the person stands for, then what follows from it or comes along.
pub(crate) fn story(
    plan: &Plan,
    person: &Persona,
    draw: &mut Draw,
) -> Vec<(&'static Scenario, NaiveDateTime)> {
    let count = match draw.below(100) {
        0..=27 => 1,
        28..=63 => 2,
        64..=84 => 3,
        85..=94 => 4,
        _ => 5,
    };
    let first = plan.from();
    let window = plan.until.signed_duration_since(first).num_days();
    let width = window / count;
    let mut told: Vec<(&'static Scenario, NaiveDateTime)> = Vec::new();
    // One stay of the full profile is very long.
    let long = plan.profile == Profile::Full && person.number == 40;
    for place in 0..count {
        let from = first + Days::new((place * width) as u64);
        let follows = told.last().and_then(|(before, start)| {
            let next = named(before.then.first()?)?;
            let day = start.date() + Days::new(before.days.1 as u64 + draw.below(2) as u64);
            let fits = day + Days::new(next.days.1 as u64 + 2) < from + Days::new(width as u64);
            (draw.chance(65) && fits && fit(next, person, start)).then_some((next, day))
        });
        let chosen = match (place, follows) {
            (0, _) if long => SCENARIOS
                .iter()
                .find(|s| s.name.starts_with("intensive"))
                .map(|s| (s, None)),
            (0, _) => Some((person.scenario, None)),
            (_, Some((next, day))) => Some((next, Some(day))),
            _ => {
                let at = from.and_hms_opt(9, 0, 0).unwrap_or_default();
                choose(person, at, draw, 75).map(|s| (s, None))
            }
        };
        let Some((scenario, day)) = chosen else {
            continue;
        };
        let longest = match scenario.class {
            Class::Inpatient | Class::SkilledNursing => scenario.days.1,
            _ => 1,
        };
        let room = (width - longest - 3).max(1);
        let day = day.unwrap_or_else(|| from + Days::new(draw.between(0, room) as u64));
        let (from_hour, to_hour) = match scenario.class {
            Class::Emergency => (0, 20),
            Class::Inpatient if scenario.through_ed => (1, 20),
            Class::Inpatient => (6, 12),
            _ => (8, 14),
        };
        let hour = draw.between(from_hour, to_hour) as u32;
        let start = day.and_hms_opt(hour, draw.below(60), 0).unwrap_or_default();
        // No hour that the clocks leave out.
        let start = crate::zone::moment(start).naive_local();
        if start.date() + Days::new(longest as u64) <= plan.until && fit(scenario, person, &start) {
            told.push((scenario, start));
        }
    }
    told
}

/// Whether a scenario may happen to a person then.
fn fit(scenario: &Scenario, person: &Persona, at: &NaiveDateTime) -> bool {
    let age = person.age(at.date());
    (scenario.age.0..=scenario.age.1).contains(&age)
        && scenario.sex.is_none_or(|sex| sex == person.sex)
        && scenario.age.1 > 0
        && scenario.needs.is_none_or(|needed| person.has(needed))
}

/// Something that happens to a person, in `visits` of a hundred no inpatient stay.
pub(crate) fn choose(
    person: &Persona,
    at: NaiveDateTime,
    draw: &mut Draw,
    visits: u32,
) -> Option<&'static Scenario> {
    let visit = draw.chance(visits);
    let fits = |s: &&Scenario| {
        let inpatient = s.class == Class::Inpatient || s.class == Class::SkilledNursing;
        fit(s, person, &at)
            && inpatient != visit
            && !s.name.starts_with("intensive")
            && s.baby.is_empty()
            && (s.class != Class::SkilledNursing)
            && (s.tumour.is_none()
                || person.scenario.tumour.is_some() && !std::ptr::eq(*s, person.scenario))
    };
    let all: Vec<&'static Scenario> = SCENARIOS.iter().filter(fits).collect();
    (!all.is_empty()).then(|| *draw.pick(&all))
}
