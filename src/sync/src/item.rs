//! What is exchanged: a sealed row, with what a server may know of it.

use core::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

const LABEL: &[u8] = b"chartroom item 1";

/// What kind of rows an item belongs to. Streams are fetched one by one, so that keys come before what they open, and what
/// somebody waits for before what is only large.
///
/// A number, for a newer device may send what this one does not know: a server keeps it all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Stream(pub u8);

impl Stream {
    /// Envelopes of members, and keyrings sealed to them.
    pub const KEYS: Self = Self(1);
    /// Operations, and the keys of the records that they are on.
    pub const LOG: Self = Self(2);
    /// Texts of documents and pieces of attachments.
    pub const BODIES: Self = Self(3);
    /// Entries of the audit trail.
    pub const TRAIL: Self = Self(4);
}

/// Which device made a row, and which of its rows it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Origin {
    /// The device that wrote it; who sends it may be another.
    pub device: [u8; 16],
    /// Its place in the device's chain, from 1.
    pub sequence: u64,
}

/// What is known of an item without a key.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Head {
    /// What it belongs to.
    pub stream: Stream,
    /// Where it stands in a device's chain; nothing for rows that are in none.
    pub origin: Option<Origin>,
    /// The key epoch it is sealed in.
    pub epoch: u32,
    /// The key under which it stands in the stores of devices: opaque ids.
    pub key: Vec<u8>,
    /// How many bytes its sealed part has.
    pub length: u32,
}

/// A sealed row.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Item {
    /// What is known of it without a key.
    pub head: Head,
    /// The row.
    pub bytes: Vec<u8>,
}

/// What an item is called: SHA-256 of its head and its bytes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ItemId(pub [u8; 32]);

impl fmt::Debug for ItemId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for byte in &self.0[..6] {
            write!(f, "{byte:02x}")?;
        }
        Ok(())
    }
}

impl Item {
    /// A row of so many bytes.
    #[must_use]
    pub fn new(
        stream: Stream,
        origin: Option<Origin>,
        epoch: u32,
        key: Vec<u8>,
        bytes: Vec<u8>,
    ) -> Self {
        let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        let head = Head {
            stream,
            origin,
            epoch,
            key,
            length,
        };
        Self { head, bytes }
    }

    /// What it is called.
    #[must_use]
    pub fn id(&self) -> ItemId {
        self.head.id(&self.bytes)
    }

    /// Whether it has as many bytes as its head says.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        u32::try_from(self.bytes.len()) == Ok(self.head.length)
    }
}

impl Head {
    /// What an item of this head with these bytes is called.
    ///
    /// # Panics
    /// Never: a head has nothing that can't be written.
    #[must_use]
    pub fn id(&self, bytes: &[u8]) -> ItemId {
        let head = postcard::to_stdvec(self).expect("a head has nothing postcard can't write");
        let mut hasher = Sha256::new();
        hasher.update(LABEL);
        hasher.update((head.len() as u64).to_be_bytes());
        hasher.update(&head);
        hasher.update(bytes);
        ItemId(hasher.finalize().into())
    }
}
