//! What is saved comes back as it was, and one change writes one field.

use std::cell::RefCell;

use engine::draft::{
    DraftDiagnosis, DraftProcedure, HomeHealthCare, Hospital, Poa, Sex, StayDraft, TakenOver,
};
use futures_executor::block_on;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use records::model::Class;
use records::{EntryId, RecordId};
use store::simulated::Device;

use super::super::world::{PASSWORD, World, founded, open};
use super::{CODER, diagnosis, house};
use crate::protocol::{CaseName, CasesRequest, GroupedDraft, SpanView};

/// Something that a coder does on the screen.
#[derive(Debug, Clone)]
enum Edit {
    Add(usize, usize),
    Remove(usize),
    Move(usize, usize),
    Replace(usize, usize),
    Mark(usize, Poa),
    MakePrincipal(usize),
    DropPrincipal,
    Procedure(usize, usize),
    MoveProcedure(usize, usize),
    DateProcedure(usize, String),
    RemoveProcedure(usize),
    Evidence(usize, String),
    Keep(usize, String),
    TakeOver(String),
    Note(String),
    Admitting(usize),
    Hospital(Hospital),
    HomeHealth(HomeHealthCare),
    Status(Option<i64>),
    Discharge(u8),
    Sex(Sex),
    Several(Vec<Edit>),
}

const CODES: [&str; 8] = [
    "A419", "E119", "I10", "J9601", "K7200", "N179", "R6521", "Z794",
];
const PROCEDURES: [&str; 4] = ["02100Z9", "0BH17EZ", "5A1955Z", "0DTJ4ZZ"];

fn edit() -> impl Strategy<Value = Edit> {
    let place = 0_usize..12;
    let code = 0..CODES.len();
    let words = "[a-z ]{0,12}";
    let poa = prop_oneof![Just(Poa::Y), Just(Poa::N), Just(Poa::Blank), Just(Poa::W)];
    let one = prop_oneof![
        6 => (place.clone(), code.clone()).prop_map(|(at, code)| Edit::Add(at, code)),
        2 => place.clone().prop_map(Edit::Remove),
        4 => (place.clone(), place.clone()).prop_map(|(from, to)| Edit::Move(from, to)),
        2 => (place.clone(), code.clone()).prop_map(|(at, code)| Edit::Replace(at, code)),
        2 => (place.clone(), poa).prop_map(|(at, poa)| Edit::Mark(at, poa)),
        2 => place.clone().prop_map(Edit::MakePrincipal),
        1 => Just(Edit::DropPrincipal),
        3 => (place.clone(), 0..PROCEDURES.len()).prop_map(|(at, code)| Edit::Procedure(at, code)),
        2 => (place.clone(), place.clone()).prop_map(|(from, to)| Edit::MoveProcedure(from, to)),
        1 => (place.clone(), "(2026-03-0[1-9]|2026-3-1|2026-)")
            .prop_map(|(at, date)| Edit::DateProcedure(at, date)),
        1 => place.prop_map(Edit::RemoveProcedure),
        2 => (code.clone(), words).prop_map(|(code, words)| Edit::Evidence(code, words)),
        1 => (code.clone(), words).prop_map(|(code, words)| Edit::Keep(code, words)),
        1 => words.prop_map(Edit::TakeOver),
        1 => words.prop_map(Edit::Note),
        1 => code.prop_map(Edit::Admitting),
        1 => prop_oneof![Just(Hospital::Exempt), Just(Hospital::Reports)].prop_map(Edit::Hospital),
        1 => prop_oneof![Just(HomeHealthCare::Later), Just(HomeHealthCare::Related)]
            .prop_map(Edit::HomeHealth),
        1 => proptest::option::of(1_i64..99).prop_map(Edit::Status),
        1 => (2_u8..28).prop_map(Edit::Discharge),
        1 => prop_oneof![Just(Sex::Male), Just(Sex::Unknown)].prop_map(Edit::Sex),
    ];
    one.prop_recursive(1, 4, 4, |one| {
        proptest::collection::vec(one, 2..4).prop_map(Edit::Several)
    })
}

