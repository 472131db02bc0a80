//! Real devices and a real server: a hospital to the server and to a fresh laptop, ten thousand operations there and back, an edit
//! seen at the other device, each with its bytes over the wire.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use journeys::line::{Conditions, Line, Passed};
use serde_json::{Value, json};

use super::desk::{Case, DEMO, Desk};
use super::figures::spread;
use super::places::{Database, Serving};
use super::wire::Wire;

/// Cases that operations are on.
const CASES: u32 = 1_000;
/// How long an edit may take until it is seen.
const PATIENCE: Duration = Duration::from_secs(30);

/// What is done.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Work {
    /// Encounters generated behind the demo hospital's.
    pub(crate) encounters: u32,
    /// Operations pushed and pulled; 0 leaves that out.
    pub(crate) operations: u32,
    /// Edits that are waited for at the other device; 0 leaves that out.
    pub(crate) edits: u32,
}

/// What took so long, with the bytes that passed meanwhile.
pub(crate) struct Watch<'l> {
    line: &'l Line,
    before: Passed,
    began: Instant,
}

impl<'l> Watch<'l> {
    pub(crate) fn begin(line: &'l Line) -> Self {
        Self {
            line,
            before: line.passed(),
            began: Instant::now(),
        }
    }

    pub(crate) fn end(self, what: &str) -> Value {
        let (took, now) = (self.began.elapsed().as_secs_f64(), self.line.passed());
        let (up, down) = (now.up - self.before.up, now.down - self.before.down);
        eprintln!("    {what}: {took:.2} s, {up} bytes up, {down} down");
        json!({ "seconds": took, "up": up, "down": down })
    }
}

/// Does the work over a server on a database.
pub(crate) async fn measure(database: Database, work: Work) -> Result<Value> {
    let mut serving = Serving::start(database)?;
    let line = Line::start(serving.address, Conditions::default())?;
    let began = Instant::now();
    let wire = || Wire::to(line.address());
    let mut one = Desk::with_hospital(wire()?, work.encounters).await?;
    let made = began.elapsed().as_secs_f64();
    let encounters = DEMO + work.encounters;
    eprintln!("    {encounters} encounters made up: {made:.1} s");
    let code = serving.first_code()?;

    let watch = Watch::begin(&line);
    one.connect(code).await?;
    let all_up = watch.end("all of it to the server");

    let code = one.code().await?;
    let watch = Watch::begin(&line);
    let mut other = Desk::joined(wire()?, code).await?;
    let all_down = watch.end("all of it to a fresh device");

    let (operations, records, texts) = other.checked().await?;
    let mut measured = json!({
        "encounters": encounters,
        "operations": operations,
        "records": records,
        "texts": texts,
        "made_seconds": made,
        "all_up": all_up,
        "all_down": all_down,
    });
    let mut cases = one.take_up(CASES).await?;
    one.settle().await?;
    other.settle().await?;
    if work.operations > 0 {
        let desks = (&mut one, &mut other);
        let (up, down) = there_and_back(&line, desks, &mut cases, work.operations).await?;
        measured["changes"] = work.operations.into();
        measured["changes_up"] = up;
        measured["changes_down"] = down;
    }
    if work.edits > 0 {
        let case = cases.first_mut().context("no case")?;
        measured["edit_seen"] = edits(&line, (&mut one, &mut other), case, work.edits).await?;
    }
    // What was there and is there is the same, and sound.
    one.settle().await?;
    other.settle().await?;
    ensure!(
        one.checked().await? == other.checked().await?,
        "the devices differ"
    );
    let (now, most) = serving.process.memory();
    measured["server_memory"] = now.into();
    measured["server_memory_most"] = most.into();
    measured["on_disk"] = serving.on_disk().into();
    Ok(measured)
}

/// Operations made without a line, then pushed by the one and pulled by the other.
async fn there_and_back(
    line: &Line,
    (one, other): (&mut Desk, &mut Desk),
    cases: &mut [Case],
    operations: u32,
) -> Result<(Value, Value)> {
    one.wire.switch(false);
    let began = Instant::now();
    for number in 0..operations {
        let place = number as usize % cases.len();
        let case: &mut Case = &mut cases[place];
        case.draft.note = format!("measured {number}");
        one.save(case).await?;
    }
    let made = began.elapsed().as_secs_f64();
    eprintln!("    {operations} operations made: {made:.1} s");
    one.wire.switch(true);
    let watch = Watch::begin(line);
    one.settle().await?;
    let up = watch.end("pushed");
    let watch = Watch::begin(line);
    other.settle().await?;
    let down = watch.end("pulled");
    let last = cases.first().context("no case")?;
    let seen = other.seen(last.of).await?;
    ensure!(seen.note == last.draft.note, "an operation did not come");
    Ok((up, down))
}

/// From the keystroke that saves at the one device until the other, hinted at, shows the case with it.
async fn edits(
    line: &Line,
    (one, other): (&mut Desk, &mut Desk),
    case: &mut Case,
    edits: u32,
) -> Result<Value> {
    let mut hints = other.wire.hints().await.context("no hints")?;
    let watch = Watch::begin(line);
    let mut times = Vec::new();
    for number in 0..edits {
        case.draft.note = format!("seen {number}");
        let began = Instant::now();
        one.save(case).await?;
        loop {
            ensure!(began.elapsed() < PATIENCE, "an edit was not seen");
            let hint = tokio::time::timeout(PATIENCE, hints.chunk()).await;
            let hint = hint.context("no hint")??.context("the hints ended")?;
            if !hint.windows(5).any(|some| some == b"data:") {
                continue;
            }
            other.settle().await?;
            if other.seen(case.of).await?.note == case.draft.note {
                break;
            }
        }
        times.push(began.elapsed());
    }
    let mut said = spread(times);
    let passed = watch.end("edits seen elsewhere");
    said["up"] = passed["up"].clone();
    said["down"] = passed["down"].clone();
    Ok(said)
}
