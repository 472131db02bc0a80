//! What keeping asks of the screen: the demo hospital from first run, backups that come back elsewhere, the audit trail, and
//! a store that vanished.

use anyhow::Result;
use journeys::door::{DEMO_PASSWORD, DEMO_USER, lock, open_demo, unlock};
use journeys::journey;

#[tokio::test]
async fn the_demo_hospital_opens_from_first_run_and_can_be_unlocked_again() {
    journey("keeping-demo", async |page| -> Result<()> {
        page.begin_offline().await?;
        open_demo(&page).await?;
        page.wait_for_text("[data-test=demo-mark]", "made-up")
            .await?;
        page.screenshot("worklist").await?;
        lock(&page).await?;
        page.wait_for_text("[data-test=demo-keys]", DEMO_PASSWORD)
            .await?;
        page.accessible_at_both_sizes("demo-door", "[data-test=unlock-form]")
            .await?;
        unlock(&page, DEMO_USER, DEMO_PASSWORD).await?;
        page.wait_for("[data-test=demo-mark]").await?;
        page.complained_of_nothing().await
    })
    .await;
}
