//! The line is cut when the server has done what it was asked, and its answer is lost: it can be gone on from there.

use store::simulated::Device;
use sync::door::{Ask, NewAccount, NewDevice, Purpose, Shown, Signed, Told, to_sign};
use vault::FacilityId;
use vault::device::DeviceKey;
use vault::door::LaptopKey;
use vault::kit::DoorCode;

use super::invited::{invited, knock, look};
use super::together::two;
use super::world::{Laptop, Site, settle};
use crate::Surroundings as _;
use crate::protocol::{Event, Joining, Request, SyncRequest};
use crate::tests::world::{OTHER, PASSWORD, World, faults, founded, open};

fn alone(world: &World) -> Laptop {
    let device = Device::new();
    Laptop::of(founded(&device, world), device)
}

#[test]
fn a_facility_whose_setting_up_was_not_answered_is_connected_by_a_new_code() {
    let (site, world) = (Site::new(), World::new(61));
    let mut one = alone(&world);
    let code = site.setup_code();
    let request = Request::Sync(SyncRequest::Connect { code });
    one.ask_and_lose(&site, request, 2, true)
        .expect_err("no line");
    assert!(!one.keeper.line.is_connected());
    one.connect(&site);
    one.keeper.name_patient(4, "Sampleton").expect("saved");
    one.later(&site);
    assert!(one.is_even(), "{:?}", one.view());
    let code = one.code(&site);
    let mut other = Laptop::new(&world);
    other.join(&site, &code, "quillon", PASSWORD).expect("in");
    settle(&site, &mut [&mut one, &mut other]);
    assert!(other.patient(4) == "SAMPLETON");
    assert_eq!(faults(&mut one.keeper), Vec::<String>::new());
}

#[test]
fn also_where_the_password_was_changed_before_that() {
    let (site, world) = (Site::new(), World::new(62));
    let mut one = alone(&world);
    let code = site.setup_code();
    let request = Request::Sync(SyncRequest::Connect { code });
    one.ask_and_lose(&site, request, 2, true)
        .expect_err("no line");
    let new = "granite-heron-basket-nine";
    futures_executor::block_on(one.keeper.change_password(PASSWORD, new)).expect("changed");
    one.lock(&site);
    one.unlock(&site, "quillon", new);
    one.connect(&site);
    settle(&site, &mut [&mut one]);
    let code = one.code(&site);
    let mut other = Laptop::new(&world);
    other.join(&site, &code, "quillon", new).expect("in");
}

/// Somebody else sets up a facility of this id.
fn taken_by_somebody_else(site: &Site, facility: FacilityId, world: &World) {
    let mut rng = world.rng();
    let (key, laptop) = (DeviceKey::make(&mut rng), LaptopKey::make(&mut rng));
    let shown = Shown(DoorCode::parse(&site.setup_code()).expect("a code").shown());
    let Told::Code { nonce, .. } = site.told(None, &Ask::Code(shown)) else {
        panic!("no code");
    };
    let device = [8; 16];
    let digest = |purpose| to_sign(purpose, facility.0, device, &nonce);
    let ask = Ask::Found {
        code: shown,
        facility: facility.0,
        account: NewAccount {
            member: [7; 16],
            name: [7; 32],
            recipe: vec![1],
            auth: [7; 32],
            signing: [7; 32],
            ways_in: vec![1],
            admits: true,
        },
        device: NewDevice {
            device,
            store: [9; 16],
            public: key.public().0.0,
            laptop: laptop.public().0.0,
        },
        nonce,
        signed: Signed(key.sign(&digest(Purpose::ComeIn)).0.to_vec()),
        here: Signed(laptop.sign(&digest(Purpose::ThisLaptop)).0.to_vec()),
    };
    let told = site.told(None, &ask);
    assert!(matches!(told, Told::In { .. }), "{told:?}");
}

