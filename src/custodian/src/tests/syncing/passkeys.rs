//! A passkey beside the password: added, asked for at the server, and in nobody's way meanwhile.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use authenticator::Authenticator;
use futures_executor::block_on;
use server::{Clock, Options};

use super::leaving::colleague;
use super::together::two;
use super::world::{Laptop, Site, settle};
use crate::protocol::{
    Event, Failure, ForAuthenticator, FromAuthenticator, LineState, PasskeyRequest, PasskeysOf,
    PasskeysView, Request, SyncEvent, SyncRequest, TrailQuery,
};
use crate::tests::world::{OTHER, PASSWORD, World, faults, open};

const ORIGIN: &str = "https://records.example.org";
const SHIFT: i64 = 12 * 3_600_000;

/// The server's clock.
struct Hands(Arc<AtomicI64>);

impl Hands {
    fn pass(&self, millis: i64) {
        self.0.fetch_add(millis, Ordering::Relaxed);
    }
}

/// A server that was told the address which browsers use.
fn site() -> (Site, Hands) {
    let hands = Arc::new(AtomicI64::new(1_790_000_000_000));
    let site = Site::with(Options {
        origin: Some(ORIGIN.to_owned()),
        clock: Clock::Set(Arc::clone(&hands)),
        ..Options::default()
    });
    (site, Hands(hands))
}

fn ask(laptop: &mut Laptop, site: &Site, request: PasskeyRequest) -> Result<SyncEvent, Failure> {
    laptop.sync(site, SyncRequest::Passkeys(request))
}

fn passkeys(told: Result<SyncEvent, Failure>) -> PasskeysView {
    match told {
        Ok(SyncEvent::Passkeys(view)) => view,
        other => panic!("{other:?}"),
    }
}

fn for_authenticator(told: Result<SyncEvent, Failure>) -> ForAuthenticator {
    match told {
        Ok(SyncEvent::Authenticator(asks)) => asks,
        other => panic!("{other:?}"),
    }
}

fn answered(asks: &ForAuthenticator, answer: Vec<u8>) -> FromAuthenticator {
    FromAuthenticator {
        ticket: asks.ticket,
        answer: String::from_utf8(answer).expect("JSON"),
    }
}

fn add(
    laptop: &mut Laptop,
    site: &Site,
    password: &str,
    made: &mut Authenticator,
) -> Result<SyncEvent, Failure> {
    let password = password.to_owned();
    let asks = for_authenticator(ask(laptop, site, PasskeyRequest::Add { password }));
    let answer = made.create(asks.options.as_bytes()).expect("it makes one");
    ask(laptop, site, PasskeyRequest::Keep(answered(&asks, answer)))
}

/// Whoever works there presses, and touches.
fn touch(laptop: &mut Laptop, site: &Site, made: &mut Authenticator) -> Result<SyncEvent, Failure> {
    let asks = for_authenticator(ask(laptop, site, PasskeyRequest::Touch));
    let answer = made.get(asks.options.as_bytes()).expect("it answers");
    ask(
        laptop,
        site,
        PasskeyRequest::Touched(answered(&asks, answer)),
    )
}

