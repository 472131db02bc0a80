//! The care of the index: pairs, merges that leave no trace when taken back, splits, and figures.

use futures_executor::block_on;
use records::model::{Document, Encounter, EncounterStatus, IdentityCheck, Patient};
use records::{EntryId, Kind, RecordId};
use store::simulated::Device;

use super::desk::{admit, ask, change_to, lend_here, page, patients, register, searched, testcase};
use super::world::{Keeper, World, all_rows, founded, founded_as};
use crate::protocol::{
    Failure, Merging, PairView, PatientForm, PatientPage, PatientsEvent, PatientsRequest as Ask,
    QualityView, QueueView, SplitTo, Splitting,
};

type Id = [u8; 16];

fn ready(seed: u64) -> Keeper {
    let mut keeper = founded(&Device::new(), &World::new(seed));
    lend_here(&mut keeper, 1_000);
    keeper
}

fn pair(event: PatientsEvent) -> PairView {
    match event {
        PatientsEvent::Pair(pair) => *pair,
        other => panic!("no pair: {other:?}"),
    }
}

fn merging(survivor: Id, retired: Id, from_retired: &[&str]) -> Ask {
    Ask::Merge(Box::new(Merging {
        survivor,
        retired,
        from_retired: from_retired.iter().map(|path| (*path).to_owned()).collect(),
        cause: "name_spelling".to_owned(),
        reason: "The same by photograph and signature".to_owned(),
    }))
}

fn unmerging(one: Id, other: Id) -> Ask {
    Ask::Unmerge {
        one,
        other,
        reason: "Two sisters".to_owned(),
        different: true,
    }
}

fn opened(keeper: &mut Keeper, patient: Id) -> PatientPage {
    page(
        ask(
            keeper,
            Ask::Open {
                patient,
                reason: "Care of the index".to_owned(),
            },
        )
        .expect("read"),
    )
    .expect("a page")
}

fn queue(keeper: &mut Keeper) -> QueueView {
    loop {
        match ask(keeper, Ask::Queue { most: 100 }).expect("read") {
            PatientsEvent::Queue(view) if view.left == 0 => return view,
            PatientsEvent::Queue(_) => {}
            other => panic!("no queue: {other:?}"),
        }
    }
}

fn stay(keeper: &mut Keeper, number: u8, patient: Id, open: bool) -> Id {
    let id = [number; 16];
    block_on(keeper.edit(
        (Kind::Encounter, RecordId(id)),
        "",
        Vec::new(),
        |stay: &mut Encounter| {
            stay.patient = Some(RecordId(patient));
            stay.account = format!("A{number}");
            stay.status = if open {
                EncounterStatus::InHouse
            } else {
                EncounterStatus::Discharged
            };
            stay.admitted = format!("2026-03-{:02}T08:00:00-06:00", number % 28 + 1)
                .parse()
                .ok();
            if !open {
                stay.discharged = stay.admitted;
            }
        },
    ))
    .expect("kept");
    id
}

fn follow_up(keeper: &mut Keeper, survivor: Id, retired: Id) -> Vec<String> {
    let reason = String::new();
    let request = Ask::FollowUp {
        survivor,
        retired,
        reason,
    };
    match ask(keeper, request).expect("said") {
        PatientsEvent::FollowUp(tasks) => tasks,
        other => panic!("no tasks: {other:?}"),
    }
}

/// The same person, written down once more.
fn once_more(form: &PatientForm) -> PatientForm {
    let mut form = form.clone();
    form.names[0].given.push('n');
    form.email = "somebody@example.org".to_owned();
    form
}

fn edited(keeper: &mut Keeper, patient: Id, language: &str) -> Result<PatientsEvent, Failure> {
    let reason = "Told at the desk".to_owned();
    let PatientsEvent::Form(mut form) = ask(
        keeper,
        Ask::Form {
            patient,
            reason: reason.clone(),
        },
    )?
    else {
        panic!("no form");
    };
    form.language = language.to_owned();
    ask(
        keeper,
        Ask::Edit {
            patient,
            form,
            reason,
        },
    )
}

