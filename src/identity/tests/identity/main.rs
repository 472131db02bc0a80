//! Who is who: compared, weighed, numbered, told apart.
#![allow(clippy::unwrap_used)]

mod findings;
mod gate;
mod generated;
mod matcher;
mod numbers;
mod overlay;
