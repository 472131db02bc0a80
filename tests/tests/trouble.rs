//! What can happen to a store while somebody works: it is full, another tab takes it over, it is deleted underneath. Each
//! ends in words that say what is missing and what to do, and nothing that was shown as saved is lost.

use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};
use journeys::door::{PASSWORD, USER, checked, fill, found, keep_the_kit, lock, unlock};
use journeys::{Page, Profile, Site, dist, journey, visit};
use serde_json::json;

/// The database of the records, as a tab of the same site finds it.
const DELETE: &str = "const gone = indexedDB.deleteDatabase('chartroom.records');
    await new Promise((done, failed) => { gone.onsuccess = done; gone.onerror = failed; gone.onblocked = failed; });";

/// The people of the facility, among them whoever has unlocked.
async fn people(page: &Page) -> Result<()> {
    page.wait_for("[data-test=safety]").await?;
    page.through_palette("who works here", "[data-test=people]")
        .await?;
    page.wait_for_text("[data-test=people]", "Testcase, Quillon")
        .await
}

/// Fills the form by which a person is taken in, and knocks.
async fn take_in(page: &Page, name: &str, user_name: &str) -> Result<()> {
    page.enter("[data-test=add-person]").await?;
    page.wait_for("[data-test=add-form]").await?;
    fill(page, "add-name", name).await?;
    fill(page, "add-user-name", user_name).await?;
    fill(page, "add-password", "thistle quartz mango twelve").await?;
    page.press("Enter").await
}

/// Marks the page that is loaded now: the door stands on it before it is loaded anew.
async fn mark(page: &Page) -> Result<()> {
    let script = "document.documentElement.dataset.beforeTheLock = 'yes'";
    page.run(script, Vec::new()).await.map(|_| ())
}

async fn loaded_anew(page: &Page) -> Result<()> {
    page.wait_until_gone("html[data-before-the-lock]").await
}

/// How much the site may keep; nothing for as much as the browser gives.
async fn allow(page: &Page, bytes: Option<u64>) -> Result<()> {
    let origin = page.run("return location.origin", Vec::new()).await?;
    let mut quota = json!({ "origin": origin });
    if let Some(bytes) = bytes {
        quota["quotaSize"] = json!(bytes);
    }
    page.cdp()
        .send_raw("Storage.overrideQuotaForOrigin", quota)
        .await?;
    Ok(())
}

#[tokio::test]
async fn a_second_tab_takes_the_store_over_and_the_first_says_why_it_locked() {
    journey("trouble-tabs", async |page| {
        page.begin_offline().await?;
        found(&page).await?;
        people(&page).await?;
        let first = page.window().await?;

        mark(&page).await?;
        let second = page.new_tab().await?;
        page.switch_to_window(second.clone()).await?;
        page.open("/").await?;
        page.through_palette("go to the records", "[data-test=unlock-form]")
            .await?;
        unlock(&page, USER, PASSWORD).await?;
        people(&page).await?;
        mark(&page).await?;

        page.switch_to_window(first.clone()).await?;
        loaded_anew(&page).await?;
        page.wait_for_text("[data-test=locked-by]", "in another tab of this browser")
            .await?;
        page.wait_for_text("[data-test=locked-by]", "not shown as saved is not kept")
            .await?;
        page.accessible_at_both_sizes("other-tab", "[data-test=locked-by]")
            .await?;

        // Unlocked here, the other one locks, and here it is not said again.
        unlock(&page, USER, PASSWORD).await?;
        people(&page).await?;
        checked(&page).await?;
        page.switch_to_window(second).await?;
        loaded_anew(&page).await?;
        page.wait_for("[data-test=locked-by]").await?;
        page.switch_to_window(first).await?;
        mark(&page).await?;
        page.press("Alt+l").await?;
        loaded_anew(&page).await?;
        page.wait_for("[data-test=unlock-form]").await?;
        page.wait_until_gone("[data-test=locked-by]").await?;
        page.complained_of_nothing().await
    })
    .await;
}

#[tokio::test]
async fn a_full_disk_refuses_what_it_has_no_room_for_and_goes_on_when_there_is() {
    journey("trouble-full", async |page| {
        page.begin_offline().await?;
        // What the site keeps already, and a little: the browser asks before each write how much is left.
        let script = "return (await navigator.storage.estimate()).usage";
        let used = page.run_async(script, Vec::new()).await?;
        let used = used.as_u64().context("no usage")?;
        allow(&page, Some(used + 400_000)).await?;
        found(&page).await?;
        people(&page).await?;

        let mut taken_in = Vec::new();
        loop {
            let number = taken_in.len();
            ensure!(number < 60, "sixty people fit into 400,000 bytes");
            let name = format!("Sample, Person{number:02}");
            take_in(&page, &name, &format!("person{number:02}")).await?;
            page.wait_for("[data-test=kit], [data-test=failure]")
                .await?;
            if page.text("[data-test=kit]").await?.is_empty() {
                break;
            }
            keep_the_kit(&page).await?;
            page.wait_for_text("[data-test=people]", &name).await?;
            taken_in.push(name);
            // The quota shrinks to what is used: the next write has no room.
            if number == 1 {
                allow(&page, Some(1)).await?;
            }
        }
        page.wait_for_text("[data-test=failure]", "no room left to save to")
            .await?;
        page.wait_for_text("[data-test=failure]", "nothing of the last write was kept")
            .await?;
        page.wait_for_text("[data-test=failure]", "Free some space")
            .await?;
        page.accessible_at_both_sizes("full", "[data-test=failure]")
            .await?;

        // With room again it goes on where it was, and what was shown as saved is there after the lock.
        allow(&page, None).await?;
        mark(&page).await?;
        lock(&page).await?;
        loaded_anew(&page).await?;
        unlock(&page, USER, PASSWORD).await?;
        people(&page).await?;
        for name in &taken_in {
            page.wait_for_text("[data-test=people]", name).await?;
        }
        take_in(&page, "Sample, Latecomer", "latecomer").await?;
        keep_the_kit(&page).await?;
        page.wait_for_text("[data-test=people]", "Sample, Latecomer")
            .await?;
        checked(&page).await?;
        page.complained_of_nothing().await
    })
    .await;
}

