//! Two devices of one account: what is done on one is on the other, with and without a line.

use futures_executor::block_on;
use store::simulated::Device;

use super::world::{Laptop, Site, settle};
use crate::protocol::{ByKit, Event, LineState};
use crate::tests::world::{PASSWORD, World, faults, founded};

/// A facility on the server, and its founder's second laptop.
pub(super) fn two(site: &Site, world: &World) -> (Laptop, Laptop) {
    let device = Device::new();
    let mut one = Laptop::of(founded(&device, world), device);
    one.keeper.name_patient(1, "Sample").expect("saved");
    one.connect(site);
    assert!(one.is_even(), "{:?}", one.view());
    let code = one.code(site);
    let mut other = Laptop::new(world);
    let opened = other.join(site, &code, "quillon", PASSWORD).expect("in");
    let Event::Opened(opened) = opened else {
        panic!("{opened:?}");
    };
    assert_eq!(opened.facility, "Testcase Valley Clinic");
    assert_eq!(opened.person, "Testcase, quillon");
    settle(site, &mut [&mut one, &mut other]);
    (one, other)
}

/// And a third.
pub(super) fn three(site: &Site, world: &World) -> (Laptop, Laptop, Laptop) {
    let (mut one, mut other) = two(site, world);
    let mut third = Laptop::new(world);
    let code = one.code(site);
    third.join(site, &code, "quillon", PASSWORD).expect("in");
    settle(site, &mut [&mut one, &mut other, &mut third]);
    (one, other, third)
}

#[test]
fn a_second_laptop_comes_in_by_code_and_password_and_both_have_the_same() {
    let (site, world) = (Site::new(), World::new(1));
    let (mut one, mut other) = two(&site, &world);
    assert_eq!(other.patient(1), one.patient(1));
    one.keeper.name_patient(2, "Sampleton").expect("saved");
    other.keeper.name_patient(3, "Exampleby").expect("saved");
    settle(&site, &mut [&mut one, &mut other]);
    for laptop in [&mut one, &mut other] {
        assert!(laptop.patient(2) == "SAMPLETON");
        assert!(laptop.patient(3) == "EXAMPLEBY");
        assert!(laptop.is_even(), "{:?}", laptop.view());
        assert_eq!(faults(&mut laptop.keeper), Vec::<String>::new());
    }
    let house = one.house(&site);
    assert_eq!(house.laptops.len(), 2);
    assert!(house.laptops[0].here && house.admits);
    // They are the same devices after locking and unlocking.
    for laptop in [&mut one, &mut other] {
        laptop.lock(&site);
        laptop.unlock(&site, "quillon", PASSWORD);
    }
    settle(&site, &mut [&mut one, &mut other]);
    assert_eq!(one.house(&site).laptops.len(), 2);
    assert!(one.is_even() && other.is_even());
}

#[test]
fn without_a_line_work_goes_on_waits_and_is_sent_when_there_is_one() {
    let (site, world) = (Site::new(), World::new(2));
    let (mut one, mut other) = two(&site, &world);
    one.has_line = false;
    for number in 2..8 {
        one.keeper.name_patient(number, "Sampleton").expect("saved");
    }
    one.later(&site);
    let view = one.view();
    assert_eq!(view.standing, LineState::NoLine);
    assert!(view.waiting >= 6, "{view:?}");
    settle(&site, &mut [&mut other]);
    assert_eq!(other.patient(5), "");
    one.has_line = true;
    settle(&site, &mut [&mut one, &mut other]);
    assert!(other.patient(5) == "SAMPLETON");
    assert_eq!(one.view().waiting, 0);
}

#[test]
fn both_change_one_field_without_a_line_and_both_values_are_shown_on_both() {
    let (site, world) = (Site::new(), World::new(3));
    let (mut one, mut other) = two(&site, &world);
    one.keeper.note_complaint(2, "Fever").expect("saved");
    settle(&site, &mut [&mut one, &mut other]);
    one.has_line = false;
    other.has_line = false;
    one.keeper.note_complaint(2, "Cough").expect("saved");
    other.keeper.note_complaint(2, "Rash").expect("saved");
    one.has_line = true;
    other.has_line = true;
    settle(&site, &mut [&mut one, &mut other]);
    for laptop in [&mut one, &mut other] {
        let of = (records::Kind::Encounter, records::RecordId([2; 16]));
        let log = block_on(laptop.keeper.log(of.0, of.1)).expect("it opens");
        assert_eq!(log.state().conflicts().len(), 1);
        assert_eq!(faults(&mut laptop.keeper), Vec::<String>::new());
    }
}

#[test]
fn a_wrong_code_a_used_one_and_a_wrong_password_let_nobody_in() {
    let (site, world) = (Site::new(), World::new(4));
    let (mut one, _) = two(&site, &world);
    let code = one.code(&site);
    let mut third = Laptop::new(&world);
    let wrong = third
        .join(&site, &code, "quillon", "marble-otter-lantern-eight")
        .expect_err("a wrong password");
    let nobody = third
        .join(&site, &code, "nobody", PASSWORD)
        .expect_err("a wrong name");
    assert_eq!(wrong, nobody, "told alike");
    third.join(&site, &code, "quillon", PASSWORD).expect("in");
    let mut fourth = Laptop::new(&world);
    fourth
        .join(&site, &code, "quillon", PASSWORD)
        .expect_err("used up");
    assert!(!fourth.keeper.door().founded);
}

