//! A suspected breach is contained where there is no server: the device freezes, and opens for those who answer for it.

use futures_executor::block_on;
use store::simulated::Device;

use super::stick::told;
use super::world::{OTHER, PASSWORD, World, open, shared};
use crate::protocol::{Containing, SyncEvent, SyncRequest};

#[test]
fn a_frozen_device_opens_only_for_those_who_answer_for_breaches() {
    let (device, world) = (Device::new(), World::new(1));
    let mut keeper = shared(&device, &world);
    block_on(keeper.unlock("perrin", OTHER)).expect("unlocked");
    let containing = Containing {
        words: "Password was seen by a visitor".to_owned(),
        ..Containing::default()
    };
    let contained = told(&mut keeper, SyncRequest::Contain(containing)).expect("contained");
    let SyncEvent::Contained(view) = contained else {
        panic!("{contained:?}");
    };
    assert!(view.here && !view.told);
    assert_eq!(view.code.len(), 6);
    // The test's clock says 21 September 2026.
    assert_eq!(view.until, "2026-11-20");
    block_on(keeper.lock(false)).expect("locked");
    drop(keeper);

    let mut keeper = open(&device, &world);
    assert_eq!(keeper.door().frozen, view.code);
    let refused = block_on(keeper.unlock("perrin", OTHER)).expect_err("frozen");
    assert!(refused.why.contains(&view.code), "{refused:?}");
    block_on(keeper.unlock("quillon", PASSWORD)).expect("the supervisor unlocks");
    assert_eq!(keeper.door().frozen, "");
    let shown = told(&mut keeper, SyncRequest::Incidents).expect("shown");
    let SyncEvent::Incidents(incidents) = shown else {
        panic!("{shown:?}");
    };
    assert_eq!(incidents.len(), 1);
    let incident = &incidents[0];
    assert_eq!(incident.words, "Password was seen by a visitor");
    assert_eq!(incident.by, "Testcase, perrin");
    assert!(incident.may_answer && incident.seen.is_empty());
    assert_eq!(incident.clocks.len(), 4);
    let closing = SyncRequest::SetIncident {
        incident: incident.incident,
        outcome: "Low probability of compromise".to_owned(),
    };
    let SyncEvent::Incidents(after) = told(&mut keeper, closing).expect("closed") else {
        panic!("no list");
    };
    assert!(!after[0].closed.is_empty() && after[0].seen.contains("quillon"));
    block_on(keeper.lock(false)).expect("locked");
    block_on(keeper.unlock("perrin", OTHER)).expect("it goes on");
    let SyncEvent::Incidents(own) = told(&mut keeper, SyncRequest::Incidents).expect("shown")
    else {
        panic!("no list");
    };
    assert!(
        !own[0].may_answer,
        "one's own is shown, and not one's to close"
    );
    let mine = own[0].incident;
    let outcome = "Nothing".to_owned();
    let request = SyncRequest::SetIncident {
        incident: mine,
        outcome,
    };
    assert!(told(&mut keeper, request).is_err());
}
