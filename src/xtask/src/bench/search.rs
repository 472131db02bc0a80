//! Search: the time of every beginning of every query in Chromium, and what others make of the same queries there.

use std::fs::{self, File};
use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;

use super::group::{browser_bench, folder, in_browser, queries};
use crate::job::output;
use crate::workspace::Workspace;

/// Queries that were written without knowing the lexicon; the others are too hard on those who have none.
const PEER_QUERIES: &str = "search_queries_desk.jsonl";
/// Day on which searched codes must be billable.
const DAY: &str = "20261101";

/// Our own time over the queries of the first set, then the table beside the others.
pub(crate) fn speed(workspace: &Workspace) -> Result<()> {
    in_browser(workspace, "search", &queries(workspace))?;
    let measured = peers(workspace)?;
    println!("{}", table(&measured)?);
    Ok(())
}

/// Search beside four JavaScript libraries on one page of one Chromium, and beside SQLite FTS5, which runs natively.
/// Kept in `bench/search.json` of the target folder too.
pub(crate) fn peers(workspace: &Workspace) -> Result<Value> {
    let mut command = browser_bench(workspace)?;
    let folder = folder(workspace)?;
    let (searched, beside) = (folder.join("searched.jsonl"), folder.join("fts5.jsonl"));
    let queries = queries(workspace).with_file_name(PEER_QUERIES);
    texts(workspace, &searched)?;
    let mut fts5 = workspace.command("python3");
    fts5.arg(workspace.root().join("tests/peer/fts5_peer.py"))
        .args([&searched, &queries]);
    fs::write(&beside, output(fts5)?)?;
    command
        .arg("peers")
        .args([&queries, &searched])
        .arg(workspace.node_tools().join("node_modules"))
        .arg(&beside);
    let measured = output(command)?;
    fs::write(folder.join("search.json"), &measured)?;
    serde_json::from_str(&measured).context("reading what was measured")
}

/// Writes what a search without vocabulary has to go on: titles and inclusion terms.
fn texts(workspace: &Workspace, to: &Path) -> Result<()> {
    let mut list = workspace.optimised("codes", "--example", "searched_texts");
    list.arg(workspace.packs())
        .arg(DAY)
        .stdout(File::create(to)?);
    let done = list.status().context("starting cargo")?;
    ensure!(done.success(), "searched_texts failed");
    Ok(())
}

/// The figures as lines, shares in percent, times also as a multiple of ours.
fn table(measured: &Value) -> Result<String> {
    let rows = measured["rows"].as_array().context("no rows")?;
    let number = |row: &Value, name: &str| row[name].as_f64().unwrap_or(f64::NAN);
    let ours = rows.first().context("no row of ours")?;
    let mut out = format!(
        "{:32} {:>6} {:>6} {:>7} {:>7} {:>9} {:>9} {:>7} {:>9} {:>7}\n",
        "", "hit@1", "hit@5", "hit@10", "best@1", "p50 ms", "p95 ms", "× ours", "ready ms", "MB"
    );
    for row in rows {
        let share = |name: &str| number(row, name) * 100.0 / number(row, "queries");
        out += &format!(
            "{:32} {:6.1} {:6.1} {:7.1} {:7.1} {:9.2} {:9.2} {:7.1} {:9.0} {:7.1}\n",
            row["name"].as_str().unwrap_or_default(),
            share("hit_at_1"),
            share("hit_at_5"),
            share("hit_at_10"),
            share("best_at_1"),
            number(row, "p50_ms"),
            number(row, "p95_ms"),
            number(row, "p95_ms") / number(ours, "p95_ms"),
            number(row, "ready_ms"),
            number(row, "memory_bytes") / 1e6,
        );
    }
    Ok(out)
}
