//! Rows that somebody with a build of their own puts beside those of others, under their names: nothing true is lost by them.

use futures_executor::block_on;
use records::model::{Body, Document, Encounter};
use records::{EntryId, Kind, RecordId};
use store::{Batch, Table};
use sync::{Item, Request as Wire, Said, Stream};

use super::together::{three, two};
use super::world::{Laptop, Site, settle};
use crate::Surroundings as _;
use crate::charts::bodies::{Words, body_of};
use crate::protocol::{KeepingRequest, Request};
use crate::rows;
use crate::tests::stick::{taken, written};
use crate::tests::world::{PASSWORD, World, faults};

/// Version, id, device and number of an operation: what its row says in the clear.
const CLEAR: usize = 41;
const NOTE: (Kind, RecordId) = (Kind::Encounter, RecordId([2; 16]));
const TEXT: &str = "Fever since two days.";

/// The same item with other bytes.
fn instead(item: &Item, bytes: Vec<u8>) -> Item {
    let head = item.head.clone();
    Item::new(head.stream, head.origin, head.epoch, head.key, bytes)
}

fn push(laptop: &Laptop, site: &Site, items: Vec<Item>) {
    let said = laptop.exchange(site, &Wire::Push(items));
    assert!(matches!(said, Said::Pushed(_)), "{said:?}");
}

/// Takes items in as they come over the line, and nothing else of it.
fn take(laptop: &mut Laptop, items: Vec<Item>) {
    let batch = block_on(laptop.keeper.keep_items(items)).expect("kept");
    block_on(laptop.keeper.write_brought(batch)).expect("written");
}

fn of_stream(items: &[Item], stream: Stream) -> Vec<Item> {
    let of = items.iter().filter(|item| item.head.stream == stream);
    of.cloned().collect()
}

/// The last operation among them.
fn operation(items: &[Item]) -> Item {
    let is = |item: &&Item| item.head.key.first() == Some(&Table::Operations.number());
    items.iter().rev().find(is).expect("sent").clone()
}

/// A note with words, on a chart.
fn write_note(laptop: &mut Laptop) -> Body {
    let words = Words {
        id: laptop.keeper.new_body(),
        text: TEXT.to_owned(),
    };
    let body = body_of(&words);
    let mut batch = Batch::new();
    block_on(laptop.keeper.put_words(&mut batch, NOTE, &words)).expect("sealed");
    block_on(laptop.keeper.write(batch)).expect("written");
    block_on(
        laptop
            .keeper
            .edit(NOTE, "", Vec::new(), |stay: &mut Encounter| {
                let document = Document {
                    body: Some(body.clone()),
                    ..Document::default()
                };
                stay.documents.insert(EntryId([3; 16]), document);
            }),
    )
    .expect("saved");
    body
}

fn read(laptop: &mut Laptop, body: &Body) -> String {
    block_on(laptop.keeper.words_as_named(NOTE, body)).expect("read")
}

/// Rows under the name of a body: one of no meaning, and one that somebody has sealed who has the facility's keys.
fn put_over(laptop: &Laptop, world: &World, body: &Body) -> Vec<Item> {
    let session = laptop.keeper.session().expect("unlocked");
    let hash = session.hash(NOTE.0, NOTE.1);
    let key = session.keyring.derived_case_key(hash, 1).expect("held");
    let place = session.places().body(hash, body.id, 1);
    let sealed = vault::seal(&key, &place, b"No fever.", &mut world.rng()).expect("sealed");
    let key = [
        &[Table::Bodies.number()][..],
        &rows::text_key(hash, body.id),
    ]
    .concat();
    let values = [vec![7; 90], sealed].into_iter();
    values
        .map(|value| Item::new(Stream::BODIES, None, 1, key.clone(), value))
        .collect()
}

#[test]
fn a_row_under_the_name_of_a_change_takes_nothing_away_from_it() {
    let (site, world) = (Site::new(), World::new(61));
    let (mut one, mut other) = two(&site, &world);
    one.keeper.name_patient(4, "Sampleton").expect("saved");
    settle(&site, &mut [&mut one]);
    let item = operation(&one.pushed);
    let junk = [&item.bytes[..CLEAR], &[0; 90]].concat();
    push(&one, &site, vec![instead(&item, junk)]);
    settle(&site, &mut [&mut other]);
    assert!(other.patient(4) == "SAMPLETON");
    assert_eq!(faults(&mut other.keeper), Vec::<String>::new());
}

