//! A disputed result by keyboard and offline: noted, reported, its claims found, the log written and read again.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};
use journeys::{Page, journey, target};
use serde_json::{Value, json};

fn folder() -> Result<PathBuf> {
    let folder = target().join("disputes-journey");
    drop(fs::remove_dir_all(&folder));
    fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// Claims of the sample, discharged in the term of the example's version.
fn claims() -> String {
    let file = sample::root().join("tests/claims/v431.jsonl.gz");
    sample::read(&file)
        .into_iter()
        .map(|checked| {
            let mut claim = checked.claim;
            if let Some(fields) = claim.as_object_mut() {
                fields.remove("version");
                fields.insert("discharge_date".to_owned(), json!(20_260_512));
            }
            format!("{claim}\n")
        })
        .collect()
}

/// A file that the browser wrote.
async fn written(folder: &Path, ending: &str) -> Result<PathBuf> {
    let began = Instant::now();
    while began.elapsed() < Duration::from_secs(20) {
        let found = fs::read_dir(folder)?
            .filter_map(Result::ok)
            .map(|entry| entry.path())
            .find(|path| path.to_string_lossy().ends_with(ending));
        if let Some(found) = found {
            return Ok(found);
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    bail!("no …{ending} came into {}", folder.display())
}

/// Goes somewhere through the palette.
async fn go(page: &Page, words: &str, arrived: &str) -> Result<()> {
    page.press("Control+k").await?;
    page.wait_for("dialog[open]").await?;
    page.type_text(words).await?;
    page.press("Enter").await?;
    page.wait_for(arrived).await.map(|_| ())
}

async fn begin(page: &Page) -> Result<()> {
    page.open("/").await?;
    page.stored_for_offline().await?;
    page.go_offline().await?;
    page.reload().await?;
    page.wait_until_gone("[data-test=loading]").await?;
    go(page, "go to disputed", "[data-test=disputes-none]").await?;
    page.accessible("disputes-none").await?;
    go(page, "go to coding", "[data-test=example]").await?;
    page.focus("[data-test=example][data-key=\"cc-exclusion\"]")
        .await?;
    page.press("Enter").await?;
    page.wait_for("[data-test=drg-number]").await.map(|_| ())
}

#[tokio::test]
async fn a_disputed_drg_is_followed_from_the_finding_to_the_claims_it_touches() {
    journey("dispute", async |page| {
        let folder = folder()?;
        let claims_file = folder.join("past.jsonl");
        fs::write(&claims_file, claims())?;
        let allowed = json!({ "behavior": "allow", "downloadPath": folder });
        page.cdp()
            .send_raw("Browser.setDownloadBehavior", allowed)
            .await?;
        begin(&page).await?;
        let drg = page.text("[data-test=drg-number]").await?;

        go(&page, "dispute the drg", "[data-test=dispute]").await?;
        page.wait_for_text("[data-test=dispute]", &format!("MS-DRG {drg}"))
            .await?;
        page.wait_for_text("[data-test=dispute]", "What would be right is missing")
            .await?;
        // The field that is missing has the focus.
        page.type_text("By the made-up manual, another").await?;
        page.press("Tab").await?;
        page.wait_until_gone(".field-problem:not(:empty)").await?;
        page.accessible("dispute").await?;
        page.accessible_enlarged("dispute", "[data-test=dispute-find]")
            .await?;

        // Without an open file of claims there is nothing to look in, and it says so.
        page.focus("[data-test=dispute-find]").await?;
        page.press("Enter").await?;
        page.wait_for_text("[data-test=failure]", "No claims file")
            .await?;
        go(&page, "go to batches", "[data-test=batch]").await?;
        page.choose_file("#batch-file", &claims_file).await?;
        page.wait_for("[data-test=batch-summary]").await?;
        go(&page, "go to disputed", "[data-test=dispute]").await?;
        page.focus("[data-test=dispute-find]").await?;
        page.press("Enter").await?;
        page.wait_for_text("[data-test=dispute-touched]", "of 500 claims")
            .await?;
        page.accessible("dispute-touched").await?;

        // What is written names nobody, and comes back.
        page.focus("[data-test=disputes-export]").await?;
        page.press("Enter").await?;
        let log = written(&folder, "disputes.json").await?;
        let text = fs::read_to_string(&log)?;
        ensure!(!text.contains("TESTCASE"), "the log names the patient");
        let read: Value = serde_json::from_str(&text)?;
        let found = read["disputes"][0]["disputed"]["drg"]["number"]
            .as_str()
            .context("no DRG in the log")?;
        ensure!(found == drg, "{found} is not {drg}");
        page.focus("[data-test=dispute-remove]").await?;
        page.press("Enter").await?;
        page.wait_for("[data-test=disputes-none]").await?;
        page.choose_file("#disputes-file", &log).await?;
        page.wait_for_text("[data-test=dispute]", "to be reported")
            .await?;
        page.choose_file("#disputes-file", &claims_file).await?;
        page.wait_for_text("[data-test=failure]", "log of disputes")
            .await?;

        // Its stay opens, without the name.
        page.focus("[data-test=dispute] summary").await?;
        page.press("Enter").await?;
        page.focus("[data-test=dispute-stay]").await?;
        page.press("Enter").await?;
        page.wait_for_text("[data-test=drg-number]", &drg).await?;
        let label = page
            .run(
                "return document.querySelector('#stay-label').value",
                Vec::new(),
            )
            .await?;
        ensure!(label == json!(""), "the stay is labelled {label}");
        Ok(())
    })
    .await;
}
