//! The list of rules, a facility's document, and its own rules tried on the claims of the opened file.

use edits::facility::{Count, Facility, Level, Outcome, Problem, ReadyRule};
use edits::findings::{CodeStatuses, Facts, Given, Grouped, References};
use edits::rules::{ALL, Rule};

use crate::batch::Batch;
use crate::protocol::{
    DocumentProblem, Event, FacilityView, RequestId, RuleLine, Trial as TrialView, TrialCase,
};
use crate::versions::Versions;
use crate::views;

/// How many cases a trial names.
const NAMED: usize = 10;
/// Claims tried between two looks at the clock.
const STRIDE: usize = 32;

/// The list of rules.
pub(crate) fn rules() -> Event {
    Event::Rules(ALL.iter().map(line).collect())
}

fn line(rule: &Rule) -> RuleLine {
    RuleLine {
        id: rule.id.to_owned(),
        family: rule.family.title().to_owned(),
        title: rule.title.to_owned(),
        weight: views::weight(rule.severity),
        not_applied: rule.not_applied().unwrap_or_default().to_owned(),
        needs_reason: rule.is_editor_stop(),
        source: rule.source.to_owned(),
    }
}

/// Reads a document; an empty text is none.
///
/// # Errors
/// All that is wrong with it.
pub(crate) fn read(text: &str) -> Result<Option<Facility>, Vec<Problem>> {
    if text.is_empty() {
        return Ok(None);
    }
    Facility::parse(text).map(Some)
}

/// What stands in a document, in figures.
pub(crate) fn view(facility: Option<&Facility>) -> FacilityView {
    facility.map_or_else(FacilityView::default, |facility| {
        let document = facility.document();
        let on = |rule: &&edits::facility::OwnRule| rule.severity != Level::Off;
        FacilityView {
            name: document.name.clone(),
            revision: document.revision,
            set: count(document.severities.len()),
            own: count(document.rules.len()),
            on: count(document.rules.iter().filter(on).count()),
        }
    })
}

/// The answer to a document or a rule that can't be used.
pub(crate) fn refused(problems: Vec<Problem>) -> Event {
    Event::Refused(
        problems
            .into_iter()
            .map(|problem| DocumentProblem {
                path: problem.path,
                what: problem.what,
                why: problem.why,
                fix: problem.fix,
            })
            .collect(),
    )
}

/// A rule on its way through the claims of a file.
#[derive(Debug)]
pub(crate) struct Trial {
    /// The request it answers.
    pub(crate) id: RequestId,
    rule: ReadyRule,
    /// Positions among the claims, those of one version together: two versions are kept ready.
    order: Vec<usize>,
    done: usize,
    count: Count,
    /// By line.
    first: Vec<TrialCase>,
}

impl Trial {
    /// A rule about to be tried.
    ///
    /// # Errors
    /// All that is wrong with the rule.
    pub(crate) fn of(id: RequestId, rule: &str, batch: &Batch) -> Result<Self, Vec<Problem>> {
        let rule = ReadyRule::parse(rule)?;
        let claims = batch.claims();
        let mut order: Vec<usize> = (0..claims.len()).collect();
        order.sort_by_key(|&at| claims[at].1.version);
        Ok(Self {
            id,
            rule,
            order,
            done: 0,
            count: Count::default(),
            first: Vec::new(),
        })
    }

    /// Whether every claim has been tried.
    pub(crate) fn finished(&self) -> bool {
        self.done == self.order.len()
    }

    /// How far it is.
    pub(crate) fn progress(&self) -> Event {
        Event::BatchProgress {
            done: count(self.done),
            total: count(self.order.len()),
        }
    }

    /// Tries claims until `enough` says so or all are tried.
    pub(crate) fn work(
        &mut self,
        batch: &Batch,
        versions: &mut Versions,
        mut enough: impl FnMut() -> bool,
    ) {
        let codes = CodeStatuses::default();
        while !self.finished() {
            let end = self.order.len().min(self.done + STRIDE);
            for at in self.done..end {
                self.try_on(batch, self.order[at], versions, &codes);
            }
            self.done = end;
            if enough() {
                return;
            }
        }
    }

    fn try_on(&mut self, batch: &Batch, at: usize, versions: &mut Versions, codes: &CodeStatuses) {
        let (line, claim) = &batch.claims()[at];
        let grouping = versions.get(claim.version).group(&claim.stay);
        let facts = Facts {
            stay: &claim.stay,
            given: Given::ALL,
            admission_date: None,
            procedure_dates: &[],
            unreadable_dates: &[],
            codes,
            editor: None,
            grouped: Some(Grouped {
                version: claim.version,
                grouping: &grouping,
                alive_only: &[],
                without_secondary: &[],
            }),
            references: References::default(),
        };
        self.count.of += 1;
        match self.rule.evaluate(&facts) {
            Outcome::Quiet => {}
            Outcome::Undecided => self.count.undecided += 1,
            Outcome::Fired(findings) => {
                self.count.fired += 1;
                let line = batch.line_number(*line);
                let before = self.first.partition_point(|case| case.line < line);
                if before < NAMED {
                    let what = findings.into_iter().map(|finding| finding.what);
                    let case = TrialCase {
                        line,
                        id: claim.id.clone(),
                        drg: format!("{:03}", grouping.r#final.drg),
                        what: what.collect::<Vec<_>>().join(" "),
                    };
                    self.first.insert(before, case);
                    self.first.truncate(NAMED);
                }
            }
        }
    }

    /// What came of it.
    pub(crate) fn told(self, batch: &Batch) -> Event {
        Event::Tried(TrialView {
            file: batch.name().to_owned(),
            fired: count(self.count.fired),
            undecided: count(self.count.undecided),
            of: count(self.count.of),
            first: self.first,
        })
    }
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
