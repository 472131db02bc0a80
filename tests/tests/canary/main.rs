//! A working day whose every word is a canary, and the search for them afterwards: in every byte of every file of the
//! browser's profile, in what the browser told (console, requests, addresses, titles), in the clipboard, and after
//! locking in the heap of every page and worker and in the linear memory of every module that still lives.
//!
//! Not looked into: swap and crash dumps, which are the operating system's; memory that the browser has given back and
//! not yet overwritten, which no page can reach; what it holds of a picture or PDF outside of the heaps of scripts.

mod day;
mod desk;
#[path = "../../../src/chart/tests/samples/mod.rs"]
mod samples;

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use journeys::canary::{Canaries, Chance, Search, word};
use journeys::devtools::{DevTools, Target};
use journeys::door::lock;
use journeys::memory::{Held, held};
use journeys::{Page, Profile, Site, dist, visit};
use serde_json::json;

use day::Day;

/// What stands in the clipboard before the day begins.
const CLIPBOARD: &str = "put here before the day began";

#[tokio::test]
async fn nothing_of_a_day_lies_in_the_clear_and_locking_leaves_nothing_in_memory() {
    if let Err(problem) = a_day().await {
        panic!("{problem:#}");
    }
}

async fn a_day() -> Result<()> {
    let site = Arc::new(Mutex::new(Site::start(&dist())?));
    let profile = Profile::new("canary")?;
    let now = std::time::UNIX_EPOCH.elapsed().unwrap_or_default();
    let mut chance = Chance::from_seed(now.as_secs());
    let day = Day::of(&mut chance);
    // One word goes into the browser's storage on purpose: it has to be found there.
    let planted = word(&mut chance);

    let mut canaries = Canaries::of(&day.words())?;
    visit("canary", &site, &profile, async |page| {
        let tools = DevTools::of(profile.folder()).await?;
        page.begin_offline().await?;
        mark_clipboard(&page).await?;
        plant(&page, &planted).await?;
        let secrets = day.begin(&page).await?;
        canaries = Canaries::of(&[day.words(), secrets.words()].concat())?;
        nothing_on_disk(&canaries, &profile, "with a PDF on screen")?;

        day.desk.leave_half_written(&page).await?;
        session_is_written(&page, &planted, &profile).await?;
        nothing_on_disk(&canaries, &profile, "with words half written")?;
        let workers = ids(&tools, is_worker);
        page.reload().await?;
        nothing_in_memory(&tools, &canaries, &workers, &BTreeSet::new()).await?;

        day.go_on(&page, &secrets).await?;
        nothing_on_disk(&canaries, &profile, "while the work is on screen")?;
        let workers = open_memory_holds_them(&tools, &canaries).await?;
        lock(&page).await?;
        nothing_in_memory(&tools, &canaries, &workers, &BTreeSet::new()).await?;
        nothing_on_disk(&canaries, &profile, "after locking")?;

        day.knock_in_vain(&page).await?;
        nothing_in_page(&page, &canaries).await?;
        nothing_told(&page, &tools, &canaries).await
    })
    .await?;
    nothing_on_disk(&canaries, &profile, "after the browser was closed")?;

    // Opened again, the browser reads its databases anew and writes on.
    visit("canary-again", &site, &profile, async |page| {
        let tools = DevTools::of(profile.folder()).await?;
        page.open("/").await?;
        day.look_again(&page).await?;
        let workers = ids(&tools, is_worker);
        day.leave_alone(&page).await?;
        nothing_in_memory(&tools, &canaries, &workers, &BTreeSet::new()).await?;

        day.colleague_works(&page).await?;
        let workers = ids(&tools, is_worker);
        let second = day.go_to_another_tab(&page, &tools).await?;
        nothing_in_memory(&tools, &canaries, &workers, &second).await?;
        nothing_told(&page, &tools, &canaries).await
    })
    .await?;
    let search = nothing_on_disk(&canaries, &profile, "after the second day")?;
    println!(
        "{} canaries in {} forms, in none of {} files with {} bytes",
        canaries.count(),
        canaries.forms(),
        search.files,
        search.bytes
    );
    the_search_finds_what_was_planted(&planted, &profile)
}

/// So that a change of the clipboard shows.
async fn mark_clipboard(page: &Page) -> Result<()> {
    let origin = page.run("return location.origin", Vec::new()).await?;
    let allowed = json!({ "origin": origin, "permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"] });
    page.cdp()
        .send_raw("Browser.grantPermissions", allowed)
        .await?;
    let script = "await navigator.clipboard.writeText(arguments[0])";
    page.run_async(script, vec![json!(CLIPBOARD)]).await?;
    Ok(())
}

