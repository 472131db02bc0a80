//! What the reviewer is pointed at, and what is left alone.

use access::audit::{Act, Event, Happened, Outcome, Place, Reason, Why};
use access::review::{Basis, Entry, Facts, Filter, Habit, Hint, HintKind, Limits, csv, hints};
use access::{
    Action, DeviceId, FacilityRules, Hours, Moment, RecordId, RecordKind, Relation, Role, Roles,
    UserId,
};

const ANNE: UserId = UserId([1; 16]);
const BOB: UserId = UserId([2; 16]);
const DEVICE: DeviceId = DeviceId([9; 16]);
const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
/// Monday 2026-03-02, 12:00 UTC.
const NOON: i64 = 1_772_452_800_000;

/// Record 1 has Anne's surname, record 2 is an employee's.
struct Made;

impl Facts for Made {
    fn same_surname(&self, user: UserId, record: RecordId) -> bool {
        user == ANNE && record == number(1)
    }

    fn guarded(&self, record: RecordId) -> bool {
        record == number(2)
    }
}

fn number(n: u32) -> RecordId {
    let mut id = [0; 16];
    id[..4].copy_from_slice(&n.to_be_bytes());
    RecordId(id)
}

/// A trail under construction.
#[derive(Default)]
struct Trail(Vec<Entry>);

impl Trail {
    fn add(
        &mut self,
        milliseconds: i64,
        user: UserId,
        act: Act,
        change: impl FnOnce(&mut Event),
    ) -> Place {
        let at = Moment {
            milliseconds,
            offset_minutes: 0,
        };
        let mut event = Event::new(act, at, user, Roles::only(Role::Coder), DEVICE);
        change(&mut event);
        let place = Place {
            device: DEVICE,
            sequence: self.0.len() as u64,
        };
        self.0.push(Entry { place, event });
        place
    }

    fn read(&mut self, at: i64, user: UserId, record: u32, relation: Relation) -> Place {
        self.add(at, user, Act::Did(Action::Read), |event| {
            *event = event
                .clone()
                .on(RecordKind::Document, number(record), relation);
        })
    }

    fn hints_at(&self, now: i64) -> Vec<Hint> {
        let now = Moment {
            milliseconds: now,
            offset_minutes: 0,
        };
        hints(
            &self.0,
            &Made,
            &FacilityRules::default().hours,
            &Limits::default(),
            now,
        )
    }

    fn hints(&self, kind: HintKind) -> Vec<Hint> {
        self.hints_at(NOON)
            .into_iter()
            .filter(|hint| hint.kind == kind)
            .collect()
    }
}

#[test]
fn work_as_assigned_gives_no_hint() {
    let mut trail = Trail::default();
    for n in 10..18 {
        trail.read(
            NOON + i64::from(n) * 10 * MINUTE,
            ANNE,
            n,
            Relation::Assigned,
        );
        trail.read(
            NOON + i64::from(n) * 10 * MINUTE,
            BOB,
            n,
            Relation::SameUnit,
        );
    }
    assert_eq!(trail.hints_at(NOON + DAY), []);
}

#[test]
fn reads_without_assignment_are_one_hint_a_day_and_record() {
    let mut trail = Trail::default();
    let first = trail.read(NOON, ANNE, 50, Relation::None);
    let second = trail.read(NOON + HOUR, ANNE, 50, Relation::BreakGlass);
    trail.read(NOON + DAY, ANNE, 50, Relation::None);
    trail.read(NOON, ANNE, 51, Relation::Assigned);
    // A refused read showed nothing.
    trail.read(NOON, BOB, 52, Relation::None);
    trail.0[4].event.outcome = Outcome::Refused.into();
    // The MPI coordinator's role reaches every encounter.
    trail.read(NOON, BOB, 53, Relation::None);
    trail.0[5].event.roles = Roles::only(Role::IndexCoordinator);
    trail.0[5].event.kind = Some(RecordKind::Encounter.into());
    let found = trail.hints(HintKind::NoAssignment);
    assert_eq!(found.len(), 2);
    assert_eq!(found[0].events, [first, second]);
    assert_eq!(
        (found[0].user, found[0].record, found[0].measure),
        (ANNE, Some(number(50)), 2)
    );
    assert_eq!(
        found[0].explain(),
        "2 reads in a day; a hint from 1 on (the same for everybody)"
    );
}

