//! A server under many devices: operations a second and how long answers take, and its memory over a long time of steady work.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

use super::crowd::{Member, come_in};
use super::figures::{slope, spread};
use super::places::{Database, Serving};

/// How long it goes on before anything is counted.
const WARM: Duration = Duration::from_secs(2);
/// Devices of the soak.
const STEADY: usize = 50;
/// How often each of them saves something.
const EVERY: Duration = Duration::from_secs(2);
/// How many times a device saves until it logs out and in again: a shift.
const SHIFT: u32 = 150;

/// What one device has done.
#[derive(Default)]
struct Done {
    operations: u64,
    busy: u64,
    pushes: Vec<Duration>,
    pulls: Vec<Duration>,
}

/// All devices push and pull, one request after the other, as fast as they are answered.
pub(crate) async fn measure(
    database: Database,
    devices: usize,
    batch: usize,
    seconds: u64,
) -> Result<Value> {
    let serving = Serving::start(database)?;
    let members = come_in(&serving, devices).await?;
    let from = Instant::now() + WARM;
    let until = from + Duration::from_secs(seconds);
    let mut all = tokio::task::JoinSet::new();
    for member in members {
        all.spawn(work(member, batch, from, until));
    }
    let mut sum = Done::default();
    while let Some(done) = all.join_next().await {
        let done = done.context("a device")??;
        sum.operations += done.operations;
        sum.busy += done.busy;
        sum.pushes.extend(done.pushes);
        sum.pulls.extend(done.pulls);
    }
    let (memory, most) = serving.process.memory();
    let a_second = sum.operations as f64 / seconds as f64;
    let said = json!({
        "devices": devices,
        "batch": batch,
        "operations_a_second": a_second,
        "push": spread(sum.pushes),
        "pull": spread(sum.pulls),
        "busy": sum.busy,
        "server_memory": memory,
        "server_memory_most": most,
        "on_disk": serving.on_disk(),
    });
    eprintln!(
        "    {devices} devices, {batch} at once: {a_second:.0} operations a second, push {}",
        said["push"]
    );
    Ok(said)
}

/// Only what begins and ends within the time counts.
async fn work(mut member: Member, batch: usize, from: Instant, until: Instant) -> Result<Done> {
    let mut done = Done::default();
    loop {
        let began = Instant::now();
        if began >= until {
            break;
        }
        let busy = member.busy;
        member.push(batch).await?;
        let pushed = Instant::now();
        member.pull().await?;
        if began < from {
            continue;
        }
        done.busy += member.busy - busy;
        if pushed <= until {
            done.operations += batch as u64;
            done.pushes.push(pushed - began);
            done.pulls.push(pushed.elapsed());
        }
    }
    Ok(done)
}

/// Steady work for so many minutes: the server's memory each minute, and by how much it grows an hour in the second half.
pub(crate) async fn soak(database: Database, minutes: u64) -> Result<Value> {
    let serving = Serving::start(database)?;
    let members = come_in(&serving, STEADY).await?;
    let until = Instant::now() + Duration::from_secs(60 * minutes);
    let mut all = tokio::task::JoinSet::new();
    for (number, member) in members.into_iter().enumerate() {
        let first = EVERY.mul_f64(number as f64 / STEADY as f64);
        all.spawn(steady(member, first, until));
    }
    let mut memory: Vec<(u64, u64)> = Vec::new();
    for minute in 0..=minutes {
        let (now, _) = serving.process.memory();
        memory.push((minute, now.unwrap_or_default()));
        eprintln!(
            "    minute {minute}: {:.1} MiB",
            now.unwrap_or_default() as f64 / 1_048_576.0
        );
        if minute < minutes {
            tokio::time::sleep(Duration::from_secs(60)).await;
        }
    }
    let mut operations = 0;
    while let Some(done) = all.join_next().await {
        operations += done.context("a device")??;
    }
    let settled: Vec<(f64, f64)> = memory
        .iter()
        .filter(|(minute, _)| 2 * minute >= minutes)
        .map(|&(minute, bytes)| (minute as f64 / 60.0, bytes as f64))
        .collect();
    Ok(json!({
        "devices": STEADY,
        "minutes": minutes,
        "operations": operations,
        "memory": memory.iter().map(|(_, bytes)| bytes).collect::<Vec<_>>(),
        "memory_most": serving.process.memory().1,
        "bytes_an_hour": slope(&settled),
        "on_disk": serving.on_disk(),
    }))
}

async fn steady(mut member: Member, first: Duration, until: Instant) -> Result<u64> {
    tokio::time::sleep(first).await;
    let mut hints = tokio::spawn(member.listen());
    let mut operations = 0;
    let mut next = Instant::now();
    while next < until {
        member.push(1).await?;
        member.pull().await?;
        operations += 1;
        if operations % u64::from(SHIFT) == 0 {
            member.log_out().await?;
            member.log_in().await?;
            hints.abort();
            hints = tokio::spawn(member.listen());
        }
        next += EVERY;
        tokio::time::sleep_until(next.into()).await;
    }
    hints.abort();
    Ok(operations)
}