async fn clipboard_holds(page: &Page, words: &str) -> Result<()> {
    let script = "return await navigator.clipboard.readText()";
    let text = page.run_async(script, Vec::new()).await?;
    ensure!(
        text.as_str().is_some_and(|text| text.contains(words)),
        "the clipboard holds {text}, not {words}"
    );
    Ok(())
}

fn is_worker(one: &Target) -> bool {
    one.kind == "worker"
}

/// The ids of pages and workers that live now.
fn ids(tools: &DevTools, wanted: impl Fn(&Target) -> bool) -> BTreeSet<String> {
    let targets = tools.targets().into_iter();
    targets.filter(wanted).map(|one| one.id).collect()
}

/// Puts a word into local storage and, in the midst of a text that compresses well, into a database.
async fn plant(page: &Page, word: &str) -> Result<()> {
    let script = "localStorage.setItem('planted', arguments[0]);
        const text = 'the same again and again '.repeat(4000);
        const open = indexedDB.open('planted', 1);
        open.onupgradeneeded = () => open.result.createObjectStore('texts');
        await new Promise((done, failed) => { open.onsuccess = done; open.onerror = failed; });
        const write = open.result.transaction('texts', 'readwrite', { durability: 'strict' });
        write.objectStore('texts').put(text + arguments[0] + text, 'text');
        // More than LevelDB keeps in its log before it writes a table.
        for (let more = 0; more < 90; more += 1) {
          const noise = crypto.getRandomValues(new Uint8Array(60_000));
          write.objectStore('texts').put(Array.from(noise, (byte) => String.fromCharCode(32 + byte % 90)).join(''), more);
        }
        await new Promise((done, failed) => { write.oncomplete = done; write.onerror = failed; });
        open.result.close();";
    page.run_async(script, vec![json!(word)]).await?;
    Ok(())
}

/// The browser writes what is typed into a field down, in the clear, to offer it again, and what stands in any control,
/// to bring the page back as it was, where the control does not say that it must not.
async fn remembers_nothing(page: &Page) -> Result<()> {
    let script = "const silent = ['button', 'submit', 'reset', 'hidden'];
        const may = ['off', 'current-password', 'new-password'];
        return [...document.querySelectorAll('input, textarea, select')]
          .filter((field) => !silent.includes(field.type) && !may.includes(field.autocomplete))
          .map((field) => field.outerHTML.slice(0, 120))";
    let fields = page.run(script, Vec::new()).await?;
    ensure!(
        fields == json!([]),
        "the browser remembers what stands in {fields:#}"
    );
    Ok(())
}