fn shift<T>(list: &mut Vec<T>, from: usize, to: usize) {
    if !list.is_empty() {
        let moved = list.remove(from % list.len());
        list.insert(to % (list.len() + 1), moved);
    }
}

fn at<T>(list: &mut [T], place: usize) -> Option<&mut T> {
    let length = list.len().max(1);
    list.get_mut(place % length)
}

fn apply(draft: &mut StayDraft, edit: &Edit) {
    match edit {
        Edit::Add(at, code) => {
            let place = at % (draft.secondary.len() + 1);
            draft.secondary.insert(place, diagnosis(CODES[*code]));
        }
        Edit::Remove(place) => {
            if !draft.secondary.is_empty() {
                draft.secondary.remove(place % draft.secondary.len());
            }
        }
        Edit::Move(from, to) => shift(&mut draft.secondary, *from, *to),
        Edit::Replace(place, code) => {
            if let Some(diagnosis) = at(&mut draft.secondary, *place) {
                CODES[*code].clone_into(&mut diagnosis.code);
            }
        }
        Edit::Mark(place, poa) => {
            if let Some(diagnosis) = at(&mut draft.secondary, *place) {
                diagnosis.poa = *poa;
            }
        }
        Edit::MakePrincipal(place) => {
            if !draft.secondary.is_empty() {
                let new = draft.secondary.remove(place % draft.secondary.len());
                if let Some(old) = draft.principal.replace(new) {
                    draft.secondary.insert(0, old);
                }
            }
        }
        Edit::DropPrincipal => draft.principal = None,
        Edit::Procedure(at, code) => {
            let procedure = DraftProcedure {
                code: PROCEDURES[*code].to_owned(),
                date: "2026-03-02".to_owned(),
                found_by: String::new(),
            };
            let place = at % (draft.procedures.len() + 1);
            draft.procedures.insert(place, procedure);
        }
        Edit::MoveProcedure(from, to) => shift(&mut draft.procedures, *from, *to),
        Edit::DateProcedure(place, date) => {
            if let Some(procedure) = at(&mut draft.procedures, *place) {
                procedure.date.clone_from(date);
            }
        }
        Edit::RemoveProcedure(place) => {
            if !draft.procedures.is_empty() {
                draft.procedures.remove(place % draft.procedures.len());
            }
        }
        Edit::Evidence(code, words) => draft.set_evidence(CODES[*code], words),
        Edit::Keep(code, reason) => draft.keep_edit("CM-010", CODES[*code], reason),
        Edit::TakeOver(what) => draft.taken_over.push(TakenOver {
            what: what.clone(),
            query: what.len() % 2 == 0,
            ..TakenOver::default()
        }),
        Edit::Note(note) => draft.note.clone_from(note),
        Edit::Admitting(code) => CODES[*code].clone_into(&mut draft.admitting),
        Edit::Hospital(hospital) => draft.hospital = *hospital,
        Edit::HomeHealth(care) => draft.home_health = *care,
        Edit::Status(status) => draft.discharge_status = *status,
        Edit::Discharge(day) => draft.discharge_date = format!("2026-03-{day:02}"),
        Edit::Sex(sex) => draft.sex = *sex,
        Edit::Several(edits) => edits.iter().for_each(|edit| apply(draft, edit)),
    }
}

/// Evidence and kept edits are sets: which came first means nothing.
fn settled(mut draft: StayDraft) -> StayDraft {
    draft
        .evidence
        .sort_by(|a, b| (&a.code, &a.words).cmp(&(&b.code, &b.words)));
    draft
        .kept_edits
        .sort_by(|a, b| (&a.rule, &a.code).cmp(&(&b.rule, &b.code)));
    draft
}

