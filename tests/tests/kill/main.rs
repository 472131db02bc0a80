//! Chromium killed at random moments of writing, again and again in the same profile: what the custodian had told as
//! saved is there, whole; what was under way is there whole or not at all; and the check of the whole store finds
//! nothing.
//!
//! Each time every process of the browser gets SIGKILL at once. That is a crash of the browser, not a power cut: what
//! Chromium has handed to the system still reaches the disk. Power cuts are played through on the simulated device.
//! `cargo xtask kill --times 200` runs more of them than a test run does; `CHARTROOM_SEED` repeats one.

mod kept;
mod ledger;
mod leveldb;
mod typed;
mod work;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};
use custodian::protocol::{Event, Founding, KeepingEvent, KeepingRequest, Person, Request};
use journeys::canary::Chance;
use journeys::{Chromium, Custody, Profile, Site, dist, kill};

use kept::Left;
use ledger::Ledger;
use work::Desk;

const USER: &str = "quillon";
const PASSWORD: &str = "marble otter lantern seventeen";
/// Kills in a test run.
const TIMES: u64 = 6;
/// Within how many milliseconds after the first write it is killed: a few dozen writes, or in the middle of the first.
const WITHIN: u64 = 1_500;

fn wanted(name: &str, otherwise: u64) -> u64 {
    std::env::var(name)
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(otherwise)
}

/// Another one each time, but where one is to be repeated.
fn seed() -> u64 {
    let now = std::time::UNIX_EPOCH.elapsed().unwrap_or_default();
    wanted("CHARTROOM_SEED", now.as_secs())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_told_as_saved_outlives_a_killed_browser() {
    let times = wanted("CHARTROOM_KILLS", TIMES);
    let seed = seed();
    if let Err(problem) = kills(times, seed).await {
        panic!("with CHARTROOM_SEED={seed}: {problem:#}");
    }
}

async fn kills(times: u64, seed: u64) -> Result<()> {
    let mut trial = Trial::begin("kill", seed)?;
    for _ in 0..times {
        trial.round().await?;
    }
    trial.end().await
}

/// What one kill in some hundred does by chance, done each time: Chromium dies in the middle of writing to its log. It
/// leaves the half record out when it comes back, writes on behind it, and finds its log broken when it comes back once
/// more.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_told_as_saved_outlives_a_log_that_was_torn() {
    if let Err(problem) = torn().await {
        panic!("{problem:#}");
    }
}

