//! A backup is drilled: taken, the device wiped, and restored; and everything that can be wrong with a file is named.

use futures_executor::block_on;
use records::model::{Encounter, Facility, Patient};
use records::{Kind, RecordId};
use store::simulated::Device;
use store::{Batch, Durability, Store as _, Table};

use super::world::{Keeper, OTHER, PASSWORD, World, all_rows, faults, founded, open, shared};
use crate::protocol::{
    BackedUp, BackupView, Event, Failure, FilePiece, KeepingEvent, KeepingRequest, Request,
    TrailQuery,
};

/// Writes a backup as the page does: piece by piece.
pub(super) fn backed_up(keeper: &mut Keeper) -> (Vec<u8>, BackedUp) {
    let (mut file, mut begin) = (Vec::new(), true);
    loop {
        let request = Request::Keeping(KeepingRequest::BackUp { begin });
        let answer = block_on(keeper.answer(request, |_| {}));
        let Event::Keeping(KeepingEvent::Backup(piece)) = answer else {
            panic!("{answer:?}");
        };
        file.extend(piece.bytes);
        assert_eq!(piece.so_far, file.len() as u64);
        begin = false;
        if let Some(done) = piece.done {
            return (file, done);
        }
    }
}

fn pieces(file: &[u8]) -> Vec<FilePiece> {
    let chunks: Vec<&[u8]> = file.chunks(700).collect();
    let last = chunks.len() - 1;
    let pieces = chunks.iter().enumerate().map(|(place, bytes)| FilePiece {
        first: place == 0,
        last: place == last,
        bytes: bytes.to_vec(),
    });
    pieces.collect()
}

fn checked(keeper: &mut Keeper, file: &[u8]) -> Result<BackupView, Failure> {
    for piece in pieces(file) {
        if let Ok(view) = keeper.check_backup(&piece)? {
            return Ok(view);
        }
    }
    panic!("no last piece");
}

pub(super) fn restored(keeper: &mut Keeper, file: &[u8]) -> Result<BackupView, Failure> {
    checked(keeper, file)?;
    for piece in pieces(file) {
        if let Ok(view) = block_on(keeper.restore_backup(&piece))? {
            return Ok(view);
        }
    }
    panic!("no last piece");
}

/// Models of all records, as bytes.
fn models(keeper: &mut Keeper) -> Vec<String> {
    let records = |keeper: &Keeper| -> Vec<(Kind, RecordId)> {
        let slots = keeper.session().expect("unlocked").catalogue.slots();
        slots.iter().map(|slot| (slot.kind, slot.record)).collect()
    };
    let mut models = Vec::new();
    for (kind, record) in records(keeper) {
        let state = block_on(keeper.log(kind, record))
            .expect("it opens")
            .state();
        models.push(
            match kind {
                Kind::Patient => serde_json::to_string(&state.model::<Patient>()),
                Kind::Encounter => serde_json::to_string(&state.model::<Encounter>()),
                _ => {
                    // Everybody gets a new device, and nothing else about the facility changes.
                    let mut facility: Facility = state.model();
                    facility.devices.clear();
                    serde_json::to_string(&facility)
                }
            }
            .expect("it is written"),
        );
    }
    models.sort();
    models
}

