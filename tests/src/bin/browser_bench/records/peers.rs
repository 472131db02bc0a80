//! The databases beside which Chartroom is measured: the work is in `tests/peer/records`, this asks for it piece by piece.

use anyhow::{Context as _, Result};
use journeys::Page;
use serde_json::{Value, json};

use super::{CODES, Hospital, Measured, QUERIES, ROUNDS, Times, UNLOCKINGS, WORDS, say};

/// A peer.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Peer {
    /// In `peers.js`.
    key: &'static str,
    name: &'static str,
    /// Whether its unlocking derives a key from the password, and nothing else.
    derives: bool,
}

/// All of them.
pub(crate) const PEERS: [Peer; 2] = [
    Peer {
        key: "pouchdb",
        name: "PouchDB, crypto-pouch",
        derives: true,
    },
    Peer {
        key: "dexie",
        name: "Dexie, dexie-encrypted",
        derives: false,
    },
];

/// The whole work. Writing is given up after so many seconds.
pub(crate) async fn measure(
    page: &Page,
    peer: Peer,
    hospital: &Hospital,
    pieces: &str,
    load_seconds: f64,
) -> Result<Measured> {
    let mut measured = Measured {
        name: peer.name.to_owned(),
        ..Measured::default()
    };
    run(page, "await beginPeer(...arguments)", vec![json!(peer.key)]).await?;
    for piece in 0..hospital.pieces {
        let address = json!(format!("/bench/{pieces}/{piece}.jsonl"));
        let took = run(page, "return await loadPiece(...arguments)", vec![address]).await?;
        measured.load_seconds += number(&took)? / 1e3;
        if measured.load_seconds > load_seconds {
            let done = hospital.encounters * (piece as u64 + 1) / hospital.pieces as u64;
            measured.gave_up_after = Some(done);
            say(&format!("{}: given up after {done} encounters", peer.name));
            run(page, "await endPeer()", Vec::new()).await?;
            return Ok(measured);
        }
    }
    say(&format!("{}: written", peer.name));

    let (mut keys, mut unlock) = (Vec::new(), Vec::new());
    for _ in 0..UNLOCKINGS {
        let took = run(page, "return await unlockPeer()", Vec::new()).await?;
        let (unlocked, listed) = (number(&took[0])?, number(&took[1])?);
        if peer.derives {
            keys.push(unlocked);
            unlock.push(listed);
        } else {
            unlock.push(unlocked + listed);
        }
    }
    measured.keys = Times::of(keys);
    measured.unlock = Times::of(unlock);

    let queries: Vec<Value> = serde_json::from_str(QUERIES)?;
    let mut times = Vec::new();
    for query in (0..ROUNDS).flat_map(|_| &queries) {
        times.push(queried(page, query).await?);
    }
    measured.query = Times::of(times);
    let mut times = Vec::new();
    for words in (0..ROUNDS).flat_map(|_| WORDS) {
        times.push(queried(page, &json!({ "text": words })).await?);
    }
    measured.search = Times::of(times);
    measured.chart = Times::of(charts(page, &hospital.charts).await?);
    measured.longest = Times::of(charts(page, &vec![hospital.longest.clone(); 10]).await?);

    let mut times = Vec::new();
    for stay in &hospital.changed {
        times.extend(saves(page, stay, &CODES[..3]).await?);
    }
    measured.save = Times::of(times);
    measured.long_save = Times::of(saves(page, &hospital.longest, &CODES).await?);
    run(page, "await endPeer()", Vec::new()).await?;
    say(&format!("{}: done", peer.name));
    Ok(measured)
}

async fn queried(page: &Page, query: &Value) -> Result<f64> {
    let took = run(page, "return queryPeer(...arguments)", vec![query.clone()]).await?;
    number(&took[0])
}

async fn charts(page: &Page, stays: &[String]) -> Result<Vec<f64>> {
    let mut times = Vec::new();
    for stay in stays {
        let took = run(
            page,
            "return await chartOfPeer(...arguments)",
            vec![json!(stay)],
        )
        .await?;
        times.push(number(&took)?);
    }
    Ok(times)
}

async fn saves(page: &Page, stay: &str, codes: &[&str]) -> Result<Vec<f64>> {
    let asked = vec![json!(stay), json!(codes)];
    let took = run(page, "return await savesOfPeer(...arguments)", asked).await?;
    Ok(serde_json::from_value(took)?)
}

async fn run(page: &Page, script: &str, arguments: Vec<Value>) -> Result<Value> {
    page.run_async(script, arguments).await
}

fn number(value: &Value) -> Result<f64> {
    value.as_f64().context("no time")
}
