//! The encounter's fields: read, changed, moved from state to state.

use custodian::protocol::{ChartsEvent, ChartsRequest, EncounterView, Failure};
use leptos::{ev, prelude::*};

use super::Charts;
use super::encounter_form::{FormFields, Typed};
use super::pane::SheetHead;
use crate::ui::{TextField, failure};

/// The encounter of the open chart.
#[component]
pub(super) fn EncounterSheet() -> impl IntoView {
    let charts = expect_context::<Charts>();
    let view = RwSignal::new(None::<EncounterView>);
    let refused = RwSignal::new(None::<Failure>);
    let editing = RwSignal::new(false);
    let take = move |event: ChartsEvent| {
        if let ChartsEvent::Encounter(told) = event {
            refused.try_set(None);
            view.try_set(Some(*told));
        }
    };
    if let Some(encounter) = charts.encounter.get_untracked() {
        let request = ChartsRequest::ReadEncounter {
            encounter,
            reason: String::new(),
        };
        charts.ask_or(request, take, move |told| {
            refused.try_set(Some(told));
        });
    }
    let send = move |request: ChartsRequest, said: &'static str| {
        charts.ask_or(
            request,
            move |event| {
                take(event);
                editing.try_set(false);
                charts.shell.say(said);
                charts.open_chart(String::new());
            },
            move |told| {
                refused.try_set(Some(told));
            },
        );
    };
    view! {
        <SheetHead title="Encounter"/>
        <div class="chart-sheet" data-test="chart-encounter-sheet">
            {move || refused.get().map(|told| failure(&told))}
            {move || view.get().map(|of| if editing.get() {
                view! { <Edit of send=Callback::new(move |(request, said)| send(request, said)) editing/> }.into_any()
            } else {
                view! { <Shown of send=Callback::new(move |(request, said)| send(request, said)) editing/> }.into_any()
            })}
        </div>
    }
}

type Send = Callback<(ChartsRequest, &'static str)>;

#[component]
fn Shown(
    /// The encounter.
    of: EncounterView,
    /// Sends what was decided.
    send: Send,
    /// Whether it is being edited.
    editing: RwSignal<bool>,
) -> impl IntoView {
    let form = &of.form;
    let class = super::lists::CLASSES
        .iter()
        .find(|(word, _)| *word == form.class)
        .map_or(form.class.as_str(), |(_, said)| said);
    let facts: [(&str, &str); 16] = [
        ("Account", &form.account),
        ("Class", class),
        ("State", &of.status_said),
        ("Inpatient order", &form.admit_order),
        ("Admission or arrival", &form.admitted),
        ("Discharge or departure", &form.discharged),
        ("Length of stay, days as billed", &of.days),
        ("Discharge status", &form.discharge_status),
        ("Type of admission", &form.admission_type),
        ("Point of origin", &form.point_of_origin),
        ("Service", &form.service),
        ("Unit", &form.unit),
        ("Reason for the visit", &form.complaint),
        ("Financial class", &form.financial_class),
        ("Charges, dollars", &form.charges),
        ("Hours on a ventilator", &form.ventilation_hours),
    ];
    let newborn: [(&str, &str); 3] = [
        ("Birth weight, grams", &form.birth_weight_grams),
        ("Gestation, weeks", &form.gestation_weeks),
        ("and days", &form.gestation_days),
    ];
    let rows = facts
        .iter()
        .chain(&newborn)
        .filter(|(_, which)| !which.is_empty())
        .map(|(what, which)| view! { <div><dt>{what.to_string()}</dt><dd>{which.replace('T', " ")}</dd></div> })
        .collect_view();
    let providers = form
        .providers
        .iter()
        .map(|provider| {
            let npi = if provider.npi.is_empty() { String::new() } else { format!(", NPI {}", provider.npi) };
            view! { <li><span class="quiet">{provider.role.clone()}</span>" "<span class="strong">{provider.name.clone()}</span>{npi}{(!provider.department.is_empty()).then(|| format!(", {}", provider.department))}</li> }
        })
        .collect_view();
    let payers = form
        .payers
        .iter()
        .map(|payer| view! { <li>{format!("{}. ", payer.rank)}<span class="strong">{payer.name.clone()}</span>" "<span class="mono">{payer.member_number.clone()}</span></li> })
        .collect_view();
    let cases = of
        .cases
        .iter()
        .map(|(_, purpose, state)| view! { <li>{purpose.clone()}": "{state.clone()}</li> })
        .collect_view();
    let (no_cases, next) = (of.cases.is_empty(), of.next.clone());
    let id = of.id;
    view! {
        <dl class="chart-pairs" data-test="chart-encounter-facts">{rows}</dl>
        <section><h3>"Providers"</h3><ul class="chart-plain">{providers}</ul></section>
        <section><h3>"Payers"</h3><ul class="chart-plain">{payers}</ul></section>
        <section><h3>"Coding cases"</h3>{if no_cases { view! { <p class="quiet">"None yet."</p> }.into_any() } else { view! { <ul class="chart-plain">{cases}</ul> }.into_any() }}</section>
        <div class="chart-doings-below">
            <button type="button" class="button" data-test="chart-encounter-edit" on:click=move |_| { editing.set(true); crate::ui::focus_soon("encounter-account"); }>"Change"</button>
        </div>
        {(!next.is_empty()).then(|| view! { <NextState id next send/> })}
    }
}

/// The states it may be moved to.
#[component]
fn NextState(
    /// The encounter.
    id: [u8; 16],
    /// Word, and how it is said.
    next: Vec<(String, String)>,
    /// Sends it.
    send: Send,
) -> impl IntoView {
    let reason = RwSignal::new(String::new());
    let buttons = next
        .into_iter()
        .map(|(word, said)| {
            let go = move |_| {
                let request = ChartsRequest::SetStatus {
                    encounter: id,
                    status: word.clone(),
                    reason: reason.get_untracked(),
                };
                send.run((request, "The encounter's state is saved on this device."));
            };
            view! { <button type="button" class="button" on:click=go>{format!("Now {said}")}</button> }
        })
        .collect_view();
    view! {
        <section class="chart-form" data-test="chart-encounter-states">
            <h3>"State"</h3>
            <TextField id="encounter-state-reason" label="Reason" value=reason under="Needed where it is cancelled. Without a patient's name or number."/>
            <div class="actions">{buttons}</div>
        </section>
    }
}

#[component]
fn Edit(
    /// The encounter.
    of: EncounterView,
    /// Sends what was typed.
    send: Send,
    /// Whether it is being edited.
    editing: RwSignal<bool>,
) -> impl IntoView {
    let typed = Typed::of(&of.form);
    let reason = RwSignal::new(String::new());
    let id = of.id;
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let request = ChartsRequest::EditEncounter {
            encounter: id,
            form: Box::new(typed.form()),
            reason: reason.get_untracked(),
        };
        send.run((request, "The encounter is saved on this device."));
    };
    view! {
        <form class="chart-form" on:submit=submit data-test="chart-encounter-form">
            <FormFields typed/>
            <TextField id="encounter-reason" label="Why it is changed" value=reason under="Without a patient's name or number. It goes into the history and the audit trail."/>
            <div class="actions">
                <button type="submit" class="button first" data-test="chart-encounter-save">"Save"</button>
                <button type="button" class="button plain" on:click=move |_| editing.set(false)>"Cancel"</button>
            </div>
        </form>
    }
}
