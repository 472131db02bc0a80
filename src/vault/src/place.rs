//! Where a sealed thing stands. The place isn't stored in it; the opener states it, and a row moved, swapped or rolled
//! back to another place doesn't open.

use core::fmt;

use serde::{Deserialize, Serialize};

use crate::id::{DeviceId, FacilityId, OperationId, RecordHash};

macro_rules! tables {
    ($($(#[$doc:meta])* $name:ident = $number:literal $text:literal),+ $(,)?) => {
        /// A table of the store, or another kind of container. Numbers are part of the format and never reused.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[repr(u8)]
        pub enum Table { $($(#[$doc])* $name = $number),+ }

        impl Table {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The table's name.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => $text),+ }
            }
        }
    };
}

tables! {
    /// What the device knows of itself.
    Meta = 1 "meta",
    /// Member envelopes and sealed keyrings.
    Keys = 2 "keys",
    /// Wrapped case keys.
    CaseKeys = 3 "case_keys",
    /// Operations by record.
    Operations = 4 "operations",
    /// Operations by arrival.
    Arrivals = 5 "arrivals",
    /// States of records at some operation.
    Checkpoints = 6 "checkpoints",
    /// Pages of summaries.
    Catalogue = 7 "catalogue",
    /// Texts of documents, and attachments.
    Bodies = 8 "bodies",
    /// Audit events.
    Audit = 9 "audit",
    /// What is to be sent.
    Outbox = 10 "outbox",
    /// A backup file.
    Backup = 11 "backup",
    /// A file handed from one device to another.
    Handover = 12 "handover",
}

/// Where a sealed thing stands. What doesn't apply is `None`, which is another place than any value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The facility.
    pub facility: FacilityId,
    /// The table.
    pub table: Table,
    /// The record.
    pub record: Option<RecordHash>,
    /// The operation, document body or attachment.
    pub operation: Option<OperationId>,
    /// The device that wrote.
    pub device: Option<DeviceId>,
    /// That device's sequence number, or the number of a page.
    pub sequence: Option<u64>,
    /// The key epoch.
    pub epoch: u32,
    /// The schema of the content.
    pub schema: u32,
}

/// Length of a place's encoding.
pub(crate) const ENCODED: usize = 16 + 1 + 3 * 17 + 9 + 4 + 4;

impl Place {
    /// The facility's own place in a table; refine it with struct update syntax.
    #[must_use]
    pub const fn new(facility: FacilityId, table: Table, epoch: u32, schema: u32) -> Self {
        Self {
            facility,
            table,
            record: None,
            operation: None,
            device: None,
            sequence: None,
            epoch,
            schema,
        }
    }

    /// The canonical encoding: every field at its own fixed offset, so two places never have the same bytes.
    #[must_use]
    pub fn encode(&self) -> [u8; ENCODED] {
        fn field(out: &mut [u8; ENCODED], at: &mut usize, bytes: &[u8]) {
            out[*at..*at + bytes.len()].copy_from_slice(bytes);
            *at += bytes.len();
        }
        let mut out = [0; ENCODED];
        let mut at = 0;
        field(&mut out, &mut at, &self.facility.0);
        field(&mut out, &mut at, &[self.table as u8]);
        for id in [
            self.record.map(|id| id.0),
            self.operation.map(|id| id.0),
            self.device.map(|id| id.0),
        ] {
            field(&mut out, &mut at, &[u8::from(id.is_some())]);
            field(&mut out, &mut at, &id.unwrap_or_default());
        }
        field(&mut out, &mut at, &[u8::from(self.sequence.is_some())]);
        field(
            &mut out,
            &mut at,
            &self.sequence.unwrap_or_default().to_be_bytes(),
        );
        field(&mut out, &mut at, &self.epoch.to_be_bytes());
        field(&mut out, &mut at, &self.schema.to_be_bytes());
        debug_assert_eq!(at, ENCODED);
        out
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "table {}", self.table.name())?;
        if let Some(record) = self.record {
            write!(f, ", record {record}")?;
        }
        if let Some(operation) = self.operation {
            write!(f, ", operation {operation}")?;
        }
        if let Some(device) = self.device {
            write!(f, ", device {device}")?;
        }
        if let Some(sequence) = self.sequence {
            write!(f, ", number {sequence}")?;
        }
        write!(f, ", key epoch {}, schema {}", self.epoch, self.schema)
    }
}
