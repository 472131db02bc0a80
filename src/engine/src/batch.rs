//! A file of claims, read and grouped a slice at a time, so that typing stays answered.
//!
//! Lines are read first and then grouped by version: only two grouper versions are kept ready, and a file may hold
//! claims of all nine in any order. Results come back in the order of the file.

use std::collections::BTreeMap;
use std::ops::Range;

use codes::weights::Weights;
use edits::findings::{edit_name, return_code_words};
use edits::mce::{CodeEditor, Edit};
use grouper::claim::{Claim, ClaimError, parse_line};
use grouper::{ReturnCode, Version};
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::code_text::dotted_diagnosis;
use crate::draft::StayDraft;
use crate::figures::ten_thousandths;
use crate::intake::draft_of_claim;
use crate::protocol::{BatchSummary, DrgCount, Event, Failure};
use crate::versions::Versions;

mod export;
mod window;

pub(crate) use export::csv_of;

/// Claims done between two looks at the clock.
const STRIDE: usize = 32;
/// How many of the commonest DRGs the summary names.
const COMMON: usize = 20;

/// A file of claims and what has become of it so far.
#[derive(Debug)]
pub(crate) struct Batch {
    name: String,
    bytes: Vec<u8>,
    lines: Vec<Line>,
    /// Claims read, with their position in `lines`.
    waiting: Vec<(usize, Claim)>,
    read: usize,
    grouped: usize,
    titles: BTreeMap<(Version, u16), String>,
    cancelled: bool,
    edited: bool,
}

/// One line with something on it.
#[derive(Debug)]
struct Line {
    /// From 1.
    number: u32,
    range: Range<usize>,
    state: State,
}

/// What became of a line.
#[derive(Debug)]
enum State {
    Waiting,
    Done(Box<Outcome>),
    Unreadable(String),
}

/// What is kept of a grouped claim.
#[derive(Debug)]
struct Outcome {
    id: String,
    principal: String,
    version: Version,
    initial_drg: u16,
    drg: u16,
    mdc: u8,
    return_code: ReturnCode,
    edits: Vec<(Edit, u32)>,
    hacs: u8,
}

impl Outcome {
    /// Its weight in ten-thousandths: looked up when it is shown, for a table may be loaded after the claim was grouped.
    fn weight(&self, weights: Option<&Weights>) -> Option<i64> {
        ten_thousandths(weights, self.drg, self.version.fiscal_year())
    }

    const fn ungrouped(&self) -> bool {
        matches!(self.drg, 998 | 999)
    }

    fn edit_count(&self) -> u32 {
        self.edits.iter().map(|(_, n)| n).sum()
    }
}

/// What a batch is worked with.
pub(crate) struct Tools<'a> {
    pub(crate) versions: &'a mut Versions,
    pub(crate) editor: Option<&'a CodeEditor>,
}

impl Batch {
    /// Takes a file and finds its lines.
    pub(crate) fn open(name: String, bytes: Vec<u8>) -> Self {
        let mut lines = Vec::new();
        let mut start = 0;
        for (number, text) in (1u32..).zip(bytes.split(|b| *b == b'\n')) {
            let range = start..start + text.len();
            start = range.end + 1;
            if !text.iter().all(u8::is_ascii_whitespace) {
                lines.push(Line {
                    number,
                    range,
                    state: State::Waiting,
                });
            }
        }
        Self {
            name,
            bytes,
            lines,
            waiting: Vec::new(),
            read: 0,
            grouped: 0,
            titles: BTreeMap::new(),
            cancelled: false,
            edited: true,
        }
    }

    /// The file's name.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// The claims that could be read, each with the position of its line.
    pub(crate) fn claims(&self) -> &[(usize, Claim)] {
        &self.waiting
    }

    /// The number of the line at a position.
    pub(crate) fn line_number(&self, at: usize) -> u32 {
        self.lines[at].number
    }

    /// Whether everything is done, or was cancelled.
    pub(crate) fn finished(&self) -> bool {
        self.cancelled || (self.read == self.lines.len() && self.grouped == self.waiting.len())
    }

    /// Stops; what is done stays.
    pub(crate) fn cancel(&mut self) {
        self.cancelled = true;
    }

    /// How far it is: reading counts for as much as grouping, so that the bar never stands still.
    pub(crate) fn progress(&self) -> Event {
        let total = self.lines.len();
        let unreadable = self.read - self.waiting.len();
        let done = (self.read + self.grouped + unreadable) / 2;
        Event::BatchProgress {
            done: count(done),
            total: count(total),
        }
    }

    /// Works until `enough` says so or all is done.
    pub(crate) fn work(&mut self, tools: &mut Tools<'_>, mut enough: impl FnMut() -> bool) {
        self.edited = tools.editor.is_some();
        while !self.finished() {
            if self.read < self.lines.len() {
                for _ in 0..STRIDE.min(self.lines.len() - self.read) {
                    self.read_line();
                }
                if self.read == self.lines.len() {
                    self.waiting.sort_by_key(|(_, claim)| claim.version);
                }
            } else {
                let end = self.waiting.len().min(self.grouped + STRIDE);
                for at in self.grouped..end {
                    self.group(at, tools);
                }
                self.grouped = end;
            }
            if enough() {
                return;
            }
        }
    }

