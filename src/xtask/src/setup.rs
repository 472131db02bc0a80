//! Tools: what is there is used, what can be compiled or fetched is, and what can't be is named.

mod browser;
mod cargo_tools;
mod database;
mod debian;
mod node_tools;
mod openssl;
mod python;
mod std_library;

use std::fs::{self, File};
use std::thread;

use anyhow::{Context as _, Result, anyhow};

use crate::job::Job;
use crate::workspace::Workspace;

pub(crate) use browser::ensure as browser;
pub(crate) use database::ensure as database;
pub(crate) use openssl::ensure as openssl;
pub(crate) use python::ensure as python;

/// What turns the sources into a site: the wasm32 standard library, wasm-bindgen, Trunk, wasm-opt.
pub(crate) fn site_tools(workspace: &Workspace) -> Result<()> {
    let _lock = lock(workspace)?;
    std_library::ensure(workspace)?;
    cargo_tools::ensure(workspace)?;
    node_tools::ensure(workspace)
}

/// The crates of the lock file, so that everything after this compiles without a network.
pub(crate) fn fetch_dependencies(workspace: &Workspace) -> Result<()> {
    let mut fetch = workspace.cargo();
    fetch.args(["fetch", "--locked"]);
    Job::new(workspace, "crates", "the crates of Cargo.lock").run(fetch)
}

/// Runs two lanes at once and waits for both; the first failure is reported, of both if both failed.
pub(crate) fn beside(
    left: impl FnOnce() -> Result<()> + Send,
    right: impl FnOnce() -> Result<()> + Send,
) -> Result<()> {
    thread::scope(|scope| {
        let right = scope.spawn(right);
        let left = left();
        let right = right
            .join()
            .unwrap_or_else(|_| Err(anyhow!("a set-up step panicked")));
        match (left, right) {
            (Err(left), Err(right)) => Err(left.context(format!("also failed: {right:#}"))),
            (left, right) => left.and(right),
        }
    })
}

/// Two set-ups at once would compile everything twice: the second waits here.
fn lock(workspace: &Workspace) -> Result<File> {
    fs::create_dir_all(workspace.tools_bin())?;
    let path = workspace.tools().join("lock");
    let file = File::create(&path).with_context(|| format!("creating {}", path.display()))?;
    file.lock()
        .with_context(|| format!("locking {}", path.display()))?;
    Ok(file)
}
