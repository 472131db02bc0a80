//! The packs as they are built, and what is said of official files.
#![allow(clippy::expect_used, clippy::unwrap_used)]

mod axis_labels;
mod import;
mod packs;
#[path = "../../../official/tests/samples/mod.rs"]
mod samples;
mod working_titles;
