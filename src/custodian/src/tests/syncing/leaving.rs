//! Colleagues on their own laptops, new keys, people and laptops that are put out, and a breach that is contained.

use futures_executor::block_on;

use super::together::two;
use super::world::{Laptop, Site, settle};
use crate::protocol::{Containing, Event, LineState, NewMember, Request, SyncEvent, SyncRequest};
use crate::tests::world::{OTHER, PASSWORD, World, faults, person};

/// A colleague is taken in on the first laptop, unlocks there once, and comes in on a laptop of their own.
pub(super) fn colleague(site: &Site, world: &World, one: &mut Laptop) -> Laptop {
    colleague_called("perrin", site, world, one)
}

/// Likewise, by this user name.
pub(super) fn colleague_called(name: &str, site: &Site, world: &World, one: &mut Laptop) -> Laptop {
    let form = crate::protocol::FacilityForm {
        small: false,
        ..one.keeper.people().expect("unlocked").facility
    };
    one.ask(site, Request::SetFacility(form)).expect("set");
    let new = NewMember {
        person: person(name, OTHER),
        roles: vec!["coder".to_owned()],
    };
    one.ask(site, Request::AddMember(Box::new(new)))
        .expect("taken in");
    settle(site, &mut [one]);
    one.lock(site);
    one.unlock(site, name, OTHER);
    settle(site, &mut [one]);
    let code = one.code(site);
    one.lock(site);
    one.unlock(site, "quillon", PASSWORD);
    let mut theirs = Laptop::new(world);
    let opened = theirs.join(site, &code, name, OTHER).expect("in");
    let Event::Opened(opened) = opened else {
        panic!("{opened:?}");
    };
    assert_eq!(opened.person, format!("Testcase, {name}"));
    assert_eq!(opened.roles, ["coder"]);
    settle(site, &mut [one, &mut theirs]);
    theirs
}

/// Their line of the record comes late: they are told who they are all the same.
#[test]
fn a_colleague_who_comes_in_where_the_record_is_long_is_who_they_are() {
    let (site, world) = (Site::new(), World::new(30));
    let (mut one, mut other) = two(&site, &world);
    for number in 2..=250 {
        one.keeper.name_patient(number, "Sampleton").expect("saved");
    }
    settle(&site, &mut [&mut one, &mut other]);
    let mut theirs = colleague(&site, &world, &mut one);
    assert!(theirs.patient(250) == "SAMPLETON");
}

#[test]
fn a_colleague_works_on_their_own_laptop_and_new_keys_reach_all() {
    let (site, world) = (Site::new(), World::new(11));
    let (mut one, mut other) = two(&site, &world);
    let mut theirs = colleague(&site, &world, &mut one);
    one.keeper.name_patient(4, "Sampleton").expect("saved");
    settle(&site, &mut [&mut one, &mut other, &mut theirs]);
    assert!(theirs.patient(4) == "SAMPLETON");
    let request = Request::Keeping(crate::protocol::KeepingRequest::NewKeys {
        reason: "a password was seen".to_owned(),
    });
    one.ask(&site, request).expect("new keys");
    one.keeper.name_patient(5, "Exampleby").expect("saved");
    settle(&site, &mut [&mut one, &mut other, &mut theirs]);
    for laptop in [&mut one, &mut other, &mut theirs] {
        let session = laptop.keeper.session().expect("unlocked");
        assert_eq!(session.keyring.newest(), 2);
        assert!(laptop.patient(5) == "EXAMPLEBY");
        assert!(laptop.is_even(), "{:?}", laptop.view());
        assert_eq!(faults(&mut laptop.keeper), Vec::<String>::new());
    }
}

