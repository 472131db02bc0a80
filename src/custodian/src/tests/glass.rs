//! Broken glass: opened with a reason and for a time, closed by itself, told of, and reviewed by somebody else.

use access::{Action, RecordKind, Relation};
use futures_executor::block_on;
use records::{Kind, RecordId};
use store::simulated::Device;

use super::world::{Keeper, OTHER, PASSWORD, World, founded, open, shared};
use crate::protocol::{Breaking, Failure, GlassView, RecordName, RecordSort};

const STAY: (Kind, RecordId) = (Kind::Encounter, RecordId([2; 16]));

fn breaking(minutes: u16) -> Breaking {
    Breaking {
        of: RecordName {
            sort: RecordSort::Encounter,
            id: [2; 16],
        },
        why: "standing in for a colleague".to_owned(),
        reason: "night shift, coder is ill".to_owned(),
        minutes,
    }
}

fn coder(device: &Device, world: &World) -> Keeper {
    let mut keeper = shared(device, world);
    block_on(keeper.unlock("perrin", OTHER)).expect("unlocked");
    keeper
}

fn reads(keeper: &Keeper) -> bool {
    let right = keeper.may_on(STAY, Action::Read, RecordKind::Document);
    right.expect("asked").at_once()
}

fn broken(keeper: &mut Keeper, minutes: u16) -> Result<GlassView, Failure> {
    block_on(keeper.break_glass(&breaking(minutes)))
}

fn later(world: &World, minutes: i64) {
    world.millis.set(world.millis.get() + minutes * 60_000);
}

#[test]
fn it_shows_one_record_until_its_time_runs_out() {
    let world = World::new(1);
    let mut keeper = coder(&Device::new(), &world);
    assert!(!reads(&keeper));
    let view = broken(&mut keeper, 10).expect("broken");
    assert!(view.open && view.mine);
    assert!(reads(&keeper));
    assert_eq!(keeper.relation_to(STAY), Ok(Relation::BreakGlass));
    let other = (Kind::Encounter, RecordId([3; 16]));
    let right = keeper.may_on(other, Action::Read, RecordKind::Document);
    assert!(!right.expect("asked").at_once(), "no other record");
    let right = keeper.may_on(STAY, Action::Copy, RecordKind::Document);
    assert!(!right.expect("asked").at_once(), "and nothing but reading");
    later(&world, 10);
    assert!(!reads(&keeper));
    let before = keeper.door().audit;
    block_on(keeper.close_run_out_glasses()).expect("closed");
    assert_eq!(
        keeper.door().audit,
        before + 1,
        "the trail says that it closed"
    );
    block_on(keeper.close_run_out_glasses()).expect("nothing to do");
    assert_eq!(keeper.door().audit, before + 1);
}

#[test]
fn it_is_closed_by_hand_and_stays_open_over_a_lock() {
    let (device, world) = (Device::new(), World::new(2));
    let mut keeper = coder(&device, &world);
    broken(&mut keeper, 0).expect("broken");
    drop(keeper);
    let mut keeper = open(&device, &world);
    block_on(keeper.unlock("perrin", OTHER)).expect("unlocked");
    assert!(reads(&keeper), "its time goes on over a crash");
    block_on(keeper.close_glass(STAY.1.0)).expect("closed");
    assert!(!reads(&keeper));
    assert!(block_on(keeper.close_glass(STAY.1.0)).is_err());
    drop(keeper);
    let mut keeper = open(&device, &world);
    block_on(keeper.unlock("perrin", OTHER)).expect("unlocked");
    assert!(!reads(&keeper));
}

#[test]
fn it_takes_a_reason_and_no_longer_than_the_rules_allow() {
    let mut keeper = coder(&Device::new(), &World::new(3));
    let silent = Breaking {
        reason: " ".to_owned(),
        ..breaking(10)
    };
    assert!(block_on(keeper.break_glass(&silent)).is_err_and(|failure| failure.place == "reason"));
    assert!(broken(&mut keeper, 31).is_err_and(|failure| failure.place == "minutes"));
    assert!(!reads(&keeper));
}

