//! The encounters of a patient, the latest first; Enter on one opens its chart.

use custodian::protocol::{PatientPage, StayRow};
use leptos::{ev, prelude::*};

use super::new_stay::NewStay;
use crate::chart::Charts;
use crate::ui::{Dialog, Icon, Picture};

/// The encounters, and a new one.
#[component]
pub(super) fn Stays(page: PatientPage) -> impl IntoView {
    let charts = expect_context::<Charts>();
    let adding = RwSignal::new(false);
    let patient = page.row.patient;
    let none = page.encounters.is_empty();
    let merged = page.row.merged_into.is_some();
    let count = page.encounters.len();
    let rows: Vec<_> = page.encounters.into_iter().enumerate().collect();
    let on_key = move |at: usize, event: ev::KeyboardEvent| {
        let to = match event.key().as_str() {
            "ArrowDown" => (at + 1).min(count.saturating_sub(1)),
            "ArrowUp" => at.saturating_sub(1),
            _ => return,
        };
        event.prevent_default();
        crate::ui::focus(&format!("stay-{to}"));
    };
    view! {
        <section class="patients-part" data-test="stays">
            <div class="part-head">
                <h3>"Encounters"</h3>
                <button class="button" type="button" data-test="new-stay" disabled=merged on:click=move |_| adding.set(true)><Icon of=Picture::Plus/>"New encounter"</button>
            </div>
            {none.then(|| view! { <p class="quiet">"None yet. A new encounter holds the chart and the coding case."</p> })}
            {(!none).then(|| view! {
                <div class="scroll-x" tabindex="0" role="region" aria-label="Encounters">
                    <table class="plain-table">
                        <thead><tr><th scope="col">"Account"</th><th scope="col">"Class"</th><th scope="col">"Admitted"</th><th scope="col">"Discharged"</th><th scope="col">"Service"</th><th scope="col">"State"</th></tr></thead>
                        <tbody>
                            {rows.into_iter().map(|(at, stay)| view! {
                                <tr data-test="stay">
                                    <th scope="row"><button class="link" type="button" id=format!("stay-{at}") on:keydown=move |event| on_key(at, event) on:click=move |_| charts.open(stay.encounter)>{account(&stay)}</button>{under(&stay)}</th>
                                    <td>{stay.class}</td><td class="tabular nowrap">{stay.admitted}</td><td class="tabular nowrap">{stay.discharged}</td><td>{stay.service}</td><td>{stay.status}</td>
                                </tr>
                            }).collect_view()}
                        </tbody>
                    </table>
                </div>
            })}
            <Dialog open=adding on_close=move || adding.set(false) title="New encounter" wide=true test="new-stay-dialog">
                <NewStay patient done=move || adding.set(false)/>
            </Dialog>
        </section>
    }
}

/// How an encounter is called.
pub(super) fn account(stay: &StayRow) -> String {
    if stay.account.is_empty() {
        "no account number".to_owned()
    } else {
        stay.account.clone()
    }
}

/// Under which number it was recorded, where that record was merged.
fn under(stay: &StayRow) -> Option<impl IntoView + use<>> {
    let under = stay.recorded_under.clone();
    (!under.is_empty())
        .then(|| view! { " "<span class="chip info">{format!("recorded under {under}")}</span> })
}
