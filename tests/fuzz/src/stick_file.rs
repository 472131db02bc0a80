//! A file that another laptop is said to have written: rows of any table, any bytes, in sections whose digests are right, and any
//! bytes at all. The device that takes it in goes on, and says what is wrong in four parts.

use std::cell::RefCell;

use custodian::hostile;
use custodian::protocol::{FilePiece, SyncEvent, SyncRequest};
use store::backup::{Reader, Writer};
use store::{Row, Table, schema};

use crate::site::Site;

/// A device that is in, and the sections of a file of its own.
struct Stick {
    site: Site,
    sections: Vec<(Table, Vec<Row>)>,
}

thread_local! {
    static STICK: RefCell<Stick> = RefCell::new(
        Stick::new().unwrap_or_else(|problem| panic!("{problem}")),
    );
}

impl Stick {
    fn new() -> Result<Self, Box<dyn core::error::Error>> {
        let mut site = Site::new("stick")?;
        let mut reader = Reader::new();
        let mut begin = Some(true);
        loop {
            let piece = match site.ask(SyncRequest::WriteStick { begin })? {
                SyncEvent::Stick(piece) => piece,
                other => return Err(format!("{other:?}").into()),
            };
            begin = None;
            reader.feed(&piece.bytes);
            if piece.done.is_some() {
                break;
            }
        }
        let mut sections = Vec::new();
        while let Some(section) = reader.section()? {
            sections.push((section.table, section.rows));
        }
        Ok(Self { site, sections })
    }

    fn take(&mut self, bytes: Vec<u8>) -> Result<(), String> {
        let piece = FilePiece {
            first: true,
            last: true,
            bytes,
        };
        self.site.ask(SyncRequest::TakeStick(piece)).map(|_| ())
    }
}

/// Writes these sections as a file.
fn file(sections: &[(Table, Vec<Row>)]) -> Vec<u8> {
    let (mut writer, mut bytes) = Writer::begin(schema::CURRENT);
    for (table, rows) in sections {
        bytes.extend(writer.section(*table, rows));
    }
    bytes.extend(writer.finish().0);
    bytes
}

/// Takes in what `input` makes, and reads it as every row that others write. The first byte says how: 0 as a file of any bytes;
/// else a sound file in which the row that the second byte names is this one: its key up to the length in the third byte. The
/// lowest bit of the first byte puts it into a table of its own instead.
pub fn take(input: &[u8]) {
    hostile::read_as_every_row(input);
    let [how, which, length, rest @ ..] = input else {
        return;
    };
    STICK.with_borrow_mut(|stick| {
        if *how == 0 {
            drop(stick.take(rest.to_vec()));
            return;
        }
        let (key, value) = rest.split_at(usize::from(*length).min(rest.len()));
        let mut sections = stick.sections.clone();
        let all: usize = sections.iter().map(|(_, rows)| rows.len()).sum();
        let mut number = usize::from(*which) % all.max(1);
        for (_, rows) in &mut sections {
            match rows.get_mut(number) {
                Some(row) if how & 1 == 0 => {
                    // The key that is named is kept, where there is none in the input.
                    if !key.is_empty() {
                        row.key = key.to_vec();
                    }
                    row.value = value.to_vec();
                    break;
                }
                _ => number = number.wrapping_sub(rows.len()),
            }
        }
        if how & 1 == 1
            && let Some(table) = Table::from_number(*which)
        {
            let row = Row {
                key: key.to_vec(),
                value: value.to_vec(),
            };
            sections.push((table, vec![row]));
        }
        // Refused or taken in: either way it goes on, and the next file is read.
        drop(stick.take(file(&sections)));
    });
}

/// First inputs: each row of a sound file, in its place and by itself; rows of other kinds; a whole file.
#[must_use]
pub fn seeds() -> Vec<Vec<u8>> {
    STICK.with_borrow(|stick| {
        let rows = stick.sections.iter().flat_map(|(table, rows)| {
            let number = table.number();
            rows.iter().map(move |row| (number, row))
        });
        let mut seeds = Vec::new();
        for (place, (table, row)) in rows.enumerate() {
            let length = u8::try_from(row.key.len()).unwrap_or(u8::MAX);
            let whole = [row.key.as_slice(), &row.value].concat();
            seeds.push([&[2, place as u8, 0], row.value.as_slice()].concat());
            seeds.push([&[1, table, length], whole.as_slice()].concat());
        }
        seeds.push([&[0, 0, 0], file(&stick.sections).as_slice()].concat());
        seeds.extend(hostile::sound_rows());
        seeds
    })
}
