//! Two coders who edit the same case offline.

use records::model::{Class, Encounter};
use records::{DeviceId, EntryId, Hand, Kind, OpId, RecordId, Stamp, UserId};
use store::simulated::Device;

use super::super::world::World;
use super::{Keeper, diagnosis, house};
use crate::protocol::{CaseName, CasesRequest, GroupedDraft, Step};

/// What another device wrote, having seen the operations named, comes in.
fn from_elsewhere(
    keeper: &mut Keeper,
    stay: RecordId,
    (seen, author): (&[OpId], UserId),
    change: impl FnOnce(&mut Encounter),
) {
    let log = keeper.stay_past(stay);
    let state = log.at(seen);
    let before: Encounter = state.model();
    let mut after = before.clone();
    change(&mut after);
    let mut hand = Hand {
        device: DeviceId([9; 16]),
        author,
        sequence: 0,
        previous: [0; 32],
        stamp: Stamp::default(),
    };
    let changes = state.changes(&before, &after);
    let recorded = hand.write(stay, &state, changes, "", None, 1_790_000_900_000);
    let session = keeper.session_mut().expect("unlocked");
    session.log_mut(stay).expect("it is open").insert(recorded);
}

fn user(keeper: &Keeper, name: &str) -> UserId {
    let members = &keeper.session().expect("unlocked").facility.members;
    let mut members = members.values();
    let found = members.find(|member| member.name.ends_with(name));
    found.expect("a member").user
}

/// A coded stay on `perrin`'s screen, and what both coders had seen of it.
fn coded(keeper: &mut Keeper) -> (RecordId, CaseName, Vec<OpId>) {
    let stay = keeper.discharged(1, Class::Inpatient);
    keeper.enter_as("perrin");
    let opened = keeper.take_up(stay);
    let mut draft = opened.draft;
    draft.principal = Some(diagnosis("A419"));
    draft.secondary = ["E119", "J9601"].map(diagnosis).to_vec();
    keeper.save(opened.of, &draft).expect("saved");
    let seen = keeper.stay_past(stay).state().heads();
    (stay, opened.of, seen)
}

fn entry_of(keeper: &mut Keeper, stay: RecordId, code: &str) -> EntryId {
    let model: Encounter = keeper.stay_past(stay).state().model();
    let case = model.cases.values().next().expect("a case").clone();
    let mut diagnoses = case.diagnoses.into_iter();
    let found = diagnoses.find(|(_, diagnosis)| diagnosis.code == code);
    found.expect("coded").0
}

#[test]
fn different_fields_merge_and_are_flagged_until_somebody_looks() {
    let (device, world) = (Device::new(), World::new(1));
    let mut keeper = house(&device, &world);
    let (stay, of, seen) = coded(&mut keeper);
    let sorrel = user(&keeper, "sorrel");
    let failing = entry_of(&mut keeper, stay, "J9601");
    from_elsewhere(&mut keeper, stay, (&seen, sorrel), |stay| {
        let case = stay.cases.values_mut().next().expect("a case");
        if let Some(diagnosis) = case.diagnoses.get_mut(&failing) {
            diagnosis.poa = records::model::Poa::No;
        }
    });
    // The screen has not heard of it, and replaces another code.
    let mut draft = keeper.open_version_of(stay, &seen);
    draft.secondary[0].code = "E1165".to_owned();
    keeper.screen_knows(stay, seen);
    let saved = keeper.save(of, &draft).expect("saved");
    assert!(saved.changed_elsewhere);
    let view = keeper.open_stay(stay).expect("opened");
    assert_eq!(view.draft.secondary[0].code, "E1165");
    assert_eq!(view.draft.secondary[1].poa, engine::draft::Poa::N);
    assert_eq!(view.conflicts, []);
    assert_eq!(view.parallel.len(), 1);
    assert!(
        view.parallel[0].contains("sorrel") && view.parallel[0].contains("J96.01"),
        "{:?}",
        view.parallel
    );
    let view = keeper
        .case_view(CasesRequest::GlanceParallel { of })
        .expect("looked at");
    assert_eq!(view.parallel, Vec::<String>::new());
}

