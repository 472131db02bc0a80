//! An own rule tried on past claims: on how many it would have fired, and on which first.

use edits::facility::{Count, Outcome, Problem, ReadyRule};
use edits::findings::{CodeStatuses, Facts, Given, Grouped, References};
use grouper::claim::Claim;

use super::{Means, NAMED, Question, count};
use crate::protocol::{Event, Trial as TrialView, TrialCase};

/// A rule being tried.
#[derive(Debug)]
pub(crate) struct Trial {
    rule: ReadyRule,
    codes: CodeStatuses,
    count: Count,
    /// By line.
    first: Vec<TrialCase>,
}

impl Trial {
    /// A rule about to be tried.
    ///
    /// # Errors
    /// All that is wrong with the rule.
    pub(crate) fn of(rule: &str) -> Result<Self, Vec<Problem>> {
        Ok(Self {
            rule: ReadyRule::parse(rule)?,
            codes: CodeStatuses::default(),
            count: Count::default(),
            first: Vec::new(),
        })
    }
}

impl Question for Trial {
    fn put(&mut self, line: u32, claim: &Claim, means: &mut Means<'_>) {
        let Some(versions) = &mut means.packs.versions else {
            return;
        };
        let grouping = versions.get(claim.version).group(&claim.stay);
        let facts = Facts {
            stay: &claim.stay,
            given: Given::ALL,
            admission_date: None,
            procedure_dates: &[],
            unreadable_dates: &[],
            codes: &self.codes,
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

    fn answer(self: Box<Self>, file: &str) -> Event {
        Event::Tried(TrialView {
            file: file.to_owned(),
            fired: count(self.count.fired),
            undecided: count(self.count.undecided),
            of: count(self.count.of),
            first: self.first,
        })
    }
}
