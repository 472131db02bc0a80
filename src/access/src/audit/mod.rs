//! The audit trail: what happened ([`Event`]), and the chain of hashes it stands in ([`Chain`]).
//!
//! An event holds ids and paths, never a name and never a value. Its caller seals it; the chain hashes the sealed bytes
//! as they stand in the row, so the trail is checked without a key.
//!
//! What the chain proves, and what not: the hash needs no key, so whoever can write the store could build a whole new
//! chain of rows that don't open. Rows must therefore be sealed with device and sequence as associated data, and the
//! head kept sealed elsewhere, with copies that others hold (a backup, another device, a server): see
//! [`Verifier::witness`]. A row and its head are written in one transaction.

mod act;
mod chain;
mod event;
mod fault;
mod reason;
mod row;
mod verify;

pub use act::{Act, Happened};
pub use chain::{Chain, Head, Place};
pub use event::{Event, EventError, Outcome, Part, PartError, Stored};
pub use fault::{Fault, Verdict};
pub use reason::{Reason, ReasonError, Why};
pub use row::{Hash, Row, RowError};
pub use verify::{Verifier, verify};
