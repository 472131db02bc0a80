//! Search before create (MPI-001, MPI-002): there is no way around it. And the way of a record from provisional to active.

use futures_executor::block_on;
use proptest::prelude::*;
use store::simulated::Device;

use super::desk::{admit, ask, change_to, lend_here, page, patients, register, searched, testcase};
use super::world::{Keeper, PASSWORD, World, founded, founded_as, open};
use crate::protocol::{
    Event, Failure, Merging, PatientForm, PatientsEvent, PatientsRequest as Ask, RecordName,
    RecordSort, Request, SplitTo, Splitting, Verifying,
};

fn ready(device: &Device, world: &World) -> Keeper {
    let mut keeper = founded(device, world);
    lend_here(&mut keeper, 100);
    keeper
}

fn create(keeper: &mut Keeper, search: u64, form: &PatientForm) -> Result<PatientsEvent, Failure> {
    let form = Box::new(form.clone());
    ask(keeper, Ask::Create { search, form })
}

/// Testcase `number`, and the same person as somebody else writes it down.
fn twice(number: usize) -> (PatientForm, PatientForm) {
    let first = testcase(number);
    let mut second = first.clone();
    second.names[0].given.push('n');
    (first, second)
}

#[test]
fn a_search_needs_three_identifiers() {
    let (device, world) = (Device::new(), World::new(1));
    let mut keeper = ready(&device, &world);
    let mut form = testcase(1);
    form.phones.clear();
    let failure = searched(&mut keeper, &form).expect_err("two");
    assert!(
        failure.what.contains("Only 2 of 3 identifiers"),
        "{failure:?}"
    );
    assert!(failure.fix.contains("Ask for one more"), "{failure:?}");
    form.birth_date = "1900-01-01".to_owned();
    form.phones = testcase(1).phones;
    assert!(
        searched(&mut keeper, &form).is_err(),
        "a placeholder is none"
    );
    assert_eq!(patients(&keeper), 0);
}

#[test]
fn what_still_is_missing_is_told_while_it_is_typed() {
    let (device, world) = (Device::new(), World::new(72));
    let mut keeper = ready(&device, &world);
    let mut identified =
        |form: &PatientForm| match ask(&mut keeper, Ask::Identify(Box::new(form.clone())))
            .expect("told")
        {
            PatientsEvent::Identified(told) => told,
            other => panic!("not told: {other:?}"),
        };
    let mut form = PatientForm::default();
    let told = identified(&form);
    assert!(told.on.is_empty(), "{told:?}");
    assert_eq!((told.fewest, told.more.len()), (3, 8));
    form.names = testcase(1).names;
    // As it is said at the desk.
    form.birth_date = "3/12/1984".to_owned();
    form.administrative_sex = "F".to_owned();
    assert_eq!(identified(&form).on, ["name", "birth date"]);
    form.names[0].given.clear();
    form.birth_date = "1900-01-01".to_owned();
    let told = identified(&form);
    assert!(told.on.is_empty(), "half a name, a placeholder: {told:?}");
    form = testcase(1);
    let told = identified(&form);
    assert_eq!(told.on, ["name", "birth date", "telephone"]);
    assert!(told.more.contains(&"social security number".to_owned()));
}

#[test]
fn a_date_is_taken_as_it_is_written_at_the_desk() {
    let (device, world) = (Device::new(), World::new(73));
    let mut keeper = ready(&device, &world);
    let mut form = testcase(1);
    form.birth_date = "3/12/1984".to_owned();
    let made = register(&mut keeper, &form).expect("made");
    assert_eq!(made.row.birth_date, "1984-03-12");
    form.birth_date = "13/12/1984".to_owned();
    let failure = searched(&mut keeper, &form).expect_err("no month");
    assert!(failure.what.contains("birth date"), "{failure:?}");
}

