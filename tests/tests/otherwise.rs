//! What a stay would be otherwise, and codes built and read in the book, by keyboard and offline.

use anyhow::{Result, ensure};
use journeys::{Page, journey};

async fn example(page: &Page, key: &str) -> Result<()> {
    page.begin_offline().await?;
    page.open_example(key).await
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
        page.enter("[data-test=side-by-side]").await?;
        page.wait_for_text("[data-test=versions-table]", "of the discharge date")
            .await?;
        page.wait_for_text("[data-test=versions-table]", "v44.0")
            .await?;
        for (screen, part) in [
            ("suppose", "[data-test=what-if]"),
            ("principals", "[data-test=principals]"),
            ("left-out", "[data-test=supposed]"),
            ("versions", "[data-test=versions-table]"),
        ] {
            page.accessible_at_both_sizes(screen, part).await?;
        }
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
        page.enter("[data-test=build-words]").await?;
        page.wait_for_text("[data-test=build-place]", "F").await?;
        page.accessible_at_both_sizes("by-words", ".build").await?;

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
        page.accessible_at_both_sizes("finished", ".build").await?;
        page.enter("#build-place").await?;
        page.wait_for_text("#row-procedure-0", "0FT44ZZ").await?;
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_note_leads_to_the_codes_it_names() {
    journey("book", async |page| {
        example(&page, "cc-exclusion").await?;
        page.enter("#row-principal").await?;
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

/// Types into a field that is found by its id.
async fn fill(page: &Page, id: &str, text: &str) -> Result<()> {
    page.focus(&format!("#{id}")).await?;
    page.type_text(text).await
}

#[tokio::test]
async fn suppositions_stack_and_reach_the_stay_on_a_basis_only() {
    journey("suppose", async |page| {
        example(&page, "cc-exclusion").await?;
        let coded = page.text("[data-test=drg-number]").await?;
        page.focus("#row-principal").await?;
        page.press("h").await?;
        page.wait_for("[data-test=suppose-code]").await?;
        fill(&page, "suppose-code", "J96.01").await?;
        page.press("Enter").await?;
        page.wait_for_text("[data-test=suppose-list]", "J96.01")
            .await?;
        // Found in place by words.
        fill(&page, "suppose-code", "acute kidney failure").await?;
        page.wait_for_text("[data-test=suppose-hits]", "N17")
            .await?;
        page.press("Enter").await?;
        page.wait_for_text("[data-test=suppose-list]", "N17")
            .await?;
        page.wait_for_text("[data-test=suppose-result]", "Together they would be")
            .await?;
        page.accessible_at_both_sizes("stacked", "[data-test=suppose-list]")
            .await?;
        let still = page.text("[data-test=drg-number]").await?;
        ensure!(coded == still, "supposing made {coded} {still}");

        // Without a basis nothing is coded.
        page.enter("[data-test=take-over]").await?;
        page.wait_for_text("[data-test=suppose]", "This can't be coded yet")
            .await?;
        let still = page.text("[data-test=drg-number]").await?;
        ensure!(coded == still, "without a basis {coded} became {still}");
        page.accessible_at_both_sizes("refused", "[data-test=suppose-result]")
            .await?;

        for part in ["1", "2"] {
            page.enter(&format!(
                "[data-test=suppose-part]:nth-child({part}) .suppose-basis summary"
            ))
            .await?;
            for (field, text) in [
                ("source", "Progress note, day 2"),
                ("words", "as documented"),
            ] {
                page.focus(&format!(
                    "[data-test=suppose-part]:nth-child({part}) [data-test=basis-{field}]"
                ))
                .await?;
                page.type_text(text).await?;
            }
        }
        page.wait_for_text("[data-test=bases-missing]", "Each has what it rests on")
            .await?;
        page.enter("[data-test=take-over]").await?;
        page.wait_for_text("[data-test=taken-over]", "Progress note, day 2")
            .await?;
        page.wait_for_text("[data-test=codes]", "J96.01").await?;
        page.accessible_at_both_sizes("taken-over", "[data-test=taken-over]")
            .await?;

        page.enter("[data-test=two-at-once]").await?;
        page.wait_for_text("[data-test=pairs-told]", "tried of")
            .await?;
        page.accessible_at_both_sizes("pairs", "[data-test=pairs-told]")
            .await?;
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_query_that_leads_has_no_text_and_one_that_does_not_can_be_copied() {
    journey("query", async |page| {
        example(&page, "cc-exclusion").await?;
        page.focus("#row-principal").await?;
        page.press("h").await?;
        page.enter("[data-test=query-open]").await?;
        page.wait_for("#query-to").await?;
        fill(&page, "query-to", "Dr. Testcase").await?;
        fill(&page, "query-finding-0", "SpO2 84 % on room air").await?;
        fill(&page, "query-place-0", "Triage note").await?;
        fill(&page, "query-question", "Please document the MCC").await?;
        page.wait_for_text("[data-test=query-checked]", "QRY-002")
            .await?;
        page.wait_for_text("[data-test=query-checked]", "QRY-003")
            .await?;
        page.wait_until_gone("[data-test=query-text]").await?;
        page.accessible_at_both_sizes("form", "[data-test=query]")
            .await?;
        page.accessible_at_both_sizes("leading", "[data-test=query-checked]")
            .await?;
        page.focus("#query-question").await?;
        page.press("Control+a").await?;
        page.type_text("What condition, if any, was being treated?")
            .await?;
        page.wait_for_text(
            "[data-test=query-text]",
            "1. SpO2 84 % on room air (Triage note)",
        )
        .await?;
        page.accessible_at_both_sizes("composed", "[data-test=query-text]")
            .await?;
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn the_way_stands_side_by_side_under_two_versions() {
    journey("two-ways", async |page| {
        example(&page, "cc-exclusion").await?;
        page.focus("#row-principal").await?;
        page.press("g").await?;
        page.wait_for_text("[data-test=why-panel]", "Appendix C, Part 1")
            .await?;
        page.enter("[data-test=two-ways-open]").await?;
        page.wait_for_text("[data-test=two-ways-table]", "of the discharge date")
            .await?;
        page.wait_for_text("[data-test=two-ways-table]", "exclusion collection")
            .await?;
        page.accessible_at_both_sizes("two-ways", "[data-test=two-ways]")
            .await?;
        Ok(())
    })
    .await;
}
