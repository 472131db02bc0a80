//! Coding cases over the simulated device.

mod conflicts;
mod power;
mod room;
mod saving;
mod steps;
mod worklist;

use engine::draft::{DraftDiagnosis, Poa, StayDraft};
use futures_executor::block_on;
use records::model::{
    Class, Encounter, EncounterStatus, NameKind, Patient, PatientStatus, PersonName, Sex,
};
use records::{EntryId, Kind, Log, RecordId};
use store::simulated::Device;

use super::world::{Keeper, PASSWORD, World, open, person};
use crate::protocol::{
    CaseName, CaseSaved, CaseView, CasesEvent, CasesRequest, Event, Failure, Founding, NewMember,
    Request, Step,
};

pub(super) const CODER: &str = "thistle-quartz-mango-two";

/// A house with a supervisor and two coders, `perrin` and `sorrel`. The supervisor has unlocked.
pub(super) fn house(device: &Device, world: &World) -> Keeper {
    let mut keeper = open(device, world);
    let founding = Founding {
        facility_name: "Testcase Valley Hospital".to_owned(),
        facility_kind: "acute".to_owned(),
        small: false,
        demo: false,
        person: person("quillon", PASSWORD),
    };
    block_on(keeper.found(&founding)).expect("it is set up");
    for name in ["perrin", "sorrel"] {
        let new = NewMember {
            person: person(name, CODER),
            roles: vec!["coder".to_owned()],
        };
        block_on(keeper.add_member(&new)).expect("taken in");
    }
    keeper
}

impl Keeper {
    /// A discharged inpatient stay of a patient who is on record and verified.
    pub(super) fn discharged(&mut self, number: u8, class: Class) -> RecordId {
        let (patient, stay) = (RecordId([number; 16]), RecordId([number + 100; 16]));
        let of = (Kind::Patient, patient);
        block_on(self.edit(of, "", Vec::new(), |patient: &mut Patient| {
            patient.status = PatientStatus::Active;
            patient.birth_date = "1950-03-09".parse().ok();
            patient.administrative_sex = Sex::Female;
            let name = PersonName {
                kind: NameKind::Legal,
                family: format!("Sample{number}"),
                given: "Rowan".to_owned(),
                ..PersonName::default()
            };
            patient.names.insert(EntryId([1; 16]), name);
        }))
        .expect("saved");
        let of = (Kind::Encounter, stay);
        block_on(self.edit(of, "", Vec::new(), |stay: &mut Encounter| {
            stay.status = EncounterStatus::Discharged;
            stay.patient = Some(patient);
            stay.account = format!("A{number:03}");
            stay.class = class;
            stay.service = "medicine".to_owned();
            stay.admitted = "2026-03-01T14:05:00-06:00".parse().ok();
            stay.discharged = format!("2026-03-{:02}T10:30:00-06:00", 4 + number % 20)
                .parse()
                .ok();
            stay.discharge_status = Some(1);
        }))
        .expect("saved");
        stay
    }

    pub(super) fn enter_as(&mut self, name: &str) {
        block_on(self.lock(false)).expect("locked");
        let password = if name == "quillon" { PASSWORD } else { CODER };
        let opened = block_on(self.unlock(name, password)).expect("unlocked");
        assert_eq!(opened.findings, []);
    }

    pub(super) fn ask(&mut self, request: CasesRequest) -> Result<CasesEvent, Failure> {
        match block_on(self.answer(Request::Cases(request), |_| {})) {
            Event::Cases(event) => Ok(event),
            Event::Failed(failure) => Err(failure),
            other => panic!("another answer: {other:?}"),
        }
    }

    pub(super) fn case_view(&mut self, request: CasesRequest) -> Result<CaseView, Failure> {
        match self.ask(request)? {
            CasesEvent::Opened(view) => Ok(*view),
            other => panic!("another answer: {other:?}"),
        }
    }

    pub(super) fn open_stay(&mut self, encounter: RecordId) -> Result<CaseView, Failure> {
        self.case_view(CasesRequest::Open {
            encounter: encounter.0,
            case: None,
            reason: String::new(),
        })
    }

    pub(super) fn take_step(&mut self, of: CaseName, step: Step) -> Result<CaseView, Failure> {
        self.case_view(CasesRequest::Step { of, step })
    }

    /// Takes a stay's case up.
    pub(super) fn take_up(&mut self, encounter: RecordId) -> CaseView {
        let of = CaseName {
            encounter: encounter.0,
            case: [0; 16],
        };
        self.take_step(of, Step::Take).expect("taken")
    }

    pub(super) fn save(&mut self, of: CaseName, draft: &StayDraft) -> Result<CaseSaved, Failure> {
        let request = CasesRequest::Save {
            of,
            draft: Box::new(draft.clone()),
            grouped: None,
        };
        match self.ask(request)? {
            CasesEvent::Saved(saved) => Ok(*saved),
            other => panic!("another answer: {other:?}"),
        }
    }

    pub(super) fn stay_past(&mut self, encounter: RecordId) -> Log {
        let log = block_on(self.log(Kind::Encounter, encounter)).expect("read");
        log.clone()
    }
}

pub(super) fn diagnosis(code: &str) -> DraftDiagnosis {
    DraftDiagnosis {
        code: code.to_owned(),
        poa: Poa::Y,
        found_by: "index: a few words that lead there".to_owned(),
    }
}