    fn read_line(&mut self) {
        let at = self.read;
        self.read += 1;
        match claim_of(&self.bytes[self.lines[at].range.clone()]) {
            Ok(claim) => self.waiting.push((at, claim)),
            Err(error) => self.lines[at].state = State::Unreadable(error_words(&error)),
        }
    }

    fn group(&mut self, at: usize, tools: &mut Tools<'_>) {
        let (line, claim) = &self.waiting[at];
        let version = claim.version;
        let grouper = tools.versions.get(version);
        let grouping = grouper.group(&claim.stay);
        let edits = tools.editor.map_or_else(Vec::new, |editor| {
            editor.edit(&claim.stay).fired().collect()
        });
        let drg = grouping.r#final.drg;
        self.titles
            .entry((version, drg))
            .or_insert_with(|| grouper.drg_title(drg).unwrap_or_default().to_owned());
        let outcome = Outcome {
            id: claim.id.clone(),
            principal: claim
                .stay
                .principal_diagnosis
                .as_ref()
                .map_or_else(String::new, |d| dotted_diagnosis(&d.code)),
            version,
            initial_drg: grouping.initial.drg,
            drg,
            mdc: grouping.r#final.mdc,
            return_code: grouping.r#final.return_code,
            edits,
            hacs: grouping.hac_categories_met,
        };
        self.lines[*line].state = State::Done(Box::new(outcome));
    }

    /// The file in figures.
    pub(crate) fn summary(&self) -> BatchSummary {
        let outcomes = || self.lines.iter().filter_map(Line::outcome);
        let mut drgs: BTreeMap<u16, u32> = BTreeMap::new();
        for outcome in outcomes() {
            *drgs.entry(outcome.drg).or_default() += 1;
        }
        let mut common: Vec<(u16, u32)> = drgs.into_iter().collect();
        common.sort_by_key(|(drg, claims)| (core::cmp::Reverse(*claims), *drg));
        BatchSummary {
            name: self.name.clone(),
            lines: count(self.lines.len()),
            done: count(outcomes().count()),
            unreadable: count(
                self.lines
                    .iter()
                    .filter(|l| matches!(l.state, State::Unreadable(_)))
                    .count(),
            ),
            ungrouped: count(outcomes().filter(|o| o.ungrouped()).count()),
            with_edits: count(outcomes().filter(|o| o.edit_count() > 0).count()),
            with_hac: count(outcomes().filter(|o| o.hacs > 0).count()),
            common: common
                .into_iter()
                .take(COMMON)
                .map(|(drg, claims)| DrgCount {
                    number: format!("{drg:03}"),
                    title: self
                        .titles
                        .iter()
                        .find(|((_, d), _)| *d == drg)
                        .map_or_else(String::new, |(_, t)| t.clone()),
                    claims,
                })
                .collect(),
            cancelled: self.cancelled,
            missing: if self.edited {
                Vec::new()
            } else {
                vec!["The code editor's tables are not loaded: no edits were made.".to_owned()]
            },
        }
    }

    /// A line of the file as a stay.
    pub(crate) fn stay(&self, number: u32) -> Result<StayDraft, Failure> {
        let line = self.lines.iter().find(|l| l.number == number);
        let claim = line.map(|l| claim_of(&self.bytes[l.range.clone()]));
        let failure = |why: String| Failure {
            what: "This line can't be opened as a stay.".to_owned(),
            why,
            place: format!("line {number} of the file"),
            fix: "Open another line, or correct the file.".to_owned(),
        };
        match claim {
            None => Err(failure("The file has no such line.".to_owned())),
            Some(Err(error)) => Err(failure(error_words(&error))),
            Some(Ok(claim)) => Ok(draft_of_claim(&claim.id, &claim.stay)),
        }
    }

    fn title(&self, outcome: &Outcome) -> &str {
        self.titles
            .get(&(outcome.version, outcome.drg))
            .map_or("", String::as_str)
    }
}

impl Line {
    fn outcome(&self) -> Option<&Outcome> {
        match &self.state {
            State::Done(outcome) => Some(outcome),
            _ => None,
        }
    }
}

/// A line of a file that has results beside each claim.
#[derive(Deserialize)]
struct WithResult<'a> {
    #[serde(borrow)]
    claim: &'a RawValue,
}

/// Reads a line: a claim, bare or under `claim` as in a file with results beside it.
pub(crate) fn claim_of(line: &[u8]) -> Result<Claim, ClaimError> {
    parse_line(line).or_else(
        |error| match serde_json::from_slice::<WithResult<'_>>(line) {
            Ok(inner) => parse_line(inner.claim.get().as_bytes()),
            Err(_) => Err(error),
        },
    )
}

fn error_words(error: &ClaimError) -> String {
    format!(
        "{} ({}) {} {}",
        error.what, error.r#where, error.why, error.fix
    )
}

fn edit_words(edits: &[(Edit, u32)]) -> impl Iterator<Item = String> + '_ {
    edits.iter().map(|(edit, n)| {
        if *n > 1 {
            format!("{} ×{n}", edit_name(*edit))
        } else {
            edit_name(*edit).to_owned()
        }
    })
}

fn return_text(outcome: &Outcome) -> String {
    match return_code_words(outcome.return_code) {
        Some(words) => words.to_owned(),
        None if outcome.drg == 998 => {
            "The principal diagnosis is invalid as the reason for discharge.".to_owned()
        }
        None => String::new(),
    }
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
