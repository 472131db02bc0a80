//! `chartroom` as a script or a keeper of a server calls it.
#![allow(clippy::print_stderr, clippy::unwrap_used)]

#[path = "../../../server/tests/cluster/mod.rs"]
mod cluster;
mod conformance;
#[cfg(unix)]
mod crowded;
mod damaged_packs;
mod group_contract;
mod https;
mod keeping;
mod killed;
mod malformed;
mod program;
mod search_contract;
mod serving;
