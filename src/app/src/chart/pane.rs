//! The chart in a pane of any width: its head, what is looked for, the list of documents, and what is open beside it. In a
//! narrow pane the list gives way to what is open.

use leptos::{ev, prelude::*};

use super::compare::Compare;
use super::conditions::Conditions;
use super::encounter::EncounterSheet;
use super::find_view::{FindBox, Hits};
use super::head::{Head, Refused};
use super::import_view::ImportSheet;
use super::list::DocumentList;
use super::reader::Reader;
use super::write::WriteSheet;
use super::{Charts, View};
use crate::ui::failure;

/// The chart of [`Charts::encounter`].
#[component]
pub(crate) fn ChartPane() -> impl IntoView {
    let charts = expect_context::<Charts>();
    let on_key = move |event: ev::KeyboardEvent| {
        let by = if event.shift_key() { -1 } else { 1 };
        let sought = charts
            .find
            .question
            .with_untracked(|question| !question.trim().is_empty());
        if event.key() == "F3" && !event.ctrl_key() && !event.alt_key() {
            event.prevent_default();
            if sought {
                charts.next_hit(by);
            } else {
                crate::ui::focus("chart-find");
            }
        }
    };
    view! {
        <section class="chart-pane" aria-label="Chart" data-test="chart-pane" on:keydown=on_key
            class:at-list=move || charts.view.get() == View::Nothing
            class:at-document=move || matches!(charts.view.get(), View::Document | View::Hits | View::Compare)>
            {move || match (charts.encounter.get(), charts.refused.get(), charts.chart.with(Option::is_some)) {
                (None, ..) => view! { <p class="chart-note quiet">"No chart is open."</p> }.into_any(),
                (_, Some(refused), false) => view! { <Refused told=refused/> }.into_any(),
                (_, _, false) => view! { <p class="chart-note quiet" role="status">"Opening the chart…"</p> }.into_any(),
                _ => view! { <Chart/> }.into_any(),
            }}
        </section>
    }
}

#[component]
fn Chart() -> impl IntoView {
    let charts = expect_context::<Charts>();
    view! {
        <Head/>
        <FindBox/>
        {move || charts.problem.get().map(|problem| view! {
            <div class="chart-problem" data-test="chart-problem">
                {failure(&problem)}
                <button type="button" class="button" on:click=move |_| charts.problem.set(None)>"Understood"</button>
            </div>
        })}
        <div class="chart-body">
            <DocumentList/>
            <div class="chart-main" data-test="chart-main">
                {move || match charts.view.get() {
                    View::Nothing => view! { <Nothing/> }.into_any(),
                    View::Document => view! { <Reader/> }.into_any(),
                    View::Hits => view! { <Hits/> }.into_any(),
                    View::Compare => view! { <Compare/> }.into_any(),
                    View::Encounter => view! { <EncounterSheet/> }.into_any(),
                    View::Conditions => view! { <Conditions/> }.into_any(),
                    View::Import => view! { <ImportSheet/> }.into_any(),
                    View::Write(writing) => view! { <WriteSheet writing/> }.into_any(),
                }}
            </div>
        </div>
    }
}

/// No document is open.
#[component]
fn Nothing() -> impl IntoView {
    let charts = expect_context::<Charts>();
    let empty = move || {
        charts
            .chart
            .with(|chart| chart.as_ref().is_none_or(|chart| chart.documents == 0))
    };
    view! {
        <div class="chart-note">
            {move || if empty() {
                view! {
                    <p class="strong">"The chart is empty."</p>
                    <p class="quiet">"Import what came from elsewhere, or write a document. Text, PDF, PNG, JPEG, TIFF, C-CDA and FHIR R4 are read."</p>
                }.into_any()
            } else {
                view! {
                    <p class="strong">"Choose a document."</p>
                    <p class="quiet"><kbd>"↑"</kbd>" "<kbd>"↓"</kbd>" go through the list, "<kbd>"Enter"</kbd>" opens. Unread documents are bold and marked."</p>
                }.into_any()
            }}
        </div>
    }
}

/// The way back to the list, in a narrow pane, and the heading of what is open.
#[component]
pub(super) fn SheetHead(
    /// Its heading.
    #[prop(into)]
    title: Signal<String>,
) -> impl IntoView {
    let charts = expect_context::<Charts>();
    view! {
        <div class="chart-sheet-head">
            <button type="button" class="button chart-to-list" data-test="chart-to-list" on:click=move |_| {
                charts.view.set(View::Nothing);
                crate::ui::focus_soon("chart-documents");
            }>"‹ Documents"</button>
            <h2>{move || title.get()}</h2>
        </div>
    }
}