/// Every patient and encounter as serialized, in the order of their making.
fn everything(keeper: &mut Keeper) -> Vec<String> {
    let slots = keeper.session().expect("unlocked").catalogue.slots();
    let records: Vec<(Kind, RecordId)> =
        slots.iter().map(|slot| (slot.kind, slot.record)).collect();
    let mut all = Vec::new();
    for (kind, record) in records {
        let state = block_on(keeper.log(kind, record))
            .expect("read")
            .state()
            .clone();
        let text = match kind {
            Kind::Patient => serde_json::to_string(&state.model::<Patient>()),
            Kind::Encounter => serde_json::to_string(&state.model::<Encounter>()),
            _ => continue,
        };
        all.push(text.expect("serialized"));
    }
    all
}

/// A day's work on two records of one person, with a merge in the middle of it or without.
fn day(merged: bool, unmerged: bool) -> (Keeper, Id, Id) {
    let mut keeper = ready(1);
    let form = testcase(4);
    let one = register(&mut keeper, &form).expect("made").row.patient;
    let other = register(&mut keeper, &once_more(&form))
        .expect("made")
        .row
        .patient;
    stay(&mut keeper, 1, one, false);
    stay(&mut keeper, 2, other, false);
    if merged {
        ask(&mut keeper, merging(one, other, &["email", "names"])).expect("merged");
    }
    edited(&mut keeper, one, "Portuguese").expect("edited");
    // Registered from a wristband that still bears the old number, and from the new one.
    stay(&mut keeper, 3, other, false);
    stay(&mut keeper, 4, one, false);
    if unmerged {
        ask(&mut keeper, unmerging(one, other)).expect("taken back");
    }
    stay(&mut keeper, 5, other, false);
    (keeper, one, other)
}

/// Ids and times are drawn by chance and by the clock: only what is said is held against each other.
fn without_chance(text: &str) -> String {
    let mut words: Vec<&str> = text.split('"').collect();
    for word in &mut words {
        let id = word.trim_start_matches('@').len() == 26 && !word.contains(' ');
        let time = word.len() > 18
            && word.as_bytes().get(10) == Some(&b'T')
            && word.starts_with("2026-09");
        if id || time {
            *word = "~";
        }
    }
    words.join("\"")
}

