//! A coding case by keyboard alone and offline: the next discharged chart is loaded, read, coded with evidence and made
//! final; nothing is lost by a reload, the lock or a killed browser, undo goes on behind them, and the trail shows what was
//! read and that it was one's own.

mod built;
mod chart;
mod grouped;
mod hands;
mod killed;
mod list;
mod query;
mod synced;
mod trail;
mod versions;

use anyhow::{Result, ensure};
use journeys::{Page, door, journey};

use hands::{Coder, is_there, post_admitting, saved, show};
use list::open_account;

/// Diagnoses with evidence, present on admission and in their sequence; a procedure out of the tables.
async fn code(page: &Page, coder: &mut Coder) -> Result<()> {
    chart::pick_words(page).await?;
    bar_in_one_line(page).await?;
    page.accessible_at_both_sizes("words-wait", "[data-test=waiting-words]")
        .await?;
    coder.post(page, "htn", "I10").await?;
    page.wait_for_text("#row-principal", "I10").await?;
    page.wait_for_text("#row-principal [data-test=rests-on]", "1 place")
        .await?;
    saved(page).await?;
    bar_in_one_line(page).await?;
    page.accessible_at_both_sizes("coding", "[data-test=case-bar]")
        .await?;

    post_admitting(page, "shortness of breath", "R0602").await?;
    page.wait_for_text("#row-admitting", "R06.02").await?;
    coder.post(page, "ahrf", "J9601").await?;
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
    built::procedure(page).await?;
    page.wait_for("[data-test=drg-number]").await?;
    saved(page).await
}

/// The top bar, on a screen 1366 wide.
async fn bar_in_one_line(page: &Page) -> Result<()> {
    let script = "return document.querySelector('header.top').offsetHeight";
    let height = page.run(script, Vec::new()).await?;
    ensure!(
        height.as_u64().is_some_and(|height| height < 60),
        "the top bar is {height} px high"
    );
    Ok(())
}

/// A reload in mid-work, undo behind it, and a change in the very moment of the lock.
async fn lose_nothing(page: &Page, account: &str) -> Result<()> {
    page.reload().await?;
    page.wait_for("[data-test=to-worklist]").await?;
    page.enter("[data-test=to-worklist]").await?;
    door::unlock(page, door::DEMO_USER, door::DEMO_PASSWORD).await?;
    page.wait_until_gone("[data-test=unlock-form]").await?;
    open_account(page, account).await?;
    page.wait_for_text("#row-principal", "J96.01").await?;
    page.wait_for_text("#row-secondary-0", "I10").await?;
    page.wait_for_text("#row-procedure-0", built::VENTILATION)
        .await?;

    // Undo goes on: the procedure's date, the procedure, present on admission of one code, the sequence.
    page.focus("#row-secondary-0").await?;
    page.press("Control+z").await?;
    page.wait_for_text("[data-test=said]", "date of 5A1955Z blank")
        .await?;
    page.press("Control+z").await?;
    page.wait_until_gone("#row-procedure-0").await?;
    page.press("Control+z").await?;
    page.wait_for_text("[data-test=said]", "present on admission of I10")
        .await?;
    page.press("Control+z").await?;
    page.wait_for_text("#row-principal", "I10").await?;
    page.press("Control+y").await?;
    page.wait_for_text("#row-principal", "J96.01").await?;
    page.press("Control+y").await?;
    page.wait_for_text("[data-test=said]", "present on admission of I10")
        .await?;
    page.press("Control+y").await?;
    page.wait_for("#row-procedure-0").await?;
    page.press("Control+y").await?;
    page.wait_for_text("[data-test=said]", "date of 5A1955Z 20")
        .await?;
    page.wait_for_text("[data-test=said]", "Done again out of the record")
        .await?;
    saved(page).await?;

    page.focus("#row-secondary-0").await?;
    page.press("n").await?;
    door::lock(page).await?;
    ensure!(
        !page.text("body").await?.contains(account),
        "something of the case stands on the locked screen"
    );
    door::unlock(page, door::DEMO_USER, door::DEMO_PASSWORD).await?;
    page.wait_until_gone("[data-test=unlock-form]").await?;
    open_account(page, account).await?;
    let poa = chart::poa(page, "#row-secondary-0").await?;
    ensure!(poa == "N", "what was set as it locked is “{poa}”");
    page.focus("#row-secondary-0").await?;
    page.press("y").await?;
    saved(page).await
}

