//! A case that was final: opened again with a reason, changed, and held against the version that it became.

use anyhow::Result;
use journeys::Page;

use crate::hands::{Coder, saved, show};

pub(super) async fn reopen_and_compare(page: &Page, coder: &mut Coder) -> Result<()> {
    page.enter("[data-test=step-reopen]").await?;
    page.wait_for("dialog[open] #step-words").await?;
    page.focus("#step-words").await?;
    page.type_text("Late pathology").await?;
    page.press("Enter").await?;
    page.wait_for_text("[data-test=case-status]", "reopened")
        .await?;
    coder.post(page, "hld", "E785").await?;
    saved(page).await?;
    show(page, "a").await?;
    page.wait_for_text("[data-test=without-evidence]", "E78.5")
        .await?;
    page.enter("[data-test=compare]").await?;
    page.wait_for_text("[data-test=differences]", "E78.5")
        .await?;
    page.accessible_at_both_sizes("versions", "[data-test=differences]")
        .await?;
    page.enter("[data-test=open-version]").await?;
    page.wait_for_text("[data-test=case-version]", "version 1")
        .await?;
    page.wait_for_text("[data-test=case-read-only]", "Read only")
        .await?;
    page.screenshot("version").await.map(drop)
}
