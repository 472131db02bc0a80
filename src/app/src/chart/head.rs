//! Whose chart it is: patient, account, class, days, attending; what can be done with the chart; an import that did not come
//! to its end.

use custodian::protocol::{ChartsEvent, ChartsRequest, Failure, Unfinished};
use leptos::{ev, prelude::*};

use super::import_view::FileButton;
use super::{Charts, View, Writing};
use crate::ui::{Icon, Picture, TextField, counted, failure};

/// The head of the pane.
#[component]
pub(super) fn Head() -> impl IntoView {
    let charts = expect_context::<Charts>();
    let chart = move |of: fn(&custodian::protocol::Chart) -> String| {
        charts
            .chart
            .with(|chart| chart.as_deref().map(of).unwrap_or_default())
    };
    let sheet = move |view: View, words: &'static str, test: &'static str| {
        view! {
            <button type="button" class="button plain" data-test=test aria-pressed=move || (charts.view.get() == view).to_string()
                on:click=move |_| charts.view.set(view)>{words}</button>
        }
    };
    view! {
        <header class="chart-head">
            <div class="chart-who">
                <h1 data-test="chart-patient">{move || chart(|chart| chart.patient_line.clone())}</h1>
                <p class="quiet" data-test="chart-stay">{move || chart(|chart| chart.stay_line.clone())}</p>
            </div>
            <div class="chart-doings" role="group" aria-label="Chart">
                {sheet(View::Encounter, "Encounter", "chart-encounter")}
                {sheet(View::Conditions, "Earlier conditions", "chart-conditions")}
                <button type="button" class="button" data-test="chart-write" on:click=move |_| charts.view.set(View::Write(Writing::New))>
                    <Icon of=Picture::Plus/>"Write"
                </button>
                <FileButton id="chart-file"/>
                <button type="button" class="button plain" data-test="chart-close" on:click=move |_| charts.close()>"Close"</button>
            </div>
        </header>
        {move || charts.chart.with(|chart| chart.as_ref().and_then(|chart| chart.unfinished.clone())).map(|unfinished| view! { <NotFinished unfinished/> })}
    }
}

/// An import that did not come to its end.
#[component]
fn NotFinished(
    /// Which.
    unfinished: Unfinished,
) -> impl IntoView {
    let charts = expect_context::<Charts>();
    let Unfinished {
        file,
        began,
        here,
        missing,
    } = unfinished;
    let forgo = move |_| {
        if let Some(encounter) = charts.encounter.get_untracked() {
            charts.ask(ChartsRequest::Forgo { encounter }, move |event| {
                if event == ChartsEvent::Done {
                    charts
                        .shell
                        .say("The rest of the file is not awaited any more.");
                    charts.open_chart(String::new());
                }
            });
        }
    };
    view! {
        <div class="notice warn chart-unfinished" data-test="chart-unfinished">
            <p class="strong">{format!("The import of {file}, begun {began}, did not come to its end.")}</p>
            <p>{format!(
                "In the chart, whole: {}. Missing: {}.",
                counted(here.len() as u64, "document", "documents"),
                missing.join(", "),
            )}</p>
            <p>"Choose the same file again: only what is missing comes in."</p>
            <p><button type="button" class="button" data-test="chart-forgo" on:click=forgo>"Don't wait for the rest"</button></p>
        </div>
    }
}

/// The chart could not be opened. Where a reason is asked for, it is given here.
#[component]
pub(super) fn Refused(
    /// Why.
    told: Failure,
) -> impl IntoView {
    let charts = expect_context::<Charts>();
    let reason = RwSignal::new(String::new());
    let asks = told.place == "reason";
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        charts.refused.set(None);
        charts.open_chart(reason.get_untracked());
    };
    if asks {
        crate::ui::focus_soon("chart-reason");
    }
    view! {
        <div class="chart-note" data-test="chart-refused">
            {failure(&told)}
            {asks.then(|| view! {
                <form on:submit=submit class="chart-form">
                    <TextField id="chart-reason" label="Reason" value=reason under="In a few words, without a patient's name or number. It goes into the audit trail."/>
                    <div class="actions"><button type="submit" class="button first">"Open the chart"</button></div>
                </form>
            })}
            <p><button type="button" class="button" data-test="chart-close" on:click=move |_| charts.close()>"Another chart"</button></p>
        </div>
    }
}
