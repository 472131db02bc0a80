//! The speed of the hand: twenty codes by keyboard alone, favourites, code sets in one key, notes on codes, other keys.

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use journeys::{Page, journey};

/// How long twenty codes may take a practised hand.
const TWENTY_CODES: Duration = Duration::from_secs(120);
/// Between two keystrokes: 50 words a minute.
const STROKE: Duration = Duration::from_millis(120);

/// As a coder types them, with the code that is to be posted with Enter.
const TWENTY: [(&str, &str); 20] = [
    ("sepsis", "A419"),
    ("aki", "N179"),
    ("acute on chronic systolic heart failure", "I5023"),
    ("copd exacerbation", "J441"),
    ("I10", "I10"),
    ("e11.9", "E119"),
    ("hypokalemia", "E876"),
    ("hyponatremia", "E871"),
    ("afib", "I4891"),
    ("uti", "N390"),
    ("gerd", "K219"),
    ("hypothyroidism", "E039"),
    ("hyperlipidemia", "E785"),
    ("obesity", "E669"),
    ("anemia", "D649"),
    ("depression", "F32A"),
    ("osa", "G4733"),
    ("z79.4", "Z794"),
    ("dnr", "Z66"),
    ("02HV33Z", "02HV33Z"),
];

async fn start(page: &Page) -> Result<()> {
    page.open("/").await?;
    page.stored_for_offline().await?;
    page.go_offline().await?;
    begin_stay(page, "02142026").await
}

/// Opens the page anew, with an empty stay that ends on a day.
async fn begin_stay(page: &Page, discharged: &str) -> Result<()> {
    page.reload().await?;
    page.wait_until_gone("[data-test=loading]").await?;
    page.enter("[data-test=start-empty]").await?;
    page.focus("#stay-discharge").await?;
    page.type_text(discharged).await
}

/// Keeps the codes of the stay as a set.
async fn keep_as_set(page: &Page, name: &str) -> Result<()> {
    page.focus("#row-principal").await?;
    page.press("s").await?;
    page.wait_for("[data-test=shelf]").await?;
    page.focus("[data-test=set-name]").await?;
    page.type_text(name).await?;
    page.press("Enter").await?;
    page.wait_for_text("[data-test=post-set]", name).await
}

/// Types words letter by letter and posts with Enter, without looking at what is offered.
async fn post(page: &Page, words: &str) -> Result<()> {
    for letter in words.chars() {
        page.type_text(&letter.to_string()).await?;
        tokio::time::sleep(STROKE).await;
    }
    page.press("Enter").await?;
    page.wait_for("#search:placeholder-shown").await?;
    page.wait_until_gone("[data-test=offer]").await
}