/// Every few seconds the browser writes its session down, with what stands in the controls of the page. Another control of
/// the search: the planted word stands in one that does not say that it must not be kept, and is waited for.
async fn session_is_written(page: &Page, planted: &str, profile: &Profile) -> Result<()> {
    let script = "document.body.append(document.createElement('textarea'));
        document.body.lastChild.id = 'planted'";
    page.run(script, Vec::new()).await?;
    page.focus("#planted").await?;
    page.type_text(planted).await?;
    let sought = Canaries::of(&[("planted", planted)])?;
    let sessions = profile.folder().join("Default/Sessions");
    let began = Instant::now();
    while sought.below(&sessions)?.found.is_empty() {
        ensure!(
            began.elapsed() < Duration::from_secs(40),
            "the browser does not write down what stands in a field"
        );
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    Ok(())
}

fn nothing_on_disk(canaries: &Canaries, profile: &Profile, when: &str) -> Result<Search> {
    let search = canaries.below(profile.folder())?;
    println!(
        "{when}: {} files, {} bytes, {} canaries found",
        search.files,
        search.bytes,
        search.found.len()
    );
    ensure!(
        search.files > 50 && search.bytes > 10_000_000,
        "that is no profile: {} files, {} bytes",
        search.files,
        search.bytes
    );
    ensure!(search.found.is_empty(), "{when}: {:#?}", search.found);
    Ok(search)
}

/// The control: while somebody works, the same search finds canaries in the page's heap and in the custodian's memory.
/// Says which workers live.
async fn open_memory_holds_them(tools: &DevTools, canaries: &Canaries) -> Result<BTreeSet<String>> {
    let page = tools.target(|one| one.kind == "page").await?;
    let seen = held(tools, &page, canaries).await?;
    ensure!(
        seen.found.iter().any(|one| one.place.starts_with("heap")),
        "the page shows records and its heap holds none of them: {seen:?}"
    );
    let custodian = tools
        .target(|one| one.kind == "worker" && one.url.contains("custodian"))
        .await?;
    let seen = held(tools, &custodian, canaries).await?;
    ensure!(
        seen.found.iter().any(|one| one.place.starts_with("linear")),
        "the custodian has records open and its memory holds none of them: {seen:?}"
    );
    Ok(ids(tools, is_worker))
}

/// After locking: no worker of before lives, and nothing that lives holds a canary, but for what is another tab's.
async fn nothing_in_memory(
    tools: &DevTools,
    canaries: &Canaries,
    before: &BTreeSet<String>,
    apart: &BTreeSet<String>,
) -> Result<()> {
    for name in ["engine", "custodian"] {
        tools
            .target(|one| {
                let known = before.contains(&one.id) || apart.contains(&one.id);
                is_worker(one) && one.url.contains(name) && !known
            })
            .await?;
    }
    let mut targets = tools.targets();
    targets.retain(|one| !apart.contains(&one.id));
    let left: Vec<_> = targets
        .iter()
        .filter(|one| before.contains(&one.id))
        .collect();
    ensure!(left.is_empty(), "workers outlived the lock: {left:#?}");
    let mut all = Held::default();
    for target in &targets {
        let seen = held(tools, target, canaries).await?;
        ensure!(seen.found.is_empty(), "after locking: {:#?}", seen.found);
        all.heap += seen.heap;
        all.modules += seen.modules;
        all.linear += seen.linear;
    }
    ensure!(all.modules >= 3, "page, engine and custodian: {all:?}");
    println!(
        "after locking, in {} pages and workers: {} bytes of heap snapshots, {} modules with {} bytes: none",
        targets.len(),
        all.heap,
        all.modules,
        all.linear
    );
    Ok(())
}

/// What the page's scripts can reach: address, title, window's name, history's state, storages, caches, clipboard.
async fn nothing_in_page(page: &Page, canaries: &Canaries) -> Result<()> {
    let script = "const caches_ = [];
        for (const name of await caches.keys()) {
          const cache = await caches.open(name);
          caches_.push(name, ...(await cache.keys()).map((request) => request.url));
        }
        return JSON.stringify([location.href, document.title, window.name, history.state, history.length,
          Object.entries(localStorage), Object.entries(sessionStorage), document.cookie, caches_,
          (await indexedDB.databases()).map((one) => one.name),
          performance.getEntries().map((entry) => entry.name)])";
    let reached = page.run_async(script, Vec::new()).await?;
    let reached = reached.as_str().context("no text")?;
    ensure!(
        reached.contains("planted"),
        "local storage is not in {reached}"
    );
    let found = canaries.within(reached.as_bytes(), "what scripts can reach");
    ensure!(found.is_empty(), "{found:#?}");
    clipboard_holds(page, CLIPBOARD).await
}

/// What the browser told since it was started: console of pages and workers, requests, addresses, titles.
async fn nothing_told(page: &Page, tools: &DevTools, canaries: &Canaries) -> Result<()> {
    let told = tools.told();
    for kind in [
        "Network.requestWillBeSent",
        "Target.targetInfoChanged",
        "Page.frameNavigated",
    ] {
        ensure!(
            told.iter().any(|one| one.contains(kind)),
            "the browser told nothing of {kind}"
        );
    }
    let console: Vec<String> = page
        .browser_log()
        .await?
        .into_iter()
        .map(|entry| entry.message)
        .collect();
    for one in told.iter().chain(&console) {
        let found = canaries.within(one.as_bytes(), one);
        ensure!(found.is_empty(), "told by the browser: {found:#?}");
    }
    println!(
        "{} messages of the browser: none",
        told.len() + console.len()
    );
    Ok(())
}

/// The other control: the word that was planted is found in local storage and in a compressed table.
fn the_search_finds_what_was_planted(planted: &str, profile: &Profile) -> Result<()> {
    let search = Canaries::of(&[("planted", planted)])?.below(profile.folder())?;
    for place in ["Local Storage", ".ldb"] {
        ensure!(
            search.found.iter().any(|one| one.place.contains(place)),
            "the planted word was not found in {place}: {:#?}",
            search.found
        );
    }
    let places: BTreeSet<String> = search.found.into_iter().map(|one| one.place).collect();
    println!("planted and found: {places:#?}");
    Ok(())
}
