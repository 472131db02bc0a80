//! The case a stay is of: in a line above the stay, and in full in the left pane. Where it stands, what it waits for, what
//! stands in the way of its steps, what two people changed at once, and how it stood each time it became final.

use std::sync::Arc;

use custodian::protocol::CaseView;
use leptos::prelude::*;

use super::session::Session;
use crate::shell::{Action, KeysOf};
use crate::ui::{counted, failure};
use crate::worklist::{Desk, status_chip};

mod chart_tab;
mod conflicts;
mod evidence;
mod forms;
mod steps;
mod versions;
mod words;

pub(super) use chart_tab::ChartTab;
pub(super) use evidence::words_under;
pub(crate) use forms::Form as StepForm;
pub(super) use words::{RestsOn, WaitingWords};

/// The case in a line; nothing where the stay is of none.
#[component]
pub(super) fn CaseBar() -> impl IntoView {
    let session = expect_context::<Session>();
    move || session.case.get().map(|case| view! { <Line case/> })
}

#[component]
fn Line(case: Arc<CaseView>) -> impl IntoView {
    let session = expect_context::<Session>();
    let desk = expect_context::<Desk>();
    let coder = match (case.mine, case.coder.is_empty()) {
        (true, _) => "yours".to_owned(),
        (_, true) => "nobody's".to_owned(),
        _ => format!("coded by {}", case.coder),
    };
    let waits: Vec<String> = case
        .pends
        .iter()
        .filter(|pend| pend.settled.is_empty())
        .map(|pend| pend.reason.clone())
        .collect();
    let days = case
        .days
        .map(|days| counted(days.unsigned_abs(), "day", "days"));
    let about: Vec<String> = [
        Some(case.class.clone()),
        Some(case.service.clone()),
        Some(case.attending.clone()),
        days,
    ]
    .into_iter()
    .flatten()
    .filter(|word| !word.is_empty())
    .collect();
    let refusal = case.codes_hidden.clone().or_else(|| case.read_only.clone());
    view! {
        <section class="case-bar" aria-label="The case" data-test="case-bar">
            <span class="mono strong" title="Account number" data-test="case-account">{case.account.clone()}</span>
            {(!case.unit_number.is_empty()).then(|| view! { <span class="quiet" title="Unit number of the patient">{format!("unit {}", case.unit_number)}</span> })}
            <span class=status_chip(&case.status) data-test="case-status">{case.status_said.clone()}</span>
            {move || desk.version.get().map(|number| view! { <span class="chip off" data-test="case-version">{format!("version {number}")}</span> })}
            <span class="quiet">{coder}</span>
            {(case.priority > 0).then(|| view! { <span class="chip warn">{format!("priority {}", case.priority)}</span> })}
            {(!case.due.is_empty()).then(|| view! { <span class="quiet">{format!("due {}", case.due)}</span> })}
            {(!waits.is_empty()).then(|| view! { <span class="chip warn">{format!("waits for: {}", waits.join(", "))}</span> })}
            {(!case.conflicts.is_empty()).then(|| view! { <span class="chip stop">{counted(case.conflicts.len() as u64, "field has two values", "fields have two values")}</span> })}
            <span class="quiet case-about">{about.join(" · ")}</span>
            <span class="gap"></span>
            {refusal.map(|refusal| view! { <span class="chip off" data-test="case-read-only" title=format!("{} {}", refusal.why, refusal.fix)>{format!("Read only: {}", refusal.why)}</span> })}
            <button class="button plain" type="button" data-test="open-case-panel" on:click=move |_| session.show_case_panel()>"Case"<KeysOf of=Action::Case/></button>
        </section>
    }
}

/// The case in full.
#[component]
pub(super) fn CasePanel() -> impl IntoView {
    let session = expect_context::<Session>();
    let desk = expect_context::<Desk>();
    view! {
        <div class="case" data-test="case-panel">
            <h2>"The case"</h2>
            {move || desk.refused.get().map(|refused| failure(&refused))}
            {move || {
                let left_out = desk.saving.left_out.get();
                (!left_out.is_empty()).then(|| view! {
                    <section>
                        <h3>"Not saved with the case"</h3>
                        {left_out.iter().map(failure).collect_view()}
                    </section>
                })
            }}
            {move || session.case.get().map(|case| {
                let refusal = case.codes_hidden.clone().or_else(|| case.read_only.clone());
                view! {
                    {refusal.map(|refusal| view! {
                        <div class="notice info"><p class="strong">{refusal.what}</p><p>{format!("{} {}", refusal.why, refusal.fix)}</p></div>
                    })}
                    <conflicts::Conflicts case=Arc::clone(&case)/>
                    <steps::Steps case=Arc::clone(&case)/>
                    <evidence::Evidence case=Arc::clone(&case)/>
                    <versions::Versions case=Arc::clone(&case)/>
                }
            })}
            <forms::StepForms/>
        </div>
    }
}
