//! The day's work, and the words in it that nobody outside of the record may ever see.

use anyhow::{Result, ensure};
use journeys::Page;
use journeys::canary::{Canaries, Chance, word};
use journeys::door::{fill, keep_the_kit, unlock};

/// The words of the day.
pub(super) struct Day {
    facility: String,
    person: String,
    user_name: String,
    password: String,
    wrong: String,
    colleague: String,
}

/// What the day itself brings forth: codes that open the records.
pub(super) struct Secrets {
    kit: String,
    escrow: String,
}

impl Secrets {
    pub(super) fn words(&self) -> Vec<(&str, &str)> {
        vec![("recovery code", &self.kit), ("escrow code", &self.escrow)]
    }
}

impl Day {
    pub(super) fn of(chance: &mut Chance) -> Self {
        let mut word = || word(chance);
        Self {
            facility: word(),
            person: word(),
            user_name: word().to_lowercase(),
            password: format!("{}{}", word(), word()),
            wrong: word(),
            colleague: word(),
        }
    }

    pub(super) fn words(&self) -> Vec<(&str, &str)> {
        vec![
            ("facility", &self.facility),
            ("person", &self.person),
            ("user name", &self.user_name),
            ("password", &self.password),
            ("wrong password", &self.wrong),
            ("colleague", &self.colleague),
        ]
    }

    /// From setting up to the last look at the screen.
    pub(super) async fn work(&self, page: &Page) -> Result<Secrets> {
        let secrets = self.found(page).await?;
        self.back_up(page).await?;
        self.take_in(page).await?;
        Ok(secrets)
    }

    /// The audit trail is looked at, and a backup written, which leaves the browser.
    async fn back_up(&self, page: &Page) -> Result<()> {
        page.through_palette("audit trail", "[data-test=trail-entry]")
            .await?;
        let folder = page.downloads_into("canary-backup").await?;
        page.through_palette("backups: write", "[data-test=back-up]")
            .await?;
        page.focus("[data-test=back-up]").await?;
        page.press("Enter").await?;
        page.wait_for_text("[data-test=backed-up]", "are in it")
            .await?;
        let file = page.written(&folder, ".backup").await?;
        let canaries = Canaries::of(&self.words())?;
        let found = canaries.within(&std::fs::read(file)?, "the backup");
        ensure!(found.is_empty(), "{found:#?}");
        Ok(())
    }

    async fn found(&self, page: &Page) -> Result<Secrets> {
        page.through_palette("go to the records", "[data-test=found-form]")
            .await?;
        crate::remembers_nothing(page).await?;
        fill(page, "facility", &format!("Testcase {}", self.facility)).await?;
        fill(page, "name", &format!("Testcase, {}", self.person)).await?;
        fill(page, "user-name", &self.user_name).await?;
        fill(page, "password", &self.password).await?;
        fill(page, "password-again", &self.password).await?;
        page.press("Enter").await?;
        let kept = keep_the_kit(page).await?;
        Ok(Secrets {
            kit: kept.kit,
            escrow: kept.escrow,
        })
    }

    async fn take_in(&self, page: &Page) -> Result<()> {
        page.through_palette("who works here", "[data-test=people]")
            .await?;
        page.focus("[data-test=add-person]").await?;
        page.press("Enter").await?;
        page.wait_for("[data-test=add-form]").await?;
        crate::remembers_nothing(page).await?;
        fill(page, "add-name", &format!("Sample, {}", self.colleague)).await?;
        fill(page, "add-user-name", "perrin").await?;
        fill(page, "add-password", "thistle quartz mango twelve").await?;
        page.press("Enter").await?;
        keep_the_kit(page).await?;
        page.wait_for_text("[data-test=people]", &self.colleague)
            .await
    }

    pub(super) async fn lock(&self, page: &Page) -> Result<()> {
        let mark = "document.documentElement.dataset.beforeTheLock = 'yes'";
        page.run(mark, Vec::new()).await?;
        journeys::door::lock(page).await?;
        // The door stands there before the page is loaded anew.
        page.wait_until_gone("html[data-before-the-lock]").await?;
        page.wait_for("[data-test=unlock-form]").await.map(|_| ())
    }

    /// A password that opens nothing.
    pub(super) async fn knock_in_vain(&self, page: &Page) -> Result<()> {
        unlock(page, &self.user_name, &self.wrong).await?;
        page.wait_for_text("[data-test=failure]", "do not open it")
            .await
    }

    /// The next day: what was written is on the screen again.
    pub(super) async fn look_again(&self, page: &Page) -> Result<()> {
        page.through_palette("go to the records", "[data-test=unlock-form]")
            .await?;
        unlock(page, &self.user_name, &self.password).await?;
        page.wait_for("[data-test=safety]").await?;
        page.through_palette("who works here", "[data-test=people]")
            .await?;
        page.wait_for_text("[data-test=people]", &self.colleague)
            .await
    }
}
