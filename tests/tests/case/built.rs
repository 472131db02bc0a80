//! A procedure built out of the tables, character by character, and dated.

use anyhow::{Context as _, Result, ensure};
use journeys::Page;
use serde_json::json;

use crate::hands::show;

/// Respiratory ventilation, greater than 96 consecutive hours.
pub(super) const VENTILATION: &str = "5A1955Z";
/// The list of the grouper's tables in which it is.
pub(super) const LIST: &str = "NORmvge96h";

/// Builds it and posts it: each character is offered in its place, and each narrows what is left.
pub(super) async fn procedure(page: &Page) -> Result<()> {
    show(page, "b").await?;
    page.wait_for("[data-test=build-state]").await?;
    let mut left = u64::MAX;
    for (typed, character) in VENTILATION.chars().enumerate() {
        page.focus("#build-place").await?;
        page.wait_for_text(".build h3", &format!("Character {}", typed + 1))
            .await?;
        let state = page.text("[data-test=build-state]").await?;
        let codes = remaining(&state).with_context(|| state.clone())?;
        ensure!(codes <= left, "{codes} codes are left, of {left} before");
        left = codes;
        page.press(&character.to_string()).await?;
    }
    page.wait_for_text("[data-test=build-state]", VENTILATION)
        .await?;
    page.accessible_at_both_sizes("built", ".build").await?;
    page.enter("#build-place").await?;
    page.wait_for_text("#row-procedure-0", VENTILATION).await?;
    date(page).await
}

/// How many codes the characters so far can still become.
fn remaining(state: &str) -> Option<u64> {
    if state.contains(VENTILATION) {
        return Some(1);
    }
    let (number, _) = state.split_once(" code")?;
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    digits.parse().ok()
}

/// Dates it to the day of admission, as it is typed.
async fn date(page: &Page) -> Result<()> {
    let script = "const [year, month, day] = document.getElementById('stay-admission').value.split('-'); \
        return month + day + year";
    let typed = page.run(script, Vec::new()).await?;
    page.focus("#row-procedure-0 .procedure-date").await?;
    page.type_text(typed.as_str().context("a date")?).await?;
    page.press("Tab").await?;
    let script = "return document.querySelector('#row-procedure-0 .procedure-date').value \
        === document.getElementById('stay-admission').value";
    ensure!(
        page.run(script, Vec::new()).await? == json!(true),
        "the procedure is not dated as it was typed: {typed}"
    );
    Ok(())
}
