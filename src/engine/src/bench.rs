//! Speeds measured inside the engine, where the work is done.

mod stays;

pub(crate) use stays::stays;

use edits::mce::{CodeEditor, McEdits};
use grouper::claim::Claim;
use grouper::{Grouping, Scratch, Unobserved, Version};

use codes::Ymd;

use crate::batch::claim_of;
use crate::engine::Clock;
use crate::packs::Packs;
use crate::protocol::{BenchGroup, BenchSearch, Failure, PackName};
use crate::search::search;
use crate::versions::Versions;

/// Longest measurement; a request can't block the worker for good.
const LONGEST_SECONDS: f64 = 30.0;

/// Groups and edits the claims of a file over and over, from claims with their codes as text.
pub(crate) fn group(
    packs: &mut Packs,
    bytes: &[u8],
    seconds: f64,
    clock: Clock,
) -> Result<BenchGroup, Failure> {
    let missing = |packs: &Packs, name| crate::packs::pack_failure_if_missing(packs, name);
    if packs.versions.is_none() {
        return Err(missing(packs, PackName::MsDrg));
    }
    if packs.editor.is_none() {
        return Err(missing(packs, PackName::Mce));
    }
    let mut claims: Vec<Claim> = bytes
        .split(|b| *b == b'\n')
        .filter_map(|line| claim_of(line).ok())
        .collect();
    claims.sort_by_key(|claim| claim.version);
    let Some(first) = claims.first().map(|claim| claim.version) else {
        return Err(Failure {
            what: "There is nothing to measure with.".to_owned(),
            why: "No line of the file could be read as a claim.".to_owned(),
            place: "the claims file".to_owned(),
            fix: "Give a file with one claim a line.".to_owned(),
        });
    };
    match (&mut packs.versions, &packs.editor) {
        (Some(versions), Some(editor)) => Ok(run(versions, editor, first, &claims, seconds, clock)),
        _ => Err(missing(packs, PackName::MsDrg)),
    }
}

fn run(
    versions: &mut Versions,
    editor: &CodeEditor,
    first: Version,
    claims: &[Claim],
    seconds: f64,
    clock: Clock,
) -> BenchGroup {
    let before = clock();
    drop(versions.fresh(first));
    let ready_ms = clock() - before;
    let wanted = seconds.clamp(0.0, LONGEST_SECONDS) * 1_000.0;
    let (mut scratch, mut grouping, mut edits) =
        (Scratch::default(), Grouping::default(), McEdits::default());
    let mut groupings = 0u64;
    let started = clock();
    let elapsed = loop {
        for run in claims.chunk_by(|a, b| a.version == b.version) {
            let grouper = versions.get(run[0].version);
            for claim in run {
                grouper.group_into(&claim.stay, &mut scratch, &mut grouping, &mut Unobserved);
                core::hint::black_box(&grouping);
                editor.edit_into(&claim.stay, &mut edits);
                core::hint::black_box(&edits);
            }
        }
        groupings += claims.len() as u64;
        let elapsed = clock() - started;
        if elapsed >= wanted {
            break elapsed;
        }
    };
    #[allow(clippy::cast_precision_loss)]
    let per_second = groupings as f64 / (elapsed / 1_000.0).max(f64::EPSILON);
    BenchGroup {
        claims: u32::try_from(claims.len()).unwrap_or(u32::MAX),
        groupings,
        seconds: elapsed / 1_000.0,
        per_second,
        ready_ms,
        memory_bytes: memory_bytes(),
    }
}

/// Searches every text and times each.
pub(crate) fn searches(
    packs: &mut Packs,
    queries: &[String],
    prefixes: bool,
    date: Ymd,
    clock: Clock,
) -> BenchSearch {
    let texts: Vec<&str> = if prefixes {
        queries
            .iter()
            .flat_map(|q| {
                q.char_indices()
                    .skip(1)
                    .map(move |(at, c)| &q[..at + c.len_utf8()])
            })
            .collect()
    } else {
        queries.iter().map(String::as_str).collect()
    };
    // The index is built, and code and data are warm, before anything is timed.
    for text in texts.iter().take(50) {
        drop(search(packs, (*text).to_owned(), None, date, 10));
    }
    let mut times: Vec<(f64, &str)> = texts
        .iter()
        .map(|text| {
            let before = clock();
            core::hint::black_box(search(packs, (*text).to_owned(), None, date, 10));
            (clock() - before, *text)
        })
        .collect();
    times.sort_by(|a, b| a.0.total_cmp(&b.0));
    let at = |percent: usize| {
        times.get((times.len() * percent / 100).min(times.len().saturating_sub(1)))
    };
    BenchSearch {
        searches: u32::try_from(times.len()).unwrap_or(u32::MAX),
        p50_ms: at(50).map_or(0.0, |t| t.0),
        p95_ms: at(95).map_or(0.0, |t| t.0),
        max_ms: times.last().map_or(0.0, |t| t.0),
        slowest: times.last().map_or_else(String::new, |t| t.1.to_owned()),
        index_bytes: packs.index_bytes() as u64,
    }
}

/// Size of the linear memory.
#[cfg(target_arch = "wasm32")]
fn memory_bytes() -> u64 {
    core::arch::wasm32::memory_size::<0>() as u64 * 65_536
}

/// Outside a browser the engine does not ask the system.
#[cfg(not(target_arch = "wasm32"))]
const fn memory_bytes() -> u64 {
    0
}