#[test]
fn whatever_is_done_on_the_screen_comes_back_as_it_was() {
    let (device, world) = (Device::new(), World::new(1));
    let keeper = RefCell::new((founded(&device, &world), 0_u8));
    let edits = proptest::collection::vec(edit(), 1..14);
    let config = Config {
        cases: 48,
        failure_persistence: None,
        ..Config::default()
    };
    TestRunner::new(config)
        .run(&edits, |edits| {
            let (keeper, number) = &mut *keeper.borrow_mut();
            *number = *number % 100 + 1;
            let stay = keeper.discharged(*number, Class::Inpatient);
            let seed = RecordId([*number; 16]);
            let opened = keeper.take_up(stay);
            let (of, mut draft) = (opened.of, opened.draft);
            for edit in &edits {
                apply(&mut draft, edit);
                let before = keeper.stay_past(stay).operations().len();
                let saved = keeper.save(of, &draft).expect("saved");
                prop_assert_eq!(&saved.refused, &vec![]);
                let written = keeper.stay_past(stay).operations().len() - before;
                prop_assert!(written <= 1, "{} operations for one save", written);
                let again = keeper.save(of, &draft).expect("saved");
                prop_assert_eq!(again.at, None, "there is nothing more to write");
            }
            for record in [stay, seed] {
                keeper.session_mut().expect("unlocked").close(record);
            }
            let reopened = keeper.open_stay(stay).expect("opened");
            prop_assert_eq!(settled(reopened.draft), settled(draft));
            Ok(())
        })
        .expect("every sequence comes back");
}

/// Fields that the last operation on a stay set.
fn last_fields(keeper: &mut super::Keeper, stay: RecordId) -> Vec<String> {
    let log = keeper.stay_past(stay);
    let last = log.operations().last().expect("an operation");
    let fields = last.operation.changes.iter();
    fields
        .map(|change| {
            let path = change.field.as_str();
            path.rsplit('/').next().unwrap_or_default().to_owned()
        })
        .collect()
}

#[test]
fn one_change_writes_one_field() {
    let (device, world) = (Device::new(), World::new(2));
    let mut keeper = founded(&device, &world);
    let stay = keeper.discharged(1, Class::Inpatient);
    let opened = keeper.take_up(stay);
    let (of, mut draft) = (opened.of, opened.draft);
    draft.principal = Some(diagnosis("A419"));
    draft.secondary = ["E119", "I10", "N179", "Z794"].map(diagnosis).to_vec();
    keeper.save(of, &draft).expect("saved");

    draft.secondary.swap(1, 2);
    keeper.save(of, &draft).expect("saved");
    assert_eq!(last_fields(&mut keeper, stay), ["order"], "one moved");

    draft.secondary[0].code = "E1165".to_owned();
    keeper.save(of, &draft).expect("saved");
    assert_eq!(last_fields(&mut keeper, stay), ["code"], "one replaced");

    draft.secondary[3].poa = Poa::N;
    keeper.save(of, &draft).expect("saved");
    assert_eq!(last_fields(&mut keeper, stay), ["poa"], "one marked");

    let old = draft.principal.replace(draft.secondary.remove(2));
    draft.secondary.insert(0, old.expect("principal"));
    keeper.save(of, &draft).expect("saved");
    assert_eq!(
        last_fields(&mut keeper, stay),
        ["principal"],
        "another is principal"
    );

    draft.secondary.remove(1);
    keeper.save(of, &draft).expect("saved");
    assert_eq!(last_fields(&mut keeper, stay), ["~gone"], "one taken out");
    assert_eq!(keeper.open_stay(stay).expect("opened").draft, draft);
}

