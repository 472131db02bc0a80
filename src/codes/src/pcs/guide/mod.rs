//! Explains ICD-10-PCS in our own words: what each operation aims to do, what each approach is, and which label a
//! word of the operating room stands for.
//!
//! The official definitions are the authority; these sentences help to find the value, they don't replace the
//! definition. The tables stand beside this file, one line an entry, and tests hold them against the code set.

mod operations;
mod words;

pub use operations::{Aim, Approach, Operation, approach, approaches, operation, operations};
pub use words::{Axis, SurgicalWord, surgical_words};
