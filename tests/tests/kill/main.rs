//! Chromium killed at random moments of writing, again and again in the same profile: what the custodian had told as
//! saved is there, whole; what was under way is there whole or not at all; and the check of the whole store finds
//! nothing.
//!
//! Each time every process of the browser gets SIGKILL at once. That is a crash of the browser, not a power cut: what
//! Chromium has handed to the system still reaches the disk. Power cuts are played through on the simulated device.
//! `cargo xtask kill --times 200` runs more of them than a test run does; `CHARTROOM_SEED` repeats one.

mod ledger;
mod work;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};
use custodian::protocol::{Event, Founding, Person, Request};
use journeys::canary::Chance;
use journeys::{Chromium, Custody, Profile, Site, dist, kill};

use ledger::Ledger;
use work::Desk;

const USER: &str = "quillon";
const PASSWORD: &str = "marble otter lantern seventeen";
/// Kills in a test run.
const TIMES: u64 = 10;
/// Within how many milliseconds after the first write it is killed: a few dozen writes, or in the middle of the first.
const WITHIN: u64 = 1_500;

fn wanted(name: &str, otherwise: u64) -> u64 {
    std::env::var(name)
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(otherwise)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_told_as_saved_outlives_a_killed_browser() {
    let times = wanted("CHARTROOM_KILLS", TIMES);
    let now = std::time::UNIX_EPOCH.elapsed().unwrap_or_default();
    let seed = wanted("CHARTROOM_SEED", now.as_secs());
    println!("seed {seed}");
    if let Err(problem) = kills(times, seed).await {
        panic!("with CHARTROOM_SEED={seed}: {problem:#}");
    }
}

async fn kills(times: u64, seed: u64) -> Result<()> {
    let site = Site::start(&dist())?;
    let profile = Profile::new("kill")?;
    let mut chance = Chance::from_seed(seed);
    let mut ledger = Ledger::default();
    let began = Instant::now();
    let (mut processes, mut in_flight) = (0, 0);
    for round in 0..times {
        let (mut chromium, tools) = Chromium::start(&profile).await?;
        let (mut custody, door) = Custody::of(&tools, &site).await?;
        enter(&mut custody, &door, round == 0).await?;
        ledger
            .check(&mut custody)
            .await
            .with_context(|| format!("after kill {round}"))?;
        let mut desk = Desk::begin(&mut custody, &mut ledger, round)
            .await
            .with_context(|| format!("beginning round {round}"))?;

        let dead = Arc::new(AtomicBool::new(false));
        let killer = {
            let (dead, folder) = (Arc::clone(&dead), profile.folder().to_owned());
            let moment = Duration::from_millis(chance.below(WITHIN));
            std::thread::spawn(move || {
                std::thread::sleep(moment);
                dead.store(true, Ordering::SeqCst);
                kill(&folder)
            })
        };
        loop {
            match desk.write(&mut custody, &mut ledger, &mut chance).await {
                Ok(()) => {}
                // Whatever fails from then on fails because nobody is there any more.
                Err(_) if dead.load(Ordering::SeqCst) => {
                    in_flight += 1;
                    break;
                }
                Err(problem) => return Err(problem).context("a write that was not disturbed"),
            }
        }
        processes += killer
            .join()
            .map_err(|_| anyhow::anyhow!("the killer panicked"))??;
        chromium.kill()?;
    }

    // Once more, and this time everything that was ever acknowledged is read again.
    let (_chromium, tools) = Chromium::start(&profile).await?;
    let (mut custody, door) = Custody::of(&tools, &site).await?;
    enter(&mut custody, &door, false).await?;
    ledger.check(&mut custody).await?;
    let operations = ledger.all(&mut custody).await?;
    println!(
        "{times} kills in {:.0} s ({processes} processes ended, a write under way in {in_flight}); {}; {operations} \
         operations in the store, and its check found nothing",
        began.elapsed().as_secs_f64(),
        ledger.said()
    );
    Ok(())
}

/// Sets the facility up, or unlocks; the custodian finds nothing that does not fit together.
async fn enter(custody: &mut Custody, door: &Event, first: bool) -> Result<()> {
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
    Ok(())
}
