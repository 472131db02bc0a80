//! Encounters and their charts: who may, the words behind the record, what came in from files, and what codes rest on.
//!
//! One chart is open at a time. Its texts are in memory from the first search on, and gone when another is opened or it
//! is locked.

mod answer;
pub(crate) mod bodies;
mod conditions;
mod demo;
mod difference;
mod documents;
mod encounters;
mod evidence;
mod forms;
mod identity;
mod import;
pub(crate) mod journal;
mod open;
mod page;
mod plan;
mod planted;
mod rights;
mod running;
mod search;
mod versions;
mod view;

pub(crate) use open::Charts;
