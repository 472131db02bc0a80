//! Chromium killed while a person types codes into a case of the demo hospital. What the screen showed together with
//! "Saved on this device" is in the case afterwards, and of what was typed since, less than five seconds are missing.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};
use journeys::canary::Chance;
use journeys::devtools::DevTools;
use journeys::{Page, Profile, Site, dist, door, visit};
use serde::Deserialize;
use serde_json::json;

use crate::Killer;

/// Within how many milliseconds after the case is open it is killed.
const WITHIN: u64 = 6_000;
/// The most typing that may be missing.
const MOST: Duration = Duration::from_secs(5);
/// Codes that are typed, in turn.
const CODES: [&str; 16] = [
    "I10", "E119", "N179", "J9601", "K219", "D649", "E785", "F329", "I4891", "J449", "I2510",
    "R110", "Z794", "G4733", "E6601", "K5900",
];
/// Rows of a case from which on one is taken out before another is put in.
const ROWS: usize = 14;

/// The codes of the case on the screen, each with its present-on-admission.
const ROWS_SHOWN: &str = "[...document.querySelectorAll('#row-principal, [id^=row-secondary-]')].map((row) => \
    `${row.querySelector('.row-code')?.innerText.trim()} ${row.querySelector('select')?.value ?? ''}`)";

/// Tells at every frame what the screen shows, if it is not what the frame before did.
fn watch() -> String {
    format!(
        "(() => {{
            let last = '';
            const look = () => {{
                const state = document.querySelector('[data-test=saved-state]')?.innerText ?? '';
                const now = JSON.stringify({{ state, rows: {ROWS_SHOWN} }});
                if (now !== last) {{ last = now; screenShows(now); }}
                requestAnimationFrame(look);
            }};
            look();
        }})()"
    )
}

/// What a frame showed.
#[derive(Debug, Clone, Deserialize)]
struct Shown {
    state: String,
    rows: Vec<String>,
    #[serde(skip, default = "Instant::now")]
    at: Instant,
}

impl Shown {
    fn is_saved(&self) -> bool {
        self.state.contains("Saved on this device")
    }
}

/// What a coder does to the codes of a case, and the codes as they were before.
#[derive(Debug, Clone)]
struct Done {
    what: Doing,
    before: Vec<String>,
}