#[test]
fn two_principal_diagnoses_stand_with_their_authors_and_block_final_coding() {
    let (device, world) = (Device::new(), World::new(2));
    let mut keeper = house(&device, &world);
    let (stay, of, seen) = coded(&mut keeper);
    let sorrel = user(&keeper, "sorrel");
    let failing = entry_of(&mut keeper, stay, "J9601");
    from_elsewhere(&mut keeper, stay, (&seen, sorrel), |stay| {
        let case = stay.cases.values_mut().next().expect("a case");
        case.principal = Some(failing);
        case.grouped = Some(records::model::GroupedAs {
            drg: "189".to_owned(),
            ..records::model::GroupedAs::default()
        });
    });
    let mut draft = keeper.open_version_of(stay, &seen);
    let old = draft.principal.replace(draft.secondary.remove(0));
    draft.secondary.insert(0, old.expect("principal"));
    keeper.screen_knows(stay, seen);
    keeper
        .ask(CasesRequest::Save {
            of,
            draft: Box::new(draft),
            grouped: Some(GroupedDraft {
                drg: "638".to_owned(),
                ..GroupedDraft::default()
            }),
        })
        .expect("saved");
    let view = keeper.open_stay(stay).expect("opened");
    assert_eq!(view.conflicts.len(), 1, "{:?}", view.conflicts);
    let conflict = view.conflicts[0].clone();
    assert_eq!(conflict.what, "principal diagnosis");
    let mut choices: Vec<(&str, &str)> = conflict
        .choices
        .iter()
        .map(|choice| (choice.value.as_str(), choice.who.as_str()))
        .collect();
    choices.sort_unstable();
    assert_eq!(
        choices,
        [
            ("E11.9", "Testcase, perrin"),
            ("J96.01", "Testcase, sorrel")
        ]
    );
    keeper.take_step(of, Step::Coded).expect("coded");
    let failure = keeper.take_step(of, Step::Finalise).expect_err("blocked");
    assert!(failure.why.contains("Different values"), "{failure:?}");
    let chosen = conflict
        .choices
        .iter()
        .find(|choice| choice.value == "J96.01");
    let settle = CasesRequest::SettleConflict {
        of,
        field: conflict.field.clone(),
        choice: chosen.expect("a choice").choice,
    };
    assert!(keeper.case_view(settle.clone()).is_err(), "it is coded");
    keeper.take_step(of, Step::Take).expect("back to coding");
    let view = keeper.case_view(settle).expect("settled");
    assert_eq!(view.conflicts, []);
    assert_eq!(
        view.draft.principal.map(|d| d.code).as_deref(),
        Some("J9601")
    );
    keeper.take_step(of, Step::Coded).expect("coded");
    let view = keeper.take_step(of, Step::Finalise).expect("final");
    assert_eq!(view.status, "final");
}

impl Keeper {
    /// The stay as the screen had it when it knew these operations.
    fn open_version_of(&mut self, stay: RecordId, seen: &[OpId]) -> engine::draft::StayDraft {
        let log = self.stay_past(stay);
        let now = log.clone();
        let then = log.at(seen);
        let mut old = records::Log::new(Kind::Encounter);
        for recorded in now.operations().iter().filter(|op| then.has(op.id)) {
            old.insert(recorded.clone());
        }
        let session = self.session_mut().expect("unlocked");
        session.keep(stay, old);
        let draft = self.open_stay(stay).expect("opened").draft;
        self.session_mut().expect("unlocked").keep(stay, now);
        draft
    }

    fn screen_knows(&mut self, stay: RecordId, seen: Vec<OpId>) {
        let session = self.session_mut().expect("unlocked");
        session.desk.screen_knows(stay, seen);
    }
}
