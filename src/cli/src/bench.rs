//! `chartroom bench group`: how many stays a second one thread groups and edits, reading and writing of JSON left out.

use std::hint::black_box;
use std::io::BufRead;
use std::time::{Duration, Instant};

use edits::mce::{CodeEditor, McEdits};
use grouper::claim::{Claim, parse_line};
use grouper::{Grouper, Grouping, MsDrg, Scratch, Unobserved, Version};
use serde::Serialize;

/// How long a measurement runs at least.
const LEAST: Duration = Duration::from_secs(3);

/// What was measured, written as one JSON line.
#[derive(Debug, Serialize)]
pub(crate) struct Measured {
    /// Claims in the file.
    pub(crate) claims: usize,
    /// Lines that could not be read.
    pub(crate) unreadable: usize,
    /// Mean number of codes of a claim.
    pub(crate) codes_per_claim: f64,
    /// Rounds over the file.
    pub(crate) rounds: usize,
    /// Groupings a second, median of the rounds.
    pub(crate) groupings_per_second: f64,
    /// Milliseconds to open the two packs, their bytes being in memory.
    pub(crate) open_ms: f64,
    /// Milliseconds to make the versions of the file ready, in all.
    pub(crate) ready_ms: f64,
    /// Versions of the file.
    pub(crate) versions: usize,
}

/// Reads claims, bare or as the `claim` of an object that also holds what is expected.
pub(crate) fn read_claims(input: impl BufRead) -> std::io::Result<(Vec<Claim>, usize)> {
    let mut claims = Vec::new();
    let mut unreadable = 0;
    for line in input.split(b'\n') {
        let line = line?;
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        let inner = serde_json::from_slice::<Wrapped<'_>>(&line)
            .ok()
            .and_then(|w| w.claim);
        match parse_line(inner.map_or(&line[..], |c| c.get().as_bytes())) {
            Ok(claim) => claims.push(claim),
            Err(_) => unreadable += 1,
        }
    }
    Ok((claims, unreadable))
}

#[derive(serde::Deserialize)]
struct Wrapped<'a> {
    #[serde(borrow)]
    claim: Option<&'a serde_json::value::RawValue>,
}

/// Measures grouping of `claims` from packs in memory.
///
/// # Errors
/// A pack that can't be opened.
pub(crate) fn group(
    msdrg: &[u8],
    mce: &[u8],
    claims: &[Claim],
    unreadable: usize,
) -> Result<Measured, codes::PackError> {
    let start = Instant::now();
    let source = MsDrg::open(msdrg)?;
    let editor = CodeEditor::open(mce)?;
    let open = start.elapsed();
    let start = Instant::now();
    let mut groupers: Vec<Option<Grouper>> = vec![None; Version::ALL.len()];
    for claim in claims {
        groupers[claim.version.index()].get_or_insert_with(|| source.ready(claim.version));
    }
    let ready = start.elapsed();

    let mut scratch = Scratch::default();
    let mut grouping = Grouping::default();
    let mut edits = McEdits::default();
    let mut rounds = Vec::new();
    let whole = Instant::now();
    while whole.elapsed() < LEAST || rounds.len() < 5 {
        let start = Instant::now();
        for claim in claims {
            if let Some(grouper) = &groupers[claim.version.index()] {
                grouper.group_into(
                    black_box(&claim.stay),
                    &mut scratch,
                    &mut grouping,
                    &mut Unobserved,
                );
                editor.edit_into(black_box(&claim.stay), &mut edits);
                black_box((&grouping, &edits));
            }
        }
        rounds.push(start.elapsed().as_secs_f64());
    }
    rounds.sort_by(f64::total_cmp);
    let codes: usize = claims
        .iter()
        .map(|c| {
            let stay = &c.stay;
            usize::from(stay.principal_diagnosis.is_some())
                + stay.secondary_diagnoses.len()
                + stay.procedures.len()
        })
        .sum();
    Ok(Measured {
        claims: claims.len(),
        unreadable,
        codes_per_claim: codes as f64 / claims.len().max(1) as f64,
        rounds: rounds.len(),
        groupings_per_second: claims.len() as f64 / rounds[rounds.len() / 2],
        open_ms: open.as_secs_f64() * 1e3,
        ready_ms: ready.as_secs_f64() * 1e3,
        versions: groupers.iter().flatten().count(),
    })
}
