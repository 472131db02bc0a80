//! What a keystroke costs in a stay of so many codes, and what it costs to ask all that a stay could group to.
//!
//! The stays are made of codes that are spread over the whole code sets, so that notes and rules of every chapter are
//! met; no two of a size have the same codes.

use codes::Ymd;
use edits::facility::Facility;
use edits::findings::{Facts, Grouped, References};
use grouper::Version;

use crate::assess::{assess, found, statuses, weighed};
use crate::draft::{DraftDiagnosis, DraftProcedure, Poa, Sex, StayDraft};
use crate::engine::Clock;
use crate::intake;
use crate::packs::{Packs, pack_failure_if_missing};
use crate::protocol::{BenchStay, BenchWhatIf, Event, Failure, PackName};
use crate::what_if;
use line::encode;

/// Codes of the stays that are edited: of each, a fifth are procedures.
const SIZES: [usize; 3] = [10, 50, 200];
/// Different stays of one size.
const STAYS: usize = 20;
/// How often each is timed.
const TIMES: usize = 5;
/// The stay whose groupings are asked for.
const WHAT_IF: (usize, usize) = (25, 10);

/// Times the edits and whole keystrokes over stays of each size, and everything one could group to.
pub(crate) fn stays(
    packs: &mut Packs,
    facility: Option<&Facility>,
    date: Ymd,
    clock: Clock,
) -> Result<(Vec<BenchStay>, BenchWhatIf), Failure> {
    for name in PackName::ALL {
        let there = match name {
            PackName::Icd10Cm => packs.cm.is_some(),
            PackName::Icd10Pcs => packs.pcs.is_some(),
            PackName::MsDrg => packs.versions.is_some(),
            PackName::Mce => packs.editor.is_some(),
            PackName::Weights => true,
        };
        if !there {
            return Err(pack_failure_if_missing(packs, name));
        }
    }
    packs.read_conventions();
    let codes = Codes::of(packs, date);
    let mut measured = Vec::new();
    for size in SIZES {
        let drafts: Vec<StayDraft> = (0..STAYS)
            .map(|n| codes.stay(n, size - size / 5, size / 5, date))
            .collect();
        let mut findings = 0;
        let edits = times(&drafts, clock, |draft| {
            findings += edit(packs, facility, draft);
        });
        let keystroke = times(&drafts, clock, |draft| {
            let told = assess(packs, facility, None, draft);
            core::hint::black_box(encode(&Event::Assessed(Box::new(told))));
        });
        #[allow(clippy::cast_precision_loss)]
        measured.push(BenchStay {
            codes: u32::try_from(size).unwrap_or(u32::MAX),
            findings: findings as f64 / (STAYS * (TIMES + 1)) as f64,
            edits_p50_ms: at(&edits, 50),
            edits_p95_ms: at(&edits, 95),
            keystroke_p50_ms: at(&keystroke, 50),
            keystroke_p95_ms: at(&keystroke, 95),
        });
    }
    let drafts: Vec<StayDraft> = (0..STAYS)
        .map(|n| codes.stay(n, WHAT_IF.0, WHAT_IF.1, date))
        .collect();
    let mut tried = 0;
    let asked = times(&drafts, clock, |draft| {
        if let Ok(view) = what_if::ask(packs, draft) {
            tried += u64::from(view.tried);
            core::hint::black_box(encode(&Event::WhatIf(Box::new(view))));
        }
    });
    #[allow(clippy::cast_precision_loss)]
    let what_if = BenchWhatIf {
        diagnoses: 25,
        procedures: 10,
        tried: tried as f64 / (STAYS * (TIMES + 1)) as f64,
        p50_ms: at(&asked, 50),
        p95_ms: at(&asked, 95),
    };
    Ok((measured, what_if))
}

