//! Records that point to the one on screen, and the one it was split from: each can be looked at and taken back.

use custodian::protocol::{Failure, PatientPage, PatientRow, PatientsEvent, PatientsRequest};
use leptos::{ev, prelude::*};

use super::Patients;
use super::find::row_words;
use crate::shell::Shell;
use crate::ui::{TextField, failure};

/// Both lists; nothing where there are none.
#[component]
pub(super) fn MergedHere(page: PatientPage) -> impl IntoView {
    let patients = expect_context::<Patients>();
    let here = page.row.patient;
    let merged = page.merged_here;
    let split = page.split_from;
    view! {
        {(!merged.is_empty()).then(|| view! {
            <section class="patients-part" data-test="merged-here">
                <h3>"Records merged into this one"</h3>
                <ul class="row-list">{merged.into_iter().map(|row| {
                    let other = row.patient;
                    view! {
                        <li>{row_words(&row)}<button class="button" type="button" data-test="look-at-merge" on:click=move |_| patients.open_pair(here, other)>"Look at the merge"</button></li>
                    }
                }).collect_view()}</ul>
            </section>
        })}
        {split.map(|row| view! { <SplitFrom row here/> })}
    }
}

#[component]
fn SplitFrom(row: PatientRow, here: [u8; 16]) -> impl IntoView {
    let patients = expect_context::<Patients>();
    let other = row.patient;
    let rejoining = RwSignal::new(false);
    view! {
        <section class="patients-part" data-test="split-from">
            <h3>"Split from"</h3>
            <ul class="row-list"><li>
                {row_words(&row)}
                <button class="button" type="button" on:click=move |_| patients.open(other)>"Open it"</button>
                <button class="button" type="button" data-test="rejoin" aria-expanded=move || rejoining.get().to_string() on:click=move |_| { rejoining.update(|on| *on = !*on); crate::ui::focus_soon("rejoin-reason"); }>"Take the split back…"</button>
            </li></ul>
            {move || rejoining.get().then(|| view! { <Rejoin patient=here/> })}
        </section>
    }
}

/// Encounters that were moved here go back.
#[component]
pub(super) fn Rejoin(patient: [u8; 16]) -> impl IntoView {
    let patients = expect_context::<Patients>();
    let shell = expect_context::<Shell>();
    let reason = RwSignal::new(String::new());
    let refused = RwSignal::new(None::<Failure>);
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let request = PatientsRequest::Rejoin {
            patient,
            reason: reason.get_untracked(),
        };
        patients.ask(request, move |answer| match answer {
            Ok(PatientsEvent::Page(page)) => {
                patients.show(*page);
                shell.say("The split is taken back. That is saved on this device.");
            }
            Ok(_) => {}
            Err(told) => refused.set(Some(told)),
        });
    };
    view! {
        <form class="reason-line" on:submit=submit data-test="rejoin-form">
            <TextField id="rejoin-reason" label="Why the encounters go back to whom they were recorded under" value=reason/>
            <button class="button first" type="submit">"Take the split back"</button>
            {move || refused.get().map(|told| failure(&told))}
        </form>
    }
}
