//! What the hands do again and again: keys on an element, a code searched and posted, and how long that took.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};
use journeys::Page;
use serde_json::json;

/// How long a code may take from the first letter of its search until it stands in the case.
const A_CODE: Duration = Duration::from_secs(3);
/// Between two keystrokes: 50 words a minute.
const STROKE: Duration = Duration::from_millis(120);
/// How often something is looked for again that has no single element to wait for.
const LOOKS: usize = 400;

/// Goes to the codes and presses the key that shows a tab of the left pane.
pub(super) async fn show(page: &Page, key: &str) -> Result<()> {
    page.focus("#row-principal").await?;
    page.press(key).await?;
    page.wait_for("#book-panel:focus-within").await.map(drop)
}

/// Where the focus is.
pub(super) async fn focused(page: &Page) -> Result<String> {
    let script = "return document.activeElement?.id ?? ''";
    let id = page.run(script, Vec::new()).await?;
    Ok(id.as_str().unwrap_or_default().to_owned())
}

pub(super) async fn is_there(page: &Page, css: &str) -> Result<bool> {
    let script = "return Boolean(document.querySelector(arguments[0]))";
    Ok(page.run(script, vec![json!(css)]).await? == json!(true))
}

/// How many elements there are.
pub(super) async fn count(page: &Page, css: &str) -> Result<u64> {
    let script = "return document.querySelectorAll(arguments[0]).length";
    let count = page.run(script, vec![json!(css)]).await?;
    count.as_u64().context("a number")
}

/// Asks until something holds.
pub(super) async fn until(what: &str, mut holds: impl AsyncFnMut() -> Result<bool>) -> Result<()> {
    for _ in 0..LOOKS {
        if holds().await? {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    bail!("it does not come to that: {what}")
}

/// Waits until everything is saved.
pub(super) async fn saved(page: &Page) -> Result<()> {
    page.wait_for_text("[data-test=saved-state]", "Saved on this device")
        .await
}

/// Types into a field that is found by its id.
pub(super) async fn fill(page: &Page, id: &str, text: &str) -> Result<()> {
    page.focus(&format!("#{id}")).await?;
    page.type_text(text).await
}

/// Whoever posts codes, with a watch.
#[derive(Debug, Default)]
pub(super) struct Coder {
    posted: Vec<(String, Duration)>,
}

impl Coder {
    /// Searches a code in words as they are typed at a desk, letter by letter, and posts what is offered first.
    pub(super) async fn post(&mut self, page: &Page, words: &str, code: &str) -> Result<()> {
        page.focus("#search").await?;
        page.press("Control+a").await?;
        let began = Instant::now();
        for letter in words.chars() {
            page.type_text(&letter.to_string()).await?;
            tokio::time::sleep(STROKE).await;
        }
        page.wait_for(&chosen(code)).await?;
        page.press("Enter").await?;
        let script = "return [...document.querySelectorAll('[data-test=row]:not(#row-admitting) .row-code')] \
            .some((cell) => cell.innerText.replace('.', '').trim() === arguments[0])";
        until(&format!("{code} stands in the case"), async || {
            Ok(page.run(script, vec![json!(code)]).await? == json!(true))
        })
        .await?;
        let took = began.elapsed();
        ensure!(took <= A_CODE, "{code} by “{words}” took {took:?}");
        self.posted.push((format!("{code} by “{words}”"), took));
        Ok(())
    }

    /// Says how long the codes took.
    pub(super) fn say(&self) {
        for (what, took) in &self.posted {
            println!(
                "posted from the search: {what} in {:.2} s",
                took.as_secs_f64()
            );
        }
    }
}

fn chosen(code: &str) -> String {
    format!("[data-test=offer][aria-selected=true][data-code=\"{code}\"]")
}

/// Searches the admitting diagnosis and posts it as that.
pub(super) async fn post_admitting(page: &Page, words: &str, code: &str) -> Result<()> {
    page.focus("#search").await?;
    page.press("Control+a").await?;
    page.type_text(words).await?;
    page.wait_for(&chosen(code)).await?;
    page.press("Shift+Enter").await?;
    page.wait_for("[data-test=post-menu]").await?;
    let script = "return [...document.querySelectorAll('[data-test=post-menu] button')] \
        .find((line) => /admitting/i.test(line.innerText)).id";
    let line = page.run(script, Vec::new()).await?;
    let line = line
        .as_str()
        .context("no line for the admitting diagnosis")?;
    page.enter(&format!("#{line}")).await
}
