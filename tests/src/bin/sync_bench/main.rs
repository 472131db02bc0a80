//! Measures the exchange: real devices with a real server, a clinic's day over a bad line, a server under many devices, and what
//! others make of the same records. One part a call, one line of JSON as the answer; `cargo xtask bench sync` calls all of them
//! and lays the figures beside each other. Nothing here leaves the loopback.
//!
//! | | |
//! |---|---|
//! | `devices DATABASE ENCOUNTERS OPERATIONS EDITS` | a hospital to the server and to a fresh device |
//! | `day ENCOUNTERS CASES ELSEWHERE SEED` | over a 2G line |
//! | `load DATABASE DEVICES BATCH SECONDS` | operations a second |
//! | `soak DATABASE MINUTES` | memory over time |
//! | `peer NAME TOOLS RECORDS CHANGES EDITS SECONDS` | PouchDB or Automerge |

mod crowd;
mod day;
mod desk;
mod devices;
mod figures;
mod load;
mod peers;
mod places;
mod wire;

use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

use desk::at_a_desk;
use places::Database;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match measured(&arguments) {
        Ok(value) => {
            println!("{value}");
            ExitCode::SUCCESS
        }
        Err(problem) => {
            eprintln!("{problem:#}");
            ExitCode::FAILURE
        }
    }
}

fn measured(arguments: &[String]) -> Result<Value> {
    let word = |place: usize| -> Result<&str> {
        let word = arguments.get(place).map(String::as_str);
        word.with_context(|| format!("argument {place} is missing"))
    };
    let number = |place: usize| -> Result<u32> {
        let word = word(place)?;
        word.parse().with_context(|| format!("{word} is no number"))
    };
    match word(0)? {
        "devices" => {
            let work = devices::Work {
                encounters: number(2)?,
                operations: number(3)?,
                edits: number(4)?,
            };
            at_a_desk(devices::measure(Database::named(word(1)?)?, work))
        }
        "day" => at_a_desk(day::measure(day::Day {
            encounters: number(1)?,
            cases: number(2)?,
            elsewhere: number(3)?,
            seed: number(4)?.into(),
        })),
        "load" => in_a_crowd(load::measure(
            Database::named(word(1)?)?,
            number(2)? as usize,
            number(3)? as usize,
            number(4)?.into(),
        )),
        "soak" => in_a_crowd(load::soak(Database::named(word(1)?)?, number(2)?.into())),
        "peer" => peers::measure(
            peers::Peer::named(word(1)?)?,
            &peers::Task {
                tools: Path::new(word(2)?),
                records: Path::new(word(3)?),
                changes: number(4)?,
                edits: number(5)?,
                most: Duration::from_secs(number(6)?.into()),
            },
        ),
        other => bail!("there is no part “{other}”"),
    }
}

fn in_a_crowd(work: impl Future<Output = Result<Value>>) -> Result<Value> {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .context("a runtime")?
        .block_on(work)
}
