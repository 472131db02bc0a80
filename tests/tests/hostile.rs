//! Hostile files through the page's own field for a file, offline: C-CDA, FHIR, PDF and pictures that are cut, altered, bent
//! into circles or blown up, entity bombs, and a gigabyte. Each is refused in words that name it, or planned with its losses
//! named and let go; the page lives on, its memory stays within bounds, and the chart is what it was.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use journeys::memory::{Peak, resident};
use journeys::{Page, Profile, Site, dist, door, target, visit};
use serde_json::{Value, json};

#[path = "../../src/chart/tests/samples/hostile.rs"]
mod hostile;
#[path = "../../src/chart/tests/samples/mod.rs"]
mod samples;

/// Refusals that have to come, at least: of C-CDA, FHIR and PDF together.
const REFUSED: usize = 200;
/// By how much what the browser holds may grow while a file is refused that is too large to be read at all.
const UNREAD: u64 = 96 << 20;
/// By how much it may grow over all of them: the memory of a module is never given back, and what is read stands in it while
/// it is taken apart.
const READ: u64 = 256 << 20;
const GIGABYTE: u64 = 1 << 30;

/// Files as they are given to the browser, in a folder that is removed at the end.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Result<Self> {
        let folder = target().join(format!("hostile-files-{}", std::process::id()));
        drop(fs::remove_dir_all(&folder));
        fs::create_dir_all(&folder)?;
        Ok(Self(folder))
    }

    fn file(&self, name: &str, bytes: &[u8]) -> Result<PathBuf> {
        let path = self.0.join(name);
        fs::write(&path, bytes)?;
        Ok(path)
    }

    /// One that takes no room on the disk.
    fn hollow(&self, name: &str, bytes: u64) -> Result<PathBuf> {
        let path = self.0.join(name);
        File::create(&path)?.set_len(bytes)?;
        Ok(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.0));
    }
}

/// What became of a file.
#[derive(Debug, PartialEq, Eq)]
enum Fate {
    Refused,
    Planned,
}

/// What became of the files of a kind.
#[derive(Debug, Default)]
struct Tally {
    refused: usize,
    planned: usize,
    slowest: (Duration, String),
}

impl Tally {
    fn add(&mut self, name: &str, fate: &Fate, took: Duration) {
        match fate {
            Fate::Refused => self.refused += 1,
            Fate::Planned => self.planned += 1,
        }
        if took > self.slowest.0 {
            self.slowest = (took, name.to_owned());
        }
    }
}

/// The name under which a case is given to the browser: every file system takes it, and it stands once only.
fn file_name(number: usize, name: &str, ending: &str) -> String {
    let plain: String = name
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .collect();
    format!("{number:03}-{plain}.{ending}")
}

/// Opens the first chart that is offered.
async fn open_a_chart(page: &Page) -> Result<()> {
    page.through_palette("go to the chart", "[data-test=chart-choice]")
        .await?;
    page.enter("[data-test=chart-choice]").await?;
    page.wait_for("[data-test=chart-document]").await.map(drop)
}

/// The chart as the list shows it: whose it is, and every document.
async fn chart(page: &Page) -> Result<Value> {
    let script = "const text = (name) => document.querySelector(`[data-test=${name}]`)?.innerText; \
        return [text('chart-stay'), text('chart-count'), text('chart-documents')]";
    page.run(script, Vec::new()).await
}

