//! A hard stay walked by keyboard: 25 diagnoses and 10 procedures, what-if, a query, the comparison of versions and the
//! estimate. What is supposed never reaches the stay or its file without a basis, and no focus is lost or hidden on the way.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, bail, ensure};
use journeys::{Page, journey};
use serde_json::{Value, json};

/// Sepsis with what comes with it, the principal diagnosis first.
const DIAGNOSES: [(&str, &str); 25] = [
    ("A419", "y"),
    ("R6520", "y"),
    ("N179", "y"),
    ("I5023", "y"),
    ("I130", "y"),
    ("N1830", "y"),
    ("E1122", "y"),
    ("D62", "n"),
    ("E876", "y"),
    ("E871", "y"),
    ("I4891", "y"),
    ("J449", "y"),
    ("G9341", "y"),
    ("L89153", "y"),
    ("E43", "y"),
    ("F0390", "y"),
    ("I2510", "y"),
    ("E785", "y"),
    ("M109", "y"),
    ("K219", "y"),
    ("N390", "y"),
    ("D649", "y"),
    ("Z66", "blank"),
    ("Z7901", "blank"),
    ("Z87891", "blank"),
];

const PROCEDURES: [&str; 10] = [
    "02HV33Z", "30233N1", "5A1D70Z", "4A023N7", "B2111ZZ", "3E0G76Z", "0DH63UZ", "0W9B3ZZ",
    "06HY33Z", "3E03317",
];

fn stay() -> Value {
    let diagnosis = |(code, poa): &(&str, &str)| json!({ "code": code, "poa": poa });
    json!({
        "format": "chartroom-stay",
        "version": 1,
        "stay": {
            "label": "TESTCASE, Wearisome",
            "note": "Invented.",
            "admission_date": "2026-04-03",
            "discharge_date": "2026-04-09",
            "birth_date": "1948-11-02",
            "sex": "female",
            "discharge_status": 6,
            "hospital": "reports",
            "admitting": "R509",
            "principal": diagnosis(&DIAGNOSES[0]),
            "secondary": DIAGNOSES[1..].iter().map(diagnosis).collect::<Vec<_>>(),
            "procedures": PROCEDURES.map(|code| json!({ "code": code, "date": "2026-04-04" })),
        }
    })
}

/// Opens the stay offline, with downloads going into a folder of their own.
async fn open(page: &Page, name: &str) -> Result<std::path::PathBuf> {
    let written = page.downloads_into(&format!("{name}/written")).await?;
    let file = written.with_file_name("hard.json");
    fs::write(&file, stay().to_string())?;
    page.begin_offline().await?;
    page.choose_file("#stay-file", &file).await?;
    page.wait_for("#row-procedure-9").await?;
    page.wait_for_text("[data-test=drg-number]", "871").await?;
    Ok(written)
}

/// Shows a tab of the left pane by its key; the focus goes into it.
async fn show(page: &Page, key: &str) -> Result<()> {
    page.focus("#row-principal").await?;
    page.press(key).await?;
    page.wait_for("#book-panel:focus-within").await.map(|_| ())
}

/// Presses Tab until the focus is where it is wanted.
async fn tab_to(page: &Page, css: &str) -> Result<()> {
    for _ in 0..160 {
        if matches(page, css).await? {
            return Ok(());
        }
        page.press("Tab").await?;
    }
    bail!("{css} is not reached by Tab")
}

async fn matches(page: &Page, css: &str) -> Result<bool> {
    let script = "return document.activeElement.matches(arguments[0])";
    Ok(page.run(script, vec![json!(css)]).await? == json!(true))
}

async fn fill(page: &Page, css: &str, text: &str) -> Result<()> {
    tab_to(page, css).await?;
    page.type_text(text).await
}

