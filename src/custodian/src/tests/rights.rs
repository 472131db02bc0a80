//! How somebody stands to a record, and what protects it.

use access::{Action, Decision, Demand, Flags, RecordKind, Relation};
use futures_executor::block_on;
use records::model::{AssignedTo, Encounter, Patient};
use records::{EntryId, Kind, RecordId, UserId};
use store::simulated::Device;

use super::world::{Keeper, PASSWORD, World, founded, person};
use crate::protocol::NewMember;

const STAY: (Kind, RecordId) = (Kind::Encounter, RecordId([2; 16]));
const PATIENT: (Kind, RecordId) = (Kind::Patient, RecordId([1; 16]));
const OTHER: &str = "thistle-quartz-mango-two";

/// A coder of 3 West has unlocked; there is a patient with a stay on 4 East.
fn coder(device: &Device, world: &World, change: impl FnOnce(&mut Patient)) -> (Keeper, UserId) {
    let mut keeper = founded(device, world);
    keeper.name_patient(1, "Sample").expect("saved");
    block_on(keeper.edit(PATIENT, "", Vec::new(), change)).expect("saved");
    block_on(keeper.edit(STAY, "", Vec::new(), |stay: &mut Encounter| {
        stay.patient = Some(PATIENT.1);
        stay.unit = "4 East".to_owned();
    }))
    .expect("saved");
    // Only where several people share the work does anybody stand outside.
    let form = crate::protocol::FacilityForm {
        small: false,
        ..keeper.people().expect("unlocked").facility
    };
    block_on(keeper.set_facility(&form)).expect("set");
    let mut person = person("perrin", OTHER);
    person.unit = "3 West".to_owned();
    let new = NewMember {
        person,
        roles: vec!["coder".to_owned()],
    };
    block_on(keeper.add_member(&new)).expect("taken in");
    block_on(keeper.lock(false)).expect("locked");
    block_on(keeper.unlock("perrin", OTHER)).expect("unlocked");
    let user = keeper.session().expect("unlocked").user();
    (keeper, user)
}

fn assign(keeper: &mut Keeper, user: UserId) {
    block_on(keeper.edit(STAY, "", Vec::new(), |stay: &mut Encounter| {
        let work = AssignedTo {
            user,
            work: "coding".to_owned(),
        };
        stay.assigned.insert(EntryId([1; 16]), work);
    }))
    .expect("saved");
}

#[test]
fn a_stay_that_is_assigned_is_near_and_so_is_its_patient() {
    let (mut keeper, user) = coder(&Device::new(), &World::new(1), |_| {});
    assert_eq!(keeper.relation_to(STAY), Ok(Relation::None));
    assert_eq!(keeper.relation_to(PATIENT), Ok(Relation::None));
    let right = keeper
        .may_on(STAY, Action::Read, RecordKind::Document)
        .expect("asked");
    assert!(
        matches!(&right.decision, Decision::AllowedWithReason(need) if need.demand == Demand::BreakGlass),
        "{right:?}"
    );
    assert_eq!(
        right
            .with_reason("urgent")
            .expect_err("not by a reason")
            .place,
        "broken glass"
    );
    assign(&mut keeper, user);
    assert_eq!(keeper.relation_to(STAY), Ok(Relation::Assigned));
    assert_eq!(keeper.relation_to(PATIENT), Ok(Relation::Assigned));
    let right = keeper.may_on(STAY, Action::Read, RecordKind::Document);
    assert!(right.expect("asked").at_once());
}

#[test]
fn a_refusal_is_in_the_trail_and_a_question_is_not() {
    let (mut keeper, _) = coder(&Device::new(), &World::new(2), |_| {});
    let before = keeper.door().audit;
    let asked = block_on(keeper.demand_on(STAY, Action::Read, RecordKind::Document, ""));
    assert!(asked.is_err());
    assert_eq!(keeper.door().audit, before, "the glass can still be broken");
    let refused = block_on(keeper.demand_on(PATIENT, Action::Merge, RecordKind::PatientPair, ""));
    assert!(refused.is_err_and(|failure| failure.fix.contains("MPI coordinator")));
    assert_eq!(keeper.door().audit, before + 1);
}

#[test]
fn what_protects_the_patient_protects_the_stay_also_after_a_merge() {
    let (mut keeper, user) = coder(&Device::new(), &World::new(3), |patient| {
        patient.flags.vip = true;
        patient.flags.part_2 = true;
    });
    assign(&mut keeper, user);
    let flags = |keeper: &Keeper| {
        let right = keeper.may_on(STAY, Action::Copy, RecordKind::Document);
        right.expect("asked").flags
    };
    let both = Flags::VIP.with(Flags::PART_2).with(Flags::PROVISIONAL);
    assert_eq!(flags(&keeper), both);
    let right = keeper
        .may_on(STAY, Action::Copy, RecordKind::Document)
        .expect("asked");
    assert_eq!(
        right.with_reason("").expect_err("a reason first").place,
        "reason"
    );
    assert!(
        right
            .with_reason("letter to the payer")
            .expect("kept")
            .is_some()
    );
    assert!(
        right
            .with_reason("MRN 12345678")
            .is_err_and(|failure| failure.place == "reason"),
        "no number of a patient gets into the trail"
    );
    let survivor = RecordId([9; 16]);
    keeper.name_patient(9, "Perrin").expect("saved");
    block_on(
        keeper.edit(PATIENT, "", Vec::new(), |patient: &mut Patient| {
            patient.merged_into = Some(survivor);
        }),
    )
    .expect("saved");
    assert_eq!(flags(&keeper), both);
    assert_eq!(
        keeper.relation_to((Kind::Patient, survivor)),
        Ok(Relation::Assigned),
        "through the stay of the record it stands for"
    );
}

#[test]
fn a_patient_of_the_same_name_is_looked_at_with_a_reason() {
    let (device, world) = (Device::new(), World::new(4));
    let (mut keeper, _) = coder(&device, &world, |_| {});
    // Names of the test's people begin with “Testcase”.
    keeper.name_patient(3, "Test-Case").expect("saved");
    let right = keeper
        .may_on(
            (Kind::Patient, RecordId([3; 16])),
            Action::Read,
            RecordKind::Patient,
        )
        .expect("asked");
    assert!(right.flags.any(Flags::SAME_SURNAME));
}

#[test]
fn whoever_has_no_unit_works_for_the_whole_house() {
    let (device, world) = (Device::new(), World::new(5));
    let (mut keeper, _) = coder(&device, &world, |_| {});
    block_on(keeper.lock(false)).expect("locked");
    block_on(keeper.unlock("quillon", PASSWORD)).expect("unlocked");
    assert_eq!(keeper.relation_to(STAY), Ok(Relation::SameUnit));
    assert_eq!(keeper.relation_to(PATIENT), Ok(Relation::SameUnit));
}
