//! A server that is backed up while devices work, and put back elsewhere from that backup: the devices go on with it, and nothing
//! that was ever acknowledged is missing, there or on any of them.

use std::thread;

use super::leaving::colleague;
use super::together::two;
use super::world::{Laptop, Site, settle};
use crate::tests::world::World;
use crate::tests::world::{PASSWORD, faults};

/// Patients that are saved while backups are made, at least.
const WORK: u8 = 60;
/// Backups that are made meanwhile.
const BACKUPS: usize = 3;

#[test]
fn devices_go_on_with_a_server_that_was_backed_up_while_they_worked() {
    let (mut site, world) = (Site::new(), World::new(61));
    let (mut one, mut other) = two(&site, &world);
    let mut theirs = colleague(&site, &world, &mut one);
    // One and the other work and exchange all the time; backups are made beside it.
    let mut last = 9;
    let folder = tempfile::tempdir().expect("a folder");
    let backups: Vec<_> = (0..BACKUPS)
        .map(|number| folder.path().join(number.to_string()))
        .collect();
    thread::scope(|scope| {
        let backing_up = scope.spawn(|| backups.iter().for_each(|to| site.back_up(to)));
        while last < WORK || !backing_up.is_finished() {
            last += 1;
            let laptop = if last % 2 == 0 { &mut one } else { &mut other };
            laptop
                .keeper
                .name_patient(last, "Sampleton")
                .expect("saved");
            laptop.later(&site);
            assert!(laptop.is_even(), "{:?}", laptop.view());
            assert!(last < u8::MAX, "a backup that takes too long");
        }
        backing_up.join().expect("backups");
    });
    // One that has everything does not come back for now; one has work that waits.
    settle(&site, &mut [&mut one, &mut other, &mut theirs]);
    theirs.has_line = false;
    one.has_line = false;
    one.keeper.name_patient(1, "Exampleby").expect("saved");
    for backup in &backups {
        site = site.put_back(backup);
        settle(&site, &mut [&mut other]);
        assert!(other.is_even(), "{:?}", other.view());
        // Whoever comes anew has all that was ever acknowledged, from what the laptops brought back.
        let code = other.code(&site);
        let mut new = Laptop::new(&world);
        new.join(&site, &code, "quillon", PASSWORD).expect("in");
        settle(&site, &mut [&mut new]);
        for number in 10..=last {
            assert_eq!(new.patient(number), "SAMPLETON", "{number}");
        }
        assert_eq!(faults(&mut new.keeper), Vec::<String>::new());
        // From here on it is as any other: what is saved now comes to all.
        last += 1;
        new.keeper.name_patient(last, "Sampleton").expect("saved");
        settle(&site, &mut [&mut new, &mut other]);
        assert_eq!(other.patient(last), "SAMPLETON");
    }
    one.has_line = true;
    theirs.has_line = true;
    settle(&site, &mut [&mut one, &mut theirs, &mut other]);
    for laptop in [&mut one, &mut theirs, &mut other] {
        for number in 10..=last {
            assert_eq!(laptop.patient(number), "SAMPLETON", "{number}");
        }
        assert_eq!(laptop.patient(1), "EXAMPLEBY");
        assert!(laptop.is_even(), "{:?}", laptop.view());
        assert_eq!(faults(&mut laptop.keeper), Vec::<String>::new());
    }
}
