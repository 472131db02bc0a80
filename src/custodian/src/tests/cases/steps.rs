//! The way of a case, by role: taken, pended, coded, reviewed, final, reopened, billed.

use access::Role;
use futures_executor::block_on;
use records::model::Class;
use store::simulated::Device;

use super::super::world::{World, founded, person};
use super::{CODER, Keeper, diagnosis, house};
use crate::protocol::{
    CaseName, CaseView, CasesEvent, CasesRequest, DifferenceLine, GroupedDraft, NewMember,
    PendDraft, Step,
};

fn with_principal(keeper: &mut Keeper, opened: &CaseView) {
    let mut draft = opened.draft.clone();
    draft.principal = Some(diagnosis("A419"));
    draft.secondary = vec![diagnosis("E119"), diagnosis("I10")];
    let grouped = GroupedDraft {
        version: "V43.1".to_owned(),
        drg: "872".to_owned(),
        title: "Septicemia without MV >96 hours without MCC".to_owned(),
        weight_e4: Some(10_299),
        ..GroupedDraft::default()
    };
    keeper
        .ask(CasesRequest::Save {
            of: opened.of,
            draft: Box::new(draft),
            grouped: Some(grouped),
        })
        .expect("saved");
}

fn open_step(view: &CaseView, name: &str) -> bool {
    let mut steps = view.steps.iter();
    steps.any(|step| step.step == name && step.not_now.is_empty())
}

#[test]
fn a_pended_case_goes_on_when_what_it_waits_for_has_come() {
    let (device, world) = (Device::new(), World::new(1));
    let mut keeper = house(&device, &world);
    let stay = keeper.discharged(1, Class::Inpatient);
    keeper.enter_as("perrin");
    let opened = keeper.take_up(stay);
    assert!(opened.mine && opened.status == "in_progress");
    let of = opened.of;
    assert!(
        keeper
            .take_step(of, Step::Pend { reasons: vec![] })
            .is_err()
    );
    let reason = |reason: &str, note: &str| PendDraft {
        reason: reason.to_owned(),
        note: note.to_owned(),
    };
    let nothing_said = vec![reason("other", "")];
    assert!(
        keeper
            .take_step(
                of,
                Step::Pend {
                    reasons: nothing_said
                }
            )
            .is_err()
    );
    let reasons = vec![
        reason("query", "acute respiratory failure?"),
        reason("pathology", ""),
    ];
    let view = keeper
        .take_step(of, Step::Pend { reasons })
        .expect("pended");
    assert_eq!(view.status, "pended");
    let failure = keeper.take_step(of, Step::Coded).expect_err("it waits");
    assert!(failure.why.contains("settle"), "{failure:?}");
    assert!(keeper.take_step(of, Step::Take).is_err(), "it still waits");
    let first = view.pends[0].pend;
    let view = keeper
        .take_step(of, Step::Settle { pend: first })
        .expect("settled");
    assert_eq!(view.status, "pended", "the other is still awaited");
    let open = view.pends.iter().find(|pend| pend.settled.is_empty());
    let pend = open.expect("one is open").pend;
    let view = keeper
        .take_step(of, Step::Settle { pend })
        .expect("settled");
    assert_eq!(view.status, "in_progress");
}

