//! Files that Chartroom writes for itself: JSON in the clear that says its format and version, read strictly.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::protocol::{Event, Failure};

/// A kind of file.
pub(crate) struct Format {
    /// How it names itself.
    pub(crate) name: &'static str,
    /// The newest version that is read, and the one that is written.
    pub(crate) newest: u32,
    /// What is in it, for messages: `stay`.
    pub(crate) holds: &'static str,
    /// Largest file that is read.
    pub(crate) most_bytes: usize,
}

impl Format {
    /// Writes a file, whose struct begins with this format's name and newest version.
    ///
    /// # Errors
    /// It can't be written.
    pub(crate) fn write(&self, name: String, file: &impl Serialize) -> Result<Event, Failure> {
        let bytes = serde_json::to_vec_pretty(file).map_err(|e| {
            self.failure(
                format!("The {} can't be written.", self.holds),
                e.to_string(),
            )
        })?;
        Ok(Event::File {
            name,
            media_type: "application/json".to_owned(),
            bytes,
        })
    }

    /// Reads a file. The failure names the place in it and quotes nothing of it.
    ///
    /// # Errors
    /// It is no such file, or one of a newer Chartroom.
    pub(crate) fn read<F: DeserializeOwned>(&self, bytes: &[u8]) -> Result<F, Failure> {
        // The header first, so that a file of a newer Chartroom is not called broken.
        #[derive(Deserialize)]
        struct Header {
            format: String,
            version: u32,
        }
        if bytes.len() > self.most_bytes {
            return Err(self.failure(
                format!("This file can't be read as a {}.", self.holds),
                "It is far longer than such files are.".to_owned(),
            ));
        }
        let header: Header = serde_json::from_slice(bytes).map_err(|e| self.unreadable(&e))?;
        if header.format != self.name {
            return Err(self.failure(
                format!("This file holds no {}.", self.holds),
                "It is of another kind.".to_owned(),
            ));
        }
        if header.version > self.newest {
            return Err(Failure {
                fix: "Update Chartroom and open it again.".to_owned(),
                ..self.failure(
                    format!("This {} was written by a newer Chartroom.", self.holds),
                    format!(
                        "It has version {}; this build reads up to {}.",
                        header.version, self.newest
                    ),
                )
            });
        }
        serde_json::from_slice(bytes).map_err(|e| self.unreadable(&e))
    }

    fn unreadable(&self, error: &serde_json::Error) -> Failure {
        let why = match error.classify() {
            serde_json::error::Category::Eof => "It ends too early.",
            serde_json::error::Category::Syntax => "It is not JSON.",
            _ => "A field is missing, unknown, twice there or of the wrong kind.",
        };
        Failure {
            place: format!("line {}, column {}", error.line(), error.column()),
            ..self.failure(
                format!("This file can't be read as a {}.", self.holds),
                why.to_owned(),
            )
        }
    }

    fn failure(&self, what: String, why: String) -> Failure {
        Failure {
            what,
            why,
            place: "the file".to_owned(),
            fix: "Choose a file that Chartroom wrote.".to_owned(),
        }
    }
}
