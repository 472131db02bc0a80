//! The engine as a screen asks it.
#![allow(clippy::print_stderr, clippy::unwrap_used)]

mod book;
mod facility;
mod guidelines;
mod loaded;
mod official_files;
mod otherwise;
mod payment;
#[path = "../../../official/tests/samples/mod.rs"]
mod samples;
mod surveys;
mod with_packs;
mod without_packs;
