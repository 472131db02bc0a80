//! Encounters: made for a patient who is there, changed by fields, moved by the states there are.

use store::simulated::Device;

use super::PATIENT;
use super::founded;
use crate::protocol::{ChartsEvent, ChartsRequest, EncounterForm, EncounterView, Failure};
use crate::tests::world::{Keeper, World, open};

fn view(keeper: &mut Keeper, request: ChartsRequest) -> Result<EncounterView, Failure> {
    match keeper.charts(request)? {
        ChartsEvent::Encounter(view) => Ok(*view),
        other => panic!("no encounter: {other:?}"),
    }
}

fn status(encounter: [u8; 16], word: &str) -> ChartsRequest {
    ChartsRequest::SetStatus {
        encounter,
        status: word.to_owned(),
        reason: String::new(),
    }
}

#[test]
fn an_encounter_is_made_for_a_patient_who_is_there_and_changed_field_by_field() {
    let (device, world) = (Device::new(), World::new(1));
    let mut keeper = founded(&device, &world);
    let nobody = ChartsRequest::CreateEncounter {
        patient: PATIENT.0,
        form: Box::new(EncounterForm {
            class: "IP".to_owned(),
            ..EncounterForm::default()
        }),
        reason: String::new(),
    };
    let failure = keeper.charts(nobody).expect_err("nobody of that name");
    assert!(failure.why.contains("no such patient"), "{failure:?}");
    keeper.alma();
    let id = keeper.admit("2026-03-01");
    let read = ChartsRequest::ReadEncounter {
        encounter: id,
        reason: String::new(),
    };
    let before = view(&mut keeper, read.clone()).expect("read");
    assert_eq!(
        (before.status.as_str(), before.days.as_str()),
        ("in_house", "")
    );
    assert!(before.patient_line.starts_with("TESTCASE, Alma · MRN-0001"));
    let arrivals = keeper.door().arrivals;
    let mut form = before.form.clone();
    "Pneumonia".clone_into(&mut form.complaint);
    "2026-03-04T10:00-06:00".clone_into(&mut form.discharged);
    let edit = ChartsRequest::EditEncounter {
        encounter: id,
        form: Box::new(form),
        reason: String::new(),
    };
    let after = view(&mut keeper, edit.clone()).expect("changed");
    assert_eq!(
        (after.form.complaint.as_str(), after.days.as_str()),
        ("Pneumonia", "3")
    );
    assert_eq!(
        keeper.door().arrivals,
        arrivals + 1,
        "one change, one operation"
    );
    view(&mut keeper, edit).expect("the same again");
    assert_eq!(keeper.door().arrivals, arrivals + 1, "nothing was changed");
}

#[test]
fn states_follow_each_other() {
    let (device, world) = (Device::new(), World::new(2));
    let mut keeper = founded(&device, &world);
    keeper.alma();
    let id = keeper.admit("2026-03-01");
    let failure = view(&mut keeper, status(id, "billed")).expect_err("not discharged");
    assert!(failure.why.contains("discharged first"), "{failure:?}");
    let failure = view(&mut keeper, status(id, "discharged")).expect_err("no time of discharge");
    assert_eq!(failure.place, "discharge");
    let failure = view(&mut keeper, status(id, "cancelled")).expect_err("no reason");
    assert_eq!(failure.place, "reason");
    let cancelled = ChartsRequest::SetStatus {
        encounter: id,
        status: "cancelled".to_owned(),
        reason: "Registered twice".to_owned(),
    };
    let after = view(&mut keeper, cancelled).expect("cancelled");
    assert_eq!(after.next, [], "nothing follows");
}

#[test]
fn nothing_of_a_chart_is_answered_while_it_is_locked() {
    let (device, world) = (Device::new(), World::new(3));
    drop(founded(&device, &world));
    let mut keeper = open(&device, &world);
    let before = device.written();
    for request in [
        ChartsRequest::Open {
            encounter: [1; 16],
            order: crate::protocol::ChartOrder::ByTime,
            reason: String::new(),
        },
        ChartsRequest::GoOn,
        ChartsRequest::Generate {
            encounters: 1,
            until: String::new(),
        },
        ChartsRequest::Plan {
            encounter: [1; 16],
            name: "note.txt".to_owned(),
            bytes: b"words".to_vec(),
        },
    ] {
        let failure = keeper.charts(request.clone()).expect_err("locked");
        assert!(failure.what.contains("locked"), "{request:?}: {failure:?}");
    }
    assert_eq!(device.written(), before);
}
