//! Numbers of key epochs, and what a colleague with a build of their own can do to them.

use futures_executor::block_on;
use sync::door::{Ask, Told};

use super::leaving::colleague;
use super::together::two;
use super::world::{Laptop, Site, settle};
use crate::commit::Work;
use crate::protocol::{KeepingRequest, Request};
use crate::tests::world::{World, faults};

/// New keys begin on the first laptop and the colleague is put out, and the other laptop goes on with that.
fn keys_begin_and_they_are_put_out(
    site: &Site,
    (one, other, theirs): (&mut Laptop, &mut Laptop, &Laptop),
) {
    let request = Request::Keeping(KeepingRequest::NewKeys {
        reason: "a password was seen".to_owned(),
    });
    one.ask(site, request).expect("new keys");
    let user = theirs.keeper.session().expect("unlocked").user().0;
    let request = Request::EndMember {
        user,
        reason: "left".to_owned(),
    };
    one.ask(site, request).expect("ended");
    one.keeper.name_patient(6, "Sampleton").expect("saved");
    settle(site, &mut [&mut *one, &mut *other]);
    assert!(other.patient(6) == "SAMPLETON");
    for laptop in [one, other] {
        let session = laptop.keeper.session().expect("unlocked");
        let left = session.keyring.members()[&vault::MemberId(user)].left;
        assert_eq!(left, Some(session.keyring.newest()));
        assert_eq!(laptop.view().findings, Vec::new());
        assert_eq!(faults(&mut laptop.keeper), Vec::<String>::new());
    }
}

#[test]
fn a_colleague_who_asks_for_numbers_far_off_stops_no_new_keys() {
    let (site, world) = (Site::new(), World::new(51));
    let (mut one, mut other) = two(&site, &world);
    let mut theirs = colleague(&site, &world, &mut one);
    for newest in [513, 1_026] {
        theirs.say_at_door(&site, Ask::ClaimEpoch { newest });
    }
    keys_begin_and_they_are_put_out(&site, (&mut one, &mut other, &theirs));
}

#[test]
fn a_colleague_who_asks_for_numbers_again_and_again_stops_no_new_keys() {
    let (site, world) = (Site::new(), World::new(52));
    let (mut one, mut other) = two(&site, &world);
    let mut theirs = colleague(&site, &world, &mut one);
    for newest in 1..1_100 {
        theirs.say_at_door(&site, Ask::ClaimEpoch { newest });
    }
    keys_begin_and_they_are_put_out(&site, (&mut one, &mut other, &theirs));
}

#[test]
fn a_colleague_who_offers_keys_of_numbers_far_off_stops_no_new_keys() {
    let (site, world) = (Site::new(), World::new(53));
    let (mut one, mut other) = two(&site, &world);
    let mut theirs = colleague(&site, &world, &mut one);
    // One laptop has taken each of them over, the other is told of all at once.
    for number in [513, 1_025, 1_537] {
        let begun = theirs
            .keeper
            .begin_epoch(&[], Some(number), Work::default());
        assert_eq!(block_on(begun), Ok(number));
        settle(&site, &mut [&mut theirs, &mut one]);
    }
    let newest = one.keeper.session().expect("unlocked").keyring.newest();
    assert_eq!(newest, 1_537);
    keys_begin_and_they_are_put_out(&site, (&mut one, &mut other, &theirs));
}

#[test]
fn a_number_that_can_not_be_used_is_not_kept() {
    let (site, world) = (Site::new(), World::new(54));
    let (mut one, _) = two(&site, &world);
    one.keeper.session_mut().expect("unlocked").due = true;
    let asked = one.asks_at_door().expect("keys are due");
    assert_eq!(Ask::read(&asked.bytes), Ok(Ask::ClaimEpoch { newest: 1 }));
    // As a server says it that somebody has changed.
    one.hear_at_door(&asked, Some(Told::Epoch(9_999).to_bytes()));
    one.run(&site);
    settle(&site, &mut [&mut one]);
    let session = one.keeper.session().expect("unlocked");
    assert_eq!((session.keyring.newest(), session.due), (2, false));
}