#[test]
fn it_is_asked_for_once_a_shift_and_work_goes_on_without() {
    let ((site, hands), world) = (site(), World::new(51));
    let (mut one, mut other) = two(&site, &world);
    let none = passkeys(ask(&mut one, &site, PasskeyRequest::List));
    assert!(none.offered && none.room && none.own.is_empty());
    let wrong = PasskeyRequest::Add {
        password: OTHER.to_owned(),
    };
    ask(&mut one, &site, wrong).expect_err("a wrong password");
    let mut made = Authenticator::before(ORIGIN);
    let password = PASSWORD.to_owned();
    let asks = for_authenticator(ask(&mut one, &site, PasskeyRequest::Add { password }));
    assert!(asks.options.contains("Testcase, quillon"), "whose it is");
    let view = passkeys(add(&mut one, &site, PASSWORD, &mut made));
    assert_eq!((view.own.len(), view.own[0].used.as_str()), (1, ""));

    // On the other laptop it is asked for; nothing that is done there needs it.
    other.keeper.name_patient(3, "Exampleby").expect("saved");
    settle(&site, &mut [&mut one, &mut other]);
    let view = other.view();
    assert_eq!(view.standing, LineState::Touch);
    assert!(view.waiting > 0, "{view:?}");
    assert_eq!(one.patient(3), "");
    let refused = other
        .sync(&site, SyncRequest::House)
        .expect_err("no session");
    assert!(refused.what.contains("passkey"), "{refused:?}");
    assert_eq!(other.view().standing, LineState::Touch);
    let done = touch(&mut other, &site, &mut made);
    assert!(matches!(done, Ok(SyncEvent::Done)), "{done:?}");
    settle(&site, &mut [&mut one, &mut other]);
    assert_eq!(one.patient(3), "EXAMPLEBY");
    assert!(other.is_even() && one.is_even(), "{:?}", other.view());
    let view = passkeys(ask(&mut other, &site, PasskeyRequest::List));
    assert_ne!(view.own[0].used, "");

    // Locking and unlocking asks for nothing, nor does pressing.
    hands.pass(SHIFT / 2);
    for laptop in [&mut one, &mut other] {
        laptop.lock(&site);
        laptop.unlock(&site, "quillon", PASSWORD);
    }
    settle(&site, &mut [&mut one, &mut other]);
    assert!(one.is_even() && other.is_even(), "{:?}", one.view());
    let done = ask(&mut one, &site, PasskeyRequest::Touch);
    assert!(matches!(done, Ok(SyncEvent::Done)), "{done:?}");

    // The shift is over while somebody works.
    hands.pass(SHIFT / 2 + 1_000);
    one.keeper.name_patient(4, "Sampleton").expect("saved");
    settle(&site, &mut [&mut one, &mut other]);
    assert_eq!(one.view().standing, LineState::Touch);
    assert_eq!(other.view().standing, LineState::Touch);
    touch(&mut one, &site, &mut made).expect("in");
    touch(&mut other, &site, &mut made).expect("in");
    settle(&site, &mut [&mut one, &mut other]);
    assert_eq!(other.patient(4), "SAMPLETON");

    // Removed again, nothing is asked for; the trail knows.
    let of = PasskeysOf::Own(view.own[0].passkey);
    let password = PASSWORD.to_owned();
    let remove = PasskeyRequest::Remove { of, password };
    assert!(passkeys(ask(&mut one, &site, remove)).own.is_empty());
    hands.pass(SHIFT + 1_000);
    settle(&site, &mut [&mut one, &mut other]);
    assert!(one.is_even() && other.is_even(), "{:?}", other.view());
    let trail = block_on(one.keeper.trail(&TrailQuery::default())).expect("read");
    let changes = trail.entries.iter();
    let changes = changes.filter(|entry| entry.act == "passkeys changed");
    assert_eq!(changes.count(), 2);
    for laptop in [&mut one, &mut other] {
        assert_eq!(faults(&mut laptop.keeper), Vec::<String>::new());
    }
}

#[test]
fn what_is_not_right_is_said_and_can_be_tried_again() {
    let ((site, hands), world) = (site(), World::new(52));
    let (mut one, _) = two(&site, &world);
    let mut made = Authenticator::before(ORIGIN);
    passkeys(add(&mut one, &site, PASSWORD, &mut made));
    hands.pass(SHIFT + 1_000);
    one.later(&site);
    assert_eq!(one.view().standing, LineState::Touch);
    // Somebody else's.
    let mut other = Authenticator::before(ORIGIN);
    let asks = for_authenticator(ask(&mut one, &site, PasskeyRequest::Touch));
    assert!(other.get(asks.options.as_bytes()).is_err());
    // Too late.
    let answer = made.get(asks.options.as_bytes()).expect("it answers");
    hands.pass(301_000);
    let late = PasskeyRequest::Touched(answered(&asks, answer));
    let refused = ask(&mut one, &site, late).expect_err("too late");
    assert!(refused.what.contains("does not take"), "{refused:?}");
    // A page that is not this one.
    made.origin = "https://records.example.com".to_owned();
    touch(&mut one, &site, &mut made).expect_err("another page");
    made.origin = ORIGIN.to_owned();
    assert_eq!(one.view().standing, LineState::Touch);
    // Without a line nothing is asked for, and that is what is said.
    one.has_line = false;
    let refused = ask(&mut one, &site, PasskeyRequest::Touch).expect_err("no line");
    assert!(refused.what.contains("does not answer"), "{refused:?}");
    assert_eq!(one.view().standing, LineState::NoLine);
    one.has_line = true;
    touch(&mut one, &site, &mut made).expect("in");
    one.later(&site);
    assert!(one.is_even(), "{:?}", one.view());
}

