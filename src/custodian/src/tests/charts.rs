//! Encounters and charts over the simulated device.

use futures_executor::block_on;
use records::model::{
    Assignment, CaseStatus, CodedDiagnosis, CodingCase, Encounter, Patient, PatientStatus,
    PersonName,
};
use records::{EntryId, Kind, RecordId};
use store::simulated::Device;

use super::world::{Keeper, PASSWORD, World, open, person};
use crate::protocol::{
    Chart, ChartOrder, ChartsEvent, ChartsRequest, DocumentForm, DocumentPage, EncounterForm,
    Event, Failure, Founding, NewMember, Person, Request,
};

mod bodies;
mod demo;
mod documents;
mod encounters;
mod evidence;
mod find;
mod import;
mod twice;

/// The patient of the tests.
const PATIENT: RecordId = RecordId([7; 16]);
const CASE: EntryId = EntryId([8; 16]);

impl Keeper {
    fn charts(&mut self, request: ChartsRequest) -> Result<ChartsEvent, Failure> {
        match block_on(self.answer(Request::Charts(request), |_| {})) {
            Event::Charts(event) => Ok(event),
            Event::Failed(failure) => Err(failure),
            other => panic!("another answer: {other:?}"),
        }
    }

    fn document_page(&mut self, request: ChartsRequest) -> Result<DocumentPage, Failure> {
        match self.charts(request)? {
            ChartsEvent::Page(page) => Ok(*page),
            other => panic!("no page: {other:?}"),
        }
    }

    fn chart_list(&mut self, encounter: [u8; 16]) -> Chart {
        let request = ChartsRequest::Open {
            encounter,
            order: ChartOrder::ByTime,
            reason: "Work of the day".to_owned(),
        };
        match self.charts(request) {
            Ok(ChartsEvent::Chart(chart)) => *chart,
            other => panic!("no chart: {other:?}"),
        }
    }

    fn read_page(
        &mut self,
        encounter: [u8; 16],
        document: [u8; 16],
    ) -> Result<DocumentPage, Failure> {
        self.document_page(ChartsRequest::Read {
            encounter,
            document,
            version: None,
            reason: String::new(),
        })
    }

    /// A patient whom pages can name: Testcase, Alma, born 1950-01-01, MRN-0001.
    fn alma(&mut self) {
        block_on(self.edit(
            (Kind::Patient, PATIENT),
            "",
            Vec::new(),
            |patient: &mut Patient| {
                patient.status = PatientStatus::Active;
                patient.unit_number = "MRN-0001".to_owned();
                patient.birth_date = "1950-01-01".parse().ok();
                patient.names.insert(
                    EntryId([1; 16]),
                    PersonName {
                        family: "Testcase".to_owned(),
                        given: "Alma".to_owned(),
                        ..PersonName::default()
                    },
                );
            },
        ))
        .expect("the patient is saved");
    }

    /// An encounter of the patient, admitted on a day.
    fn admit(&mut self, day: &str) -> [u8; 16] {
        let form = EncounterForm {
            account: "T00000001".to_owned(),
            class: "IP".to_owned(),
            admitted: format!("{day}T08:00-06:00"),
            unit: "3 West".to_owned(),
            ..EncounterForm::default()
        };
        let request = ChartsRequest::CreateEncounter {
            patient: PATIENT.0,
            form: Box::new(form),
            reason: "At the desk".to_owned(),
        };
        match self.charts(request) {
            Ok(ChartsEvent::Encounter(view)) => view.id,
            other => panic!("no encounter: {other:?}"),
        }
    }

    /// A note of an encounter by whoever has unlocked.
    fn write_note(&mut self, encounter: [u8; 16], about: &str, text: &str) -> [u8; 16] {
        let form = DocumentForm {
            kind: "progress".to_owned(),
            about: about.to_owned(),
            status: "transcribed".to_owned(),
            text: text.to_owned(),
            ..DocumentForm::default()
        };
        let page = self.document_page(ChartsRequest::Add {
            encounter,
            form: Box::new(form),
        });
        page.expect("the note is added").line.id
    }

    fn sign_note(&mut self, encounter: [u8; 16], document: [u8; 16]) {
        self.document_page(ChartsRequest::Sign {
            encounter,
            document,
            seen: None,
        })
        .expect("it is signed");
    }

    fn amend_note(&mut self, encounter: [u8; 16], document: [u8; 16], text: &str) -> DocumentPage {
        self.document_page(ChartsRequest::Amend {
            encounter,
            document,
            text: text.to_owned(),
            reason: "Corrected".to_owned(),
            addendum: false,
        })
        .expect("it is amended")
    }

    /// Gives an encounter a case with these codes, in progress.
    fn with_codes(&mut self, encounter: [u8; 16], codes: &[&str]) {
        let user = self.session().expect("unlocked").user();
        let of = (Kind::Encounter, RecordId(encounter));
        block_on(self.edit(of, "", Vec::new(), |stay: &mut Encounter| {
            let mut case = CodingCase {
                status: CaseStatus::InProgress,
                assignment: Assignment {
                    coder: Some(user),
                    ..Assignment::default()
                },
                ..CodingCase::default()
            };
            for (place, code) in codes.iter().enumerate() {
                case.diagnoses.insert(
                    EntryId([place as u8 + 1; 16]),
                    CodedDiagnosis {
                        code: (*code).to_owned(),
                        order: format!("{place}"),
                        ..CodedDiagnosis::default()
                    },
                );
            }
            stay.cases.insert(CASE, case);
        }))
        .expect("the case is saved");
    }

    /// Takes somebody in and has them unlock.
    fn change_over(&mut self, person: Person, role: &str) {
        let (user_name, password) = (person.user_name.clone(), person.password.clone());
        let new = NewMember {
            person,
            roles: vec![role.to_owned()],
        };
        block_on(self.add_member(&new)).expect("taken in");
        self.unlock_as(&user_name, &password);
    }

    fn unlock_as(&mut self, user_name: &str, password: &str) {
        block_on(self.lock(false)).expect("locked");
        let opened = block_on(self.unlock(user_name, password)).expect("unlocked");
        assert_eq!(opened.findings, []);
    }
}

const OTHER: &str = "thistle-quartz-mango-two";

/// Somebody who does not share the patient's surname.
fn colleague(user_name: &str, password: &str) -> Person {
    Person {
        name: format!("Sample, {user_name}"),
        ..person(user_name, password)
    }
}

/// A facility; of several people, its founder is supervisor and privacy officer.
fn facility(device: &Device, world: &World, small: bool) -> Keeper {
    let mut keeper = open(device, world);
    let founding = Founding {
        facility_name: "Testcase Valley Hospital".to_owned(),
        facility_kind: "ipps".to_owned(),
        small,
        demo: false,
        person: colleague("quillon", PASSWORD),
    };
    block_on(keeper.found(&founding)).expect("it is set up");
    keeper
}

/// A facility in which one person does everything and has unlocked.
fn founded(device: &Device, world: &World) -> Keeper {
    facility(device, world, true)
}