#[test]
fn the_drill() {
    let (device, world) = (Device::new(), World::new(1));
    let mut keeper = shared(&device, &world);
    block_on(keeper.unlock("quillon", PASSWORD)).expect("unlocked");
    for number in 3..40 {
        keeper
            .name_patient(number, &format!("Sample{number}"))
            .expect("saved");
    }
    let before = models(&mut keeper);
    let (file, done) = backed_up(&mut keeper);
    let held = keeper.door();
    assert_eq!((done.changes, done.entries), (held.arrivals, held.audit));
    assert_eq!(done.name, "chartroom-2026-09-21.backup");
    assert!(
        !all_rows(&device)
            .iter()
            .any(|(_, row)| row.key == b"manifest")
    );
    assert_eq!(block_on(keeper.health()).unsaved, Some(0));
    drop(keeper);
    block_on(device.wipe()).expect("wiped");

    let mut keeper = open(&device, &world);
    assert!(!keeper.door().founded);
    let view = restored(&mut keeper, &file).expect("restored");
    assert_eq!((view.changes, view.digest), (done.changes, done.digest));
    assert!(view.missing.is_none() && view.refused.is_none());
    let door = keeper.door();
    assert!(door.founded && !door.unfinished);
    assert_ne!(door.store, held.store, "it is another store");
    assert_eq!((door.arrivals, door.audit), (held.arrivals, held.audit));

    let refused = block_on(keeper.unlock("perrin", OTHER)).expect_err("not first");
    assert!(
        refused.what.contains("nobody who may restore"),
        "{refused:?}"
    );
    assert!(block_on(keeper.unlock("quillon", "not the password")).is_err());
    let opened = block_on(keeper.unlock("quillon", PASSWORD)).expect("the keys in it open it");
    assert_eq!(opened.findings, []);
    assert!(
        opened.restored.contains("Testcase, quillon") && opened.restored.contains("2026-09-21"),
        "{}",
        opened.restored
    );
    assert_eq!(models(&mut keeper), before);
    assert_eq!(faults(&mut keeper), Vec::<String>::new());
    let page = block_on(keeper.trail(&TrailQuery::default())).expect("read");
    assert!(
        page.entries
            .iter()
            .any(|entry| entry.act == "restore" && entry.outcome == "done"),
        "{page:?}"
    );
    assert!(
        page.entries
            .iter()
            .any(|entry| entry.act == "restore" && entry.outcome == "refused")
    );
    assert_eq!(
        page.entries.last().expect("the first").number,
        0,
        "the old trail is all there"
    );
    keeper
        .name_patient(3, "Afterwards")
        .expect("saved on the new device");
    block_on(keeper.lock(false)).expect("locked");
    let opened = block_on(keeper.unlock("perrin", OTHER)).expect("everybody else then");
    assert_eq!(opened.findings, []);
    assert_eq!(opened.restored, "");
    block_on(keeper.lock(false)).expect("locked");
    let opened = block_on(keeper.unlock("quillon", PASSWORD)).expect("unlocked");
    assert_eq!(opened.findings, []);
    assert_eq!(keeper.patient_name(3), "AFTERWARDS");
    assert_eq!(faults(&mut keeper), Vec::<String>::new());

    // And once more, out of the store that was restored.
    let before = models(&mut keeper);
    let (file, _) = backed_up(&mut keeper);
    let elsewhere = Device::new();
    let mut keeper = open(&elsewhere, &world);
    restored(&mut keeper, &file).expect("restored");
    let opened = block_on(keeper.unlock("quillon", PASSWORD)).expect("unlocked");
    assert_eq!(opened.findings, []);
    assert_eq!(models(&mut keeper), before);
    assert_eq!(faults(&mut keeper), Vec::<String>::new());
}

#[test]
fn nothing_is_restored_over_records_and_what_would_be_missing_is_counted() {
    let (device, world) = (Device::new(), World::new(2));
    let mut keeper = founded(&device, &world);
    keeper.name_patient(1, "Testcase").expect("saved");
    let (file, _) = backed_up(&mut keeper);
    keeper.name_patient(1, "Sample").expect("saved");
    keeper.name_patient(1, "Demo").expect("saved");
    let view = checked(&mut keeper, &file).expect("it is whole");
    let missing = view.missing.expect("two changes");
    assert!(
        missing.what.starts_with("2 saved changes and "),
        "{missing:?}"
    );
    assert!(view.refused.expect("not here").what.contains("already"));
    let before = all_rows(&device);
    assert!(restored(&mut keeper, &file).is_err_and(|failure| failure.why.contains("2 saved")));
    assert_eq!(all_rows(&device), before);
    assert_eq!(keeper.patient_name(1), "DEMO");

    // The database vanished: the page's marker still tells what the backup lacks.
    let marker = keeper.door().marker;
    let mut empty = open(&Device::new(), &world);
    let vanished = empty.vanished(&marker);
    let gone = vanished.missing.expect("all of it");
    assert!(
        gone.what.contains("gone") && gone.why.contains("4 changes"),
        "{gone:?}"
    );
    assert!(vanished.ways[0].contains("backup"));
    let view = checked(&mut empty, &file).expect("it is whole");
    assert!(
        view.missing
            .expect("two changes")
            .what
            .starts_with("2 saved changes and ")
    );
    assert!(view.refused.is_none());
    restored(&mut empty, &file).expect("restored");
    let still = empty
        .vanished(&marker)
        .missing
        .expect("what was saved after the backup");
    assert!(still.why.starts_with("2 changes and "), "{still:?}");
}

