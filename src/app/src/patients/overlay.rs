//! Whether a record holds two people, what speaks for it, and moving the encounters of one to whom they belong.

use custodian::protocol::{Failure, OverlayView, PatientsEvent, PatientsRequest, StayRow};
use leptos::{ev, prelude::*};

use super::asking::Refusal;
use super::merged::Rejoin;
use super::page::findings;
use super::stays::account;
use super::waterfall::Waterfall;
use super::{Patients, Purpose, Tab};
use crate::ui::TextField;

/// What the encounters say.
#[component]
pub(super) fn Overlay(patient: [u8; 16], name: String) -> impl IntoView {
    let patients = expect_context::<Patients>();
    let told = RwSignal::new(None::<OverlayView>);
    let refused = RwSignal::new(None::<Failure>);
    let chosen = RwSignal::new(Vec::<[u8; 16]>::new());
    let fetch = move |reason: String| {
        refused.set(None);
        patients.ask(
            PatientsRequest::Overlay { patient, reason },
            move |answer| match answer {
                Ok(PatientsEvent::Overlay(view)) => {
                    chosen.set(view.second.iter().map(|stay| stay.encounter).collect());
                    told.set(Some(*view));
                }
                Ok(_) => {}
                Err(failure) => refused.set(Some(failure)),
            },
        );
    };
    fetch(String::new());
    let name = StoredValue::new(name);
    view! {
        <Refusal refused id="overlay-reason" again=fetch/>
        {move || told.get().map(|view| {
            let notice = if view.likely { "notice warn" } else { "notice" };
            let words = if view.likely {
                "Two people are likely in this record: an overlay."
            } else {
                "Nothing contradicts that this is one person."
            };
            let stays: Vec<StayRow> = view.first.into_iter().chain(view.second).collect();
            let enough = stays.len() > 1;
            let found = findings(&view.findings);
            let evidence = (!view.waterfall.steps.is_empty()).then(|| view! { <Waterfall of=view.waterfall left="One encounter" right="Another"/> });
            view! {
                <div class="overlay-part" data-test="overlay-view">
                    <p class=notice>{words}</p>
                    {found}
                    {evidence}
                    {if enough {
                        view! { <SplitForm patient name=name.get_value() stays chosen/> }.into_any()
                    } else {
                        view! { <p class="quiet">"With fewer than two encounters there is nothing to split."</p> }.into_any()
                    }}
                    <details class="rejoin-part"><summary>"Take back encounters that were moved here"</summary><Rejoin patient/></details>
                </div>
            }
        })}
    }
}

/// Which encounters belong to somebody else, and why; to whom is searched for.
#[component]
fn SplitForm(
    patient: [u8; 16],
    name: String,
    stays: Vec<StayRow>,
    chosen: RwSignal<Vec<[u8; 16]>>,
) -> impl IntoView {
    let patients = expect_context::<Patients>();
    let reason = RwSignal::new(String::new());
    let short = RwSignal::new(false);
    let name = StoredValue::new(name);
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let encounters = chosen.get_untracked();
        let missing =
            encounters.is_empty() || reason.with_untracked(|reason| reason.trim().is_empty());
        short.set(missing);
        if missing {
            return;
        }
        patients.to(Tab::Search);
        patients.begin_search(Purpose::Split {
            from: patient,
            name: name.get_value(),
            encounters,
            reason: reason.get_untracked(),
        });
    };
    view! {
        <form class="door-form" on:submit=submit data-test="split-form">
            <fieldset class="person-part">
                <legend>"Encounters that belong to somebody else"</legend>
                {stays.into_iter().map(|stay| {
                    let encounter = stay.encounter;
                    view! {
                        <label class="tick">
                            <input autocomplete="off" type="checkbox" data-test="split-stay" prop:checked=move || chosen.with(|chosen| chosen.contains(&encounter))
                                on:change:target=move |event| {
                                    let on = event.target().checked();
                                    chosen.update(|chosen| {
                                        chosen.retain(|one| *one != encounter);
                                        if on { chosen.push(encounter); }
                                    });
                                }/>
                            {format!("{}, {}, {} to {}", account(&stay), stay.class, stay.admitted, if stay.discharged.is_empty() { "now" } else { &stay.discharged })}
                        </label>
                    }
                }).collect_view()}
            </fieldset>
            <TextField id="split-reason" label="Why they belong to somebody else" value=reason/>
            {move || short.get().then(|| view! { <p class="notice warn" role="alert">"Choose the encounters, and say in a few words why."</p> })}
            <div class="search-actions"><button class="button" type="submit" data-test="split-go">"Search for whom they belong to…"</button></div>
        </form>
    }
}
