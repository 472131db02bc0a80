//! Why a code is coded and why an edit is left as it is: typed by keyboard, offline, undone, and written with the stay.

use anyhow::{Context as _, Result, ensure};
use journeys::{Page, journey};
use serde_json::{Value, json};

async fn counts(page: &Page) -> Result<String> {
    page.text("[data-test=edits]").await
}

async fn until_counts(page: &Page, wanted: impl Fn(&str) -> bool) -> Result<String> {
    for _ in 0..100 {
        let now = counts(page).await?;
        if wanted(&now) {
            return Ok(now);
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    anyhow::bail!("the strip of edits stays: {}", counts(page).await?)
}

async fn value(page: &Page, css: &str) -> Result<Value> {
    page.run(
        "return document.querySelector(arguments[0]).value",
        vec![json!(css)],
    )
    .await
}

#[tokio::test]
async fn an_edit_is_left_for_a_reason_and_a_code_has_its_evidence() {
    journey("reasons", async |page| {
        page.begin_offline().await?;
        page.open_example("cc-exclusion").await?;

        // The page of the principal diagnosis asks where the record says so.
        page.enter("#row-principal").await?;
        page.wait_for("[data-test=evidence]").await?;
        page.focus("[data-test=evidence]").await?;
        page.type_text("H&P, day 1: made-up words").await?;
        page.press("Enter").await?;
        page.accessible("evidence").await?;
        page.accessible_enlarged("evidence", "[data-test=evidence]")
            .await?;

        // An edit that is right as it stands is left so, and is no longer counted.
        let before = counts(&page).await?;
        page.focus("#row-principal").await?;
        page.press("e").await?;
        page.wait_for("[data-test=finding]").await?;
        let open = page
            .run(
                "const all = [...document.querySelectorAll('[data-test=finding]')]; \
                 const one = all.find((f) => !f.querySelector('.chip.stop')); \
                 if (!one) return false; \
                 one.id = 'the-finding'; one.querySelector('summary').focus(); return true",
                Vec::new(),
            )
            .await?;
        ensure!(open == json!(true), "the example has no edit but stops");
        page.press("Enter").await?;
        page.focus("#the-finding [data-test=keep-reason]").await?;
        page.type_text("The attending was asked: made-up answer")
            .await?;
        page.press("Enter").await?;
        page.wait_for_text("#the-finding", "Left so").await?;
        let after = until_counts(&page, |now| now != before).await?;
        let focused = page
            .run(
                "return document.activeElement.matches('[data-test=keep-reason]')",
                Vec::new(),
            )
            .await?;
        ensure!(focused == json!(true), "the focus went away");
        page.accessible("edit-kept").await?;
        page.accessible_enlarged("edit-kept", "#the-finding")
            .await?;

        // Both can be undone and done again.
        page.focus("#row-principal").await?;
        page.press("Control+z").await?;
        until_counts(&page, |now| now == before).await?;
        page.press("Control+Shift+z").await?;
        until_counts(&page, |now| now == after).await?;
        page.press("Enter").await?;
        page.wait_for("[data-test=evidence]").await?;
        let evidence = value(&page, "[data-test=evidence]").await?;
        let evidence = evidence.as_str().context("no evidence")?;
        ensure!(evidence.starts_with("H&P"), "{evidence}");
        Ok(())
    })
    .await;
}