#[test]
fn what_is_no_whole_backup_is_refused_by_name() {
    let (device, world) = (Device::new(), World::new(3));
    let mut keeper = founded(&device, &world);
    let (file, _) = backed_up(&mut keeper);
    let mut empty = open(&Device::new(), &world);
    let mut says = |file: &[u8]| checked(&mut empty, file).expect_err("refused").what;
    assert_eq!(
        says(&file[..file.len() - 1]),
        "This backup is not complete."
    );
    assert_eq!(says(&file[..60]), "This backup is not complete.");
    let mut harmed = file.clone();
    harmed[file.len() / 2] ^= 1;
    assert_eq!(says(&harmed), "This backup is damaged.");
    assert_eq!(says(b"%PDF-1.7"), "This file is no backup.");
    let nothing = Device::new();
    let mut foreign = Vec::new();
    block_on(store::backup::save(&nothing, async |bytes| {
        foreign.extend(bytes);
        Ok(())
    }))
    .expect("written");
    assert_eq!(says(&foreign), "This backup is of no facility.");
    // Another facility's, where there is one already.
    let mut other = founded(&Device::new(), &world);
    let view = checked(&mut other, &file).expect("it is whole");
    assert!(
        view.refused
            .expect("refused")
            .what
            .contains("another facility")
    );
}

#[test]
fn another_file_than_the_checked_one_unlocks_nothing_and_the_right_one_then_does() {
    let (device, world) = (Device::new(), World::new(4));
    let mut keeper = founded(&device, &world);
    let (file, _) = backed_up(&mut keeper);
    keeper.name_patient(1, "Testcase").expect("saved");
    let (later, _) = backed_up(&mut keeper);
    let target = Device::new();
    let mut empty = open(&target, &world);
    assert!(
        block_on(empty.restore_backup(&pieces(&file)[0])).is_err(),
        "not before it was checked"
    );
    checked(&mut empty, &file).expect("whole");
    let mut failed = false;
    for piece in pieces(&later) {
        failed = block_on(empty.restore_backup(&piece)).is_err();
        if failed {
            break;
        }
    }
    assert!(failed);
    drop(empty);
    let mut again = open(&target, &world);
    assert!(again.door().unfinished && !again.door().founded);
    let founding = crate::protocol::Founding {
        facility_name: "Another".to_owned(),
        ..Default::default()
    };
    assert!(block_on(again.found(&founding)).is_err_and(|f| f.what.contains("restore")));
    restored(&mut again, &later).expect("restored");
    assert!(block_on(again.unlock("quillon", PASSWORD)).is_ok());
    assert_eq!(again.patient_name(1), "TESTCASE");
}

#[test]
fn a_power_cut_in_the_middle_leaves_nothing_that_looks_whole() {
    let world = World::new(5);
    let mut keeper = founded(&Device::new(), &world);
    for number in 1..20 {
        keeper.name_patient(number, "Testcase").expect("saved");
    }
    let (file, _) = backed_up(&mut keeper);
    let all = pieces(&file);
    for cut in (0..all.len()).step_by(all.len() / 12 + 1) {
        let target = Device::new();
        let mut empty = open(&target, &world);
        checked(&mut empty, &file).expect("whole");
        for piece in &all[..=cut] {
            block_on(empty.restore_backup(piece)).expect("taken").ok();
        }
        target.power_cut(cut as u64);
        let target = target.reopen();
        let mut again = open(&target, &world);
        if cut + 1 < all.len() {
            assert!(!again.door().founded, "{cut} of {}", all.len());
            restored(&mut again, &file).expect("restored");
        }
        let opened = block_on(again.unlock("quillon", PASSWORD)).expect("unlocked");
        assert_eq!(opened.findings, []);
    }
}

