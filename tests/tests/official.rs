//! Official files without a network: taken in, dated, refused, browsed by keyboard, posted from, and there again after a
//! reload. The files are made up, in the layout of CDC's; only their codes exist.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;
use journeys::{Page, journey, target};

const INDEX: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<ICD10CM.index><version>2026</version><title>ICD-10-CM INDEX TO DISEASES and INJURIES</title>
<letter><title>B</title>
<mainTerm><title>Blorp, blorping<nemod>(acute) (chronic)</nemod> NEC</title><code>R68.89</code>
<term level="1"><title>with</title><term level="2"><title>fizzle</title><code>E10.21</code><manif>N08</manif></term></term>
<term level="1"><title>gizzard<nemod>(upper)</nemod></title><code>S72.0-</code><term level="2"><title>neck NOS</title><code>S72.00</code></term></term>
<term level="1"><title>wobbly</title><see>Wobble, knee</see></term></mainTerm>
<mainTerm><title>Blunk</title><seeAlso>Blorp, with, fizzle</seeAlso></mainTerm></letter>
<letter><title>W</title><mainTerm><title>Wobble</title><see>Blorp, by site</see>
<term level="1"><title>knee</title><see>Blorp, gizzard</see></term>
<term level="1"><title>poison</title><see>Table of Drugs and Chemicals, zorbium</see></term>
<term level="1"><title>toe</title><see>Zindle</see></term></mainTerm></letter></ICD10CM.index>"#;

const NEOPLASMS: &str = r#"<ICD10CM.index><version>2026</version>
<indexHeading><head col="1">Neoplasm</head><head col="2">Malignant Primary</head><head col="3">Malignant Secondary</head><head col="4">Benign</head></indexHeading>
<letter><title>N</title><mainTerm><title>Neoplasm, neoplastic</title><cell col="2">C80.1</cell><cell col="3">C79.9</cell><cell col="4">D36.9</cell>
<term level="1"><title>feather</title><see>Neoplasm, gizzard</see></term>
<term level="1"><title>gizzard</title><cell col="2">C16.9</cell><cell col="3">C78.89</cell><cell col="4">D13.1</cell>
<term level="2"><title>outer wall</title><cell col="2">C16.8</cell><cell col="3">-</cell><cell col="4">D13.1</cell></term></term>
</mainTerm></letter></ICD10CM.index>"#;

/// A table of drugs long enough to need several windows.
fn drugs() -> String {
    let rows: String = (0..200)
        .map(|n| format!("<mainTerm><title>Zorbium {n:03}</title><cell col=\"2\">T51.3X1</cell><cell col=\"3\">T36.0X5</cell></mainTerm>"))
        .collect();
    format!(
        "<ICD10CM.index><version>2026</version><indexHeading><head col=\"1\">Substance</head>\
         <head col=\"2\">Poisoning Accidental</head><head col=\"3\">Adverse effect</head></indexHeading>\
         <letter><title>Z</title>{rows}</letter></ICD10CM.index>"
    )
}

fn write(folder: &Path, name: &str, text: &str) -> Result<PathBuf> {
    let file = folder.join(name);
    fs::write(&file, text)?;
    Ok(file)
}

/// Takes a file in that names its year only, with the day that is offered first.
async fn take(page: &Page, file: &Path) -> Result<()> {
    page.choose_file("#official-file", file).await?;
    page.wait_for("#official-day").await?;
    page.enter("[data-test=official-answer]").await?;
    page.wait_until_gone("[data-test=official-question]")
        .await?;
    page.wait_until_gone("[data-test=official-reading]").await
}

async fn open_book(page: &Page, book: &str, letters: &str) -> Result<()> {
    page.enter(&format!("[data-test=book][data-book={book}]"))
        .await?;
    page.focus("#book-find").await?;
    page.type_text(letters).await
}

