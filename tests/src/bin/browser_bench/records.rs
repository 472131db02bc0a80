//! The record on the device beside other encrypted databases, in one Chromium: the same hospital kept in each, and the same
//! work done on it.
//!
//! Chartroom's part is the custodian's own worker as the site is built, asked as the page asks it ([`ours`]); PouchDB with
//! crypto-pouch and Dexie with dexie-encrypted do theirs on the page ([`peers`]). What a figure is of stands in [`Measured`].

mod ours;
mod peers;

use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, Result};
use journeys::journey_at;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// How long one request may take.
const PATIENCE: Duration = Duration::from_secs(300);
/// Rows of a page of the worklist.
const PAGE: u32 = 60;
/// How often each of the queries is asked.
const ROUNDS: usize = 5;
/// Unlockings that are measured.
const UNLOCKINGS: usize = 7;
/// Codes that are added, a save each: the first three to each stay that is changed, all of them to the longest.
const CODES: [&str; 10] = [
    "I10", "E119", "N179", "J189", "I509", "D649", "E785", "K219", "J449", "Z87891",
];

/// What the hospital says of itself, with a sample to open and to change.
#[derive(Debug, Deserialize)]
pub(crate) struct Hospital {
    encounters: u64,
    pieces: usize,
    until: String,
    generated: u32,
    charts: Vec<String>,
    changed: Vec<String>,
    longest: String,
}

/// What one database took for the work, in milliseconds where nothing else is said.
#[derive(Debug, Serialize, Default)]
pub(crate) struct Measured {
    name: String,
    /// Writing all of it; without making it up.
    load_seconds: f64,
    /// Encounters written when it was given up for taking too long; nothing where it was not.
    gave_up_after: Option<u64>,
    /// Deriving the key from the password, where that is part of it.
    keys: Times,
    /// From there to the first page of the worklist.
    unlock: Times,
    /// Another filter or another column.
    query: Times,
    /// Words sought in names and account numbers. Chartroom writes an entry of its audit trail for each.
    search: Times,
    /// A chart with its first document.
    chart: Times,
    /// The longest chart of the hospital, again and again.
    longest: Times,
    /// A code more, until it is told as saved.
    save: Times,
    /// The same in the longest chart.
    long_save: Times,
}

/// Some runs of one thing.
#[derive(Debug, Serialize, Default)]
pub(crate) struct Times {
    runs: usize,
    median: Option<f64>,
    p95: Option<f64>,
    most: Option<f64>,
}

impl Times {
    pub(crate) fn of(mut times: Vec<f64>) -> Self {
        times.sort_by(f64::total_cmp);
        let at =
            |percent: usize| times.get((times.len() * percent / 100).min(times.len().max(1) - 1));
        Self {
            runs: times.len(),
            median: at(50).copied(),
            p95: at(95).copied(),
            most: times.last().copied(),
        }
    }
}

/// The queries by filter and column, as the custodian has them and as the peers do.
const QUERIES: &str = r#"[
    { "sort": "patient" },
    { "sort": "priority", "classes": ["IP"] },
    { "sort": "charges_cents", "descending": true },
    { "sort": "priority", "statuses": ["in_progress", "pended"] },
    { "sort": "coder" },
    { "sort": "discharged", "classes": ["IP"], "from": "2026-01-01", "statuses": ["unassigned"] },
    { "sort": "due" },
    { "sort": "attending", "service": "Internal medicine" }
]"#;
/// Words that are sought.
const WORDS: [&str; 4] = ["sample", "testcase qu", "a1", "mar"];

/// Measures everything in the hospital whose pieces stand in a folder of the site, and prints a JSON line.
pub(crate) async fn measure(site: &Path, pieces: &str, load_seconds: f64) -> Result<()> {
    let index = site.join("bench").join(pieces).join("index.json");
    let index = std::fs::read(&index).with_context(|| format!("reading {}", index.display()))?;
    let hospital: Hospital = serde_json::from_slice(&index)?;
    let about: Value = serde_json::from_slice(&index)?;
    let pieces = pieces.to_owned();
    journey_at("records bench", site, async move |page| {
        page.set_script_timeout(PATIENCE).await?;
        let address = page.site().url("/bench/index.html");
        page.goto(address).await?;
        page.run_async(
            "while (!window.custodianIsReady || !window.beginPeer) await new Promise((later) => setTimeout(later, 20))",
            Vec::new(),
        )
        .await?;
        let mut rows = vec![ours::measure(&page, &hospital).await?];
        for peer in peers::PEERS {
            rows.push(peers::measure(&page, peer, &hospital, &pieces, load_seconds).await?);
        }
        println!("{}", json!({ "hospital": about_of(about), "rows": rows }));
        Ok(())
    })
    .await;
    Ok(())
}

/// The hospital without its sample.
fn about_of(mut about: Value) -> Value {
    if let Some(fields) = about.as_object_mut() {
        fields.retain(|_, value| !value.is_array());
    }
    about
}

/// A line on how far it is, for whoever waits.
fn say(what: &str) {
    eprintln!("    {what}");
}
