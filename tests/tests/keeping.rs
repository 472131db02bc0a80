//! What keeping asks of the screen, by keyboard and offline: the demo hospital from first run, a backup that comes back in
//! another browser, the audit trail, a store that vanished, and a second tab.

use std::fs;

use anyhow::{Context as _, Result, ensure};
use journeys::door::{
    DEMO_PASSWORD, DEMO_USER, PASSWORD, USER, checked, fill, found, lock, open_demo, refill, unlock,
};
use journeys::{Page, journey, target};
use serde_json::json;

/// Opens the tab that the palette finds by these words.
async fn tab(page: &Page, words: &str, arrived: &str) -> Result<()> {
    page.through_palette(words, arrived).await
}

#[tokio::test]
async fn the_demo_hospital_opens_from_first_run_and_can_be_unlocked_again() {
    journey("keeping-demo", async |page| -> Result<()> {
        page.begin_offline().await?;
        page.through_palette("go to the records", "[data-test=open-demo]")
            .await?;
        page.accessible_at_both_sizes("first-run", "[data-test=demo-way]")
            .await?;
        open_demo(&page).await?;
        page.wait_for_text("[data-test=demo-mark]", "Made-up")
            .await?;
        page.screenshot("worklist").await?;
        lock(&page).await?;
        page.through_palette("go to the records", "[data-test=demo-keys]")
            .await?;
        page.wait_for_text("[data-test=demo-keys]", DEMO_PASSWORD)
            .await?;
        page.accessible_at_both_sizes("demo-door", "[data-test=unlock-form]")
            .await?;
        unlock(&page, DEMO_USER, DEMO_PASSWORD).await?;
        page.enter("[data-test=show-planted]").await?;
        page.wait_for_text("[data-test=planted]", "copied forward")
            .await?;
        page.accessible_at_both_sizes("demo-start", "[data-test=demo-section]")
            .await?;
        page.complained_of_nothing().await
    })
    .await;
}

#[tokio::test]
async fn a_backup_comes_back_whole_in_another_browser() {
    let kept = target().join("keeping-backup");
    let folder = kept.clone();
    journey("keeping-backup", async move |page| -> Result<()> {
        let folder = folder.clone();
        page.begin_offline().await?;
        open_demo(&page).await?;
        let downloads = page.downloads_into("keeping-written").await?;
        tab(&page, "backups: write", "[data-test=back-up]").await?;
        page.enter("[data-test=back-up]").await?;
        page.wait_for_text("[data-test=backed-up]", "are in it")
            .await?;
        page.accessible_at_both_sizes("backups", "[data-test=write-backup]")
            .await?;
        let file = page.written(&downloads, ".backup").await?;
        // It can be looked into where it was written, and says why it is not restored there.
        page.choose_file("#backup-file", &file).await?;
        page.wait_for_text("[data-test=backup-holds]", "The backup is whole")
            .await?;
        page.wait_for("[data-test=backup-holds] [data-test=failure]")
            .await?;
        let check = checked(&page).await?;
        drop(fs::remove_dir_all(&folder));
        fs::create_dir_all(&folder)?;
        fs::copy(&file, folder.join("demo.backup"))?;
        fs::write(folder.join("checked"), check)?;
        page.complained_of_nothing().await
    })
    .await;
    journey("keeping-restore", async move |page| -> Result<()> {
        page.begin_offline().await?;
        page.through_palette("go to the records", "[data-test=restore-way]")
            .await?;
        page.choose_file("#backup-file", &kept.join("demo.backup"))
            .await?;
        page.wait_for("[data-test=restore-backup]").await?;
        page.accessible_at_both_sizes("restore", "[data-test=backup-holds]")
            .await?;
        page.enter("[data-test=restore-backup]").await?;
        unlock(&page, DEMO_USER, DEMO_PASSWORD).await?;
        page.wait_for_text("[data-test=restored]", "out of the backup")
            .await?;
        page.screenshot("restored").await?;
        let records = |says: &str| says.split(" on ").nth(1).map(str::to_owned);
        let before = fs::read_to_string(kept.join("checked"))?;
        let after = checked(&page).await?;
        ensure!(
            records(&before).is_some() && records(&before) == records(&after),
            "before: {before}; restored: {after}"
        );
        page.complained_of_nothing().await
    })
    .await;
}

