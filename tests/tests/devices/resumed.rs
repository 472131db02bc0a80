//! A case is left on one laptop and gone on with on another, with the demo hospital's records.

use anyhow::Result;
use journeys::door::{
    DEMO_PASSWORD, DEMO_USER, checked, connect, device_code, join, open_demo, synced,
};

use super::two_browsers;

#[tokio::test]
async fn a_hospital_comes_to_a_second_laptop_and_a_case_left_on_one_is_gone_on_with_there() {
    two_browsers("devices-resumed", async |one, other| -> Result<()> {
        one.open("/").await?;
        one.wait_until_gone("[data-test=loading]").await?;
        open_demo(&one).await?;
        connect(&one).await?;
        let code = device_code(&one).await?;
        other.open("/").await?;
        other.wait_until_gone("[data-test=loading]").await?;
        join(&other, &code, DEMO_USER, DEMO_PASSWORD).await?;
        synced(&other).await?;
        other.screenshot("second-laptop").await?;
        checked(&other).await?;
        Ok(())
    })
    .await;
}