/// The stay as the browser writes it into a file.
async fn written(page: &Page, folder: &Path) -> Result<String> {
    drop(fs::remove_dir_all(folder));
    page.press("Control+s").await?;
    page.wait_for("[data-test=export-yes]").await?;
    tab_to(page, "[data-test=export-yes]").await?;
    page.press("Enter").await?;
    fs::read_to_string(page.written(folder, ".json").await?).context("reading the stay")
}

#[tokio::test]
async fn what_is_supposed_is_not_coded_until_it_has_a_basis() {
    journey("hard-stay", async |page| {
        let folder = open(&page, "hard-stay-journey").await?;
        show(&page, "h").await?;
        page.wait_for_text("[data-test=principals]", "as coded")
            .await?;

        // Each that may not be principal, and each that the record has to settle, says why and who says so.
        let silent = page
            .run(
                "return [...document.querySelectorAll('[data-test=principals] > li')] \
                 .filter((li) => li.querySelector('.chip.stop, .chip.warn')) \
                 .filter((li) => ![...li.querySelectorAll('.against')].some((p) => p.innerText.length > 30)) \
                 .map((li) => li.innerText)",
                Vec::new(),
            )
            .await?;
        ensure!(silent == json!([]), "without a reason: {silent}");
        let all = page
            .run("return document.querySelectorAll('[data-test=principals] > li').length", Vec::new())
            .await?;
        ensure!(all == json!(25), "{all} diagnoses as principal");
        page.accessible_at_both_sizes("principals", "[data-test=principals]")
            .await?;

        // Supposed by words, from the panel on by Tab alone.
        show(&page, "h").await?;
        fill(&page, "#suppose-code", "septic shock").await?;
        page.wait_for_text("[data-test=suppose-hits]", "R65.21")
            .await?;
        page.press("Enter").await?;
        page.wait_for_text("[data-test=suppose-list]", "R65.21")
            .await?;
        page.wait_for_text("[data-test=suppose]", "supposed").await?;
        page.accessible_at_both_sizes("supposed", "[data-test=suppose-list]")
            .await?;
        let file = written(&page, &folder).await?;
        ensure!(!file.contains("R6521"), "what is supposed was written: {file}");

        tab_to(&page, "[data-test=take-over]").await?;
        page.press("Enter").await?;
        page.wait_for_text("[data-test=suppose]", "This can't be coded yet")
            .await?;
        let codes = page.text("[data-test=codes]").await?;
        ensure!(!codes.contains("R65.21"), "coded without a basis: {codes}");

        // On an answered query it is coded, and the basis stays with the stay.
        show(&page, "h").await?;
        tab_to(&page, ".suppose-basis summary").await?;
        page.press("Enter").await?;
        tab_to(&page, "[data-test=basis-kind]").await?;
        page.type_text("an").await?;
        fill(&page, "[data-test=basis-source]", "Query 1, 2026-04-11").await?;
        fill(&page, "[data-test=basis-words]", "Septic shock on admission").await?;
        page.wait_for_text("[data-test=bases-missing]", "Each has what it rests on")
            .await?;
        tab_to(&page, "[data-test=take-over]").await?;
        page.press("Enter").await?;
        page.wait_for_text("[data-test=taken-over]", "Query 1, 2026-04-11")
            .await?;
        let file = written(&page, &folder).await?;
        ensure!(file.contains("R6521") && file.contains("Septic shock on admission"), "{file}");
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_query_and_the_versions_by_keyboard_and_a_year_without_tables() {
    journey("hard-stay-query", async |page| {
        open(&page, "hard-stay-query-journey").await?;
        show(&page, "h").await?;
        tab_to(&page, "[data-test=query-open]").await?;
        page.press("Enter").await?;
        page.wait_for("#query-to").await?;
        fill(&page, "#query-to", "Dr. Testcase").await?;
        fill(&page, "#query-subject", "Blood pressure after fluids").await?;
        fill(
            &page,
            "#query-finding-0",
            "MAP 52 after 30 ml/kg, norepinephrine begun",
        )
        .await?;
        fill(&page, "#query-place-0", "ICU flowsheet, day 1").await?;
        fill(
            &page,
            "#query-question",
            "What condition, if any, was being treated?",
        )
        .await?;
        page.wait_for_text("[data-test=query-text]", "norepinephrine begun")
            .await?;
        let text = page.text("[data-test=query-text]").await?;
        for word in ["DRG", "MCC", "weight", "payment", "871", "$"] {
            ensure!(!text.contains(word), "the query speaks of {word}: {text}");
        }
        page.accessible_at_both_sizes("query", "[data-test=query-text]")
            .await?;

        show(&page, "h").await?;
        tab_to(&page, "[data-test=side-by-side]").await?;
        page.press("Enter").await?;
        page.wait_for_text("[data-test=versions-table]", "of the discharge date")
            .await?;
        page.accessible_at_both_sizes("versions", "[data-test=versions-table]")
            .await?;

        show(&page, "g").await?;
        tab_to(&page, "[data-test=two-ways-open]").await?;
        page.press("Enter").await?;
        page.wait_for_text("[data-test=two-ways-table]", "of the discharge date")
            .await?;
        page.accessible_at_both_sizes("two-ways", "[data-test=two-ways]")
            .await?;

        // The home health care of status 06 is asked for beside it, and decides whether the stay is a transfer.
        page.focus("#stay-home-health").await?;
        page.type_text("Not").await?;
        page.accessible_at_both_sizes("home-health", "#stay-home-health")
            .await?;

        // A fiscal year whose tables are not loaded is refused before anything is asked for.
        page.focus("#stay-discharge").await?;
        page.type_text("04092025").await?;
        page.focus("#stay-admission").await?;
        page.type_text("04032025").await?;
        page.press("Tab").await?;
        show(&page, "m").await?;
        page.wait_for_text("[data-test=estimate-refused]", "FY 2025")
            .await?;
        let refused = page.text("[data-test=estimate-refused]").await?;
        for part in ["No estimate", "To do", "PAY-001", "2026"] {
            ensure!(refused.contains(part), "no “{part}” in: {refused}");
        }
        page.accessible_at_both_sizes("year", "[data-test=estimate-refused]")
            .await
    })
    .await;
}

/// WCAG 2.4.11: whatever has the focus is seen, with the window at 200 % and its bars in the way.
#[tokio::test]
async fn no_focus_is_hidden_at_twice_the_size() {
    journey("hard-stay-focus", async |page| {
        open(&page, "hard-stay-focus-journey").await?;
        page.enlarge().await?;
        for key in ["h", "m", "g"] {
            show(&page, key).await?;
            for _ in 0..45 {
                page.press("Tab").await?;
                // Some part of one of its lines has to be on top where it stands.
                let hidden = page
                    .run_async(
                        "await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))); \
                         const e = document.activeElement; \
                         if (e === document.body || e.matches('[tabindex=\"-1\"]')) return ''; \
                         const seen = [...e.getClientRects()].some((r) => { \
                           for (const x of [r.left + 2, (r.left + r.right) / 2, r.right - 2]) \
                             for (const y of [r.top + 2, (r.top + r.bottom) / 2, r.bottom - 2, 100, 200, 300]) { \
                               if (y < r.top || y > r.bottom) continue; \
                               const top = document.elementFromPoint(x, y); \
                               if (top && (e.contains(top) || top.contains(e) && top.tagName === 'LABEL')) return true; \
                             } \
                           return false; }); \
                         return seen || e.matches('.out-of-sight') ? '' : (e.outerHTML.slice(0, 200) + JSON.stringify(e.getBoundingClientRect()))",
                        Vec::new(),
                    )
                    .await?;
                ensure!(hidden == json!(""), "the focus is hidden: {hidden}");
            }
        }
        Ok(())
    })
    .await;
}
