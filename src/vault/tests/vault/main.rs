//! Keys, envelopes and sealed rows, from outside.
#![allow(clippy::unwrap_used)]

mod attachments;
#[path = "../cast/mod.rs"]
mod cast;
mod codes;
mod devices;
mod keyrings;
mod members;
mod passwords;
mod rows;
mod vectors;
