//! The chart beside the codes: every document read, and words of it put under codes.

use anyhow::{Context as _, Result, ensure};
use journeys::Page;
use serde_json::{Value, json};

use crate::hands::{count, saved, until};

/// Most documents of a chart that are read one by one.
const MOST: usize = 80;

/// How bold the titles of unread documents are, and of the others.
async fn boldness(page: &Page) -> Result<(Vec<u64>, Vec<u64>)> {
    let script = "const bold = (css) => [...document.querySelectorAll(css)] \
        .map((title) => Number(getComputedStyle(title).fontWeight)); \
        return [bold('.chart-line-button.unread .chart-line-title'), bold('.chart-line-button:not(.unread) .chart-line-title')]";
    Ok(serde_json::from_value(page.run(script, Vec::new()).await?)?)
}

/// Goes through the chart: what is unread is bold and nothing else is; each is read, and then nothing is unread. Says how
/// many.
pub(super) async fn read(page: &Page) -> Result<usize> {
    let (unread, others) = boldness(page).await?;
    ensure!(
        !unread.is_empty(),
        "nothing is unread in a chart that nobody has opened"
    );
    ensure!(
        unread.iter().all(|weight| *weight >= 700) && others.iter().all(|weight| *weight <= 500),
        "unread: {unread:?}, read: {others:?}"
    );
    let read = unread.len();
    let mut left = read as u64;
    page.screenshot("unread").await?;
    for _ in 0..MOST {
        if left == 0 {
            break;
        }
        page.enter(".chart-line-button.unread").await?;
        page.wait_for("[data-test=chart-open-document]").await?;
        page.enter("[data-test=chart-to-list]").await?;
        page.wait_for("[data-test=chart-document]").await?;
        until("a document counts as read", async || {
            Ok(count(page, ".chart-line-button.unread").await? < left)
        })
        .await?;
        left = count(page, ".chart-line-button.unread").await?;
    }
    page.wait_for_text("[data-test=chart-count]", "all read")
        .await?;
    let (unread, _) = boldness(page).await?;
    ensure!(unread.is_empty(), "{unread:?} are bold still");
    println!("documents read one after the other: {read}");
    Ok(read)
}

/// Opens the first document with text, from wherever the chart stands.
async fn open_a_text(page: &Page) -> Result<()> {
    page.enter("#tab-chart").await?;
    page.wait_for("[data-test=chart-pane]").await?;
    let script =
        "return document.querySelector('[data-test=chart-text]')?.checkVisibility() ?? false";
    if page.run(script, Vec::new()).await? == Value::Bool(true) {
        return Ok(());
    }
    page.wait_for("[data-test=chart-document]").await?;
    page.enter("[data-test=chart-document]").await?;
    page.wait_for("[data-test=chart-text]").await.map(drop)
}

/// Selects words from where the cursor stands in the text, by keyboard, and hands them to the codes: they wait for a code.
pub(super) async fn pick_words(page: &Page) -> Result<()> {
    open_a_text(page).await?;
    page.focus("#chart-text").await?;
    page.press("ArrowRight").await?;
    page.press("Shift+ArrowRight").await?;
    page.wait_for("[data-test=chart-selection]").await?;
    let said = page.text("[data-test=chart-selected-words]").await?;
    ensure!(said.len() > 4, "selected: {said}");
    page.enter("[data-test=chart-link]").await?;
    page.wait_for("[data-test=waiting-words]").await.map(drop)
}

/// Puts words of the chart under a row that stands in the case.
pub(super) async fn put_under(page: &Page, row: &str) -> Result<()> {
    page.focus(row).await?;
    pick_words(page).await?;
    let code = page.text(&format!("{row} .row-code")).await?;
    page.wait_for_text("[data-test=words-to-row]", code.trim())
        .await?;
    page.enter("[data-test=words-to-row]").await?;
    page.wait_for_text(&format!("{row} [data-test=rests-on]"), "1 place")
        .await?;
    saved(page).await
}

/// The codes of the case, the admitting diagnosis apart, that rest on no words of the chart.
pub(super) async fn without_evidence(page: &Page) -> Result<Vec<String>> {
    let script = "return [...document.querySelectorAll('[data-test=row]:not(#row-admitting)')] \
        .filter((row) => !row.querySelector('[data-test=rests-on]')) \
        .map((row) => row.querySelector('.row-code').innerText.trim())";
    serde_json::from_value(page.run(script, Vec::new()).await?).context("codes")
}

/// How a row's present-on-admission indicator stands.
pub(super) async fn poa(page: &Page, row: &str) -> Result<String> {
    let script = "return document.querySelector(arguments[0]).value";
    let value = page
        .run(script, vec![json!(format!("{row} [data-test=poa]"))])
        .await?;
    Ok(value.as_str().unwrap_or_default().to_owned())
}
