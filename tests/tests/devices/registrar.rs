//! The desk of a clinic on two laptops: who is created on one is found on the other, also after the server was away.

use anyhow::{Result, ensure};
use journeys::Page;
use journeys::door::{checked, fill, refill, synced};

use super::{facility_on_two, two_browsers};

async fn to_tab(page: &Page, tab: &str, arrived: &str) -> Result<()> {
    page.through_palette("go to patients", "[data-test=patients-tab-search]")
        .await?;
    page.enter(&format!("#patients-tab-{tab}")).await?;
    page.wait_for(arrived).await.map(|_| ())
}

/// Lends this device a block of numbers.
pub(super) async fn lend(page: &Page) -> Result<()> {
    to_tab(page, "numbers", "[data-test=lend-form]").await?;
    page.enter("#lend-count").await?;
    page.wait_for_text("[data-test=numbers-left]", "500").await
}

/// Searches for somebody of whom there is nobody, and makes the record. Gives its unit number.
pub(super) async fn create(page: &Page, family: &str, given: &str) -> Result<String> {
    to_tab(page, "search", "[data-test=search-form]").await?;
    refill(page, "search-family", family).await?;
    for text in [given, "11/30/1969"] {
        page.press("Tab").await?;
        page.press("Control+a").await?;
        page.type_text(text).await?;
    }
    refill(page, "search-phone", "603-555-0178").await?;
    refill(page, "search-street", "2 Fixture Lane").await?;
    refill(page, "search-zip", "03570").await?;
    page.press("Enter").await?;
    page.wait_for_text("[data-test=candidates-said]", "Searched on name")
        .await?;
    page.wait_for("[data-test=new-record]").await?;
    fill(page, "new-office", "Office of Dr. Fixture").await?;
    page.press("Enter").await?;
    page.wait_for_text("[data-test=patient-chips]", "provisional")
        .await?;
    page.text("[data-test=unit-number]").await
}

/// Finds who is here by a number: it may still be on its way, and is looked for again.
pub(super) async fn find(page: &Page, number: &str, family: &str) -> Result<()> {
    to_tab(page, "search", "#find-patient").await?;
    for last in [false, false, true] {
        refill(page, "find-patient", number).await?;
        let found = page
            .wait_for_text("[data-test=found-count]", "1 patient")
            .await;
        match found {
            Err(problem) if last => return Err(problem),
            Err(_) => {}
            Ok(()) => break,
        }
    }
    page.press("Enter").await?;
    page.wait_for_text("[data-test=patient-name]", family).await
}

#[tokio::test]
async fn who_is_created_on_one_laptop_is_found_on_the_other_also_after_the_server_was_away() {
    two_browsers("devices-registrar", async |one, other| {
        facility_on_two(&one, &other).await?;
        one.accessible_at_both_sizes("devices", "[data-test=laptops]")
            .await?;
        lend(&one).await?;
        lend(&other).await?;
        let first = create(&one, "Samplewright", "Augustus").await?;
        synced(&one).await?;
        synced(&other).await?;
        find(&other, &first, "SAMPLEWRIGHT").await?;

        // The server is away: both go on, and give out no number twice.
        one.site().stop();
        let second = create(&one, "Placeholder", "Wilhelmina").await?;
        let third = create(&other, "Fixturely", "Cornelius").await?;
        ensure!(second != third, "{second} was given out twice");
        one.wait_for_text("[data-test=exchange-state]", "No line")
            .await?;
        one.screenshot("no-line").await?;
        one.site().start_again()?;
        synced(&one).await?;
        synced(&other).await?;
        find(&one, &third, "FIXTURELY").await?;
        find(&other, &second, "PLACEHOLDER").await?;
        for page in [&one, &other] {
            checked(page).await?;
            page.complained_of_nothing().await?;
        }
        Ok(())
    })
    .await;
}
