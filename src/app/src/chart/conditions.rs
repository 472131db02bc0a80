//! Conditions coded in the patient's earlier encounters, each with the question whether it is still documented here. Nothing
//! is carried over: a condition is coded here when it is documented here (OCG III.A, IV.J).

use custodian::protocol::{ChartsEvent, ChartsRequest, Condition, Failure, NamedAt};
use engine::protocol::{CodeSystem, Event, Request};
use leptos::prelude::*;

use super::Charts;
use super::pane::SheetHead;
use crate::link::Link;
use crate::ui::failure;

/// The conditions.
#[component]
pub(super) fn Conditions() -> impl IntoView {
    let charts = expect_context::<Charts>();
    let link = expect_context::<Link>();
    let conditions = RwSignal::new(None::<Vec<Condition>>);
    let refused = RwSignal::new(None::<Failure>);
    // First without titles; then, with the titles of the codes that have no words of their own, once more.
    ask(charts, Vec::new(), conditions, refused, move |found| {
        let without: Vec<String> = found
            .iter()
            .filter(|condition| condition.words.trim().is_empty())
            .map(|condition| condition.code.clone())
            .collect();
        titles(charts, link, without, Vec::new(), conditions, refused);
    });
    view! {
        <SheetHead title="Conditions of earlier encounters"/>
        <div class="chart-sheet" data-test="chart-earlier-conditions">
            <p class="quiet">"Coded in this patient's earlier encounters. Each is held against the words of this chart; nothing is carried over."</p>
            {move || refused.get().map(|told| failure(&told))}
            {move || conditions.get().map(|conditions| if conditions.is_empty() {
                view! { <p class="notice info">"No earlier encounter of this patient has coded conditions."</p> }.into_any()
            } else {
                view! { <ul class="chart-condition-list">{conditions.into_iter().map(|condition| one(charts, condition)).collect_view()}</ul> }.into_any()
            })}
        </div>
    }
}

fn ask(
    charts: Charts,
    titles: Vec<(String, String)>,
    conditions: RwSignal<Option<Vec<Condition>>>,
    refused: RwSignal<Option<Failure>>,
    then: impl Fn(&[Condition]) + 'static,
) {
    let Some(encounter) = charts.encounter.get_untracked() else {
        return;
    };
    charts.ask_or(
        ChartsRequest::Conditions { encounter, titles },
        move |event| {
            if let ChartsEvent::Conditions(found) = event {
                then(&found);
                conditions.try_set(Some(found));
            }
        },
        move |told| {
            refused.try_set(Some(told));
        },
    );
}

/// Fetches the titles of codes one after the other; with all of them, asks once more.
fn titles(
    charts: Charts,
    link: Link,
    mut left: Vec<String>,
    known: Vec<(String, String)>,
    conditions: RwSignal<Option<Vec<Condition>>>,
    refused: RwSignal<Option<Failure>>,
) {
    let Some(code) = left.pop() else {
        if !known.is_empty() {
            ask(charts, known, conditions, refused, |_| {});
        }
        return;
    };
    let request = Request::Code {
        system: CodeSystem::Cm,
        code: code.clone(),
        date: crate::ui::today(),
    };
    let rest = StoredValue::new(Some((left, known)));
    link.ask(request, move |event| {
        let Some(Some((left, mut known))) = rest.try_update_value(Option::take) else {
            return;
        };
        if let Event::Code(page) = event {
            known.push((code.clone(), page.line.title.clone()));
        }
        titles(charts, link, left, known, conditions, refused);
    });
}

fn one(charts: Charts, condition: Condition) -> impl IntoView {
    let (class, verdict) = match condition.verdict.as_str() {
        "documented" => ("chip ok", "documented here"),
        "history_only" => ("chip warn", "only as history"),
        "not_plainly" => (
            "chip warn",
            "not plainly: negated, uncertain or of the family",
        ),
        _ => ("chip off", "not found here"),
    };
    let question = (condition.verdict != "documented" && !condition.coded)
        .then(|| view! { <p class="strong">"Still documented here?"</p> });
    let coded = condition
        .coded
        .then(|| view! { <span class="chip info">"coded here"</span> });
    let chronic = (!condition.chronic.is_empty())
        .then(|| view! { <p class="small"><span class="quiet">"Chronic: "</span>{condition.chronic.join(", ")}</p> });
    let specify = (!condition.specify.is_empty()).then(
        || view! { <p class="small"><span class="quiet">"Its codes ask for: "</span>{condition.specify.join(", ")}</p> },
    );
    let from = condition
        .from
        .iter()
        .map(|(_, day)| day.clone())
        .collect::<Vec<_>>()
        .join(", ");
    let words = if condition.words.is_empty() {
        "no words known".to_owned()
    } else {
        condition.words.clone()
    };
    view! {
        <li>
            <p><span class="mono strong">{condition.code.clone()}</span>" "{words}" "<span class=class>{verdict}</span>" "{coded}</p>
            <p class="quiet small">{format!("Coded in encounters of {from}")}</p>
            {question}{chronic}{specify}
            <ul class="chart-plain small">{condition.evidence.into_iter().map(|at| place(charts, at)).collect_view()}</ul>
        </li>
    }
}

fn place(charts: Charts, at: NamedAt) -> impl IntoView {
    let (document, start, end) = (at.document, at.place.start, at.place.end);
    let senses = at.senses.join(", ");
    view! {
        <li><button type="button" class="link" on:click=move |_| charts.show(document, start, end)>{format!("“{}”", at.words)}</button>
            <span class="quiet">{format!(" {}, page {}, line {} {senses}", at.title, at.place.page, at.place.line)}</span></li>
    }
}
