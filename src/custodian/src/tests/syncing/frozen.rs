//! A laptop that only its holder opens is frozen, and let go on from another.

use futures_executor::block_on;

use super::leaving::colleague;
use super::together::two;
use super::world::{Laptop, Site, settle};
use crate::protocol::{Containing, Event, LineState, Request, SyncEvent, SyncRequest};
use crate::tests::world::{OTHER, World, open};
use crate::{Errand, Heard};

fn unlocking(laptop: &mut Laptop, site: &Site) -> Result<Event, crate::protocol::Failure> {
    let request = Request::Unlock {
        user_name: "perrin".to_owned(),
        password: OTHER.to_owned(),
    };
    laptop.ask(site, request)
}

fn containing() -> SyncRequest {
    SyncRequest::Contain(Containing {
        words: "Left it in the taxi for an hour".to_owned(),
        ..Containing::default()
    })
}

#[test]
fn a_laptop_of_one_goes_on_once_a_supervisor_has_said_so_elsewhere() {
    let (site, world) = (Site::new(), World::new(21));
    let (mut one, mut other) = two(&site, &world);
    let mut theirs = colleague(&site, &world, &mut one);
    theirs.sync(&site, containing()).expect("contained");
    theirs.lock(&site);
    // A page that is opened again knows no more than the store.
    let device = theirs.device.clone();
    let mut theirs = Laptop::of(open(&device, &world), device);
    let refused = unlocking(&mut theirs, &site).expect_err("frozen");
    assert!(refused.what.contains("frozen"), "{refused:?}");
    settle(&site, &mut [&mut one, &mut other]);
    let code = theirs.keeper.door().frozen;
    let laptops = one.house(&site).laptops;
    let frozen = laptops.iter().find(|laptop| laptop.short == code);
    for device in &frozen.expect("it is listed").devices {
        let (device, frozen) = (device.device, false);
        one.sync(&site, SyncRequest::SetFrozen { device, frozen })
            .expect("let go on");
    }
    theirs.has_line = false;
    unlocking(&mut theirs, &site).expect_err("nobody says so without a line");
    theirs.has_line = true;
    let opened = unlocking(&mut theirs, &site).expect("it opens");
    assert!(matches!(opened, Event::Opened(_)), "{opened:?}");
    assert_eq!(theirs.keeper.door().frozen, "");
    theirs.keeper.name_patient(4, "Sampleton").expect("saved");
    settle(&site, &mut [&mut theirs, &mut one]);
    assert!(one.patient(4) == "SAMPLETON");
    assert_eq!(theirs.view().standing, LineState::Even);
}

#[test]
fn a_containment_that_the_server_refuses_is_told_again() {
    let (site, world) = (Site::new(), World::new(22));
    let (mut one, _) = two(&site, &world);
    let mut theirs = colleague(&site, &world, &mut one);
    theirs.has_line = false;
    theirs.sync(&site, containing()).expect("contained");
    theirs.lock(&site);
    let asked = |errands: &[Errand]| {
        errands.iter().find_map(|errand| match errand {
            Errand::Door { number, .. } => Some(*number),
            _ => None,
        })
    };
    let device = theirs.device.clone();
    let mut keeper = open(&device, &world);
    let number = asked(&block_on(keeper.pulse())).expect("it is told");
    let busy = sync::door::Told::Refused(sync::door::Refused::TooMany(30));
    let bytes = Some(busy.to_bytes());
    let errands = block_on(keeper.hear(Heard::AtDoor { number, bytes }));
    let rest = errands.iter().find_map(|errand| match errand {
        Errand::Rest { number, millis } => Some((*number, *millis)),
        _ => None,
    });
    let (number, millis) = rest.expect("as long as the server asked for");
    assert_eq!(millis, 30_000);
    assert_eq!(asked(&block_on(keeper.pulse())), None);
    let errands = block_on(keeper.hear(Heard::Rested { number }));
    assert!(asked(&errands).is_some(), "it is told again");
    drop(keeper);
    let mut keeper = open(&device, &world);
    let again = asked(&block_on(keeper.pulse()));
    assert!(again.is_some(), "it waits still");
    drop(keeper);
    let mut theirs = Laptop::of(open(&device, &world), device);
    theirs.run(&site);
    one.later(&site);
    assert_eq!(one.view().alarms, 1);
    let Ok(SyncEvent::Incidents(incidents)) = one.sync(&site, SyncRequest::Incidents) else {
        panic!("no list");
    };
    assert_eq!(incidents.len(), 1);
}

