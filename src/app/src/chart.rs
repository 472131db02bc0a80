//! The chart of an encounter: its documents, read, searched, compared and taken in.

use leptos::prelude::*;

use crate::records::{Behind, Keeper};
use crate::shell::Route;

/// The chart on screen. A copy is only a reference.
#[derive(Clone, Copy)]
pub(crate) struct Charts {
    keeper: Keeper,
    /// The encounter whose chart is on screen.
    encounter: RwSignal<Option<[u8; 16]>>,
}

impl Charts {
    /// No chart open.
    pub(crate) fn new(keeper: Keeper) -> Self {
        Self {
            keeper,
            encounter: RwSignal::new(None),
        }
    }

    /// Shows the chart of an encounter.
    pub(crate) fn open(self, encounter: [u8; 16]) {
        self.encounter.set(Some(encounter));
        Route::Chart.go();
    }
}

/// The workplace.
#[component]
pub(crate) fn ChartPage() -> impl IntoView {
    view! { <div class="page" data-test="chart"><Behind><h1>"Chart"</h1></Behind></div> }
}