#[test]
fn nobody_gets_around_the_gate() {
    let (device, world) = (Device::new(), World::new(2));
    let mut keeper = ready(&device, &world);
    let (known, again) = twice(7);
    register(&mut keeper, &known).expect("the first one");
    let refused = |keeper: &mut Keeper, search: u64, form: &PatientForm, why: &str, rule: &str| {
        let failure = create(keeper, search, form).expect_err(why);
        assert!(
            failure.place.contains(rule) || failure.what.contains(rule),
            "{why}: {failure:?}"
        );
        assert_eq!(patients(keeper), 1, "{why}");
    };
    refused(
        &mut keeper,
        0,
        &again,
        "a number that nobody gave",
        "MPI-001",
    );
    let search = searched(&mut keeper, &again).expect("searched");
    assert_eq!(search.candidates.len(), 1);
    assert!(!search.clear);
    refused(
        &mut keeper,
        search.search,
        &again,
        "nobody was ruled out",
        "candidate",
    );
    let ruled_out = |keeper: &mut Keeper, search: u64, patient, reason: &str| {
        ask(
            keeper,
            Ask::RuleOut {
                search,
                patient,
                reason: reason.to_owned(),
            },
        )
    };
    let candidate = search.candidates[0].row.patient;
    ruled_out(&mut keeper, search.search, candidate, " ").expect_err("no reason");
    ruled_out(&mut keeper, search.search, [9; 16], "Somebody else").expect_err("no candidate");
    refused(
        &mut keeper,
        search.search,
        &again,
        "ruled out without a reason",
        "candidate",
    );
    ruled_out(&mut keeper, search.search, candidate, "Taller by a head").expect("ruled out");
    ask(
        &mut keeper,
        Ask::Reconsider {
            search: search.search,
            patient: candidate,
        },
    )
    .expect("back");
    refused(
        &mut keeper,
        search.search,
        &again,
        "taken back",
        "candidate",
    );
    ruled_out(&mut keeper, search.search, candidate, "Taller by a head").expect("ruled out");
    refused(
        &mut keeper,
        search.search,
        &testcase(8),
        "another person than was searched",
        "changed since",
    );
    refused(
        &mut keeper,
        search.search,
        &again,
        "the search was spent on it",
        "MPI-001",
    );
    // A search that led to somebody who is here leads to no record.
    let search = searched(&mut keeper, &again).expect("searched").search;
    let accept = Ask::Accept {
        search,
        patient: candidate,
        reason: "At the desk".to_owned(),
    };
    let accepted = page(ask(&mut keeper, accept).expect("the same")).expect("a page");
    assert_eq!(accepted.row.patient, candidate);
    refused(
        &mut keeper,
        search,
        &again,
        "accepted as somebody",
        "MPI-001",
    );
    // A number used once makes one record.
    let form = testcase(20);
    let search = searched(&mut keeper, &form).expect("searched").search;
    create(&mut keeper, search, &form).expect("made");
    create(&mut keeper, search, &form).expect_err("replayed");
    assert_eq!(patients(&keeper), 2);
}

#[test]
fn whoever_came_in_since_the_search_is_ruled_out_too() {
    let (device, world) = (Device::new(), World::new(3));
    let mut keeper = ready(&device, &world);
    let (form, again) = twice(3);
    let early = searched(&mut keeper, &again).expect("searched");
    assert!(early.clear);
    register(&mut keeper, &form).expect("somebody else was quicker");
    let failure = create(&mut keeper, early.search, &again).expect_err("not any more");
    assert!(failure.what.contains("candidate"), "{failure:?}");
    assert_eq!(patients(&keeper), 1);
}

#[test]
fn a_search_is_its_own_users_and_ends_with_the_lock() {
    let (device, world) = (Device::new(), World::new(4));
    let mut keeper = ready(&device, &world);
    admit(&mut keeper, "perrin", &["registrar", "supervisor"]);
    let form = testcase(5);
    let search = searched(&mut keeper, &form).expect("searched").search;
    change_to(&mut keeper, "perrin");
    lend_here(&mut keeper, 10);
    create(&mut keeper, search, &form).expect_err("another's search");
    change_to(&mut keeper, "quillon");
    create(&mut keeper, search, &form).expect_err("it was locked since");
    assert_eq!(patients(&keeper), 0);
    let failure = {
        admit(&mut keeper, "noor", &["coder"]);
        change_to(&mut keeper, "noor");
        searched(&mut keeper, &form).expect_err("a coder registers nobody")
    };
    assert!(failure.what.contains("coder"), "{failure:?}");
}

