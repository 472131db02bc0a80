//! Measures the built site as its users run it, in Chromium.
//!
//! `browser_bench group CLAIMS.jsonl` gives groupings a second, `browser_bench search QUERIES.jsonl` the time of a
//! search over every beginning of every query, `browser_bench edits DATE` the time of a keystroke in stays of 10, 50 and
//! 200 codes and of all that a stay could group to, `browser_bench page QUERIES.jsonl` how long the page takes to start,
//! to group its first stay, and what holds its main thread up while somebody types. `browser_bench peers QUERIES.jsonl
//! SEARCHED.jsonl PACKAGES BESIDE.jsonl` sets search beside four JavaScript libraries, `browser_bench
//! records SITE HOSPITAL SECONDS` the record on the device beside other encrypted databases. A JSON line is printed;
//! `cargo xtask bench` calls this.

mod in_engine;
mod on_page;
mod peers;
mod records;

use anyhow::{Context as _, Result, bail};
use engine::protocol::Request;
use journeys::journey;
use serde_json::Value;

/// Day on which searched codes must be billable.
const DATE: &str = "2026-11-01";
/// How long groupings are counted.
const SECONDS: f64 = 5.0;

#[tokio::main]
async fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [what, queries, searched, packages, beside] = arguments.as_slice()
        && what == "peers"
    {
        let inputs = peers::Inputs {
            searched: lines(
                &std::fs::read(searched).with_context(|| format!("reading {searched}"))?,
            )?,
            queries: lines(&std::fs::read(queries).with_context(|| format!("reading {queries}"))?)?,
            packages: packages.into(),
            beside: lines(&std::fs::read(beside).with_context(|| format!("reading {beside}"))?)?,
        };
        journey("browser bench", |page| async move {
            peers::measure(&page, inputs, DATE).await
        })
        .await;
        return Ok(());
    }
    if let [what, site, hospital, seconds] = arguments.as_slice()
        && what == "records"
    {
        return records::measure(site.as_ref(), hospital, seconds.parse()?).await;
    }
    let [what, file] = arguments.as_slice() else {
        bail!("usage: browser_bench group|search|page FILE, or browser_bench edits DATE")
    };
    if what == "edits" {
        let request = Request::BenchStays { date: file.clone() };
        journey("browser bench", |page| async move {
            in_engine::measure(&page, request).await
        })
        .await;
        return Ok(());
    }
    let text = std::fs::read(file).with_context(|| format!("reading {file}"))?;
    let request = match what.as_str() {
        "group" => Request::BenchGroup {
            bytes: text,
            seconds: SECONDS,
        },
        "search" => Request::BenchSearch {
            queries: queries(&text)?,
            prefixes: true,
            date: DATE.to_owned(),
        },
        "page" => {
            let queries = queries(&text)?;
            journey("browser bench", |page| async move {
                on_page::measure(&page, &queries).await
            })
            .await;
            return Ok(());
        }
        other => bail!("nothing called “{other}” is measured; group, search, edits and page are"),
    };
    journey("browser bench", |page| async move {
        in_engine::measure(&page, request).await
    })
    .await;
    Ok(())
}

/// The JSON objects of a file, one a line.
fn lines(text: &[u8]) -> Result<Vec<Value>> {
    text.split(|b| *b == b'\n')
        .filter(|line| !line.is_empty())
        .map(|line| Ok(serde_json::from_slice(line)?))
        .collect()
}

/// The queries of a file, a JSON object with a `query` on each line.
fn queries(text: &[u8]) -> Result<Vec<String>> {
    lines(text)?
        .iter()
        .map(|line| {
            Ok(line["query"]
                .as_str()
                .context("a query without text")?
                .to_owned())
        })
        .collect()
}
