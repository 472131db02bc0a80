//! The whole store held against itself.

use custodian::protocol::{Checked, Event, Request};
use leptos::prelude::*;

use super::keeper::Keeper;
use crate::ui::{counted, failure};

/// The section.
#[component]
pub(super) fn StoreCheck() -> impl IntoView {
    let keeper = expect_context::<Keeper>();
    let so_far = RwSignal::new(None::<u64>);
    let checked = RwSignal::new(None::<Checked>);
    let refused = RwSignal::new(None);
    let check = move |_| {
        if so_far.get_untracked().is_some() {
            return;
        }
        so_far.set(Some(0));
        refused.set(None);
        keeper.ask(Request::Check, move |event| match event {
            Event::Checking(looked_at) => so_far.set(Some(looked_at)),
            Event::Checked(done) => {
                so_far.set(None);
                checked.set(Some(done));
            }
            Event::Failed(failure) => {
                so_far.set(None);
                refused.set(Some(failure));
            }
            _ => {}
        });
    };
    view! {
        <section data-test="store-check">
            <h2>"Check the store"</h2>
            <p class="quiet">"Opens every change kept here, holds it against its seal, its signature and its place, and counts what is missing."</p>
            <div>
                <button class="button" type="button" data-test="check-store" on:click=check aria-disabled=move || so_far.with(Option::is_some).to_string()>"Check now"</button>
            </div>
            <p role="status" data-test="check-result">{move || match (so_far.get(), checked.get()) {
                (Some(looked_at), _) => format!("Checking… {}", counted(looked_at, "change", "changes")),
                (None, Some(done)) if done.faults.is_empty() => format!(
                    "Everything fits: {} on {}.",
                    counted(done.operations, "change", "changes"),
                    counted(done.records, "record", "records"),
                ),
                (None, Some(done)) => counted(done.faults.len() as u64, "fault", "faults"),
                (None, None) => String::new(),
            }}</p>
            {move || checked.get().map(|done| done.faults.iter().map(failure).collect_view())}
            {move || refused.get().map(|refused| failure(&refused))}
        </section>
    }
}
