//! What is wrong with a chain, by name and place.

use core::fmt;

use serde::{Deserialize, Serialize};

use super::{Head, RowError};
use crate::{DeviceId, Parts};

/// A fault of a chain. `position` counts the rows as they were handed over, from 0; a sequence is an entry's own number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Fault {
    /// The entry isn't what was written: its bytes don't have its hash, or can't be read.
    Edited {
        /// Which entry.
        sequence: u64,
        /// Where it stands.
        position: u64,
        /// If its bytes aren't even a row.
        unreadable: Option<RowError>,
    },
    /// The entry fits itself but not the entry after it, which was chained to another: altered with its hash made anew.
    Replaced {
        /// Which entry.
        sequence: u64,
    },
    /// Entries are missing, with later ones present.
    Dropped {
        /// The first that is missing.
        first: u64,
        /// The last that is.
        last: u64,
    },
    /// Entries stand in another order than they were written in.
    Reordered {
        /// The lowest of the entries that are out of order among themselves.
        first: u64,
        /// The highest.
        last: u64,
    },
    /// An entry stands here a second time.
    Duplicated {
        /// Which entry.
        sequence: u64,
        /// Where the second stands.
        position: u64,
    },
    /// A row that is no entry of this chain: all entries are there beside it.
    Inserted {
        /// Where it stands.
        position: u64,
    },
    /// A row of another device's chain.
    Foreign {
        /// Where it stands.
        position: u64,
        /// Whose it is.
        device: DeviceId,
        /// Which entry of that chain.
        sequence: u64,
    },
    /// The chain ends before its head: the last entries are missing.
    Truncated {
        /// How many entries are left at most; the last present is one below.
        length: u64,
        /// How many there were.
        expected: u64,
    },
    /// The head is older than what is known of the chain: an old copy of it was put back.
    HeadRolledBack {
        /// What the head says.
        head: u64,
        /// How many entries there are or were.
        known: u64,
    },
    /// The entry isn't the one that a head names: it, or the chain up to it, was written anew.
    HeadDiffers {
        /// Which entry.
        sequence: u64,
        /// What the head says.
        head: Head,
    },
    /// The head is another device's.
    HeadForeign {
        /// Whose it is.
        device: DeviceId,
    },
}

/// What a check of a chain says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Verdict {
    /// Every entry is there, unaltered and in its place, up to the head.
    Sound(Head),
    /// Not so; at least one fault, in the order of entries.
    Broken(Vec<Fault>),
}

impl Fault {
    /// The fault in words.
    #[must_use]
    pub fn parts(&self) -> Parts {
        let (what, why, place) = match *self {
            Self::Edited {
                sequence,
                position,
                unreadable,
            } => (
                "an entry of the audit trail was altered".to_owned(),
                unreadable.map_or_else(
                    || "its bytes don't have the hash they were written with".to_owned(),
                    |e| e.to_string(),
                ),
                format!("entry {sequence} (row {position})"),
            ),
            Self::Replaced { sequence } => (
                "an entry of the audit trail was replaced".into(),
                "the entry after it was chained to another one".into(),
                format!("entry {sequence}"),
            ),
            Self::Dropped { first, last } => (
                "entries of the audit trail are missing".into(),
                "sequences have no gaps, and later entries are there".into(),
                entries(first, last),
            ),
            Self::Reordered { first, last } => (
                "entries of the audit trail stand in another order".into(),
                "they don't follow their sequence".into(),
                entries(first, last),
            ),
            Self::Duplicated { sequence, position } => (
                "an entry of the audit trail stands there twice".into(),
                "its sequence was there before".into(),
                format!("entry {sequence} (again at row {position})"),
            ),
            Self::Inserted { position } => (
                "a row was put into the audit trail".into(),
                "it is no entry of the chain, which is there without it".into(),
                format!("row {position}"),
            ),
            Self::Foreign {
                position,
                device,
                sequence,
            } => (
                "a row of another device's audit trail stands in this one".into(),
                format!("it is entry {sequence} of device {device}"),
                format!("row {position}"),
            ),
            Self::Truncated { length, expected } => (
                "the end of the audit trail is missing".into(),
                format!("its head counts {expected} entries"),
                entries(length, expected.saturating_sub(1)),
            ),
            Self::HeadRolledBack { head, known } => (
                "the head of the audit trail is an older one".into(),
                format!("it counts {head} entries where {known} are known"),
                entries(head, known.saturating_sub(1)),
            ),
            Self::HeadDiffers { sequence, head } => (
                "the audit trail was written anew".into(),
                format!("a head of {} entries names another hash", head.length),
                format!("entry {sequence} or before"),
            ),
            Self::HeadForeign { device } => (
                "the head of the audit trail is another device's".into(),
                format!("it belongs to device {device}"),
                "head".into(),
            ),
        };
        Parts {
            what,
            why,
            place,
            fix: "tell the privacy officer; keep the device as it is and compare with the last backup".into(),
        }
    }
}

fn entries(first: u64, last: u64) -> String {
    if first == last {
        format!("entry {first}")
    } else {
        format!("entries {first} to {last}")
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Parts {
            what,
            why,
            place,
            fix,
        } = self.parts();
        write!(f, "{what}: {place}; {why}; {fix}")
    }
}
