//! The records kept on this device: their door, and what lies behind it.

mod demo;
mod door;
mod found;
mod home;
mod keeper;
mod kit;
mod people;
mod watch;

pub(crate) use door::{Behind, RecordsPage, TextField, failure};
pub(crate) use keeper::Keeper;
