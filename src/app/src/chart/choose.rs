//! No chart is open: encounters to choose from, the latest discharges first, or those whose account or patient was typed.

use custodian::protocol::{
    CasesEvent, CasesRequest, Event, Failure, Request, Worklist, WorklistQuery, WorklistRow,
    WorklistSort,
};
use leptos::{ev, prelude::*};

use super::Charts;
use crate::records::Keeper;
use crate::shell::Route;
use crate::ui::{Icon, Picture, counted, failure};

/// Encounters that are shown.
const MOST: u32 = 60;

/// The list of encounters.
#[component]
pub(super) fn Choose() -> impl IntoView {
    let keeper = expect_context::<Keeper>();
    let charts = expect_context::<Charts>();
    let text = RwSignal::new(String::new());
    let list = RwSignal::new(None::<Worklist>);
    let refused = RwSignal::new(None::<Failure>);
    let look = move || {
        let asked = text.get_untracked();
        let query = WorklistQuery {
            text: asked.clone(),
            sort: WorklistSort::Discharged,
            descending: true,
            limit: MOST,
            ..WorklistQuery::default()
        };
        let request = Request::Cases(CasesRequest::Worklist(Box::new(query)));
        keeper.ask(request, move |event| {
            // Only the answer to what stands in the field counts.
            if text.try_with_untracked(|now| *now == asked) != Some(true) {
                return;
            }
            match event {
                Event::Cases(CasesEvent::Worklist(found)) => {
                    refused.set(None);
                    list.set(Some(*found));
                }
                Event::Failed(told) => refused.set(Some(told)),
                _ => {}
            }
        });
    };
    look();
    crate::ui::focus_soon("chart-choose");
    let on_key = move |event: ev::KeyboardEvent| {
        let at = document()
            .active_element()
            .map(|element| element.id())
            .and_then(|id| id.strip_prefix("chart-choice-")?.parse::<usize>().ok());
        let done = match (event.key().as_str(), at) {
            ("ArrowDown", None) => crate::ui::focus("chart-choice-0"),
            ("ArrowDown", Some(at)) => crate::ui::focus(&format!("chart-choice-{}", at + 1)),
            ("ArrowUp", Some(0)) => crate::ui::focus("chart-choose"),
            ("ArrowUp", Some(at)) => crate::ui::focus(&format!("chart-choice-{}", at - 1)),
            ("Enter", None) => list.with_untracked(|list| {
                let first = list.as_ref().and_then(|list| list.rows.first());
                first.is_some_and(|row| {
                    charts.open(row.encounter);
                    true
                })
            }),
            _ => false,
        };
        if done {
            event.prevent_default();
        }
    };
    view! {
        <div class="column chart-choose" on:keydown=on_key data-test="chart-choose">
            <header>
                <h1>"Open a chart"</h1>
                <p class="quiet">"The latest discharges stand first. Type an account number or a name."</p>
            </header>
            <div class="chart-choose-find">
                <Icon of=Picture::Search/>
                <input class="input" id="chart-choose" type="text" autocomplete="off" spellcheck="false" aria-label="Account number or patient's name"
                    placeholder="Account number or name"
                    prop:value=move || text.get() on:input:target=move |event| { text.set(event.target().value()); look(); }/>
            </div>
            {move || refused.get().map(|refused| failure(&refused))}
            <p class="out-of-sight" role="status">{move || list.with(|list| list.as_ref().map_or_else(String::new, |list| counted(u64::from(list.total), "encounter", "encounters")))}</p>
            {move || list.with(|list| match list {
                None => view! { <p class="quiet">"Looking…"</p> }.into_any(),
                Some(list) if list.total == 0 && text.with(|text| text.trim().is_empty()) => view! { <NoEncounters/> }.into_any(),
                Some(list) if list.total == 0 => view! { <p class="notice info" data-test="chart-none-found">"No encounter has these words in its account number or patient's name."</p> }.into_any(),
                Some(list) => rows(charts, list).into_any(),
            })}
        </div>
    }
}

/// Nothing is kept yet.
#[component]
fn NoEncounters() -> impl IntoView {
    view! {
        <div class="notice info" data-test="chart-no-encounters">
            <p class="strong">"No encounter is kept on this device yet."</p>
            <p>"A chart belongs to an encounter, and an encounter to a patient. "<a href=Route::Patients.hash()>"Search for the patient"</a>" first; the patient's page has the button for a new encounter."</p>
        </div>
    }
}

fn rows(charts: Charts, list: &Worklist) -> impl IntoView + use<> {
    let more = list
        .total
        .saturating_sub(u32::try_from(list.rows.len()).unwrap_or(0));
    let rows = list
        .rows
        .iter()
        .enumerate()
        .map(|(at, row)| one(charts, at, row))
        .collect_view();
    view! {
        <ul class="chart-choices" aria-label="Encounters">{rows}</ul>
        {(more > 0).then(|| view! { <p class="quiet small">{format!("{} more. Type to narrow them down.", counted(u64::from(more), "encounter", "encounters"))}</p> })}
    }
}

fn one(charts: Charts, at: usize, row: &WorklistRow) -> impl IntoView + use<> {
    let encounter = row.encounter;
    let dates = match (row.admitted.as_str(), row.discharged.as_str()) {
        ("", "") => "no date".to_owned(),
        (from, "") => format!("{from}, in house"),
        (from, to) if from == to => from.to_owned(),
        (from, to) => format!("{from} to {to}"),
    };
    let facts: Vec<String> = [
        row.class.clone(),
        row.service.clone(),
        row.attending.clone(),
    ]
    .into_iter()
    .filter(|fact| !fact.is_empty())
    .collect();
    view! {
        <li>
            <button type="button" class="chart-choice" id=format!("chart-choice-{at}") data-test="chart-choice" on:click=move |_| charts.open(encounter)>
                <span class="chart-choice-who"><span class="strong">{row.patient.clone()}</span>" "<span class="mono quiet">{row.account.clone()}</span></span>
                <span class="num">{dates}</span>
                <span class="quiet small">{facts.join(" · ")}</span>
                <span class="quiet small num">{counted(u64::from(row.documents), "document", "documents")}</span>
            </button>
        </li>
    }
}
