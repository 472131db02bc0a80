//! One encounter of a person: dates, chart, faults, key, and the record of it all.

use chrono::{NaiveDate, NaiveDateTime, TimeDelta};
use records::model::{
    BillingStatus, Class, DocumentKind, Encounter, EncounterStatus, Newborn, Payer, Provider,
    ProviderRole,
};
use records::{BodyId, EntryId, RecordId};

use crate::case::{self, Desk};
use crate::chart::{self, Stay};
use crate::document::{by_provider, finish, heading};
use crate::draw::Draw;
use crate::fault;
use crate::key::{self, AnswerKey, Found};
use crate::people::{Persona, Practitioner};
use crate::planted::{Fault, Planted, Where};
use crate::scenario::Scenario;
use crate::tumour::Tumour;
use crate::zone::moment;

/// An encounter with its chart and everything known about it that the chart does not say.
#[derive(Debug)]
pub struct MadeEncounter {
    /// Its record.
    pub id: RecordId,
    /// The encounter, with its documents and coding case.
    pub encounter: Encounter,
    /// Texts of its documents.
    pub bodies: Vec<(BodyId, String)>,
    /// What an expert codes.
    pub key: AnswerKey,
    /// Faults planted in the chart.
    pub planted: Vec<Planted>,
    /// The tumour that it is about.
    pub tumour: Option<Tumour>,
    /// The scenario's name, for exercises and measurements.
    pub scenario: &'static str,
}

/// What an encounter is made of.
pub(crate) struct Order<'a> {
    pub(crate) scenario: &'static Scenario,
    pub(crate) person: &'a Persona,
    /// The record it is registered on, and its unit number.
    pub(crate) record: (RecordId, &'a str),
    /// Somebody else, whose page may go astray.
    pub(crate) stranger: (&'a Persona, &'a str),
    pub(crate) start: NaiveDateTime,
    /// Last day.
    pub(crate) until: NaiveDate,
    /// How many encounters were made before.
    pub(crate) number: u64,
    pub(crate) lean: bool,
    /// Kinds of faults in the order in which they are wanted.
    pub(crate) tried: &'a [Fault],
}

/// How long it lasts and how it ends.
fn ends(order: &Order<'_>, draw: &mut Draw) -> (NaiveDateTime, u8) {
    let (from, to) = order.scenario.days;
    let length = draw.between(from, to);
    let status = *draw.pick(&order.scenario.status);
    let end = match order.scenario.class {
        Class::Inpatient | Class::SkilledNursing => {
            let day = order.start.date() + TimeDelta::days(length);
            day.and_hms_opt(10 + draw.below(7), draw.below(60), 0)
                .unwrap_or(order.start)
        }
        _ => order.start + TimeDelta::minutes(length * 60 + draw.between(-20, 35)),
    };
    let last = order.until.and_hms_opt(23, 0, 0).unwrap_or(end);
    (
        end.min(last).max(order.start + TimeDelta::minutes(30)),
        status,
    )
}

/// Makes an encounter.
pub(crate) fn make(
    order: &Order<'_>,
    staff: &[Practitioner],
    desk: &Desk,
    draw: &mut Draw,
) -> MadeEncounter {
    let (discharged, status) = ends(order, draw);
    let scenario = order.scenario;
    let stay = Stay::new(
        scenario,
        order.person,
        staff,
        (order.start, discharged),
        order.lean,
        status == 20,
        draw,
    );
    let long = scenario.name.starts_with("intensive");
    let mut notes = if long && !order.lean {
        chart::write_long(&stay, draw)
    } else {
        chart::write(&stay, draw)
    };
    let clinic = !matches!(
        scenario.class,
        Class::Inpatient
            | Class::Observation
            | Class::SkilledNursing
            | Class::Emergency
            | Class::SameDaySurgery
    );
    let wanted = if order.lean || clinic {
        0
    } else {
        match draw.below(10) {
            0..=2 => 0,
            3..=7 => 1,
            _ => 2,
        }
    };
    let (sown, extra) = fault::plant(&stay, &mut notes, order.tried, wanted, draw);
    let id = RecordId(draw.id());
    let account = format!("T{:08}", order.number + 10_000);
    let mut encounter = about(order, &stay, discharged, status, &account, draw);
    let mut found = Found::new();
    let mut bodies = Vec::with_capacity(notes.len());
    let mut ids = Vec::with_capacity(notes.len());
    let mut pathology = None;
    for note in &notes {
        let mut spans = Found::new();
        let finished = finish(
            note,
            &stay,
            (order.record.1, &account),
            order.stranger,
            &mut spans,
            draw,
        );
        if by_provider(note.kind) {
            for (label, evidence) in spans {
                found.entry(label).or_default().extend(evidence);
            }
        }
        if note.kind == DocumentKind::Pathology {
            pathology = Some(finished.id);
        }
        ids.push(finished.id);
        encounter.documents.insert(finished.id, finished.document);
        bodies.extend(finished.body);
    }
    let key = key::make(&stay, &found, &extra, draw);
    let planted = sown
        .into_iter()
        .map(|sown| {
            let at = match sown.at {
                Where::Words(words) if words.is_empty() => {
                    let place = sown.note.unwrap_or_default();
                    let (stranger, number) = order.stranger;
                    let heading = heading(
                        stranger,
                        number,
                        &account,
                        &notes[place],
                        chart::Hand(staff[notes[place].author].hand),
                    );
                    Where::Words(heading.lines().nth(2).unwrap_or_default().to_owned())
                }
                at => at,
            };
            Planted {
                encounter: Some(id),
                patient: order.record.0,
                document: sown.note.map(|place| ids[place]),
                kind: sown.kind,
                what: sown.what,
                at,
            }
        })
        .collect::<Vec<_>>();
    let fault = planted.first().map(|p| p.kind);
    case::add(&mut encounter, &key, fault, discharged, desk, draw);
    let tumour = scenario
        .tumour
        .as_ref()
        .map(|facts| Tumour::of(facts, &stay, (id, order.record.0), pathology, &key));
    MadeEncounter {
        id,
        encounter,
        bodies,
        key,
        planted,
        tumour,
        scenario: scenario.name,
    }
}

