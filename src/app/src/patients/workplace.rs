//! The workplace: its parts, and the way between them by keyboard.

use leptos::{ev, prelude::*};

use super::asking::Refusal;
use super::figures::Figures;
use super::folders::Folders;
use super::numbers::Numbers;
use super::page::PatientSection;
use super::pair::PairSection;
use super::queue::Queue;
use super::search::Search;
use super::{Patients, Tab};
use crate::records::Behind;
use crate::ui::counted;

const TABS: [(Tab, &str, &str); 5] = [
    (Tab::Search, "patients-tab-search", "Search"),
    (Tab::Patient, "patients-tab-patient", "Patient"),
    (Tab::Pairs, "patients-tab-pairs", "Pairs"),
    (Tab::Numbers, "patients-tab-numbers", "Numbers"),
    (Tab::Folders, "patients-tab-folders", "Folders and figures"),
];

/// The workplace.
#[component]
pub(crate) fn PatientsPage() -> impl IntoView {
    view! { <div class="page" data-test="patients"><Behind><Workplace/></Behind></div> }
}

#[component]
fn Workplace() -> impl IntoView {
    let patients = expect_context::<Patients>();
    let tab = patients.tab;
    let id_of = |which: Tab| {
        let known = TABS.iter().find(|(tab, ..)| *tab == which);
        known.map_or("", |(_, id, _)| *id)
    };
    // There is a patient's tab while there is a patient.
    let open = Memo::new(move |_| patients.asked.with(Option::is_some));
    let shown = move |which: Tab| which != Tab::Patient || open.get();
    let on_key = move |event: ev::KeyboardEvent| {
        let by = match event.key().as_str() {
            "ArrowRight" => 1,
            "ArrowLeft" => TABS.len() - 1,
            _ => return,
        };
        event.prevent_default();
        let here = tab.get_untracked();
        let mut at = TABS.iter().position(|(which, ..)| *which == here);
        for _ in 0..2 {
            at = at.map(|at| (at + by) % TABS.len());
            if let Some(at) = at.filter(|at| untrack(|| shown(TABS[*at].0))) {
                tab.set(TABS[at].0);
                crate::ui::focus_soon(TABS[at].1);
                return;
            }
        }
    };
    view! {
        <div class="column patients">
            <header class="patients-head">
                <h1>"Patients"</h1>
                <p class="quiet small" role="status">{move || match patients.left.get() {
                    0 => String::new(),
                    left => format!("Taking the index in: {} to go. A search waits for it.", counted(left, "line", "lines")),
                }}</p>
            </header>
            <div class="tabs" role="tablist" aria-label="Parts of the patient index" on:keydown=on_key>
                {TABS.into_iter().map(|(which, id, name)| view! {
                    <button type="button" role="tab" class="tab" id=id aria-controls="patients-panel" data-test=id
                        aria-selected=move || (tab.get() == which).to_string()
                        tabindex=move || if tab.get() == which { "0" } else { "-1" }
                        hidden=move || !shown(which)
                        on:click=move |_| tab.set(which)>{name}</button>
                }).collect_view()}
            </div>
            <div class="patients-panel" id="patients-panel" role="tabpanel" tabindex="-1" aria-labelledby=move || id_of(tab.get())>
                {move || match tab.get() {
                    Tab::Search => view! { <Search/> }.into_any(),
                    Tab::Patient => view! { <PatientSection/> }.into_any(),
                    Tab::Pairs => view! { <Pairs/> }.into_any(),
                    Tab::Numbers => view! { <Numbers/> }.into_any(),
                    Tab::Folders => view! { <Folders/><Figures/> }.into_any(),
                }}
            </div>
        </div>
    }
}

/// The queue, or the pair that was taken from it.
#[component]
fn Pairs() -> impl IntoView {
    let patients = expect_context::<Patients>();
    let one = Memo::new(move |_| patients.pair.with(Option::is_some));
    view! {
        <Refusal refused=patients.pair_refused id="pair-open-reason" again=move |reason| {
            if let Some(pair) = patients.pair_asked.get_untracked() {
                patients.open_pair_for(pair, reason);
            }
        }/>
        {move || if one.get() { view! { <PairSection/> }.into_any() } else { view! { <Queue/> }.into_any() }}
    }
}