#[test]
fn a_colleague_who_lost_theirs_is_helped_and_a_frozen_laptop_goes_on() {
    let ((site, hands), world) = (site(), World::new(53));
    let (mut one, mut other) = two(&site, &world);
    let mut theirs = colleague(&site, &world, &mut one);
    let mut made = Authenticator::before(ORIGIN);
    passkeys(add(&mut theirs, &site, OTHER, &mut made));
    let seen = passkeys(ask(&mut one, &site, PasskeyRequest::List));
    assert_eq!(seen.others.len(), 1);
    assert_eq!(seen.others[0].passkeys, 1);
    assert!(
        passkeys(ask(&mut theirs, &site, PasskeyRequest::List))
            .others
            .is_empty()
    );

    // Their laptop is frozen and let go on: that a passkey is asked for beside says that it was.
    let device = theirs.keeper.session().expect("unlocked").hand.device.0;
    let freeze = |frozen| SyncRequest::SetFrozen { device, frozen };
    one.sync(&site, freeze(true)).expect("frozen");
    theirs.later(&site);
    assert_eq!(theirs.view().standing, LineState::Frozen);
    theirs.lock(&site);
    let device = theirs.device.clone();
    let mut theirs = Laptop::of(open(&device, &world), device);
    hands.pass(SHIFT + 1_000);
    let unlock = || Request::Unlock {
        user_name: "perrin".to_owned(),
        password: OTHER.to_owned(),
    };
    let refused = theirs.ask(&site, unlock()).expect_err("frozen");
    assert!(refused.what.contains("frozen"), "{refused:?}");
    settle(&site, &mut [&mut one, &mut other]);
    one.sync(&site, freeze(false)).expect("let go on");
    let opened = theirs.ask(&site, unlock()).expect("it opens");
    assert!(matches!(opened, Event::Opened(_)), "{opened:?}");
    theirs.keeper.name_patient(4, "Sampleton").expect("saved");
    settle(&site, &mut [&mut theirs, &mut one]);
    assert_eq!(theirs.view().standing, LineState::Touch);

    // They have lost it.
    let of = PasskeysOf::Colleague(seen.others[0].member);
    let by = |password: &str| PasskeyRequest::Remove {
        of,
        password: password.to_owned(),
    };
    ask(&mut one, &site, by(OTHER)).expect_err("a wrong password");
    assert!(
        passkeys(ask(&mut one, &site, by(PASSWORD)))
            .others
            .is_empty()
    );
    // Pressing says that nothing is asked for any more.
    let done = ask(&mut theirs, &site, PasskeyRequest::Touch);
    assert!(matches!(done, Ok(SyncEvent::Done)), "{done:?}");
    settle(&site, &mut [&mut theirs, &mut one]);
    assert_eq!(one.patient(4), "SAMPLETON");
}

#[test]
fn where_the_server_does_not_know_its_address_none_is_added() {
    let (site, world) = (Site::new(), World::new(54));
    let (mut one, _) = two(&site, &world);
    assert!(!passkeys(ask(&mut one, &site, PasskeyRequest::List)).offered);
    let password = PASSWORD.to_owned();
    let refused = ask(&mut one, &site, PasskeyRequest::Add { password }).expect_err("none");
    assert!(refused.fix.contains("--origin"), "{refused:?}");
}