#[tokio::test]
async fn files_are_taken_in_browsed_and_posted_from_without_a_network() {
    journey("official", async |page| {
        let folder = target().join("official-journey");
        drop(fs::remove_dir_all(&folder));
        fs::create_dir_all(&folder)?;

        page.begin_offline().await?;
        page.enter("[data-test=start-empty]").await?;
        page.focus("#stay-discharge").await?;
        page.type_text("02142026").await?;
        page.focus("#tab-code").await?;
        page.press("i").await?;
        page.wait_for("[data-test=official-none]").await?;
        page.accessible("empty").await?;

        page.choose_file("#official-file", &write(&folder, "index.xml", INDEX)?)
            .await?;
        page.wait_for("#official-day").await?;
        page.accessible("question").await?;
        page.enter("[data-test=official-answer]").await?;
        page.wait_for_text("[data-test=official-rows]", "3 main terms")
            .await?;
        take(&page, &write(&folder, "neoplasm.xml", NEOPLASMS)?).await?;
        take(&page, &write(&folder, "drugs.xml", &drugs())?).await?;

        // Damaged, and of a year that is not loaded: refused, and what is there stays.
        page.choose_file("#official-file", &write(&folder, "cut.xml", &INDEX[..400])?)
            .await?;
        page.wait_for_text(
            "[data-test=official-refused][data-name='cut.xml']",
            "damaged, cut off",
        )
        .await?;
        take(
            &page,
            &write(&folder, "late.xml", &INDEX.replace("2026", "2040"))?,
        )
        .await?;
        page.wait_for_text(
            "[data-test=official-refused][data-name='late.xml']",
            "a year that is not loaded",
        )
        .await?;
        page.accessible("files").await?;
        page.accessible_enlarged("files", "[data-test=official-rows]")
            .await?;

        in_the_index(&page).await?;
        in_the_tables(&page).await?;

        page.open("/").await?;
        page.reload().await?;
        page.open("/#/official").await?;
        page.wait_for_text(
            "[data-test=official-taken][data-name='index.xml']",
            "kept in this browser",
        )
        .await?;
        page.wait_for_text(
            "[data-test=official-taken][data-name='drugs.xml']",
            "200 main terms",
        )
        .await?;
        page.enter("[data-test=official-taken][data-name='drugs.xml'] [data-test=official-remove]")
            .await?;
        page.wait_until_gone("[data-test=official-taken][data-name='drugs.xml']")
            .await?;
        page.reload().await?;
        page.wait_for_text(
            "[data-test=official-taken][data-name='neoplasm.xml']",
            "Neoplasms",
        )
        .await?;
        page.wait_until_gone("[data-test=official-taken][data-name='drugs.xml']")
            .await?;
        page.complained_of_nothing().await
    })
    .await;
}

/// Main term, subterm, "see", and a code that is completed before it is posted.
async fn in_the_index(page: &Page) -> Result<()> {
    open_book(page, "Diseases", "wob").await?;
    page.wait_for_text("[data-test=main-count]", "1 main term")
        .await?;
    page.press("Enter").await?;
    page.wait_for_text("[data-test=term-title]", "Wobble")
        .await?;
    // The reference, then knee; from knee “see” leads to the gizzard.
    for _ in 0..2 {
        page.press("ArrowDown").await?;
    }
    page.press("Enter").await?;
    page.wait_for_text("[data-test=term-title]", "knee").await?;
    page.press("ArrowDown").await?;
    page.press("Enter").await?;
    page.wait_for_text("[data-test=term-title]", "gizzard (upper)")
        .await?;
    page.accessible("index").await?;
    page.accessible_enlarged("index", "[data-test=term-title]")
        .await?;
    page.press("Backspace").await?;
    page.wait_for_text("[data-test=term-title]", "knee").await?;
    page.press("Alt+ArrowRight").await?;
    page.wait_for_text("[data-test=term-title]", "gizzard (upper)")
        .await?;
    page.press("ArrowDown").await?;
    page.press("Enter").await?;
    page.wait_for_text("[data-test=book-code]", "S72.0").await?;
    page.wait_for_text("[data-test=way]", "Blorp, blorping > gizzard")
        .await?;
    page.wait_for("#completion-0").await?;
    page.accessible("completion").await?;
    for shown in ["S72.00", "S72.001", "S72.001A"] {
        page.wait_for_text("#completion-0", shown).await?;
        page.enter("#completion-0").await?;
    }
    page.wait_for_text("[data-test=said]", "S72.001A posted")
        .await
}

/// Arrows move in a grid, letters find a row, Enter looks the code up and posts it.
async fn in_the_tables(page: &Page) -> Result<()> {
    open_book(page, "Neoplasms", "giz").await?;
    page.wait_for("#cell-2-0[tabindex='0']").await?;
    page.press("ArrowDown").await?;
    page.wait_for("#cell-2-0:focus").await?;
    for _ in 0..3 {
        page.press("ArrowRight").await?;
    }
    page.press("ArrowLeft").await?;
    page.press("ArrowLeft").await?;
    page.wait_for("#cell-2-1:focus").await?;
    page.accessible("grid").await?;
    page.accessible_enlarged("grid", "#cell-2-1").await?;
    page.press("Enter").await?;
    page.wait_for_text("[data-test=book-code] h2", "C16.9")
        .await?;
    page.wait_for("#completion-0:focus").await?;
    page.press("Enter").await?;
    page.wait_for_text("[data-test=said]", "C16.9 posted")
        .await?;
    page.wait_for("#cell-2-1:focus").await?;

    open_book(page, "Drugs", "").await?;
    page.wait_for("#cell-0-0").await?;
    page.press("ArrowDown").await?;
    page.wait_for("#cell-0-0:focus").await?;
    page.press("Control+End").await?;
    page.wait_for("#cell-199-0:focus").await?;
    page.press("PageUp").await?;
    page.wait_for("#cell-184-0:focus").await?;
    page.focus("#book-find").await?;
    page.type_text("zorbium 042").await?;
    page.wait_for("#cell-42-0[tabindex='0']").await?;
    page.press("ArrowDown").await?;
    page.wait_for("#cell-42-0:focus").await?;
    page.press("End").await?;
    page.wait_for("#cell-42-2:focus").await?;
    page.press("Enter").await?;
    page.wait_for_text("[data-test=book-code]", "T36.0X5").await
}