#[test]
fn no_other_request_makes_a_patient() {
    let (device, world) = (Device::new(), World::new(5));
    let mut keeper = ready(&device, &world);
    let known = register(&mut keeper, &testcase(1))
        .expect("made")
        .row
        .patient;
    let (nobody, reason) = ([5; 16], "To see what happens".to_owned());
    let form = Box::new(testcase(2));
    let requests = [
        Ask::Open {
            patient: nobody,
            reason: reason.clone(),
        },
        Ask::Form {
            patient: nobody,
            reason: reason.clone(),
        },
        Ask::Edit {
            patient: nobody,
            form: form.clone(),
            reason: reason.clone(),
        },
        Ask::Verify(Box::new(Verifying {
            patient: nobody,
            with: "Front desk".to_owned(),
            how: "telephone".to_owned(),
            form: Some(testcase(2)),
            reason: String::new(),
        })),
        Ask::SetStatus {
            patient: nobody,
            status: "provisional".to_owned(),
            reason: reason.clone(),
        },
        Ask::Decide {
            one: nobody,
            other: known,
            decision: "different".to_owned(),
            reason: reason.clone(),
        },
        Ask::Merge(Box::new(Merging {
            survivor: nobody,
            retired: known,
            from_retired: Vec::new(),
            cause: "no_search".to_owned(),
            reason: reason.clone(),
        })),
        Ask::Unmerge {
            one: nobody,
            other: known,
            reason: reason.clone(),
            different: true,
        },
        Ask::Rejoin {
            patient: nobody,
            reason: reason.clone(),
        },
        Ask::Split(Box::new(Splitting {
            from: known,
            encounters: vec![[1; 16]],
            to: SplitTo::New {
                search: 3,
                form: form.clone(),
            },
            reason: reason.clone(),
        })),
        Ask::Split(Box::new(Splitting {
            from: known,
            encounters: vec![[1; 16]],
            to: SplitTo::Patient(nobody),
            reason,
        })),
    ];
    for request in requests {
        ask(&mut keeper, request.clone()).expect_err("refused");
        assert_eq!(patients(&keeper), 1, "{request:?}");
    }
    for sort in [RecordSort::Patient, RecordSort::Encounter] {
        let of = RecordName { sort, id: nobody };
        for request in [
            Request::Undo {
                of,
                place: String::new(),
            },
            Request::Redo {
                of,
                place: String::new(),
            },
        ] {
            let answer = block_on(keeper.answer(request, |_| {}));
            assert!(matches!(answer, Event::Failed(_)), "{answer:?}");
        }
    }
    assert_eq!(patients(&keeper), 1);
}

#[test]
fn the_record_keeps_the_search_and_who_was_ruled_out() {
    let (device, world) = (Device::new(), World::new(6));
    let mut keeper = ready(&device, &world);
    let (form, again) = twice(9);
    let first = register(&mut keeper, &form).expect("made").row.patient;
    let second = register(&mut keeper, &again).expect("made").row.patient;
    let log =
        block_on(keeper.log(records::Kind::Patient, records::RecordId(second))).expect("read");
    let patient: records::model::Patient = log.state().model();
    let searched = patient.searched.expect("kept");
    assert_eq!(searched.on, ["name", "birth date", "telephone"]);
    assert_eq!(searched.ruled_out.len(), 1);
    assert_eq!(searched.ruled_out[0].patient.0, first);
    assert_eq!(
        searched.ruled_out[0].reason,
        "Another person by the photograph"
    );
    assert!(searched.ruled_out[0].weight_millibits > 0);
}

