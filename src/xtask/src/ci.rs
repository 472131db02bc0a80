//! What continuous integration runs, in the order in which it is cheapest to fail.

use anyhow::Result;

use crate::job::show;
use crate::test;
use crate::workspace::Workspace;

/// Formatting, tools and packs, lints for both targets, then every test.
pub(crate) fn all(workspace: &Workspace) -> Result<()> {
    let mut format = workspace.cargo();
    format.args(["fmt", "--all", "--check"]);
    show("formatting", format)?;

    test::prepare(workspace)?;
    test::beside_the_page(workspace, || lints(workspace))
}

/// Lints for both targets.
fn lints(workspace: &Workspace) -> Result<()> {
    let mut native = workspace.cargo();
    native.args([
        "clippy",
        "--locked",
        "--workspace",
        "--all-targets",
        "--",
        "-D",
        "warnings",
    ]);
    show("lints, native", native)?;

    let mut browser = workspace.cargo();
    browser.args([
        "clippy",
        "--locked",
        "--package",
        "app",
        "--package",
        "engine",
        "--package",
        "store",
        "--package",
        "custodian",
        "--features",
        "store/browser,store/suite,custodian/worker,custodian/keys",
    ]);
    browser.args(["--target", "wasm32-unknown-unknown", "--", "-D", "warnings"]);
    show("lints, browser", browser)
}