#[test]
fn a_row_under_the_name_of_a_change_that_waits_takes_nothing_away_from_it() {
    let (site, world) = (Site::new(), World::new(62));
    let (mut one, mut other) = two(&site, &world);
    other.has_line = false;
    let from = one.pushed.len();
    let request = Request::Keeping(KeepingRequest::NewKeys {
        reason: "a password was seen".to_owned(),
    });
    one.ask(&site, request).expect("new keys");
    one.keeper.name_patient(4, "Sampleton").expect("saved");
    settle(&site, &mut [&mut one]);
    let sent = one.pushed.split_off(from);
    // Before the keys that open it; then, as it seems, the same once more, of the same epoch.
    take(&mut other, of_stream(&sent, Stream::LOG));
    let item = operation(&sent);
    let junk = [&item.bytes[..CLEAR + 5], &[0; 90]].concat();
    take(&mut other, vec![instead(&item, junk)]);
    assert_eq!(other.patient(4), "");
    take(&mut other, of_stream(&sent, Stream::KEYS));
    assert!(other.patient(4) == "SAMPLETON");
    // None of them waits any longer, once that is looked at.
    other.lock(&site);
    other.unlock(&site, "quillon", PASSWORD);
    other.later(&site);
    let waits = block_on(other.keeper.rows(Table::Meta, rows::DEFERRED)).expect("read");
    assert_eq!(waits, Vec::new());
}

#[test]
fn a_change_that_an_earlier_build_kept_for_later_is_found() {
    let (site, world) = (Site::new(), World::new(63));
    let (mut one, mut other) = two(&site, &world);
    other.has_line = false;
    one.keeper.name_patient(4, "Sampleton").expect("saved");
    settle(&site, &mut [&mut one]);
    let item = operation(&one.pushed);
    // It ended behind the operation.
    let key = [rows::DEFERRED, &item.head.key[1..]].concat();
    let mut batch = Batch::new();
    batch.put(Table::Meta, key, item.bytes);
    block_on(other.keeper.write_brought(batch)).expect("written");
    other.lock(&site);
    other.unlock(&site, "quillon", PASSWORD);
    other.later(&site);
    assert!(other.patient(4) == "SAMPLETON");
    let waits = block_on(other.keeper.rows(Table::Meta, rows::DEFERRED)).expect("read");
    assert_eq!(waits, Vec::new());
}

#[test]
fn words_are_those_that_the_record_names_whatever_is_put_before_or_behind_them() {
    let (site, world) = (Site::new(), World::new(64));
    let (mut one, mut other, mut third) = three(&site, &world);
    third.has_line = false;
    one.has_line = false;
    let body = write_note(&mut one);
    let junk = put_over(&one, &world, &body);
    push(&one, &site, junk.clone());
    // One of them stands there before the words have come.
    settle(&site, &mut [&mut other]);
    one.has_line = true;
    settle(&site, &mut [&mut one, &mut other]);
    assert_eq!(read(&mut other, &body), TEXT);
    // And behind them, where all come together.
    push(&one, &site, vec![instead(&junk[0], vec![9; 90])]);
    third.has_line = true;
    settle(&site, &mut [&mut other, &mut third]);
    for laptop in [&mut other, &mut third] {
        assert_eq!(read(laptop, &body), TEXT);
        assert_eq!(faults(&mut laptop.keeper), Vec::<String>::new());
    }
}

#[test]
fn words_that_come_before_the_record_that_names_them_are_found_again() {
    let (site, world) = (Site::new(), World::new(65));
    let (mut one, mut other) = two(&site, &world);
    other.has_line = false;
    let from = one.pushed.len();
    let body = write_note(&mut one);
    settle(&site, &mut [&mut one]);
    let sent = one.pushed.split_off(from);
    let bodies = [
        put_over(&one, &world, &body),
        of_stream(&sent, Stream::BODIES),
    ];
    for item in bodies.into_iter().flatten() {
        take(&mut other, vec![item]);
    }
    take(&mut other, of_stream(&sent, Stream::LOG));
    other.later(&site);
    assert_eq!(read(&mut other, &body), TEXT);
    // Nothing of it is kept aside any longer.
    let aside = block_on(other.keeper.rows(Table::Meta, rows::UNKNOWN)).expect("read");
    assert_eq!(aside, Vec::new());
}