#[test]
fn nothing_leaves_before_the_office_has_verified_the_patient() {
    let (device, world) = (Device::new(), World::new(7));
    let mut keeper = ready(&device, &world);
    let made = register(&mut keeper, &testcase(1)).expect("made");
    let patient = made.row.patient;
    assert!(made.row.provisional);
    assert!(
        made.held_back.contains("released or billed"),
        "{}",
        made.held_back
    );
    let status = |keeper: &mut Keeper, status: &str| {
        ask(
            keeper,
            Ask::SetStatus {
                patient,
                status: status.to_owned(),
                reason: "As told".to_owned(),
            },
        )
    };
    for word in ["active", "deceased", "verified", "merged", "final"] {
        status(&mut keeper, word).expect_err(word);
    }
    let Ok(PatientsEvent::Form(mut form)) = ask(
        &mut keeper,
        Ask::Form {
            patient,
            reason: "At the desk".to_owned(),
        },
    ) else {
        panic!("no form");
    };
    form.birth_date = "1931-03-05".to_owned();
    let verifying = |with: &str, how: &str| {
        Ask::Verify(Box::new(Verifying {
            patient,
            with: with.to_owned(),
            how: how.to_owned(),
            form: Some((*form).clone()),
            reason: String::new(),
        }))
    };
    ask(&mut keeper, verifying("", "telephone")).expect_err("with whom?");
    let verified = page(
        ask(
            &mut keeper,
            verifying("Front desk of Dr. Sample", "telephone"),
        )
        .expect("verified"),
    )
    .expect("a page");
    assert_eq!(verified.held_back, "");
    assert!(
        verified
            .verified
            .contains("with Front desk of Dr. Sample, telephone; changed: Birth date"),
        "{}",
        verified.verified
    );
    let of = RecordName {
        sort: RecordSort::Patient,
        id: patient,
    };
    let undone = block_on(keeper.answer(
        Request::Undo {
            of,
            place: String::new(),
        },
        |_| {},
    ));
    assert!(
        matches!(undone, Event::Failed(_)),
        "a verification is not simply undone: {undone:?}"
    );
    let active = page(status(&mut keeper, "active").expect("in use")).expect("a page");
    assert_eq!(active.row.status, "active");
    let again = page(status(&mut keeper, "provisional").expect("in doubt again")).expect("a page");
    assert!(again.row.provisional && !again.held_back.is_empty() && again.verified.is_empty());
}

#[test]
fn retiring_is_no_way_around_the_office() {
    let (device, world) = (Device::new(), World::new(8));
    let mut keeper = ready(&device, &world);
    let patient = register(&mut keeper, &testcase(1))
        .expect("made")
        .row
        .patient;
    let mut status = |status: &str| {
        ask(
            &mut keeper,
            Ask::SetStatus {
                patient,
                status: status.to_owned(),
                reason: "As told".to_owned(),
            },
        )
    };
    status("retired").expect("retired");
    let failure = status("active").expect_err("never verified");
    assert!(failure.why.contains("verified"), "{failure:?}");
}

#[test]
fn a_form_filled_before_another_change_is_refused() {
    let (device, world) = (Device::new(), World::new(9));
    let mut keeper = ready(&device, &world);
    let patient = register(&mut keeper, &testcase(1))
        .expect("made")
        .row
        .patient;
    let reason = || "At the desk".to_owned();
    let Ok(PatientsEvent::Form(form)) = ask(
        &mut keeper,
        Ask::Form {
            patient,
            reason: reason(),
        },
    ) else {
        panic!("no form");
    };
    let mut first = form.clone();
    first.email = "quillon@example.org".to_owned();
    ask(
        &mut keeper,
        Ask::Edit {
            patient,
            form: first,
            reason: reason(),
        },
    )
    .expect("kept");
    let mut second = form;
    second.language = "Portuguese".to_owned();
    let failure = ask(
        &mut keeper,
        Ask::Edit {
            patient,
            form: second,
            reason: reason(),
        },
    )
    .expect_err("stale");
    assert!(failure.why.contains("changed since"), "{failure:?}");
    let of = RecordName {
        sort: RecordSort::Patient,
        id: patient,
    };
    let Event::History(history) = block_on(keeper.answer(
        Request::History {
            of,
            place: "email".to_owned(),
        },
        |_| {},
    )) else {
        panic!("no history");
    };
    assert_eq!(
        (history[0].to.as_str(), history[0].reason.as_str()),
        ("quillon@example.org", "At the desk")
    );
    let undone = block_on(keeper.answer(
        Request::Undo {
            of,
            place: "email".to_owned(),
        },
        |_| {},
    ));
    assert!(matches!(undone, Event::Undone(_)), "{undone:?}");
}

#[test]
fn whoever_is_protected_is_read_with_a_reason() {
    let (device, world) = (Device::new(), World::new(10));
    let mut keeper = ready(&device, &world);
    let mut form = testcase(1);
    form.vip = true;
    let patient = register(&mut keeper, &form).expect("made").row.patient;
    let open = |keeper: &mut Keeper, reason: &str| {
        ask(
            keeper,
            Ask::Open {
                patient,
                reason: reason.to_owned(),
            },
        )
    };
    let failure = open(&mut keeper, "").expect_err("no reason");
    assert!(failure.what.contains("needs a reason"), "{failure:?}");
    open(&mut keeper, "Checks in for the clinic").expect("with a reason");
}

