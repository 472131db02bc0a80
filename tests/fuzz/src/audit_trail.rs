//! Rows and events of an audit trail: read, and a chain that isn't one is never called sound.

use access::DeviceId;
use access::audit::{Chain, Event, Row, Stored, Verdict, verify};

/// A row, an event, and a sequence of rows (a byte of length before each), all out of `bytes`.
pub fn bytes(bytes: &[u8]) {
    if let Ok(row) = Row::read(bytes) {
        assert_eq!(row.to_bytes(), bytes);
    }
    if let Ok(Stored::Event(event)) = Event::from_bytes(bytes) {
        // Written again it may be shorter (a number can be written in more bytes than it needs), never other.
        assert_eq!(
            Event::from_bytes(&event.to_bytes()),
            Ok(Stored::Event(event))
        );
    }
    let mut rows = Vec::new();
    let mut rest = bytes;
    while let Some((&length, after)) = rest.split_first() {
        let (row, after) = after.split_at(usize::from(length).min(after.len()));
        rows.push(row);
        rest = after;
    }
    let (_, one) = Chain::begin(DeviceId([7; 16])).append(b"sealed");
    let verdict = verify(&rows, one.head());
    let (row, _) = Chain::begin(DeviceId([7; 16])).append(b"sealed");
    if rows != [row.to_bytes().as_slice()] {
        let Verdict::Broken(faults) = verdict else {
            panic!("called sound: {rows:?}")
        };
        assert!(!faults.is_empty() && faults.iter().all(|fault| !fault.to_string().is_empty()));
    }
}

/// Inputs to start from: a row, two rows in sequence, an event with every field.
#[must_use]
pub fn seeds() -> Vec<Vec<u8>> {
    let (first, after) = Chain::begin(DeviceId([7; 16])).append(b"sealed");
    let (second, _) = after.append(b"sealed too");
    let framed = [first.to_bytes(), second.to_bytes()]
        .iter()
        .flat_map(|row| {
            std::iter::once(u8::try_from(row.len()).unwrap_or(u8::MAX)).chain(row.iter().copied())
        })
        .collect();
    vec![first.to_bytes(), framed, event().to_bytes()]
}

fn event() -> Event {
    use access::audit::{Act, Part, Place, Reason, Why};
    use access::{Action, Moment, RecordId, RecordKind, Relation, Role, Roles, UserId};

    let at = Moment {
        milliseconds: 1_772_452_800_000,
        offset_minutes: -300,
    };
    let device = DeviceId([7; 16]);
    let mut event = Event::new(
        Act::Did(Action::Read),
        at,
        UserId([1; 16]),
        Roles::only(Role::Coder),
        device,
    )
    .on(
        RecordKind::Document,
        RecordId([2; 16]),
        Relation::BreakGlass,
    );
    event.part = Part::new("document/9").ok();
    event.reason = Reason::new(Why::Cover, "night shift").ok();
    event.count = 3;
    event.about = Some(Place {
        device,
        sequence: 5,
    });
    event
}