#[test]
fn one_who_is_let_go_on_opens_a_shared_laptop_for_nobody_else() {
    let (site, world) = (Site::new(), World::new(23));
    let (mut one, mut other) = two(&site, &world);
    let theirs = colleague(&site, &world, &mut one);
    crate::tests::world::take_in(&mut one.keeper, "marlow", "coder");
    settle(&site, &mut [&mut one]);
    for user_name in ["marlow", "perrin"] {
        one.lock(&site);
        one.unlock(&site, user_name, OTHER);
        settle(&site, &mut [&mut one]);
    }
    let device = one.keeper.session().expect("unlocked").hand.device.0;
    one.sync(&site, containing()).expect("contained");
    one.lock(&site);
    settle(&site, &mut [&mut other]);
    let frozen = false;
    other
        .sync(&site, SyncRequest::SetFrozen { device, frozen })
        .expect("let go on");
    let opened = unlocking(&mut one, &site).expect("it opens for whom it was said");
    assert!(matches!(opened, Event::Opened(_)));
    one.lock(&site);
    one.has_line = false;
    unlocking(&mut one, &site).expect("also without a line");
    one.lock(&site);
    let request = Request::Unlock {
        user_name: "marlow".to_owned(),
        password: OTHER.to_owned(),
    };
    let refused = one.ask(&site, request).expect_err("nobody said so");
    assert!(refused.what.contains("frozen"), "{refused:?}");
    drop(theirs);
}

#[test]
fn a_frozen_laptop_that_was_put_out_is_emptied_when_its_holder_comes_back() {
    let (site, world) = (Site::new(), World::new(24));
    let (mut one, _) = two(&site, &world);
    let mut theirs = colleague(&site, &world, &mut one);
    theirs.sync(&site, containing()).expect("contained");
    theirs.lock(&site);
    let store = theirs.keeper.door().store.expect("founded");
    one.later(&site);
    one.sync(&site, SyncRequest::EndStore { store, wipe: true })
        .expect("put out");
    unlocking(&mut theirs, &site).expect_err("it was put out");
    assert!(!theirs.keeper.door().founded);
    assert_eq!(crate::tests::world::all_rows(&theirs.device).len(), 0);
}

/// Who froze a laptop without a line, and may not any more when there is one, is told that it is not frozen.
#[test]
fn a_laptop_that_one_may_not_freeze_any_more_is_told_of() {
    let (site, world) = (Site::new(), World::new(25));
    let (mut one, mut other) = two(&site, &world);
    let mut theirs = colleague(&site, &world, &mut one);
    let user = theirs.keeper.session().expect("unlocked").user().0;
    let roles = |role: &str| Request::SetRoles {
        user,
        roles: vec![role.to_owned()],
        reason: "stands in".to_owned(),
    };
    one.ask(&site, roles("supervisor")).expect("set");
    settle(&site, &mut [&mut one, &mut theirs, &mut other]);
    theirs.lock(&site);
    theirs.unlock(&site, "perrin", OTHER);
    settle(&site, &mut [&mut theirs]);
    assert!(theirs.view().admits);
    theirs.has_line = false;
    let device = other.keeper.session().expect("unlocked").hand.device.0;
    let freezing = SyncRequest::Contain(Containing {
        devices: vec![device],
        ..Containing::default()
    });
    theirs.sync(&site, freezing).expect("contained");
    one.ask(&site, roles("coder")).expect("set");
    settle(&site, &mut [&mut one, &mut other]);
    theirs.has_line = true;
    settle(&site, &mut [&mut theirs, &mut other]);
    let findings = theirs.view().findings;
    let told = |failure: &&crate::protocol::Failure| failure.what.contains("is not frozen");
    assert!(findings.iter().find(told).is_some(), "{findings:?}");
    assert_ne!(other.view().standing, LineState::Frozen);
    // Said once: it is not asked again.
    let waits = block_on(theirs.keeper.rows(store::Table::Meta, crate::rows::FREEZE));
    assert_eq!(waits.expect("read").len(), 0);
}