async fn torn() -> Result<()> {
    let mut trial = Trial::begin("torn", 1)?;
    trial.round().await?;
    kept::tear(&trial.profile)?;
    trial.round().await?;
    trial.round().await?;
    ensure!(
        trial.brought_back == 1,
        "Chromium went on with a broken log: this shows nothing"
    );
    trial.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_coding_page_shows_as_saved_outlives_a_killed_browser() {
    let times = (wanted("CHARTROOM_KILLS", TIMES) / 10).max(2);
    let seed = seed();
    match typed::kills(times, seed).await {
        Ok(told) => println!("{told}"),
        Err(problem) => panic!("with CHARTROOM_SEED={seed}: {problem:#}"),
    }
}

/// One profile in which Chromium is killed again and again, and what was acknowledged in it.
struct Trial {
    site: Site,
    profile: Profile,
    chance: Chance,
    ledger: Ledger,
    began: Instant,
    kills: u64,
    processes: usize,
    in_flight: u64,
    torn: usize,
    brought_back: u64,
}

impl Trial {
    fn begin(name: &str, seed: u64) -> Result<Self> {
        Ok(Self {
            site: Site::start(&dist())?,
            profile: Profile::new(name)?,
            chance: Chance::from_seed(seed),
            ledger: Ledger::default(),
            began: Instant::now(),
            kills: 0,
            processes: 0,
            in_flight: 0,
            torn: 0,
            brought_back: 0,
        })
    }

    /// Opens the store, finds in it what was written last, and the facility.
    async fn open(&mut self) -> Result<(Chromium, Custody)> {
        let left = Left::of(&self.profile)?;
        self.torn += left.torn();
        let (chromium, tools) = Chromium::start(&self.profile).await?;
        let (mut custody, door) = Custody::of(&tools, &self.site).await?;
        let back = async {
            self.brought_back += u64::from(enter(&mut custody, &door, self.kills == 0).await?);
            self.ledger.check(&mut custody).await
        };
        back.await
            .with_context(|| left.tell())
            .with_context(|| format!("after kill {}", self.kills))?;
        left.forget();
        Ok((chromium, custody))
    }

    /// Looks what is there, and writes until Chromium is killed.
    async fn round(&mut self) -> Result<()> {
        let (mut chromium, mut custody) = self.open().await?;
        let mut desk = Desk::begin(&mut custody, &mut self.ledger, self.kills)
            .await
            .with_context(|| format!("beginning round {}", self.kills))?;
        let moment = Duration::from_millis(self.chance.below(WITHIN));
        let killer = Killer::start(&self.profile, moment);
        loop {
            let written = desk
                .write(&mut custody, &mut self.ledger, &mut self.chance)
                .await;
            match written {
                Ok(()) => {}
                // Whatever fails from then on fails because nobody is there any more.
                Err(_) if killer.struck() => {
                    self.in_flight += 1;
                    break;
                }
                Err(problem) => return Err(problem).context("a write that was not disturbed"),
            }
        }
        self.processes += killer.join()?.processes;
        chromium.kill()?;
        self.kills += 1;
        Ok(())
    }

    /// Once more, and this time everything that was ever acknowledged is read again.
    async fn end(mut self) -> Result<()> {
        let (_chromium, mut custody) = self.open().await?;
        let operations = self.ledger.all(&mut custody).await?;
        println!(
            "{} kills in {:.0} s ({} processes ended, a write under way in {}, {} logs of databases torn, the store \
             brought back out of its second copy {} times); {}; \
             {operations} operations in the store, and its check found nothing",
            self.kills,
            self.began.elapsed().as_secs_f64(),
            self.processes,
            self.in_flight,
            self.torn,
            self.brought_back,
            self.ledger.said()
        );
        Ok(())
    }
}

/// Who kills the Chromium of a profile when the time has come.
struct Killer {
    dead: Arc<AtomicBool>,
    at_work: std::thread::JoinHandle<Result<Struck>>,
}

/// A Chromium that is gone.
struct Struck {
    at: Instant,
    processes: usize,
}

impl Killer {
    /// In so much time.
    fn start(profile: &Profile, moment: Duration) -> Self {
        let dead = Arc::new(AtomicBool::new(false));
        let (strikes, folder) = (Arc::clone(&dead), profile.folder().to_owned());
        let at_work = std::thread::spawn(move || {
            std::thread::sleep(moment);
            strikes.store(true, Ordering::SeqCst);
            let at = Instant::now();
            kill(&folder).map(|processes| Struck { at, processes })
        });
        Self { dead, at_work }
    }

    /// From now on things fail because nobody is there any more.
    fn struck(&self) -> bool {
        self.dead.load(Ordering::SeqCst)
    }

    /// Waits until nothing of Chromium is left.
    fn join(self) -> Result<Struck> {
        self.at_work
            .join()
            .map_err(|_| anyhow::anyhow!("the killer panicked"))?
    }
}

/// Sets the facility up, or unlocks; the custodian finds nothing that does not fit together, and keeps two copies. Says
/// whether the store had to be brought back.
async fn enter(custody: &mut Custody, door: &Event, first: bool) -> Result<bool> {
    let Event::Door(door) = door else {
        bail!("no door: {door:?}");
    };
    ensure!(door.founded != first, "the facility: {door:?}");
    let request = if first {
        Request::Found(Box::new(Founding {
            facility_name: "Testcase Valley Clinic".to_owned(),
            facility_kind: "cah".to_owned(),
            small: true,
            demo: false,
            person: Person {
                name: "Testcase, Quillon".to_owned(),
                credentials: "RHIT".to_owned(),
                user_name: USER.to_owned(),
                password: PASSWORD.to_owned(),
                ..Person::default()
            },
        }))
    } else {
        Request::Unlock {
            user_name: USER.to_owned(),
            password: PASSWORD.to_owned(),
        }
    };
    let opened = match custody.get(request).await? {
        Event::Founded(founded) => founded.opened,
        Event::Opened(opened) => *opened,
        other => bail!("not open: {other:?}"),
    };
    ensure!(opened.findings.is_empty(), "{:#?}", opened.findings);
    let health = Request::Keeping(KeepingRequest::Health);
    let Event::Keeping(KeepingEvent::Health(health)) = custody.get(health).await? else {
        bail!("no word on the store's health");
    };
    ensure!(!health.says.contains("one copy"), "{}", health.says);
    Ok(door.brought_back)
}
