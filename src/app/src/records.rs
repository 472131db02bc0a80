//! The records kept on this device: their door, and what lies behind it.

mod backup_file;
mod backups;
mod demo;
mod door;
mod exchange;
mod facility;
mod found;
mod glasses;
mod history;
mod home;
mod keeper;
mod keys;
mod kit;
mod locked_by;
mod marker;
mod people;
mod pieces;
mod safety;
mod start;
mod store_check;
mod trail;
mod watch;

pub(crate) use door::{Behind, RecordsPage};
pub(crate) use exchange::{ContainDialog, ExchangePill};
pub(crate) use home::Tab;
pub(crate) use keeper::Keeper;
