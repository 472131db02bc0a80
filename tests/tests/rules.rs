//! A facility's own weights and rules, by keyboard and offline: a rule is tried on past cases before it can be switched
//! on, findings say what the facility changed, and everything is there again after the page was closed.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context as _, Result, ensure};
use journeys::{Page, journey, target};
use serde_json::{Value, json};

fn folder() -> Result<PathBuf> {
    let folder = target().join("rules-journey");
    drop(fs::remove_dir_all(&folder));
    fs::create_dir_all(&folder)?;
    Ok(folder)
}

fn claims() -> Vec<Value> {
    let file = sample::root().join("tests/claims/v431.jsonl.gz");
    sample::read(&file).into_iter().map(|c| c.claim).collect()
}

/// Whether the rule that the journey writes holds: 65 or older, with a respiratory failure as a secondary diagnosis.
fn holds(claim: &Value) -> bool {
    let failed = |d: &Value| {
        d["code"]
            .as_str()
            .is_some_and(|code| code.starts_with("J96"))
    };
    claim["age"].as_i64().is_some_and(|age| age >= 65)
        && claim["sdx"]
            .as_array()
            .is_some_and(|sdx| sdx.iter().any(failed))
}

/// Types into a field.
async fn fill(page: &Page, css: &str, text: &str) -> Result<()> {
    page.focus(css).await?;
    page.type_text(text).await
}

async fn disabled(page: &Page, css: &str) -> Result<bool> {
    let found = page
        .run(
            "return document.querySelector(arguments[0]).disabled",
            vec![json!(css)],
        )
        .await?;
    found.as_bool().context("no button")
}

async fn has_focus(page: &Page, css: &str) -> Result<()> {
    let found = page
        .run(
            "return document.activeElement.matches(arguments[0])",
            vec![json!(css)],
        )
        .await?;
    ensure!(found == json!(true), "{css} does not have the focus");
    Ok(())
}

/// Weighs rules otherwise: one that needs no reason, and one that does.
async fn weigh(page: &Page) -> Result<()> {
    page.focus("[data-rule=\"HAC-001\"] select").await?;
    page.type_text("Stop").await?;
    page.wait_for_text("[data-test=facility-state]", "1 weight set")
        .await?;

    fill(page, "[data-test=rule-filter]", "cm-010").await?;
    page.focus("[data-rule=\"CM-010\"] select").await?;
    page.type_text("n").await?;
    page.wait_for_text("[data-rule=\"CM-010\"]", "lowered without a reason")
        .await?;
    // The focus stays where the weight was chosen; the reason is asked for behind it.
    page.press("Tab").await?;
    has_focus(page, "#reason-CM-010").await?;
    page.accessible_at_both_sizes("reason-missing", "[data-rule=\"CM-010\"]")
        .await?;
    page.type_text("Made-up payer takes it").await?;
    page.press("Enter").await?;
    page.wait_for_text("[data-test=facility-state]", "2 weights set")
        .await
}

/// Writes the rule that [`holds`] states.
async fn write(page: &Page) -> Result<()> {
    page.focus("#tab-severities").await?;
    page.press("ArrowRight").await?;
    page.enter("#new-rule").await?;
    page.wait_for("[data-test=rule-editor]").await?;
    fill(page, "#rule-title", "Respiratory failure of the old").await?;
    fill(page, "[data-test=condition-value]", "65").await?;
    page.enter("[data-test=add-condition]").await?;
    page.wait_for("[data-test=condition]:nth-of-type(2)")
        .await?;
    page.type_text("A sec").await?;
    page.wait_for("[data-test=condition-codes]").await?;
    fill(page, "[data-test=condition-codes]", "J96*").await?;
    fill(
        page,
        "#rule-what",
        "{principal} at {age} with respiratory failure.",
    )
    .await?;
    fill(page, "#rule-why", "Our committee reads these.").await?;
    fill(page, "#rule-fix", "Send it to the committee.").await
}

/// Tries it and waits for what came of it.
async fn try_rule(page: &Page) -> Result<()> {
    page.enter("[data-test=try-rule]").await
}

