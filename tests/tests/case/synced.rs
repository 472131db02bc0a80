//! What was coded without a line goes to the server when there is one, and is on another laptop as it was left.

use anyhow::{Result, ensure};
use journeys::door::{DEMO_PASSWORD, DEMO_USER, checked, connect, device_code, join, synced};
use journeys::{Page, Profile, visit};

use crate::hands::show;
use crate::list::open_account;

pub(super) async fn later(page: &Page, account: &str) -> Result<()> {
    page.come_online().await?;
    connect(page).await?;
    let code = device_code(page).await?;
    let drg = "return document.querySelector('[data-test=drg-number]')?.innerText ?? ''";
    open_account(page, account).await?;
    page.wait_for("[data-test=drg-number]").await?;
    let here = page.run(drg, Vec::new()).await?;
    let profile = Profile::new("case-second")?;
    visit("case-second", &page.same_site(), &profile, async |other| {
        other.open("/").await?;
        other.wait_until_gone("[data-test=loading]").await?;
        join(&other, &code, DEMO_USER, DEMO_PASSWORD).await?;
        synced(&other).await?;
        open_account(&other, account).await?;
        other
            .wait_for_text("[data-test=case-status]", "reopened")
            .await?;
        other.wait_for_text("#row-principal", "J96.01").await?;
        other.wait_for_text("#row-secondary-0", "I10").await?;
        other.wait_for("[data-test=drg-number]").await?;
        let there = other.run(drg, Vec::new()).await?;
        ensure!(here == there, "MS-DRG {here} here and {there} there");
        show(&other, "a").await?;
        other.wait_for_text("[data-test=evidence]", "J9601").await?;
        let said = checked(&other).await?;
        ensure!(said.contains("Everything fits"), "{said}");
        other.complained_of_nothing().await
    })
    .await
}
