//! The browser is killed the moment a code is said to be saved; what was said is there, read anew from the disk.

use std::sync::{Arc, Mutex};

use anyhow::{Context as _, Result, ensure};
use journeys::{Page, Profile, Site, dist, door, kill, visit};

use crate::hands::{Coder, saved};
use crate::list::{load_next_inpatient, open_account};

/// Codes until everything is saved, and gives the account. The last change is under way as it returns.
async fn code(page: &Page) -> Result<String> {
    page.begin_offline().await?;
    door::open_demo(page).await?;
    page.focus("#work-0").await?;
    let accounts = load_next_inpatient(page).await?;
    let mut coder = Coder::default();
    coder.post(page, "ahrf", "J9601").await?;
    coder.post(page, "htn", "I10").await?;
    page.focus("#row-secondary-0").await?;
    page.press("w").await?;
    saved(page).await?;
    page.press("n").await?;
    accounts.into_iter().next().context("an account")
}

async fn is_all_there(page: &Page, account: &str) -> Result<()> {
    page.open("/").await?;
    page.through_palette("go to the worklist", "[data-test=unlock-form]")
        .await?;
    door::unlock(page, door::DEMO_USER, door::DEMO_PASSWORD).await?;
    page.wait_until_gone("[data-test=unlock-form]").await?;
    open_account(page, account).await?;
    page.wait_for_text("#row-principal", "J96.01").await?;
    page.wait_for_text("#row-secondary-0", "I10").await?;
    // The last change is there or it is not, as a whole.
    let poa = crate::chart::poa(page, "#row-secondary-0").await?;
    ensure!(["W", "N"].contains(&poa.as_str()), "it says “{poa}”");
    page.complained_of_nothing().await
}

async fn twice() -> Result<()> {
    let site = Arc::new(Mutex::new(Site::start(&dist())?));
    let profile = Profile::new("case-killed")?;
    let (told, folder) = (Mutex::new(None), profile.folder().to_owned());
    let first = visit("case-killed", &site, &profile, async |page| {
        let account = code(&page).await?;
        ensure!(kill(&folder)? > 0, "no browser was killed");
        *told.lock().map_err(|_| anyhow::anyhow!("poisoned"))? = Some(account);
        Ok(())
    })
    .await;
    // A session whose browser is gone can't be ended in peace; what went wrong before is another matter.
    let told = told.into_inner().map_err(|_| anyhow::anyhow!("poisoned"))?;
    let account = match (told, first) {
        (Some(account), _) => account,
        (None, Err(problem)) => return Err(problem),
        (None, Ok(())) => anyhow::bail!("nothing was coded"),
    };
    visit("case-found-again", &site, &profile, async |page| {
        is_all_there(&page, &account).await
    })
    .await
}

#[tokio::test]
async fn a_code_that_was_said_to_be_saved_outlives_a_killed_browser() {
    if let Err(problem) = twice().await {
        panic!("journey “case-killed”: {problem:#}");
    }
}
