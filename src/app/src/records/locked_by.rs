//! Why a tab locked by itself, said after it was loaded anew. The word for it waits in the tab's own session storage, which
//! says nothing of a record, until somebody unlocks.

use leptos::prelude::*;

/// Where the word waits.
const PLACE: &str = "chartroom.locked-by";

/// What made it lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LockedBy {
    /// Nobody touched a key for as long as the facility allows.
    Nobody,
    /// Somebody unlocked in another tab, which has the store since.
    OtherTab,
}

impl LockedBy {
    const ALL: [Self; 2] = [Self::Nobody, Self::OtherTab];

    const fn word(self) -> &'static str {
        match self {
            Self::Nobody => "nobody",
            Self::OtherTab => "other-tab",
        }
    }

    /// To be said when the tab is back.
    pub(super) fn keep(self) {
        if let Ok(Some(storage)) = window().session_storage() {
            let _ = storage.set_item(PLACE, self.word());
        }
    }

    /// Somebody has unlocked: it is not said again.
    pub(super) fn forget() {
        if let Ok(Some(storage)) = window().session_storage() {
            let _ = storage.remove_item(PLACE);
        }
    }

    fn kept() -> Option<Self> {
        let storage = window().session_storage().ok()??;
        let word = storage.get_item(PLACE).ok()??;
        Self::ALL.into_iter().find(|by| by.word() == word)
    }
}

/// The notice at the door; nothing where somebody locked on purpose.
#[component]
pub(super) fn LockedByItself() -> impl IntoView {
    LockedBy::kept().map(|by| {
        let (what, more) = match by {
            LockedBy::Nobody => (
                "This tab locked because nobody touched a key.",
                "What it had shown as saved is saved.",
            ),
            LockedBy::OtherTab => (
                "This tab locked because the records were unlocked in another tab of this browser.",
                "What it had shown as saved is saved; what it had not shown as saved is not kept. Go on in the other tab, or unlock here: then the other one locks.",
            ),
        };
        view! {
            <div class="notice info" role="status" data-test="locked-by">
                <p class="strong">{what}</p>
                <p>{more}</p>
            </div>
        }
    })
}