#[tokio::test]
async fn a_rule_is_tried_before_it_is_switched_on() {
    journey("rules", async |page| {
        let folder = folder()?;
        let (file, bad) = (folder.join("past.jsonl"), folder.join("bad.json"));
        let claims = claims();
        let lines: Vec<String> = claims.iter().map(Value::to_string).collect();
        fs::write(&file, lines.join("\n"))?;
        fs::write(
            &bad,
            r#"{"format":1,"name":"M","revision":1,"severities":{"CM-999":{"severity":"off"}}}"#,
        )?;
        let fires = claims.iter().filter(|claim| holds(claim)).count();
        ensure!(
            fires > 0 && fires < claims.len(),
            "the sample decides nothing: {fires}"
        );

        page.begin_offline().await?;
        page.press("r").await?;
        page.wait_for("[data-rule=\"CM-001\"]").await?;
        page.accessible_at_both_sizes("weights", "[data-test=facility]")
            .await?;
        weigh(&page).await?;
        write(&page).await?;

        // No file is open: there are no past cases, and no way to switch it on.
        ensure!(
            disabled(&page, "[data-test=switch-on]").await?,
            "it could be switched on untried"
        );
        try_rule(&page).await?;
        page.wait_for_text("#rule-problems", "No claims file is open")
            .await?;
        page.through_palette("go to batches", "#batch-file").await?;
        page.choose_file("#batch-file", &file).await?;
        page.wait_for("[data-test=batch-summary]").await?;

        // The rule stands as it was left.
        page.through_palette("go to rules", "[data-test=rule-editor]").await?;
        try_rule(&page).await?;
        page.wait_for_text(
            "[data-test=trial]",
            &format!("It would have fired on {fires} of {} claims", claims.len()),
        )
        .await?;
        page.wait_for("[data-test=trial-cases]").await?;
        page.accessible_at_both_sizes("tried", "[data-test=trial]")
            .await?;
        let below = page
            .run("const page = document.documentElement; return page.scrollHeight - page.clientHeight", Vec::new())
            .await?;
        ensure!(
            below == json!(0),
            "the window scrolls by {below}, and so does the screen in it"
        );

        // What was changed since has to be tried again.
        ensure!(
            !disabled(&page, "[data-test=switch-on]").await?,
            "tried, and can't be switched on"
        );
        fill(&page, "#rule-title", " people").await?;
        page.wait_for("[data-test=trial-stale]").await?;
        ensure!(
            disabled(&page, "[data-test=switch-on]").await?,
            "changed, and could be switched on"
        );
        try_rule(&page).await?;
        page.wait_until_gone("[data-test=trial-stale]").await?;
        page.enter("[data-test=switch-on]").await?;
        page.wait_for_text("[data-test=own-rule]", "Check").await?;
        page.accessible_at_both_sizes("own-rules", "[data-test=own-rule]")
            .await?;

        // A document that can't be used changes nothing.
        page.choose_file("#facility-import", &bad).await?;
        page.wait_for_text("#document-problems", "CM-999").await?;
        page.accessible_at_both_sizes("refused", "#document-problems")
            .await?;
        page.wait_for_text("[data-test=facility-state]", "1 own rule, 1 switched on")
            .await?;

        // Kept on the device, used in the workspace, and said there.
        page.reload().await?;
        page.wait_until_gone("[data-test=loading]").await?;
        page.wait_for_text("[data-test=facility-state]", "1 own rule, 1 switched on")
            .await?;
        page.through_palette("go to batches", "#batch-file").await?;
        page.choose_file("#batch-file", &file).await?;
        page.wait_for("[data-test=batch-summary]").await?;
        let grouped = |claim: &&Value| holds(claim) && claim["pdx"]["code"].is_string();
        let claim = claims.iter().find(grouped).context("a claim")?;
        let id = claim["id"].as_str().context("an id")?;
        fill(&page, "[data-test=batch-filter]", id).await?;
        page.wait_for("[data-test=batch-matching]").await?;
        page.enter("[data-test=batch-line][tabindex=\"0\"]").await?;
        page.wait_for("[data-test=drg-number]").await?;
        page.focus("#row-principal").await?;
        page.press("e").await?;
        page.wait_for_text("[data-rule=\"OWN-1\"]", "this facility")
            .await?;
        page.accessible_at_both_sizes("finding", "[data-rule=\"OWN-1\"]")
            .await
    })
    .await;
}

#[tokio::test]
async fn the_screen_holds_at_twice_the_size() {
    journey("rules-at-twice", async |page| {
        page.enlarge().await?;
        page.begin_offline().await?;
        page.through_palette("go to rules", "[data-rule=\"CM-001\"]")
            .await?;
        page.accessible_enlarged("weights", "[data-rule=\"CM-001\"]")
            .await?;
        page.enlarge().await?;
        write(&page).await?;
        page.accessible_enlarged("editor", "[data-test=rule-editor]")
            .await?;
        page.accessible_enlarged("conditions", "[data-test=condition]")
            .await
    })
    .await;
}
