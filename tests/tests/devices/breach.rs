//! A laptop is in the wrong hands: it is frozen from another one in one press, and freezes itself with and without a line.

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use journeys::door::{PASSWORD, USER, fill, lock, synced, unlock};

use super::{facility_on_two, two_browsers};

/// How long containing may take (J7).
const MINUTE: Duration = Duration::from_secs(60);

#[tokio::test]
async fn a_laptop_is_frozen_from_another_one_within_the_minute() {
    two_browsers("devices-breach", async |one, other| -> Result<()> {
        facility_on_two(&one, &other).await?;
        let began = Instant::now();
        one.through_palette("suspected breach", "[data-test=contain-form]")
            .await?;
        one.wait_for("[data-test=contain-other]").await?;
        one.accessible_at_both_sizes("contain", "[data-test=contain-form]")
            .await?;
        one.focus("[data-test=contain-other]").await?;
        one.press("Space").await?;
        fill(&one, "contain-words", "Laptop left in a taxi").await?;
        one.press("Enter").await?;
        one.wait_for("[data-test=contained-told]").await?;
        other
            .wait_for_text("[data-test=exchange-state]", "frozen")
            .await?;
        ensure!(began.elapsed() < MINUTE, "{:?}", began.elapsed());
        one.accessible_at_both_sizes("contained", "[data-test=contained]")
            .await?;
        one.enter("[data-test=contained-done]").await?;
        one.wait_for("[data-test=alarm]").await?;
        one.through_palette("go to the records", "[data-test=records-start]")
            .await?;
        one.enter("[data-test=records-start]").await?;
        one.wait_for_text("[data-test=incident]", "Laptop left in a taxi")
            .await?;
        one.wait_for_text("[data-test=incident]", "45 CFR 164.404(b)")
            .await?;
        one.accessible_at_both_sizes("incident", "[data-test=incidents]")
            .await?;
        one.enter("[data-test=incident-seen]").await?;
        one.wait_until_gone("[data-test=alarm]").await?;
        one.enter("[data-test=incident-close]").await?;
        fill(
            &one,
            "outcome",
            "Found again; low probability of compromise",
        )
        .await?;
        one.press("Enter").await?;
        one.wait_for_text("[data-test=incident]", "low probability")
            .await?;

        // It was found: from here it is let go on, and exchanges again.
        one.through_palette("devices: the exchange", "[data-test=unfreeze]")
            .await?;
        one.enter("[data-test=unfreeze]").await?;
        one.wait_for("[data-test=freeze]").await?;
        synced(&other).await?;

        // It freezes itself while the server is away, and says what to read out.
        one.site().stop();
        one.through_palette("suspected breach", "[data-test=contain-form]")
            .await?;
        one.focus("#contain-words").await?;
        one.press("Enter").await?;
        one.wait_for("[data-test=contained-untold]").await?;
        let code = one.text("[data-test=contained-code]").await?;
        one.screenshot("contained-untold").await?;
        one.site().start_again()?;
        one.enter("[data-test=contained-done]").await?;
        one.wait_for_text("[data-test=frozen]", &code).await?;
        one.accessible_at_both_sizes("frozen", "[data-test=frozen]")
            .await?;
        // Whoever answers for breaches unlocks it.
        unlock(&one, USER, PASSWORD).await?;
        one.wait_for("[data-test=records-start]").await?;
        lock(&one).await
    })
    .await;
}
