//! From chunks of any length to sections whose digest was found right. Whatever the bytes, it gives an error or what
//! was written; it never holds more than one section and one chunk.

use sha2::{Digest as _, Sha256};

use super::{BackupError, Contents, FORMAT, Section};
use super::{
    DIGEST, END, END_HEAD, HEAD, LARGEST_ROW, LARGEST_SECTION, MAGIC, ROW_HEAD, SECTION,
    SECTION_HEAD,
};
use crate::{Row, Table, schema};

/// Reads a backup as its chunks come: [`feed`](Reader::feed) one, take [sections](Reader::section) until there is none,
/// and after the last chunk [`finish`](Reader::finish).
pub struct Reader {
    /// What came and was not read yet, from `read` on.
    pending: Vec<u8>,
    read: usize,
    whole: Sha256,
    contents: Contents,
    /// Where the next row has to be beyond.
    last: Option<(Table, Vec<u8>)>,
    state: State,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Head,
    Sections,
    Ended,
}

impl Default for Reader {
    fn default() -> Self {
        Self::new()
    }
}

impl Reader {
    /// Before the first byte.
    #[must_use]
    pub fn new() -> Self {
        let contents = Contents {
            format: 0,
            schema: 0,
            sections: 0,
            rows: [0; Table::ALL.len()],
            size: 0,
            digest: [0; DIGEST],
        };
        Self {
            pending: Vec::new(),
            read: 0,
            whole: Sha256::new(),
            contents,
            last: None,
            state: State::Head,
        }
    }

    /// The next bytes of the file.
    pub fn feed(&mut self, chunk: &[u8]) {
        self.pending.drain(..self.read);
        self.read = 0;
        self.pending.extend_from_slice(chunk);
    }

    /// The next section, if all of it has come.
    ///
    /// # Errors
    /// When the file is no backup, newer, or changed.
    pub fn section(&mut self) -> Result<Option<Section>, BackupError> {
        if self.state == State::Head && !self.head()? {
            return Ok(None);
        }
        let rest = &self.pending[self.read..];
        let Some(kind) = rest.first() else {
            return Ok(None);
        };
        match (self.state, *kind) {
            (State::Ended, _) => Err(self.damaged("something follows the end")),
            (_, SECTION) => self.rows(),
            (_, END) => self.end().map(|()| None),
            _ => Err(self.damaged("a part is neither rows nor the end")),
        }
    }

    /// After the last chunk and section: what the backup holds.
    ///
    /// # Errors
    /// When its end hasn't come.
    pub fn finish(self) -> Result<Contents, BackupError> {
        if self.state == State::Ended && self.read == self.pending.len() {
            return Ok(self.contents);
        }
        let rest = &self.pending[self.read..];
        if self.state == State::Head && !MAGIC.starts_with(&rest[..rest.len().min(MAGIC.len())]) {
            return Err(BackupError::NotABackup);
        }
        Err(BackupError::Truncated {
            at: self.contents.size + rest.len() as u64,
        })
    }

    fn head(&mut self) -> Result<bool, BackupError> {
        let come = &self.pending[self.read..];
        let known = come.len().min(MAGIC.len());
        if come[..known] != MAGIC[..known] {
            return Err(BackupError::NotABackup);
        }
        let Some((head, _)) = come.split_at_checked(HEAD) else {
            return Ok(false);
        };
        let (said, digest) = head.split_at(HEAD - DIGEST);
        if Sha256::digest(said).as_slice() != digest {
            return Err(self.damaged("the digest of its head is another"));
        }
        let (format, arrangement) = (number(&said[8..]), number(&said[12..]));
        if format / 100 != FORMAT / 100 {
            return Err(BackupError::Newer {
                what: format!("format {format}"),
            });
        }
        if !schema::is_compatible(arrangement) {
            return Err(BackupError::Newer {
                what: format!("arrangement {arrangement}"),
            });
        }
        (self.contents.format, self.contents.schema) = (format, arrangement);
        self.advance(HEAD);
        self.state = State::Sections;
        Ok(true)
    }

