//! One encounter as it happens: who, what for, from when to when, and everything that its notes have to agree on.

use chrono::{Datelike as _, NaiveDateTime, TimeDelta};
use records::model::{Class, Sex};

use crate::condition::Condition;
use crate::draw::Draw;
use crate::lab::{self, Results, Trend};
use crate::people::{Persona, Practitioner};
use crate::scenario::{Scenario, Vitals};
use crate::template::{Text, Values};

/// An encounter as it happens.
#[derive(Debug)]
pub(crate) struct Stay<'a> {
    pub(crate) scenario: &'static Scenario,
    pub(crate) person: &'a Persona,
    pub(crate) staff: &'a [Practitioner],
    pub(crate) attending: usize,
    pub(crate) admitted: NaiveDateTime,
    pub(crate) discharged: NaiveDateTime,
    /// Conditions that this chart speaks of; the person may have more.
    pub(crate) documented: Vec<&'static Condition>,
    pub(crate) values: Values,
    /// Taken at home: the same in every note, and in every stay of the person.
    pub(crate) home: Vec<Taken>,
    pub(crate) trend: Trend,
    pub(crate) results: Vec<Results>,
    pub(crate) lean: bool,
    pub(crate) died: bool,
}

/// A medication taken at home.
#[derive(Debug, Clone)]
pub(crate) struct Taken {
    /// Label of the key that it supports; empty for none.
    pub(crate) label: String,
    pub(crate) words: String,
}

impl<'a> Stay<'a> {
    pub(crate) fn new(
        scenario: &'static Scenario,
        person: &'a Persona,
        staff: &'a [Practitioner],
        (admitted, discharged): (NaiveDateTime, NaiveDateTime),
        lean: bool,
        died: bool,
        draw: &mut Draw,
    ) -> Self {
        let outpatient = !matches!(
            scenario.class,
            Class::Inpatient | Class::SkilledNursing | Class::Observation
        );
        let mut documented: Vec<&'static Condition> = person
            .conditions
            .iter()
            .copied()
            .filter(|c| !scenario.never.contains(&c.name))
            .filter(|c| {
                let likely = scenario.chronic.contains(&c.name);
                draw.chance(if likely {
                    96
                } else if outpatient {
                    45
                } else {
                    86
                })
            })
            .collect();
        // What hangs on another is not told without it.
        let names: Vec<&str> = documented.iter().map(|c| c.name).collect();
        documented.retain(|c| c.needs.is_none_or(|needed| names.contains(&needed)));
        let mut trend = Trend::default();
        for condition in &documented {
            trend.0.extend(condition.labs.0.iter().cloned());
        }
        for (key, values) in &scenario.labs.0 {
            // Kidneys that are bad for years are not better for what somebody comes with today.
            let most = |values: &[f32]| values.iter().copied().fold(0.0_f32, f32::max);
            let chronic = matches!(key.as_str(), "cr" | "bun" | "glu" | "a1c")
                && trend
                    .of(key)
                    .is_some_and(|known| most(known) > most(values));
            if !chronic {
                trend.set(key, values.clone());
            }
        }
        let attending = one_of(staff, scenario.service, draw);
        let mut stay = Self {
            scenario,
            person,
            staff,
            attending,
            admitted,
            discharged,
            documented,
            values: Values::new(),
            home: Vec::new(),
            trend,
            results: Vec::new(),
            lean,
            died,
        };
        stay.values = stay.say(draw);
        stay.home = stay.taken();
        stay.draw_results(draw);
        stay
    }

    /// Draws that belong to the person and not to the stay.
    pub(crate) fn life(&self) -> Draw {
        Draw::new(
            u64::from(self.person.id.0[0]) << 8 | u64::from(self.person.id.0[1]),
            7,
            self.person.number,
        )
    }

    /// What the person takes at home, of what this chart speaks of.
    fn taken(&self) -> Vec<Taken> {
        let mut taken: Vec<Taken> = Vec::new();
        let mut add = |label: String, medication: &str, draw: &mut Draw| {
            let mut text = Text::default();
            text.write(medication, &self.values, draw);
            if !taken.iter().any(|known| known.words == text.words) {
                taken.push(Taken {
                    label,
                    words: text.words,
                });
            }
        };
        for condition in &self.documented {
            let mut life = self.life();
            for (place, medication) in condition.home.iter().enumerate() {
                // The first is what a code for long-term use means.
                let label = if place == 0 {
                    format!("{}rx", condition.name)
                } else {
                    String::new()
                };
                add(label, medication, &mut life);
            }
        }
        for medication in self.scenario.lines("home") {
            add(String::new(), medication, &mut self.life());
        }
        taken
    }

    /// Results of every day, after the trend is settled.
    pub(crate) fn draw_results(&mut self, draw: &mut Draw) {
        let days = if self.lean { 1 } else { self.days() + 1 };
        self.results = (0..days)
            .map(|day| lab::results(&self.trend, day as usize, draw))
            .collect();
    }

    /// Nights.
    pub(crate) fn days(&self) -> i64 {
        self.discharged
            .date()
            .signed_duration_since(self.admitted.date())
            .num_days()
    }

