//! What a year's trail takes to write, verify and look through for hints:
//! `cargo run --release -p access --example year_of_trail`.

use access::audit::{Act, Chain, Event, Verdict, verify};
use access::review::{Entry, Facts, Limits, hints};
use access::{
    Action, DeviceId, Hours, Moment, RecordId, RecordKind, Relation, Role, Roles, UserId,
};
use std::time::Instant;

struct Nothing;

impl Facts for Nothing {
    fn same_surname(&self, _: UserId, _: RecordId) -> bool {
        false
    }

    fn guarded(&self, _: RecordId) -> bool {
        false
    }
}

fn main() {
    let device = DeviceId([4; 16]);
    let entries: Vec<Entry> = (0..100_000_u32)
        .scan(Chain::begin(device), |chain, n| {
            let mut record = [0; 16];
            record[..4].copy_from_slice(&(n / 3).to_be_bytes());
            let at = Moment {
                milliseconds: 1_772_452_800_000 + i64::from(n) * 60_000,
                offset_minutes: 0,
            };
            let user = UserId([u8::try_from(n % 5).unwrap_or(0); 16]);
            let event = Event::new(
                Act::Did(Action::Read),
                at,
                user,
                Roles::only(Role::Coder),
                device,
            )
            .on(RecordKind::Document, RecordId(record), Relation::Assigned);
            let place = chain.next();
            *chain = chain.append(&[]).1;
            Some(Entry { place, event })
        })
        .collect();
    // A sealed event: nonce, tag, and the event padded to the next size of 8 bytes.
    let sealed: Vec<Vec<u8>> = entries
        .iter()
        .map(|entry| {
            let mut bytes = entry.event.to_bytes();
            bytes.resize(bytes.len().next_multiple_of(8) + 12 + 16, 0);
            bytes
        })
        .collect();
    let started = Instant::now();
    let mut chain = Chain::begin(device);
    let mut rows = Vec::with_capacity(sealed.len());
    for event in &sealed {
        let (row, after) = chain.append(event);
        rows.push(row.to_bytes());
        chain = after;
    }
    println!(
        "append  {:>8.1} ms, {} bytes a row",
        started.elapsed().as_secs_f64() * 1e3,
        rows[0].len()
    );
    let started = Instant::now();
    assert_eq!(verify(&rows, chain.head()), Verdict::Sound(chain.head()));
    println!("verify  {:>8.1} ms", started.elapsed().as_secs_f64() * 1e3);
    rows.swap(1, 99_998);
    let started = Instant::now();
    assert!(matches!(verify(&rows, chain.head()), Verdict::Broken(faults) if faults.len() == 1));
    println!(
        "verify, broken from the start {:>8.1} ms",
        started.elapsed().as_secs_f64() * 1e3
    );
    let started = Instant::now();
    let now = Moment {
        milliseconds: 0,
        offset_minutes: 0,
    };
    let found = hints(&entries, &Nothing, &Hours::Always, &Limits::default(), now);
    println!(
        "hints   {:>8.1} ms, {} found",
        started.elapsed().as_secs_f64() * 1e3,
        found.len()
    );
}
