//! The exchange: real devices with the real server over both databases, beside PouchDB with pouchdb-server and Automerge with its
//! sync server on the same records in the same run; a clinic's day over a 2G line; the server under many devices; and, where it
//! is asked for, its memory over a long time.
//!
//! What was measured is kept part by part, so that a run that was broken off goes on where it was, as long as program and sizes
//! are the same.

mod shown;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};
use serde_json::Value;

use super::group::{folder, program};
use crate::job::{Job, output};
use crate::progress::say;
use crate::setup;
use crate::stamp::Stamp;
use crate::workspace::Workspace;

/// The databases that a server keeps its records on.
const DATABASES: [&str; 2] = ["sqlite", "postgres"];
/// The peers, by the names of their scripts.
const PEERS: [&str; 2] = ["pouchdb", "automerge"];
/// Scripts of the peers' devices and servers, and their packages with their digests.
const HERE: &str = "tests/peer/sync";
const PACKAGES: [&str; 2] = ["package.json", "package-lock.json"];
const SCRIPTS: [&str; 4] = [
    "phases.js",
    "pouch.js",
    "automerge.js",
    "automerge_server.js",
];
/// Names a program that is measured instead of the one built from here.
const PROGRAM: &str = "CHARTROOM_PROGRAM";
/// The seed of the bad line's troubles.
const SEED: &str = "7";

/// How much is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Sizes {
    /// Encounters generated behind the demo hospital's 360.
    encounters: [u32; 2],
    /// Operations pushed and pulled.
    operations: u32,
    /// Edits that are waited for elsewhere.
    edits: u32,
    /// Of the clinic's day: encounters written, cases coded, changes made elsewhere.
    day: [u32; 3],
    /// Devices at the server at once.
    devices: &'static [u32],
    /// Operations that a device pushes at once.
    batches: [u32; 2],
    /// Seconds of each load.
    seconds: u32,
}

const WHOLE: Sizes = Sizes {
    encounters: [2_000, 20_000],
    operations: 10_000,
    edits: 200,
    day: [60, 100, 100],
    devices: &[1, 10, 100, 500],
    batches: [1, 50],
    seconds: 20,
};

/// A tenth and less: to see that everything works.
const QUICK: Sizes = Sizes {
    encounters: [20, 200],
    operations: 1_000,
    edits: 20,
    day: [3, 5, 5],
    devices: &[1, 10, 100],
    batches: [1, 50],
    seconds: 3,
};

/// A run: what measures, and where what was measured is kept.
struct Run<'w> {
    workspace: &'w Workspace,
    /// What measures.
    bench: PathBuf,
    /// What is measured.
    program: PathBuf,
    kept: PathBuf,
}

/// All of it at full size.
pub(crate) fn beside_peers(workspace: &Workspace) -> Result<()> {
    measure(workspace, "whole", WHOLE, 1_200)
}

/// All of it at a tenth.
pub(crate) fn quickly(workspace: &Workspace) -> Result<()> {
    measure(workspace, "quick", QUICK, 300)
}

/// The server's memory over so many minutes of steady work, on both databases at once.
pub(crate) fn soak(workspace: &Workspace, minutes: u32) -> Result<()> {
    let run = Run::begin(workspace, "soak", &minutes.to_string())?;
    let minutes = minutes.to_string();
    let one = |database: &str| {
        let name = format!("soak-{database}");
        run.part(&name, &["soak", database, &minutes]).map(|_| ())
    };
    setup::beside(|| one(DATABASES[0]), || one(DATABASES[1]))?;
    for database in DATABASES {
        let measured = run.kept(&format!("soak-{database}"))?;
        println!("{}", shown::soak(database, &measured.unwrap_or_default()));
    }
    run.end()
}

/// All of it in one run, each peer for so many seconds at most: what is ours first, for a peer may take longer than all the rest.
fn measure(workspace: &Workspace, name: &str, sizes: Sizes, most: u32) -> Result<()> {
    let run = Run::begin(workspace, name, &format!("{sizes:?}"))?;
    let tools = peers(workspace)?;
    let mut columns = ours(&run, &sizes)?;
    let [encounters, cases, elsewhere] = sizes.day.map(|number| number.to_string());
    let day = run.part("day", &["day", &encounters, &cases, &elsewhere, SEED])?;
    println!("{}", shown::day(&day));
    for database in DATABASES {
        println!(
            "{}",
            shown::loads(database, &loads(&run, &sizes, database)?)
        );
    }
    for (encounters, row) in sizes.encounters.into_iter().zip(&mut columns) {
        let (size, most) = (encounters.to_string(), most.to_string());
        let (operations, edits) = (sizes.operations.to_string(), sizes.edits.to_string());
        let records = records(&run, &size)?;
        for peer in PEERS {
            let (tools, records) = (tools.to_string_lossy(), records.to_string_lossy());
            let words = ["peer", peer, &tools, &records, &operations, &edits, &most];
            row.push(run.part(&format!("{peer}-{size}"), &words)?);
        }
        println!("{}", shown::table(row));
    }
    println!("{}", shown::curve(&columns));
    println!("{}", shown::WHAT_DIFFERS);
    say(&format!("all figures: {}", run.kept.display()));
    run.end()
}

/// What two devices do through a server, for each number of encounters, over each database.
fn ours(run: &Run<'_>, sizes: &Sizes) -> Result<Vec<Vec<Value>>> {
    let (operations, edits) = (sizes.operations.to_string(), sizes.edits.to_string());
    let row = |encounters: u32| {
        let size = encounters.to_string();
        let one = |database| {
            let words = ["devices", database, &size, &operations, &edits];
            run.part(&format!("devices-{database}-{size}"), &words)
        };
        DATABASES.into_iter().map(one).collect()
    };
    sizes.encounters.into_iter().map(row).collect()
}

