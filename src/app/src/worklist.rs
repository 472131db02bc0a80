//! The worklist, and the case that is taken from it onto the coding screen.

use leptos::prelude::*;

use crate::coding::Session;
use crate::records::{Behind, Keeper};
use crate::shell::Shell;

/// The case on the coding screen. A copy is only a reference.
#[derive(Clone, Copy)]
pub(crate) struct Desk {
    keeper: Keeper,
    session: Session,
    shell: Shell,
}

impl Desk {
    /// No case open.
    pub(crate) fn new(keeper: Keeper, session: Session, shell: Shell) -> Self {
        Self {
            keeper,
            session,
            shell,
        }
    }

    /// Opens the case of an encounter on the coding screen: the one named, else the one worked on.
    pub(crate) fn open(self, encounter: [u8; 16], case: Option<[u8; 16]>) {
        let _ = (encounter, case);
    }
}

/// The workplace.
#[component]
pub(crate) fn WorklistPage() -> impl IntoView {
    view! { <div class="page" data-test="worklist"><Behind><h1>"Worklist"</h1></Behind></div> }
}
