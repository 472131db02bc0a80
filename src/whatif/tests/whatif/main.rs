//! What is supposed of a stay, held against the grouper's own answers.
#![allow(clippy::print_stderr, clippy::unwrap_used)]

mod brute_force;
mod evidence;
mod loaded;
mod principal;
mod query;
mod severity;
mod versions;
