//! Every screen, light and dark, by the rules of WCAG 2.2 AA as axe-core checks them.

use anyhow::Result;
use journeys::{Page, journey};

async fn example(page: &Page, key: &str) -> Result<()> {
    page.open("/").await?;
    page.wait_until_gone("[data-test=loading]").await?;
    page.open_example(key).await
}

#[tokio::test]
async fn the_workspace() {
    journey("axe-workspace", async |page| {
        page.open("/").await?;
        page.wait_until_gone("[data-test=loading]").await?;
        page.wait_for("[data-test=example]").await?;
        page.accessible("welcome").await?;
        for key in ["hac-not-present", "invalid-principal", "ungroupable"] {
            example(&page, key).await?;
            page.accessible(key).await?;
        }
        example(&page, "cc-exclusion").await?;
        page.focus("#row-principal").await?;
        for (keys, screen) in [("Enter", "code"), ("e", "edits"), ("g", "why")] {
            page.focus("#row-principal").await?;
            page.press(keys).await?;
            page.accessible(screen).await?;
        }
        page.focus("#search").await?;
        page.type_text("pneumonia").await?;
        page.wait_for("[data-test=offer]").await?;
        page.accessible("search").await
    })
    .await;
}

/// What is read while coding, at 200 %: each tab by its key or with the arrows, and the search.
#[tokio::test]
async fn the_book_at_twice_the_size() {
    journey("axe-book", async |page| {
        example(&page, "cc-exclusion").await?;
        page.enter("#row-principal").await?;
        page.wait_for("[data-test=code-page]").await?;
        page.accessible_enlarged("codes", ".codes").await?;
        page.accessible_enlarged("drg", ".drg").await?;
        page.focus("#tab-code").await?;
        for tab in [
            "code", "browse", "why", "what-if", "estimate", "edits", "build", "changes", "shelf",
        ] {
            page.wait_for(&format!("#tab-{tab}[aria-selected=true]"))
                .await?;
            page.accessible_enlarged(tab, "#book-panel").await?;
            page.focus(&format!("#tab-{tab}")).await?;
            page.press("ArrowRight").await?;
        }
        page.focus("#search").await?;
        page.type_text("pneumonia").await?;
        page.wait_for("[data-test=offer]").await?;
        page.accessible_enlarged("search", ".find").await
    })
    .await;
}

#[tokio::test]
async fn what_lies_over_the_workspace() {
    journey("axe-overlays", async |page| {
        example(&page, "delivery").await?;
        for (keys, screen) in [
            ("Control+k", "palette"),
            ("?", "keys"),
            ("Control+s", "export"),
        ] {
            page.focus("#row-principal").await?;
            page.press(keys).await?;
            page.wait_for("dialog[open]").await?;
            page.accessible(screen).await?;
            page.accessible_enlarged(screen, "dialog[open]").await?;
            page.press("Escape").await?;
            page.wait_until_gone("dialog[open]").await?;
        }
        page.enter("[data-test=open-settings]").await?;
        page.wait_for("dialog[open]").await?;
        page.accessible("settings").await?;
        page.accessible_enlarged("settings", "dialog[open]").await
    })
    .await;
}

#[tokio::test]
async fn batch_and_about() {
    journey("axe-pages", async |page| {
        page.open("/#/batch").await?;
        page.wait_for("[data-test=batch]").await?;
        page.accessible_at_both_sizes("batch", "[data-test=batch]")
            .await?;
        page.open("/").await?;
        page.open("/#/about").await?;
        page.wait_for("[data-test=about]").await?;
        page.wait_for("[data-test=versions]").await?;
        for (screen, part) in [
            ("about", "[data-test=about]"),
            ("versions", "[data-test=versions]"),
            ("accuracy", "[data-test=accuracy]"),
            ("accuracy-search", "[data-test=accuracy-search]"),
            ("accuracy-beside", "[data-test=accuracy-beside]"),
            ("accuracy-builder", "[data-test=accuracy-builder]"),
            ("accuracy-poa", "[data-test=accuracy-poa]"),
            ("measure", "[data-test=bench-told]"),
        ] {
            page.accessible_at_both_sizes(screen, part).await?;
        }
        Ok(())
    })
    .await;
}
