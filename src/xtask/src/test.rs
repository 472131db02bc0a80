//! All tests: what runs natively, then the journeys through the built app in Chromium.

use std::process::Command;

use anyhow::Result;

use crate::job::{Job, show};
use crate::workspace::Workspace;
use crate::{packs, setup, site, store_suite};

/// Drives the built app, so it is tested after everything else.
const JOURNEYS: &str = "journeys";

/// Sets up whatever is missing, then tests everything.
pub(crate) fn all(workspace: &Workspace) -> Result<()> {
    prepare(workspace)?;
    setup::beside(|| native(workspace), || what_journeys_need(workspace))?;
    journeys(workspace)
}

/// Tools, browser, database and packs.
pub(crate) fn prepare(workspace: &Workspace) -> Result<()> {
    setup::fetch_dependencies(workspace)?;
    setup::beside(
        || setup::site_tools(workspace),
        || {
            setup::python(workspace)?;
            setup::openssl(workspace)?;
            setup::browser(workspace)?;
            setup::database(workspace)?;
            packs::build(workspace)
        },
    )
}

/// Unit, property and conformance tests, documentation examples included.
pub(crate) fn native(workspace: &Workspace) -> Result<()> {
    let mut tests = workspace.cargo();
    tests.args(["test", "--locked", "--workspace", "--exclude", JOURNEYS]);
    show("native tests", tests)
}

/// The site and the suites for a browser. Linked whole they keep one core busy for minutes, so that something else can go on
/// beside them.
pub(crate) fn what_journeys_need(workspace: &Workspace) -> Result<()> {
    site::build(workspace)?;
    store_suite::build(workspace)
}

/// The journeys in a real browser, against the site as it is served.
pub(crate) fn journeys(workspace: &Workspace) -> Result<()> {
    build_server(workspace)?;
    show("journeys in Chromium", journey(workspace))
}

/// Simulates devices and a server over so many seeds and says which planted bug was found by what, or tells one seed step by
/// step.
pub(crate) fn simulate(
    workspace: &Workspace,
    seeds: u64,
    from: u64,
    seed: Option<u64>,
) -> Result<()> {
    let mut tests = workspace.cargo();
    tests.args([
        "test",
        "--locked",
        "--release",
        "--package",
        "sync",
        "--test",
        "simulation",
    ]);
    match seed {
        Some(seed) => tests.arg("one_seed").env("SYNC_SEED", seed.to_string()),
        None => tests
            .env("SYNC_SEEDS", seeds.to_string())
            .env("SYNC_FROM", from.to_string()),
    };
    tests.args(["--", "--nocapture"]);
    show("devices and a server, simulated", tests)
}

/// Kills Chromium so many times while the custodian writes, and looks each time whether anything is lost.
pub(crate) fn kill(workspace: &Workspace, times: u32) -> Result<()> {
    prepare(workspace)?;
    what_journeys_need(workspace)?;
    build_server(workspace)?;
    let mut kills = journey(workspace);
    kills
        .args(["--test", "kill", "--", "--nocapture"])
        .env("CHARTROOM_KILLS", times.to_string());
    show(&format!("{times} kills of Chromium while it writes"), kills)
}

/// The server that journeys are served by.
fn build_server(workspace: &Workspace) -> Result<()> {
    let mut server = workspace.cargo();
    server.args(["build", "--locked", "--package", "chartroom"]);
    Job::new(workspace, "server", "the server for the journeys").run(server)
}

fn journey(workspace: &Workspace) -> Command {
    let mut tests = workspace.cargo();
    tests
        .args(["test", "--locked", "--package", JOURNEYS])
        .env(
            "CHARTROOM_PROGRAM",
            workspace.cargo_target().join("debug/chartroom"),
        )
        .env("CHARTROOM_DIST", workspace.dist())
        .env("CHARTROOM_TARGET", workspace.target());
    tests
}