#[test]
fn a_facility_that_somebody_else_has_set_up_under_this_id_is_not_gone_on_with() {
    let (site, world) = (Site::new(), World::new(63));
    let mut one = alone(&world);
    let facility = one.keeper.founded().expect("founded").facility;
    taken_by_somebody_else(&site, facility, &world);
    let code = site.setup_code();
    let refused = one
        .sync(&site, SyncRequest::Connect { code })
        .expect_err("it is taken");
    assert!(refused.what.contains("has that already"), "{refused:?}");
    assert!(!one.keeper.line.is_connected());
}

fn knocks(code: &str) -> Request {
    Request::Sync(SyncRequest::Knock(Joining {
        code: code.to_owned(),
        user_name: "perrin".to_owned(),
        password: OTHER.to_owned(),
    }))
}

/// The page may be closed meanwhile.
fn opened_anew(laptop: Laptop, world: &World) -> Laptop {
    let device = laptop.device.clone();
    drop(laptop);
    Laptop::of(open(&device, world), device)
}

#[test]
fn a_knock_that_was_heard_and_not_answered_is_let_in() {
    let (site, world) = (Site::new(), World::new(64));
    let (mut one, _) = two(&site, &world);
    let code = invited(&mut one, &site, &["coder"]);
    let mut theirs = Laptop::new(&world);
    let kit = theirs
        .ask_and_lose(&site, knocks(&code), 2, true)
        .expect("the kit is to be printed all the same");
    assert!(matches!(kit, Event::Kit(kit) if !kit.recovery.is_empty()));
    let mut theirs = opened_anew(theirs, &world);
    assert!(theirs.keeper.door().knocked);
    let refused = look(&mut theirs, &site).expect_err("nobody has let them in");
    assert!(
        refused.what.contains("Nobody has let you in"),
        "{refused:?}"
    );
    settle(&site, &mut [&mut one]);
    let opened = look(&mut theirs, &site).expect("let in");
    assert!(matches!(opened, Event::Opened(_)), "{opened:?}");
    assert!(!theirs.keeper.door().knocked);
}

#[test]
fn a_knock_that_was_not_heard_is_made_again_by_looking() {
    let (site, world) = (Site::new(), World::new(65));
    let (mut one, _) = two(&site, &world);
    let code = invited(&mut one, &site, &["coder"]);
    let mut theirs = Laptop::new(&world);
    theirs
        .ask_and_lose(&site, knocks(&code), 2, false)
        .expect("the kit is to be printed all the same");
    let mut theirs = opened_anew(theirs, &world);
    let refused = look(&mut theirs, &site).expect_err("nobody has let them in");
    assert!(
        refused.what.contains("Nobody has let you in"),
        "{refused:?}"
    );
    settle(&site, &mut [&mut one]);
    look(&mut theirs, &site).expect("let in");
}

#[test]
fn a_knock_that_is_refused_or_came_too_late_leaves_the_laptop_free() {
    let (site, world) = (Site::new(), World::new(66));
    let (mut one, _) = two(&site, &world);
    let code = invited(&mut one, &site, &["coder"]);
    let mut theirs = Laptop::new(&world);
    // The name is taken.
    let joining = Joining {
        code: code.clone(),
        user_name: "quillon".to_owned(),
        password: OTHER.to_owned(),
    };
    let refused = theirs.ask(&site, Request::Sync(SyncRequest::Knock(joining)));
    assert!(refused.is_err());
    assert!(!theirs.keeper.door().knocked);
    // It was not heard, and somebody else has used the code meanwhile.
    theirs
        .ask_and_lose(&site, knocks(&code), 2, false)
        .expect("the kit is to be printed all the same");
    assert!(theirs.keeper.door().knocked);
    let mut third = Laptop::new(&world);
    knock(&mut third, &site, &code).expect("knocked");
    look(&mut theirs, &site).expect_err("the code is used up");
    let mut theirs = opened_anew(theirs, &world);
    assert!(!theirs.keeper.door().knocked);
    let code = invited(&mut one, &site, &["coder"]);
    let joining = Joining {
        code,
        user_name: "sorrel".to_owned(),
        password: OTHER.to_owned(),
    };
    let kit = theirs.ask(&site, Request::Sync(SyncRequest::Knock(joining)));
    assert!(matches!(kit, Ok(Event::Kit(_))), "{kit:?}");
}
