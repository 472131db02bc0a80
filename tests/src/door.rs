//! Steps through the door of the records, which every journey behind it shares: set a facility up, unlock, lock.

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};

use crate::Page;

/// User name of the person with whom [`found`] sets the facility up.
pub const USER: &str = "quillon";
/// That person's password.
pub const PASSWORD: &str = "marble otter lantern seventeen";

/// User name of the demo hospital, as the screen says it.
pub const DEMO_USER: &str = "demo";
/// Its password.
pub const DEMO_PASSWORD: &str = "paper lantern otter seventeen";
/// How long filling the demo hospital may take.
const DEMO: Duration = Duration::from_secs(120);

/// What is printed once when a facility is set up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The recovery code on the kit.
    pub kit: String,
    /// The facility's escrow code.
    pub escrow: String,
}

/// Types into the field with this id.
///
/// # Errors
/// When there is no such field in time.
pub async fn fill(page: &Page, id: &str, text: &str) -> Result<()> {
    page.focus(&format!("#{id}")).await?;
    page.type_text(text).await
}

/// Types into the field with this id instead of what stands in it.
///
/// # Errors
/// As [`fill`].
pub async fn refill(page: &Page, id: &str, text: &str) -> Result<()> {
    page.focus(&format!("#{id}")).await?;
    page.press("Control+a").await?;
    page.type_text(text).await
}

/// Sets a facility up in which one person does everything, and unlocks it: ends on the home of the records.
///
/// # Errors
/// When it does not come to that.
pub async fn found(page: &Page) -> Result<Kept> {
    page.through_palette("go to the records", "[data-test=found-form]")
        .await?;
    fill_founding(page).await?;
    page.press("Enter").await?;
    keep_the_kit(page).await
}

/// Fills the form by which a facility is set up.
///
/// # Errors
/// When it is not on the page.
pub async fn fill_founding(page: &Page) -> Result<()> {
    fill(page, "facility", "Testcase Valley Clinic").await?;
    fill(page, "name", "Testcase, Quillon").await?;
    fill(page, "credentials", "RHIT").await?;
    fill(page, "user-name", USER).await?;
    fill(page, "password", PASSWORD).await?;
    fill(page, "password-again", PASSWORD).await
}

/// Says that the kit on the page is kept, and goes on to the home of the records.
///
/// # Errors
/// When no kit comes, or it can't be left.
pub async fn keep_the_kit(page: &Page) -> Result<Kept> {
    page.wait_for("[data-test=kit]").await?;
    let kit = page.text("[data-test=recovery-code]").await?;
    let escrow = page.text("[data-test=escrow-code-shown]").await?;
    page.focus("#kit-kept").await?;
    page.press("Space").await?;
    page.enter("[data-test=kit-done]").await?;
    page.wait_until_gone("[data-test=kit]").await?;
    Ok(Kept { kit, escrow })
}

/// Opens the demo hospital where nothing is kept yet: ends on its worklist.
///
/// # Errors
/// When it does not come to that.
pub async fn open_demo(page: &Page) -> Result<()> {
    page.through_palette("go to the records", "[data-test=open-demo]")
        .await?;
    page.enter("[data-test=open-demo]").await?;
    page.wait_for("[data-test=demo-filling]").await?;
    let began = Instant::now();
    while page
        .wait_until_gone("[data-test=demo-filling]")
        .await
        .is_err()
    {
        ensure!(
            began.elapsed() < DEMO,
            "the demo hospital is not filled: {}",
            page.text("[data-test=demo-filling]").await?
        );
    }
    page.wait_for("[data-test=worklist]").await.map(|_| ())
}

/// Types a user name and a password at the door and knocks.
///
/// # Errors
/// When the door is not on the page.
pub async fn unlock(page: &Page, user_name: &str, password: &str) -> Result<()> {
    page.wait_for("[data-test=unlock-form]").await?;
    fill(page, "user-name", user_name).await?;
    fill(page, "password", password).await?;
    page.press("Enter").await
}

/// Has the whole store checked, and returns what is said when everything fits: ends on the home of the records.
///
/// # Errors
/// When something does not, or the check does not come to its end.
pub async fn checked(page: &Page) -> Result<String> {
    page.through_palette("go to the records", "[data-test=records-start]")
        .await?;
    page.enter("[data-test=records-start]").await?;
    page.enter("[data-test=check-store]").await?;
    page.wait_for_text("[data-test=check-result]", "Everything fits")
        .await?;
    page.text("[data-test=check-result]").await
}

/// Locks from anywhere, and waits for the door. The door stands before the page is loaded anew, so that is waited for too.
///
/// # Errors
/// When it does not lock.
pub async fn lock(page: &Page) -> Result<()> {
    let mark = "document.documentElement.dataset.beforeTheLock = 'yes'";
    page.run(mark, Vec::new()).await?;
    page.press("Alt+l").await?;
    page.wait_until_gone("html[data-before-the-lock]").await?;
    page.wait_for("[data-test=unlock-form]").await.map(|_| ())
}
