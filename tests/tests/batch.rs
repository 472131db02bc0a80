//! A claims file of ten thousand lines: grouped with progress, sorted, filtered, exported, and one of its stays opened.

use std::fs;

use anyhow::{Result, ensure};
use journeys::{Page, journey};
use serde_json::{Value, json};

/// Lines of the file; the last one can't be read.
const LINES: usize = 10_000;

/// Claims of the sample under new ids, as often as it takes, and a line that breaks off.
fn claims() -> String {
    let file = sample::root().join("tests/claims/v431.jsonl.gz");
    let sample: Vec<Value> = sample::read(&file).into_iter().map(|c| c.claim).collect();
    let mut text = String::new();
    for (n, claim) in sample.iter().cycle().take(LINES - 1).enumerate() {
        let mut claim = claim.clone();
        claim["id"] = json!(format!("line-{n}"));
        text.push_str(&claim.to_string());
        text.push('\n');
    }
    text.push_str("{\"id\":\"broken\",\"age\":");
    text
}

async fn shown(page: &Page) -> Result<String> {
    page.text("[data-test=batch-matching]").await
}

/// Only lines in sight exist, at whatever size.
async fn few_are_drawn(page: &Page) -> Result<()> {
    let drawn = page
        .run(
            "return document.querySelectorAll('[data-test=batch-line]').length",
            Vec::new(),
        )
        .await?;
    ensure!(
        drawn.as_u64().is_some_and(|n| n < 200),
        "{drawn} lines are drawn"
    );
    Ok(())
}

#[tokio::test]
async fn ten_thousand_claims_are_grouped_sorted_filtered_and_exported() {
    journey("batch", async |page| {
        let folder = page.downloads_into("batch-journey").await?;
        let file = folder.join("claims.jsonl");
        fs::write(&file, claims())?;

        page.open("/").await?;
        page.stored_for_offline().await?;
        page.go_offline().await?;
        page.open("/#/batch").await?;
        page.wait_for("[data-test=batch]").await?;
        page.choose_file("#batch-file", &file).await?;
        page.wait_for("[data-test=batch-summary]").await?;
        page.wait_for("#line-0").await?;
        page.accessible_at_both_sizes("results", "[data-test=batch]")
            .await?;
        page.accessible_enlarged("table", "[data-test=batch-table]")
            .await?;
        page.enlarge().await?;
        page.bring_into_sight("[data-test=batch-table]").await?;
        few_are_drawn(&page).await?;
        page.natural_size().await?;
        ensure!(
            shown(&page).await?.contains("10,000 lines"),
            "{}",
            shown(&page).await?
        );

        // Only what is in sight exists, and the keyboard reaches the last line.
        page.focus("#line-0").await?;
        page.press("End").await?;
        page.wait_for("#line-9999").await?;
        few_are_drawn(&page).await?;
        page.wait_for_text("#line-9999", "not readable").await?;

        page.focus("[data-test=only-unreadable]").await?;
        page.press("Space").await?;
        page.wait_for_text("[data-test=batch-matching]", "1 line")
            .await?;
        page.accessible_at_both_sizes("unreadable", "[data-test=batch-table]")
            .await?;
        page.press("Space").await?;
        page.focus("[data-test=batch-filter]").await?;
        page.type_text("line-77").await?;
        page.wait_for_text("[data-test=batch-matching]", "111 lines")
            .await?;

        page.enter("[data-test=batch-export]").await?;
        let csv = fs::read_to_string(page.written(&folder, ".csv").await?)?;
        ensure!(
            csv.lines().count() == 112,
            "{} lines in the export",
            csv.lines().count()
        );
        ensure!(
            csv.lines()
                .nth(1)
                .is_some_and(|line| line.contains("line-77")),
            "the export is not what is shown"
        );

        page.enter("[data-test=batch-line][tabindex=\"0\"]").await?;
        page.wait_for("[data-test=drg-number]").await?;
        page.wait_for("#row-principal").await?;
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn past_claims_are_compared_under_the_new_year() {
    journey("shift", async |page| {
        let folder = page.downloads_into("shift-journey").await?;
        let file = folder.join("past.jsonl");
        fs::write(&file, claims())?;
        page.open("/").await?;
        page.stored_for_offline().await?;
        page.go_offline().await?;
        page.open("/#/batch").await?;
        page.choose_file("#batch-file", &file).await?;
        page.wait_for("[data-test=batch-summary]").await?;
        page.enter("[data-test=batch-shift]").await?;
        page.wait_for("[data-test=shift-dialog][open]").await?;
        page.accessible("shift-begin").await?;
        // The newest version is chosen; a button is all it takes.
        page.enter("[data-test=shift-start]").await?;
        page.wait_for_text("[data-test=shift-told]", "under v44.0")
            .await?;
        page.wait_for_text("[data-test=shift-told]", "9,999 claims")
            .await?;
        page.wait_for_text("[data-test=case-mix]", "FY2026").await?;
        page.accessible("shift").await?;
        page.accessible_enlarged("shift", "[data-test=shift-moves]")
            .await?;
        page.enter("[data-test=shift-list]").await?;
        let list = fs::read_to_string(page.written(&folder, ".csv").await?)?;
        ensure!(
            list.starts_with("line,id,own_version,drg,drg_under_v44.0"),
            "{:.80}",
            list
        );
        // The weights of FY2027 are not loaded: said, not guessed.
        page.focus("[data-test=shift-weights]").await?;
        page.type_text("each").await?;
        page.enter("[data-test=shift-start]").await?;
        page.wait_for_text("[data-test=case-mix]", "No case mix")
            .await?;
        page.enter("[data-test=shift-moves] button").await?;
        page.wait_for("[data-test=drg-number]").await.map(|_| ())
    })
    .await;
}
