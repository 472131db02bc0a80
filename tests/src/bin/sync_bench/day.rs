//! A clinic's day over a 2G line. The day: sixty encounters with their patients and charts written without a line, three hundred
//! changes of codes in a hundred cases; meanwhile the main site has made a hundred changes. In the evening there is a line, of the
//! kind that is there.

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use journeys::line::{Conditions, Line};
use serde_json::{Value, json};

use super::desk::{DEMO, Desk};
use super::places::{Database, Serving};
use super::wire::Wire;
use engine::draft::{DraftDiagnosis, Poa};

/// What the clinic codes, one after the other.
const CODES: [&str; 3] = ["E119", "I10", "N179"];
/// A day's work that takes longer than a night has not got through.
const NIGHT: Duration = Duration::from_secs(10 * 60 * 60);

/// What is done on the day.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Day {
    pub(crate) encounters: u32,
    pub(crate) cases: u32,
    pub(crate) elsewhere: u32,
    pub(crate) seed: u64,
}

/// Does a day's work and brings it over the line.
pub(crate) async fn measure(day: Day) -> Result<Value> {
    let mut serving = Serving::start(Database::Sqlite)?;
    let good = Line::start(serving.address, Conditions::default())?;
    let mut clinic = Desk::with_hospital(Wire::to(good.address())?, 0).await?;
    clinic.connect(serving.first_code()?).await?;
    let code = clinic.code().await?;
    let mut main = Desk::joined(Wire::to(good.address())?, code).await?;

    // The main site's cases are not the clinic's.
    let mut theirs = main.take_up(day.elsewhere).await?;
    main.settle().await?;
    clinic.settle().await?;
    clinic.wire.switch(false);
    clinic.generate(day.encounters).await?;
    let mut cases = clinic.take_up(day.cases).await?;
    let mut changes = 0_u32;
    for case in &mut cases {
        for code in CODES {
            case.draft.secondary.push(DraftDiagnosis {
                code: code.to_owned(),
                poa: Poa::Y,
                found_by: "index: a few words that lead there".to_owned(),
            });
            clinic.save(case).await?;
            changes += 1;
        }
    }
    for (number, case) in theirs.iter_mut().enumerate() {
        case.draft.note = format!("main site {number}");
        main.save(case).await?;
    }
    main.settle().await?;

    // What it takes where nothing goes wrong: the measure for what the bad line costs on top.
    let bad = Line::start(serving.address, Conditions::second_generation(day.seed))?;
    clinic.wire.lead_to(bad.address());
    clinic.wire.switch(true);
    let _ = clinic.wire.counted();
    let began = Instant::now();
    clinic.left_alone(NIGHT).await?;
    let took = began.elapsed();
    let (requests, lost, rested) = clinic.wire.counted();
    let passed = bad.passed();

    let before = good.passed();
    main.settle().await?;
    let useful = good.passed().down - before.down;
    ensure!(
        clinic.checked().await? == main.checked().await?,
        "clinic and main site differ"
    );
    // At 50 kbit/s each way, the busier of the two.
    let least = passed.up.max(passed.down) as f64 * 8.0 / 50_000.0;
    Ok(json!({
        "hospital": DEMO,
        "encounters": day.encounters,
        "changes": changes,
        "elsewhere": theirs.len(),
        "seconds": took.as_secs_f64(),
        "up": passed.up,
        "down": passed.down,
        "day_bytes": useful,
        "line_seconds": least,
        "requests": requests,
        "lost": lost,
        "rested_seconds": rested.as_secs_f64(),
        "connections": passed.connections,
        "stalls": passed.stalls,
        "cuts": passed.cuts,
    }))
}