/// Every code has words of the chart under it: until then the case says which have none.
async fn find_evidence(page: &Page) -> Result<()> {
    show(page, "a").await?;
    for code in ["J96.01", built::VENTILATION] {
        page.wait_for_text("[data-test=without-evidence]", code)
            .await?;
    }
    let without = chart::without_evidence(page).await?;
    ensure!(
        without == ["J96.01", built::VENTILATION],
        "without evidence: {without:?}"
    );
    chart::put_under(page, "#row-principal").await?;
    chart::put_under(page, "#row-procedure-0").await?;
    let without = chart::without_evidence(page).await?;
    ensure!(without.is_empty(), "without evidence: {without:?}");
    show(page, "a").await?;
    page.wait_until_gone("[data-test=without-evidence]").await?;
    for code in ["I10", "J96.01", built::VENTILATION] {
        page.wait_for_text("[data-test=evidence]", &code.replace('.', ""))
            .await?;
    }
    Ok(())
}

/// Steps that can't be taken stand behind one line, each with what is in its way.
async fn look_at_the_steps(page: &Page) -> Result<()> {
    show(page, "a").await?;
    ensure!(
        !is_there(page, "[data-test=step-final]").await?,
        "a case in progress can be made final"
    );
    page.accessible_at_both_sizes("panel", "[data-test=steps]")
        .await?;
    page.wait_for_text("[data-test=shut-steps] summary", "Not possible now (7)")
        .await?;
    page.enter("[data-test=shut-steps] summary").await?;
    page.wait_for("[data-test=not-final]").await?;
    page.wait_for_text("[data-test=not-final]", "mark it coded first")
        .await?;
    page.accessible_at_both_sizes("shut-steps", "[data-test=shut-steps]")
        .await
}

/// Coded, and final: nothing stands in the way, and nothing is changed any more.
async fn finish(page: &Page) -> Result<()> {
    page.wait_for_text("[data-test=edits]", "No edits").await?;
    show(page, "a").await?;
    page.enter("[data-test=step-coded]").await?;
    page.wait_for_text("[data-test=case-status]", "coded")
        .await?;
    page.wait_for("[data-test=case-read-only]").await?;
    page.screenshot("coded").await?;
    ensure!(
        !is_there(page, "[data-test=not-final]").await?,
        "final is hindered: {}",
        page.text("[data-test=not-final]").await?
    );
    page.enter("[data-test=step-final]").await?;
    page.wait_for_text("[data-test=case-status]", "final")
        .await?;
    page.focus("#row-principal").await?;
    page.press("Delete").await?;
    page.wait_for_text("[data-test=said]", "were not changed")
        .await?;
    page.wait_for_text("#row-principal", "J96.01").await
}

#[tokio::test]
async fn a_case_is_coded_from_the_worklist_to_final() {
    journey("case", async |page| {
        page.begin_offline().await?;
        door::open_demo(&page).await?;
        list::look_through(&page).await?;

        page.focus("#work-0").await?;
        let accounts = list::load_next_inpatient(&page).await?;
        let account = accounts.first().map(String::as_str).unwrap_or_default();
        page.wait_for_text("[data-test=case-status]", "in progress")
            .await?;
        let documents = chart::read(&page).await?;
        let mut coder = Coder::default();
        code(&page, &mut coder).await?;
        lose_nothing(&page, account).await?;

        let (drg, deciding) = grouped::as_the_grouper_says(&page).await?;
        ensure!(
            deciding.iter().any(|(code, _)| code == built::VENTILATION),
            "the procedure decides nothing: {deciding:?}"
        );
        grouped::why(&page, &drg, built::LIST).await?;
        grouped::left_out(&page, &deciding).await?;
        look_at_the_steps(&page).await?;
        query::write(&page, &drg).await?;
        show(&page, "a").await?;
        query::wait_for_the_answer(&page).await?;
        find_evidence(&page).await?;
        finish(&page).await?;
        versions::reopen_and_compare(&page, &mut coder).await?;

        coder.say();
        trail::shows_no_reads_beyond(&page, &accounts, documents).await?;
        synced::later(&page, account).await?;
        page.complained_of_nothing().await
    })
    .await;
}