#[test]
fn a_reviewer_is_told_at_unlocking_and_nobody_reviews_their_own() {
    let (device, world) = (Device::new(), World::new(4));
    let mut keeper = coder(&device, &world);
    broken(&mut keeper, 10).expect("broken");
    let mine = block_on(keeper.glasses()).expect("listed");
    assert_eq!(mine.len(), 1);
    let name = mine[0].glass;
    let refused = block_on(keeper.review_glass(name, "Looked at it myself"));
    assert!(refused.is_err());
    block_on(keeper.lock(false)).expect("locked");
    let opened = block_on(keeper.unlock("quillon", PASSWORD)).expect("unlocked");
    assert_eq!(opened.findings, []);
    assert_eq!(opened.glasses.len(), 1);
    let view = &opened.glasses[0];
    assert_eq!(view.who, "Testcase, perrin");
    assert!(view.reason.contains("night shift"), "{view:?}");
    assert!(block_on(keeper.review_glass(name, "Agreed")).is_err_and(|f| f.what.contains("open")));
    later(&world, 11);
    assert!(block_on(keeper.review_glass(name, " ")).is_err_and(|f| f.place == "note"));
    block_on(keeper.review_glass(name, "The colleague was on call, agreed")).expect("reviewed");
    assert_eq!(block_on(keeper.glasses()), Ok(Vec::new()));
    drop(keeper);
    let mut keeper = open(&device, &world);
    let opened = block_on(keeper.unlock("quillon", PASSWORD)).expect("unlocked");
    assert_eq!(opened.glasses, [], "it is not told again");
    let page = block_on(keeper.trail(&crate::protocol::TrailQuery::default())).expect("read");
    let acts: Vec<&str> = page
        .entries
        .iter()
        .map(|entry| entry.act.as_str())
        .collect();
    for act in [
        "broke the glass",
        "reviewer told of the broken glass",
        "broken glass closed",
    ] {
        let times = acts.iter().filter(|found| **found == act).count();
        // The glass was reviewed before anything noticed that its time had run out.
        assert_eq!(
            times,
            usize::from(act != "broken glass closed"),
            "{act}: {acts:?}"
        );
    }
    let review = page
        .entries
        .iter()
        .find(|entry| entry.reason.contains("on call"));
    let review = review.expect("the review");
    let about = page
        .entries
        .iter()
        .find(|entry| Some(entry.number) == review.about);
    assert_eq!(about.expect("what it is about").act, "broke the glass");
}

#[test]
fn where_one_person_does_everything_the_review_is_said_to_be_of_ones_own() {
    let (device, world) = (Device::new(), World::new(5));
    let mut keeper = founded(&device, &world);
    keeper.note_complaint(2, "Fever").expect("saved");
    broken(&mut keeper, 5).expect("broken");
    later(&world, 6);
    let name = block_on(keeper.glasses()).expect("listed")[0].glass;
    block_on(keeper.review_glass(name, "Nobody else here")).expect("reviewed");
    let page = block_on(keeper.trail(&crate::protocol::TrailQuery::default())).expect("read");
    assert!(
        page.entries
            .iter()
            .any(|entry| entry.reason.starts_with("self-review")),
        "{page:?}"
    );
}

#[test]
fn the_escrow_waits_for_a_review_as_well() {
    let (device, world) = (Device::new(), World::new(7));
    let mut keeper = open(&device, &world);
    let founding = crate::protocol::Founding {
        facility_name: "Testcase Valley Clinic".to_owned(),
        small: true,
        person: super::world::person("quillon", PASSWORD),
        ..Default::default()
    };
    let kit = block_on(keeper.found(&founding)).expect("set up").kit;
    block_on(keeper.lock(false)).expect("locked");
    let by = crate::protocol::ByEscrow {
        user_name: "quillon".to_owned(),
        code: kit.escrow,
        reason: "coder is in hospital, charts are due".to_owned(),
    };
    let opened = block_on(keeper.unlock_by_escrow(&by)).expect("the escrow opens");
    assert_eq!(opened.glasses.len(), 1);
    assert!(
        opened.glasses[0].reason.contains("in hospital"),
        "{opened:?}"
    );
    let name = opened.glasses[0].glass;
    block_on(keeper.review_glass(name, "Nobody else here")).expect("reviewed");
    assert_eq!(block_on(keeper.glasses()), Ok(Vec::new()));
}

#[test]
fn a_glass_that_could_not_be_written_is_not_broken() {
    let (device, world) = (Device::new(), World::new(6));
    let mut keeper = coder(&device, &world);
    device.fill(device.used());
    assert!(broken(&mut keeper, 10).is_err_and(|failure| failure.what.contains("room")));
    assert!(!reads(&keeper));
    device.make_room();
    broken(&mut keeper, 10).expect("broken");
    assert!(reads(&keeper));
}
