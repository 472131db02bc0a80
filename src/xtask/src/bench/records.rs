//! The record on the device: the custodian's own worker beside PouchDB with crypto-pouch and Dexie with dexie-encrypted, in one
//! run of Chromium over the same made-up hospital, along a curve of sizes.
//!
//! Dexie stands for the many databases built on IndexedDB, and not RxDB, because it is the thinner: RxDB keeps its documents
//! in Dexie and puts queries and events of its own on top. Each measures what it is made for; what the others do not do at
//! all is printed beneath the table.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;

use super::group::{browser_bench, folder};
use crate::job::{Job, output};
use crate::progress::say;
use crate::stamp::Stamp;
use crate::workspace::Workspace;

/// Encounters generated behind the demo hospital's 360, where nothing else is asked for.
const SIZES: &str = "2000,20000";
/// Names other sizes: `2000,20000,100000`.
const SIZES_ASKED: &str = "CHARTROOM_BENCH_ENCOUNTERS";
/// Seconds after which a database's bulk load is given up, for each encounter of the size; no less than the floor.
const SECONDS_AN_ENCOUNTER: f64 = 0.012;
const SECONDS_AT_LEAST: f64 = 60.0;

/// Pages and scripts of the comparison, and the packages it needs with their digests.
const HERE: &str = "tests/peer/records";
const PACKAGES: [&str; 2] = ["package.json", "package-lock.json"];
const SERVED: [&str; 3] = ["index.html", "custodian.js", "key-worker.js"];

/// What is shown of each database: where it stands in what was measured, and the budget at 20,000 encounters.
const ROWS: [(&str, &str, Option<f64>); 8] = [
    ("keys", "derive the key from the password", None),
    (
        "unlock",
        "unlock → first page of the worklist",
        Some(1_500.0),
    ),
    ("query", "filter or sort the worklist", Some(50.0)),
    ("search", "words in names and accounts", Some(50.0)),
    ("chart", "open a chart, first document read", Some(150.0)),
    ("longest", "open the longest chart", Some(150.0)),
    ("save", "save a change", Some(30.0)),
    (
        "long_save",
        "save a change in the longest chart",
        Some(30.0),
    ),
];

/// Runs all sizes and prints a table of each; everything measured is kept in `bench/records.json` of the target folder.
pub(crate) fn beside_peers(workspace: &Workspace) -> Result<()> {
    let sizes = std::env::var(SIZES_ASKED).unwrap_or_else(|_| SIZES.to_owned());
    let sizes: Vec<u32> = sizes
        .split(',')
        .map(|size| size.trim().parse().context("a number of encounters"))
        .collect::<Result<_>>()?;
    // Builds site and program.
    drop(browser_bench(workspace)?);
    let site = site(workspace, &bundle(workspace)?)?;
    let mut all = Vec::new();
    for size in sizes {
        let began = Instant::now();
        let pieces = format!("hospital-{size}");
        let mut make = workspace.optimised("hospital", "--example", "records");
        make.arg(size.to_string())
            .arg(site.join("bench").join(&pieces));
        output(make)?;
        say(&format!(
            "{size} encounters; load of the machine {}",
            load()
        ));
        let most = (f64::from(size) * SECONDS_AN_ENCOUNTER).max(SECONDS_AT_LEAST);
        let mut command = browser_bench(workspace)?;
        command
            .arg("records")
            .arg(&site)
            .arg(&pieces)
            .arg(most.to_string());
        let mut measured: Value =
            serde_json::from_str(&output(command)?).context("reading what was measured")?;
        measured["load_of_the_machine"] = load().into();
        print!("{}", table(&measured)?);
        say(&format!("{:.0} s", began.elapsed().as_secs_f64()));
        fs::remove_dir_all(site.join("bench").join(&pieces))?;
        all.push(measured);
    }
    println!("{}", curve(&all));
    println!(
        "Neither PouchDB nor Dexie signs what is written, keeps an audit trail or the history of a field, or hides which record a\n\
         row belongs to; crypto-pouch has no way to wait for the disk. Chartroom does all of it in the times above, from a worker; \n\
         the others work on the page itself, with their rows in its memory. 95 of 100 runs take no more than the second figure."
    );
    let file = folder(workspace)?.join("records.json");
    fs::write(&file, serde_json::to_vec_pretty(&all)?)?;
    say(&format!("all figures: {}", file.display()));
    Ok(())
}

