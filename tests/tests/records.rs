//! The door of the records, by keyboard and offline: set up, lock, unlock, take a person in, come back by the kit; and
//! nothing of it stands in the clear on the disk.

use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use journeys::door::{self, PASSWORD, checked, fill, found, lock, refill, unlock};
use journeys::{Page, journey};

/// Sets a facility up, looking at each screen on the way; a password that would not stand is tried first.
async fn set_up(page: &Page) -> Result<String> {
    page.through_palette("go to the records", "[data-test=found-form]")
        .await?;
    page.accessible_at_both_sizes("records-set-up", "[data-test=found-form]")
        .await?;
    door::fill_founding(page).await?;
    for field in ["password", "password-again"] {
        refill(page, field, "password1").await?;
    }
    page.press("Enter").await?;
    page.wait_for_text("[data-test=failure]", "would not stand")
        .await?;
    page.screenshot("records-weak-password").await?;
    for field in ["password", "password-again"] {
        refill(page, field, PASSWORD).await?;
    }
    page.press("Enter").await?;
    page.wait_for("[data-test=kit]").await?;
    page.accessible_at_both_sizes("records-kit", "[data-test=kit]")
        .await?;
    Ok(door::keep_the_kit(page).await?.kit)
}

#[tokio::test]
async fn a_facility_is_set_up_locked_and_unlocked() {
    journey("records-door", async |page| {
        page.begin_offline().await?;
        let kit = set_up(&page).await?;
        page.accessible_at_both_sizes("records-home", "[data-test=safety]")
            .await?;

        // The lock ends both workers and loads the page anew.
        lock(&page).await?;
        unlock(&page, "quillon", "not the password at all").await?;
        page.wait_for_text("[data-test=failure]", "do not open it")
            .await?;
        page.accessible_at_both_sizes("records-unlock", "[data-test=unlock-form]")
            .await?;
        fill(&page, "password", PASSWORD).await?;
        page.press("Enter").await?;
        checked(&page).await?;

        page.through_palette("who works here", "[data-test=people]")
            .await?;
        page.wait_for_text("[data-test=people]", "Testcase, Quillon")
            .await?;
        page.accessible_at_both_sizes("records-people", "[data-test=people]")
            .await?;
        page.enter("[data-test=add-person]").await?;
        page.wait_for("[data-test=add-form]").await?;
        page.accessible("records-add-person").await?;
        fill(&page, "add-name", "Sample, Perrin").await?;
        fill(&page, "add-user-name", "perrin").await?;
        fill(&page, "add-password", "thistle quartz mango twelve").await?;
        page.press("Enter").await?;
        page.wait_for("[data-test=kit]").await?;
        page.focus("#kit-kept").await?;
        page.press("Space").await?;
        page.enter("[data-test=kit-done]").await?;
        page.wait_for_text("[data-test=people]", "Sample, Perrin")
            .await?;

        // Two people share the device and no key: one's password does not open the other's, and a coder reads no trail.
        lock(&page).await?;
        unlock(&page, "perrin", PASSWORD).await?;
        page.wait_for_text("[data-test=failure]", "do not open it")
            .await?;
        fill(&page, "password", "thistle quartz mango twelve").await?;
        page.press("Enter").await?;
        page.wait_for("[data-test=safety]").await?;
        page.through_palette("audit trail", "[data-test=trail] [data-test=failure]")
            .await?;
        page.screenshot("records-coder-and-trail").await?;

        // The kit opens once, with a new password.
        lock(&page).await?;
        page.enter("[data-test=way-kit]").await?;
        page.wait_for("[data-test=kit-form]").await?;
        fill(&page, "user-name", "quillon").await?;
        fill(&page, "kit-code", &kit.to_lowercase()).await?;
        fill(&page, "new-password", "walnut comet sable eleven").await?;
        page.press("Enter").await?;
        page.wait_for("[data-test=recovery-code]").await?;
        ensure!(
            page.text("[data-test=recovery-code]").await? != kit,
            "the used kit is void"
        );
        page.complained_of_nothing().await
    })
    .await;
}

#[tokio::test]
async fn it_locks_by_itself_when_nobody_is_there() {
    journey("records-idle", async |page| {
        page.begin_offline().await?;
        found(&page).await?;
        // The page's clock goes on as if the laptop had slept.
        page.run(
            "const now = Date.now; Date.now = () => now() + 11 * 60000;",
            Vec::new(),
        )
        .await?;
        tokio::time::timeout(
            Duration::from_secs(30),
            page.wait_for("[data-test=unlock-form]"),
        )
        .await
        .context("it did not lock")??;
        page.complained_of_nothing().await
    })
    .await;
}