#[test]
fn what_belongs_elsewhere_is_written_there_or_refused_by_name() {
    let (device, world) = (Device::new(), World::new(3));
    let mut keeper = house(&device, &world);
    let stay = keeper.discharged(1, Class::Inpatient);
    keeper.enter_as("perrin");
    let opened = keeper.take_up(stay);
    assert_eq!(opened.draft.label, "SAMPLE1, Rowan · A001");
    assert_eq!(opened.draft.birth_date, "1950-03-09");
    let mut draft = opened.draft.clone();
    draft.principal = Some(diagnosis("A419"));
    draft.discharge_status = Some(3);
    draft.discharge_date = "2026-03-07".to_owned();
    draft.birth_date = "1951-03-09".to_owned();
    draft.admission_date = "2026-3".to_owned();
    draft.age_years = Some(75);
    let saved = keeper.save(opened.of, &draft).expect("saved");
    let refused: Vec<&str> = saved.refused.iter().map(|f| f.place.as_str()).collect();
    assert_eq!(refused, ["date of admission", "date of birth", "age"]);
    assert!(
        saved.refused[1].why.contains("coder"),
        "{:?}",
        saved.refused
    );
    let now = keeper.open_stay(stay).expect("opened").draft;
    assert_eq!(now.discharge_status, Some(3));
    assert_eq!(now.discharge_date, "2026-03-07");
    assert_eq!(now.birth_date, "1950-03-09");
    assert_eq!(now.principal, draft.principal);
    let model: records::model::Encounter = keeper.stay_past(stay).state().model();
    assert_eq!(
        model.discharged.map(|moment| moment.to_rfc3339()),
        Some("2026-03-07T10:30:00-06:00".to_owned()),
        "the hour stays"
    );
}

#[test]
fn what_was_marked_in_the_chart_is_taken_out_in_the_chart() {
    let (device, world) = (Device::new(), World::new(4));
    let mut keeper = founded(&device, &world);
    let stay = keeper.discharged(1, Class::Inpatient);
    let document = EntryId([7; 16]);
    block_on(keeper.edit(
        (records::Kind::Encounter, stay),
        "",
        Vec::new(),
        |stay: &mut records::model::Encounter| {
            let note = records::model::Document {
                title: "Discharge summary".to_owned(),
                ..records::model::Document::default()
            };
            stay.documents.insert(document, note);
        },
    ))
    .expect("saved");
    let of = keeper.take_up(stay).of;
    let span = SpanView {
        code: "A419".to_owned(),
        document: document.0,
        start: 10,
        end: 16,
        words: "sepsis".to_owned(),
        ..SpanView::default()
    };
    let nowhere = SpanView {
        document: [9; 16],
        ..span.clone()
    };
    assert!(
        keeper
            .case_view(CasesRequest::LinkWords { of, span: nowhere })
            .is_err()
    );
    let linked = keeper
        .case_view(CasesRequest::LinkWords { of, span })
        .expect("linked");
    assert_eq!(linked.spans.len(), 1);
    assert_eq!(linked.draft.evidence_for("A419"), "sepsis");
    let mut draft = linked.draft;
    draft.set_evidence("A419", "blood culture of 2 March");
    keeper.save(of, &draft).expect("saved");
    let opened = keeper.open_stay(stay).expect("opened");
    assert_eq!(opened.spans, linked.spans, "still linked");
    assert_eq!(opened.draft.evidence.len(), 2);
    let unlinked = keeper
        .case_view(CasesRequest::UnlinkWords {
            of,
            entry: opened.spans[0].entry,
        })
        .expect("unlinked");
    assert_eq!(unlinked.draft.evidence, draft.evidence);
}