/// Everything between the codes of a stay and the findings about it; returns how many there are. The grouping that
/// some rules look at is part of it, the stay without each code is not.
fn edit(packs: &mut Packs, facility: Option<&Facility>, draft: &StayDraft) -> usize {
    let intake = intake::read(draft);
    let codes = statuses(packs, &intake);
    let editor = packs
        .editor
        .as_ref()
        .map(|editor| editor.edit(&intake.stay));
    let version = Version::for_discharge(intake.stay.discharge_date);
    let grouped = packs
        .versions
        .as_mut()
        .zip(version)
        .map(|(versions, version)| (version, versions.get(version).group(&intake.stay)));
    let facts = Facts {
        stay: &intake.stay,
        given: intake.given,
        admission_date: intake.admission_date,
        procedure_dates: &intake.procedure_dates,
        unreadable_dates: &intake.unreadable,
        codes: &codes,
        editor: editor.as_ref(),
        grouped: grouped.as_ref().map(|(version, grouping)| Grouped {
            version: *version,
            grouping,
            alive_only: &[],
            without_secondary: &[],
        }),
        references: References::default(),
    };
    let conventions = packs.conventions.as_ref().zip(packs.cm.as_ref());
    weighed(facility, &facts, found(conventions, &facts)).len()
}

/// Runs `run` over each stay once unmeasured and then some times, and gives the milliseconds, ascending.
fn times(drafts: &[StayDraft], clock: Clock, mut run: impl FnMut(&StayDraft)) -> Vec<f64> {
    drafts.iter().for_each(&mut run);
    let mut times = Vec::new();
    for _ in 0..TIMES {
        for draft in drafts {
            let before = clock();
            run(draft);
            times.push(clock() - before);
        }
    }
    times.sort_by(f64::total_cmp);
    times
}

fn at(times: &[f64], percent: usize) -> f64 {
    let last = times.len().saturating_sub(1);
    times
        .get((times.len() * percent / 100).min(last))
        .copied()
        .unwrap_or_default()
}

/// Codes that can be reported on a date.
struct Codes {
    diagnoses: Vec<String>,
    procedures: Vec<String>,
}

impl Codes {
    fn of(packs: &Packs, date: Ymd) -> Self {
        let diagnoses = packs.cm.iter().flat_map(|pack| pack.codes());
        let procedures = packs.pcs.iter().flat_map(|pack| pack.codes());
        Self {
            // No circumstances and external causes: a stay has few of them, and none is principal.
            diagnoses: diagnoses
                .filter(|code| code.billable_on(date) && code.code() < "V")
                .map(|code| code.code().to_owned())
                .collect(),
            procedures: procedures
                .filter(|code| code.billable_on(date) && code.code().starts_with('0'))
                .map(|code| code.code().to_owned())
                .collect(),
        }
    }

    /// The stay number `n` with so many diagnoses and procedures.
    fn stay(&self, n: usize, diagnoses: usize, procedures: usize, date: Ymd) -> StayDraft {
        // Steps by primes, far apart in the code set.
        let pick = |list: &[String], step: usize, i: usize| {
            let at = (n * 3_571 + i) * step % list.len().max(1);
            list.get(at).cloned().unwrap_or_default()
        };
        let mut all = (0..diagnoses).map(|i| DraftDiagnosis {
            code: pick(&self.diagnoses, 7_919, i),
            poa: Poa::Y,
            ..DraftDiagnosis::default()
        });
        let day = date.to_iso();
        StayDraft {
            admission_date: day.clone(),
            discharge_date: day.clone(),
            age_years: Some(66),
            sex: Sex::Female,
            discharge_status: Some(1),
            admitting: "R509".to_owned(),
            principal: all.next(),
            secondary: all.collect(),
            procedures: (0..procedures)
                .map(|i| DraftProcedure {
                    code: pick(&self.procedures, 10_007, i),
                    date: day.clone(),
                    ..DraftProcedure::default()
                })
                .collect(),
            ..StayDraft::default()
        }
    }
}
