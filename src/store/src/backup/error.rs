//! Why a backup could not be written or restored.

use std::fmt;

use crate::{StoreError, Table};

/// What went wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BackupError {
    /// The file doesn't begin as a backup does.
    NotABackup,
    /// A newer version wrote it, in a way this one doesn't know.
    Newer {
        /// What is newer, with its number.
        what: String,
    },
    /// The file ends too early.
    Truncated {
        /// How long it is.
        at: u64,
    },
    /// The file was changed since it was written.
    Damaged {
        /// From which byte on.
        at: u64,
        /// What can't be so.
        why: &'static str,
    },
    /// The file is not the one that was checked.
    Exchanged,
    /// The store to restore into has rows already.
    NotEmpty {
        /// The first table with any.
        table: Table,
    },
    /// Rows came or went while the backup was written.
    Changed {
        /// Where.
        table: Table,
    },
    /// A row is too large for a backup.
    TooLarge {
        /// Where.
        table: Table,
        /// Bytes of its key and value.
        size: u64,
    },
    /// The file could not be read or written.
    File {
        /// What was said.
        why: String,
    },
    /// The store could not be read or written.
    Store(StoreError),
}

impl BackupError {
    /// What happened.
    #[must_use]
    pub const fn what(&self) -> &'static str {
        match self {
            Self::NotABackup => "this file is no backup",
            Self::Newer { .. } => "this backup was written by a newer version",
            Self::Truncated { .. } => "this backup is not complete",
            Self::Damaged { .. } => "this backup is damaged",
            Self::Exchanged => "the file changed between checking and restoring",
            Self::NotEmpty { .. } => "there are records on this device already",
            Self::Changed { .. } => "records changed while the backup was written",
            Self::TooLarge { .. } => "a row is too large for a backup",
            Self::File { .. } => "the file could not be used",
            Self::Store(error) => error.what(),
        }
    }

    /// Why.
    #[must_use]
    pub fn why(&self) -> String {
        match self {
            Self::NotABackup => "it doesn't begin as a backup does".to_owned(),
            Self::Newer { what } => format!("this version doesn't know {what}"),
            Self::Truncated { .. } => "it ends in the middle of a part".to_owned(),
            Self::Damaged { why, .. } => (*why).to_owned(),
            Self::Exchanged => "its digest is not that of the file that was checked".to_owned(),
            Self::NotEmpty { .. } => {
                "a backup is restored only where nothing can be overwritten".to_owned()
            }
            Self::Changed { .. } => {
                "the table has another number of rows than were written".to_owned()
            }
            Self::TooLarge { size, .. } => format!("it has {size} bytes"),
            Self::File { why } => why.clone(),
            Self::Store(error) => error.why(),
        }
    }

    /// Where.
    #[must_use]
    pub fn r#where(&self) -> String {
        match self {
            Self::Truncated { at } => format!("the end of the file, after {at} bytes"),
            Self::Damaged { at, .. } => format!("the file, from byte {at} on"),
            Self::NotEmpty { table } | Self::Changed { table } | Self::TooLarge { table, .. } => {
                format!("table {}", table.name())
            }
            Self::NotABackup | Self::Newer { .. } | Self::Exchanged | Self::File { .. } => {
                "the file".to_owned()
            }
            Self::Store(error) => error.r#where(),
        }
    }

    /// What helps.
    #[must_use]
    pub const fn fix(&self) -> &'static str {
        match self {
            Self::NotABackup => "choose the file that the export wrote",
            Self::Newer { .. } => "load the newer version first, then restore",
            Self::Truncated { .. } | Self::Damaged { .. } => {
                "copy the file again from where it was kept, or take another backup"
            }
            Self::Exchanged => {
                "copy the file to this device, wipe what was begun, and restore again"
            }
            Self::NotEmpty { .. } => {
                "restore in a browser profile without records, or wipe this one first"
            }
            Self::Changed { .. } => "write the backup again while nobody works in another tab",
            Self::TooLarge { .. } => {
                "report this: attachments are cut into pieces that are smaller"
            }
            Self::File { .. } => "look whether the file can be opened and the disk has room",
            Self::Store(error) => error.fix(),
        }
    }
}

impl From<StoreError> for BackupError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl fmt::Display for BackupError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}\n  why: {}\n  where: {}\n  fix: {}",
            self.what(),
            self.why(),
            self.r#where(),
            self.fix()
        )
    }
}

impl std::error::Error for BackupError {}
