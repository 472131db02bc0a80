//! The bytes of a backup, part after part.

use sha2::{Digest as _, Sha256};

use super::{BackupError, HEAD};
use super::{
    Contents, DIGEST, END, FORMAT, LARGEST_ROW, MAGIC, ROW_HEAD, SECTION, SECTION_HEAD,
    SECTION_SIZE,
};
use crate::{Row, Table};

/// Turns rows into the parts of a file. Tables have to come in their order, rows in that of their keys.
pub struct Writer {
    whole: Sha256,
    contents: Contents,
}

impl Writer {
    /// Begins a backup of a store of this arrangement: the writer, and the file's first bytes.
    #[must_use]
    pub fn begin(schema: u32) -> (Self, Vec<u8>) {
        let mut head = Vec::with_capacity(HEAD);
        head.extend_from_slice(MAGIC);
        head.extend_from_slice(&FORMAT.to_le_bytes());
        head.extend_from_slice(&schema.to_le_bytes());
        let digest = Sha256::digest(&head);
        head.extend_from_slice(&digest);
        let contents = Contents {
            format: FORMAT,
            schema,
            sections: 0,
            rows: [0; Table::ALL.len()],
            size: 0,
            digest: [0; DIGEST],
        };
        let mut writer = Self {
            whole: Sha256::new(),
            contents,
        };
        writer.count(&head);
        (writer, head)
    }

    /// How many of these rows, from the first on, make one section.
    ///
    /// # Errors
    /// [`BackupError::TooLarge`].
    pub fn fitting(table: Table, rows: &[Row]) -> Result<usize, BackupError> {
        let mut size = 0;
        for (place, row) in rows.iter().enumerate() {
            let bytes = row.key.len() + row.value.len();
            if bytes > LARGEST_ROW {
                return Err(BackupError::TooLarge {
                    table,
                    size: bytes as u64,
                });
            }
            size += ROW_HEAD + bytes;
            if size >= SECTION_SIZE {
                return Ok(place + 1);
            }
        }
        Ok(rows.len())
    }

    /// The bytes of a section of these rows, which have to [fit](Writer::fitting) one.
    pub fn section(&mut self, table: Table, rows: &[Row]) -> Vec<u8> {
        let length: usize = rows
            .iter()
            .map(|row| ROW_HEAD + row.key.len() + row.value.len())
            .sum();
        let mut section = Vec::with_capacity(SECTION_HEAD + length + DIGEST);
        section.extend_from_slice(&[SECTION, table.number()]);
        section.extend_from_slice(&(rows.len() as u32).to_le_bytes());
        section.extend_from_slice(&(length as u32).to_le_bytes());
        for row in rows {
            section.extend_from_slice(&(row.key.len() as u32).to_le_bytes());
            section.extend_from_slice(&(row.value.len() as u32).to_le_bytes());
            section.extend_from_slice(&row.key);
            section.extend_from_slice(&row.value);
        }
        let digest = Sha256::digest(&section);
        section.extend_from_slice(&digest);
        self.count(&section);
        self.contents.sections += 1;
        self.contents.rows[table as usize] += rows.len() as u64;
        section
    }

    /// The file's last bytes, and what it holds.
    #[must_use]
    pub fn finish(mut self) -> (Vec<u8>, Contents) {
        let mut end = vec![END];
        end.extend_from_slice(&self.contents.sections.to_le_bytes());
        end.extend_from_slice(&self.contents.rows.iter().sum::<u64>().to_le_bytes());
        self.count(&end);
        let digest = self.whole.finalize();
        end.extend_from_slice(&digest);
        self.contents.digest = digest.into();
        self.contents.size += DIGEST as u64;
        (end, self.contents)
    }

    fn count(&mut self, bytes: &[u8]) {
        self.whole.update(bytes);
        self.contents.size += bytes.len() as u64;
    }
}
