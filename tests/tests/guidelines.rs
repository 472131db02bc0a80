//! The guidelines without a network, by keyboard: a finding leads to the section it cites, first without the document and
//! then with one, which is read, looked through and left again. The document is made up, in the layout of the real one.

use std::fs;

use anyhow::Result;
use journeys::{Page, journey, target};

/// Guidelines with nine chapters of knobs; the ninth has the sections that a finding about I12.9 cites.
fn guidelines() -> String {
    let chapters = |page: &str| -> String {
        (1..=9)
            .map(|n| {
                format!(
                    "{n}. Chapter {n}: Knobs of kind {n}{page}\n{}",
                    if n == 9 {
                        format!("a. Pressure of knobs{page}\n")
                    } else {
                        String::new()
                    }
                )
            })
            .collect()
    };
    let contents = |page: &str| {
        format!(
            "Section I. Rules for knobs{page}\nA. Conventions of the knob{page}\n1. The list of knobs{page}\nB. General turning{page}\n\
             1. Finding a knob{page}\nC. Chapters of knobs{page}\n{}Section II. Choosing the first knob{page}\n",
            chapters(page)
        )
    };
    let text = contents("")
        .replace("1. The list of knobs\n", "1. The list of knobs\nKnobs are listed by how loudly they click. A knob that does not click is a dial, and dials are told apart from knobs in no part of this made-up document.\n")
        .replace(
            "a. Pressure of knobs\n",
            "a. Pressure of knobs\nA knob under pressure is turned by two people.\n1) Knobs with a heart\nTurn the heart first.\n\
             2) Knobs with a filter\nThe filter that clicks together with the knob is turned with it, unless somebody wrote that the two have nothing to do with each other.\n\n\
             See Section I.A.1. The list of knobs\n3) Knobs with both\nTurn both.\n",
        );
    format!(
        "ICD-10-CM Official Guidelines for Coding and Reporting\nFY 2026 -- UPDATED October 1, 2025\n\
         (October 1, 2025 - September 30, 2026)\nMade up for a test.\n{}\u{c}{text}",
        contents(" .................... 3")
    )
}

async fn post(page: &Page, code: &str) -> Result<()> {
    page.focus("#search").await?;
    page.type_text(code).await?;
    page.wait_for(&format!(
        "[data-test=offer][aria-selected=true][data-code=\"{code}\"]"
    ))
    .await?;
    page.press("Enter").await
}

/// From the finding about I12.9 without a kidney disease to the section it cites.
async fn from_the_finding(page: &Page) -> Result<()> {
    page.enter("#tab-edits").await?;
    page.wait_for("[data-test=cited][data-section='I.C.9.a.2']")
        .await?;
    page.enter("[data-test=cited][data-section='I.C.9.a.2']")
        .await?;
    page.wait_for_text("[data-test=guide-title]", "I.C.9.a.2")
        .await
}

#[tokio::test]
async fn findings_lead_into_the_guidelines_without_a_network() {
    journey("guidelines", async |page| {
        let folder = target().join("guidelines-journey");
        drop(fs::remove_dir_all(&folder));
        fs::create_dir_all(&folder)?;
        let file = folder.join("guidelines.txt");
        fs::write(&file, guidelines())?;

        page.begin_offline().await?;
        page.enter("[data-test=start-empty]").await?;
        page.focus("#stay-discharge").await?;
        page.type_text("02142026").await?;
        post(&page, "I129").await?;

        // Without the document: the number, the rules that cite it, and how to get it.
        from_the_finding(&page).await?;
        page.wait_for_text("[data-test=guide-none]", "FY2026 are not taken in")
            .await?;
        page.wait_for_text("[data-test=guide-rules]", "I.C.9.a")
            .await?;
        page.accessible("none").await?;
        page.enter("[data-test=guide-files]").await?;
        page.choose_file("#official-file", &file).await?;
        page.wait_for_text("[data-test=official-rows]", "20 sections")
            .await?;
        page.accessible("taken").await?;
        page.enter("[data-test=read-guidelines]").await?;
        page.wait_for("#guide-find:focus").await?;
        // They open where they were left.
        page.wait_for_text("[data-test=guide-title]", "I.C.9.a.2")
            .await?;
        page.enter("[data-test=guide-contents]").await?;
        page.wait_for_text("[data-test=guide-title]", "Contents")
            .await?;
        page.accessible("contents").await?;

        page.enter(".rail a[href='#/code']").await?;
        from_the_finding(&page).await?;
        page.wait_for_text("[data-test=guide-title]", "Knobs with a filter")
            .await?;
        page.wait_for_text("[data-test=guide-edition]", "FY2026, from 2025-10-01")
            .await?;
        page.accessible("section").await?;
        page.accessible_enlarged("section", "[data-test=guide-title]")
            .await?;

        around(&page).await?;
        words(&page).await?;
        another_year(&page).await?;

        // From the list of rules, where no stay is beside it.
        page.enter(".rail a[href='#/rules']").await?;
        page.enter("[data-rule=\"CM-005\"] [data-test=cited]")
            .await?;
        page.wait_for_text("[data-test=guide-nearest]", "I.A.12.a")
            .await?;
        page.accessible("from-a-rule").await?;

        page.complained_of_nothing().await
    })
    .await;
}

/// Up, along a reference in the text, back and forward, and to the neighbour.
async fn around(page: &Page) -> Result<()> {
    page.focus("#guide").await?;
    page.press("ArrowLeft").await?;
    page.wait_for_text("[data-test=guide-title]", "Pressure of knobs")
        .await?;
    page.press("Backspace").await?;
    page.wait_for_text("[data-test=guide-title]", "Knobs with a filter")
        .await?;
    page.enter("[data-test=guide-text] [data-section='I.A.1']")
        .await?;
    page.wait_for_text("[data-test=guide-title]", "The list of knobs")
        .await?;
    page.press("Alt+ArrowLeft").await?;
    page.wait_for_text("[data-test=guide-title]", "Knobs with a filter")
        .await?;
    page.press("Alt+ArrowRight").await?;
    page.wait_for_text("[data-test=guide-title]", "The list of knobs")
        .await?;
    page.enter("[data-test=guide-next]").await?;
    page.wait_for_text("[data-test=guide-title]", "General turning")
        .await
}

/// Words in any order, arrows through what is found, Enter.
async fn words(page: &Page) -> Result<()> {
    page.press("Escape").await?;
    page.wait_for("#guide-find:focus").await?;
    page.type_text("knobs heart").await?;
    page.wait_for_text("[data-test=guide-count]", "1 section")
        .await?;
    page.type_text("x").await?;
    page.wait_for_text("[data-test=guide-count]", "No section")
        .await?;
    page.press("Escape").await?;
    page.press("Escape").await?;
    page.type_text("click filter").await?;
    page.wait_for_text("[data-test=guide-hit]", "I.C.9.a.2")
        .await?;
    page.accessible("found").await?;
    page.press("ArrowDown").await?;
    page.wait_for("#guide-0:focus").await?;
    page.press("Enter").await?;
    page.wait_for_text("[data-test=guide-title]", "Knobs with a filter")
        .await
}

/// A stay of a year whose guidelines are not there: those of another are marked as such.
async fn another_year(page: &Page) -> Result<()> {
    page.focus("#stay-discharge").await?;
    page.type_text("02142025").await?;
    page.wait_for_text("[data-test=guide-edition]", "FY2025 are not taken in")
        .await?;
    page.wait_for_text("[data-test=guide-edition]", "These are of FY2026")
        .await?;
    page.accessible("other-year").await
}
