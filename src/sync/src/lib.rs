//! How devices exchange sealed rows through a server that can't read them.
//!
//! An [`Item`] is a sealed row with what a server may know of it. What it is called is the digest of all of it, so that
//! sending twice is sending once. A facility's [`Shelf`] at the server keeps items in the order in which they came;
//! a device's [`Exchange`] sends what waits and fetches what it has not seen, stream by stream, over any line. Both are
//! state machines: no network, no disk, no clock and no chance inside. The carrier of either does what they ask for and tells
//! them what came of it.
//!
//! What the exchange holds to:
//!
//! - A row leaves the outbox only after the server has said that it keeps it.
//! - A cursor moves only in the batch that keeps what came before it.
//! - A server that forgot what it had (an older backup put back, a wiped disk) is noticed by the id and the length of its shelf;
//!   what it lacks is sent again.
//! - A row that is refused for good is *wedged*: kept on the device with the reason, for a person, and it blocks nothing else.
//! - A server keeps what is of a kind it does not know, and gives it to those who ask for it.

pub mod door;
mod exchange;
mod item;
mod shelf;
mod wire;

pub use exchange::{Action, Event, Exchange, Limits, Progress, Trouble, Waiting};
pub use item::{Head, Item, ItemId, Origin, Stream};
pub use shelf::{Chain, ORIGINS, Room, Shelf, ShelfId, may_be_pushed};
pub use wire::{
    Answer, Garbled, Offered, PROTOCOL, Placed, Refusal, Request, Said, Stopped, Verdict,
};
