//! Python's pip, through which the packer downloads the pinned source packages. Nothing is installed with it.

use anyhow::{Result, ensure};

use super::debian;
use crate::progress::say;
use crate::workspace::{Workspace, output_of};

/// Makes sure that `python3 -m pip` can be run.
pub(crate) fn ensure(workspace: &Workspace) -> Result<()> {
    let there = || {
        output_of(
            workspace
                .command("python3")
                .args(["-m", "pip", "--version"]),
        )
        .is_some()
    };
    if !there() {
        debian::install(workspace, &["python3", "python3-pip"])?;
        ensure!(
            there(),
            "python3-pip was installed but `python3 -m pip` does not run"
        );
    }
    say("pip: there");
    Ok(())
}
