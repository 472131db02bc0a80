//! The book by keyboard and offline: pages back and forward, other dates, lists, continuations, changes.

use anyhow::{Context as _, Result, bail, ensure};
use journeys::{Page, journey};

async fn example(page: &Page) -> Result<()> {
    page.begin_offline().await?;
    page.open_example("cc-exclusion").await
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
        page.enter("#row-principal").await?;
        page.wait_for("[data-test=moments]").await?;
        let first = page.text("[data-test=code-page] h2").await?;
        page.enter("[data-test=note-link]").await?;
        page.wait_for("[data-test=page-back][aria-disabled=false]")
            .await?;
        page.press("Alt+ArrowLeft").await?;
        page.wait_for_text("[data-test=code-page] h2", &first)
            .await?;
        page.wait_for("[data-test=page-forward][aria-disabled=false]")
            .await?;
        page.enter("[data-test=release-before]").await?;
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

/// Waits until the list of changes is as long as it has to be.
async fn lines(page: &Page, wanted: u64) -> Result<()> {
    page.wait_for(&format!(
        "#changes-list .long-row[aria-setsize=\"{wanted}\"]"
    ))
    .await
    .map(|_| ())
}

/// Chooses a filter of the changes.
async fn choose(page: &Page, css: &str, text: &str) -> Result<()> {
    page.focus(css).await?;
    page.type_text(text).await
}

/// S62.9- was the fracture of wrist and hand in April 2025 and is that of the hand in April 2026.
#[tokio::test]
async fn retitled_codes_are_read_as_they_were_called() {
    journey("retitled", async |page| {
        example(&page).await?;
        page.focus("#row-principal").await?;
        page.press("c").await?;
        page.wait_for_text("[data-test=changes-counts]", "added")
            .await?;
        choose(&page, "[data-test=changes-kind]", "retitled").await?;
        lines(&page, 39).await?;
        page.accessible("list").await?;
        page.accessible_enlarged("list", "#changes-list").await?;
        choose(&page, "[data-test=changes-text]", "wrist hand sequela").await?;
        lines(&page, 3).await?;
        page.wait_for_text("#changes-list .long-row.here del", "wrist and")
            .await?;

        // The page has today's title, and says what it was and until when.
        page.focus("#changes-list").await?;
        page.press("Home").await?;
        page.press("Enter").await?;
        page.wait_for_text("[data-test=moments]", "wrist and hand")
            .await?;
        let today = page.text("[data-test=code-page] h2").await?;
        ensure!(!today.contains("wrist"), "today it is {today}");
        page.accessible("page").await?;
        page.accessible_enlarged("page", "[data-test=moments]")
            .await?;

        // Read on an old date, it is called as it was then, and so are the levels above it.
        for _ in 0..8 {
            let before = page.text(".code-validity").await?;
            page.enter("[data-test=release-before]").await?;
            for _ in 0..60 {
                if page.text(".code-validity").await? != before {
                    break;
                }
                tokio::time::sleep(std::time::Duration::from_millis(50)).await;
            }
            if page
                .text("[data-test=code-page] h2")
                .await?
                .contains("wrist and hand")
            {
                break;
            }
        }
        page.wait_for_text("[data-test=title-note]", "The title as of 2025-04-01.")
            .await?;
        page.wait_for_text(".code-path", "wrist and hand").await?;
        page.accessible("on-an-old-date").await?;
        page.accessible_enlarged("on-an-old-date", "[data-test=title-note]")
            .await?;
        page.run(
            "document.querySelector('[data-test=code-page] .code-path li:last-child button').focus()",
            Vec::new(),
        )
        .await?;
        page.press("Enter").await?;
        page.wait_for_text("[data-test=code-page] .code-validity", "heading")
            .await?;
        page.run(
            "Array.from(document.querySelectorAll('.code-path [title^=Leaf]')).at(-1).focus()",
            Vec::new(),
        )
        .await?;
        page.press("Enter").await?;
        page.wait_for_text(".browse-sets", "as on 2024-10-01")
            .await?;
        into(&page, "s62").await?;
        page.wait_for_text("#browse-list", "Unspecified fracture of wrist and hand")
            .await?;
        page.accessible("list-of-an-old-date").await?;
        page.accessible_enlarged("list-of-an-old-date", "#browse-list")
            .await
    })
    .await;
}

/// The list in a narrow pane: rows with two lines, and the current one never out of sight.
#[tokio::test]
async fn long_lists_keep_their_place_when_the_pane_grows_narrow() {
    journey("narrow", async |page| {
        example(&page).await?;
        page.focus("#row-principal").await?;
        page.press("c").await?;
        page.wait_for_text("[data-test=changes-counts]", "added")
            .await?;
        page.focus("#changes-list").await?;
        page.press("End").await?;
        in_sight(&page).await?;
        for _ in 0..3 {
            page.press("PageUp").await?;
        }
        in_sight(&page).await?;
        page.accessible("1366").await?;
        let high = row_height(&page).await?;
        // The divider all the way: a narrow pane, then a wide one.
        for (key, name) in [("Home", "narrowest"), ("End", "widest")] {
            page.focus("[role=separator]").await?;
            page.press(key).await?;
            in_sight(&page).await?;
            page.accessible(name).await?;
        }
        ensure!(
            row_height(&page).await? < high,
            "a wide pane has lower rows than one of {high} pixels"
        );
        page.focus("#changes-list").await?;
        page.accessible_enlarged("enlarged", "#changes-list")
            .await?;
        in_sight(&page).await?;
        page.press("Home").await?;
        in_sight(&page).await
    })
    .await;
}

async fn row_height(page: &Page) -> Result<u64> {
    let high = page
        .run(
            "return document.querySelector('#changes-list .long-row.here').offsetHeight",
            Vec::new(),
        )
        .await?;
    high.as_u64().context("a row's height")
}

/// Waits until the current row of the changes stands wholly in its box, in its place among the rows.
async fn in_sight(page: &Page) -> Result<()> {
    let script = "const row = document.querySelector('#changes-list .long-row.here'); \
        if (!row) return 'not drawn'; \
        const box = document.querySelector('#changes-list').getBoundingClientRect(); \
        const { top, bottom } = row.getBoundingClientRect(); \
        const place = (row.getAttribute('aria-posinset') - 1) * row.offsetHeight; \
        if (row.offsetTop !== place) return `at ${row.offsetTop}, not ${place}`; \
        return top >= box.top - 2 && bottom <= box.bottom + 2 ? '' : `${top} to ${bottom} in ${box.top} to ${box.bottom}`";
    let mut told = String::new();
    for _ in 0..80 {
        let answer = page.run(script, Vec::new()).await?;
        answer.as_str().unwrap_or("no answer").clone_into(&mut told);
        if told.is_empty() {
            return Ok(());
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    bail!("the current row is out of sight: {told}")
}