#[test]
fn new_keys_need_a_line_and_say_so() {
    let (site, world) = (Site::new(), World::new(12));
    let (mut one, _) = two(&site, &world);
    one.has_line = false;
    let request = Request::Keeping(crate::protocol::KeepingRequest::NewKeys {
        reason: String::new(),
    });
    let refused = one.ask(&site, request).expect_err("no line");
    assert!(refused.what.contains("does not answer"), "{refused:?}");
    assert_eq!(one.keeper.session().expect("unlocked").keyring.newest(), 1);
}

#[test]
fn somebody_who_leaves_is_let_in_no_more_and_opens_nothing_that_comes_after() {
    let (site, world) = (Site::new(), World::new(13));
    let (mut one, mut other) = two(&site, &world);
    let mut theirs = colleague(&site, &world, &mut one);
    let user = theirs.keeper.session().expect("unlocked").user().0;
    let request = Request::EndMember {
        user,
        reason: "left".to_owned(),
    };
    one.ask(&site, request).expect("ended");
    one.keeper.name_patient(6, "Sampleton").expect("saved");
    settle(&site, &mut [&mut one, &mut other]);
    theirs.later(&site);
    assert_eq!(theirs.view().standing, LineState::Ended);
    assert_eq!(theirs.patient(6), "");
    assert!(other.patient(6) == "SAMPLETON");
    assert_eq!(faults(&mut other.keeper), Vec::<String>::new());
    // Their way in is gone from the others' laptops as well.
    one.lock(&site);
    assert!(block_on(one.keeper.unlock("perrin", OTHER)).is_err());
}

#[test]
fn a_laptop_that_is_put_out_removes_what_it_keeps_at_its_next_contact() {
    let (site, world) = (Site::new(), World::new(14));
    let (mut one, mut other) = two(&site, &world);
    let house = one.house(&site);
    let gone = house.laptops.iter().find(|laptop| !laptop.here);
    let store = gone.expect("there").store;
    one.sync(&site, SyncRequest::EndStore { store, wipe: true })
        .expect("put out");
    // The record keeps it: a server that was put back to a day before is told again.
    let session = one.keeper.session().expect("unlocked");
    assert!(
        session
            .facility
            .laptops_out
            .contains_key(&records::EntryId(store))
    );
    let line = |ended| sync::door::DeviceLine {
        device: [1; 16],
        store,
        member: [2; 16],
        since: 0,
        seen: 0,
        ended,
        frozen: None,
        reports: Vec::new(),
    };
    let put_back = sync::door::House {
        devices: vec![line(None)],
        ..sync::door::House::default()
    };
    let again = one.keeper.laptops_to_end(&put_back).expect("read");
    assert_eq!(again.into_iter().collect::<Vec<_>>(), [store]);
    let as_it_is = sync::door::House {
        devices: vec![line(Some(1))],
        ..sync::door::House::default()
    };
    assert!(
        one.keeper
            .laptops_to_end(&as_it_is)
            .expect("read")
            .is_empty()
    );
    other.later(&site);
    assert!(!other.keeper.door().founded);
    let left = crate::tests::world::all_rows(&other.device);
    assert_eq!(left.len(), 0, "{left:?}");
}

#[test]
fn a_server_that_says_a_laptop_is_to_be_emptied_is_not_believed_without_an_order() {
    let (site, world) = (Site::new(), World::new(17));
    let (mut one, mut other) = two(&site, &world);
    other.keeper.name_patient(4, "Sampleton").expect("saved");
    let before = crate::tests::world::all_rows(&other.device).len();
    let store = other.keeper.door().store.expect("founded");
    // As a server would have it by itself: put out, to be emptied, and nobody has signed.
    one.say_at_door(&site, sync::door::Ask::EndStore { store, wipe: true });
    other.later(&site);
    assert_eq!(other.view().standing, LineState::Ended);
    assert!(other.keeper.door().founded);
    assert!(crate::tests::world::all_rows(&other.device).len() >= before);
    let findings = other.view().findings;
    assert!(
        findings.iter().any(|of| of.what.contains("emptied")),
        "{findings:?}"
    );
    assert!(other.patient(4) == "SAMPLETON");
}

