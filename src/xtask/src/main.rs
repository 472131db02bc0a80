//! `cargo xtask …`: everything between a fresh clone and a served, tested, measured app.
//!
//! Each step asks first whether its result is already there, so any command can be repeated or taken up where it
//! was broken off. Tools are compiled into `target/tools`, never into a home directory; the one thing written
//! outside the repository is the wasm32 standard library, which belongs in rustc's own folder.

mod accuracy;
mod bench;
mod ci;
mod fuzz;
mod job;
mod packs;
mod progress;
mod setup;
mod site;
mod stamp;
mod store_suite;
mod test;
mod workspace;

use std::process::ExitCode;

use anyhow::{Context as _, Result};
use clap::{Parser, Subcommand};

use job::Job;
use workspace::Workspace;

#[derive(Parser)]
#[command(name = "cargo xtask", about)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Set up, build and serve the app
    Run {
        /// Address to listen on
        #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
        listen: String,
        /// Stop when everything is built
        #[arg(long)]
        build_only: bool,
        /// With the demo hospital, anew each time, and three people who can come in
        #[arg(long)]
        demo: bool,
    },
    /// Run all tests: native, then the journeys in a real browser
    Test,
    /// Kill Chromium while it writes, again and again: nothing that was told as saved may be lost
    Kill {
        /// How often
        #[arg(long, value_name = "N", default_value_t = 200)]
        times: u32,
    },
    /// Simulate devices that exchange records through a server while everything goes wrong
    Simulate {
        /// How many seeds
        #[arg(long, value_name = "N", default_value_t = 10_000)]
        seeds: u64,
        /// The first of them
        #[arg(long, value_name = "N", default_value_t = 0)]
        from: u64,
        /// This seed alone, step by step
        #[arg(long, value_name = "N")]
        seed: Option<u64>,
    },
    /// Build the data packs from their pinned sources
    Packs,
    /// Measure; all benchmarks when none is named
    Bench {
        /// Names of benchmarks
        names: Vec<String>,
        /// Of `sync`: the server's memory over so many minutes of steady work, and nothing else
        #[arg(long, value_name = "MINUTES")]
        soak: Option<u32>,
        /// Of `sync`: a tenth of everything, to see that it works
        #[arg(long)]
        quick: bool,
    },
    /// Measure how right the program is, and write the figures that the app shows; all parts when none is named
    Accuracy {
        /// Parts to measure; the others keep their figures
        parts: Vec<accuracy::Part>,
    },
    /// What continuous integration runs: formatting, lints, all tests
    Ci,
    /// Feed hostile claims and packs to the readers; all targets when none is named
    Fuzz {
        /// Name of a target
        target: Option<String>,
        /// Seconds for each target
        #[arg(long, value_name = "N", default_value_t = 60)]
        seconds: u32,
    },
    /// Get and compile the tools
    Setup {
        /// Also what the tests need: Chromium and its driver, PostgreSQL
        #[arg(long)]
        browser: bool,
    },
}

fn main() -> ExitCode {
    match dispatch(Arguments::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("\nxtask failed: {problem:#}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(command: Command) -> Result<()> {
    let workspace = Workspace::find()?;
    match command {
        Command::Run {
            listen,
            build_only,
            demo,
        } => run(&workspace, &listen, build_only, demo),
        Command::Test => test::all(&workspace),
        Command::Kill { times } => test::kill(&workspace, times),
        Command::Simulate { seeds, from, seed } => test::simulate(&workspace, seeds, from, seed),
        Command::Packs => {
            setup::python(&workspace)?;
            packs::build(&workspace)
        }
        Command::Bench { names, soak, quick } => {
            if soak.is_none() && !quick {
                return bench::run(&workspace, &names);
            }
            anyhow::ensure!(names == ["sync"], "--soak and --quick are of `bench sync`");
            bench::sync(&workspace, quick, soak)
        }
        Command::Accuracy { parts } => accuracy::measure(&workspace, &parts),
        Command::Ci => ci::all(&workspace),
        Command::Fuzz { target, seconds } => fuzz::run(&workspace, target.as_deref(), seconds),
        Command::Setup { browser } => {
            setup::site_tools(&workspace)?;
            setup::python(&workspace)?;
            setup::openssl(&workspace)?;
            if browser {
                setup::browser(&workspace)?;
                setup::database(&workspace)?;
            }
            Ok(())
        }
    }
}

/// Everything that is needed before a page can be served. The tools take longest and leave a core idle at
/// their ends, so packs and server are built beside them.
fn run(workspace: &Workspace, listen: &str, build_only: bool, demo: bool) -> Result<()> {
    setup::fetch_dependencies(workspace)?;
    setup::beside(
        || setup::site_tools(workspace),
        || {
            setup::python(workspace)?;
            setup::openssl(workspace)?;
            packs::build(workspace)?;
            let mut build = workspace.cargo();
            build.args(["build", "--release", "--locked", "--package", "chartroom"]);
            Job::new(
                workspace,
                "chartroom",
                "the command line and server, optimised",
            )
            .run(build)
        },
    )?;
    site::build(workspace)?;
    if build_only {
        progress::say(&format!("ready in {}", workspace.dist().display()));
        return Ok(());
    }
    serve(workspace, listen, demo)
}

/// Becomes the server, so that Ctrl+C and `kill` reach it and nothing stands between.
fn serve(workspace: &Workspace, listen: &str, demo: bool) -> Result<()> {
    let program = workspace.cargo_target().join("release/chartroom");
    let mut command = std::process::Command::new(&program);
    command
        .args(["serve", "--listen", listen, "--app"])
        .arg(workspace.dist());
    let data = workspace
        .target()
        .join(if demo { "serve-demo" } else { "serve-data" });
    if demo {
        // Who came in before knows a hospital that is no more.
        drop(std::fs::remove_dir_all(&data));
        command.arg("--demo");
    }
    command.arg("--data").arg(data);
    #[cfg(unix)]
    {
        use std::os::unix::process::CommandExt as _;
        Err(command.exec()).with_context(|| format!("starting {}", program.display()))
    }
    #[cfg(not(unix))]
    {
        let status = command
            .status()
            .with_context(|| format!("starting {}", program.display()))?;
        anyhow::ensure!(status.success(), "the server ended with {status}");
        Ok(())
    }
}
