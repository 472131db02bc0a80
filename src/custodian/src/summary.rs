//! What lists say of a record without opening it.

use std::collections::BTreeSet;

use access::Flags;
use identity::Person;
use records::model::{CaseStatus, Decision, Encounter, Pair, Patient, PatientStatus, Purpose};
use records::{EntryId, Kind, RecordId, State, UserId};
use serde::{Deserialize, Serialize};

use crate::patients::person_of;

/// A record's line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Line {
    /// Of a kind of which lists say nothing.
    None,
    /// A patient.
    Patient(Box<PatientLine>),
    /// An encounter.
    Encounter(Box<EncounterLine>),
    /// Two patients.
    Pair(Box<PairLine>),
}

/// A patient.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PatientLine {
    pub(crate) status: PatientStatus,
    pub(crate) unit_number: String,
    pub(crate) name: String,
    pub(crate) birth_date: String,
    pub(crate) sex: String,
    pub(crate) merged_into: Option<RecordId>,
    /// What protects the record, as seen from anybody. One or two bytes.
    pub(crate) flags: Flags,
    pub(crate) conflicts: u32,
    /// Who searched before it was made, and when, milliseconds since 1970.
    pub(crate) made: Option<(UserId, i64)>,
    /// What the index compares.
    pub(crate) person: Person,
}

/// Two patients and what was decided on them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PairLine {
    pub(crate) one: RecordId,
    pub(crate) other: RecordId,
    pub(crate) decision: Decision,
    pub(crate) cause: String,
    pub(crate) by: UserId,
    /// When, milliseconds since 1970.
    pub(crate) at: i64,
    /// Survivor and retired, where a merge is in force.
    pub(crate) merged: Option<(RecordId, RecordId)>,
}

/// An encounter and the case that is worked on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct EncounterLine {
    pub(crate) patient: Option<RecordId>,
    pub(crate) account: String,
    pub(crate) class: String,
    pub(crate) status: String,
    /// `YYYY-MM-DD`, empty for none.
    pub(crate) admitted: String,
    pub(crate) discharged: String,
    pub(crate) service: String,
    pub(crate) attending: String,
    pub(crate) charges_cents: Option<i64>,
    /// Nursing unit.
    pub(crate) unit: String,
    /// To whom the chart or one of its cases is assigned. Sixteen bytes each.
    pub(crate) assigned: Vec<UserId>,
    pub(crate) documents: u32,
    pub(crate) conflicts: u32,
    pub(crate) case: Option<CaseLine>,
}

/// The latest case of an encounter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CaseLine {
    pub(crate) id: EntryId,
    pub(crate) purpose: Purpose,
    pub(crate) status: CaseStatus,
    pub(crate) coder: Option<UserId>,
    pub(crate) priority: u8,
    pub(crate) due: String,
    /// Words of the reasons it waits for.
    pub(crate) waits_for: Vec<String>,
    pub(crate) drg: String,
    pub(crate) weight_e4: Option<u32>,
    pub(crate) stops: u32,
    pub(crate) warnings: u32,
}

impl Line {
    /// The line of a record as it stands.
    pub(crate) fn of(state: &State) -> Self {
        let conflicts = state.conflicts().len() as u32;
        match state.kind() {
            Kind::Patient => Self::Patient(Box::new(PatientLine::of(&state.model(), conflicts))),
            Kind::Encounter => Self::of_stay(&state.model(), conflicts),
            Kind::Pair => Self::Pair(Box::new(PairLine::of(&state.model()))),
            Kind::Facility | Kind::Desk => Self::None,
        }
    }

    /// The line of an encounter.
    pub(crate) fn of_stay(stay: &Encounter, conflicts: u32) -> Self {
        Self::Encounter(Box::new(EncounterLine::of(stay, conflicts)))
    }
}

impl PatientLine {
    fn of(patient: &Patient, conflicts: u32) -> Self {
        Self {
            status: patient.status,
            unit_number: patient.unit_number.clone(),
            name: patient.shown_name(),
            birth_date: patient
                .birth_date
                .map_or_else(String::new, |date| date.to_string()),
            sex: patient.administrative_sex.word().to_owned(),
            merged_into: patient.merged_into,
            flags: protection(patient),
            conflicts,
            made: patient.searched.as_ref().map(|searched| {
                let at = searched.at.map_or(0, |at| at.timestamp_millis());
                (searched.by, at)
            }),
            person: person_of(patient),
        }
    }
}

impl PairLine {
    fn of(pair: &Pair) -> Self {
        Self {
            one: pair.one,
            other: pair.other,
            decision: pair.decision,
            cause: pair.cause.clone(),
            by: pair.by,
            at: pair.at.map_or(0, |at| at.timestamp_millis()),
            merged: pair
                .merge
                .as_ref()
                .map(|merge| (merge.survivor, merge.retired)),
        }
    }
}

impl EncounterLine {
    fn of(stay: &Encounter, conflicts: u32) -> Self {
        let day = |date: Option<chrono::NaiveDate>| {
            date.map_or_else(String::new, |date| date.to_string())
        };
        Self {
            patient: stay.patient,
            account: stay.account.clone(),
            class: stay.class.word().to_owned(),
            status: stay.status.word().to_owned(),
            admitted: day(stay.admission_date()),
            discharged: day(stay.discharge_date()),
            service: stay.service.clone(),
            attending: stay.attending().to_owned(),
            charges_cents: stay.charges_cents,
            unit: stay.unit.clone(),
            assigned: assigned(stay),
            documents: stay.documents.len() as u32,
            conflicts,
            case: stay.cases.iter().next_back().map(|(id, case)| {
                let grouped = case.grouped.clone().unwrap_or_default();
                let waiting = case.pends.values().filter(|pend| pend.settled.is_none());
                CaseLine {
                    id: *id,
                    purpose: case.purpose,
                    status: case.status,
                    coder: case.assignment.coder,
                    priority: case.priority,
                    due: day(case.due),
                    waits_for: waiting.map(|pend| pend.reason.word().to_owned()).collect(),
                    drg: grouped.drg,
                    weight_e4: grouped.weight_e4,
                    stops: grouped.stops,
                    warnings: grouped.warnings,
                }
            }),
        }
    }
}

/// What protects a patient's record, as seen from anybody.
fn protection(patient: &Patient) -> Flags {
    let said = patient.flags;
    let flags = [
        (said.vip, Flags::VIP),
        (said.employee, Flags::EMPLOYEE),
        (said.part_2, Flags::PART_2),
        (said.state_protected, Flags::STATE_PROTECTED),
        (
            patient.status == PatientStatus::Provisional,
            Flags::PROVISIONAL,
        ),
    ];
    flags
        .into_iter()
        .filter(|(holds, _)| *holds)
        .fold(Flags::NONE, |all, (_, flag)| all.with(flag))
}

/// Everyone who works on a stay, each once.
fn assigned(stay: &Encounter) -> Vec<UserId> {
    let coders = stay.cases.values().filter_map(|case| case.assignment.coder);
    let chart = stay.assigned.values().map(|work| work.user);
    let all: BTreeSet<UserId> = chart.chain(coders).collect();
    all.into_iter().collect()
}
