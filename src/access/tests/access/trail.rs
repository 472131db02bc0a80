//! An event keeps what it was given through its stored form, and what a newer build wrote; names and values stay out.

use access::audit::{
    Act, Event, EventError, Happened, Outcome, Part, Place, Reason, ReasonError, Stored, Why,
};
use access::{
    Action, DeviceId, Known, Moment, RecordId, RecordKind, Relation, Role, Roles, UserId,
};
use proptest::prelude::*;

const DEVICE: DeviceId = DeviceId([3; 16]);

fn read() -> Event {
    let at = Moment {
        milliseconds: 1_772_452_800_000,
        offset_minutes: -300,
    };
    Event::new(
        Act::Did(Action::Read),
        at,
        UserId([1; 16]),
        Roles::only(Role::Coder),
        DEVICE,
    )
    .on(RecordKind::Document, RecordId([2; 16]), Relation::Assigned)
}

fn event(bytes: &[u8]) -> Event {
    match Event::from_bytes(bytes) {
        Ok(Stored::Event(event)) => *event,
        other => panic!("{other:?}"),
    }
}

fn events() -> impl Strategy<Value = Event> {
    let act = (0..135_u16).prop_map(Known::<Act>::from);
    let who = (any::<i64>(), any::<i16>(), any::<[u8; 16]>(), 0..8192_u16);
    let what = (
        proptest::option::of(0..20_u16),
        proptest::option::of(any::<[u8; 16]>()),
        proptest::option::of("[a-z0-9_./-]{1,80}"),
    );
    let how = (
        0..7_u16,
        0..5_u16,
        any::<u32>(),
        proptest::option::of(any::<u64>()),
        proptest::option::of("[a-z ]{0,200}"),
    );
    (act, who, what, how).prop_map(
        |(act, (milliseconds, offset_minutes, user, roles), what, how)| {
            let roles = Role::ALL
                .iter()
                .copied()
                .filter(|role| roles >> *role as u16 & 1 == 1)
                .collect();
            let at = Moment {
                milliseconds,
                offset_minutes,
            };
            let mut event = Event::new(Act::Did(Action::Read), at, UserId(user), roles, DEVICE);
            event.act = act;
            event.kind = what.0.map(Known::from);
            event.record = what.1.map(RecordId);
            event.part = what.2.map(|path| Part::new(&path).expect("a path"));
            event.relation = Known::from(how.0);
            event.outcome = Known::from(how.1);
            event.count = how.2;
            event.about = how.3.map(|sequence| Place {
                device: DEVICE,
                sequence,
            });
            event.reason = how
                .4
                .map(|text| Reason::new(Why::Care, &text).expect("words"));
            event
        },
    )
}

proptest! {
    #[test]
    fn an_event_comes_back_as_it_was(given in events()) {
        prop_assert_eq!(event(&given.to_bytes()), given);
    }

    #[test]
    fn fields_of_a_newer_build_are_kept(given in events(), newer in proptest::collection::vec(any::<u8>(), 1..30)) {
        let mut bytes = given.to_bytes();
        bytes.extend_from_slice(&newer);
        let back = event(&bytes);
        prop_assert!(back.holds_newer() && !given.holds_newer());
        prop_assert_eq!(back.to_bytes(), bytes);
    }

    #[test]
    fn any_bytes_are_an_event_a_newer_version_or_an_error(bytes in proptest::collection::vec(any::<u8>(), 0..120), version in 0..3_u8) {
        let mut bytes = bytes;
        if let Some(first) = bytes.first_mut() {
            *first = version;
        }
        match Event::from_bytes(&bytes) {
            Ok(Stored::Newer { version }) => prop_assert_eq!(version, 2),
            Ok(Stored::Event(event)) => {
                prop_assert_eq!(bytes[0], 1);
                // What could be read is written and read again without loss.
                let Ok(Stored::Event(again)) = Event::from_bytes(&event.to_bytes()) else { panic!("lost") };
                prop_assert_eq!(again, event);
            }
            Err(error) => prop_assert!(!error.to_string().is_empty()),
        }
    }
}

