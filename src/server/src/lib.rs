//! The server that keeps sealed rows of facilities and can read none of them.
//!
//! [`Shelves`] keeps what devices send, in SQLite or PostgreSQL, and answers as [`sync::Shelf`] does, which is in memory: the
//! tests ask all three the same. [`Door`] says who may come in. [`Server`] is both over HTTP, as a router that any program or
//! test can mount.
//!
//! Nothing that a client sends is a fault of the server's: what is understood is answered with 200 and the refusal inside. Only a
//! database that does not answer is ([`Trouble`]), with 503. No log, metric or error says a name, a token, a code or a byte of
//! what was sent.

mod backup;
mod clock;
mod connections;
mod crowd;
mod database;
mod door;
mod hints;
mod http;
mod metrics;
mod passkeys;
mod readiness;
mod secrets;
mod serving;
mod shelves;
mod tries;
mod trouble;
mod turns;

pub use backup::{Restored, Source, backup, restore};
pub use clock::Clock;
pub use connections::{Connection, Connections};
pub use door::{Answered, Door, Reached};
pub use passkeys::NoPasskeys;
pub use serving::{Options, Server};
pub use shelves::{FacilityId, Sender, Shelves};
pub use trouble::Trouble;