#[tokio::test]
async fn a_store_deleted_from_another_tab_is_named_at_once_and_back_at_the_next_start() {
    journey("trouble-deleted", async |page| {
        page.begin_offline().await?;
        found(&page).await?;
        people(&page).await?;
        let first = page.window().await?;
        let second = page.new_tab().await?;
        page.switch_to_window(second).await?;
        let manifest = page.site().url("/manifest.webmanifest");
        page.goto(manifest).await?;
        page.run_async(DELETE, Vec::new()).await?;
        page.switch_to_window(first).await?;
        page.wait_for_text(
            "[data-test=failure]",
            "records kept on this device were deleted",
        )
        .await?;
        page.wait_for_text("[data-test=failure]", "then reload: a second copy")
            .await?;
        page.accessible_at_both_sizes("deleted", "[data-test=failure]")
            .await?;

        page.reload().await?;
        it_is_back(&page).await
    })
    .await;
}

/// One of two copies, as a disk loses it or Chromium deletes it.
const ONE: &[&str] = &["Default/IndexedDB"];
/// Both.
const BOTH: &[&str] = &["Default/IndexedDB", "Default/WebStorage"];

#[tokio::test]
async fn a_store_that_vanished_while_the_browser_was_closed_comes_back_out_of_its_second_copy() {
    if let Err(problem) = vanished("one", ONE, it_is_back).await {
        panic!("{problem:#}");
    }
}

#[tokio::test]
async fn a_store_that_vanished_with_its_second_copy_is_named() {
    if let Err(problem) = vanished("both", BOTH, what_is_missing).await {
        panic!("{problem:#}");
    }
}

async fn vanished(
    name: &str,
    places: &[&str],
    then: impl AsyncFnOnce(&Page) -> Result<()>,
) -> Result<()> {
    let site = Arc::new(Mutex::new(Site::start(&dist())?));
    let profile = Profile::new(name)?;
    visit(
        &format!("trouble-before-{name}"),
        &site,
        &profile,
        async |page| {
            page.open("/").await?;
            found(&page).await?;
            people(&page).await?;
            marker_is_written(&page, profile.folder()).await
        },
    )
    .await?;
    for place in places {
        let folder = profile.folder().join(place);
        fs::remove_dir_all(&folder).with_context(|| folder.display().to_string())?;
    }
    visit(
        &format!("trouble-after-{name}"),
        &site,
        &profile,
        async |page| {
            page.open("/").await?;
            then(&page).await
        },
    )
    .await
}

/// Waits until what the page keeps beside the store is on the disk. Chromium writes local storage some seconds after it was
/// told to, and one that takes long to end is ended by force: without the marker there would be nothing to miss.
async fn marker_is_written(page: &Page, profile: &Path) -> Result<()> {
    let kept = "return localStorage.getItem('chartroom.marker') ?? ''";
    let began = Instant::now();
    let mut marker = String::new();
    while began.elapsed() < Duration::from_secs(60) {
        let found = page.run(kept, Vec::new()).await?;
        found.as_str().unwrap_or_default().clone_into(&mut marker);
        if !marker.is_empty() && stands_in(&profile.join("Default/Local Storage/leveldb"), &marker)?
        {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    bail!("Chromium has not written the marker “{marker}” to its local storage in a minute")
}

/// Whether a file of the folder holds the text. Files come and go while Chromium runs.
fn stands_in(folder: &Path, text: &str) -> Result<bool> {
    let files = fs::read_dir(folder).with_context(|| folder.display().to_string())?;
    Ok(files
        .filter_map(|file| fs::read(file.ok()?.path()).ok())
        .any(|bytes| {
            bytes
                .windows(text.len())
                .any(|part| part == text.as_bytes())
        }))
}

/// It is said that the browser had lost the records, and they are there.
async fn it_is_back(page: &Page) -> Result<()> {
    page.through_palette("go to the records", "[data-test=brought-back]")
        .await?;
    let said = page.text("[data-test=brought-back]").await?;
    for part in ["gone or behind", "is back", "Write a backup"] {
        ensure!(said.contains(part), "“{part}” is not in “{said}”");
    }
    page.accessible_at_both_sizes("brought-back", "[data-test=brought-back]")
        .await?;
    unlock(page, USER, PASSWORD).await?;
    people(page).await?;
    checked(page).await.map(|_| ())
}

/// How many changes and entries are missing, since when, and what to do.
async fn what_is_missing(page: &Page) -> Result<()> {
    page.through_palette("go to the records", "[data-test=vanished]")
        .await?;
    let said = page.text("[data-test=vanished]").await?;
    for part in [
        "All records kept on this device are gone",
        "that were saved until",
        "Restore",
    ] {
        ensure!(said.contains(part), "“{part}” is not in “{said}”");
    }
    page.accessible_at_both_sizes("vanished", "[data-test=vanished]")
        .await
}
