//! Patients, offline and by keyboard: found before they are created, verified, and put together where they were created twice.

use anyhow::{Result, ensure};
use journeys::door::{PASSWORD, USER, fill, found, lock, refill, unlock};
use journeys::{Page, journey};

/// Somebody at the desk.
#[derive(Clone, Copy)]
struct Arrival {
    family: &'static str,
    given: &'static str,
    born: &'static str,
    phone: &'static str,
    street: &'static str,
    zip: &'static str,
}

const WILHELMINA: Arrival = Arrival {
    family: "Placeholder",
    given: "Wilhelmina",
    born: "3/12/1951",
    phone: "207-555-0143",
    street: "14 Sample Road",
    zip: "04401",
};

/// Of the same name and born on the same day, and somebody else.
const NAMESAKE: Arrival = Arrival {
    phone: "603-555-0110",
    street: "71 Example Court",
    zip: "03301",
    ..WILHELMINA
};

/// Nobody here is like him.
const AUGUSTUS: Arrival = Arrival {
    family: "Samplewright",
    given: "Augustus",
    born: "11/30/1969",
    phone: "603-555-0178",
    street: "2 Fixture Lane",
    zip: "03570",
};

async fn to_patients(page: &Page) -> Result<()> {
    page.through_palette("go to patients", "[data-test=patients-tab-search]")
        .await
}

async fn to_tab(page: &Page, tab: &str, arrived: &str) -> Result<()> {
    page.enter(&format!("#patients-tab-{tab}")).await?;
    page.wait_for(arrived).await.map(|_| ())
}

/// Types what is known and searches.
async fn search(page: &Page, who: Arrival) -> Result<()> {
    to_tab(page, "search", "[data-test=search-form]").await?;
    refill(page, "search-family", who.family).await?;
    for text in [who.given, who.born] {
        page.press("Tab").await?;
        page.press("Control+a").await?;
        page.type_text(text).await?;
    }
    refill(page, "search-phone", who.phone).await?;
    refill(page, "search-street", who.street).await?;
    refill(page, "search-zip", who.zip).await?;
    page.press("Enter").await?;
    page.wait_for_text("[data-test=candidates-said]", "Searched on name")
        .await
}

/// With the focus on a candidate: says why it is somebody else.
async fn rule_out(page: &Page, why: &str) -> Result<()> {
    page.press("Delete").await?;
    page.wait_for("[data-test=rule-out-reason]").await?;
    page.type_text(why).await?;
    page.press("Enter").await?;
    page.wait_until_gone("[data-test=rule-out-form]").await
}

/// After a search in which nobody is left: makes the record. Gives its unit number.
async fn create(page: &Page) -> Result<String> {
    page.wait_for("[data-test=new-record]").await?;
    fill(page, "new-office", "Office of Dr. Fixture").await?;
    page.press("Enter").await?;
    page.wait_for_text("[data-test=patient-chips]", "provisional")
        .await?;
    page.text("[data-test=unit-number]").await
}

/// Lends this device a block of numbers. Gives the first.
async fn lend(page: &Page) -> Result<String> {
    to_tab(page, "numbers", "[data-test=lend-form]").await?;
    page.enter("#lend-count").await?;
    page.wait_for_text("[data-test=numbers-left]", "500")
        .await?;
    page.wait_for("[data-test=blocks] td.mono").await?;
    page.text("[data-test=blocks] td.mono").await
}

/// Finds who is here by a word or number and opens the first.
async fn find(page: &Page, words: &str) -> Result<()> {
    to_tab(page, "search", "#find-patient").await?;
    refill(page, "find-patient", words).await?;
    page.wait_for_text("[data-test=found-count]", "1 patient")
        .await?;
    page.press("Enter").await?;
    page.wait_for("[data-test=patient-name]").await.map(|_| ())
}

