//! The hospital as a stream: a patient, then the patient's encounters, then the next. Nothing is kept but what the
//! current patient needs, so that a hundred thousand encounters take no more room than one.

use std::collections::{BTreeMap, VecDeque};

use chrono::{NaiveDateTime, TimeDelta};
use records::model::{Facility, Patient, Sex};
use records::{RecordId, UserId};

use crate::case::Desk;
use crate::draw::Draw;
use crate::encounter::{self, MadeEncounter, Order};
use crate::fault::IN_CHARTS;
use crate::people::{self, Persona, Practitioner, duplicate, patient, persona, unit_number};
use crate::plan::{Plan, Profile};
use crate::planted::{Fault, Planted, Where};
use crate::scenario::{Scenario, named};
use crate::story::{choose, story};

/// A patient's record.
#[derive(Debug)]
pub struct MadePatient {
    /// The record.
    pub id: RecordId,
    /// The patient.
    pub patient: Patient,
    /// Faults of the patient index.
    pub planted: Vec<Planted>,
}

/// What the stream yields. A patient always comes before the encounters registered on the record.
#[derive(Debug)]
pub enum Made {
    /// A patient's record.
    Patient(Box<MadePatient>),
    /// An encounter.
    Encounter(Box<MadeEncounter>),
}

/// The demo hospital.
#[derive(Debug)]
pub struct Hospital {
    /// The facility with its members.
    pub facility: Facility,
    /// Those who write in charts.
    pub practitioners: Vec<Practitioner>,
    plan: Plan,
    desk: Desk,
    registrar: UserId,
    next_person: u64,
    made: u64,
    overlays: u32,
    /// How often each kind of fault was planted, so that rare ones get their turn.
    tally: BTreeMap<Fault, u32>,
    ready: VecDeque<Made>,
}

/// Where numbers begin of people who are not patients in their own right: whose page went astray, who was put on another's record.
const STRANGERS: u64 = 90_000_000;
/// Where numbers of newborns begin.
const NEWBORNS: u64 = 50_000_000;
/// How many records of the full profile hold two people.
const OVERLAYS: u32 = 6;

impl Hospital {
    /// The hospital of a plan.
    #[must_use]
    pub fn new(plan: Plan) -> Self {
        let facility = people::facility(&plan);
        let user = |role: &str| {
            let holds = |m: &&records::model::Member| m.roles.iter().any(|r| r == role);
            facility
                .members
                .values()
                .filter(holds)
                .map(|m| m.user)
                .collect::<Vec<_>>()
        };
        let one = |role| user(role).first().copied().unwrap_or_default();
        let desk = Desk {
            coders: user("coder"),
            supervisor: one("supervisor"),
            auditor: one("auditor"),
        };
        Self {
            registrar: one("registrar"),
            practitioners: people::practitioners(&plan),
            facility,
            desk,
            plan,
            next_person: 0,
            made: 0,
            overlays: 0,
            tally: BTreeMap::new(),
            ready: VecDeque::new(),
        }
    }

    fn is_full(&self) -> bool {
        self.plan.profile == Profile::Full
    }

    /// Prepares the next patient with all encounters.
    fn prepare(&mut self) {
        let number = self.next_person;
        self.next_person += 1;
        let person = persona(&self.plan, number);
        let mut draw = Draw::new(self.plan.seed, 6, number);
        let office = self.office(&mut draw);
        let record = patient(&self.plan, &person, &office, self.registrar);
        let unit = record.unit_number.clone();
        let mut planted = Vec::new();
        let stories = story(&self.plan, &person, &mut draw);
        let second = (number % 16 == 3).then(|| {
            let (record, errors) = duplicate(&self.plan, &person, &office, self.registrar);
            (RecordId(draw.id()), record, errors)
        });
        if let Some((id, _, errors)) = &second {
            planted.push(Planted {
                encounter: None,
                patient: person.id,
                document: None,
                kind: Fault::Duplicate,
                what: errors.clone(),
                at: Where::Record(*id),
            });
        }
        self.ready.push_back(Made::Patient(Box::new(MadePatient {
            id: person.id,
            patient: record,
            planted,
        })));
        let second_unit = second
            .as_ref()
            .map(|(id, record, _)| (*id, record.unit_number.clone()));
        if let Some((id, patient, _)) = second {
            self.ready.push_back(Made::Patient(Box::new(MadePatient {
                id,
                patient,
                planted: Vec::new(),
            })));
        }
        let last = stories.len().saturating_sub(1);
        for (place, (scenario, start)) in stories.into_iter().enumerate() {
            if self.made >= u64::from(self.plan.encounters) {
                return;
            }
            let on_second = place == last && second_unit.is_some();
            let record = match &second_unit {
                Some((id, unit)) if on_second => (*id, unit.as_str()),
                _ => (person.id, unit.as_str()),
            };
            // The last visit of some was registered on the record of another.
            let overlaid = place == last
                && place > 0
                && !on_second
                && self.overlays < OVERLAYS
                && self.is_full()
                && number % 9 == 4;
            if overlaid && let Some(made) = self.overlay(&person, record, start, &mut draw) {
                self.overlays += 1;
                self.yielded(made);
                continue;
            }
            let made = self.one(scenario, &person, record, start, &mut draw);
            self.yielded(made);
            for (order, baby) in scenario.baby.iter().enumerate() {
                let count = scenario.baby.len();
                self.newborn(&person, baby, start, (order, count), &mut draw);
            }
        }
    }