#[test]
fn a_breach_is_contained_from_the_other_laptop_and_the_supervisor_is_told() {
    let (site, world) = (Site::new(), World::new(15));
    let (mut one, mut other) = two(&site, &world);
    let mut theirs = colleague(&site, &world, &mut one);
    // The colleague's laptop freezes itself.
    let containing = Containing {
        words: "Left it in the taxi for an hour".to_owned(),
        ..Containing::default()
    };
    let contained = theirs
        .sync(&site, SyncRequest::Contain(containing))
        .expect("contained");
    let SyncEvent::Contained(view) = contained else {
        panic!("{contained:?}");
    };
    assert!(view.here && view.told, "{view:?}");
    theirs.lock(&site);
    assert!(block_on(theirs.keeper.unlock("perrin", OTHER)).is_err());
    // The supervisor's laptops hear of it.
    one.lock(&site);
    one.unlock(&site, "quillon", PASSWORD);
    settle(&site, &mut [&mut one, &mut other]);
    assert_eq!(one.view().alarms, 1);
    assert_eq!(other.view().alarms, 1);
    let Ok(SyncEvent::Incidents(incidents)) = one.sync(&site, SyncRequest::Incidents) else {
        panic!("no list");
    };
    assert_eq!(incidents.len(), 1);
    assert_eq!(incidents[0].laptop, view.code);
    // From the first laptop the second is frozen.
    let house = one.house(&site);
    let second = house
        .laptops
        .iter()
        .find(|laptop| !laptop.here && laptop.short != view.code)
        .expect("there");
    let containing = Containing {
        devices: second.devices.iter().map(|of| of.device).collect(),
        laptop: second.short.clone(),
        words: String::new(),
    };
    let Ok(SyncEvent::Contained(view)) = one.sync(&site, SyncRequest::Contain(containing)) else {
        panic!("not contained");
    };
    assert!(!view.here && view.told);
    other.keeper.name_patient(7, "Sampleton").expect("saved");
    settle(&site, &mut [&mut other, &mut one]);
    assert_eq!(other.view().standing, LineState::Frozen);
    assert_eq!(one.patient(7), "");
    // It is let go on, and nothing was lost.
    for device in &house
        .laptops
        .iter()
        .find(|laptop| laptop.store == second.store)
        .expect("there")
        .devices
    {
        let frozen = false;
        let device = device.device;
        one.sync(&site, SyncRequest::SetFrozen { device, frozen })
            .expect("let go on");
    }
    settle(&site, &mut [&mut other, &mut one]);
    assert!(one.patient(7) == "SAMPLETON");
}

#[test]
fn a_breach_without_a_line_is_told_at_the_next_contact_while_nobody_has_unlocked() {
    let (site, world) = (Site::new(), World::new(16));
    let (mut one, mut other) = two(&site, &world);
    other.has_line = false;
    let containing = Containing {
        words: "Bag was stolen".to_owned(),
        ..Containing::default()
    };
    let Ok(SyncEvent::Contained(view)) = other.sync(&site, SyncRequest::Contain(containing)) else {
        panic!("not contained");
    };
    assert!(view.here && !view.told);
    other.lock(&site);
    settle(&site, &mut [&mut one]);
    assert_eq!(one.view().alarms, 0);
    other.has_line = true;
    other.later(&site);
    one.lock(&site);
    one.unlock(&site, "quillon", PASSWORD);
    settle(&site, &mut [&mut one]);
    assert_eq!(one.view().alarms, 1);
    let Ok(Event::Sync(SyncEvent::Incidents(incidents))) =
        one.ask(&site, Request::Sync(SyncRequest::Incidents))
    else {
        panic!("no list");
    };
    assert_eq!(incidents[0].words, "Bag was stolen");
    assert_eq!(incidents[0].laptop, view.code);
}
