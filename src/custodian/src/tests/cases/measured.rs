//! How long the worklist takes on many encounters: `cargo test -p custodian measured -- --ignored --nocapture`,
//! with `profile.dev.package.custodian.opt-level=3`. It
//! prints what it measures and asserts nothing about time.

use std::time::{Duration, Instant};

use access::Flags;
use records::model::{CaseStatus, PatientStatus, Purpose};
use records::{EntryId, Kind, RecordId, UserId};
use store::simulated::Device;

use super::super::world::{World, founded};
use super::Keeper;
use crate::catalogue::Slot;
use crate::protocol::{CasesEvent, CasesRequest, WorklistQuery, WorklistSort};
use crate::summary::{CaseLine, EncounterLine, Line, PatientLine};

fn id(kind: u8, number: u32) -> [u8; 16] {
    let mut id = [kind; 16];
    id[12..].copy_from_slice(&number.to_be_bytes());
    id
}

/// An encounter's line, spread over two years, a dozen services and all states.
fn stay(number: u32) -> Slot {
    let mixed = number.wrapping_mul(2_654_435_761);
    let day = |back: u32| {
        format!(
            "202{}-{:02}-{:02}",
            5 + back % 2,
            1 + back % 12,
            1 + back % 28
        )
    };
    let statuses = CaseStatus::ALL;
    let case = (!mixed.is_multiple_of(5)).then(|| CaseLine {
        id: EntryId(id(3, number)),
        purpose: Purpose::Initial,
        status: statuses[(mixed / 7) as usize % statuses.len()],
        coder: mixed.is_multiple_of(3).then(|| UserId(id(4, mixed % 20))),
        priority: (mixed % 11) as u8 % 10,
        due: day(mixed / 3),
        waits_for: ["query".to_owned()][..usize::from(mixed.is_multiple_of(4))].to_vec(),
        drg: format!("{:03}", mixed % 900),
        weight_e4: Some(mixed % 90_000),
        stops: mixed % 3,
        warnings: mixed % 5,
    });
    let line = EncounterLine {
        patient: Some(RecordId(id(1, number))),
        account: format!("A{mixed:010}"),
        class: ["IP", "ED", "OP", "SDS"][(mixed % 4) as usize].to_owned(),
        status: "discharged".to_owned(),
        admitted: day(mixed / 5),
        discharged: day(mixed / 5 + 3),
        service: format!("service {}", mixed % 12),
        attending: format!("Attending, Number {}", mixed % 60),
        charges_cents: Some(i64::from(mixed)),
        unit: "3 West".to_owned(),
        assigned: Vec::new(),
        documents: 12,
        conflicts: 0,
        case,
    };
    Slot {
        record: RecordId(id(2, number)),
        kind: Kind::Encounter,
        line: Line::Encounter(Box::new(line)),
    }
}

fn patient(number: u32) -> Slot {
    let line = PatientLine {
        status: PatientStatus::Active,
        unit_number: format!("{number:08}"),
        name: format!("SAMPLE{}, Rowan {number}", number.wrapping_mul(7) % 5_000),
        birth_date: "1950-03-09".to_owned(),
        sex: "F".to_owned(),
        merged_into: None,
        flags: Flags::NONE,
        made: None,
        person: identity::Person::default(),
        conflicts: 0,
    };
    Slot {
        record: RecordId(id(1, number)),
        kind: Kind::Patient,
        line: Line::Patient(Box::new(line)),
    }
}

/// The median of some runs.
fn took(keeper: &mut Keeper, queries: &mut dyn FnMut(usize) -> WorklistQuery) -> (Duration, u32) {
    let mut total = 0;
    let mut times: Vec<Duration> = (0..9)
        .map(|run| {
            let query = CasesRequest::Worklist(Box::new(queries(run)));
            let before = Instant::now();
            let answer = keeper.ask(query);
            let took = before.elapsed();
            if let Ok(CasesEvent::Worklist(list)) = answer {
                total = list.total;
            }
            took
        })
        .collect();
    times.sort();
    (times[4], total)
}

#[test]
#[ignore = "it measures, and is run by hand"]
fn the_worklist_on_many_encounters() {
    for many in [20_000, 50_000, 100_000_u32] {
        let (device, world) = (Device::new(), World::new(1));
        let mut keeper = founded(&device, &world);
        let catalogue = &mut keeper.session_mut().expect("unlocked").catalogue;
        let mut bytes = 0;
        for number in 0..many {
            catalogue.put(patient(number));
            let slot = stay(number);
            bytes += postcard::to_stdvec(&slot).expect("written").len();
            catalogue.put(slot);
        }
        println!("{many} encounters, {} bytes a line", bytes / many as usize);
        let page = |sort| WorklistQuery {
            sort,
            limit: 60,
            ..WorklistQuery::default()
        };
        let before = Instant::now();
        let first = CasesRequest::Worklist(Box::new(page(WorklistSort::Priority)));
        keeper.ask(first).expect("listed");
        println!("  first list after unlocking {:?}", before.elapsed());
        for sort in [
            WorklistSort::Patient,
            WorklistSort::Coder,
            WorklistSort::Charges,
        ] {
            let before = Instant::now();
            let request = CasesRequest::Worklist(Box::new(page(sort)));
            keeper.ask(request).expect("listed");
            println!(
                "  sorted by {sort:?} for the first time {:?}",
                before.elapsed()
            );
        }
        let sorts = [
            WorklistSort::Patient,
            WorklistSort::Coder,
            WorklistSort::Priority,
        ];
        let (time, total) = took(&mut keeper, &mut |run| page(sorts[run % 3]));
        println!("  sorted by a column asked for before {time:?}, {total} rows");
        let (time, total) = took(&mut keeper, &mut |run| WorklistQuery {
            classes: vec!["IP".to_owned()],
            statuses: vec!["unassigned".to_owned(), "in_progress".to_owned()],
            discharged_from: "2026-01-01".to_owned(),
            service: format!("service {}", run % 12),
            ..page(WorklistSort::Discharged)
        });
        println!("  filtered {time:?}, {total} rows");
        let (time, total) = took(&mut keeper, &mut |run| WorklistQuery {
            text: format!("sample{} rowan", 10 + run),
            ..page(WorklistSort::Priority)
        });
        println!("  words looked for, with the trail's entry {time:?}, {total} rows");
        let before = Instant::now();
        for run in 0..9_u32 {
            // As after a save.
            let mut slot = stay(run * 17 + 1);
            if let Line::Encounter(line) = &mut slot.line {
                line.service = format!("changed {run}");
            }
            keeper.session_mut().expect("unlocked").catalogue.put(slot);
            let request = CasesRequest::Worklist(Box::new(page(WorklistSort::Priority)));
            keeper.ask(request).expect("listed");
        }
        println!("  after a line changed {:?}", before.elapsed() / 9);
    }
}
