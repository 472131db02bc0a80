//! The list: rows by key, filters, what is asked for as one scrolls; the next chart to code, and a case found again.

use anyhow::{Context as _, Result, bail, ensure};
use journeys::Page;
use serde_json::json;

use crate::hands::{focused, until};

/// Most charts that are loaded until one comes that can be coded to its end.
const MOST: usize = 40;
/// Days that a stay has to have, for a ventilation of more than four of them.
const DAYS: u64 = 6;

/// The list: rows by key, filters, and what is asked for as one scrolls.
pub(super) async fn look_through(page: &Page) -> Result<()> {
    page.wait_for("#work-0").await?;
    page.accessible_at_both_sizes("worklist", "[data-test=work-row]")
        .await?;
    page.focus("#work-0").await?;
    page.press("j").await?;
    page.wait_for("#work-1.here").await?;
    page.press("ArrowDown").await?;
    page.wait_for("#work-2.here").await?;
    page.press("k").await?;
    page.wait_for("#work-1.here").await?;
    page.press("Space").await?;
    page.wait_for("#work-1[aria-selected=true]").await?;
    page.press("End").await?;
    page.wait_for_text("[data-test=work-row].here", "-").await?;
    let last = focused(page).await?;
    let place: u32 = last
        .strip_prefix("work-")
        .and_then(|number| number.parse().ok())
        .with_context(|| format!("the focus is in a row, not in “{last}”"))?;
    ensure!(
        place > 128,
        "the list goes on behind its first page: {place}"
    );
    page.enter("[data-status=pended]").await?;
    page.wait_for_text("#work-0", "pended").await?;
    page.screenshot("pended").await?;
    page.focus("#worklist-text").await?;
    page.type_text("no such account").await?;
    page.wait_for("[data-test=worklist-none]").await?;
    page.enter("[data-test=unfilter]").await?;
    page.wait_until_gone("[data-test=worklist-none]").await
}

/// Loads the next charts until one is of an inpatient whose identity is verified and who stayed for some days. Gives the
/// account numbers of all that were loaded, the last one first: each of them is assigned to who loads it.
pub(super) async fn load_next_inpatient(page: &Page) -> Result<Vec<String>> {
    let mut accounts: Vec<String> = Vec::new();
    for _ in 0..MOST {
        page.press("l").await?;
        let before = accounts.first().cloned().unwrap_or_default();
        let script = "const bar = document.querySelector('[data-test=case-account]'); \
            return bar !== null && bar.innerText !== arguments[0]";
        until("the next case", async || {
            Ok(page.run(script, vec![json!(before)]).await? == json!(true))
        })
        .await?;
        accounts.insert(0, page.text("[data-test=case-account]").await?);
        until("the focus is in the search", async || {
            Ok(focused(page).await? == "search")
        })
        .await?;
        let bar = page.text("[data-test=case-bar]").await?;
        if bar.contains("inpatient ·")
            && days(&bar) >= DAYS
            && !of_a_provisional_patient(page).await?
        {
            return Ok(accounts);
        }
        page.focus("#tab-chart").await?;
    }
    bail!("no such inpatient among {MOST} charts")
}

/// The days of the stay, as the line of the case ends with them.
fn days(bar: &str) -> u64 {
    let words: Vec<&str> = bar.split_whitespace().collect();
    let place = words.iter().position(|word| *word == "days");
    let number = place.and_then(|place| words.get(place.checked_sub(1)?));
    number
        .and_then(|number| number.parse().ok())
        .unwrap_or_default()
}

/// Whether the case can't become final before its patient is verified: steps that are not possible now say why, behind one
/// line. Ends with the chart beside the codes.
async fn of_a_provisional_patient(page: &Page) -> Result<bool> {
    page.enter("#tab-case").await?;
    page.enter("[data-test=shut-steps] summary").await?;
    page.wait_for("[data-test=shut-steps] dd").await?;
    let steps = page.text("[data-test=steps]").await?;
    page.enter("#tab-chart").await?;
    page.wait_for("[data-test=chart-document]").await?;
    Ok(steps.contains("provisional"))
}

/// Opens the case of an account from the worklist.
pub(super) async fn open_account(page: &Page, account: &str) -> Result<()> {
    page.through_palette("go to the worklist", "[data-test=work-row]")
        .await?;
    page.press("/").await?;
    page.focus("#worklist-text").await?;
    page.press("Control+a").await?;
    page.type_text(account).await?;
    page.wait_for_text("[data-test=worklist-total]", "1 case")
        .await?;
    page.wait_for_text("#work-0", account).await?;
    page.enter("#work-0").await?;
    page.wait_for_text("[data-test=case-account]", account)
        .await
}