    /// Age on the day of admission, in years.
    pub(crate) fn age(&self) -> i64 {
        self.person.age(self.admitted.date())
    }

    /// Whether somebody this young can't speak for itself.
    pub(crate) fn is_infant(&self) -> bool {
        self.age() < 1
    }

    /// A time on a day of the stay, kept within it.
    pub(crate) fn at(&self, day: i64, hour: u32, minute: u32) -> NaiveDateTime {
        let date = self.admitted.date() + TimeDelta::days(day);
        let time = date.and_hms_opt(hour, minute, 0).unwrap_or(self.admitted);
        let first = self.admitted + TimeDelta::minutes(5);
        time.clamp(first.min(self.discharged), self.discharged)
    }

    /// Vital signs on a day: from the first ones to the last ones.
    pub(crate) fn vitals(&self, day: i64, draw: &mut Draw) -> Vitals {
        let (from, to) = self.scenario.vitals;
        // Most of the way is made in the first half.
        let way = if self.days() == 0 {
            0.0
        } else {
            (day as f32 / self.days() as f32).sqrt()
        };
        let mut between = |a: f32, b: f32, spread: u32| {
            a + (b - a) * way + draw.below(spread * 2 + 1) as f32 - spread as f32
        };
        let mut vitals = Vitals {
            celsius: between(from.celsius * 10.0, to.celsius * 10.0, 2) / 10.0,
            heart: between(from.heart, to.heart, 4),
            breaths: between(from.breaths, to.breaths, 1),
            systolic: between(from.systolic, to.systolic, 7),
            diastolic: between(from.diastolic, to.diastolic, 4),
            saturation: between(from.saturation, to.saturation, 1),
        };
        vitals.saturation = vitals.saturation.min(100.0);
        vitals
    }

    /// Somebody of a specialty; the attending where it is the attending's own.
    pub(crate) fn one(&self, specialty: &str, draw: &mut Draw) -> usize {
        if self.staff[self.attending].specialty == specialty {
            self.attending
        } else {
            one_of(self.staff, specialty, draw)
        }
    }

    /// Names and words that passages refer to.
    fn say(&self, draw: &mut Draw) -> Values {
        let mut values = Values::new();
        let female = self.person.sex == Sex::Female;
        let age = self.age();
        let mut set = |name: &str, value: &str| {
            values.insert(name.to_owned(), value.to_owned());
        };
        let pick = |woman, man| if female { woman } else { man };
        set("he", pick("she", "he"));
        set("He", pick("She", "He"));
        set("his", pick("her", "his"));
        set("His", pick("Her", "His"));
        set("him", pick("her", "him"));
        let noun = match age {
            0..=12 => pick("girl", "boy"),
            13..=17 => pick("adolescent girl", "adolescent boy"),
            _ => pick("woman", "man"),
        };
        set("man", noun);
        let years = if age == 0 {
            "newborn".to_owned()
        } else {
            format!("{age}-year-old")
        };
        let article = if age == 8 || age == 11 || age == 18 || (80..90).contains(&age) {
            "an"
        } else {
            "a"
        };
        set("age", &years);
        set("anage", &format!("{article} {years}"));
        set(
            "Anage",
            &format!("{} {years}", if article == "an" { "An" } else { "A" }),
        );
        set("town", self.person.town.0);
        set("los", &self.days().max(1).to_string());
        set("adm", &self.admitted.format("%-m/%-d").to_string());
        set("admdate", &self.admitted.format("%m/%d/%Y").to_string());
        set(
            "next",
            &(self.admitted + TimeDelta::days(1))
                .format("%-m/%-d")
                .to_string(),
        );
        set("month", &self.admitted.format("%B").to_string());
        set("year", &self.admitted.year().to_string());
        // Inside a sentence: two or three of what the person has.
        let mut told: Vec<&Condition> = self.documented.clone();
        told.retain(|c| !matches!(c.name, "smoker" | "exsmoker" | "penicillin" | "obesity"));
        draw.shuffle(&mut told);
        let list: Vec<String> = told
            .iter()
            .take(3)
            .map(|c| format!("[{}:{}]", c.name, c.said))
            .collect();
        let with = match list.as_slice() {
            [] => "{no significant past history|an unremarkable past history}".to_owned(),
            [one] => format!("a history of {one}"),
            [init @ .., last] => format!("a history of {} and {last}", init.join(", ")),
        };
        set("pmh", &with);
        if !self.scenario.vary.is_empty() {
            for (name, value) in draw.pick(&self.scenario.vary) {
                set(name, value);
            }
        }
        values
    }
}

/// Somebody of a specialty, by place; a hospitalist where there is none.
pub(crate) fn one_of(staff: &[Practitioner], specialty: &str, draw: &mut Draw) -> usize {
    let of = |wanted: &str| -> Vec<usize> {
        let places = staff
            .iter()
            .enumerate()
            .filter(|(_, p)| p.specialty == wanted);
        places.map(|(place, _)| place).collect()
    };
    let mut all = of(specialty);
    if all.is_empty() {
        all = of("Hospitalist");
    }
    *draw.pick(&all)
}
