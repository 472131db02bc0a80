//! The custodian of the records: the keeper of the legal record on one device, behind the screen.
//!
//! It owns the vault's keys, the store's rows and the records, and answers a typed [`protocol`]. Nothing is told as saved
//! before the store has it on the disk; nothing is read or written that whoever has unlocked may not; every read, edit
//! and failed attempt is in the audit trail. It knows no screen and no code set; time, chance and the slow derivation
//! of keys come from its [`Surroundings`], so that all of it runs and is tested natively.

pub mod protocol;

#[cfg(any(feature = "worker", feature = "keys"))]
pub mod stretch;
#[cfg(feature = "worker")]
pub mod worker;

#[cfg(feature = "client")]
pub mod client;

#[cfg(feature = "keeper")]
mod answer;
#[cfg(feature = "keeper")]
mod cases;
#[cfg(feature = "keeper")]
mod catalogue;
#[cfg(feature = "keeper")]
mod charts;
#[cfg(feature = "keeper")]
mod check;
#[cfg(feature = "keeper")]
mod commit;
#[cfg(feature = "keeper")]
mod custodian;
#[cfg(feature = "keeper")]
mod devices;
#[cfg(feature = "keeper")]
mod door;
#[cfg(feature = "keeper")]
mod ends;
#[cfg(feature = "keeper")]
mod entitled;
#[cfg(feature = "keeper")]
mod failure;
#[cfg(feature = "keeper")]
mod founding;
#[cfg(feature = "keeper")]
mod hex;
#[cfg(feature = "hostile")]
pub mod hostile;
#[cfg(feature = "keeper")]
mod keep_catalogue;
#[cfg(feature = "keeper")]
mod keeping;
#[cfg(feature = "keeper")]
mod past;
#[cfg(feature = "keeper")]
mod patients;
#[cfg(feature = "keeper")]
mod people;
#[cfg(feature = "keeper")]
mod reading;
#[cfg(feature = "keeper")]
mod rights;
#[cfg(feature = "keeper")]
mod rows;
#[cfg(feature = "keeper")]
mod session;
#[cfg(feature = "keeper")]
mod store_row;
#[cfg(feature = "keeper")]
mod summary;
#[cfg(feature = "keeper")]
mod surroundings;
#[cfg(feature = "keeper")]
mod syncing;
#[cfg(feature = "keeper")]
mod trail;

#[cfg(feature = "keeper")]
pub use check::Checking;
#[cfg(feature = "keeper")]
pub use custodian::Custodian;
#[cfg(feature = "keeper")]
pub use keeping::{Brought, TakenIn};
#[cfg(feature = "keeper")]
pub use surroundings::{Judged, Now, Storage, Stretched, Surroundings};
#[cfg(feature = "keeper")]
pub use syncing::{Errand, Heard};

#[cfg(all(test, feature = "keeper"))]
mod tests;
