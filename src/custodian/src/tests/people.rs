//! Roles, settings and the past of a record.

use futures_executor::block_on;
use store::simulated::Device;

use super::world::{World, founded, person};
use crate::protocol::{Event, FacilityForm, NewMember, RecordName, RecordSort, Request};

fn answered(keeper: &mut super::world::Keeper, request: Request) -> Event {
    block_on(keeper.answer(request, |_| {}))
}

#[test]
fn somebody_stays_who_may_take_people_in() {
    let (device, world) = (Device::new(), World::new(1));
    let mut keeper = founded(&device, &world);
    let people = keeper.people().expect("unlocked");
    let me = people.people[0].user;
    assert!(people.may_change && people.people[0].me);
    let refused = block_on(keeper.set_roles(me, &["coder".to_owned()], "Only codes"));
    assert!(refused.is_err_and(|failure| failure.what.contains("Nobody would be left")));
    assert!(block_on(keeper.end_member(me, "Leaves")).is_err());
    let new = NewMember {
        person: person("perrin", "thistle-quartz-mango-two"),
        roles: vec!["supervisor".to_owned()],
    };
    block_on(keeper.add_member(&new)).expect("taken in");
    let people = block_on(keeper.set_roles(me, &["coder".to_owned()], "Only codes")).expect("now");
    assert!(!people.may_change, "a coder changes nobody's roles");
}

#[test]
fn settings_are_checked_kept_and_taken_back() {
    let (device, world) = (Device::new(), World::new(2));
    let mut keeper = founded(&device, &world);
    let form = FacilityForm {
        idle_minutes: 5,
        ..keeper.people().expect("unlocked").facility
    };
    let out_of_bounds = FacilityForm {
        idle_minutes: 600,
        ..form.clone()
    };
    assert!(
        block_on(keeper.set_facility(&out_of_bounds))
            .is_err_and(|failure| failure.place.contains("minutes"))
    );
    let people = block_on(keeper.set_facility(&form)).expect("set");
    assert_eq!(people.facility, form);
    let of = RecordName {
        sort: RecordSort::Facility,
        id: keeper.session().expect("unlocked").facility_record().0,
    };
    let place = || "idle_minutes".to_owned();
    let Event::History(changes) = answered(&mut keeper, Request::History { of, place: place() })
    else {
        panic!("no history");
    };
    assert_eq!(changes.len(), 2);
    assert_eq!((changes[0].to.as_str(), changes[0].stands), ("5", true));
    assert_eq!(changes[0].from, ["10"]);
    assert_eq!(changes[0].who, "Testcase, quillon");
    let undone = answered(&mut keeper, Request::Undo { of, place: place() });
    assert!(
        matches!(&undone, Event::Undone(undone) if undone.fields == ["idle_minutes"]),
        "{undone:?}"
    );
    assert_eq!(keeper.people().expect("unlocked").facility.idle_minutes, 10);
    answered(&mut keeper, Request::Redo { of, place: place() });
    assert_eq!(keeper.people().expect("unlocked").facility.idle_minutes, 5);
}

#[test]
fn nothing_is_answered_while_it_is_locked() {
    let (device, world) = (Device::new(), World::new(3));
    let mut keeper = founded(&device, &world);
    assert_eq!(
        answered(&mut keeper, Request::Lock { idle: true }),
        Event::Locked
    );
    for request in [
        Request::People,
        Request::NewKit,
        Request::Check,
        Request::History {
            of: RecordName {
                sort: RecordSort::Patient,
                id: [1; 16],
            },
            place: String::new(),
        },
    ] {
        let answer = answered(&mut keeper, request.clone());
        assert!(
            matches!(&answer, Event::Failed(failure) if failure.what.contains("locked")),
            "{request:?}: {answer:?}"
        );
    }
}
