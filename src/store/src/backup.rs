//! A backup: all rows of a store in one file, sealed as they are. It can be read only with the keys inside it, which a
//! password or the printed kit opens; this crate merely sees that no byte of it has changed.
//!
//! The file is a head, sections of rows of one table each, and an end. Head, each section and the whole have a SHA-256
//! of their own. It is written and read as a stream of chunks, so that a backup of a gigabyte needs a megabyte or two of
//! memory (and room for its largest row). Tables and keys stand in ascending order, so that there is one file for given
//! sections and no row twice. Numbers are little-endian:
//!
//! | part | bytes |
//! |---|---|
//! | head | `CHARTRBK`, format (4), the store's arrangement (4), digest of these (32) |
//! | section | 1, table (1), rows (4), length of what follows (4), rows: length of key (4), of value (4), key, value; digest of the section (32) |
//! | end | 2, sections (8), rows (8), digest of everything before (32) |
//!
//! Restoring reads the file twice: [`check`] proves it whole before [`restore`] writes the first row.

mod error;
mod reader;
mod restore;
mod save;
mod writer;

pub use error::BackupError;
pub use reader::Reader;
pub use restore::{Restoring, check, restore, section, unfinished};
pub use save::{Piece, Saving, save};
pub use writer::Writer;

use crate::{Row, Table};

/// The format this build writes. As with the store's arrangement, another hundred is another format.
pub const FORMAT: u32 = 100;

/// What keys of rows begin with, in [`Table::Meta`], that are this device's alone: no backup takes them along, and none brings
/// them.
pub const THIS_DEVICE: &[u8] = b"this device/";

const MAGIC: &[u8; 8] = b"CHARTRBK";
const HEAD: usize = 48;
const DIGEST: usize = 32;
const SECTION: u8 = 1;
/// Kind, table, number of rows, length.
const SECTION_HEAD: usize = 10;
const END: u8 = 2;
/// Kind, number of sections, number of rows.
const END_HEAD: usize = 17;
/// The two lengths before a row.
const ROW_HEAD: usize = 8;
/// A section is closed once it is this long.
const SECTION_SIZE: usize = 1 << 20;
/// Key and value of one row together. Attachments are cut into pieces far smaller.
const LARGEST_ROW: usize = 64 << 20;
/// A section holds less than its size before its last row.
const LARGEST_SECTION: usize = SECTION_SIZE + ROW_HEAD + LARGEST_ROW;

/// Rows of one table, as they stand in a backup.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// Where they belong.
    pub table: Table,
    /// In the order of their keys.
    pub rows: Vec<Row>,
}

/// What a whole backup holds. Only reading or writing one to its end gives it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contents {
    format: u32,
    schema: u32,
    sections: u64,
    rows: [u64; Table::ALL.len()],
    size: u64,
    digest: [u8; DIGEST],
}

impl Contents {
    /// The file's format.
    #[must_use]
    pub const fn format(&self) -> u32 {
        self.format
    }

    /// The arrangement of the store it was taken from.
    #[must_use]
    pub const fn schema(&self) -> u32 {
        self.schema
    }

    /// Rows of a table.
    #[must_use]
    pub const fn rows(&self, table: Table) -> u64 {
        self.rows[table as usize]
    }

    /// Bytes of the file.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// The digest at the file's end: a person can compare two files by it.
    #[must_use]
    pub const fn digest(&self) -> &[u8; DIGEST] {
        &self.digest
    }
}

/// A backup as it comes, in chunks of any length.
#[allow(async_fn_in_trait)]
pub trait Source {
    /// The next chunk; none at the end.
    ///
    /// # Errors
    /// What reading the file gives, in words.
    async fn chunk(&mut self) -> Result<Option<Vec<u8>>, String>;
}

/// A backup in memory.
impl Source for &[u8] {
    async fn chunk(&mut self) -> Result<Option<Vec<u8>>, String> {
        let (chunk, rest) = self.split_at(self.len().min(SECTION_SIZE));
        *self = rest;
        Ok((!chunk.is_empty()).then(|| chunk.to_vec()))
    }
}