#[test]
fn surname_and_guarded_patients_are_pointed_at_even_when_assigned() {
    let mut trail = Trail::default();
    let own_name = trail.read(NOON, ANNE, 1, Relation::Assigned);
    trail.read(NOON, BOB, 1, Relation::Assigned);
    let employee = trail.read(NOON, BOB, 2, Relation::Assigned);
    let surname = trail.hints(HintKind::SameSurname);
    assert_eq!(surname.len(), 1);
    assert_eq!(surname[0].events, [own_name]);
    let guarded = trail.hints(HintKind::Guarded);
    assert_eq!(guarded.len(), 1);
    assert_eq!(guarded[0].events, [employee]);
}

#[test]
fn after_hours_goes_by_the_facilitys_hours() {
    let mut trail = Trail::default();
    let late = trail.read(NOON + 9 * HOUR, ANNE, 9, Relation::Assigned);
    trail.read(NOON, ANNE, 9, Relation::Assigned);
    trail.add(
        NOON + 10 * HOUR,
        ANNE,
        Act::Happened(Happened::LockedIdle),
        |_| {},
    );
    let found = trail.hints(HintKind::AfterHours);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].events, [late]);
    let now = Moment {
        milliseconds: NOON,
        offset_minutes: 0,
    };
    assert_eq!(
        hints(&trail.0, &Made, &Hours::Always, &Limits::default(), now),
        []
    );
}

/// Ten hours on earlier days with `usual` records each, then `burst` within 40 minutes across a full hour.
fn burst_after_habit(usual: u32, burst: u32) -> Trail {
    let mut trail = Trail::default();
    for day in 1..=10 {
        for n in 0..usual {
            trail.read(
                NOON - day * DAY + i64::from(n) * MINUTE,
                ANNE,
                100 + n,
                Relation::Assigned,
            );
        }
    }
    for n in 0..burst {
        let at = NOON + 40 * MINUTE + i64::from(n) * 40 * MINUTE / i64::from(burst);
        trail.read(at, ANNE, 1000 + n, Relation::Assigned);
    }
    trail
}

#[test]
fn many_records_are_held_against_the_users_own_habit() {
    // Median 4, MAD 0, spread √4 = 2: 4 + 5 · 2 = 14, below the floor of 20.
    assert_eq!(burst_after_habit(4, 19).hints(HintKind::ManyRecords), []);
    let found = burst_after_habit(4, 20).hints(HintKind::ManyRecords);
    assert_eq!(found.len(), 1, "a burst across the hour counts whole");
    assert_eq!(
        (found[0].measure, found[0].threshold, found[0].events.len()),
        (20, 20, 20)
    );
    assert_eq!(
        found[0].basis,
        Basis::Habit(Habit {
            periods: 10,
            median: 4.0,
            spread: 2.0
        })
    );
    // Somebody who reads 16 an hour every day: 16 + 5 · 4 = 36.
    assert_eq!(burst_after_habit(16, 35).hints(HintKind::ManyRecords), []);
    assert_eq!(
        burst_after_habit(16, 36).hints(HintKind::ManyRecords)[0].threshold,
        36
    );
    // The same record over and over is one record.
    let mut trail = Trail::default();
    for n in 0..100 {
        trail.read(NOON + n * 20_000, ANNE, 5, Relation::Assigned);
    }
    assert_eq!(trail.hints(HintKind::ManyRecords), []);
}

#[test]
fn without_a_past_the_facilitys_limit_counts() {
    let mut trail = Trail::default();
    for n in 0..60 {
        trail.read(
            NOON + i64::from(n) * 30_000,
            ANNE,
            100 + n,
            Relation::Assigned,
        );
    }
    let found = trail.hints(HintKind::ManyRecords);
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].measure, found[0].threshold), (60, 60));
    assert_eq!(found[0].basis, Basis::NoHabit { periods: 0 });
    trail.0.pop();
    assert_eq!(trail.hints(HintKind::ManyRecords), []);
}

