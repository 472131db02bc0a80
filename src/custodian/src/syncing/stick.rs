//! The exchange without a line: a file that one laptop writes and another takes in. It has the form of a backup, and a backup
//! can be taken in as well: rows that are sealed as they stand, of which the other keeps what it lacks. Whoever takes them in
//! sends them on to the server when there is a line.

use std::collections::BTreeSet;

use access::{Action, RecordKind};
use records::Kind;
use serde::{Deserialize, Serialize};
use store::backup::{Reader, Writer};
use store::{Batch, Range, Row, Store, Table, schema};

use crate::commit::Work;
use crate::custodian::Custodian;
use crate::failure::{Tell as _, Told as _};
use crate::keeping::{Brought, size};
use crate::protocol::{BackedUp, BackupPiece, Failure, FilePiece, StickView};
use crate::rows;
use crate::store_row::StoreRow;
use crate::surroundings::Surroundings;

/// Arrivals read at a time.
const AT_ONCE: usize = 2_048;
/// Bytes of rows in one piece of the file.
const PIECE: usize = 1 << 20;
/// Tables of records' rows, in the order in which they stand in the file.
const TABLES: [Table; 3] = [Table::CaseKeys, Table::Operations, Table::Bodies];

/// What the file says of itself: which store wrote it, and which of its changes are in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Label {
    store: [u8; 16],
    made: i64,
    after: u64,
    until: u64,
}

/// A file that is being written.
pub(crate) struct Writing {
    writer: Writer,
    head: Option<Vec<u8>>,
    label: Label,
    /// Records that were written to, in order.
    hashes: Vec<[u8; 16]>,
    /// Of them, those of which bodies came since the last file. They are not noted any more once it is written.
    noted: Vec<Vec<u8>>,
    /// Which table, and which record in it, is next.
    at: (usize, usize),
    /// Meta and keys are written.
    begun: bool,
    rows: Vec<Row>,
    so_far: u64,
}

/// A file that is being taken in.
pub(crate) struct Taking {
    reader: Reader,
    /// Whether it has said which facility it is of.
    of_here: bool,
    before: u64,
    read: u64,
}

/// Files under way.
#[derive(Default)]
pub(crate) struct Stick {
    writing: Option<Writing>,
    taking: Option<Taking>,
}

impl<S: Store, W: Surroundings> Custodian<S, W> {
    /// Writes the next piece of a file with what is new since the last one, or with everything.
    pub(super) async fn write_stick(
        &mut self,
        begin: Option<bool>,
    ) -> Result<BackupPiece, Failure> {
        if let Some(all) = begin {
            self.begin_stick(all).await?;
        }
        self.session()?;
        let Some(mut writing) = self.stick.writing.take() else {
            return Err(Failure::new(
                "There is no file under way.",
                "It was stopped, or Chartroom locked meanwhile.",
                "the file for another laptop",
                "Begin it again.",
            ));
        };
        let Some(bytes) = self.next_of_stick(&mut writing).await? else {
            return self.end_stick(writing).await;
        };
        writing.so_far += bytes.len() as u64;
        let so_far = writing.so_far;
        self.stick.writing = Some(writing);
        Ok(BackupPiece {
            bytes,
            so_far,
            done: None,
        })
    }

    async fn begin_stick(&mut self, all: bool) -> Result<(), Failure> {
        let record = self.session()?.facility_record();
        let on = (Kind::Facility, record);
        let event = self
            .demand_on(on, Action::BackUp, RecordKind::KeyMaterial, "")
            .await?;
        self.record_events(&[event]).await?;
        let last = self.store.read(Table::Meta, rows::STICK).await.told()?;
        let last = last.and_then(|row| rows::number_of(&row)).unwrap_or(0);
        let label = Label {
            store: self.founded()?.store,
            made: self.world.now().millis,
            after: if all { 0 } else { last },
            until: self.arrivals,
        };
        let mut hashes = BTreeSet::new();
        let mut left = Some(Range::after(label.after.to_be_bytes()));
        while let Some(arrivals) = self.next_rows(Table::Arrivals, &mut left, AT_ONCE).await? {
            hashes.extend(
                arrivals
                    .iter()
                    .filter_map(|row| row.value.first_chunk::<16>().copied()),
            );
        }
        let noted = self.rows(Table::Meta, rows::SINCE_STICK).await?;
        let noted: Vec<Vec<u8>> = noted.into_iter().map(|row| row.key).collect();
        hashes.extend(noted.iter().filter_map(|key| key.last_chunk::<16>()));
        let (writer, head) = Writer::begin(schema::CURRENT);
        self.stick.writing = Some(Writing {
            writer,
            head: Some(head),
            label,
            hashes: hashes.into_iter().collect(),
            noted,
            at: (0, 0),
            begun: false,
            rows: Vec::new(),
            so_far: 0,
        });
        Ok(())
    }

