//! What a proxy on the way could keep: every byte, a file for each connection and way, so that no word is torn by what went
//! beside it.

use std::fs::File;
use std::io::{self, Write as _};
use std::path::Path;

/// The record of one way of one connection; nothing where none is kept.
pub(super) struct Record(Option<File>);

impl Record {
    /// Begins it.
    ///
    /// # Errors
    /// When the file can't be made.
    pub(super) fn begin(folder: Option<&Path>, connection: u64, way: &str) -> io::Result<Self> {
        let file = folder.map(|folder| File::create(folder.join(format!("{connection:04}.{way}"))));
        file.transpose().map(Self)
    }

    /// Adds bytes to it.
    ///
    /// # Errors
    /// When they can't be written.
    pub(super) fn add(&mut self, bytes: &[u8]) -> io::Result<()> {
        match &mut self.0 {
            Some(file) => file.write_all(bytes),
            None => Ok(()),
        }
    }
}
