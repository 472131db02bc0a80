//! Fuzzing with libFuzzer on the stable compiler: targets of `tests/fuzz`, built with branch counting, run for a while.
//!
//! It needs a C++ compiler and nothing from the network. It stops by itself; what breaks a target is kept in
//! `target/fuzz/findings` and named.

use std::path::Path;

use anyhow::{Context as _, Result, bail, ensure};

use crate::job::{Job, show};
use crate::progress;
use crate::workspace::{Workspace, output_of};

/// Targets, as named in `tests/fuzz/Cargo.toml`.
const TARGETS: [&str; 21] = [
    "audit_trail",
    "backup",
    "chart_ccda",
    "chart_fhir",
    "chart_notes",
    "chart_pdf",
    "claim_line",
    "facility_document",
    "facility_rates",
    "identity_inputs",
    "official",
    "pack_icd10cm",
    "pack_icd10pcs",
    "pack_msdrg",
    "pack_mce",
    "pack_weights",
    "server_requests",
    "stick_file",
    "sync_exchange",
    "sync_messages",
    "vault_formats",
];

/// What makes rustc's stable back end count branches for libFuzzer.
const COUNT_BRANCHES: &str = "--cfg fuzzing -Cpasses=sancov-module \
    -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters \
    -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares \
    -Ccodegen-units=1";

/// Longest input: a claim line of some thousand codes.
const LONGEST: u32 = 65_536;
/// An input that takes longer than this many seconds is a finding.
const SLOW: u32 = 10;
/// More memory than this many megabytes is a finding.
const MEMORY: u32 = 2048;

/// Builds the targets and runs `only`, or each, for `seconds`.
///
/// # Errors
/// When a target can't be built, when there is none of that name, or when an input breaks one.
pub(crate) fn run(workspace: &Workspace, only: Option<&str>, seconds: u32) -> Result<()> {
    if let Some(name) = only {
        ensure!(
            TARGETS.contains(&name),
            "there is no fuzz target {name}; there are {}",
            TARGETS.join(", ")
        );
    }
    ensure!(
        workspace.packs().join("msdrg.pack").is_file(),
        "no packs in {}; build them with: cargo xtask packs",
        workspace.packs().display()
    );
    let folder = workspace.target().join("fuzz");
    let host = host(workspace)?;
    build(workspace, &folder, &host)?;
    let programs = folder.join(&host).join("fuzz");
    let first = folder.join("first-inputs");
    let mut seeds = workspace.program("fuzz", "--bin", "seeds");
    seeds.arg(&first);
    Job::new(workspace, "fuzz-seeds", "inputs to start from").run(seeds)?;

    let broken: Vec<&str> = TARGETS
        .into_iter()
        .filter(|target| only.is_none_or(|name| name == *target))
        .filter(|target| {
            let ran = fuzz(workspace, &folder, &programs, target, seconds);
            ran.inspect_err(|problem| progress::say(&format!("{problem:#}")))
                .is_err()
        })
        .collect();
    if broken.is_empty() {
        progress::say("fuzzing: nothing found");
        return Ok(());
    }
    bail!(
        "inputs that break {} are in {}",
        broken.join(", "),
        folder.join("findings").display()
    )
}

/// The platform of this machine. Named to Cargo, so that build scripts and macros are not made to count branches.
fn host(workspace: &Workspace) -> Result<String> {
    let told = output_of(workspace.command("rustc").arg("-vV")).context("rustc -vV failed")?;
    let host = told.lines().find_map(|line| line.strip_prefix("host: "));
    Ok(host.context("rustc -vV names no host")?.to_owned())
}

fn build(workspace: &Workspace, folder: &Path, host: &str) -> Result<()> {
    let mut build = workspace.cargo();
    build
        .args(["build", "--locked", "--package", "fuzz"])
        .args(TARGETS.iter().flat_map(|target| ["--bin", target]))
        .args(["--features", "libfuzzer", "--profile", "fuzz", "--target"])
        .arg(host)
        .arg("--target-dir")
        .arg(folder)
        .env("RUSTFLAGS", COUNT_BRANCHES)
        .env_remove("CARGO_ENCODED_RUSTFLAGS");
    Job::new(workspace, "fuzz-build", "fuzz targets, counting branches").run(build)
}

fn fuzz(
    workspace: &Workspace,
    folder: &Path,
    programs: &Path,
    target: &str,
    seconds: u32,
) -> Result<()> {
    let corpus = folder.join("corpus").join(target);
    let findings = folder.join("findings").join(target);
    std::fs::create_dir_all(&corpus)?;
    std::fs::create_dir_all(&findings)?;
    let mut run = workspace.command(&programs.join(target).to_string_lossy());
    run.arg(&corpus)
        .arg(folder.join("first-inputs").join(target))
        .arg(format!("-max_total_time={seconds}"))
        .arg(format!("-max_len={LONGEST}"))
        .arg(format!("-timeout={SLOW}"))
        .arg(format!("-rss_limit_mb={MEMORY}"))
        .arg(format!("-artifact_prefix={}/", findings.display()))
        .arg("-print_final_stats=1");
    show(&format!("fuzzing {target} for {seconds} s"), run)
}
