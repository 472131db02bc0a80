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

/// Sets the facility up on the server that the page comes from: ends on the tab of the devices, when everything is there.
///
/// # Errors
/// When it does not come to that.
pub async fn connect(page: &Page) -> Result<()> {
    let code = page.site().setup_code()?;
    page.through_palette("devices: the exchange", "[data-test=connect-form]")
        .await?;
    fill(page, "connect-code", &code).await?;
    page.press("Enter").await?;
    page.wait_for("[data-test=laptops]").await?;
    synced(page).await
}

/// Waits until everything here is on the server, and everything there is here.
///
/// # Errors
/// When it does not come to that in two minutes.
pub async fn synced(page: &Page) -> Result<()> {
    let began = Instant::now();
    while page
        .wait_for_text("[data-test=exchange-state]", "Synced")
        .await
        .is_err()
    {
        ensure!(
            began.elapsed() < DEMO,
            "not synced: {}",
            page.text("[data-test=exchange-state]").await?
        );
    }
    Ok(())
}

/// Has a code made for a further device: begins and ends on the tab of the devices.
///
/// # Errors
/// When none is made.
pub async fn device_code(page: &Page) -> Result<String> {
    page.through_palette("devices: the exchange", "[data-test=make-device-code]")
        .await?;
    page.enter("[data-test=make-device-code]").await?;
    page.wait_for_text("[data-test=device-code]", "-").await?;
    let code = page.text("[data-test=device-code]").await?;
    page.press("Escape").await?;
    page.wait_until_gone("[data-test=device-code]").await?;
    Ok(code)
}

/// Comes in with a device on which nothing is yet: ends on the home of the records.
///
/// # Errors
/// When it does not come to that.
pub async fn join(page: &Page, code: &str, user_name: &str, password: &str) -> Result<()> {
    page.through_palette("go to the records", "[data-test=join-open]")
        .await?;
    page.enter("[data-test=join-open]").await?;
    fill(page, "join-code", code).await?;
    fill(page, "join-user-name", user_name).await?;
    fill(page, "join-password", password).await?;
    page.press("Enter").await?;
    page.wait_for("[data-test=records-start]").await.map(|_| ())
}