#[test]
fn habit_by_the_formula() {
    // Worked by hand: sorted 1 2 2 3 100, median 2, deviations 0 0 1 1 98, MAD 1; spread 1.4826 > √2.
    let habit = Habit::of(&[2, 100, 1, 3, 2]).expect("five periods");
    assert_eq!(
        (habit.periods, habit.median, habit.spread),
        (5, 2.0, 1.4826)
    );
    assert_eq!(
        habit.threshold(5.0, 0),
        10,
        "2 + 5 · 1.4826 = 9.413, rounded up"
    );
    assert_eq!(habit.threshold(5.0, 20), 20);
    // An even number has its median between.
    assert_eq!(Habit::of(&[1, 2]).map(|habit| habit.median), Some(1.5));
    assert_eq!(Habit::of(&[]), None);
}

#[test]
fn what_is_carried_out_counts_by_pages_and_rows() {
    let mut trail = Trail::default();
    for day in 1..=6 {
        trail.add(NOON - day * DAY, ANNE, Act::Did(Action::Print), |event| {
            event.count = 9
        });
    }
    // Median 9, spread 3: 24.
    let printed = trail.add(NOON, ANNE, Act::Did(Action::Print), |event| {
        event.count = 20
    });
    let exported = trail.add(NOON + HOUR, ANNE, Act::Did(Action::Export), |event| {
        event.count = 3
    });
    assert_eq!(trail.hints(HintKind::CarriedOut), []);
    let copied = trail.add(NOON + 2 * HOUR, ANNE, Act::Did(Action::Copy), |_| {});
    let found = trail.hints(HintKind::CarriedOut);
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].measure, found[0].threshold), (24, 24));
    assert_eq!(found[0].events, [printed, exported, copied]);
    // Without a habit: the facility's fifty.
    let mut trail = Trail::default();
    trail.add(NOON, BOB, Act::Did(Action::Export), |event| {
        event.count = 49
    });
    assert_eq!(trail.hints(HintKind::CarriedOut), []);
    trail.add(NOON, BOB, Act::Did(Action::Export), |event| {
        event.count = u32::MAX
    });
    assert_eq!(trail.hints(HintKind::CarriedOut)[0].measure, u32::MAX);
}

#[test]
fn failed_unlocks_in_a_row_end_with_a_success() {
    let fail = Act::Happened(Happened::UnlockFailed);
    let mut trail = Trail::default();
    for n in 0..4 {
        trail.add(NOON + n, ANNE, fail, |_| {});
    }
    trail.add(NOON + 4, ANNE, Act::Happened(Happened::Unlocked), |_| {});
    trail.add(NOON + 5, ANNE, fail, |_| {});
    assert_eq!(trail.hints(HintKind::FailedUnlocks), []);
    for n in 6..10 {
        // Another user's success in between is none of hers.
        trail.add(NOON + n, BOB, Act::Happened(Happened::Unlocked), |_| {});
        trail.add(NOON + n, ANNE, fail, |_| {});
    }
    let found = trail.hints(HintKind::FailedUnlocks);
    assert_eq!(found.len(), 1);
    assert_eq!(
        (found[0].measure, found[0].threshold, found[0].user),
        (5, 5, ANNE)
    );
}