    fn yielded(&mut self, made: MadeEncounter) {
        self.made += 1;
        for planted in &made.planted {
            *self.tally.entry(planted.kind).or_default() += 1;
        }
        self.ready.push_back(Made::Encounter(Box::new(made)));
    }

    fn office(&self, draw: &mut Draw) -> String {
        let family: Vec<&Practitioner> = self
            .practitioners
            .iter()
            .filter(|p| p.specialty == "Family medicine")
            .collect();
        draw.pick(&family).name.clone()
    }

    fn one(
        &self,
        scenario: &'static Scenario,
        person: &Persona,
        record: (RecordId, &str),
        start: NaiveDateTime,
        draw: &mut Draw,
    ) -> MadeEncounter {
        let stranger = persona(&self.plan, STRANGERS + self.made % 97);
        let strange_number = unit_number(800_000 + self.made % 97);
        let mut tried = IN_CHARTS;
        tried.sort_by_key(|kind| self.tally.get(kind));
        let order = Order {
            tried: &tried,
            scenario,
            person,
            record,
            stranger: (&stranger, &strange_number),
            start,
            until: self.plan.until,
            number: self.made,
            lean: !self.is_full(),
        };
        encounter::make(&order, &self.practitioners, &self.desk, &mut draw.branch())
    }

    /// Somebody else's visit on a person's record.
    fn overlay(
        &self,
        person: &Persona,
        record: (RecordId, &str),
        start: NaiveDateTime,
        draw: &mut Draw,
    ) -> Option<MadeEncounter> {
        let mut other = persona(&self.plan, STRANGERS + 200 + person.number);
        other.family.clone_from(&person.family);
        if other.birth == person.birth {
            return None;
        }
        let scenario = choose(&other, start, draw, 0)?;
        let mut made = self.one(scenario, &other, record, start, draw);
        let (id, _) = made.bodies.first()?;
        let document = made
            .encounter
            .documents
            .iter()
            .find(|(_, d)| d.body.as_ref().is_some_and(|b| b.id == *id))?;
        made.planted.push(Planted {
            encounter: Some(made.id),
            patient: record.0,
            document: Some(*document.0),
            kind: Fault::Overlay,
            what: format!(
                "the visit is that of {}, {}, born {}",
                other.shown(),
                other.sex.said(),
                other.birth
            ),
            at: Where::Words(other.shown()),
        });
        Some(made)
    }

    /// A newborn: a patient with the mother's family name and a stay of its own.
    fn newborn(
        &mut self,
        mother: &Persona,
        scenario: &str,
        start: NaiveDateTime,
        (order, count): (usize, usize),
        draw: &mut Draw,
    ) {
        let Some(scenario) =
            named(scenario).filter(|_| self.made < u64::from(self.plan.encounters))
        else {
            return;
        };
        let born = start + TimeDelta::minutes(7 * 60 + order as i64 * 4);
        let mut child = persona(&self.plan, NEWBORNS + self.made);
        child.id = RecordId(draw.id());
        child.sex = if draw.chance(50) {
            Sex::Female
        } else {
            Sex::Male
        };
        child.birth = born.date();
        child.family.clone_from(&mother.family);
        child.given = if child.sex == Sex::Female {
            "Girl"
        } else {
            "Boy"
        }
        .to_owned()
            + if count > 1 { ["A", "B"][order % 2] } else { "" };
        child.middle.clear();
        child.suffix = "";
        child.maiden.clear();
        child.mother = (
            mother.given.clone(),
            if mother.maiden.is_empty() {
                mother.family.clone()
            } else {
                mother.maiden.clone()
            },
        );
        child.birth_order = (count > 1).then_some(order as u8 + 1);
        child.street.clone_from(&mother.street);
        child.town = mother.town;
        child.phone.clone_from(&mother.phone);
        child.conditions.clear();
        child.scenario = scenario;
        let office = self.office(draw);
        let mut record = patient(&self.plan, &child, &office, self.registrar);
        record.unit_number = unit_number(500_000 + self.made);
        record.ssn.clear();
        for name in record.names.values_mut() {
            name.kind = records::model::NameKind::Newborn;
        }
        let unit = record.unit_number.clone();
        let id = child.id;
        self.ready.push_back(Made::Patient(Box::new(MadePatient {
            id,
            patient: record,
            planted: Vec::new(),
        })));
        let made = self.one(scenario, &child, (id, &unit), born, draw);
        self.yielded(made);
    }
}

impl Iterator for Hospital {
    type Item = Made;

    fn next(&mut self) -> Option<Made> {
        // A person whom nothing fits yields a patient without encounters; the people never run out.
        while self.ready.is_empty() && self.made < u64::from(self.plan.encounters) {
            self.prepare();
        }
        self.ready.pop_front()
    }
}
