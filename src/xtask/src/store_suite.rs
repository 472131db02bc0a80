//! The store's suite for a browser: its module, and the page that starts it in a worker. No part of the product.

use std::fs;

use anyhow::{Context as _, Result};

use crate::job::Job;
use crate::workspace::Workspace;

/// What stands beside the module, from `tests/store`.
const PAGE: [&str; 3] = ["index.html", "page.js", "worker.js"];
const MODULE: &str = "store-suite";

/// Makes `target/store-suite`, a folder that can be served. Expects the tools.
pub(crate) fn build(workspace: &Workspace) -> Result<()> {
    let folder = workspace.target().join(MODULE);
    let mut compile = workspace.cargo();
    compile.args(["build", "--locked", "--release", "--package", "store"]);
    compile.args(["--bin", MODULE, "--features", "browser,suite"]);
    compile.args(["--target", "wasm32-unknown-unknown"]);
    Job::new(workspace, MODULE, "the store's suite as WebAssembly").run(compile)?;

    let module = workspace
        .cargo_target()
        .join("wasm32-unknown-unknown/release")
        .join(MODULE)
        .with_extension("wasm");
    let mut bind = workspace.command("wasm-bindgen");
    bind.args(["--target", "web", "--no-typescript", "--out-dir"])
        .arg(&folder)
        .arg(&module);
    Job::new(
        workspace,
        "store-suite-bindings",
        "its way in for a browser",
    )
    .run(bind)?;

    for name in PAGE {
        let from = workspace.root().join("tests/store").join(name);
        fs::copy(&from, folder.join(name))
            .with_context(|| format!("copying {}", from.display()))?;
    }
    Ok(())
}
