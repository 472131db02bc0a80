//! A query to the provider, written beside the case and waited for: it may lead to no answer, and knows nothing of money.

use anyhow::{Result, ensure};
use journeys::Page;

use crate::hands::{fill, show};

/// Writes one that leads first, and then one that does not.
pub(super) async fn write(page: &Page, drg: &str) -> Result<()> {
    show(page, "h").await?;
    page.enter("[data-test=query-open]").await?;
    page.wait_for("#query-to").await?;
    fill(page, "query-to", "Dr. Testcase").await?;
    fill(page, "query-subject", "Oxygen on admission").await?;
    fill(page, "query-finding-0", "SpO2 84 % on room air, made up").await?;
    fill(page, "query-place-0", "Triage note").await?;
    fill(page, "query-question", "Please document the MCC").await?;
    page.wait_for_text("[data-test=query-checked]", "QRY-")
        .await?;
    page.wait_until_gone("[data-test=query-text]").await?;
    page.focus("#query-question").await?;
    page.press("Control+a").await?;
    page.type_text("What condition, if any, was being treated?")
        .await?;
    page.wait_for_text("[data-test=query-text]", "SpO2 84 %")
        .await?;
    let text = page.text("[data-test=query-text]").await?;
    for word in ["DRG", "MCC", "weight", "payment", "$", drg] {
        ensure!(!text.contains(word), "the query speaks of {word}: {text}");
    }
    page.screenshot("query").await?;
    Ok(())
}

/// The case waits for the answer, and it comes.
pub(super) async fn wait_for_the_answer(page: &Page) -> Result<()> {
    page.enter("[data-test=step-pend]").await?;
    page.wait_for("dialog[open] [data-word=query]").await?;
    page.focus("[data-word=query]").await?;
    page.press("Space").await?;
    fill(page, "pend-note", "Oxygen on admission").await?;
    page.accessible("pend").await?;
    page.press("Enter").await?;
    page.wait_for_text("[data-test=case-status]", "pended")
        .await?;
    page.wait_for_text("[data-test=pends]", "answer to a query")
        .await?;
    page.enter("[data-test=settle]").await?;
    page.wait_for_text("[data-test=case-status]", "in progress")
        .await
}