#[test]
fn what_is_saved_meanwhile_makes_the_file_void_and_says_so() {
    let (device, world) = (Device::new(), World::new(6));
    let mut keeper = founded(&device, &world);
    block_on(keeper.begin_backup()).expect("begun");
    block_on(keeper.back_up_more()).expect("its head");
    keeper.name_patient(1, "Testcase").expect("saved");
    let failure = block_on(keeper.back_up_more()).expect_err("void");
    assert!(failure.what.contains("changed while"), "{failure:?}");
    assert!(block_on(keeper.back_up_more()).is_err_and(|f| f.what.contains("no backup")));
    assert!(
        !all_rows(&device)
            .iter()
            .any(|(_, row)| row.key == b"manifest")
    );
    assert_eq!(
        block_on(keeper.health()).days,
        None,
        "it does not count as a backup"
    );
    block_on(keeper.begin_backup()).expect("begun");
    block_on(keeper.stop_backup()).expect("stopped");
    assert!(
        !all_rows(&device)
            .iter()
            .any(|(_, row)| row.key == b"manifest")
    );
    let page = block_on(keeper.trail(&TrailQuery::default())).expect("read");
    let failed = page
        .entries
        .iter()
        .filter(|e| e.act == "back up" && e.outcome == "failed");
    assert_eq!(failed.count(), 2);
}

#[test]
fn rows_taken_out_of_the_file_or_exchanged_in_it_are_named_at_unlocking() {
    let (device, world) = (Device::new(), World::new(7));
    let mut keeper = founded(&device, &world);
    keeper.name_patient(1, "Testcase").expect("saved");
    keeper.name_patient(2, "Sample").expect("saved");
    let (file, _) = backed_up(&mut keeper);
    // Somebody unpacks the file, takes a row out, and packs it again with right digests.
    let unpacked = Device::new();
    let lease = block_on(store::take_lease(&unpacked)).expect("leased");
    let contents = block_on(store::backup::check(&mut &file[..])).expect("whole");
    block_on(store::backup::restore(
        &unpacked,
        lease,
        &contents,
        &mut &file[..],
    ))
    .expect("in");
    let rows = all_rows(&unpacked);
    for table in [
        Table::Operations,
        Table::CaseKeys,
        Table::Audit,
        Table::Meta,
    ] {
        let doctored = super::world::copy_of(&rows);
        let key = match table {
            Table::Meta => b"manifest".to_vec(),
            table => {
                let last = rows.iter().rev().find(|(of, _)| *of == table);
                last.expect("some").1.key.clone()
            }
        };
        let mut batch = Batch::new();
        batch.delete(table, key);
        block_on(doctored.write(batch, Durability::Strict)).expect("written");
        let mut packed = Vec::new();
        block_on(store::backup::save(&doctored, async |bytes| {
            packed.extend(bytes);
            Ok(())
        }))
        .expect("packed");
        let mut keeper = open(&Device::new(), &world);
        restored(&mut keeper, &packed).expect("it looks whole");
        match block_on(keeper.unlock("quillon", PASSWORD)) {
            Ok(opened) => assert_ne!(opened.findings, [], "{}", table.name()),
            Err(failure) => assert!(!failure.what.is_empty()),
        }
    }
}

#[test]
fn health_is_told_with_what_is_missing_in_backups() {
    let (device, world) = (Device::new(), World::new(8));
    let mut keeper = founded(&device, &world);
    let health = block_on(keeper.health());
    assert!(
        health.alarm && health.says.contains("there is no backup yet"),
        "{}",
        health.says
    );
    backed_up(&mut keeper);
    let health = block_on(keeper.health());
    assert_eq!(
        (health.days, health.unsaved, health.alarm),
        (Some(0), Some(0), false)
    );
    keeper.name_patient(1, "Testcase").expect("saved");
    world.millis.set(world.millis.get() + 8 * 86_400_000);
    block_on(keeper.lock(false)).expect("locked");
    assert_eq!(
        block_on(keeper.health()).days,
        None,
        "nothing is told while it is locked"
    );
    block_on(keeper.unlock("quillon", PASSWORD)).expect("unlocked");
    let health = block_on(keeper.health());
    assert_eq!(
        (health.days, health.unsaved, health.alarm),
        (Some(8), Some(1), true)
    );
    assert!(
        health
            .says
            .contains("8 days since the last backup, and 1 change that is not in it"),
        "{}",
        health.says
    );
}