#[tokio::test]
async fn a_registrar_without_signal_makes_no_duplicate_and_releases_nothing_unverified() {
    journey("patients-registrar", async |page| {
        page.begin_offline().await?;
        found(&page).await?;
        to_patients(&page).await?;

        // Without a block there is no number, and so no record.
        page.accessible_at_both_sizes("search-empty", "[data-test=search-form]")
            .await?;
        page.focus("#search-family").await?;
        page.type_text("Testcase").await?;
        page.press("Enter").await?;
        page.wait_for_text("[data-test=failure]", "0 of 3 identifiers")
            .await?;
        page.wait_for_text("[data-test=identified]", "3 more of")
            .await?;
        page.accessible("too-few").await?;
        search(&page, WILHELMINA).await?;
        page.wait_for_text("[data-test=candidates-said]", "Nobody here")
            .await?;
        page.wait_for("[data-test=new-record]").await?;
        fill(&page, "new-office", "Office of Dr. Fixture").await?;
        page.press("Enter").await?;
        page.wait_for_text("[data-test=failure]", "no block of unit numbers")
            .await?;
        page.accessible("no-number").await?;
        page.enter("[data-test=to-numbers]").await?;
        let first = lend(&page).await?;
        page.accessible_at_both_sizes("numbers", "[data-test=lend-form]")
            .await?;

        // The search still stands; it was not spent on the refusal.
        to_tab(&page, "search", "[data-test=new-record]").await?;
        let number = create(&page).await?;
        ensure!(
            number == first,
            "{number} is not the first of the block, {first}"
        );
        search(&page, NAMESAKE).await?;
        page.wait_for("#candidate-0").await?;
        rule_out(&page, "Another person by the photograph").await?;
        create(&page).await?;

        // Two candidates: one is ruled out, the other is the person. No record is made.
        search(&page, WILHELMINA).await?;
        page.wait_for_text("[data-test=candidates-said]", "2 candidates")
            .await?;
        page.wait_for("[data-test=waterfall]").await?;
        page.accessible_at_both_sizes("candidates", "#candidate-0")
            .await?;
        page.press("ArrowDown").await?;
        rule_out(&page, "Another address and another photograph").await?;
        page.wait_for_text("[data-test=candidates-said]", "1 candidate")
            .await?;
        page.accessible("one-ruled-out").await?;
        page.press("Enter").await?;
        page.wait_for_text("[data-test=patient-name]", "PLACEHOLDER, Wilhelmina")
            .await?;
        ensure!(page.text("[data-test=unit-number]").await? == first);
        to_tab(&page, "search", "#find-patient").await?;
        fill(&page, "find-patient", "placeholder").await?;
        page.wait_for_text("[data-test=found-count]", "2 patients")
            .await?;
        page.accessible("found").await?;

        // The next one is nobody here: a provisional record, which nothing leaves.
        page.enter("[data-test=search-clear]").await?;
        search(&page, AUGUSTUS).await?;
        page.wait_for_text("[data-test=candidates-said]", "Nobody here")
            .await?;
        page.accessible_at_both_sizes("nobody", "[data-test=new-record]")
            .await?;
        let number = create(&page).await?;
        page.wait_for_text("[data-test=held-back]", "released or billed")
            .await?;
        page.accessible_at_both_sizes("provisional", "[data-test=held-back]")
            .await?;

        // The attending's office says who it is.
        page.enter("[data-test=to-verified]").await?;
        page.wait_for("[data-test=verify-form]").await?;
        fill(&page, "verify-with", "Perrin Sample, front desk").await?;
        page.accessible("verify").await?;
        page.press("Enter").await?;
        page.wait_for_text("[data-test=patient-chips]", "verified")
            .await?;
        page.enter("[data-test=to-active]").await?;
        page.wait_for_text("[data-test=patient-chips]", "active")
            .await?;
        page.wait_until_gone("[data-test=held-back]").await?;

        // An encounter is registered, a field changed, and its past looked at.
        page.enter("[data-test=new-stay]").await?;
        page.wait_for("[data-test=new-stay-form]").await?;
        fill(&page, "stay-account", "A-1001").await?;
        fill(&page, "stay-service", "Family medicine").await?;
        fill(&page, "stay-attending", "Fixture, Ada, MD").await?;
        page.accessible("new-encounter").await?;
        page.press("Enter").await?;
        page.wait_for_text("[data-test=stays]", "A-1001").await?;
        page.enter("[data-test=edit-patient]").await?;
        page.wait_for("[data-test=edit-form]").await?;
        refill(&page, "edit-language", "Spanish").await?;
        page.accessible("edit").await?;
        page.press("Enter").await?;
        page.wait_for_text("[data-test=fact-language]", "Spanish")
            .await?;
        page.enter("[aria-label=\"Past of Language\"]").await?;
        page.wait_for_text("[data-test=past]", "Spanish").await?;
        page.wait_for_text("[data-test=past]", "Testcase, Quillon")
            .await?;
        page.accessible_at_both_sizes("active", "[data-test=facts]")
            .await?;

        // It is all there after the lock.
        lock(&page).await?;
        unlock(&page, USER, PASSWORD).await?;
        page.wait_until_gone("[data-test=unlock-form]").await?;
        to_patients(&page).await?;
        find(&page, &number).await?;
        page.wait_for_text("[data-test=patient-chips]", "active")
            .await?;
        page.wait_for_text("[data-test=provenance]", "ruled out: 0")
            .await?;
        page.wait_for_text("[data-test=facts]", "Spanish").await?;
        page.enter("#stay-0").await?;
        page.wait_for("[data-test=chart]").await?;
        page.complained_of_nothing().await
    })
    .await;
}

