//! Official files: recognised, read, held against the loaded codes; the damaged and hostile ones too.
#![allow(clippy::unwrap_used)]

mod effects;
mod fit;
mod guidelines;
mod hostile;
mod indexes;
mod lists;
mod published;
mod recognition;
#[path = "../samples/mod.rs"]
mod samples;
