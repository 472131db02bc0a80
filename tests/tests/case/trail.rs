//! The audit trail of the day: what the coder read and did stands in it, and no chart was read that was not the coder's.

use std::collections::BTreeSet;

use anyhow::{Result, ensure};
use journeys::Page;
use serde::Deserialize;

use crate::hands::until;

/// An entry as the table shows it: a cell is its text, and what stands small under it.
#[derive(Debug, Deserialize)]
struct Entry {
    who: String,
    act: String,
    record: String,
    outcome: String,
}

/// Every entry, page after page.
async fn entries(page: &Page) -> Result<Vec<Entry>> {
    page.through_palette("audit trail", "[data-test=trail-entry]")
        .await?;
    let mut all = Vec::new();
    loop {
        page.wait_for_text("[data-test=trail-says]", "in the trail")
            .await?;
        let script = "return [...document.querySelectorAll('[data-test=trail-entry]')].map((row) => { \
            const [, who, act, record, outcome] = [...row.cells].map((cell) => cell.innerText); \
            return { who, act, record, outcome }; })";
        let some: Vec<Entry> = serde_json::from_value(page.run(script, Vec::new()).await?)?;
        ensure!(!some.is_empty(), "a page without entries");
        all.extend(some);
        let earlier = "return !document.querySelector('[data-test=trail-earlier]').disabled";
        if page.run(earlier, Vec::new()).await? != true {
            return Ok(all);
        }
        let says = page.text("[data-test=trail-says]").await?;
        page.enter("[data-test=trail-earlier]").await?;
        until("an earlier page of the trail", async || {
            Ok(page.text("[data-test=trail-says]").await? != says)
        })
        .await?;
    }
}

/// Holds the trail of the day against the accounts that were assigned: what was read is theirs, each document of the chart
/// is named, and so is each thing that was done. Ends with what a reviewer is told to look at.
pub(super) async fn shows_no_reads_beyond(
    page: &Page,
    accounts: &[String],
    documents: usize,
) -> Result<()> {
    let all = entries(page).await?;
    let of_a_case = |entry: &Entry| !entry.record.is_empty() && !entry.act.starts_with("search");
    let beyond: Vec<&Entry> = all
        .iter()
        .filter(|entry| of_a_case(entry) && !entry.act.starts_with("review of the audit"))
        .filter(|entry| {
            let account = entry.record.lines().next().unwrap_or_default();
            let theirs = accounts.iter().any(|assigned| assigned == account);
            !theirs || !entry.record.ends_with("assigned") || entry.outcome != "done"
        })
        .collect();
    ensure!(beyond.is_empty(), "beyond the assignment: {beyond:#?}");
    // A list that is searched names no chart, and a case that is loaded next is one of them.
    let looked: Vec<&Entry> = all
        .iter()
        .filter(|entry| entry.act.starts_with("search"))
        .filter(|entry| {
            let account = entry.record.lines().next().unwrap_or_default();
            account.starts_with('T') && !accounts.iter().any(|assigned| assigned == account)
        })
        .collect();
    ensure!(looked.is_empty(), "looked at by the way: {looked:#?}");

    let read: BTreeSet<&str> = all
        .iter()
        .filter(|entry| entry.act == "read")
        .filter_map(|entry| entry.record.split("documents/").nth(1))
        .collect();
    ensure!(
        read.len() == documents,
        "{} documents stand in the trail, {documents} were read",
        read.len()
    );
    for act in ["unlocked", "locked", "read", "code", "finalise", "reopen"] {
        let done = all.iter().filter(|entry| entry.act == act).count();
        ensure!(done > 0, "“{act}” is not in the trail");
        println!("in the trail: {act}, {done} times");
    }
    ensure!(
        all.iter()
            .all(|entry| entry.who.starts_with("Sample, Robin")),
        "somebody else was here"
    );
    page.accessible_at_both_sizes("trail", "[data-test=trail]")
        .await?;
    reviewer_is_told_nothing(page).await
}

/// Nothing was read without an assignment, and the chain is whole.
async fn reviewer_is_told_nothing(page: &Page) -> Result<()> {
    page.enter("[data-test=look-around]").await?;
    page.wait_for_text("[data-test=hints-say]", "entries")
        .await?;
    let hints = page.text("[data-test=hints]").await?;
    for kind in ["read without assignment", "failed unlocks in a row"] {
        ensure!(!hints.contains(kind), "the reviewer is told: {hints}");
    }
    page.enter("[data-test=check-trail]").await?;
    page.wait_for_text("[data-test=verdict-says]", "The trail is whole")
        .await
}
