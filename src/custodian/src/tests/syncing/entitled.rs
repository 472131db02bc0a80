//! A colleague whose program writes into the facility's record what only supervisors may: it changes nothing, anywhere.

use access::audit::Happened;
use futures_executor::block_on;
use records::EntryId;
use records::model::{Facility, LaptopOut};

use super::leaving::colleague;
use super::together::two;
use super::world::{Laptop, Site, settle};
use crate::protocol::{LineState, Request};
use crate::tests::world::{World, faults};

/// Writes without asking whether one may.
fn writes(laptop: &mut Laptop, change: impl FnOnce(&mut Facility)) {
    let written = laptop
        .keeper
        .change_facility(Happened::RulesChanged, "", change);
    block_on(written).expect("written");
}

fn findings(laptop: &mut Laptop) -> Vec<String> {
    let findings = laptop.view().findings;
    findings.into_iter().map(|of| of.what).collect()
}

#[test]
fn nobody_makes_themselves_a_supervisor_at_the_server() {
    let (site, world) = (Site::new(), World::new(71));
    let (mut one, mut other) = two(&site, &world);
    let mut theirs = colleague(&site, &world, &mut one);
    let me = theirs.keeper.session().expect("unlocked").user().0;
    writes(&mut theirs, |facility| {
        let own = facility.members.get_mut(&EntryId(me)).expect("there");
        own.roles = vec!["supervisor".to_owned()];
    });
    settle(&site, &mut [&mut theirs, &mut one, &mut other]);
    one.house(&site);
    settle(&site, &mut [&mut one, &mut theirs]);
    assert!(!theirs.view().admits);
    let told = findings(&mut one);
    assert!(told.iter().any(|of| of.contains("may not")), "{told:?}");
    let refused = theirs.ask(
        &site,
        Request::EndMember {
            user: one.keeper.session().expect("unlocked").user().0,
            reason: "left".to_owned(),
        },
    );
    assert!(refused.is_err(), "{refused:?}");
    // A supervisor gives them a role, and it is the one that counts.
    let roles = Request::SetRoles {
        user: me,
        roles: vec!["analyst".to_owned()],
        reason: "helps out".to_owned(),
    };
    one.ask(&site, roles).expect("set");
    settle(&site, &mut [&mut one, &mut other, &mut theirs]);
    for laptop in [&mut one, &mut other, &mut theirs] {
        let members = &laptop.keeper.session().expect("unlocked").facility.members;
        assert_eq!(members[&EntryId(me)].roles, ["analyst"]);
        assert_eq!(faults(&mut laptop.keeper), Vec::<String>::new());
    }
}

#[test]
fn nobody_ends_people_or_puts_laptops_out_by_a_line_of_the_record() {
    let (site, world) = (Site::new(), World::new(72));
    let (mut one, mut other) = two(&site, &world);
    let mut theirs = colleague(&site, &world, &mut one);
    let store = other.keeper.door().store.expect("founded");
    let supervisor = one.keeper.session().expect("unlocked").user().0;
    let me = theirs.keeper.session().expect("unlocked").user().0;
    writes(&mut theirs, |facility| {
        let own = facility.members.get_mut(&EntryId(me)).expect("there");
        own.roles = vec!["supervisor".to_owned()];
        let out = LaptopOut::default();
        facility.laptops_out.insert(EntryId(store), out);
        let of = facility.members.get_mut(&EntryId(supervisor));
        of.expect("there").until = chrono::NaiveDate::from_ymd_opt(2026, 11, 27);
    });
    settle(&site, &mut [&mut theirs, &mut one, &mut other]);
    one.house(&site);
    settle(&site, &mut [&mut one, &mut other]);
    for laptop in [&mut one, &mut other] {
        assert_eq!(laptop.view().standing, LineState::Even);
        assert!(laptop.view().admits);
    }
}

#[test]
fn a_device_stays_known_whatever_is_written_over_its_line() {
    let (site, world) = (Site::new(), World::new(73));
    let (mut one, mut other) = two(&site, &world);
    let mut theirs = colleague(&site, &world, &mut one);
    let device = one.keeper.session().expect("unlocked").hand.device;
    writes(&mut theirs, |facility| {
        let lines = facility.devices.values_mut();
        for line in lines.filter(|line| line.device == device) {
            line.vouched.clear();
        }
    });
    settle(&site, &mut [&mut theirs, &mut other, &mut one]);
    one.keeper.name_patient(8, "Sampleton").expect("saved");
    settle(&site, &mut [&mut one, &mut other, &mut theirs]);
    for laptop in [&mut other, &mut theirs] {
        assert_eq!(laptop.patient(8), "SAMPLETON");
        assert_eq!(faults(&mut laptop.keeper), Vec::<String>::new());
        // Also after it was opened anew.
        laptop.lock(&site);
    }
    other.unlock(&site, "quillon", crate::tests::world::PASSWORD);
    one.keeper.name_patient(9, "Exampleby").expect("saved");
    settle(&site, &mut [&mut one, &mut other]);
    assert_eq!(other.patient(9), "EXAMPLEBY");
}
