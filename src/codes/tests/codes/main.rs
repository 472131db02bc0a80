//! The code sets: read, searched, leafed through, built and damaged.
#![allow(clippy::print_stderr, clippy::unwrap_used)]

mod code_history;
mod damaged_packs;
mod procedure_builder;
mod search_packs;
mod search_small;
mod tabular_book;
mod typed_texts;
#[path = "../builder/walk.rs"]
mod walk;