/// The encounter's own fields.
fn about(
    order: &Order<'_>,
    stay: &Stay<'_>,
    discharged: NaiveDateTime,
    status: u8,
    account: &str,
    draw: &mut Draw,
) -> Encounter {
    let scenario = order.scenario;
    let inpatient = scenario.class == Class::Inpatient;
    let newborn = stay.values.get("grams").and_then(|g| g.parse().ok());
    let mut encounter = Encounter {
        status: EncounterStatus::Discharged,
        patient: Some(order.record.0),
        account: account.into(),
        class: scenario.class,
        admitted: Some(moment(order.start)),
        admit_order: inpatient.then(|| moment(order.start + TimeDelta::minutes(55))),
        discharged: Some(moment(discharged)),
        discharge_status: Some(status),
        // FL 14: 1 emergency, 2 urgent, 3 elective, 4 newborn. FL 15: 1 from home, 5 born inside (with type 4), 4 from a hospital.
        admission_type: Some(if newborn.is_some() {
            4
        } else if scenario.through_ed || scenario.class == Class::Emergency {
            1
        } else {
            3
        }),
        point_of_origin: if newborn.is_some() {
            "5"
        } else if scenario.class == Class::SkilledNursing {
            "4"
        } else {
            "1"
        }
        .into(),
        service: scenario.service.into(),
        unit: scenario.unit.into(),
        complaint: scenario.title.into(),
        ventilation_hours: stay.values.get("ventilation").and_then(|h| h.parse().ok()),
        newborn: Newborn {
            birth_weight_grams: newborn,
            gestation_weeks: stay
                .values
                .get("weeks")
                .and_then(|w| w.parse().ok())
                .filter(|_| newborn.is_some()),
            gestation_days: newborn.map(|_| draw.below(7) as u8),
        },
        billing: BillingStatus::None,
        ..Encounter::default()
    };
    let days = stay.days().max(1);
    let daily = match scenario.class {
        Class::Inpatient => 410_000,
        Class::SkilledNursing => 61_000,
        Class::SameDaySurgery => 980_000,
        Class::Emergency | Class::Observation => 260_000,
        _ => 21_500,
    };
    let theatre = if scenario.section("op").is_some() {
        1_850_000
    } else {
        0
    };
    encounter.charges_cents = Some(days * daily + theatre + draw.between(0, daily));
    let surgery = scenario.section("op").is_some();
    let mut provider = |role, place: usize| {
        let person = &stay.staff[place];
        let provider = Provider {
            role,
            name: person.name.clone(),
            npi: person.npi.clone(),
            department: person.specialty.into(),
        };
        encounter.providers.insert(EntryId(draw.id()), provider);
    };
    provider(ProviderRole::Attending, stay.attending);
    if surgery {
        provider(ProviderRole::Operating, stay.attending);
    }
    let age = stay.age();
    let (name, class) = match (age, order.person.number % 5) {
        (65.., _) => ("Medicare (made up)", "Medicare"),
        (_, 0) => ("Medicaid (made up)", "Medicaid"),
        (_, 1) if age > 25 => ("Self pay", "Self pay"),
        _ => ("Sample Mutual (made up)", "Commercial"),
    };
    encounter.financial_class = class.into();
    let payer = Payer {
        name: name.into(),
        member_number: format!("TEST{:07}", order.person.number),
        rank: 1,
    };
    encounter.payers.insert(EntryId(draw.id()), payer);
    encounter
}