/// Gives a file to the field and waits until it is said what becomes of it.
async fn give(page: &Page, path: &Path) -> Result<(Fate, String)> {
    let name = path.file_name().context("a name")?.to_string_lossy();
    page.choose_file("#chart-file", path).await?;
    let script = "const of = (test) => document.querySelector(`[data-test=${test}]`)?.innerText ?? ''; \
        const name = arguments[0], told = (text) => text.includes(name) ? text : ''; \
        return [told(of('chart-import-refused')), told(of('chart-plan'))]";
    let began = Instant::now();
    loop {
        let said = page.run(script, vec![json!(name)]).await?;
        let said: (String, String) = serde_json::from_value(said)?;
        match said {
            (refused, _) if !refused.is_empty() => return Ok((Fate::Refused, refused)),
            (_, plan) if !plan.is_empty() => return Ok((Fate::Planned, plan)),
            _ => {}
        }
        ensure!(
            began.elapsed() < Duration::from_secs(60),
            "nothing is said of {name}: {}",
            page.text("[data-test=chart-import]").await?
        );
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// A refusal says what, why, where and what to do, names the file in it, and that nothing was changed.
async fn is_a_clear_refusal(page: &Page, name: &str, said: &str) -> Result<()> {
    let script = "return [...document.querySelectorAll('[data-test=chart-import-refused] [data-test=failure] p')] \
        .map((line) => line.innerText.replace(/^(Where|To do): /, '').trim())";
    let parts: Vec<String> = serde_json::from_value(page.run(script, Vec::new()).await?)?;
    ensure!(
        parts.len() == 4 && parts.iter().all(|part| part.len() > 3),
        "{name} is refused in {parts:?}"
    );
    ensure!(
        parts[2].contains(name),
        "{name} is refused at “{}”",
        parts[2]
    );
    let unchanged = format!("Nothing of {name} was taken in");
    ensure!(said.contains(&unchanged), "{name}: {said}");
    Ok(())
}

/// A plan names what it does not understand, and is let go.
async fn let_go(page: &Page, name: &str, said: &str) -> Result<()> {
    ensure!(
        said.contains("Not understood") || said.contains("Nothing is lost"),
        "{name} is planned without a word on what is lost: {said}"
    );
    page.enter("[data-test=chart-import-discard]").await?;
    page.wait_until_gone("[data-test=chart-plan]").await
}

/// All files of one kind, one after the other.
async fn all_of(
    page: &Page,
    folder: &Folder,
    ending: &str,
    cases: &[hostile::Case],
) -> Result<Tally> {
    let mut tally = Tally::default();
    for (number, case) in cases.iter().enumerate() {
        let name = file_name(number, &case.name, ending);
        let path = folder.file(&name, &case.bytes)?;
        let began = Instant::now();
        let (fate, said) = give(page, &path).await?;
        tally.add(&name, &fate, began.elapsed());
        match fate {
            Fate::Refused => is_a_clear_refusal(page, &name, &said).await?,
            Fate::Planned => {
                ensure!(case.expected.is_none(), "{name} was not refused: {said}");
                let_go(page, &name, &said).await?;
            }
        }
        fs::remove_file(path)?;
    }
    Ok(tally)
}

/// Files that are too large to be read at all, by their size alone.
async fn too_large(page: &Page, folder: &Folder, profile: &Profile) -> Result<()> {
    for (ending, bytes, told) in [
        ("xml", GIGABYTE, "1,073,741,824"),
        ("json", GIGABYTE, "1,073,741,824"),
        ("pdf", GIGABYTE, "1,073,741,824"),
        ("txt", (64 << 20) + 1, "67,108,865"),
    ] {
        let name = format!("too-large.{ending}");
        let path = folder.hollow(&name, bytes)?;
        let before = resident(profile.folder())?;
        let peak = Peak::of(profile.folder());
        let began = Instant::now();
        let (fate, said) = give(page, &path).await?;
        let took = began.elapsed();
        let grown = peak.end()?.saturating_sub(before);
        ensure!(fate == Fate::Refused, "{name}: {said}");
        is_a_clear_refusal(page, &name, &said).await?;
        ensure!(
            said.contains(&format!(
                "It has {told} bytes, the limit of a file is 67,108,864"
            )),
            "{name} is not refused by its size: {said}"
        );
        ensure!(grown < UNREAD, "{name}: the browser grew by {grown} bytes");
        println!(
            "{name}, {bytes} bytes: refused by its size in {took:.0?}; what the browser holds grew by {} MB",
            grown >> 20
        );
        fs::remove_file(path)?;
    }
    page.accessible_at_both_sizes("too-large", "[data-test=chart-import-refused]")
        .await
}

async fn every_file(page: &Page, profile: &Profile) -> Result<()> {
    let folder = Folder::new()?;
    page.begin_offline().await?;
    door::open_demo(page).await?;
    open_a_chart(page).await?;
    let before = chart(page).await?;

    let held = resident(profile.folder())?;
    too_large(page, &folder, profile).await?;
    let peak = Peak::of(profile.folder());
    let (mut refused, mut files) = (0, 0);
    for (ending, cases) in hostile::by_kind() {
        let began = Instant::now();
        let tally = all_of(page, &folder, ending, &cases).await?;
        println!(
            "{ending}: {} files, {} refused, {} planned and let go, {:.0?}; the slowest took {:.0?} ({}); it holds {} MB",
            cases.len(),
            tally.refused,
            tally.planned,
            began.elapsed(),
            tally.slowest.0,
            tally.slowest.1,
            resident(profile.folder())? >> 20
        );
        files += cases.len();
        if ending != "png" {
            ensure!(tally.refused >= 20, "{ending}: {tally:?}");
            refused += tally.refused;
        }
    }
    page.screenshot("last-refused").await?;
    let highest = peak.end()?;
    println!(
        "{files} files, {refused} of C-CDA, FHIR and PDF refused; the browser held {} MB before and {} MB at most",
        held >> 20,
        highest >> 20
    );
    ensure!(refused >= REFUSED, "{refused} refused of {files}");
    ensure!(
        highest.saturating_sub(held) < READ,
        "the browser grew from {held} to {highest} bytes"
    );

    // The page lives, and the chart is as it was: on the screen, and read anew behind the lock.
    page.complained_of_nothing().await?;
    ensure!(
        chart(page).await? == before,
        "the list of documents changed"
    );
    door::lock(page).await?;
    door::unlock(page, door::DEMO_USER, door::DEMO_PASSWORD).await?;
    page.wait_until_gone("[data-test=unlock-form]").await?;
    open_a_chart(page).await?;
    let after = chart(page).await?;
    ensure!(after == before, "before: {before}; after: {after}");
    door::checked(page).await?;
    page.complained_of_nothing().await
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_files_are_refused_and_the_chart_is_what_it_was() {
    let walked = async {
        let site = Arc::new(Mutex::new(Site::start(&dist())?));
        let profile = Profile::new("hostile")?;
        visit("hostile", &site, &profile, async |page| {
            every_file(&page, &profile).await
        })
        .await
    };
    if let Err(problem) = walked.await {
        panic!("journey “hostile”: {problem:#}");
    }
}
