//! The server that keeps sealed rows of facilities and can read none of them.
//!
//! [`Shelves`] keeps what devices send, in SQLite or PostgreSQL, and answers as [`sync::Shelf`] does, which is in memory: the
//! tests ask all three the same.

mod shelves;

pub use shelves::{FacilityId, Sender, Shelves, Trouble};
