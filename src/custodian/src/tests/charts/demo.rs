//! The demo hospital: founded, filled, stopped, interrupted.

use futures_executor::block_on;
use store::simulated::Device;

use crate::protocol::{ChartsEvent, ChartsRequest, MadeUp, Progress};
use crate::summary::Line;
use crate::tests::world::{Keeper, PASSWORD, World, founded, open, person};

fn open_demo(keeper: &mut Keeper) -> Result<Progress, crate::protocol::Failure> {
    let request = ChartsRequest::OpenDemo {
        person: person("quillon", PASSWORD),
        until: "2026-06-30".to_owned(),
    };
    match keeper.charts(request)? {
        ChartsEvent::Demo(begun) => {
            assert!(begun.founded.opened.demo);
            Ok(begun.progress)
        }
        other => panic!("no demo: {other:?}"),
    }
}

fn go_on(keeper: &mut Keeper) -> Progress {
    match keeper.charts(ChartsRequest::GoOn) {
        Ok(ChartsEvent::Progress(progress)) => progress,
        other => panic!("no progress: {other:?}"),
    }
}

/// Encounters of the catalogue, with how many documents each has.
fn encounters(keeper: &Keeper) -> Vec<([u8; 16], u32)> {
    let slots = keeper.session().expect("unlocked").catalogue.slots();
    let encounters = slots.iter().filter_map(|slot| match &slot.line {
        Line::Encounter(line) => Some((slot.record.0, line.documents)),
        _ => None,
    });
    encounters.collect()
}

#[test]
fn the_demo_hospital_is_there_whole_after_unlocking_again() {
    let (device, world) = (Device::new(), World::new(1));
    let mut keeper = open(&device, &world);
    let mut progress = open_demo(&mut keeper).expect("begun");
    assert!(!progress.finished && progress.done == 0);
    while !progress.finished {
        let further = go_on(&mut keeper);
        assert!(further.done >= progress.done);
        progress = further;
    }
    assert_eq!((progress.done, progress.of), (360, 360));
    let made = encounters(&keeper);
    assert_eq!(made.len(), 360);
    let Ok(ChartsEvent::Planted(planted)) = keeper.charts(ChartsRequest::Planted) else {
        panic!("no list of what is planted");
    };
    assert!(planted.len() > 100, "{} are planted", planted.len());
    for planted in &planted {
        let known = planted
            .encounter
            .is_none_or(|planted| made.iter().any(|(encounter, _)| *encounter == planted));
        assert!(known, "{planted:?}");
    }
    // A patient of one's own surname is not named to one who may not look at them without a reason.
    let named = planted.iter().filter(|planted| !planted.name.is_empty());
    assert!(named.count() > planted.len() * 9 / 10, "{planted:?}");
    drop(keeper);
    let mut keeper = open(&device, &world);
    assert_eq!(keeper.door().made_up, MadeUp::Whole);
    let opened = block_on(keeper.unlock("quillon", PASSWORD)).expect("unlocked");
    assert_eq!(opened.findings, []);
    let mut again = encounters(&keeper);
    let mut made = made;
    again.sort_unstable();
    made.sort_unstable();
    assert_eq!(again, made);
    let (stay, documents) = *made
        .iter()
        .max_by_key(|(_, documents)| *documents)
        .expect("many");
    let chart = keeper.chart_list(stay);
    assert_eq!(chart.documents, documents);
    for line in chart.groups.iter().flat_map(|group| &group.documents) {
        let page = keeper
            .read_page(stay, line.id)
            .expect("its words are those the record names");
        assert_eq!(page.text.is_empty(), line.expected);
    }
    assert_eq!(
        keeper.people().expect("unlocked").people.len(),
        16,
        "its staff, and who opened it"
    );
}

#[test]
fn a_demo_that_was_interrupted_is_begun_anew_and_no_other_facility_is() {
    let (device, world) = (Device::new(), World::new(2));
    let mut keeper = open(&device, &world);
    open_demo(&mut keeper).expect("begun");
    go_on(&mut keeper);
    device.power_cut(3);
    drop(keeper);
    let device = device.reopen();
    let mut keeper = open(&device, &world);
    assert_eq!(keeper.door().made_up, MadeUp::Begun);
    let begun = open_demo(&mut keeper).expect("begun anew");
    assert_eq!(begun.done, 0);
    assert_eq!(encounters(&keeper), []);
    assert!(go_on(&mut keeper).done > 0);
    // Real facilities are never cleared away, nor filled with made-up patients.
    let device = Device::new();
    let mut keeper = founded(&device, &world);
    assert!(keeper.charts(ChartsRequest::Planted).is_err());
    assert_eq!(keeper.door().made_up, MadeUp::No);
    keeper.name_patient(1, "Testcase").expect("saved");
    let written = device.written();
    assert!(open_demo(&mut keeper).is_err_and(|failure| failure.what.contains("already")));
    let generate = ChartsRequest::Generate {
        encounters: 10,
        until: "2026-06-30".to_owned(),
    };
    assert!(
        keeper
            .charts(generate)
            .is_err_and(|failure| failure.why.contains("not a demo"))
    );
    assert_eq!(device.written(), written);
    assert_eq!(keeper.patient_name(1), "TESTCASE");
}

#[test]
fn what_is_generated_can_be_stopped_and_completed() {
    let (device, world) = (Device::new(), World::new(3));
    let mut keeper = open(&device, &world);
    open_demo(&mut keeper).expect("begun");
    assert!(
        matches!(keeper.charts(ChartsRequest::Stop), Ok(ChartsEvent::Progress(progress)) if progress.finished)
    );
    let generate = || ChartsRequest::Generate {
        encounters: 200,
        until: "2026-06-30".to_owned(),
    };
    assert!(
        matches!(keeper.charts(generate()), Ok(ChartsEvent::Progress(progress)) if !progress.finished)
    );
    let failure = keeper.charts(generate()).expect_err("one at a time");
    assert!(failure.what.contains("under way"), "{failure:?}");
    keeper.charts(ChartsRequest::Stop).expect("stopped");
    assert!(
        keeper.charts(ChartsRequest::GoOn).is_err(),
        "nothing is under way"
    );
    let some = encounters(&keeper);
    assert!(!some.is_empty() && some.len() < 200);
    keeper.charts(generate()).expect("again");
    while !go_on(&mut keeper).finished {}
    let all = encounters(&keeper);
    assert_eq!(all.len(), 200);
    assert_eq!(
        all[..some.len()],
        some,
        "what was there is not written twice"
    );
}