    /// Whether it has to be noted of which records bodies come: without a file before it, the next one has everything.
    pub(super) async fn is_since_stick(&self) -> Result<bool, Failure> {
        let last = self.store.read(Table::Meta, rows::STICK).await.told()?;
        Ok(last.is_some() || self.stick.writing.is_some())
    }

    /// Notes that a body of a record came. Its change may be in a file already: it is the body that is new.
    pub(super) fn since_stick(&mut self, batch: &mut Batch, hash: &[u8; 16]) {
        let key = [rows::SINCE_STICK, hash].concat();
        // A file under way may be past it.
        if let Some(writing) = &mut self.stick.writing {
            writing.noted.retain(|noted| *noted != key);
        }
        batch.put(Table::Meta, key, Vec::new());
    }

    /// The next bytes; nothing once all rows are in.
    async fn next_of_stick(&self, writing: &mut Writing) -> Result<Option<Vec<u8>>, Failure> {
        if let Some(head) = writing.head.take() {
            return Ok(Some(head));
        }
        if !writing.begun {
            writing.begun = true;
            return self.keys_of_stick(writing).await.map(Some);
        }
        loop {
            let Some(table) = TABLES.get(writing.at.0).copied() else {
                return Ok(None);
            };
            let mut length: usize = writing.rows.iter().map(weight).sum();
            while length < PIECE {
                let Some(hash) = writing.hashes.get(writing.at.1) else {
                    break;
                };
                writing.at.1 += 1;
                for row in self.rows(table, hash).await? {
                    let old = table == Table::Operations
                        && rows::number_of(&row.key).is_some_and(|at| {
                            at <= writing.label.after || at > writing.label.until
                        });
                    if !old {
                        length += weight(&row);
                        writing.rows.push(row);
                    }
                }
            }
            if writing.rows.is_empty() {
                writing.at = (writing.at.0 + 1, 0);
                continue;
            }
            let fits = Writer::fitting(table, &writing.rows).map_err(|error| error.tell())?;
            let rest = writing.rows.split_off(fits);
            let rows = core::mem::replace(&mut writing.rows, rest);
            return Ok(Some(writing.writer.section(table, &rows)));
        }
    }

    /// What the file says of itself and of which facility it is; then keyrings that are offered.
    async fn keys_of_stick(&self, writing: &mut Writing) -> Result<Vec<u8>, Failure> {
        let label = postcard::to_stdvec(&writing.label).unwrap_or_default();
        let meta = [
            (rows::STICK, label),
            (rows::STORE, self.founded()?.to_bytes()),
        ];
        let meta = meta.map(|(key, value)| Row {
            key: key.to_vec(),
            value,
        });
        let mut bytes = writing.writer.section(Table::Meta, &meta);
        let mut keys = self.rows(Table::Keys, rows::ESCROW_GRANT).await?;
        keys.extend(self.rows(Table::Keys, rows::OFFERS).await?);
        let mut rest = keys.as_slice();
        while !rest.is_empty() {
            let fits = Writer::fitting(Table::Keys, rest).map_err(|error| error.tell())?;
            let (some, more) = rest.split_at(fits);
            bytes.extend(writing.writer.section(Table::Keys, some));
            rest = more;
        }
        Ok(bytes)
    }

