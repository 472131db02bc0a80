//! What goes over the line: requests of a device and answers of the server. Each is one byte for the version of the protocol,
//! then postcard, then the first eight bytes of the SHA-256 of all that: a bit that a line, a proxy or a stick has turned over
//! is not taken for a cursor. Who asks is said outside of it, by the session.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::item::{Head, Item, ItemId, Stream};
use crate::shelf::ShelfId;

/// Version of the protocol.
pub const PROTOCOL: u8 = 1;

/// What a device asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Request {
    /// Keep these. Answered by [`Said::Pushed`].
    Push(Vec<Item>),
    /// Keep this piece of a large item. A piece without bytes asks how much is there already. Answered by [`Said::Parted`], and
    /// with the last piece by [`Said::Pushed`].
    Part {
        /// What the whole is called.
        id: ItemId,
        /// What is known of the whole.
        head: Head,
        /// Where the piece begins.
        offset: u32,
        /// The piece.
        bytes: Vec<u8>,
    },
    /// Which of these does the shelf lack? Answered by [`Said::Missing`].
    Missing(Vec<ItemId>),
    /// Of which earlier shelves is this one a part? Answered by [`Said::Kin`].
    Kin,
    /// What came to a stream after this cursor. Answered by [`Said::Pulled`].
    Pull {
        /// Which.
        stream: Stream,
        /// The last cursor that is kept here; 0 for none.
        after: u64,
        /// Cursors, first and last, of what this device has sent itself and does not need back.
        own: Vec<(u64, u64)>,
        /// About how many bytes the answer may have; one item comes in any case.
        most: u32,
    },
    /// A piece of a large item. Answered by [`Said::Piece`].
    Fetch {
        /// The item's cursor.
        cursor: u64,
        /// Where the piece begins.
        offset: u32,
        /// The most bytes of it.
        most: u32,
    },
}

/// What the server answers. Every answer says of which shelf it is and how long that is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The shelf. Another id than before: it is another shelf, or one that was put back from a backup.
    pub shelf: ShelfId,
    /// The last cursor on it, of all streams.
    pub head: u64,
    /// The answer.
    pub said: Said,
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Said {
    /// What became of each item, in the order in which they came.
    Pushed(Vec<Verdict>),
    /// How many bytes of a large item are there.
    Parted(u32),
    /// Places, in the list that was asked about, of what the shelf lacks.
    Missing(Vec<u32>),
    /// The earlier shelves out of whose backups this one was put back, and up to which cursor it is the same as each.
    Kin(Vec<(ShelfId, u64)>),
    /// Items in the order of their cursors.
    Pulled {
        /// They.
        items: Vec<Placed>,
        /// Up to which cursor the stream has been gone through.
        through: u64,
        /// Whether there are more in the stream.
        more: bool,
    },
    /// A piece.
    Piece(Vec<u8>),
    /// Nothing was done.
    Stopped(Stopped),
}

/// What became of an item that was pushed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Verdict {
    /// It is kept, and on the server's disk, under this cursor.
    Kept(u64),
    /// It was kept before.
    Known,
    /// It is not kept.
    Refused(Refusal),
}

/// Why an item is not kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum Refusal {
    /// There is no room for the facility now. It stays in the outbox and is tried again.
    #[error("the server has no room left for the facility: {used} of {quota} bytes are used")]
    Full {
        /// Bytes in use.
        used: u64,
        /// Bytes allowed.
        quota: u64,
    },
    /// It is larger than any item may be.
    #[error("it has {length} bytes, and the server takes {most}")]
    TooLarge {
        /// Its bytes.
        length: u32,
        /// The most.
        most: u32,
    },
    /// It has not as many bytes as its head says, or is called otherwise.
    #[error("it came to the server changed or incomplete")]
    Unsound,
}

impl Refusal {
    /// Whether trying again can help without anybody doing anything to the item.
    #[must_use]
    pub const fn passes(&self) -> bool {
        matches!(self, Self::Full { .. })
    }
}

/// Why nothing was done of what was asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stopped {
    /// The session is over: log in again.
    Expired,
    /// The device was taken out of the facility.
    Revoked {
        /// Whether what it keeps is to be removed.
        wipe: bool,
    },
    /// Too much at once: again after so many seconds.
    Busy(u32),
    /// The request can't be read, or asks for what there can't be.
    Malformed,
}

/// An item on the shelf.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Placed {
    /// Where.
    pub cursor: u64,
    /// The item.
    pub offered: Offered,
}

/// An item as a pull gives it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Offered {
    /// Whole.
    Whole(Item),
    /// Too large for the answer: fetched piece by piece.
    Large {
        /// What it is called.
        id: ItemId,
        /// What is known of it.
        head: Head,
    },
}

/// What came can't be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Garbled {
    /// There is nothing.
    #[error("an empty message")]
    Empty,
    /// Another version of the protocol.
    #[error("protocol {0}, and this build speaks {PROTOCOL}")]
    Protocol(u8),
    /// Cut off or harmed.
    #[error("a message that is cut off or harmed")]
    Harmed,
}

/// Bytes of the digest at the end.
const CHECK: usize = 8;

fn check(bytes: &[u8]) -> [u8; CHECK] {
    let digest: [u8; 32] = Sha256::digest(bytes).into();
    core::array::from_fn(|place| digest[place])
}

pub(crate) fn written(message: &impl Serialize) -> Vec<u8> {
    let mut bytes = postcard::to_extend(message, vec![PROTOCOL])
        .expect("a message has nothing postcard can't write");
    bytes.extend(check(&bytes));
    bytes
}

pub(crate) fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Garbled> {
    let &version = bytes.first().ok_or(Garbled::Empty)?;
    let (message, end) = bytes.split_last_chunk().ok_or(Garbled::Harmed)?;
    if *end != check(message) {
        return Err(Garbled::Harmed);
    }
    if version != PROTOCOL {
        return Err(Garbled::Protocol(version));
    }
    match postcard::take_from_bytes(message.get(1..).unwrap_or_default()) {
        Ok((message, [])) => Ok(message),
        _ => Err(Garbled::Harmed),
    }
}

impl Request {
    /// Its bytes.
    ///
    /// # Panics
    /// Never: a request has nothing that can't be written.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        written(self)
    }

    /// Reads one.
    ///
    /// # Errors
    /// See [`Garbled`].
    pub fn read(bytes: &[u8]) -> Result<Self, Garbled> {
        read(bytes)
    }
}

impl Answer {
    /// Its bytes.
    ///
    /// # Panics
    /// Never: an answer has nothing that can't be written.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        written(self)
    }

    /// Reads one.
    ///
    /// # Errors
    /// See [`Garbled`].
    pub fn read(bytes: &[u8]) -> Result<Self, Garbled> {
        read(bytes)
    }
}
