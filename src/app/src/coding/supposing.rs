//! What the user supposes of the stay. It stands beside the stay, never in it, and lives in memory only.

use std::collections::BTreeMap;

use engine::draft::{Poa, StayDraft};
use engine::protocol::{BasisDraft, CodeSystem, Place, QueryDraft, Suppose};
use leptos::prelude::*;

use super::row::Row;

/// One supposition, with a number of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Supposed {
    pub(super) id: u32,
    pub(super) what: Suppose,
    /// The code it is about, where it is about one of the stay.
    about: Option<String>,
}

/// What is supposed. A copy is only a reference.
#[derive(Clone, Copy)]
pub(crate) struct Supposing {
    /// In the order of the user.
    pub(super) list: RwSignal<Vec<Supposed>>,
    /// What each is to rest on, by number.
    pub(super) bases: RwSignal<BTreeMap<u32, BasisDraft>>,
    /// The query that is being written.
    pub(super) query: RwSignal<QueryDraft>,
    /// Whether the query is shown.
    pub(super) query_open: RwSignal<bool>,
    next: RwSignal<u32>,
}

impl Supposing {
    pub(super) fn new() -> Self {
        Self {
            list: RwSignal::new(Vec::new()),
            bases: RwSignal::new(BTreeMap::new()),
            query: RwSignal::new(QueryDraft::default()),
            query_open: RwSignal::new(false),
            next: RwSignal::new(1),
        }
    }

    /// Supposes this too. False where it is supposed already.
    pub(super) fn add(self, stay: &StayDraft, what: Suppose) -> bool {
        let again = self
            .list
            .with_untracked(|list| list.iter().any(|supposed| supposed.what == what));
        if !again {
            let id = self.next.get_untracked();
            self.next.set(id + 1);
            let about = about(&what, stay);
            self.list
                .update(|list| list.push(Supposed { id, what, about }));
        }
        !again
    }

    /// Supposes a further code.
    pub(super) fn add_code(
        self,
        stay: &StayDraft,
        system: CodeSystem,
        code: String,
        poa: Poa,
        principal: bool,
    ) -> bool {
        let what = match system {
            CodeSystem::Cm => Suppose::AddDiagnosis {
                code,
                poa,
                principal,
            },
            CodeSystem::Pcs => Suppose::AddProcedure { code },
        };
        self.add(stay, what)
    }

    /// Takes one back.
    pub(super) fn take_back(self, id: u32) {
        self.list
            .update(|list| list.retain(|supposed| supposed.id != id));
        self.bases.update(|bases| {
            bases.remove(&id);
        });
    }

    /// Supposes nothing any more.
    pub(super) fn clear(self) {
        self.list.set(Vec::new());
        self.bases.set(BTreeMap::new());
    }

    /// Forgets all, the query too: another stay is on screen.
    pub(super) fn forget(self) {
        self.clear();
        self.query.set(QueryDraft::default());
        self.query_open.set(false);
    }

    /// Drops what is about codes that no longer stand where they stood.
    pub(super) fn follow(self, stay: &StayDraft) {
        let stale = self.list.with_untracked(|list| {
            let stale = |supposed: &&Supposed| about(&supposed.what, stay) != supposed.about;
            list.iter()
                .filter(stale)
                .map(|s| s.id)
                .collect::<Vec<u32>>()
        });
        for id in stale {
            self.take_back(id);
        }
    }

    /// The suppositions alone.
    pub(super) fn all(self) -> Vec<Suppose> {
        self.list
            .with(|list| list.iter().map(|supposed| supposed.what.clone()).collect())
    }
}

/// The code of the stay that a supposition is about.
fn about(what: &Suppose, stay: &StayDraft) -> Option<String> {
    let place = match what {
        Suppose::Without(place) | Suppose::Indicator(place, _) => *place,
        Suppose::Principal(at) => Place::Secondary(*at),
        Suppose::Status(_) | Suppose::AddDiagnosis { .. } | Suppose::AddProcedure { .. } => {
            return None;
        }
    };
    Row::at(place)?.code(stay).map(str::to_owned)
}
