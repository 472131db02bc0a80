//! PostgreSQL, for the tests of the server: who serves from SQLite needs none.

use std::fs;

use anyhow::{Result, ensure};

use super::debian;
use crate::progress::say;
use crate::workspace::{Workspace, output_of};

/// Makes sure that the tests can start a server of their own.
pub(crate) fn ensure(workspace: &Workspace) -> Result<()> {
    if !there(workspace) {
        debian::install(workspace, &["postgresql"])?;
        ensure!(
            there(workspace),
            "postgresql was installed but its server is not to be found"
        );
    }
    say("postgresql: there");
    Ok(())
}

/// In `PATH`, or where Debian keeps servers by version.
fn there(workspace: &Workspace) -> bool {
    let in_path = output_of(workspace.command("postgres").arg("--version")).is_some();
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten();
    in_path
        || versions
            .flatten()
            .any(|version| version.path().join("bin/postgres").is_file())
}
