//! Packages from npm, pinned with their digests in `node/package-lock.json`: wasm-opt, axe-core, and the
//! libraries that search is measured beside.

use std::fs;

use anyhow::{Context as _, Result, ensure};

use crate::job::Job;
use crate::progress::say;
use crate::stamp::Stamp;
use crate::workspace::{Workspace, output_of};

const LISTS: [&str; 2] = [
    "src/xtask/node/package.json",
    "src/xtask/node/package-lock.json",
];

/// Installs them, unless the same lock file was installed before.
pub(super) fn ensure(workspace: &Workspace) -> Result<()> {
    let stamp = Stamp::of(workspace, "node-tools", &LISTS, &[])?;
    let program = workspace
        .node_tools()
        .join("node_modules/binaryen/bin/wasm-opt");
    let link = workspace.tools_bin().join("wasm-opt");
    if stamp.is_fresh() && program.is_file() && link.exists() {
        say("wasm-opt, axe-core: there");
        return Ok(());
    }
    ensure!(
        output_of(workspace.command("npm").arg("--version")).is_some(),
        "npm is missing; wasm-opt comes through it\n  fix: install Node.js 20 or newer (apt-get install nodejs npm)"
    );
    stamp.clear()?;
    fs::create_dir_all(workspace.node_tools())?;
    for list in LISTS {
        let list = workspace.root().join(list);
        let name = list.file_name().context("a file name")?;
        fs::copy(&list, workspace.node_tools().join(name))
            .with_context(|| format!("copying {}", list.display()))?;
    }
    let mut install = workspace.command("npm");
    install.current_dir(workspace.node_tools()).args([
        "ci",
        "--no-audit",
        "--no-fund",
        "--ignore-scripts",
    ]);
    Job::new(workspace, "npm", "wasm-opt and axe-core").run(install)?;
    let _ = fs::remove_file(&link);
    #[cfg(unix)]
    std::os::unix::fs::symlink("../node/node_modules/binaryen/bin/wasm-opt", &link)
        .with_context(|| format!("linking {}", link.display()))?;
    ensure!(
        output_of(workspace.command("wasm-opt").arg("--version")).is_some(),
        "wasm-opt was installed but does not run\n  fix: Node.js 20 or newer"
    );
    stamp.set()
}