/// What a coder does.
#[derive(Debug, Clone, Copy)]
enum Doing {
    /// Types a code.
    Types(&'static str),
    /// Marks the first secondary diagnosis as present on admission or not.
    Marks(&'static str),
    /// Takes it out.
    TakesOut,
}

impl Doing {
    /// Whether the case is so afterwards.
    fn leads(self, from: &[String], to: &[String]) -> bool {
        let undotted = |row: &String| row.replace('.', "");
        match self {
            Self::Types(code) => to
                .split_last()
                .is_some_and(|(last, rest)| rest == from && undotted(last).starts_with(code)),
            Self::Marks(letter) => {
                let mut marked = from.to_vec();
                if let Some((code, _)) = from.get(1).and_then(|row| row.split_once(' ')) {
                    marked[1] = format!("{code} {}", letter.to_uppercase());
                }
                marked == to
            }
            Self::TakesOut => {
                let mut left = from.to_vec();
                if left.len() > 1 {
                    left.remove(1);
                }
                left == to
            }
        }
    }
}

/// Everything that was shown until the kill.
type Screen = Arc<Mutex<Vec<Shown>>>;

/// Types and kills so many times; says what came of it.
pub(crate) async fn kills(times: u64, seed: u64) -> Result<String> {
    let site = Arc::new(Mutex::new(Site::start(&dist())?));
    let profile = Profile::new("typed")?;
    let mut chance = Chance::from_seed(seed);
    let mut account = String::new();
    visit("typed-begin", &site, &profile, async |page| {
        page.open("/").await?;
        door::open_demo(&page).await?;
        page.focus("#work-0").await?;
        page.press("l").await?;
        page.wait_for("[data-test=case-account]").await?;
        account = page.text("[data-test=case-account]").await?;
        Ok(())
    })
    .await?;

    let mut screen: Vec<Shown> = Vec::new();
    let mut last: Option<Done> = None;
    let mut struck = Instant::now();
    let (mut saved, mut unsaved, mut longest) = (0, 0, Duration::ZERO);
    for round in 0..=times {
        let shown: Screen = Arc::default();
        let mut missing = Duration::ZERO;
        let mut killer = None;
        let visited = visit("typed", &site, &profile, async |page| {
            come_back(&page, &account).await?;
            missing = hold(&page, &screen, last.take(), struck)
                .await
                .with_context(|| format!("after kill {round} of the coding page"))?;
            if round == times {
                return Ok(());
            }
            listen(&profile, &shown).await?;
            let killer = killer.insert(Killer::start(
                &profile,
                Duration::from_millis(chance.below(WITHIN)),
            ));
            while let typed = type_on(&page, &mut chance, &mut last).await
                && !killer.struck()
            {
                typed.context("typing that was not disturbed")?;
            }
            Ok(())
        })
        .await;
        match killer {
            // A browser that was killed can't be asked to end.
            Some(killer) if killer.struck() => struck = killer.join()?.at,
            _ => visited?,
        }
        longest = longest.max(missing);
        unsaved += u64::from(missing > Duration::ZERO);
        screen = core::mem::take(&mut *shown.lock().unwrap_or_else(PoisonError::into_inner));
        saved += screen.iter().filter(|shown| shown.is_saved()).count();
    }
    Ok(format!(
        "{times} kills while codes were typed: shown as saved {saved} times, and there; typing not yet shown as saved was \
         missing {unsaved} times, of {} ms at most",
        longest.as_millis()
    ))
}

/// Unlocks, and opens the case.
async fn come_back(page: &Page, account: &str) -> Result<()> {
    page.open("/").await?;
    page.through_palette("go to the worklist", "[data-test=unlock-form]")
        .await?;
    door::unlock(page, door::DEMO_USER, door::DEMO_PASSWORD).await?;
    page.wait_for("[data-test=work-row]").await?;
    page.focus("#worklist-text").await?;
    page.type_text(account).await?;
    page.wait_for_text("[data-test=worklist-total]", "1 case")
        .await?;
    page.wait_for_text("#work-0", account).await?;
    page.enter("#work-0").await?;
    page.wait_for_text("[data-test=case-account]", account)
        .await?;
    page.wait_for("#search").await.map(|_| ())
}

async fn rows(page: &Page) -> Result<Vec<String>> {
    let shown = page
        .run(&format!("return {ROWS_SHOWN}"), Vec::new())
        .await?;
    Ok(serde_json::from_value(shown)?)
}

/// The case is as it was when it was last shown as saved, or as at some moment after that: also as what was done last has made it,
/// of which the kill may have come before its frame was heard of. Says how long before the kill the first of it was on the screen
/// that is missing.
async fn hold(
    page: &Page,
    screen: &[Shown],
    last: Option<Done>,
    struck: Instant,
) -> Result<Duration> {
    if screen.is_empty() {
        return Ok(Duration::ZERO);
    }
    // Before anything was shown as saved the case stands as it was opened, which the first frame showed.
    let from = screen.iter().rposition(Shown::is_saved).unwrap_or(0);
    let began = Instant::now();
    loop {
        let found = rows(page).await?;
        if let Some(place) = screen[from..].iter().rposition(|shown| shown.rows == found) {
            let missing = screen.get(from + place + 1);
            let missing = missing.map_or(Duration::ZERO, |shown| struck.duration_since(shown.at));
            ensure!(missing < MOST, "typing of {missing:?} is missing");
            return Ok(missing);
        }
        let heard = screen.last().map_or(&[][..], |shown| &shown.rows);
        let unheard = last.as_ref().filter(|last| last.before == heard);
        if unheard.is_some_and(|last| last.what.leads(heard, &found)) {
            return Ok(Duration::ZERO);
        }
        // The rows come a moment after the case.
        if began.elapsed() > Duration::from_secs(10) {
            bail!(
                "the case holds {found:?}, shown was {:#?}, the last that was done: {last:?}",
                &screen[from..]
            );
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Hears from now on what the screen shows.
async fn listen(profile: &Profile, shown: &Screen) -> Result<()> {
    let tools = DevTools::of(profile.folder()).await?;
    let page = tools.target(|one| one.kind == "page").await?.session;
    let mut told = tools.bind(&page, "screenShows").await?;
    let shown = Arc::clone(shown);
    tokio::spawn(async move {
        while let Some(frame) = told.recv().await {
            if let Ok(frame) = serde_json::from_str(&frame) {
                shown
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .push(frame);
            }
        }
    });
    tools.evaluate(&page, &watch()).await.map(|_| ())
}

/// One more thing that a coder does: types a code, marks one as present on admission or not, or takes one out.
async fn type_on(page: &Page, chance: &mut Chance, last: &mut Option<Done>) -> Result<()> {
    let shown = rows(page).await?;
    let done = |what| {
        let before = shown.clone();
        Some(Done { what, before })
    };
    if shown.len() > 1 && chance.below(3) == 0 {
        page.focus("#row-secondary-0").await?;
        let letter = if chance.below(2) == 0 { "y" } else { "n" };
        *last = done(Doing::Marks(letter));
        return page.press(letter).await;
    }
    let stands = |code: &&str| {
        shown
            .iter()
            .any(|row| row.replace('.', "").starts_with(*code))
    };
    let next = CODES.iter().find(|code| !stands(code));
    let Some(code) = next.filter(|_| shown.len() < ROWS) else {
        page.focus("#row-secondary-0").await?;
        *last = done(Doing::TakesOut);
        return page.press("Delete").await;
    };
    page.focus("#search").await?;
    page.press("Control+a").await?;
    page.type_text(code).await?;
    let chosen = format!("[data-test=offer][aria-selected=true][data-code=\"{code}\"]");
    page.wait_for(&chosen).await?;
    *last = done(Doing::Types(code));
    page.press("Enter").await?;
    let there = "return document.querySelectorAll('#row-principal, [id^=row-secondary-]').length > arguments[0]";
    for _ in 0..500 {
        if page.run(there, vec![json!(shown.len())]).await? == json!(true) {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    bail!("{code} was not posted")
}
