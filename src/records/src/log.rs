//! The operations of one record, and those that came before what they follow.
//!
//! Whatever comes is kept: an operation whose parents are missing waits, and takes its place when they come.

use std::collections::BTreeMap;

use crate::id::OpId;
use crate::operation::{Kind, Recorded};
use crate::state::{Applied, State};

/// A record with its whole past.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Log {
    state: State,
    /// In the order in which they were applied here: parents before children.
    applied: Vec<Recorded>,
    /// Waiting, by what they are named.
    waiting: BTreeMap<OpId, Recorded>,
}

impl Log {
    /// A record without operations.
    #[must_use]
    pub const fn new(kind: Kind) -> Self {
        Self {
            state: State::new(kind),
            applied: Vec::new(),
            waiting: BTreeMap::new(),
        }
    }

    /// The present.
    #[must_use]
    pub const fn state(&self) -> &State {
        &self.state
    }

    /// The operations applied, parents before children.
    #[must_use]
    pub fn operations(&self) -> &[Recorded] {
        &self.applied
    }

    /// An operation that was applied.
    #[must_use]
    pub fn operation(&self, id: OpId) -> Option<&Recorded> {
        self.applied.iter().find(|recorded| recorded.id == id)
    }

    /// Operations that wait for others.
    pub fn waiting(&self) -> impl Iterator<Item = &Recorded> {
        self.waiting.values()
    }

    /// Takes in an operation, and all that waited for it.
    pub fn insert(&mut self, recorded: Recorded) -> Applied {
        let applied = self.state.apply(&recorded);
        match &applied {
            Applied::Now => {
                self.applied.push(recorded);
                self.settle();
            }
            Applied::Before => {}
            Applied::Waits(_) => {
                self.waiting.insert(recorded.id, recorded);
            }
        }
        applied
    }

    fn settle(&mut self) {
        loop {
            let ready: Vec<OpId> = self
                .waiting
                .iter()
                .filter(|(_, recorded)| {
                    let mut parents = recorded.operation.parents.iter();
                    parents.all(|parent| self.state.has(*parent))
                })
                .map(|(id, _)| *id)
                .collect();
            if ready.is_empty() {
                return;
            }
            for id in ready {
                if let Some(recorded) = self.waiting.remove(&id)
                    && self.state.apply(&recorded) == Applied::Now
                {
                    self.applied.push(recorded);
                }
            }
        }
    }

    /// The record as it stood when the given operations were its latest, for example at final coding.
    #[must_use]
    pub fn at(&self, heads: &[OpId]) -> State {
        let mut state = State::new(self.state.kind());
        for recorded in &self.applied {
            let seen = heads.contains(&recorded.id)
                || heads
                    .iter()
                    .any(|head| self.state.had_seen(recorded.id, *head));
            if seen {
                state.apply(recorded);
            }
        }
        state
    }
}