#[test]
fn whoever_coded_a_case_does_not_review_it() {
    let (device, world) = (Device::new(), World::new(2));
    let mut keeper = house(&device, &world);
    let stay = keeper.discharged(1, Class::Inpatient);
    keeper.enter_as("perrin");
    let opened = keeper.take_up(stay);
    let of = opened.of;
    assert!(keeper.take_step(of, Step::Coded).is_err(), "no principal");
    with_principal(&mut keeper, &opened);
    keeper.take_step(of, Step::Coded).expect("coded");
    assert!(keeper.save(of, &opened.draft).is_err(), "past coding");
    let view = keeper
        .take_step(of, Step::SendToReview { reviewer: None })
        .expect("sent");
    assert!(!open_step(&view, "agree"));
    let agree = || Step::Agree {
        note: "codes stand".to_owned(),
        own_work: String::new(),
    };
    let failure = keeper.take_step(of, agree()).expect_err("own work");
    assert!(failure.why.contains("second review"), "{failure:?}");
    let failure = keeper.take_step(of, Step::Finalise).expect_err("not yet");
    assert!(failure.why.contains("not agreed"), "{failure:?}");
    keeper.enter_as("quillon");
    keeper.open_stay(stay).expect("a supervisor of the house");
    let view = keeper.take_step(of, agree()).expect("agrees");
    assert_eq!(view.reviews.len(), 1);
    assert!(!view.reviews[0].own_work);
    let view = keeper.take_step(of, Step::Finalise).expect("final");
    assert_eq!((view.status.as_str(), view.versions.len()), ("final", 1));
    assert!(keeper.take_step(of, Step::Billed).is_err(), "no biller");
}

#[test]
fn where_one_person_does_all_a_review_of_ones_own_work_is_recorded_as_such() {
    let (device, world) = (Device::new(), World::new(3));
    let mut keeper = founded(&device, &world);
    let stay = keeper.discharged(1, Class::Inpatient);
    let opened = keeper.take_up(stay);
    let of = opened.of;
    with_principal(&mut keeper, &opened);
    keeper.take_step(of, Step::Coded).expect("coded");
    keeper
        .take_step(of, Step::SendToReview { reviewer: None })
        .expect("sent");
    let agree = |own_work: &str| Step::Agree {
        note: String::new(),
        own_work: own_work.to_owned(),
    };
    let failure = keeper.take_step(of, agree("")).expect_err("a reason first");
    assert_eq!(failure.place, "reason");
    let view = keeper
        .take_step(of, agree("there is nobody else"))
        .expect("agrees");
    assert!(view.reviews[0].own_work);
    keeper.take_step(of, Step::Finalise).expect("final");
    let view = keeper.take_step(of, Step::Billed).expect("billed");
    assert_eq!(view.status, "billed");
}

#[test]
fn a_final_case_is_reopened_for_a_reason_and_its_versions_stay() {
    let (device, world) = (Device::new(), World::new(4));
    let mut keeper = founded(&device, &world);
    let stay = keeper.discharged(1, Class::Inpatient);
    let opened = keeper.take_up(stay);
    let of = opened.of;
    with_principal(&mut keeper, &opened);
    keeper.take_step(of, Step::Coded).expect("coded");
    let view = keeper.take_step(of, Step::Finalise).expect("final");
    assert!(view.read_only.is_some() && !view.can_undo);
    assert!(keeper.case_view(CasesRequest::Undo { of }).is_err());
    let reopen = |reason: &str| Step::Reopen {
        reason: reason.to_owned(),
    };
    assert!(keeper.take_step(of, reopen(" ")).is_err(), "no reason");
    let view = keeper
        .take_step(of, reopen("payer asks for the operative report"))
        .expect("reopened");
    assert_eq!(view.status, "reopened");
    assert_eq!(
        view.versions[0].reopened,
        "payer asks for the operative report"
    );
    let first = view.draft.clone();
    let mut draft = view.draft;
    draft.secondary.remove(1);
    draft.secondary[0].poa = engine::draft::Poa::N;
    draft.secondary.push(diagnosis("J9601"));
    keeper.save(of, &draft).expect("saved");
    keeper.take_step(of, Step::Coded).expect("coded");
    let view = keeper.take_step(of, Step::Finalise).expect("final");
    assert_eq!(view.versions.len(), 2);
    let old = keeper
        .case_view(CasesRequest::OpenVersion { of, number: 1 })
        .expect("opened");
    assert_eq!(old.draft, first);
    assert!(old.read_only.is_some() && old.steps.is_empty());
    let compare = CasesRequest::Compare {
        of,
        from: Some(1),
        to: Some(2),
    };
    let Ok(CasesEvent::Differences(lines)) = keeper.ask(compare) else {
        panic!("no differences");
    };
    let line = |what: &str, from: &str, to: &str| DifferenceLine {
        what: what.to_owned(),
        from: from.to_owned(),
        to: to.to_owned(),
    };
    assert_eq!(
        lines,
        [
            line("diagnosis", "I10", ""),
            line("diagnosis", "", "J96.01"),
            line("present on admission of E11.9", "Y", "N"),
        ]
    );
    assert!(
        keeper
            .case_view(CasesRequest::OpenVersion { of, number: 3 })
            .is_err()
    );
}

