//! Patients, encounters, documents, coding cases and people, as records made of operations.
//!
//! A record is what was done to it: each [`Operation`] says who set which fields to what, in place of what, when and
//! why. The present ([`State`]) is a fold over the operations and comes out the same in whatever order they arrive;
//! values that nobody has replaced stand beside each other as a [`Conflict`] for a person to settle. [`Log`] holds a
//! record with its past: its history, and undo without limit. [`model`] is the present in the field's terms; an edit is
//! the difference between two models.
//!
//! Keys, sealing and storing are elsewhere; an operation is bytes there. Ids, times and the user come in from outside.

mod chain;
mod clock;
mod compact;
mod edit;
mod field;
mod history;
mod id;
mod log;
pub mod model;
mod operation;
mod order;
mod state;
mod undo;
mod value;

pub use chain::{Break, check};
pub use clock::{Moment, Stamp};
pub use edit::Hand;
pub use field::Field;
pub use history::Entry;
pub use id::{BodyId, DeviceId, EntryId, NoId, OpId, RecordId, UserId};
pub use log::Log;
pub use operation::{Change, Kind, Operation, Recorded, Unreadable};
pub use order::between;
pub use state::{Applied, Conflict, Live, Parallel, Register, State};
pub use undo::{CannotUndo, Reversal};
pub use value::Value;
