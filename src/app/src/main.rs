//! The screens of Chartroom: the coding workspace, batches, the facility's rules, and what is loaded.
//!
//! A screen holds what it shows and nothing else. Whatever is true about a code or a stay is asked of the engine,
//! which runs in a worker; this crate knows only the engine's protocol.

// The component macro makes its property structs `pub`, in modules that are not.
#![allow(unreachable_pub)]

mod about;
mod batch;
mod chart;
mod coding;
mod disputes;
mod facility;
mod guidelines;
mod link;
mod official;
mod patients;
mod records;
mod shell;
mod ui;
mod worklist;

fn main() {
    shell::crash::install();
    leptos::mount::mount_to_body(shell::App);
}