#[tokio::test]
async fn the_trail_shows_who_did_what_and_goes_into_a_file() {
    journey("keeping-trail", async |page| -> Result<()> {
        page.begin_offline().await?;
        found(&page).await?;
        // An edit, and a reading.
        tab(&page, "who works here", "[data-test=facility-settings]").await?;
        page.wait_for("[data-test=save-facility]").await?;
        refill(&page, "set-ccn", "990001").await?;
        page.press("Enter").await?;
        page.wait_for_text("[data-test=said]", "saved on this device")
            .await?;
        page.enter("[data-test=facility-history]").await?;
        page.wait_for_text("[data-test=history]", "990001").await?;
        page.accessible("history").await?;
        page.press("Escape").await?;
        page.wait_until_gone("[data-test=history-close]").await?;
        page.accessible_at_both_sizes("people", "[data-test=facility-settings]")
            .await?;
        lock(&page).await?;
        unlock(&page, USER, "not the password at all").await?;
        page.wait_for_text("[data-test=failure]", "do not open it")
            .await?;
        fill(&page, "password", PASSWORD).await?;
        page.press("Enter").await?;
        page.wait_for("[data-test=safety]").await?;
        page.accessible_at_both_sizes("start", "[data-test=safety]")
            .await?;

        tab(&page, "audit trail", "[data-test=trail-entry]").await?;
        for act in [
            "failed to unlock",
            "unlocked",
            "facility rules changed",
            "read",
        ] {
            page.wait_for_text("[data-test=trail-table]", act).await?;
        }
        page.accessible_at_both_sizes("trail", "[data-test=trail]")
            .await?;
        page.focus("#trail-act").await?;
        page.type_text("failed").await?;
        page.wait_for_text("[data-test=trail-says]", "1 entry")
            .await?;
        page.enter("[data-test=trail-all]").await?;
        page.wait_for_text("[data-test=trail-table]", "unlocked")
            .await?;

        page.enter("[data-test=check-trail]").await?;
        page.wait_for_text("[data-test=verdict-says]", "The trail is whole")
            .await?;
        page.enter("[data-test=look-around]").await?;
        page.wait_for_text("[data-test=hints-say]", "entries")
            .await?;
        page.accessible_at_both_sizes("hints", "[data-test=hints]")
            .await?;

        let folder = page.downloads_into("keeping-trail").await?;
        page.enter("[data-test=export-trail]").await?;
        let file = page.written(&folder, ".csv").await?;
        let text = fs::read_to_string(&file)?;
        ensure!(
            text.contains("failed to unlock") && text.lines().count() > 5,
            "the file holds: {text}"
        );
        // That it was written is an entry itself.
        page.enter("[data-test=records-start]").await?;
        tab(&page, "audit trail", "[data-test=trail-entry]").await?;
        page.wait_for_text("[data-test=trail-table]", "export")
            .await?;
        page.complained_of_nothing().await
    })
    .await;
}

#[tokio::test]
async fn a_vanished_database_is_told_exactly() {
    journey("keeping-vanished", async |page| -> Result<()> {
        page.begin_offline().await?;
        found(&page).await?;
        lock(&page).await?;
        let kept = page
            .run("return localStorage.getItem('chartroom.marker')", vec![])
            .await?;
        ensure!(kept.is_string(), "no marker was kept: {kept}");
        page.run_async(
            "await new Promise((gone) => { const asked = indexedDB.deleteDatabase(arguments[0]); \
             asked.onsuccess = gone; asked.onblocked = gone; asked.onerror = gone; }); \
             await navigator.storageBuckets.delete(arguments[1])",
            vec![json!("chartroom.records"), json!("chartroom-records")],
        )
        .await?;
        page.reload().await?;
        page.wait_for_text(
            "[data-test=vanished]",
            "All records kept on this device are gone.",
        )
        .await?;
        let says = page.text("[data-test=vanished]").await?;
        ensure!(
            says.contains("1 change and") && says.contains("entries of the audit trail"),
            "it does not say what is missing: {says}"
        );
        page.wait_for("[data-test=restore-way]").await?;
        page.accessible_at_both_sizes("vanished", "[data-test=vanished]")
            .await?;
        page.complained_of_nothing().await
    })
    .await;
}

#[tokio::test]
async fn unlocking_in_a_second_tab_locks_the_first() {
    journey("keeping-tabs", async |page| -> Result<()> {
        page.begin_offline().await?;
        found(&page).await?;
        let first = page.window().await.context("the first tab")?;
        let second = page.new_tab().await?;
        page.switch_to_window(second).await?;
        page.open("/").await?;
        page.through_palette("go to the records", "[data-test=unlock-form]")
            .await?;
        unlock(&page, USER, PASSWORD).await?;
        page.wait_for("[data-test=safety]").await?;
        page.switch_to_window(first).await?;
        page.wait_for("[data-test=unlock-form]").await?;
        page.complained_of_nothing().await
    })
    .await;
}
