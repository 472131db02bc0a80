//! The day's work, and the words in it that nobody outside of the record may ever see.

use std::collections::BTreeSet;
use std::fs;

use anyhow::{Result, ensure};
use journeys::Page;
use journeys::canary::{Canaries, Chance, Found, word};
use journeys::devtools::DevTools;
use journeys::door::{Kept, fill, keep_the_kit, unlock};

use crate::desk::Desk;

/// The words of the day.
pub(super) struct Day {
    facility: String,
    person: String,
    user_name: String,
    password: String,
    wrong: String,
    colleague: String,
    colleague_user_name: String,
    colleague_password: String,
    pub(super) desk: Desk,
}

/// What the day itself brings forth: codes that open the records.
pub(super) struct Secrets {
    kit: String,
    escrow: String,
    colleague_kit: String,
}

impl Secrets {
    pub(super) fn words(&self) -> Vec<(&str, &str)> {
        vec![
            ("recovery code", &self.kit),
            ("escrow code", &self.escrow),
            ("colleague's recovery code", &self.colleague_kit),
        ]
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
            colleague_user_name: word().to_lowercase(),
            colleague_password: format!("{}{}", word(), word()),
            desk: Desk::of(chance),
        }
    }

    pub(super) fn words(&self) -> Vec<(&str, &str)> {
        [self.own_words(), self.desk.words()].concat()
    }

    fn own_words(&self) -> Vec<(&str, &str)> {
        vec![
            ("facility", &self.facility),
            ("person", &self.person),
            ("user name", &self.user_name),
            ("password", &self.password),
            ("wrong password", &self.wrong),
            ("colleague", &self.colleague),
            ("colleague's user name", &self.colleague_user_name),
            ("colleague's password", &self.colleague_password),
        ]
    }

    /// From setting up to a chart with a PDF on screen.
    pub(super) async fn begin(&self, page: &Page) -> Result<Secrets> {
        let founded = self.found(page).await?;
        let taken_in = self.take_in(page).await?;
        self.desk.register(page).await?;
        self.desk.admit(page).await?;
        self.desk.chart(page).await?;
        Ok(Secrets {
            kit: founded.kit,
            escrow: founded.escrow,
            colleague_kit: taken_in.kit,
        })
    }

    /// From the reload to the last look at the screen.
    pub(super) async fn go_on(&self, page: &Page, secrets: &Secrets) -> Result<()> {
        self.enter(page).await?;
        self.desk.code(page).await?;
        self.back_up(page, secrets).await?;
        self.export_trail(page).await?;
        page.through_palette("who works here", "[data-test=people]")
            .await?;
        page.wait_for_text("[data-test=people]", &self.colleague)
            .await
    }

    /// A backup leaves the browser, and is sealed.
    async fn back_up(&self, page: &Page, secrets: &Secrets) -> Result<()> {
        let folder = page.downloads_into("canary-backup").await?;
        page.through_palette("backups: write", "[data-test=back-up]")
            .await?;
        page.enter("[data-test=back-up]").await?;
        page.wait_for_text("[data-test=backed-up]", "are in it")
            .await?;
        let file = fs::read(page.written(&folder, ".backup").await?)?;
        ensure!(file.len() > 10_000, "a backup of {} bytes", file.len());
        let canaries = Canaries::of(&[self.words(), secrets.words()].concat())?;
        let found = canaries.within(&file, "the backup");
        ensure!(found.is_empty(), "{found:#?}");
        println!("a backup of {} bytes: none", file.len());
        Ok(())
    }

    /// The trail leaves the browser as plain text, as the screen says: with who did what and why, and nobody else in it.
    async fn export_trail(&self, page: &Page) -> Result<()> {
        page.through_palette("audit trail", "[data-test=trail-entry]")
            .await?;
        let folder = page.downloads_into("canary-trail").await?;
        page.enter("[data-test=export-trail]").await?;
        let file = fs::read(page.written(&folder, ".csv").await?)?;
        fs::remove_dir_all(folder)?;
        let found = Canaries::of(&self.words())?.within(&file, "the trail");
        let names = |what: &str| found.iter().any(|one| one.what.starts_with(what));
        ensure!(names("person, "), "the trail does not say who: {found:?}");
        ensure!(names(Desk::REASON), "the trail does not say why: {found:?}");
        let more =
            |one: &&Found| !one.what.starts_with("person, ") && !one.what.starts_with(Desk::REASON);
        let more: Vec<_> = found.iter().filter(more).collect();
        ensure!(
            more.is_empty(),
            "the trail names what it need not: {more:#?}"
        );
        Ok(())
    }

    /// Through the door, with the right password.
    pub(super) async fn enter(&self, page: &Page) -> Result<()> {
        let (user_name, password) = (&self.user_name, &self.password);
        self.enter_as(page, user_name, password).await
    }

    async fn enter_as(&self, page: &Page, user_name: &str, password: &str) -> Result<()> {
        page.through_palette("go to the records", "[data-test=unlock-form]")
            .await?;
        unlock(page, user_name, password).await?;
        page.wait_for("[data-test=safety]").await.map(|_| ())
    }

    /// A second person has a password and a screen of their own.
    pub(super) async fn colleague_works(&self, page: &Page) -> Result<()> {
        let (user_name, password) = (&self.colleague_user_name, &self.colleague_password);
        self.enter_as(page, user_name, password).await?;
        self.desk.see_the_case(page).await
    }

    async fn found(&self, page: &Page) -> Result<Kept> {
        page.through_palette("go to the records", "[data-test=found-form]")
            .await?;
        crate::remembers_nothing(page).await?;
        fill(page, "facility", &format!("Testcase {}", self.facility)).await?;
        fill(page, "name", &format!("Testcase, {}", self.person)).await?;
        fill(page, "user-name", &self.user_name).await?;
        fill(page, "password", &self.password).await?;
        fill(page, "password-again", &self.password).await?;
        page.press("Enter").await?;
        keep_the_kit(page).await
    }

    async fn take_in(&self, page: &Page) -> Result<Kept> {
        page.through_palette("who works here", "[data-test=people]")
            .await?;
        page.enter("[data-test=add-person]").await?;
        page.wait_for("[data-test=add-form]").await?;
        crate::remembers_nothing(page).await?;
        fill(page, "add-name", &format!("Sample, {}", self.colleague)).await?;
        fill(page, "add-user-name", &self.colleague_user_name).await?;
        fill(page, "add-password", &self.colleague_password).await?;
        page.press("Enter").await?;
        let kept = keep_the_kit(page).await?;
        page.wait_for_text("[data-test=people]", &self.colleague)
            .await?;
        Ok(kept)
    }

    /// Nobody touches a key for longer than the facility allows: the page's clock goes on as if the laptop had slept.
    pub(super) async fn leave_alone(&self, page: &Page) -> Result<()> {
        let mark = "document.documentElement.dataset.beforeTheLock = 'yes'; \
            const now = Date.now; Date.now = () => now() + 11 * 60000";
        page.run(mark, Vec::new()).await?;
        page.wait_until_gone("html[data-before-the-lock]").await?;
        page.wait_for_text("[data-test=locked-by]", "nobody touched a key")
            .await
    }

    /// Unlocks in a second tab, by which the first one locks; ends in the first.
    pub(super) async fn go_to_another_tab(
        &self,
        page: &Page,
        tools: &DevTools,
    ) -> Result<BTreeSet<String>> {
        let first = page.window().await?;
        let before = crate::ids(tools, |_| true);
        page.switch_to_window(page.new_tab().await?).await?;
        page.open("/").await?;
        page.through_palette("go to the records", "[data-test=unlock-form]")
            .await?;
        let of_the_second = crate::ids(tools, |one| !before.contains(&one.id));
        unlock(page, &self.user_name, &self.password).await?;
        page.wait_for("[data-test=safety]").await?;
        page.switch_to_window(first).await?;
        page.wait_for_text("[data-test=locked-by]", "in another tab")
            .await?;
        Ok(of_the_second)
    }

    /// A password that opens nothing.
    pub(super) async fn knock_in_vain(&self, page: &Page) -> Result<()> {
        unlock(page, &self.user_name, &self.wrong).await?;
        page.wait_for_text("[data-test=failure]", "do not open it")
            .await
    }

    /// The next day: what was written is on the screen again.
    pub(super) async fn look_again(&self, page: &Page) -> Result<()> {
        self.enter(page).await?;
        page.through_palette("who works here", "[data-test=people]")
            .await?;
        page.wait_for_text("[data-test=people]", &self.colleague)
            .await?;
        self.desk.find_again(page).await
    }
}
