//! A coding case by keyboard alone and offline: the next discharged chart is loaded, read, coded with evidence and made
//! final; nothing is lost by a reload or the lock, and undo goes on behind both.

use anyhow::{Context as _, Result, ensure};
use journeys::{Page, door, journey};
use serde_json::json;

/// Most charts that are loaded until one of an inpatient comes.
const MOST: usize = 40;

async fn enter(page: &Page, css: &str) -> Result<()> {
    page.focus(css).await?;
    page.press("Enter").await
}

/// Where the focus is.
async fn focused(page: &Page) -> Result<String> {
    let script = "return document.activeElement?.id ?? ''";
    let id = page.run(script, Vec::new()).await?;
    Ok(id.as_str().unwrap_or_default().to_owned())
}

async fn is_there(page: &Page, css: &str) -> Result<bool> {
    let script = "return Boolean(document.querySelector(arguments[0]))";
    Ok(page.run(script, vec![json!(css)]).await? == json!(true))
}

/// Waits until everything is saved.
async fn saved(page: &Page) -> Result<()> {
    page.wait_for_text("[data-test=saved-state]", "Saved on this device")
        .await
}

/// Loads the next charts until one is of an inpatient whose identity is verified, and gives its account number.
async fn load_next_inpatient(page: &Page) -> Result<String> {
    let mut account = String::new();
    for _ in 0..MOST {
        page.press("l").await?;
        let script = "const bar = document.querySelector('[data-test=case-account]'); \
            return bar !== null && bar.innerText !== arguments[0]";
        let before = account.clone();
        for _ in 0..200 {
            if page.run(script, vec![json!(before)]).await? == json!(true) {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        account = page.text("[data-test=case-account]").await?;
        ensure!(account != before, "the next case did not come");
        for _ in 0..200 {
            if focused(page).await? == "search" {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        ensure!(
            focused(page).await? == "search",
            "the focus is on “{}”, not in the search",
            focused(page).await?
        );
        if page
            .text("[data-test=case-bar]")
            .await?
            .contains("inpatient ·")
            && !of_a_provisional_patient(page).await?
        {
            return Ok(account);
        }
        page.focus("#tab-chart").await?;
    }
    anyhow::bail!("no inpatient among {MOST} charts")
}

/// Whether the case can't become final before its patient is verified. Ends with the chart beside the codes.
async fn of_a_provisional_patient(page: &Page) -> Result<bool> {
    enter(page, "#tab-case").await?;
    page.wait_for("[data-test=steps]").await?;
    let steps = page.text("[data-test=steps]").await?;
    enter(page, "#tab-chart").await?;
    page.wait_for("[data-test=chart-document]").await?;
    Ok(steps.contains("provisional"))
}

/// Opens the case of an account from the worklist.
async fn open_account(page: &Page, account: &str) -> Result<()> {
    page.through_palette("go to the worklist", "[data-test=work-row]")
        .await?;
    page.press("/").await?;
    page.focus("#worklist-text").await?;
    page.press("Control+a").await?;
    page.type_text(account).await?;
    page.wait_for_text("[data-test=worklist-total]", "1 case")
        .await?;
    page.wait_for_text("#work-0", account).await?;
    enter(page, "#work-0").await?;
    page.wait_for_text("[data-test=case-account]", account)
        .await
}

/// Searches a code as a coder would, until it is the hit that is chosen.
async fn search(page: &Page, words: &str, code: &str) -> Result<()> {
    page.focus("#search").await?;
    page.press("Control+a").await?;
    page.type_text(words).await?;
    let chosen = format!("[data-test=offer][aria-selected=true][data-code=\"{code}\"]");
    page.wait_for(&chosen).await.map(drop)
}

/// Searches a code and posts it.
async fn post(page: &Page, words: &str, code: &str) -> Result<()> {
    search(page, words, code).await?;
    page.press("Enter").await
}

/// Searches the admitting diagnosis and posts it as that.
async fn post_admitting(page: &Page, words: &str, code: &str) -> Result<()> {
    search(page, words, code).await?;
    page.press("Shift+Enter").await?;
    page.wait_for("[data-test=post-menu]").await?;
    let script = "return [...document.querySelectorAll('[data-test=post-menu] button')] \
        .find((line) => /admitting/i.test(line.innerText)).id";
    let line = page.run(script, Vec::new()).await?;
    let line = line
        .as_str()
        .context("no line for the admitting diagnosis")?;
    enter(page, &format!("#{line}")).await
}

/// The list: rows by key, filters, and what is asked for as one scrolls.
async fn look_through_the_list(page: &Page) -> Result<()> {
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
    enter(page, "[data-status=pended]").await?;
    page.wait_for_text("#work-0", "pended").await?;
    page.screenshot("pended").await?;
    page.focus("#worklist-text").await?;
    page.type_text("no such account").await?;
    page.wait_for("[data-test=worklist-none]").await?;
    enter(page, "[data-test=unfilter]").await?;
    page.wait_until_gone("[data-test=worklist-none]").await
}

/// Reads the first document and puts words of it under a code.
async fn code_from_words(page: &Page) -> Result<()> {
    page.wait_for("[data-test=chart-document]").await?;
    enter(page, "[data-test=chart-document]").await?;
    page.wait_for("[data-test=chart-text]").await?;
    page.focus("#chart-text").await?;
    page.press("ArrowRight").await?;
    page.press("Shift+ArrowRight").await?;
    page.wait_for("[data-test=chart-selection]").await?;
    enter(page, "[data-test=chart-link]").await?;
    page.wait_for("[data-test=waiting-words]").await?;
    page.accessible_at_both_sizes("words-wait", "[data-test=waiting-words]")
        .await?;
    post(page, "essential hypertension", "I10").await?;
    page.wait_for_text("#row-principal", "I10").await?;
    page.wait_for_text("#row-principal [data-test=rests-on]", "1 place")
        .await?;
    saved(page).await
}

#[tokio::test]
async fn a_case_is_coded_from_the_worklist_to_final() {
    journey("case", async |page| {
        page.begin_offline().await?;
        door::open_demo(&page).await?;
        look_through_the_list(&page).await?;

        page.focus("#work-0").await?;
        let account = load_next_inpatient(&page).await?;
        page.wait_for_text("[data-test=case-status]", "in progress")
            .await?;
        code_from_words(&page).await?;
        page.accessible_at_both_sizes("coding", "[data-test=case-bar]")
            .await?;

        post_admitting(&page, "shortness of breath", "R0602").await?;
        page.wait_for_text("#row-admitting", "R06.02").await?;
        post(&page, "acute respiratory failure with hypoxia", "J9601").await?;
        page.wait_for_text("#row-secondary-0", "no evidence")
            .await?;
        page.focus("#row-secondary-0").await?;
        page.press("y").await?;
        page.press("Alt+ArrowUp").await?;
        page.wait_for_text("#row-principal", "J96.01").await?;
        page.focus("#row-secondary-0").await?;
        page.press("y").await?;
        page.press("v").await?;
        page.wait_for(".chart-text mark").await?;
        page.wait_for("[data-test=drg-number]").await?;
        saved(&page).await?;

        // A reload in mid-work: the door, and behind it everything.
        page.reload().await?;
        page.wait_for("[data-test=to-worklist]").await?;
        enter(&page, "[data-test=to-worklist]").await?;
        door::unlock(&page, door::DEMO_USER, door::DEMO_PASSWORD).await?;
        page.wait_until_gone("[data-test=unlock-form]").await?;
        open_account(&page, &account).await?;
        page.wait_for_text("#row-principal", "J96.01").await?;
        page.wait_for_text("#row-secondary-0", "I10").await?;

        // Undo goes on: present on admission of one code, the sequence, then of the other.
        page.focus("#row-secondary-0").await?;
        page.press("Control+z").await?;
        page.wait_for_text("[data-test=said]", "present on admission of I10")
            .await?;
        page.press("Control+z").await?;
        page.wait_for_text("#row-principal", "I10").await?;
        page.press("Control+y").await?;
        page.wait_for_text("#row-principal", "J96.01").await?;
        page.press("Control+y").await?;
        page.wait_for_text("[data-test=said]", "Done again out of the record")
            .await?;

        // A change in the very moment of the lock is not lost.
        page.focus("#row-secondary-0").await?;
        page.press("n").await?;
        door::lock(&page).await?;
        ensure!(
            !page.text("body").await?.contains(&account),
            "nothing of the case stands on the locked screen"
        );
        door::unlock(&page, door::DEMO_USER, door::DEMO_PASSWORD).await?;
        page.wait_until_gone("[data-test=unlock-form]").await?;
        open_account(&page, &account).await?;
        let poa = page
            .run(
                "return document.querySelector('#row-secondary-0 select').value",
                Vec::new(),
            )
            .await?;
        ensure!(poa == json!("N"), "what was set as it locked is {poa}");
        page.focus("#row-secondary-0").await?;
        page.press("y").await?;

        // Why this DRG, what else it could be, what is missing, and the steps to final.
        page.press("g").await?;
        page.wait_for("[data-test=why-panel]").await?;
        page.focus("#row-principal").await?;
        page.press("h").await?;
        page.focus("#row-principal").await?;
        page.press("a").await?;
        page.wait_for_text("[data-test=without-evidence]", "J96.01")
            .await?;
        page.wait_for_text("[data-test=not-final]", "mark it coded first")
            .await?;
        page.accessible_at_both_sizes("panel", "[data-test=steps]")
            .await?;
        enter(&page, "[data-test=step-pend]").await?;
        page.wait_for("dialog[open] [data-word=query]").await?;
        page.focus("[data-word=query]").await?;
        page.press("Space").await?;
        page.focus("#pend-note").await?;
        page.type_text("Type of heart failure").await?;
        page.accessible("pend").await?;
        page.press("Enter").await?;
        page.wait_for_text("[data-test=case-status]", "pended")
            .await?;
        enter(&page, "[data-test=settle]").await?;
        page.wait_for_text("[data-test=case-status]", "in progress")
            .await?;
        enter(&page, "[data-test=step-coded]").await?;
        page.wait_for_text("[data-test=case-status]", "coded")
            .await?;
        page.wait_for("[data-test=case-read-only]").await?;
        page.screenshot("coded").await?;
        ensure!(
            !is_there(&page, "[data-test=not-final]").await?,
            "final is hindered: {}",
            page.text("[data-test=not-final]").await?
        );
        enter(&page, "[data-test=step-final]").await?;
        page.wait_for_text("[data-test=case-status]", "final")
            .await?;
        page.focus("#row-principal").await?;
        page.press("Delete").await?;
        page.wait_for_text("[data-test=said]", "were not changed")
            .await?;
        page.wait_for_text("#row-principal", "J96.01").await?;

        // Reopened with a reason, changed, and held against the version.
        enter(&page, "[data-test=step-reopen]").await?;
        page.wait_for("dialog[open] #step-words").await?;
        page.focus("#step-words").await?;
        page.type_text("Late pathology").await?;
        page.press("Enter").await?;
        page.wait_for_text("[data-test=case-status]", "reopened")
            .await?;
        post(&page, "hyperlipidemia", "E785").await?;
        saved(&page).await?;
        page.focus("#row-principal").await?;
        page.press("a").await?;
        enter(&page, "[data-test=compare]").await?;
        page.wait_for_text("[data-test=differences]", "E78.5")
            .await?;
        page.accessible_at_both_sizes("versions", "[data-test=differences]")
            .await?;
        enter(&page, "[data-test=open-version]").await?;
        page.wait_for_text("[data-test=case-version]", "version 1")
            .await?;
        page.wait_for_text("[data-test=case-read-only]", "Read only")
            .await?;
        page.screenshot("version").await?;
        page.complained_of_nothing().await
    })
    .await;
}