#[test]
fn edits_that_stop_a_claim_and_a_patient_still_here_block_final_coding() {
    let (device, world) = (Device::new(), World::new(5));
    let mut keeper = founded(&device, &world);
    let stay = keeper.discharged(1, Class::Inpatient);
    let opened = keeper.take_up(stay);
    let of = opened.of;
    with_principal(&mut keeper, &opened);
    let draft = keeper.open_stay(stay).expect("opened").draft;
    let save = |keeper: &mut Keeper, stops| {
        keeper
            .ask(CasesRequest::Save {
                of,
                draft: Box::new(draft.clone()),
                grouped: Some(GroupedDraft {
                    stops,
                    ..GroupedDraft::default()
                }),
            })
            .expect("saved");
    };
    save(&mut keeper, 2);
    keeper.take_step(of, Step::Coded).expect("coded");
    let failure = keeper.take_step(of, Step::Finalise).expect_err("stopped");
    assert!(failure.why.contains("stop the claim"), "{failure:?}");
    keeper.take_step(of, Step::Take).expect("back to coding");
    save(&mut keeper, 0);
    keeper.take_step(of, Step::Coded).expect("coded");
    let left = (records::Kind::Encounter, stay);
    let here = |stay: &mut records::model::Encounter| {
        stay.status = records::model::EncounterStatus::InHouse;
    };
    block_on(keeper.edit(left, "", Vec::new(), here)).expect("saved");
    let failure = keeper
        .take_step(of, Step::Finalise)
        .expect_err("still here");
    assert!(failure.why.contains("discharged"), "{failure:?}");
}

#[test]
fn work_is_given_by_a_supervisor_and_to_coders_only() {
    let (device, world) = (Device::new(), World::new(6));
    let mut keeper = house(&device, &world);
    let analyst = NewMember {
        person: person("tarrant", CODER),
        roles: vec![Role::Analyst.words().to_owned()],
    };
    block_on(keeper.add_member(&analyst)).expect("taken in");
    let stay = keeper.discharged(1, Class::Inpatient);
    let of = CaseName {
        encounter: stay.0,
        case: [0; 16],
    };
    let id = |keeper: &Keeper, name: &str| {
        let people = keeper.people().expect("unlocked").people;
        let mut people = people.into_iter();
        people
            .find(|person| person.name.ends_with(name))
            .expect("a member")
            .user
    };
    let (perrin, tarrant) = (id(&keeper, "perrin"), id(&keeper, "tarrant"));
    let assign = |coder| Step::Assign { coder };
    assert!(keeper.take_step(of, assign(Some(tarrant))).is_err());
    let view = keeper.take_step(of, assign(Some(perrin))).expect("given");
    assert_eq!(view.coder, "Testcase, perrin");
    keeper.enter_as("sorrel");
    let failure = keeper.take_step(of, Step::Take).expect_err("another's");
    assert!(failure.why.contains("another coder"), "{failure:?}");
    assert!(keeper.take_step(of, assign(Some(perrin))).is_err());
    keeper.enter_as("tarrant");
    let seen = keeper.open_stay(stay).expect("an analyst reads the stay");
    assert!(seen.codes_hidden.is_some(), "and not its codes");
    assert!(keeper.take_step(of, Step::Take).is_err());
    keeper.enter_as("perrin");
    assert!(keeper.open_stay(stay).expect("assigned").mine);
}