#[test]
fn what_the_browser_lost_before_it_was_sent_on_is_noticed_and_a_restart_goes_on_where_it_was() {
    let (site, world) = (Site::new(), World::new(5));
    let (mut one, mut other) = two(&site, &world);
    one.keeper.name_patient(2, "Sampleton").expect("saved");
    one.later(&site);
    // The page is closed without a word, and opened again.
    let device = one.device.clone();
    drop(one);
    let mut one = Laptop::of(crate::tests::world::open(&device, &world), device);
    one.unlock(&site, "quillon", PASSWORD);
    settle(&site, &mut [&mut one, &mut other]);
    assert!(one.is_even(), "{:?}", one.view());
    assert!(other.patient(2) == "SAMPLETON");
    assert_eq!(faults(&mut one.keeper), Vec::<String>::new());
}

#[test]
fn a_password_changed_on_one_laptop_is_the_password_of_the_other() {
    let (site, world) = (Site::new(), World::new(6));
    let (mut one, mut other) = two(&site, &world);
    let new = "granite-heron-basket-nine";
    block_on(one.keeper.change_password(PASSWORD, new)).expect("changed");
    settle(&site, &mut [&mut one, &mut other]);
    other.lock(&site);
    assert!(block_on(other.keeper.unlock("quillon", PASSWORD)).is_err());
    other.unlock(&site, "quillon", new);
    settle(&site, &mut [&mut one, &mut other]);
    assert!(one.is_even() && other.is_even(), "{:?}", other.view());
    // A further device comes in by the new one only.
    let code = one.code(&site);
    let mut third = Laptop::new(&world);
    assert!(third.join(&site, &code, "quillon", PASSWORD).is_err());
    third.join(&site, &code, "quillon", new).expect("in");
}

/// A password that is changed again before the server has answered to the first change.
#[test]
fn of_two_passwords_changed_one_after_the_other_the_later_counts_at_the_server() {
    let (site, world) = (Site::new(), World::new(29));
    let (mut one, _) = two(&site, &world);
    const SECOND: &str = "lantern-marble-otter-nineteen";
    const THIRD: &str = "otter-lantern-seventeen-marble";
    block_on(one.keeper.change_password(PASSWORD, SECOND)).expect("changed");
    // A session alone does not change it: what is to be signed is asked for first.
    let asked = one.asks_at_door().expect("the server is asked");
    let ask = sync::door::Ask::read(&asked.bytes);
    assert!(matches!(ask, Ok(sync::door::Ask::Prelogin { .. })));
    one.bring(&site, asked);
    let asked = one.asks_at_door().expect("the server is told");
    let ask = sync::door::Ask::read(&asked.bytes);
    assert!(matches!(ask, Ok(sync::door::Ask::SetPassword { .. })));
    block_on(one.keeper.change_password(SECOND, THIRD)).expect("changed");
    one.carry(&site, asked);
    settle(&site, &mut [&mut one]);
    let code = one.code(&site);
    let mut third = Laptop::new(&world);
    third
        .join(&site, &code, "quillon", SECOND)
        .expect_err("the password before");
    third.join(&site, &code, "quillon", THIRD).expect("in");
}

/// Likewise, before the server has said what is to be signed for the first change.
#[test]
fn a_password_changed_again_before_the_server_has_answered_is_the_one_that_it_is_told() {
    let (site, world) = (Site::new(), World::new(34));
    let (mut one, _) = two(&site, &world);
    const SECOND: &str = "lantern-marble-otter-nineteen";
    const THIRD: &str = "otter-lantern-seventeen-marble";
    block_on(one.keeper.change_password(PASSWORD, SECOND)).expect("changed");
    let asked = one.asks_at_door().expect("the server is asked");
    block_on(one.keeper.change_password(SECOND, THIRD)).expect("changed");
    one.carry(&site, asked);
    settle(&site, &mut [&mut one]);
    counts_alone(&site, &world, &mut one, SECOND, THIRD);
}

/// The server has a password that was changed without a line when there is one again.
#[test]
fn a_password_changed_without_a_line_is_the_servers_later() {
    let (site, world) = (Site::new(), World::new(35));
    let (mut one, _) = two(&site, &world);
    let new = "granite-heron-basket-nine";
    one.has_line = false;
    block_on(one.keeper.change_password(PASSWORD, new)).expect("changed");
    one.later(&site);
    one.lock(&site);
    one.unlock(&site, "quillon", new);
    one.has_line = true;
    settle(&site, &mut [&mut one]);
    counts_alone(&site, &world, &mut one, PASSWORD, new);
}

/// And one that was chosen by the recovery kit, whose owner never types the one before.
#[test]
fn a_password_chosen_by_the_recovery_kit_is_the_servers_too() {
    let (site, world) = (Site::new(), World::new(36));
    let (mut one, _) = two(&site, &world);
    let kit = block_on(one.keeper.new_kit()).expect("a kit");
    settle(&site, &mut [&mut one]);
    one.lock(&site);
    let by = ByKit {
        user_name: "quillon".to_owned(),
        code: kit.recovery,
        new_password: "granite-heron-basket-nine".to_owned(),
    };
    block_on(one.keeper.unlock_by_kit(&by)).expect("the kit opens");
    settle(&site, &mut [&mut one]);
    counts_alone(&site, &world, &mut one, PASSWORD, &by.new_password);
}

/// Somebody's further device comes in by their new password, and not by the one before.
fn counts_alone(site: &Site, world: &World, one: &mut Laptop, before: &str, new: &str) {
    assert!(one.is_even(), "{:?}", one.view());
    let code = one.code(site);
    let mut third = Laptop::new(world);
    third
        .join(site, &code, "quillon", before)
        .expect_err("the password before");
    third.join(site, &code, "quillon", new).expect("in");
}