    fn rows(&mut self) -> Result<Option<Section>, BackupError> {
        let come = &self.pending[self.read..];
        let Some((head, _)) = come.split_at_checked(SECTION_HEAD) else {
            return Ok(None);
        };
        let (rows, length) = (number(&head[2..]) as usize, number(&head[6..]) as usize);
        if length > LARGEST_SECTION || rows == 0 || length / ROW_HEAD < rows {
            return Err(self.damaged("a section has lengths that none is written with"));
        }
        let Some((section, rest)) = come.split_at_checked(SECTION_HEAD + length) else {
            return Ok(None);
        };
        let Some((digest, _)) = rest.split_at_checked(DIGEST) else {
            return Ok(None);
        };
        if Sha256::digest(section).as_slice() != digest {
            return Err(self.damaged("the digest of a section is another"));
        }
        // A table of a later build: leaving its rows out would lose them.
        let Some(table) = Table::from_number(section[1]) else {
            return Err(BackupError::Newer {
                what: format!("table {}", section[1]),
            });
        };
        let Some(rows) = split(&section[SECTION_HEAD..], rows) else {
            return Err(self.damaged("the rows of a section don't fill it"));
        };
        let mut last = self.last.take();
        for row in &rows {
            if last
                .as_ref()
                .is_some_and(|(before, key)| (*before, key) >= (table, &row.key))
            {
                return Err(self.damaged("rows are not in their order"));
            }
            last = Some((table, row.key.clone()));
        }
        self.last = last;
        self.contents.sections += 1;
        self.contents.rows[table as usize] += rows.len() as u64;
        self.advance(SECTION_HEAD + length + DIGEST);
        Ok(Some(Section { table, rows }))
    }

    fn end(&mut self) -> Result<(), BackupError> {
        let come = &self.pending[self.read..];
        let Some((end, rest)) = come.split_at_checked(END_HEAD) else {
            return Ok(());
        };
        let Some((digest, rest)) = rest.split_at_checked(DIGEST) else {
            return Ok(());
        };
        let sections = self.contents.sections.to_le_bytes();
        let rows = self.contents.rows.iter().sum::<u64>().to_le_bytes();
        if end[1..9] != sections || end[9..] != rows {
            return Err(self.damaged("sections are missing"));
        }
        let mut whole = self.whole.clone();
        whole.update(end);
        let found = whole.finalize();
        if found.as_slice() != digest {
            return Err(self.damaged("the digest of the whole is another"));
        }
        let more = !rest.is_empty();
        self.contents.digest = found.into();
        self.advance(END_HEAD + DIGEST);
        self.state = State::Ended;
        if more {
            Err(self.damaged("something follows the end"))
        } else {
            Ok(())
        }
    }

    fn advance(&mut self, bytes: usize) {
        self.whole
            .update(&self.pending[self.read..self.read + bytes]);
        self.read += bytes;
        self.contents.size += bytes as u64;
    }

    pub(super) fn damaged(&self, why: &'static str) -> BackupError {
        BackupError::Damaged {
            at: self.contents.size,
            why,
        }
    }
}

/// The first four bytes.
fn number(bytes: &[u8]) -> u32 {
    bytes
        .first_chunk()
        .map_or(0, |bytes| u32::from_le_bytes(*bytes))
}

/// Exactly so many rows, and nothing after them.
fn split(mut bytes: &[u8], rows: usize) -> Option<Vec<Row>> {
    let mut found = Vec::with_capacity(rows);
    for _ in 0..rows {
        let (head, rest) = bytes.split_at_checked(ROW_HEAD)?;
        let (key, value) = (number(head) as usize, number(&head[4..]) as usize);
        if key.checked_add(value)? > LARGEST_ROW {
            return None;
        }
        let (key, rest) = rest.split_at_checked(key)?;
        let (value, rest) = rest.split_at_checked(value)?;
        found.push(Row {
            key: key.to_vec(),
            value: value.to_vec(),
        });
        bytes = rest;
    }
    bytes.is_empty().then_some(found)
}