/// The peers as one script for a browser.
fn bundle(workspace: &Workspace) -> Result<PathBuf> {
    let here = workspace.root().join(HERE);
    let tools = workspace.tools().join("record-peers");
    let lists = PACKAGES.map(|name| format!("{HERE}/{name}"));
    let stamp = Stamp::of(workspace, "record-peers", &[&lists[0], &lists[1]], &[])?;
    let esbuild = tools.join("node_modules/.bin/esbuild");
    if !(stamp.is_fresh() && esbuild.exists()) {
        stamp.clear()?;
        fs::create_dir_all(&tools)?;
        for name in PACKAGES {
            fs::copy(here.join(name), tools.join(name))
                .with_context(|| format!("copying {name}"))?;
        }
        let mut install = workspace.command("npm");
        install
            .current_dir(&tools)
            .args(["ci", "--no-audit", "--no-fund", "--ignore-scripts"]);
        Job::new(workspace, "record-peers", "PouchDB and Dexie, from npm").run(install)?;
        stamp.set()?;
    }
    // Beside the packages, so that they are found from there.
    let source = tools.join("source.js");
    fs::copy(here.join("source.js"), &source)?;
    let bundle = tools.join("peers.js");
    let mut pack = workspace.command(&esbuild.to_string_lossy());
    pack.arg(&source)
        .args(["--bundle", "--format=esm", "--platform=browser", "--minify"])
        .arg(format!("--outfile={}", bundle.display()));
    Job::new(workspace, "record-peers-bundle", "their code for a browser").run(pack)?;
    Ok(bundle)
}

/// The built site with the comparison's pages beside it.
fn site(workspace: &Workspace, bundle: &Path) -> Result<PathBuf> {
    let site = folder(workspace)?.join("records-site");
    if site.exists() {
        fs::remove_dir_all(&site)?;
    }
    copy(&workspace.dist(), &site)?;
    let bench = site.join("bench");
    fs::create_dir_all(&bench)?;
    for name in SERVED {
        fs::copy(workspace.root().join(HERE).join(name), bench.join(name))?;
    }
    fs::copy(bundle, bench.join("peers.js"))?;
    ensure!(site.join("index.html").is_file(), "the site is not built");
    Ok(site)
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from).with_context(|| format!("reading {}", from.display()))? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

/// How busy the machine is, as it says itself; empty where it does not.
fn load() -> String {
    let said = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    said.split(' ').take(3).collect::<Vec<_>>().join(" ")
}

/// One size: a line a kind of work, median and 95th percentile, and how often as long the peer takes.
fn table(measured: &Value) -> Result<String> {
    let about = &measured["hospital"];
    let rows = measured["rows"].as_array().context("no rows")?;
    let ours = rows.first().context("no row of ours")?;
    let mut out = format!(
        "{} encounters of {} patients, {} documents of {:.0} MB; load of the machine {}\n{:36}",
        about["encounters"],
        about["patients"],
        about["documents"],
        about["bytes"].as_f64().unwrap_or_default() / 1e6,
        measured["load_of_the_machine"].as_str().unwrap_or_default(),
        ""
    );
    for row in rows {
        out += &format!("{:>26}", row["name"].as_str().unwrap_or_default());
    }
    out += "     budget\n";
    let seconds = |row: &Value| match row["gave_up_after"].as_u64() {
        Some(done) => format!(
            "given up: {done} in {:.0} s",
            row["load_seconds"].as_f64().unwrap_or_default()
        ),
        None => format!("{:.1} s", row["load_seconds"].as_f64().unwrap_or_default()),
    };
    out += &line("bulk load", rows, &seconds, None);
    for (key, what, budget) in ROWS {
        let times = |row: &Value| match row[key]["median"].as_f64() {
            None => "–".to_owned(),
            Some(median) => format!(
                "{} / {} ms{}",
                short(median),
                short(row[key]["p95"].as_f64().unwrap_or(f64::NAN)),
                times_ours(median, ours[key]["median"].as_f64(), row == ours),
            ),
        };
        out += &line(what, rows, &times, budget);
    }
    Ok(out)
}

fn times_ours(median: f64, ours: Option<f64>, is_ours: bool) -> String {
    match ours {
        Some(ours) if !is_ours => format!(" {:>5}×", short(median / ours)),
        _ => String::new(),
    }
}

fn line(
    what: &str,
    rows: &[Value],
    shown: &dyn Fn(&Value) -> String,
    budget: Option<f64>,
) -> String {
    let mut out = format!("{what:36}");
    for row in rows {
        out += &format!("{:>26}", shown(row));
    }
    if let Some(budget) = budget {
        out += &format!("{budget:>8.0} ms");
    }
    out.trim_end().to_owned() + "\n"
}

/// Three figures are enough.
fn short(number: f64) -> String {
    match number {
        number if number >= 100.0 => format!("{number:.0}"),
        number if number >= 10.0 => format!("{number:.1}"),
        _ => format!("{number:.2}"),
    }
}

/// Chartroom's medians by size.
fn curve(all: &[Value]) -> String {
    let mut out = format!("{:36}", "Chartroom by encounters, median");
    for measured in all {
        out += &format!("{:>12}", measured["hospital"]["encounters"].to_string());
    }
    out += "\n";
    let mut add = |what: &str, shown: &dyn Fn(&Value) -> String| {
        out += &format!("{what:36}");
        for measured in all {
            out += &format!("{:>12}", shown(&measured["rows"][0]));
        }
        out += "\n";
    };
    add("bulk load", &|row| {
        format!("{:.1} s", row["load_seconds"].as_f64().unwrap_or_default())
    });
    for (key, what, _) in ROWS {
        add(what, &|row| {
            format!(
                "{} ms",
                short(row[key]["median"].as_f64().unwrap_or(f64::NAN))
            )
        });
    }
    out
}