#[test]
fn a_broken_glass_waits_for_another_persons_review() {
    let review = |by: UserId, about: Place, why: Option<Why>| {
        move |trail: &mut Trail| {
            trail.add(NOON + HOUR, by, Act::Did(Action::ReviewAudit), |event| {
                event.about = Some(about);
                event.reason = why.map(|why| Reason::new(why, "").expect("a reason"));
            });
        }
    };
    let at = |hours: i64, then: &dyn Fn(&mut Trail, Place)| {
        let mut trail = Trail::default();
        let glass = trail.add(NOON, ANNE, Act::Happened(Happened::GlassBroken), |event| {
            event.record = Some(number(7))
        });
        then(&mut trail, glass);
        let found = trail.hints_at(NOON + hours * HOUR);
        found
            .into_iter()
            .filter(|hint| hint.kind == HintKind::GlassUnreviewed)
            .collect::<Vec<_>>()
    };
    assert_eq!(at(71, &|_, _| {}), []);
    let late = at(72, &|_, _| {});
    assert_eq!((late[0].measure, late[0].record), (72, Some(number(7))));
    assert_eq!(at(99, &|trail, glass| review(BOB, glass, None)(trail)), []);
    assert_eq!(
        at(99, &|trail, glass| review(ANNE, glass, None)(trail)).len(),
        1
    );
    assert_eq!(
        at(99, &|trail, glass| review(
            ANNE,
            glass,
            Some(Why::SelfReview)
        )(trail)),
        []
    );
    let other = Place {
        device: DEVICE,
        sequence: 99,
    };
    assert_eq!(at(99, &|trail, _| review(BOB, other, None)(trail)).len(), 1);
}

#[test]
fn the_list_is_narrowed_by_what_is_set() {
    let mut trail = Trail::default();
    let a = trail.read(NOON, ANNE, 1, Relation::Assigned);
    let b = trail.read(NOON + DAY, ANNE, 2, Relation::Assigned);
    let c = trail.add(NOON + DAY, BOB, Act::Did(Action::Print), |event| {
        event.record = Some(number(1))
    });
    let all = trail.hints_at(NOON);
    let day = |days: i64| {
        Moment {
            milliseconds: NOON + days * DAY,
            offset_minutes: 0,
        }
        .day()
    };
    let of = |filter: Filter| {
        filter
            .of(&trail.0, &all)
            .iter()
            .map(|entry| entry.place)
            .collect::<Vec<_>>()
    };
    assert_eq!(of(Filter::default()), [a, b, c]);
    assert_eq!(
        of(Filter {
            user: Some(ANNE),
            ..Filter::default()
        }),
        [a, b]
    );
    assert_eq!(
        of(Filter {
            record: Some(number(1)),
            ..Filter::default()
        }),
        [a, c]
    );
    assert_eq!(
        of(Filter {
            act: Some(Act::Did(Action::Print)),
            ..Filter::default()
        }),
        [c]
    );
    assert_eq!(
        of(Filter {
            from: day(1),
            ..Filter::default()
        }),
        [b, c]
    );
    assert_eq!(
        of(Filter {
            until: day(0),
            ..Filter::default()
        }),
        [a]
    );
    assert_eq!(
        of(Filter {
            hint: Some(HintKind::SameSurname),
            ..Filter::default()
        }),
        [a]
    );
    assert_eq!(
        of(Filter {
            user: Some(BOB),
            until: day(0),
            ..Filter::default()
        }),
        []
    );
}

#[test]
fn no_cell_of_the_file_is_a_formula_and_none_breaks_out() {
    let mut trail = Trail::default();
    trail.add(NOON, ANNE, Act::Did(Action::Export), |event| {
        event.reason = Some(Reason::new(Why::Other, "said \"yes\", twice").expect("a reason"));
    });
    let entries: Vec<&Entry> = trail.0.iter().collect();
    for name in [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        " =1",
        "\t=1",
        "\u{ff1d}1",
        "\r\n=1",
    ] {
        let file = csv(&entries, &[], |_| name.to_owned());
        assert!(file.contains(&format!(",\"'{name}\",")), "{file}");
    }
    let file = csv(&entries, &[], |_| "A. Fake".to_owned());
    let mut lines = file.split_terminator("\r\n");
    assert!(
        lines
            .next()
            .is_some_and(|headings| headings.starts_with("\"device\",\"entry\",\"time\""))
    );
    let line = lines.next().expect("one entry");
    assert!(
        line.contains("\"2026-03-02T12:00:00+00:00\",\"A. Fake\",\"coder\",\"export\""),
        "{line}"
    );
    assert!(
        line.contains("\"other: said \"\"yes\"\", twice\""),
        "{line}"
    );
    assert_eq!(lines.next(), None);
}
