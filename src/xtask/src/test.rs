//! All tests: what runs natively, then the journeys through the built app in Chromium.

mod built;

use std::process::Command;

use anyhow::{Result, bail};

use crate::job::show;
use crate::progress::say;
use crate::workspace::Workspace;
use crate::{packs, setup, site, store_suite};
use built::Built;

/// Drives the built app, so it is tested after everything else.
const JOURNEYS: &str = "journeys";

/// Sets up whatever is missing, then tests everything.
pub(crate) fn all(workspace: &Workspace) -> Result<()> {
    prepare(workspace)?;
    beside_the_page(workspace, || Ok(()))
}

/// Runs what is given and the native tests while the page is built, then the journeys through it.
pub(crate) fn beside_the_page(
    workspace: &Workspace,
    first: impl FnOnce() -> Result<()> + Send,
) -> Result<()> {
    let mut journeys = Vec::new();
    setup::beside(
        || {
            first()?;
            let (native, others) = built::all(workspace)?
                .into_iter()
                .partition::<Vec<_>, _>(|built| built.package != JOURNEYS);
            journeys = others;
            say("native tests");
            run(&native, |built| built.command(workspace))?;
            examples(workspace)
        },
        || what_journeys_need(workspace),
    )?;
    say("journeys in Chromium");
    run(&journeys, |built| journey(workspace, built))
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

/// Runs programs of tests one after the other, each to its end, and says at the end which failed.
fn run(built: &[Built], command: impl Fn(&Built) -> Command) -> Result<()> {
    let mut failed = Vec::new();
    for one in built {
        if let Err(problem) = show(&one.title(), command(one)) {
            eprintln!("{problem:#}");
            failed.push(one.title());
        }
    }
    if !failed.is_empty() {
        bail!("tests failed in {}", failed.join(", "));
    }
    Ok(())
}

/// The examples of the documentation.
fn examples(workspace: &Workspace) -> Result<()> {
    let mut examples = workspace.cargo();
    examples.args(["test", "--locked", "--workspace", "--doc"]);
    show("examples of the documentation", examples)
}

/// The site and the suites for a browser. Linked whole they keep one core busy for minutes, so that something else can go on
/// beside them.
pub(crate) fn what_journeys_need(workspace: &Workspace) -> Result<()> {
    site::build(workspace)?;
    store_suite::build(workspace)
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
    say(&format!("{times} kills of Chromium while it writes"));
    let mut kills = built::all(workspace)?;
    kills.retain(|built| built.package == JOURNEYS && built.name == "kill");
    run(&kills, |built| {
        let mut kills = journey(workspace, built);
        kills
            .arg("--nocapture")
            .env("CHARTROOM_KILLS", times.to_string());
        kills
    })
}

/// A journey, told where the page and the server are that it goes through.
fn journey(workspace: &Workspace, built: &Built) -> Command {
    let mut journey = built.command(workspace);
    journey
        .env(
            "CHARTROOM_PROGRAM",
            workspace.cargo_target().join("debug/chartroom"),
        )
        .env("CHARTROOM_DIST", workspace.dist())
        .env("CHARTROOM_TARGET", workspace.target());
    journey
}
