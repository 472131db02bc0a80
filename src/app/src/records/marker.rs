//! What the page keeps outside of the database: an id of the store and how much it held. It says nothing of a record, and
//! by it a database that vanished, or went back to an earlier day, is noticed and told exactly.

use custodian::protocol::{Event, KeepingEvent, KeepingRequest, Request};
use leptos::prelude::*;

use super::keeper::Keeper;
use crate::shell::keep;
use crate::ui::{counted, failure};

/// Name under which the browser keeps it.
const MARKER: &str = "chartroom.marker";
/// How long after a request it is looked what was saved.
const SOON: core::time::Duration = core::time::Duration::from_secs(1);

impl Keeper {
    /// Holds what was kept at the last visit against the store.
    pub(super) fn hold_marker(self) {
        let kept = keep::load(MARKER).unwrap_or_default();
        let request = Request::Keeping(KeepingRequest::Marker(kept));
        self.ask(request, move |event| {
            if let Event::Keeping(KeepingEvent::Vanished(view)) = event {
                keep_marker(&view.marker);
                self.vanished.set(view.missing.is_some().then_some(view));
            }
        });
    }

    /// A request that may save something was made: keeps what the store holds, a moment later.
    pub(super) fn mark_soon(self, request: &Request) {
        let saves_nothing = matches!(
            request,
            Request::Begin { .. }
                | Request::Door
                | Request::Sync(_)
                | Request::Keeping(KeepingRequest::Marker(_) | KeepingRequest::Health)
        );
        if !saves_nothing {
            self.mark_later();
        }
    }

    /// Keeps what the store holds, a moment later.
    pub(super) fn mark_later(self) {
        if self.marking.get_value() {
            return;
        }
        self.marking.set_value(true);
        let mark = move || {
            self.marking.set_value(false);
            self.mark(|| {});
        };
        set_timeout(mark, SOON);
    }

    /// Keeps what the store holds now.
    pub(super) fn mark(self, then: impl Fn() + 'static) {
        self.ask(Request::Door, move |event| {
            if let Event::Door(door) = event {
                keep_marker(&door.marker);
            }
            then();
        });
    }
}

/// Nothing new leaves what was kept.
fn keep_marker(marker: &str) {
    if !marker.is_empty() {
        keep::save(MARKER, &marker);
    }
}

/// That the store's first copy was gone or behind, and what the second held stands in it again.
#[component]
pub(super) fn BroughtBack() -> impl IntoView {
    let keeper = expect_context::<Keeper>();
    move || {
        keeper.door.get().filter(|door| door.brought_back).map(|door| view! {
            <section class="notice info" data-test="brought-back">
                <p class="strong">"The main copy of the records on this device was gone or behind. What the second copy held is back."</p>
                <p>{format!(
                    "It holds {} and {}. A browser can throw a database away after it was ended in the middle of writing, or to make room. Write a backup when you can.",
                    counted(door.arrivals, "change", "changes"),
                    counted(door.audit, "entry of the audit trail", "entries of the audit trail")
                )}</p>
            </section>
        })
    }
}

/// What became of the store since the last visit, with what can be done.
#[component]
pub(super) fn VanishedNotice() -> impl IntoView {
    let keeper = expect_context::<Keeper>();
    move || {
        keeper.vanished.get().and_then(|view| {
            let missing = view.missing?;
            Some(view! {
                <section class="vanished" data-test="vanished">
                    {failure(&missing)}
                    <p class="strong">"What can be done"</p>
                    <ul>{view.ways.into_iter().map(|way| view! { <li>{way}</li> }).collect_view()}</ul>
                </section>
            })
        })
    }
}
