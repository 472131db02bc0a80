//! Why the store could not do something: what happened, why, where, and what helps.

use std::fmt;

use crate::Table;

/// What went wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum StoreError {
    /// There is no room. Nothing of the batch was written.
    Full,
    /// The lease was taken by somebody else. Nothing of the batch was written.
    Superseded {
        /// The number under which the batch was to be written.
        mine: u64,
        /// The number that stands in the store.
        latest: u64,
    },
    /// A row that had to be absent is there. Nothing of the batch was written.
    Occupied {
        /// Where it is.
        table: Table,
        /// Its key.
        key: Vec<u8>,
    },
    /// A row is not as the batch expects it. Nothing of the batch was written.
    Changed {
        /// Where it is.
        table: Table,
        /// Its key.
        key: Vec<u8>,
    },
    /// The database was deleted, with everything in it.
    Gone,
    /// Another tab wants to change or delete the database, and this one let go of it.
    Closing,
    /// The connection broke, was made again, and broke once more. Whether a write went through is not known.
    Lost {
        /// What the browser said.
        why: String,
    },
    /// A newer version wrote the store, in an arrangement that this one doesn't know. It was left as it is.
    Newer {
        /// The arrangement's number.
        found: u32,
        /// The number of this build.
        known: u32,
    },
    /// Something in the store can't be as it is.
    Damaged {
        /// What it is.
        place: String,
        /// What is wrong with it.
        why: String,
    },
    /// The browser gives no database here.
    Unavailable {
        /// What the browser said.
        why: String,
    },
}

impl StoreError {
    /// What happened.
    #[must_use]
    pub const fn what(&self) -> &'static str {
        match self {
            Self::Full => "there is no room left to save to",
            Self::Superseded { .. } => "another tab has taken over",
            Self::Occupied { .. } => "a row that was to be new is already there",
            Self::Changed { .. } => "a row is not as it was read",
            Self::Gone => "the records kept on this device were deleted",
            Self::Closing => "another tab needs the store to itself",
            Self::Lost { .. } => "the connection to the store broke",
            Self::Newer { .. } => "the store was written by a newer version",
            Self::Damaged { .. } => "the store is damaged",
            Self::Unavailable { .. } => "nothing can be kept on this device",
        }
    }

    /// Why.
    #[must_use]
    pub fn why(&self) -> String {
        match self {
            Self::Full => {
                "the browser's quota for this site or the disk is used up; nothing of the last write was kept".to_owned()
            }
            Self::Superseded { mine, latest } => {
                format!("this tab writes under number {mine}, the store is held under number {latest}")
            }
            Self::Occupied { .. } => "it was written before; nothing of the batch was written".to_owned(),
            Self::Changed { .. } => "it was written in between; nothing of the batch was written".to_owned(),
            Self::Gone => "the browser or a person removed the site's data while it was open".to_owned(),
            Self::Closing => "it is about to change or delete the database".to_owned(),
            Self::Lost { why } | Self::Damaged { why, .. } | Self::Unavailable { why } => why.clone(),
            Self::Newer { found, known } => {
                format!("its arrangement has number {found}; this version knows {known}")
            }
        }
    }

    /// Where.
    #[must_use]
    pub fn r#where(&self) -> String {
        match self {
            Self::Occupied { table, key } | Self::Changed { table, key } => {
                let key: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
                format!("table {}, key {key}", table.name())
            }
            Self::Damaged { place, .. } => place.clone(),
            Self::Unavailable { .. } => "this browser, in this window".to_owned(),
            _ => "the store on this device".to_owned(),
        }
    }

    /// What helps.
    #[must_use]
    pub const fn fix(&self) -> &'static str {
        match self {
            Self::Full => {
                "free some space on the device, then save again; what is on screen is not lost by that"
            }
            Self::Superseded { .. } => "go on in the other tab, or reload this one to take over",
            Self::Occupied { .. } | Self::Changed { .. } => "read the row and go by what it holds",
            Self::Gone => {
                "save what is on screen to a file, then reload: a second copy in this browser brings them back, if it is still there. Otherwise restore a backup"
            }
            Self::Closing => "reload this tab",
            Self::Lost { .. } => "reload this tab and look whether the last change is there",
            Self::Newer { .. } => {
                "load the newer version: reload while connected. Nothing was changed"
            }
            Self::Damaged { .. } => "export what can be read, then restore a backup",
            Self::Unavailable { .. } => "leave the private window, or allow this site to keep data",
        }
    }

    /// Whether nothing of the batch that met this was written. Only a broken connection leaves it open.
    #[must_use]
    pub const fn nothing_written(&self) -> bool {
        !matches!(self, Self::Lost { .. })
    }
}

impl fmt::Display for StoreError {
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

impl std::error::Error for StoreError {}
