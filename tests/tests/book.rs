//! The book by keyboard and offline: pages back and forward, other dates, lists, continuations, changes.

use anyhow::{Result, ensure};
use journeys::{Page, journey};

async fn example(page: &Page) -> Result<()> {
    page.open("/").await?;
    page.stored_for_offline().await?;
    page.go_offline().await?;
    page.reload().await?;
    page.wait_until_gone("[data-test=loading]").await?;
    page.focus("[data-test=example][data-key=\"cc-exclusion\"]")
        .await?;
    page.press("Enter").await?;
    page.wait_for("[data-test=drg-number]").await.map(|_| ())
}

/// Types the letters of a row and goes into it.
async fn into(page: &Page, letters: &str) -> Result<()> {
    page.focus("#browse-list").await?;
    for letter in letters.chars() {
        page.press(&letter.to_string()).await?;
    }
    page.press("Enter").await
}

#[tokio::test]
async fn the_lists_lead_to_a_code_that_is_completed_and_posted() {
    journey("leaf", async |page| {
        example(&page).await?;
        page.focus("#row-principal").await?;
        page.press("t").await?;
        page.wait_for_text("#browse-list", "codes ›").await?;
        page.accessible("chapters").await?;
        page.accessible_enlarged("chapters", "#browse-list").await?;
        into(&page, "injury").await?;
        page.wait_for_text("#browse-list", "S00").await?;
        into(&page, "s00").await?;
        page.wait_for_text("#browse-list", "S09").await?;
        page.focus("#browse-list").await?;
        for letter in "s09".chars() {
            page.press(&letter.to_string()).await?;
        }
        page.press("Enter").await?;
        page.wait_for_text("#browse-list", "S09.2").await?;
        for letter in "s09.2".chars() {
            page.press(&letter.to_string()).await?;
        }
        page.press("Ctrl+Enter").await?;
        page.wait_for_text("[data-test=chooser]", "S09.2").await?;
        ensure!(
            page.text("[data-test=code-page]")
                .await?
                .contains("heading, not complete"),
            "a heading looks like a code"
        );
        page.accessible("chooser").await?;
        page.focus("#chooser").await?;
        page.press("1").await?;
        page.wait_for_text("[data-test=chooser-axis]", "Encounter")
            .await?;
        page.focus("#chooser").await?;
        page.press("a").await?;
        page.wait_for_text("[data-test=chooser]", "S09.21X").await?;
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn pages_are_turned_back_and_read_on_other_dates() {
    journey("turn", async |page| {
        example(&page).await?;
        page.focus("#row-principal").await?;
        page.press("Enter").await?;
        page.wait_for("[data-test=moments]").await?;
        let first = page.text("[data-test=code-page] h2").await?;
        page.focus("[data-test=note-link]").await?;
        page.press("Enter").await?;
        page.wait_for("[data-test=page-back][aria-disabled=false]")
            .await?;
        page.press("Alt+ArrowLeft").await?;
        page.wait_for_text("[data-test=code-page] h2", &first)
            .await?;
        page.wait_for("[data-test=page-forward][aria-disabled=false]")
            .await?;
        page.focus("[data-test=release-before]").await?;
        page.press("Enter").await?;
        page.wait_for("[data-test=own-date]").await?;
        page.accessible("on-another-date").await?;
        page.accessible_enlarged("on-another-date", "[data-test=own-date]")
            .await
    })
    .await;
}

#[tokio::test]
async fn changes_between_two_dates_are_filtered_and_lead_to_pages() {
    journey("changes", async |page| {
        example(&page).await?;
        page.focus("#row-principal").await?;
        page.press("c").await?;
        page.wait_for_text("[data-test=changes-counts]", "added")
            .await?;
        let all = page.text("[data-test=changes-counts]").await?;
        page.accessible("changes").await?;
        page.accessible_enlarged("changes", "#changes-list").await?;
        let drawn = page
            .run(
                "return document.querySelectorAll('#changes-list .long-row').length",
                Vec::new(),
            )
            .await?;
        ensure!(
            drawn.as_u64().is_some_and(|n| (1..80).contains(&n)),
            "{drawn} rows are drawn"
        );
        page.focus("[data-test=changes-set]").await?;
        page.type_text("ICD-10-CM").await?;
        for _ in 0..40 {
            if page.text("[data-test=changes-counts]").await? != all {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        let some = page.text("[data-test=changes-counts]").await?;
        ensure!(!some.contains("ICD-10-PCS"), "not filtered: {some}");
        page.focus("#changes-list").await?;
        page.press("End").await?;
        page.press("Enter").await?;
        page.wait_for("[data-test=code-page]").await.map(|_| ())
    })
    .await;
}
