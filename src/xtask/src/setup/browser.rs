//! Chromium and its driver, for the tests: the app itself needs only the user's browser.

use anyhow::{Result, ensure};

use super::debian;
use crate::progress::say;
use crate::workspace::{Workspace, output_of};

/// Makes sure that both can be started.
pub(crate) fn ensure(workspace: &Workspace) -> Result<()> {
    let there = |program: &str| output_of(workspace.command(program).arg("--version")).is_some();
    if !(there("chromium") && there("chromedriver")) {
        debian::install(workspace, &["chromium", "chromium-driver"])?;
        ensure!(
            there("chromium"),
            "chromium was installed but does not start"
        );
        ensure!(
            there("chromedriver"),
            "chromedriver was installed but does not start"
        );
    }
    say("chromium, chromedriver: there");
    Ok(())
}