#[test]
fn an_attachment_is_the_one_that_the_record_names() {
    let (site, world) = (Site::new(), World::new(66));
    let (mut one, mut other) = two(&site, &world);
    one.has_line = false;
    let content = b"%PDF-1.4 made up".to_vec();
    let (id, sha256) = block_on(one.keeper.put_attachment(NOTE, &content)).expect("kept");
    let body = Body {
        id,
        media: records::model::Media::Pdf,
        bytes: content.len() as u64,
        sha256,
    };
    block_on(
        one.keeper
            .edit(NOTE, "", Vec::new(), |stay: &mut Encounter| {
                let document = Document {
                    body: Some(body.clone()),
                    ..Document::default()
                };
                stay.documents.insert(EntryId([3; 16]), document);
            }),
    )
    .expect("saved");
    let rows = block_on(one.keeper.rows(Table::Bodies, &[])).expect("read");
    assert_eq!(rows.len(), 2, "what stands before it, and its piece");
    let junk = rows.iter().map(|row| {
        let key = [&[Table::Bodies.number()][..], &row.key].concat();
        Item::new(Stream::BODIES, None, 1, key, vec![7; row.value.len()])
    });
    push(&one, &site, junk.collect());
    settle(&site, &mut [&mut other]);
    one.has_line = true;
    settle(&site, &mut [&mut one, &mut other]);
    let read = block_on(other.keeper.chunk(NOTE, id, body.bytes, 0)).expect("read");
    assert_eq!(read, (content, true));
    assert_eq!(faults(&mut other.keeper), Vec::<String>::new());
}

#[test]
fn of_two_entries_of_a_trail_that_come_together_the_first_stays_and_it_is_said() {
    let (site, world) = (Site::new(), World::new(67));
    let (mut one, mut other) = two(&site, &world);
    other.has_line = false;
    let from = one.pushed.len();
    one.lock(&site);
    one.unlock(&site, "quillon", PASSWORD);
    settle(&site, &mut [&mut one]);
    let entries = of_stream(&one.pushed[from..], Stream::TRAIL);
    let entry = entries.last().expect("sent");
    let mut bytes = entry.bytes.clone();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    take(&mut other, vec![entry.clone(), instead(entry, bytes)]);
    let findings = other.view().findings;
    assert!(
        findings.iter().any(|of| of.what.contains("two entries")),
        "{findings:?}"
    );
    let kept = block_on(other.keeper.rows(Table::Meta, rows::TRAILS)).expect("read");
    let place = &entry.head.key[1..];
    let kept = kept.iter().find(|row| row.key.ends_with(place));
    assert!(kept.expect("there").value == entry.bytes);
}

#[test]
fn words_that_came_after_a_file_was_written_are_in_the_next() {
    let (site, world) = (Site::new(), World::new(68));
    let (mut one, mut other, mut third) = three(&site, &world);
    third.has_line = false;
    other.has_line = false;
    written(&mut other.keeper, true);
    let from = one.pushed.len();
    let body = write_note(&mut one);
    settle(&site, &mut [&mut one]);
    let sent = one.pushed.split_off(from);
    take(&mut other, of_stream(&sent, Stream::LOG));
    let (first, _) = written(&mut other.keeper, false);
    take(&mut other, of_stream(&sent, Stream::BODIES));
    let (second, _) = written(&mut other.keeper, false);
    for file in [first, second] {
        taken(&mut third.keeper, &file).expect("taken in");
    }
    assert_eq!(read(&mut third, &body), TEXT);
    let noted = block_on(other.keeper.rows(Table::Meta, rows::SINCE_STICK)).expect("read");
    assert_eq!(noted, Vec::new(), "once is enough");
}