#[test]
fn version_1_of_the_stored_form_stays() {
    let stored: String = read()
        .to_bytes()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let user = "01".repeat(16);
    let device = "03".repeat(16);
    let record = "02".repeat(16);
    // Version; time and offset as zigzag varints; user; roles; device; act 1; some kind 4; some record; no part;
    // relation 2; outcome 0; no reason; count 0; about nothing.
    assert_eq!(
        stored,
        format!("018098dbe69567d704{user}01{device}01010401{record}000200000000")
    );
    assert_eq!(stored.len() / 2, 68, "bytes of a plain read");
}

#[test]
fn a_newer_builds_values_are_shown_as_such_and_kept() {
    let mut newer = read();
    newer.act = Known::from(999);
    newer.kind = Some(Known::from(77));
    newer.outcome = Known::from(9);
    let back = event(&newer.to_bytes());
    assert_eq!(back.act, Known::Newer(999));
    assert_eq!(back.act.to_string(), "of a newer version (number 999)");
    assert_eq!(back.to_bytes(), newer.to_bytes());
    assert!(!back.is(Act::Did(Action::Read)));
    assert_eq!(
        Event::from_bytes(&[2, 1, 1]),
        Ok(Stored::Newer { version: 2 })
    );
    assert_eq!(Event::from_bytes(&[]), Err(EventError::Empty));
    assert_eq!(Event::from_bytes(&[1, 1]), Err(EventError::Fields));
}

#[test]
fn numbers_of_acts_are_their_own() {
    use access::Numbered;
    let all: Vec<Act> = Action::ALL
        .iter()
        .copied()
        .map(Act::Did)
        .chain(Happened::ALL.iter().copied().map(Act::Happened))
        .collect();
    for act in &all {
        assert_eq!(Act::of(act.number()), Some(*act));
    }
    let numbers: std::collections::HashSet<u16> = all.iter().map(|act| act.number()).collect();
    assert_eq!(numbers.len(), all.len());
}

#[test]
fn a_reason_holds_no_number_of_a_patient() {
    for text in [
        "MRN 12345678",
        "born 01/02/1960",
        "ssn 123-45-6789",
        "call 555 0100 20",
        "\u{664}\u{665}\u{666}\u{667}\u{668}\u{669}",
    ] {
        assert_eq!(
            Reason::new(Why::Other, text),
            Err(ReasonError::Number),
            "{text}"
        );
    }
    for text in [
        "covering for the 7-to-3 shift",
        "room 204, bed 2",
        "query of week 12",
    ] {
        assert_eq!(
            Reason::new(Why::Other, text).map(|reason| reason.text().to_owned()),
            Ok(text.to_owned())
        );
    }
    assert_eq!(Reason::new(Why::Other, "  "), Err(ReasonError::Nothing));
    assert!(Reason::new(Why::Care, "").is_ok());
    assert_eq!(
        Reason::new(Why::Care, &"x".repeat(201)),
        Err(ReasonError::Long(201))
    );
    assert_eq!(
        Reason::new(Why::Care, "one\ntwo"),
        Err(ReasonError::Control)
    );
}

#[test]
fn a_part_is_a_path_and_no_value() {
    assert!(Part::new("identifiers/ssn").is_ok());
    for value in ["", "Anne Sample", "Fake", "a=b", &"x".repeat(81)] {
        assert!(Part::new(value).is_err(), "{value}");
    }
}

#[test]
fn a_moment_outside_the_calendar_has_no_day() {
    for (milliseconds, offset_minutes) in [
        (i64::MAX, 0),
        (i64::MIN, 0),
        (0, i16::MAX),
        (8_210_266_876_799_999, 1439),
    ] {
        assert_eq!(
            Moment {
                milliseconds,
                offset_minutes
            }
            .day(),
            None
        );
    }
    assert_eq!(
        Moment {
            milliseconds: 0,
            offset_minutes: -1
        }
        .local()
        .map(|local| local.to_rfc3339()),
        Some("1969-12-31T23:59:00-00:01".into())
    );
    assert_eq!(read().outcome, Known::This(Outcome::Done));
}