#[test]
fn undo_goes_back_change_by_change_across_restarts_and_stops_at_steps() {
    let (device, world) = (Device::new(), World::new(5));
    let mut keeper = house(&device, &world);
    let stay = keeper.discharged(1, Class::Inpatient);
    keeper.enter_as("perrin");
    let opened = keeper.take_up(stay);
    assert!(!opened.can_undo, "taking a case is no change of its codes");
    let (of, mut draft) = (opened.of, opened.draft.clone());
    let mut drafts = vec![draft.clone()];
    for code in ["A419", "E119", "I10"] {
        draft.secondary.push(diagnosis(code));
        keeper.save(of, &draft).expect("saved");
        drafts.push(draft.clone());
    }
    drop(keeper);
    let mut keeper = open(&device, &world);
    block_on(keeper.unlock("perrin", CODER)).expect("unlocked");
    for before in drafts.iter().rev().skip(1) {
        let view = keeper.case_view(CasesRequest::Undo { of }).expect("undone");
        assert_eq!(view.draft, *before);
    }
    assert!(keeper.case_view(CasesRequest::Undo { of }).is_err());
    // What the stay groups to is written without being an act: redo is still there.
    let grouped = GroupedDraft {
        version: "V43.1".to_owned(),
        drg: "871".to_owned(),
        ..GroupedDraft::default()
    };
    keeper
        .ask(CasesRequest::Save {
            of,
            draft: Box::new(drafts[0].clone()),
            grouped: Some(grouped),
        })
        .expect("saved");
    for after in &drafts[1..] {
        let view = keeper.case_view(CasesRequest::Redo { of }).expect("redone");
        assert_eq!(view.draft, *after);
    }
    assert!(keeper.case_view(CasesRequest::Redo { of }).is_err());
    let outside = block_on(keeper.take_back(
        crate::protocol::RecordName {
            sort: crate::protocol::RecordSort::Encounter,
            id: stay.0,
        },
        "cases",
        false,
    ));
    assert!(outside.is_err_and(|failure| failure.place == "coding case"));
    let _ = PASSWORD;
}

#[test]
fn a_save_tells_what_undo_can_take_back_and_which_steps_are_open() {
    let (device, world) = (Device::new(), World::new(7));
    let mut keeper = house(&device, &world);
    let stay = keeper.discharged(1, Class::Inpatient);
    keeper.enter_as("perrin");
    let opened = keeper.take_up(stay);
    let (of, mut draft) = (opened.of, opened.draft.clone());
    draft.principal = Some(diagnosis("A419"));
    let coded = |saved: &crate::protocol::CaseSaved| {
        let mut steps = saved.steps.iter();
        steps.any(|step| step.step == "coded" && step.not_now.is_empty())
    };
    let saved = keeper.save(of, &opened.draft).expect("saved");
    assert!(!saved.act && !coded(&saved), "nothing is written yet");
    let saved = keeper.save(of, &draft).expect("saved");
    assert!(saved.act && coded(&saved));
    let grouped = CasesRequest::Save {
        of,
        draft: Box::new(draft.clone()),
        grouped: Some(GroupedDraft {
            drg: "871".to_owned(),
            ..GroupedDraft::default()
        }),
    };
    let crate::protocol::CasesEvent::Saved(saved) = keeper.ask(grouped).expect("saved") else {
        panic!("another answer");
    };
    assert!(saved.at.is_some() && !saved.act, "a result is no change");
}

#[test]
fn nothing_is_written_on_a_case_that_nobody_took_or_that_is_anothers() {
    let (device, world) = (Device::new(), World::new(6));
    let mut keeper = house(&device, &world);
    let stay = keeper.discharged(1, Class::Inpatient);
    keeper.enter_as("perrin");
    let of = CaseName {
        encounter: stay.0,
        case: [0; 16],
    };
    let draft = StayDraft {
        principal: Some(DraftDiagnosis::default()),
        ..StayDraft::default()
    };
    assert!(keeper.save(of, &draft).is_err(), "nobody took it");
    let of = keeper.take_up(stay).of;
    keeper.enter_as("sorrel");
    let failure = keeper.save(of, &draft).expect_err("refused");
    assert!(failure.fix.contains("supervisor"), "{failure:?}");
    let failure = keeper.open_stay(stay).expect_err("not assigned");
    assert_eq!(failure.place, "broken glass", "{failure:?}");
    let before = keeper.door().audit;
    assert!(keeper.save(of, &draft).is_err());
    assert_eq!(
        keeper.door().audit,
        before + 1,
        "the refusal is in the trail"
    );
}
