//! Two laptops without a line: what one has written goes to the other in a file, and back.

use futures_executor::block_on;
use store::simulated::Device;

use super::backup::{backed_up, restored};
use super::world::{Keeper, PASSWORD, World, faults, founded, open};
use crate::Errand;
use crate::protocol::{BackupPiece, Event, Failure, FilePiece, StickView, SyncEvent, SyncRequest};

/// What a request about the exchange is answered with at once.
pub(super) fn told(keeper: &mut Keeper, request: SyncRequest) -> Result<SyncEvent, Failure> {
    let errands = block_on(keeper.answer_sync(1, request));
    let told = errands.into_iter().find_map(|errand| match errand {
        Errand::Tell(1, event) => Some(*event),
        _ => None,
    });
    match told {
        Some(Event::Sync(event)) => Ok(event),
        Some(Event::Failed(failure)) => Err(failure),
        other => panic!("{other:?}"),
    }
}

/// Writes a file for another laptop.
pub(super) fn written(keeper: &mut Keeper, all: bool) -> (Vec<u8>, u64) {
    let (mut file, mut begin) = (Vec::new(), Some(all));
    loop {
        let answer = told(keeper, SyncRequest::WriteStick { begin }).expect("it is written");
        let SyncEvent::Stick(BackupPiece { bytes, done, .. }) = answer else {
            panic!("{answer:?}");
        };
        file.extend(bytes);
        begin = None;
        if let Some(done) = done {
            return (file, done.changes);
        }
    }
}

pub(super) fn taken(keeper: &mut Keeper, file: &[u8]) -> Result<StickView, Failure> {
    let chunks: Vec<&[u8]> = file.chunks(900).collect();
    let last = chunks.len() - 1;
    for (place, bytes) in chunks.iter().enumerate() {
        let piece = FilePiece {
            first: place == 0,
            last: place == last,
            bytes: bytes.to_vec(),
        };
        let answer = told(keeper, SyncRequest::TakeStick(piece))?;
        match answer {
            SyncEvent::Taken(view) if view.done => return Ok(view),
            SyncEvent::Taken(_) => {}
            other => panic!("{other:?}"),
        }
    }
    panic!("no last piece");
}

/// Two laptops of one facility: the second came out of a backup of the first.
fn two(world: &World) -> (Keeper, Keeper) {
    let mut one = founded(&Device::new(), world);
    one.name_patient(1, "Sample").expect("saved");
    let (backup, _) = backed_up(&mut one);
    let mut other = open(&Device::new(), world);
    restored(&mut other, &backup).expect("restored");
    block_on(other.unlock("quillon", PASSWORD)).expect("unlocked");
    (one, other)
}

#[test]
fn what_one_has_written_comes_to_the_other_and_back() {
    let world = World::new(1);
    let (mut one, mut other) = two(&world);
    one.name_patient(2, "Sampleton").expect("saved");
    other.name_patient(3, "Exampleby").expect("saved");
    let (file, _) = written(&mut one, true);
    assert!(taken(&mut other, &file).expect("taken in").new > 0);
    assert_eq!(other.patient_name(2), one.patient_name(2));
    // The second time there is nothing new in it.
    assert_eq!(taken(&mut other, &file).expect("taken in").new, 0);
    let (file, changes) = written(&mut other, false);
    taken(&mut one, &file).expect("taken in");
    assert_eq!(one.patient_name(3), other.patient_name(3));
    assert_eq!(faults(&mut one), Vec::<String>::new());
    assert_eq!(faults(&mut other), Vec::<String>::new());
    // Only what is new since the last file.
    other.name_patient(4, "Testington").expect("saved");
    let (file, fewer) = written(&mut other, false);
    assert!(fewer < changes, "{fewer} of {changes}");
    assert!(taken(&mut one, &file).expect("taken in").new >= 1);
    assert_eq!(one.patient_name(4), other.patient_name(4));
}

#[test]
fn a_backup_is_taken_in_too() {
    let world = World::new(2);
    let (mut one, mut other) = two(&world);
    one.name_patient(2, "Sampleton").expect("saved");
    let (backup, _) = backed_up(&mut one);
    assert!(taken(&mut other, &backup).expect("taken in").new > 0);
    assert_eq!(other.patient_name(2), one.patient_name(2));
    assert_eq!(faults(&mut other), Vec::<String>::new());
}

#[test]
fn new_keys_go_with_the_file() {
    let world = World::new(3);
    let (mut one, mut other) = two(&world);
    block_on(one.new_keys("a password was seen")).expect("new keys");
    one.name_patient(2, "Sampleton").expect("saved");
    let (file, _) = written(&mut one, true);
    taken(&mut other, &file).expect("taken in");
    assert_eq!(other.patient_name(2), one.patient_name(2));
    // What is written here from now on is sealed by them.
    assert_eq!(other.session().expect("unlocked").keyring.newest(), 2);
}

#[test]
fn the_same_field_changed_on_both_shows_both_values() {
    let world = World::new(4);
    let (mut one, mut other) = two(&world);
    one.note_complaint(2, "Fever").expect("saved");
    let (file, _) = written(&mut one, true);
    taken(&mut other, &file).expect("taken in");
    one.note_complaint(2, "Cough").expect("saved");
    other.note_complaint(2, "Rash").expect("saved");
    let (file, _) = written(&mut one, false);
    taken(&mut other, &file).expect("taken in");
    let (file, _) = written(&mut other, false);
    taken(&mut one, &file).expect("taken in");
    for keeper in [&mut one, &mut other] {
        let of = (records::Kind::Encounter, records::RecordId([2; 16]));
        let log = block_on(keeper.log(of.0, of.1)).expect("it opens");
        let conflicts = log.state().conflicts();
        assert_eq!(conflicts.len(), 1, "{conflicts:?}");
    }
}

#[test]
fn a_file_of_another_facility_or_a_harmed_one_is_refused() {
    let world = World::new(5);
    let (mut one, mut other) = two(&world);
    let mut stranger = founded(&Device::new(), &World::new(6));
    let (file, _) = written(&mut stranger, true);
    let refused = taken(&mut one, &file).expect_err("refused");
    assert!(refused.what.contains("another facility"), "{refused:?}");
    one.name_patient(2, "Sampleton").expect("saved");
    let (mut file, _) = written(&mut one, true);
    let place = file.len() * 2 / 3;
    file[place] ^= 1;
    let refused = taken(&mut other, &file).expect_err("refused");
    assert!(!refused.what.is_empty());
    let (file, _) = written(&mut one, true);
    let refused = taken(&mut other, &file[..file.len() - 20]).expect_err("cut off");
    assert!(!refused.what.is_empty());
    // The whole file goes in all the same.
    taken(&mut other, &file).expect("taken in");
    assert_eq!(other.patient_name(2), one.patient_name(2));
    assert_eq!(faults(&mut other), Vec::<String>::new());
}
