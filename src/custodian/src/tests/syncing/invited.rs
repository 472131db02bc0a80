//! Somebody comes in by invitation, on a laptop that nobody else has touched.

use futures_executor::block_on;

use super::together::two;
use super::world::{Laptop, Site, settle};
use crate::protocol::{CodeView, Event, Inviting, Joining, Request, SyncEvent, SyncRequest};
use crate::tests::world::{OTHER, PASSWORD, World, faults};

pub(super) fn invited(one: &mut Laptop, site: &Site, roles: &[&str]) -> String {
    let inviting = Inviting {
        name: "Testcase, Perrin".to_owned(),
        credentials: "CCS".to_owned(),
        unit: String::new(),
        roles: roles.iter().map(|&role| role.to_owned()).collect(),
    };
    match one.sync(site, SyncRequest::Invite(inviting)) {
        Ok(SyncEvent::Code(CodeView { code, .. })) => code,
        other => panic!("{other:?}"),
    }
}

pub(super) fn knock(
    laptop: &mut Laptop,
    site: &Site,
    code: &str,
) -> Result<Event, crate::protocol::Failure> {
    let joining = Joining {
        code: code.to_owned(),
        user_name: "perrin".to_owned(),
        password: OTHER.to_owned(),
    };
    laptop.ask(site, Request::Sync(SyncRequest::Knock(joining)))
}

pub(super) fn look(laptop: &mut Laptop, site: &Site) -> Result<Event, crate::protocol::Failure> {
    let request = SyncRequest::LookAgain {
        user_name: "perrin".to_owned(),
        password: OTHER.to_owned(),
    };
    laptop.ask(site, Request::Sync(request))
}

#[test]
fn somebody_knocks_is_let_in_and_works_on() {
    let (site, world) = (Site::new(), World::new(21));
    let (mut one, mut other) = two(&site, &world);
    let code = invited(&mut one, &site, &["coder", "supervisor"]);
    // The record that everybody reads does not tell it.
    let facility = one.keeper.session().expect("unlocked").facility.clone();
    let kept = facility.invitations.values().next().expect("there");
    assert!(!kept.code.is_empty() && !kept.code.contains(&code));
    let mut theirs = Laptop::new(&world);
    let kit = knock(&mut theirs, &site, &code).expect("knocked");
    assert!(matches!(kit, Event::Kit(kit) if !kit.recovery.is_empty()));
    assert!(theirs.keeper.door().knocked && !theirs.keeper.door().founded);
    let refused = look(&mut theirs, &site).expect_err("nobody has let them in");
    assert!(
        refused.what.contains("Nobody has let you in"),
        "{refused:?}"
    );
    // The page may be closed meanwhile.
    let device = theirs.device.clone();
    drop(theirs);
    let mut theirs = Laptop::of(crate::tests::world::open(&device, &world), device);
    settle(&site, &mut [&mut one]);
    let opened = look(&mut theirs, &site).expect("let in");
    let Event::Opened(opened) = opened else {
        panic!("{opened:?}");
    };
    assert_eq!(opened.person, "Testcase, Perrin");
    assert!(!theirs.keeper.door().knocked);
    theirs.keeper.name_patient(4, "Sampleton").expect("saved");
    settle(&site, &mut [&mut theirs, &mut one, &mut other]);
    assert_eq!(one.patient(4), "SAMPLETON");
    assert_eq!(other.patient(4), "SAMPLETON");
    for laptop in [&mut one, &mut other, &mut theirs] {
        assert!(laptop.is_even(), "{:?}", laptop.view());
        assert_eq!(faults(&mut laptop.keeper), Vec::<String>::new());
    }
    // A reviewer reads the trail, and lets in others.
    assert!(
        theirs
            .keeper
            .session()
            .expect("unlocked")
            .audit_key
            .is_some()
    );
    assert!(theirs.house(&site).admits);
    // By themselves from now on, also on a further laptop.
    theirs.lock(&site);
    theirs.unlock(&site, "perrin", OTHER);
    settle(&site, &mut [&mut theirs]);
    let code = theirs.code(&site);
    let mut second = Laptop::new(&world);
    second.join(&site, &code, "perrin", OTHER).expect("in");
}

#[test]
fn an_invitation_is_good_once_and_says_nothing_for_a_device() {
    let (site, world) = (Site::new(), World::new(22));
    let (mut one, _) = two(&site, &world);
    let code = invited(&mut one, &site, &["coder"]);
    let mut third = Laptop::new(&world);
    assert!(third.join(&site, &code, "quillon", PASSWORD).is_err());
    knock(&mut third, &site, &code).expect("knocked");
    let mut fourth = Laptop::new(&world);
    assert!(knock(&mut fourth, &site, &code).is_err(), "used up");
    let device = one.code(&site);
    assert!(knock(&mut fourth, &site, &device).is_err(), "of a device");
    assert!(block_on(fourth.keeper.unlock("perrin", OTHER)).is_err());
}