/// All that is shown of the patient with this number.
async fn shown(page: &Page, number: &str) -> Result<String> {
    find(page, number).await?;
    page.wait_for_text("[data-test=unit-number]", number)
        .await?;
    page.text("#patients-panel").await
}

#[tokio::test]
async fn a_merge_that_is_taken_back_leaves_both_patients_as_they_were() {
    journey("patients-merge", async |page| {
        page.begin_offline().await?;
        found(&page).await?;
        to_patients(&page).await?;
        lend(&page).await?;
        search(&page, WILHELMINA).await?;
        let one = create(&page).await?;
        let misspelled = Arrival {
            given: "Wilhelmine",
            phone: "207-555-0199",
            ..WILHELMINA
        };
        search(&page, misspelled).await?;
        page.wait_for("#candidate-0").await?;
        rule_out(&page, "Says she was never here").await?;
        let other = create(&page).await?;
        let before = [shown(&page, &one).await?, shown(&page, &other).await?];

        to_tab(&page, "pairs", "#pair-0").await?;
        page.wait_for_text("[data-test=compared]", "1 pair").await?;
        page.accessible_at_both_sizes("queue", "[data-test=queue]")
            .await?;
        page.enter("#pair-0").await?;
        page.wait_for_text("[data-test=side-by-side]", "differs")
            .await?;
        page.enter("[data-test=decide-same]").await?;
        page.wait_for("[data-test=merge-form]").await?;
        page.wait_for_text("[data-test=follow-up]", "Put the folder")
            .await?;
        page.focus("#merge-cause").await?;
        page.type_text("name miss").await?;
        fill(
            &page,
            "merge-reason",
            "The same by photograph and signature",
        )
        .await?;
        page.accessible_at_both_sizes("merging", "[data-test=merge-form]")
            .await?;
        page.press("Enter").await?;
        page.wait_for_text("[data-test=tasks]", "Put the folder")
            .await?;
        page.accessible("merged").await?;
        page.enter("[data-test=open-survivor]").await?;
        page.wait_for("[data-test=merged-here]").await?;
        page.accessible("survivor").await?;

        page.enter("[data-test=look-at-merge]").await?;
        page.wait_for("[data-test=unmerge]").await?;
        page.enter("[data-test=unmerge]").await?;
        fill(&page, "unmerge-reason", "Two sisters").await?;
        page.press("Enter").await?;
        page.wait_for_text("[data-test=decided]", "Two sisters")
            .await?;
        let after = [shown(&page, &one).await?, shown(&page, &other).await?];
        ensure!(before == after, "before: {before:#?}\nafter: {after:#?}");

        // Who bears the reader's own surname is read with a reason.
        let relative = Arrival {
            family: "Testcase",
            given: "Perrin",
            born: "1/5/1990",
            phone: "207-555-0111",
            street: "9 Example Court",
            zip: "04330",
        };
        search(&page, relative).await?;
        let number = create(&page).await?;
        to_tab(&page, "search", "#find-patient").await?;
        refill(&page, "find-patient", &number).await?;
        page.wait_for_text("[data-test=found-count]", "1 patient")
            .await?;
        page.press("Enter").await?;
        page.wait_for_text("[data-test=failure]", "needs a reason")
            .await?;
        page.wait_for("#open-reason").await?;
        page.accessible("reason").await?;
        fill(&page, "open-reason", "Comparing the folder at the desk").await?;
        page.press("Enter").await?;
        page.wait_for_text("[data-test=patient-name]", "TESTCASE, Perrin")
            .await?;

        to_tab(&page, "folders", "[data-test=rates]").await?;
        page.accessible_at_both_sizes("figures", "[data-test=figures]")
            .await?;
        page.complained_of_nothing().await
    })
    .await;
}

