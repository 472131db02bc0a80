//! What a code is on a given date.
//!
//! This crate reads the data packs (see [`pack`]) and answers questions about ICD-10-CM and ICD-10-PCS codes.
//! Every answer depends on a date: there is no "current code set". It knows nothing of patients, and does no
//! input or output: packs come in as bytes.

pub mod book;
pub mod cm;
mod code;
pub mod date;
pub mod history;
mod lookup;
pub mod pack;
pub mod pcs;
mod replaced;
pub mod search;
mod texts;
mod validity;
pub mod weights;

pub use code::{Period, System, TitleSource};
pub use date::Ymd;
pub use pack::{PackError, PackKind};
