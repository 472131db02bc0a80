//! Estimates, refusals and documents, seen from outside.

#![allow(clippy::unwrap_used, unreachable_pub, missing_docs)]

mod additions;
mod discharges;
mod documents;
mod early;
mod made_up;
mod outliers;
mod packs;
mod programs;
mod properties;
mod refusals;
mod transfers;
mod turnings;