/// The server under more and more devices.
fn loads(run: &Run<'_>, sizes: &Sizes, database: &str) -> Result<Vec<Value>> {
    let each = |devices: u32| sizes.batches.map(|batch| (devices, batch));
    let load = |(devices, batch): (u32, u32)| {
        let (devices, batch) = (devices.to_string(), batch.to_string());
        let seconds = sizes.seconds.to_string();
        let words = ["load", database, &devices, &batch, &seconds];
        run.part(&format!("load-{database}-{devices}-{batch}"), &words)
    };
    sizes
        .devices
        .iter()
        .copied()
        .flat_map(each)
        .map(load)
        .collect()
}

impl<'w> Run<'w> {
    /// Builds what is measured and what measures. Goes on with what a run of the same that was broken off has left.
    fn begin(workspace: &'w Workspace, name: &str, sizes: &str) -> Result<Self> {
        setup::database(workspace)?;
        let program = match std::env::var_os(PROGRAM) {
            Some(built) => PathBuf::from(built),
            None => program(workspace)?,
        };
        let mut build = workspace.cargo();
        build.args(["build", "--profile", "measure", "--locked"]);
        build.args(["--package", "journeys", "--features", "sync-bench"]);
        build.args(["--bin", "sync_bench"]);
        Job::new(workspace, "sync-bench", "what measures the exchange").run(build)?;
        let bench = workspace.cargo_target().join("measure/sync_bench");
        let kept = folder(workspace)?.join("sync").join(name);
        let run = Self {
            workspace,
            bench,
            program,
            kept,
        };
        let same = run.same(sizes)?;
        let mark = run.kept.join("run");
        if fs::read_to_string(&mark).is_ok_and(|before| before == same) {
            say("a run that was broken off goes on");
        } else {
            drop(fs::remove_dir_all(&run.kept));
            fs::create_dir_all(&run.kept)?;
            fs::write(&mark, same)?;
        }
        Ok(run)
    }

    /// By what a run is told from others: programs and sizes.
    fn same(&self, sizes: &str) -> Result<String> {
        let made = |file: &Path| -> Result<String> {
            let about = fs::metadata(file).with_context(|| format!("{}", file.display()))?;
            Ok(format!("{} {:?}", about.len(), about.modified()?))
        };
        Ok(format!(
            "{sizes}\n{}\n{}\n",
            made(&self.program)?,
            made(&self.bench)?
        ))
    }

    /// The next run begins anew.
    fn end(&self) -> Result<()> {
        Ok(fs::remove_file(self.kept.join("run"))?)
    }

    fn kept(&self, name: &str) -> Result<Option<Value>> {
        let file = self.kept.join(format!("{name}.json"));
        if !file.is_file() {
            return Ok(None);
        }
        let measured = fs::read_to_string(&file)?;
        serde_json::from_str(&measured).with_context(|| format!("reading {}", file.display()))
    }

    /// Measures a part, unless it was.
    fn part(&self, name: &str, words: &[&str]) -> Result<Value> {
        // A peer that was given up may have been given less time.
        let whole = |before: &Value| before["given_up_after"].is_null();
        if let Some(before) = self.kept(name)?.filter(whole) {
            say(&format!("{name}: measured before"));
            return Ok(before);
        }
        say(&format!("{name}; load of the machine {}", load()));
        let mut command = Command::new(&self.bench);
        command
            .args(words)
            .current_dir(self.workspace.root())
            .env(PROGRAM, &self.program)
            .env_remove("CHARTROOM_POSTGRES");
        let mut measured: Value =
            serde_json::from_str(&output(command)?).context("reading what was measured")?;
        measured["load_of_the_machine"] = load().into();
        let file = self.kept.join(format!("{name}.json"));
        fs::write(file, serde_json::to_vec_pretty(&measured)?)?;
        Ok(measured)
    }
}

/// The demo hospital with so many encounters behind it, as plain objects.
fn records(run: &Run<'_>, size: &str) -> Result<PathBuf> {
    let records = run.kept.join(format!("records-{size}"));
    if !records.join("index.json").is_file() {
        let mut make = run.workspace.cargo();
        make.args(["run", "--quiet", "--profile", "measure", "--locked"]);
        make.args(["--package", "hospital", "--example", "records", "--"]);
        make.arg(size).arg(&records);
        output(make)?;
    }
    Ok(records)
}

/// The peers' packages, and beside them the scripts that use them.
fn peers(workspace: &Workspace) -> Result<PathBuf> {
    let here = workspace.root().join(HERE);
    let tools = workspace.tools().join("sync-peers");
    let lists = PACKAGES.map(|name| format!("{HERE}/{name}"));
    let stamp = Stamp::of(workspace, "sync-peers", &[&lists[0], &lists[1]], &[])?;
    if !(stamp.is_fresh() && tools.join("node_modules").is_dir()) {
        stamp.clear()?;
        fs::create_dir_all(&tools)?;
        for name in PACKAGES {
            fs::copy(here.join(name), tools.join(name))
                .with_context(|| format!("copying {name}"))?;
        }
        let mut install = workspace.command("npm");
        install.current_dir(&tools);
        install.args(["ci", "--no-audit", "--no-fund", "--ignore-scripts"]);
        Job::new(workspace, "sync-peers", "PouchDB and Automerge, from npm").run(install)?;
        stamp.set()?;
    }
    for name in SCRIPTS {
        fs::copy(here.join(name), tools.join(name)).with_context(|| format!("copying {name}"))?;
    }
    Ok(tools)
}

/// How busy the machine is, as it says itself; empty where it does not.
fn load() -> String {
    let said = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    said.split(' ').take(3).collect::<Vec<_>>().join(" ")
}