#[test]
fn a_full_disk_in_the_middle_makes_nothing_and_uses_no_number() {
    let (device, world) = (Device::new(), World::new(11));
    let mut keeper = ready(&device, &world);
    let first = register(&mut keeper, &testcase(1))
        .expect("made")
        .row
        .unit_number;
    let form = testcase(2);
    let search = searched(&mut keeper, &form).expect("searched").search;
    device.fill(device.used());
    create(&mut keeper, search, &form).expect_err("no room");
    device.make_room();
    assert_eq!(patients(&keeper), 1);
    create(&mut keeper, search, &form).expect_err("the search is spent");
    let second = register(&mut keeper, &form).expect("made").row.unit_number;
    assert_eq!((first.as_str(), &second[..8]), ("00000000-0", "00000001"));
}

#[test]
fn a_patient_is_found_by_a_part_of_the_name_a_number_or_a_date() {
    let (device, world) = (Device::new(), World::new(12));
    let mut keeper = ready(&device, &world);
    let mut form = testcase(1);
    form.names[0].family = "Núñez-Testcase".to_owned();
    let made = register(&mut keeper, &form).expect("made").row;
    register(&mut keeper, &testcase(30)).expect("made");
    let number = made.unit_number.clone();
    for text in [
        "nunez",
        "testc quill",
        "Quillon NUÑ",
        &number,
        &number.replace('-', ""),
        "02/03/1931",
        "1931-02-03",
    ] {
        let Ok(PatientsEvent::List(list)) = ask(
            &mut keeper,
            Ask::Look {
                text: text.to_owned(),
                most: 10,
            },
        ) else {
            panic!("no list");
        };
        assert!(
            list.rows.iter().any(|row| row.patient == made.patient),
            "{text}: {list:?}"
        );
    }
    let Ok(PatientsEvent::List(list)) = ask(
        &mut keeper,
        Ask::Look {
            text: "quillon".to_owned(),
            most: 1,
        },
    ) else {
        panic!("no list");
    };
    assert_eq!((list.rows.len(), list.more), (1, 1));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn a_power_cut_takes_no_patient_that_was_shown_and_no_number_comes_twice(made in 1_usize..6, seed: u64) {
        let (device, world) = (Device::new(), World::new(seed));
        let mut keeper = ready(&device, &world);
        let mut numbers = Vec::new();
        for number in 0..made {
            numbers.push(register(&mut keeper, &testcase(number)).expect("made").row.unit_number);
        }
        // A search under way is lost with the power.
        let search = searched(&mut keeper, &testcase(500)).expect("searched").search;
        device.power_cut(seed);
        drop(keeper);
        let device = device.reopen();
        let mut again = open(&device, &world);
        let opened = block_on(again.unlock("quillon", PASSWORD)).expect("unlocked");
        prop_assert_eq!(opened.findings, vec![]);
        prop_assert_eq!(patients(&again), made);
        prop_assert!(create(&mut again, search, &testcase(500)).is_err());
        let next = register(&mut again, &testcase(501)).expect("made").row.unit_number;
        prop_assert!(!numbers.contains(&next));
    }
}

/// Roles that a facility with more than one person separates.
#[test]
fn a_registrar_registers_and_lends_no_numbers() {
    let (device, world) = (Device::new(), World::new(13));
    let mut keeper = founded_as(&device, &world, false);
    admit(&mut keeper, "perrin", &["registrar"]);
    change_to(&mut keeper, "perrin");
    let here = keeper.session().expect("unlocked").hand.device.0;
    ask(
        &mut keeper,
        Ask::Lend {
            device: here,
            count: 5,
        },
    )
    .expect_err("a supervisor lends");
    let failure = register(&mut keeper, &testcase(1)).expect_err("no block");
    assert!(failure.fix.contains("supervisor"), "{failure:?}");
    change_to(&mut keeper, "quillon");
    ask(
        &mut keeper,
        Ask::Lend {
            device: here,
            count: 5,
        },
    )
    .expect("lent");
    register(&mut keeper, &testcase(1)).expect_err("a supervisor registers nobody");
    change_to(&mut keeper, "perrin");
    register(&mut keeper, &testcase(1)).expect("made");
}
