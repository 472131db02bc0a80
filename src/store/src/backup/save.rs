//! Writing a backup of a store.

use super::{BackupError, Contents, SECTION_SIZE, Writer, restore};
use crate::{Direction, Range, Row, Store, Table, lease, schema};

/// Rows that are read at once, before it is known how large they are.
const FIRST_PAGE: usize = 16;
const LARGEST_PAGE: usize = 1_024;

/// A backup that is written piece by piece, for whoever has other things to do in between or wants to stop.
///
/// Each page of rows is a transaction of its own: whoever does this has to hold writing back until the last piece. That
/// rows came or went is noticed at the end; that one was replaced is not.
pub struct Saving {
    writer: Writer,
    /// The file's first bytes, until they are given.
    head: Option<Vec<u8>>,
    /// The table that is being written, by its place.
    table: usize,
    range: Range,
    limit: usize,
    /// Rows read and not written yet.
    rows: Vec<Row>,
    written: [u64; Table::ALL.len()],
}

/// A piece of a backup.
pub enum Piece {
    /// Further bytes.
    More(Vec<u8>),
    /// The last bytes, and what all of them hold.
    Last(Vec<u8>, Contents),
}

impl Default for Saving {
    fn default() -> Self {
        Self::new()
    }
}

impl Saving {
    /// Before the first piece.
    #[must_use]
    pub fn new() -> Self {
        let (writer, head) = Writer::begin(schema::CURRENT);
        Self {
            writer,
            head: Some(head),
            table: 0,
            range: Range::all(),
            limit: FIRST_PAGE,
            rows: Vec::new(),
            written: [0; Table::ALL.len()],
        }
    }

    /// The next piece: a section of about a mebibyte.
    ///
    /// # Errors
    /// When the store can't be read, or rows came or went. The file is of no use then.
    pub async fn next(&mut self, store: &impl Store) -> Result<Piece, BackupError> {
        if let Some(head) = self.head.take() {
            return Ok(Piece::More(head));
        }
        while let Some(table) = Table::ALL.get(self.table).copied() {
            if self.rows.is_empty() && !self.read(store, table).await? {
                (self.table, self.range, self.limit) = (self.table + 1, Range::all(), FIRST_PAGE);
                continue;
            }
            if self.rows.is_empty() {
                continue;
            }
            let rest = self.rows.split_off(Writer::fitting(table, &self.rows)?);
            let rows = std::mem::replace(&mut self.rows, rest);
            return Ok(Piece::More(self.writer.section(table, &rows)));
        }
        for table in Table::ALL {
            if store.count(table).await? != self.written[table as usize] {
                return Err(BackupError::Changed { table });
            }
        }
        let (writer, _) = Writer::begin(schema::CURRENT);
        let (end, contents) = std::mem::replace(&mut self.writer, writer).finish();
        Ok(Piece::Last(end, contents))
    }

    /// Reads the next page of a table; says whether there was one.
    async fn read(&mut self, store: &impl Store, table: Table) -> Result<bool, BackupError> {
        let mut rows = store
            .range(table, &self.range, Some(self.limit), Direction::Forward)
            .await?;
        let Some(last) = rows.last() else {
            return Ok(false);
        };
        self.range = self.range.clone().resumed_after(last.key.clone());
        let size: usize = rows.iter().map(|row| row.key.len() + row.value.len()).sum();
        self.limit = (SECTION_SIZE * rows.len() / size.max(1)).clamp(1, LARGEST_PAGE);
        self.written[table as usize] += rows.len() as u64;
        rows.retain(|row| !of_this_device(table, row));
        self.rows = rows;
        Ok(true)
    }
}

/// Writes all rows but the lease, which belongs to this device, as a stream of chunks into `sink`.
///
/// # Errors
/// As [`Saving::next`], or when the sink refuses.
pub async fn save(
    store: &impl Store,
    mut sink: impl AsyncFnMut(Vec<u8>) -> Result<(), String>,
) -> Result<Contents, BackupError> {
    let refused = |why| BackupError::File { why };
    let mut saving = Saving::new();
    loop {
        match saving.next(store).await? {
            Piece::More(bytes) => sink(bytes).await.map_err(refused)?,
            Piece::Last(bytes, contents) => {
                sink(bytes).await.map_err(refused)?;
                return Ok(contents);
            }
        }
    }
}

/// Rows that a backup neither takes nor brings.
pub(super) fn of_this_device(table: Table, row: &Row) -> bool {
    let own = [lease::KEY, restore::UNFINISHED].contains(&row.key.as_slice());
    table == Table::Meta && (own || row.key.starts_with(super::THIS_DEVICE))
}
