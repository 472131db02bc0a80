//! What a keystroke costs, and what it costs to ask all that a stay could group to: natively and in Chromium.

use anyhow::Result;

use super::group::{in_browser, native};
use crate::job::output;
use crate::workspace::Workspace;

/// Discharge date of the stays: the last version that CMS's own software was compared with.
const DATE: &str = "2026-05-10";

/// Edits, whole keystrokes and suppositions, in milliseconds.
pub(crate) fn keystrokes(workspace: &Workspace) -> Result<()> {
    native(workspace)?;
    let mut command = workspace.optimised("engine", "--example", "bench_stays");
    command.arg(workspace.packs()).arg(DATE);
    println!("native               {}", output(command)?);
    in_browser(workspace, "edits", DATE.as_ref())
}