#[tokio::test]
async fn twenty_codes_from_memory_take_less_than_two_minutes() {
    journey("twenty-codes", async |page| {
        start(&page).await?;
        page.focus("#search").await?;
        let began = Instant::now();
        for (words, _) in TWENTY {
            post(&page, words).await?;
        }
        page.wait_for("#row-procedure-0").await?;
        let took = began.elapsed();
        let posted = page
            .run(
                "return Array.from(document.querySelectorAll('.row-code button'), (b) => b.innerText.replace('.', ''))",
                Vec::new(),
            )
            .await?;
        let posted: Vec<String> = serde_json::from_value(posted)?;
        let wanted: Vec<&str> = TWENTY.iter().map(|(_, code)| *code).collect();
        ensure!(posted == wanted, "posted {posted:?}");
        ensure!(took < TWENTY_CODES, "twenty codes took {took:?}");
        println!("twenty codes by keyboard: {took:?}");
        page.screenshot("coded").await?;
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_set_posts_in_one_key_and_flags_what_has_ended() {
    journey("shelf", async |page| {
        start(&page).await?;
        page.focus("#search").await?;
        for words in ["a41.9", "r65.20"] {
            post(&page, words).await?;
        }
        page.focus("#row-principal").await?;
        page.press("f").await?;
        page.wait_for_text("[data-test=said]", "A41.9 is a favourite now")
            .await?;
        keep_as_set(&page, "Sepsis").await?;
        page.accessible("shelf").await?;
        page.accessible_enlarged("shelf", "[data-test=shelf]")
            .await?;

        // Kept for the next visit; one key posts the set there.
        begin_stay(&page, "02142026").await?;
        page.focus("#tab-code").await?;
        page.press("1").await?;
        page.wait_for_text("#row-principal", "A41.9").await?;
        page.wait_for_text("#row-secondary-0", "R65.20").await?;
        page.focus("#row-principal").await?;
        page.press("s").await?;
        page.wait_for_text("[data-test=shelf-code]", "A41.9")
            .await?;

        // A note on a code is about the code, and is there when the code is read again.
        page.enter("#row-principal").await?;
        page.enter("[data-test=edit-note]").await?;
        page.focus("#note-A419").await?;
        page.type_text("organism in the record?").await?;
        page.press("Tab").await?;
        page.wait_for_text("[data-test=code-note]", "organism in the record?")
            .await?;
        page.accessible("note").await?;
        page.accessible_enlarged("note", "[data-test=code-note]")
            .await?;
        Ok(())
    })
    .await;
}

/// D69.1 was a code until September 2026; D69.11 and others stand under it since.
#[tokio::test]
async fn a_set_offers_what_stands_in_for_a_code_that_has_ended() {
    journey("instead", async |page| {
        start(&page).await?;
        page.focus("#search").await?;
        for words in ["i10", "d69.1"] {
            post(&page, words).await?;
        }
        keep_as_set(&page, "Blood").await?;

        // One key posts what can be reported, and leads to what is offered for the rest.
        begin_stay(&page, "10152026").await?;
        page.focus("#tab-code").await?;
        page.press("1").await?;
        page.wait_for_text("#row-principal", "I10").await?;
        page.wait_for_text("[data-test=instead]", "D69.11").await?;
        page.wait_for("#instead-0-0-0:focus").await?;
        page.accessible("offered").await?;
        page.accessible_enlarged("offered", "#set-0").await?;
        page.press("ArrowDown").await?;
        page.wait_for("#instead-0-0-1:focus").await?;
        page.press("ArrowUp").await?;
        page.wait_for("#instead-0-0-0:focus").await?;
        page.press("Enter").await?;
        page.wait_for_text("#row-secondary-0", "D69.11").await?;
        page.wait_for("#set-0:focus").await?;
        page.wait_until_gone("[data-test=instead]").await?;

        // The set is whole from now on.
        begin_stay(&page, "10152026").await?;
        page.focus("#tab-code").await?;
        page.press("1").await?;
        page.wait_for_text("#row-secondary-0", "D69.11").await?;
        page.enter("#row-secondary-0").await?;
        page.wait_for_text("[data-test=found-by]", "code set “Blood”")
            .await
    })
    .await;
}

#[tokio::test]
async fn a_posted_code_says_by_which_way_it_was_found() {
    journey("found", async |page| {
        start(&page).await?;
        page.focus("#search").await?;
        post(&page, "sepsis").await?;
        page.focus("#row-principal").await?;
        page.press("f").await?;
        page.wait_for_text("[data-test=said]", "favourite now")
            .await?;
        page.enter("#row-principal").await?;
        page.wait_for_text(
            "[data-test=found-by]",
            "As principal diagnosis, found by search “sepsis”",
        )
        .await?;

        // The same code again from its page and from the shelf: each row keeps its own way.
        page.enter("[data-test=post-code]").await?;
        page.wait_for_text("#row-secondary-0", "A41.9").await?;
        page.focus("#row-principal").await?;
        page.press("s").await?;
        page.enter("[data-test=shelf-code]").await?;
        page.wait_for_text("#row-secondary-1", "A41.9").await?;
        page.enter("#row-secondary-1").await?;
        page.wait_for_text("[data-test=found-by]", "found by favourites")
            .await?;
        page.wait_for_text("[data-test=found-by]", "> A41.9")
            .await?;
        page.accessible("page").await?;
        page.accessible_enlarged("page", "[data-test=found-by]")
            .await?;
        let told = page
            .run(
                "return document.querySelector('#row-principal .row-code button').title",
                Vec::new(),
            )
            .await?;
        ensure!(
            told.as_str()
                .is_some_and(|told| told.contains("Found by search “sepsis”")),
            "the row says {told}"
        );
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn keys_can_be_given_other_actions() {
    journey("keys", async |page| {
        start(&page).await?;
        page.focus("#search").await?;
        post(&page, "a41.9").await?;
        page.focus("#row-principal").await?;
        page.press("?").await?;
        page.wait_for("dialog[open]").await?;
        page.enter("[data-test=change-keys]").await?;
        for (keys, told) in [("e", "already: edits in full"), ("o", "O: why this DRG")] {
            page.enter("[data-test=give-keys][data-action=Why]").await?;
            page.press(keys).await?;
            page.wait_for_text("[data-test=keys-told]", told).await?;
        }
        page.accessible("keys-choice").await?;
        page.accessible_enlarged("keys-choice", ".keys-choice")
            .await?;
        page.press("Escape").await?;
        page.wait_until_gone("dialog[open]").await?;
        // What stands beside the button follows.
        page.wait_for_text(".drg [data-test=why] kbd", "O").await?;
        page.focus("#row-principal").await?;
        page.press("o").await?;
        page.wait_for("[data-test=why-panel]").await?;
        Ok(())
    })
    .await;
}
