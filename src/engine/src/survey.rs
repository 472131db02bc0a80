//! A question put to every claim of the opened file, a slice at a time, so that typing stays answered.
//!
//! Claims of one version are taken together, for only two grouper versions are kept ready.

use edits::facility::Facility;
use grouper::claim::Claim;

use crate::batch::Batch;
use crate::packs::Packs;
use crate::protocol::{ClaimName, Event, RequestId};

mod shift;
mod touched;
mod trial;

pub(crate) use shift::Shift;
pub(crate) use touched::Touched;
pub(crate) use trial::Trial;

/// Claims asked between two looks at the clock.
const STRIDE: usize = 32;
/// How many claims an answer names.
const NAMED: usize = 10;
/// How many claims an answer names of each of many kinds.
const NAMED_OF_EACH: usize = 3;

/// What is asked of each claim.
pub(crate) trait Question: core::fmt::Debug {
    /// Puts it to a claim.
    fn put(&mut self, line: u32, claim: &Claim, means: &mut Means<'_>);
    /// What came of it, with the file's name.
    fn answer(self: Box<Self>, file: &str) -> Event;
}

/// What a question is answered with.
pub(crate) struct Means<'a> {
    pub(crate) packs: &'a mut Packs,
    pub(crate) facility: Option<&'a Facility>,
}

/// A question on its way through the claims of a file.
#[derive(Debug)]
pub(crate) struct Survey {
    /// The request it answers.
    pub(crate) id: RequestId,
    question: Box<dyn Question>,
    /// Positions among the claims, those of one version together.
    order: Vec<usize>,
    done: usize,
}

impl Survey {
    /// A question about to be put.
    pub(crate) fn of(id: RequestId, question: Box<dyn Question>, batch: &Batch) -> Self {
        let claims = batch.claims();
        let mut order: Vec<usize> = (0..claims.len()).collect();
        order.sort_by_key(|&at| claims[at].1.version);
        Self {
            id,
            question,
            order,
            done: 0,
        }
    }

    /// Whether every claim has been asked.
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

    /// Asks claims until `enough` says so or all are asked.
    pub(crate) fn work(
        &mut self,
        batch: &Batch,
        means: &mut Means<'_>,
        mut enough: impl FnMut() -> bool,
    ) {
        while !self.finished() {
            let end = self.order.len().min(self.done + STRIDE);
            for &at in &self.order[self.done..end] {
                let (line, claim) = &batch.claims()[at];
                self.question.put(batch.line_number(*line), claim, means);
            }
            self.done = end;
            if enough() {
                return;
            }
        }
    }

    /// What came of it.
    pub(crate) fn answer(self, batch: &Batch) -> Event {
        self.question.answer(batch.name())
    }
}

/// Claims by line, of which the first are named.
#[derive(Debug, Default)]
struct Named(Vec<ClaimName>);

impl Named {
    fn add(&mut self, line: u32, claim: &Claim, drg: u16) {
        self.0.push(ClaimName {
            line,
            id: claim.id.clone(),
            drg: format!("{drg:03}"),
        });
    }

    /// In the order of the file, the first so many of them.
    fn first(&mut self, most: usize) -> Vec<ClaimName> {
        self.0.sort_by_key(|claim| claim.line);
        self.0.iter().take(most).cloned().collect()
    }
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
