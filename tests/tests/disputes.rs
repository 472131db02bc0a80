//! A disputed result by keyboard and offline: noted, reported, its claims found, the log written and read again.

use std::fs;

use anyhow::{Context as _, Result, ensure};
use journeys::{Page, journey};
use serde_json::{Value, json};

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

async fn begin(page: &Page) -> Result<()> {
    page.begin_offline().await?;
    page.through_palette("go to disputed", "[data-test=disputes-none]")
        .await?;
    page.accessible("disputes-none").await?;
    page.through_palette("go to coding", "[data-test=example]")
        .await?;
    page.open_example("cc-exclusion").await
}

#[tokio::test]
async fn a_disputed_drg_is_followed_from_the_finding_to_the_claims_it_touches() {
    journey("dispute", async |page| {
        let folder = page.downloads_into("disputes-journey").await?;
        let claims_file = folder.join("past.jsonl");
        fs::write(&claims_file, claims())?;
        begin(&page).await?;
        let drg = page.text("[data-test=drg-number]").await?;

        page.through_palette("dispute the drg", "[data-test=dispute]")
            .await?;
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
        page.enter("[data-test=dispute-find]").await?;
        page.wait_for_text("[data-test=failure]", "No claims file")
            .await?;
        page.through_palette("go to batches", "[data-test=batch]")
            .await?;
        page.choose_file("#batch-file", &claims_file).await?;
        page.wait_for("[data-test=batch-summary]").await?;
        page.through_palette("go to disputed", "[data-test=dispute]")
            .await?;
        page.enter("[data-test=dispute-find]").await?;
        page.wait_for_text("[data-test=dispute-touched]", "of 500 claims")
            .await?;
        page.accessible("dispute-touched").await?;

        // What is written names nobody, and comes back.
        page.enter("[data-test=disputes-export]").await?;
        let log = page.written(&folder, "disputes.json").await?;
        let text = fs::read_to_string(&log)?;
        ensure!(!text.contains("TESTCASE"), "the log names the patient");
        let read: Value = serde_json::from_str(&text)?;
        let found = read["disputes"][0]["disputed"]["drg"]["number"]
            .as_str()
            .context("no DRG in the log")?;
        ensure!(found == drg, "{found} is not {drg}");
        page.enter("[data-test=dispute-remove]").await?;
        page.wait_for("[data-test=disputes-none]").await?;
        page.choose_file("#disputes-file", &log).await?;
        page.wait_for_text("[data-test=dispute]", "to be reported")
            .await?;
        page.choose_file("#disputes-file", &claims_file).await?;
        page.wait_for_text("[data-test=failure]", "log of disputes")
            .await?;

        // Its stay opens, without the name.
        page.enter("[data-test=dispute] summary").await?;
        page.enter("[data-test=dispute-stay]").await?;
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