    async fn end_stick(&mut self, writing: Writing) -> Result<BackupPiece, Failure> {
        let label = writing.label;
        let (bytes, contents) = writing.writer.finish();
        let mut batch = Batch::new();
        batch.put(Table::Meta, rows::STICK, label.until.to_be_bytes().to_vec());
        for key in writing.noted {
            batch.delete(Table::Meta, key);
        }
        self.write_brought(batch).await?;
        let day = self.civil_now().map(|now| now.date_naive().to_string());
        Ok(BackupPiece {
            so_far: contents.size(),
            bytes,
            done: Some(BackedUp {
                name: format!(
                    "chartroom-{}-{}.stick",
                    sync::door::short_name(label.store),
                    day.unwrap_or_default()
                ),
                changes: contents.rows(Table::Operations),
                entries: 0,
                size: size(contents.size()),
                digest: crate::keeping::short(contents.digest()),
            }),
        })
    }

    /// Takes in a piece of a file. With the last one, says what came of it.
    pub(super) async fn take_stick(&mut self, piece: &FilePiece) -> Result<StickView, Failure> {
        self.session()?;
        if piece.first {
            let event = self.happened(access::audit::Happened::Imported)?;
            self.record_events(&[event]).await?;
            self.stick.taking = Some(Taking {
                reader: Reader::new(),
                of_here: false,
                before: self.arrivals,
                read: 0,
            });
        }
        let Some(mut taking) = self.stick.taking.take() else {
            return Err(Failure::new(
                "The file is read from its beginning.",
                "No first piece of it came before this one.",
                "the file",
                "Choose the file again.",
            ));
        };
        taking.read += piece.bytes.len() as u64;
        taking.reader.feed(&piece.bytes);
        while let Some(section) = store::backup::section(&mut taking.reader).told()? {
            self.take_section(&mut taking, section.table, section.rows)
                .await?;
        }
        let mut view = StickView {
            read: taking.read,
            ..StickView::default()
        };
        if piece.last {
            let before = taking.before;
            taking.reader.finish().told()?;
            // What came before what opens it.
            let brought = Brought {
                again: true,
                ..Brought::default()
            };
            self.take_from_file(&brought).await?;
            view.done = true;
            view.new = self.arrivals - before;
        } else {
            self.stick.taking = Some(taking);
        }
        Ok(view)
    }

    async fn take_section(
        &mut self,
        taking: &mut Taking,
        table: Table,
        rows: Vec<Row>,
    ) -> Result<(), Failure> {
        if table == Table::Meta {
            for row in rows.iter().filter(|row| row.key == rows::STORE) {
                let of = StoreRow::read(&row.value)?;
                if of.facility != self.founded()?.facility {
                    return Err(another_facility());
                }
                taking.of_here = true;
            }
            return Ok(());
        }
        if !taking.of_here {
            return Err(another_facility());
        }
        match table {
            Table::Keys => {
                let mut batch = Batch::new();
                for row in self.keep_keys(rows).await? {
                    batch.put(Table::Meta, row.key, row.value);
                }
                self.write_brought(batch).await
            }
            Table::CaseKeys => {
                let case_keys = rows;
                let brought = Brought {
                    case_keys,
                    ..Brought::default()
                };
                self.take_from_file(&brought).await
            }
            Table::Operations => {
                let brought = Brought {
                    operations: rows,
                    ..Brought::default()
                };
                self.take_from_file(&brought).await
            }
            Table::Bodies => {
                let mut batch = Batch::new();
                self.keep_bodies(&mut batch, rows).await?;
                self.write(batch).await
            }
            _ => Ok(()),
        }
    }

    /// Rows of a file: what is new waits to be sent on.
    async fn take_from_file(&mut self, brought: &Brought) -> Result<(), Failure> {
        let batch = self.sound_case_keys(&brought.case_keys).await?;
        if !batch.changes().is_empty() {
            self.write(batch).await?;
        }
        let records = self.take_in_from_file(brought).await?;
        let came = records.iter().map(|(_, record)| record.0);
        self.line.came.extend(came);
        if records.iter().any(|(kind, _)| *kind == Kind::Facility) {
            self.drop_ended_members().await?;
        }
        self.commit(Work::default()).await.map(|_| ())
    }
}

fn weight(row: &Row) -> usize {
    row.key.len() + row.value.len()
}

fn another_facility() -> Failure {
    Failure::new(
        "This file is of another facility.",
        "Records of two facilities are never mixed.",
        "the file",
        "Choose a file that a laptop of this facility wrote.",
    )
}
