//! After one visit the app works with the server dead and the network off; updates wait for consent; a damaged
//! file never becomes part of an offline copy.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use journeys::{dist, journey, journey_at};
use serde_json::json;

/// A copy of the built site with one more version of its start page, told apart by a `data-edition`.
struct Edition {
    folder: PathBuf,
}

impl Edition {
    fn make(name: &str, change: impl FnOnce(&Path) -> Result<()>) -> Result<Self> {
        let folder =
            std::env::temp_dir().join(format!("chartroom-edition-{}-{name}", std::process::id()));
        copy(&dist(), &folder)?;
        change(&folder)?;
        Ok(Self { folder })
    }

    /// The next version: another start page, its digest in the service worker's list, another version there.
    fn next() -> Result<Self> {
        Self::make("next", |folder| {
            let page = fs::read_to_string(folder.join("index.html"))?;
            let next = page.replacen("<html ", "<html data-edition=\"next\" ", 1);
            ensure!(next != page, "the start page has no <html> to mark");
            fs::write(folder.join("index.html"), &next)?;
            let worker = fs::read_to_string(folder.join("sw.js"))?;
            let (list_start, rest) = worker
                .split_once("[\"/\", \"")
                .context("no start page in the list")?;
            let rest = &rest[64..];
            let list_start =
                list_start.replacen("const VERSION = \"", "const VERSION = \"next-", 1);
            let worker = format!("{list_start}[\"/\", \"{}{rest}", sha256(next.as_bytes())?);
            fs::write(folder.join("sw.js"), worker)?;
            for stale in ["index.html.br", "sw.js.br"] {
                fs::remove_file(folder.join(stale))?;
            }
            Ok(())
        })
    }

    /// The same version with one byte of one pack changed on the way.
    fn damaged() -> Result<Self> {
        Self::make("damaged", |folder| {
            let pack = fs::read_dir(folder.join("packs"))?
                .filter_map(|entry| Some(entry.ok()?.path()))
                .find(|path| path.extension().is_some_and(|ending| ending == "pack"))
                .context("no pack in the site")?;
            let mut bytes = fs::read(&pack)?;
            let last = bytes.last_mut().context("an empty pack")?;
            *last ^= 1;
            fs::write(&pack, bytes)?;
            fs::remove_file(pack.with_extension("pack.br"))?;
            Ok(())
        })
    }
}

impl Drop for Edition {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

fn sha256(bytes: &[u8]) -> Result<String> {
    use sha2::Digest as _;
    Ok(sha2::Sha256::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect())
}

#[tokio::test]
async fn after_one_visit_the_app_starts_with_server_and_network_gone() {
    journey("offline", async |page| {
        page.open("/").await?;
        page.stored_for_offline().await?;
        page.go_offline().await?;
        page.reload().await?;
        let stored = page
            .run_async(
                "const names = await caches.keys(); const cache = await caches.open(names[0]); \
                 return { caches: names.length, files: (await cache.keys()).length }",
                Vec::new(),
            )
            .await?;
        ensure!(stored["caches"] == 1, "one version is stored: {stored}");
        // Any address a person may have kept leads to the app as well.
        page.open("/somewhere/else").await?;
        ensure!(
            page.title().await? == "Chartroom",
            "the title never says more"
        );
        Ok(())
    })
    .await;
}

/// The negative control: what the first journey sees comes from the service worker and from nothing else.
#[tokio::test]
async fn without_the_service_worker_there_is_no_page() {
    journey("offline-control", async |page| {
        page.open("/").await?;
        page.stored_for_offline().await?;
        page.run_async(
            "for (const kept of await navigator.serviceWorker.getRegistrations()) await kept.unregister(); \
             for (const name of await caches.keys()) await caches.delete(name);",
            Vec::new(),
        )
        .await?;
        page.goto("about:blank").await?;
        page.go_offline().await?;
        let problem = page.open("/").await.err().context("the page opened without a network")?;
        let problem = format!("{problem:#}");
        ensure!(problem.contains("ERR_INTERNET_DISCONNECTED"), "another failure: {problem}");
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn an_update_waits_for_consent() {
    let next = Edition::next().expect("the next edition");
    journey("update", async |page| {
        let edition = "return document.documentElement.dataset.edition ?? 'first'";
        page.open("/").await?;
        page.stored_for_offline().await?;
        page.site().replace(&next.folder)?;
        page.run_async(
            "await (await navigator.serviceWorker.ready).update()",
            Vec::new(),
        )
        .await?;
        page.wait_for_state("update", &["waiting"]).await?;
        // Neither a reload nor a dead server brings it in uninvited.
        page.reload().await?;
        ensure!(
            page.run(edition, Vec::new()).await? == "first",
            "the update came without consent"
        );
        page.wait_for_state("update", &["waiting"]).await?;
        page.site().stop();
        page.wait_for("[data-test=update]").await?.click().await?;
        page.wait_for_state("edition", &["next"]).await?;
        page.wait_for_state("app", &["started"]).await?;
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_damaged_file_never_becomes_an_offline_copy() {
    let damaged = Edition::damaged().expect("the damaged edition");
    journey_at("damaged", &damaged.folder, async |page| {
        page.open("/").await?;
        let state = page.wait_for_state("offline", &["ready", "failed"]).await?;
        ensure!(state == "failed", "a damaged pack was taken for good");
        // Mended, the next visit goes on from the files that had arrived.
        page.site().replace(&dist())?;
        page.reload().await?;
        page.stored_for_offline().await?;
        page.go_offline().await?;
        page.reload().await
    })
    .await;
}

#[tokio::test]
async fn the_policy_holds_and_nothing_complains() {
    journey("policy", async |page| {
        page.open("/").await?;
        page.stored_for_offline().await?;
        let complaints = page.complaints().await?;
        ensure!(complaints.is_empty(), "the browser complained: {complaints:#?}");
        // The policy is on: what it forbids does not run.
        let refused = page
            .run_async(
                "const script = document.createElement('script'); script.textContent = 'window.inline = true'; \
                 document.head.append(script); \
                 const other = await fetch('http://127.0.0.1:9/').then(() => 'reached', () => 'refused'); \
                 return [window.inline === undefined, other]",
                Vec::new(),
            )
            .await?;
        ensure!(refused == json!([true, "refused"]), "the policy let something pass: {refused}");
        ensure!(
            page.run("return crossOriginIsolated", Vec::new()).await? == true,
            "the page is not isolated from other origins"
        );
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn the_engine_worker_starts_under_the_policy() {
    journey("engine", async |page| {
        page.open("/").await?;
        page.stored_for_offline().await?;
        page.go_offline().await?;
        let outcome = page
            .run_async(
                "const url = document.querySelector('meta[name=chartroom-engine]').content; \
                 const worker = new Worker(url, { type: 'module' }); \
                 return await new Promise((resolve) => { \
                   worker.onerror = (event) => resolve(`error ${event.message ?? ''}`); \
                   setTimeout(() => resolve('running'), 1500); })",
                Vec::new(),
            )
            .await?;
        ensure!(outcome == "running", "the engine did not start: {outcome}");
        Ok(())
    })
    .await;
}