/// Registers an encounter of the patient on screen.
async fn register_encounter(page: &Page, account: &str, attending: &str) -> Result<()> {
    page.enter("[data-test=new-stay]").await?;
    page.wait_for("[data-test=new-stay-form]").await?;
    fill(page, "stay-account", account).await?;
    fill(page, "stay-attending", attending).await?;
    page.press("Enter").await?;
    page.wait_for_text("[data-test=stays]", account).await
}

#[tokio::test]
async fn two_people_in_one_record_are_parted_and_put_together_again() {
    journey("patients-split", async |page| {
        page.begin_offline().await?;
        found(&page).await?;
        to_patients(&page).await?;
        lend(&page).await?;
        search(&page, WILHELMINA).await?;
        let one = create(&page).await?;
        register_encounter(&page, "A-2001", "Fixture, Ada, MD").await?;
        register_encounter(&page, "A-2002", "Sample, Noor, DO").await?;

        page.enter("[data-test=overlay]").await?;
        page.wait_for("[data-test=split-form]").await?;
        page.accessible_at_both_sizes("overlay", "[data-test=overlay-view]")
            .await?;
        page.run(
            "for (const mark of document.querySelectorAll('[data-test=split-stay]')) { \
             const wanted = mark.parentElement.innerText.includes('A-2002'); \
             if (mark.checked != wanted) mark.click(); }",
            Vec::new(),
        )
        .await?;
        fill(&page, "split-reason", "Her neighbour gave her card").await?;
        page.press("Enter").await?;
        page.wait_for_text(
            "[data-test=split-note]",
            "Splitting PLACEHOLDER, Wilhelmina",
        )
        .await?;
        page.accessible("splitting").await?;
        search(&page, AUGUSTUS).await?;
        let other = create(&page).await?;
        ensure!(one != other);
        page.wait_for_text("[data-test=patient-name]", "SAMPLEWRIGHT, Augustus")
            .await?;
        page.wait_for_text("[data-test=stays]", "A-2002").await?;
        page.wait_for_text("[data-test=split-from]", &one).await?;
        page.accessible("split-off").await?;

        page.enter("[data-test=rejoin]").await?;
        fill(&page, "rejoin-reason", "It was her after all").await?;
        page.press("Enter").await?;
        page.wait_for_text("[data-test=patient-name]", "PLACEHOLDER, Wilhelmina")
            .await?;
        let stays = page.text("[data-test=stays]").await?;
        ensure!(
            stays.contains("A-2001") && stays.contains("A-2002"),
            "{stays}"
        );
        find(&page, &other).await?;
        page.wait_for_text("[data-test=patient-chips]", "retired")
            .await?;
        page.complained_of_nothing().await
    })
    .await;
}
