//! The workplaces and their addresses. An address names a screen and never a record.

use std::cell::Cell;

use leptos::{ev, prelude::*};

use super::Shell;

/// A workplace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Route {
    /// The records kept on this device, behind their door.
    Records,
    /// What there is to code.
    Worklist,
    /// Patients, and the index of them.
    Patients,
    /// An encounter's chart.
    Chart,
    /// Coding one stay.
    Code,
    /// Grouping a file of claims.
    Batch,
    /// Official files: indexes, tables, lists.
    Official,
    /// What the facility sets and adds.
    Rules,
    /// Disputed results.
    Disputes,
    /// What is loaded, and the limits.
    About,
}

impl Route {
    /// The part of the address after the page's.
    pub(crate) const fn hash(self) -> &'static str {
        match self {
            Self::Records => "#/records",
            Self::Worklist => "#/worklist",
            Self::Patients => "#/patients",
            Self::Chart => "#/chart",
            Self::Code => "#/code",
            Self::Batch => "#/batch",
            Self::Official => "#/official",
            Self::Rules => "#/rules",
            Self::Disputes => "#/disputes",
            Self::About => "#/about",
        }
    }

    /// Goes there.
    pub(crate) fn go(self) {
        let _ = window().location().set_hash(self.hash());
    }

    /// Goes there, and then to what has this id: to the workplace itself where nothing has it.
    pub(crate) fn go_to(self, id: &'static str) {
        if Self::here() == self {
            crate::ui::focus_soon(id);
        } else {
            ARRIVE_AT.set(Some(id));
            self.go();
        }
    }

    /// Where the address says we are.
    pub(crate) fn here() -> Self {
        let hash = window().location().hash().unwrap_or_default();
        [
            Self::Records,
            Self::Worklist,
            Self::Patients,
            Self::Chart,
            Self::Batch,
            Self::Official,
            Self::Rules,
            Self::Disputes,
            Self::About,
        ]
        .into_iter()
        .find(|route| route.hash() == hash)
        .unwrap_or(Self::Code)
    }
}

thread_local! {
    /// Where the focus goes in the next workplace.
    static ARRIVE_AT: Cell<Option<&'static str>> = const { Cell::new(None) };
}

/// Shows what the address names, from now on.
pub(super) fn follow(shell: Shell) {
    let listener = window_event_listener(ev::hashchange, move |_| {
        let route = Route::here();
        if shell.route.get_untracked() != route {
            shell.route.set(route);
            shell.uncover();
            crate::ui::focus_soon(ARRIVE_AT.take().unwrap_or("place"));
        }
    });
    on_cleanup(move || listener.remove());
}
