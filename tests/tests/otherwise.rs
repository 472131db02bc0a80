//! What a stay would be otherwise, and codes built and read in the book, by keyboard and offline.

use anyhow::{Result, ensure};
use journeys::{Page, journey};

async fn example(page: &Page, key: &str) -> Result<()> {
    page.open("/").await?;
    page.stored_for_offline().await?;
    page.go_offline().await?;
    page.reload().await?;
    page.wait_until_gone("[data-test=loading]").await?;
    page.focus(&format!("[data-test=example][data-key=\"{key}\"]"))
        .await?;
    page.press("Enter").await?;
    page.wait_for("[data-test=drg-number]").await.map(|_| ())
}

#[tokio::test]
async fn suppositions_look_supposed_and_change_nothing() {
    journey("what-if", async |page| {
        example(&page, "cc-exclusion").await?;
        let coded = page.text("[data-test=drg-number]").await?;
        page.focus("#row-principal").await?;
        page.press("h").await?;
        page.wait_for_text("[data-test=principals]", "as coded")
            .await?;
        page.wait_for_text("[data-test=principals]", "can't be principal")
            .await?;
        page.wait_for_text("[data-test=what-if]", "Supposed, not coded")
            .await?;
        page.focus("[data-test=side-by-side]").await?;
        page.press("Enter").await?;
        page.wait_for_text("[data-test=versions-table]", "of the discharge date")
            .await?;
        page.wait_for_text("[data-test=versions-table]", "v44.0")
            .await?;
        page.accessible("suppositions").await?;
        let after = page.text("[data-test=drg-number]").await?;
        ensure!(coded == after, "the coded DRG {coded} became {after}");
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_procedure_is_built_by_words_and_by_characters() {
    journey("builder", async |page| {
        example(&page, "cc-exclusion").await?;
        page.focus("#row-principal").await?;
        page.press("b").await?;
        page.wait_for("[data-test=build-state]").await?;
        page.focus("[data-test=build-words]").await?;
        page.type_text("laparoscopic cholecystectomy").await?;
        page.wait_for("[data-test=build-understood]").await?;
        page.focus("[data-test=build-words]").await?;
        page.press("Enter").await?;
        page.wait_for_text("[data-test=build-place]", "F").await?;
        page.accessible("by-words").await?;

        page.press("Tab").await?;
        page.focus("[data-test=build-words]").await?;
        // From nothing, character by character: resection of the gallbladder, percutaneous endoscopic.
        let again = "const all = [...document.querySelectorAll('.build button')]; \
                     all.find((b) => b.innerText === 'Start again').focus()";
        page.run(again, Vec::new()).await?;
        page.press("Enter").await?;
        for (typed, character) in "0FT44ZZ".chars().enumerate() {
            page.focus("#build-place").await?;
            let offered = format!("Character {}", typed + 1);
            page.wait_for_text(".build h3", &offered).await?;
            page.press(&character.to_string()).await?;
        }
        page.wait_for_text("[data-test=build-state]", "0FT44ZZ")
            .await?;
        page.accessible("finished").await?;
        page.focus("#build-place").await?;
        page.press("Enter").await?;
        page.wait_for_text("#row-procedure-0", "0FT44ZZ").await?;
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_note_leads_to_the_codes_it_names() {
    journey("book", async |page| {
        example(&page, "cc-exclusion").await?;
        page.focus("#row-principal").await?;
        page.press("Enter").await?;
        page.focus("[data-test=note-link]").await?;
        let before = page.text("[data-test=code-page] h2").await?;
        page.press("Enter").await?;
        let mut after = before.clone();
        for _ in 0..40 {
            after = page.text("[data-test=code-page] h2").await?;
            if after != before {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        ensure!(after != before, "still the page of {before}");
        Ok(())
    })
    .await;
}