#[test]
fn a_merge_taken_back_leaves_every_record_as_if_it_had_never_been() {
    let (mut never, ..) = day(false, false);
    let (mut taken_back, one, other) = day(true, true);
    let (plain, back) = (everything(&mut never), everything(&mut taken_back));
    assert_eq!(plain.len(), 7);
    let bare = |all: &[String]| {
        all.iter()
            .map(|text| without_chance(text))
            .collect::<Vec<_>>()
    };
    assert_eq!(bare(&plain), bare(&back));
    let stays = |page: &PatientPage| {
        page.encounters
            .iter()
            .map(|stay| stay.account.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(stays(&opened(&mut taken_back, one)), ["A4", "A1"]);
    assert_eq!(stays(&opened(&mut taken_back, other)), ["A5", "A3", "A2"]);
}

#[test]
fn the_retired_record_comes_back_byte_for_byte() {
    let mut keeper = ready(2);
    let form = testcase(4);
    let one = register(&mut keeper, &form).expect("made").row.patient;
    let other = register(&mut keeper, &once_more(&form))
        .expect("made")
        .row
        .patient;
    stay(&mut keeper, 1, other, true);
    let before = everything(&mut keeper);
    for _ in 0..3 {
        ask(&mut keeper, merging(one, other, &["email"])).expect("merged");
        assert_ne!(everything(&mut keeper), before);
        ask(&mut keeper, unmerging(one, other)).expect("taken back");
        assert_eq!(everything(&mut keeper), before);
    }
    ask(&mut keeper, unmerging(one, other)).expect_err("there is none any more");
}

#[test]
fn while_merged_one_record_stands_for_both() {
    let (mut keeper, one, other) = day(true, false);
    let asked = opened(&mut keeper, other);
    assert_eq!(asked.row.patient, one);
    assert_eq!(asked.asked_for.expect("said").patient, other);
    let accounts: Vec<_> = asked
        .encounters
        .iter()
        .map(|stay| (stay.account.as_str(), !stay.recorded_under.is_empty()))
        .collect();
    assert_eq!(
        accounts,
        [
            ("A5", true),
            ("A4", false),
            ("A3", true),
            ("A2", true),
            ("A1", false)
        ]
    );
    let email = asked
        .fields
        .iter()
        .find(|field| field.path == "email")
        .expect("shown");
    assert_eq!(email.value, "somebody@example.org");
    assert!(email.from.starts_with("00000001"), "{email:?}");
    let language = asked
        .fields
        .iter()
        .find(|field| field.path == "language")
        .expect("shown");
    assert_eq!(
        (language.value.as_str(), language.from.as_str()),
        ("Portuguese", "")
    );
    assert_eq!(asked.merged_here.len(), 1);
    let failure = edited(&mut keeper, other, "French").expect_err("it points elsewhere");
    assert!(failure.why.contains("stands for it"), "{failure:?}");
    ask(&mut keeper, merging(other, one, &[])).expect_err("merged already");
    // A search finds the person by the names of both, once.
    let found = searched(&mut keeper, &once_more(&testcase(4))).expect("searched");
    assert_eq!(found.candidates.len(), 1);
    assert_eq!(found.candidates[0].row.patient, one);
}

#[test]
fn merges_in_a_row_come_apart_in_any_order() {
    let mut keeper = ready(3);
    let form = testcase(4);
    let ids: Vec<Id> = (0..3)
        .map(|_| register(&mut keeper, &form).expect("made").row.patient)
        .collect();
    let before = everything(&mut keeper);
    ask(&mut keeper, merging(ids[1], ids[0], &["email"])).expect("merged");
    ask(&mut keeper, merging(ids[2], ids[1], &["names"])).expect("merged");
    assert_eq!(opened(&mut keeper, ids[0]).row.patient, ids[2]);
    ask(&mut keeper, unmerging(ids[0], ids[1])).expect("the first merge goes first");
    assert_eq!(opened(&mut keeper, ids[0]).row.patient, ids[0]);
    assert_eq!(opened(&mut keeper, ids[1]).row.patient, ids[2]);
    ask(&mut keeper, unmerging(ids[1], ids[2])).expect("then the other");
    assert_eq!(everything(&mut keeper), before);
}

#[test]
fn a_merge_of_conflicting_identities_takes_two_people() {
    let mut keeper = founded_as(&Device::new(), &World::new(4), false);
    let coordinator = &["MPI coordinator", "supervisor"];
    admit(&mut keeper, "perrin", coordinator);
    admit(&mut keeper, "noor", coordinator);
    change_to(&mut keeper, "perrin");
    lend_here(&mut keeper, 10);
    let one = register(&mut keeper, &testcase(4))
        .expect("made")
        .row
        .patient;
    let other = register(&mut keeper, &testcase(4))
        .expect("made")
        .row
        .patient;
    stay(&mut keeper, 1, one, true);
    stay(&mut keeper, 2, other, true);
    let asked = pair(ask(&mut keeper, merging(one, other, &[])).expect("asked for"));
    assert!(asked.awaits_second && asked.survivor.is_none());
    assert_eq!(asked.usual_survivor, one, "the older number");
    assert_eq!(asked.risks[0].rule, "MPI-005");
    assert!(
        opened(&mut keeper, one)
            .findings
            .iter()
            .any(|one| one.rule == "MPI-005")
    );
    let failure = ask(&mut keeper, merging(one, other, &[])).expect_err("the same person again");
    assert!(failure.why.contains("two people look"), "{failure:?}");
    assert!(queue(&mut keeper).pairs[0].awaits_second);
    change_to(&mut keeper, "noor");
    let before = follow_up(&mut keeper, one, other);
    let merged = pair(ask(&mut keeper, merging(one, other, &[])).expect("confirmed"));
    assert_eq!(before, merged.tasks, "what was said to follow follows");
    assert_eq!(merged.survivor, Some(one));
    assert!(
        merged.decided.contains("perrin") && merged.decided.contains("confirmed by Testcase, noor"),
        "{}",
        merged.decided
    );
    assert!(
        merged.tasks.iter().any(|task| task.contains("folder")),
        "{:?}",
        merged.tasks
    );
    // Nobody is asked twice where nothing conflicts.
    lend_here(&mut keeper, 10);
    let third = register(&mut keeper, &testcase(9))
        .expect("made")
        .row
        .patient;
    let fourth = register(&mut keeper, &testcase(9))
        .expect("made")
        .row
        .patient;
    let merged = pair(ask(&mut keeper, merging(third, fourth, &[])).expect("merged"));
    assert_eq!(merged.survivor, Some(third));
}

#[test]
fn one_person_alone_reviews_their_own_merge_and_says_so() {
    let mut keeper = ready(5);
    let one = register(&mut keeper, &testcase(4))
        .expect("made")
        .row
        .patient;
    let other = register(&mut keeper, &testcase(4))
        .expect("made")
        .row
        .patient;
    stay(&mut keeper, 1, one, true);
    stay(&mut keeper, 2, other, true);
    let merged = pair(ask(&mut keeper, merging(one, other, &[])).expect("merged"));
    assert!(
        merged.decided.contains("confirmed by Testcase, quillon"),
        "{}",
        merged.decided
    );
}

#[test]
fn the_queue_holds_what_nobody_decided_and_follows_every_change() {
    let mut keeper = ready(6);
    for number in [1, 2, 3] {
        register(&mut keeper, &testcase(number * 40)).expect("made");
    }
    assert_eq!(queue(&mut keeper).of, 0);
    let one = register(&mut keeper, &testcase(7))
        .expect("made")
        .row
        .patient;
    let other = register(&mut keeper, &testcase(7))
        .expect("made")
        .row
        .patient;
    let third = register(&mut keeper, &testcase(7))
        .expect("made")
        .row
        .patient;
    assert_eq!(queue(&mut keeper).of, 3);
    let decide = |decision: &str, reason: &str| Ask::Decide {
        one,
        other,
        decision: decision.to_owned(),
        reason: reason.to_owned(),
    };
    ask(&mut keeper, decide("different", "")).expect_err("why?");
    ask(&mut keeper, decide("same", "It looks like it"))
        .expect_err("one person is said by a merge");
    let decided =
        pair(ask(&mut keeper, decide("different", "Twins, both were here")).expect("decided"));
    assert_eq!(
        (decided.decision.as_str(), decided.evidence.is_empty()),
        ("two people", false)
    );
    assert_eq!(queue(&mut keeper).of, 2);
    ask(&mut keeper, merging(one, third, &[])).expect("merged");
    let left = queue(&mut keeper);
    assert_eq!(
        left.of, 0,
        "the third is the first, who is not the second: {left:?}"
    );
    ask(&mut keeper, unmerging(one, third)).expect("taken back");
    assert_eq!(queue(&mut keeper).of, 1, "the second and the third");
    ask(
        &mut keeper,
        decide("undecided", "The second twin never came"),
    )
    .expect("opened again");
    assert_eq!(queue(&mut keeper).of, 2);
    // After another unlocking nothing is forgotten.
    change_to(&mut keeper, "quillon");
    assert_eq!(queue(&mut keeper).of, 2);
}

#[test]
fn encounters_of_another_person_are_split_off_and_come_back() {
    let mut keeper = ready(7);
    let one = register(&mut keeper, &testcase(4))
        .expect("made")
        .row
        .patient;
    let stays: Vec<Id> = (1..4)
        .map(|number| stay(&mut keeper, number, one, false))
        .collect();
    block_on(keeper.edit(
        (Kind::Encounter, RecordId(stays[1])),
        "",
        Vec::new(),
        |stay: &mut Encounter| {
            let document = Document {
                title: "Clinic note".to_owned(),
                identity: IdentityCheck::Wrong,
                ..Document::default()
            };
            stay.documents.insert(EntryId([1; 16]), document);
        },
    ))
    .expect("kept");
    let before = everything(&mut keeper);
    let PatientsEvent::Overlay(overlay) = ask(
        &mut keeper,
        Ask::Overlay {
            patient: one,
            reason: "Care of the index".to_owned(),
        },
    )
    .expect("looked at") else {
        panic!("no overlay");
    };
    assert!(overlay.likely);
    assert_eq!(
        overlay
            .second
            .iter()
            .map(|stay| stay.encounter)
            .collect::<Vec<_>>(),
        [stays[1]]
    );
    assert_eq!(overlay.findings[0].rule, "MPI-008");
    let form = testcase(90);
    let splitting = |search: u64| {
        Ask::Split(Box::new(Splitting {
            from: one,
            encounters: vec![stays[1]],
            to: SplitTo::New {
                search,
                form: Box::new(form.clone()),
            },
            reason: "The note is somebody else's".to_owned(),
        }))
    };
    ask(&mut keeper, splitting(1)).expect_err("the gate stands here too");
    assert_eq!(everything(&mut keeper), before);
    let search = searched(&mut keeper, &form).expect("searched").search;
    let made = page(ask(&mut keeper, splitting(search)).expect("split")).expect("a page");
    assert_eq!(made.split_from.as_ref().expect("said").patient, one);
    assert_eq!(made.encounters.len(), 1);
    assert!(made.row.provisional);
    assert_eq!(opened(&mut keeper, one).encounters.len(), 2);
    let rejoin = Ask::Rejoin {
        patient: made.row.patient,
        reason: "It was the patient's after all".to_owned(),
    };
    let back = page(ask(&mut keeper, rejoin.clone()).expect("taken back")).expect("a page");
    assert_eq!((back.row.patient, back.encounters.len()), (one, 3));
    let after = everything(&mut keeper);
    assert_eq!(
        after[..before.len()],
        before[..],
        "all that was there is as it was"
    );
    assert_eq!(opened(&mut keeper, made.row.patient).row.status, "retired");
    ask(&mut keeper, rejoin).expect_err("there is nothing left to take back");
}

#[test]
fn encounters_can_be_moved_to_somebody_who_is_here() {
    let mut keeper = ready(8);
    let one = register(&mut keeper, &testcase(4))
        .expect("made")
        .row
        .patient;
    let other = register(&mut keeper, &testcase(90))
        .expect("made")
        .row
        .patient;
    let first = stay(&mut keeper, 1, one, false);
    stay(&mut keeper, 2, one, false);
    stay(&mut keeper, 3, other, false);
    let before = everything(&mut keeper);
    let split = |encounters: Vec<Id>| {
        Ask::Split(Box::new(Splitting {
            from: one,
            encounters,
            to: SplitTo::Patient(other),
            reason: "Registered on the wrong record".to_owned(),
        }))
    };
    ask(&mut keeper, split(Vec::new())).expect_err("none chosen");
    ask(&mut keeper, split(vec![[3; 16]])).expect_err("not this patient's");
    let moved = page(ask(&mut keeper, split(vec![first])).expect("moved")).expect("a page");
    assert_eq!(moved.encounters.len(), 2);
    ask(
        &mut keeper,
        Ask::Rejoin {
            patient: other,
            reason: "It was right before".to_owned(),
        },
    )
    .expect("taken back");
    assert_eq!(everything(&mut keeper), before);
}

#[test]
fn findings_stand_on_the_page() {
    let world = World::new(9);
    let mut keeper = founded(&Device::new(), &world);
    lend_here(&mut keeper, 10);
    let mut form = testcase(4);
    form.death_date = "1900-01-01".to_owned();
    form.addresses = vec![crate::protocol::AddressForm {
        street: "12 Sample Street".to_owned(),
        zip: "04401".to_owned(),
        ..crate::protocol::AddressForm::default()
    }];
    let one = register(&mut keeper, &form).expect("made").row.patient;
    let mut twin = form.clone();
    twin.names[0].given = "Odalys".to_owned();
    register(&mut keeper, &twin).expect("made");
    let rules = |page: &PatientPage| {
        page.findings
            .iter()
            .map(|one| one.rule.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(rules(&opened(&mut keeper, one)), ["MPI-006", "MPI-007"]);
    world.millis.set(world.millis.get() + 8 * 86_400_000);
    assert_eq!(
        rules(&opened(&mut keeper, one)),
        ["MPI-003", "MPI-006", "MPI-007"]
    );
}

#[test]
fn figures_follow_the_formulas() {
    let mut keeper = ready(10);
    for number in 0..8 {
        register(&mut keeper, &testcase(number * 31)).expect("made");
    }
    let one = register(&mut keeper, &testcase(7 * 31))
        .expect("made")
        .row
        .patient;
    queue(&mut keeper);
    let quality = |keeper: &mut Keeper, from: &str| -> QualityView {
        let request = Ask::Quality {
            from: from.to_owned(),
            to: String::new(),
        };
        match ask(keeper, request).expect("read") {
            PatientsEvent::Quality(view) => *view,
            other => panic!("{other:?}"),
        }
    };
    let figures = quality(&mut keeper, "");
    assert_eq!(
        (
            figures.error_rate.counts.as_str(),
            figures.error_rate.rate.as_str()
        ),
        ("2 of 9", "22.2 %")
    );
    assert_eq!(
        (figures.creation.counts.as_str(), figures.left),
        ("0 of 9", 0)
    );
    let first = queue(&mut keeper).pairs[0].clone();
    let survivor = if first.one.patient == one {
        first.other.patient
    } else {
        first.one.patient
    };
    ask(&mut keeper, merging(survivor, one, &[])).expect("merged");
    let figures = quality(&mut keeper, "2026-01-01");
    assert_eq!(figures.error_rate.counts, "0 of 8");
    assert_eq!(figures.creation.counts, "1 of 9");
    assert_eq!(figures.by_registrar[0].of, "Testcase, quillon");
    assert_eq!(figures.by_cause[0].of, "name misspelled or a nickname");
    assert_eq!(
        quality(&mut keeper, "2030-01-01").creation.rate,
        "",
        "nobody was registered then"
    );
}

#[test]
fn folders_stand_in_terminal_digit_order() {
    let mut keeper = ready(11);
    for number in 0..103 {
        register(&mut keeper, &testcase(number * 3)).expect("made");
    }
    let folders =
        |keeper: &mut Keeper, section| match ask(keeper, Ask::Folders { section }).expect("read") {
            PatientsEvent::Folders(folders) => folders
                .into_iter()
                .map(|folder| folder.label)
                .collect::<Vec<_>>(),
            other => panic!("{other:?}"),
        };
    let all = folders(&mut keeper, None);
    assert_eq!(all.len(), patients(&keeper));
    assert_eq!(
        all[..4],
        ["00-00-0000", "00-01-0000", "01-00-0000", "01-01-0000"]
    );
    assert_eq!(folders(&mut keeper, Some(2)), ["02-00-0000", "02-01-0000"]);
}

#[test]
fn taken_in_piece_by_piece_the_index_is_the_same() {
    let (mut keeper, one, other) = day(true, false);
    let left = queue(&mut keeper);
    let session = keeper.session().expect("unlocked");
    let mut whole = crate::patients::Patients::new();
    whole.keep_up(&session.catalogue, usize::MAX);
    let mut pieces = crate::patients::Patients::new();
    while pieces.keep_up(&session.catalogue, 1) > 0 {}
    for index in [&whole, &pieces] {
        assert_eq!(
            index.candidates.len(),
            1,
            "the retired record is not searched"
        );
        assert_eq!(index.root(RecordId(other)), RecordId(one));
        assert_eq!(index.look("quillon").len(), 2);
    }
    let found = |index: &crate::patients::Patients| {
        let line = session
            .catalogue
            .get(RecordId(other))
            .map(|slot| &slot.line);
        let Some(crate::summary::Line::Patient(line)) = line else {
            panic!("no line");
        };
        index.candidates.find(&line.person)
    };
    assert_eq!(found(&whole), found(&pieces));
    assert_eq!(left.of, 0);
    assert_eq!(
        ask(&mut keeper, Ask::Prepare),
        Ok(PatientsEvent::Prepared(0))
    );
}

#[test]
fn records_are_compared_while_nobody_waits_and_nothing_of_it_goes_into_the_trail() {
    let device = Device::new();
    let mut keeper = founded(&device, &World::new(71));
    lend_here(&mut keeper, 1_000);
    for number in 0..70 {
        register(&mut keeper, &testcase(number)).expect("made");
    }
    let other = register(&mut keeper, &once_more(&testcase(3))).expect("made");
    let before = all_rows(&device).len();
    let mut asked = 0;
    loop {
        asked += 1;
        match ask(&mut keeper, Ask::Compare).expect("compared") {
            PatientsEvent::Prepared(0) => break,
            PatientsEvent::Prepared(_) => {}
            other => panic!("not compared: {other:?}"),
        }
    }
    assert_eq!(asked, 2, "71 records, 64 at once");
    assert_eq!(all_rows(&device).len(), before);
    let PatientsEvent::Queue(queue) = ask(&mut keeper, Ask::Queue { most: 10 }).expect("read")
    else {
        panic!("no queue");
    };
    assert_eq!(queue.left, 0);
    let here = other.row.patient;
    assert!(
        queue
            .pairs
            .iter()
            .any(|pair| pair.one.patient == here || pair.other.patient == here)
    );
}
