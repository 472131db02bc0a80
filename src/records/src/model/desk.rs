//! What one user keeps for himself: which documents he has read, and where he was.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::id::{BodyId, EntryId, RecordId};

/// A user's desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Desk {
    /// Documents read, by the body that was read: an amended document is unread again.
    pub read: BTreeMap<EntryId, BodyId>,
    /// The encounter last worked on.
    pub last: Option<RecordId>,
    /// Widths of panes in per cent, by the name of the divider.
    pub dividers: BTreeMap<String, u8>,
}
