//! What a server answers over HTTP, over SQLite and PostgreSQL: one suite for both. Apart from it stand the suites that hold
//! up a server or measure who waits for whom, and the one that listens to the logs.
#![allow(clippy::unwrap_used)]

mod admitting;
mod backups;
#[path = "../cluster/mod.rs"]
mod cluster;
mod door;
mod freezing;
mod guessing;
mod hints;
mod laptops;
mod passkeys;
#[path = "../people/mod.rs"]
mod people;
#[path = "../places/mod.rs"]
mod places;
mod shelves;
