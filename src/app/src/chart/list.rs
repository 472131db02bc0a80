//! The documents of the chart, under days or kinds. What whoever has unlocked has not read stands in bold with a mark.

use std::sync::Arc;

use custodian::protocol::{Chart, ChartOrder, DocumentGroup, DocumentLine};
use leptos::{ev, prelude::*};

use super::Charts;
use crate::ui::counted;

/// The list.
#[component]
pub(super) fn DocumentList() -> impl IntoView {
    let charts = expect_context::<Charts>();
    let groups = Memo::new(move |_| {
        charts.chart.with(|chart| {
            chart
                .as_ref()
                .map(|chart| chart.groups.clone())
                .unwrap_or_default()
        })
    });
    let of =
        move |of: fn(&Arc<Chart>) -> u32| charts.chart.with(|chart| chart.as_ref().map_or(0, of));
    let order = move |order: ChartOrder, words: &'static str, test: &'static str| {
        view! {
            <button type="button" class="tab" data-test=test aria-pressed=move || (charts.order.get() == order).to_string()
                on:click=move |_| charts.put_in_order(order)>{words}</button>
        }
    };
    // The document that is open stays in sight in the list.
    let open = Memo::new(move |_| {
        charts
            .page
            .with(|page| page.as_ref().map(|page| page.line.id))
    });
    Effect::new(move |_| {
        let Some(id) = open.get() else { return };
        let place = charts.in_list().iter().position(|line| line.id == id);
        if let Some(place) = place {
            crate::ui::reveal_soon(format!("chart-document-{place}"));
        }
    });
    // As the custodian gave them: by day, or by kind.
    let sorted = move || {
        let by_day = groups.with(|groups| {
            let title = groups.first().map_or("", |group| group.title.as_str());
            title.starts_with(|first: char| first.is_ascii_digit()) || title.starts_with("without")
        });
        if by_day { "time" } else { "type" }
    };
    view! {
        <nav class="chart-list" aria-label="Documents" on:keydown=on_key>
            <div class="chart-list-head">
                <p class="small" role="status" data-test="chart-count">
                    {move || counted(u64::from(of(|chart| chart.documents)), "document", "documents")}
                    {move || match of(|chart| chart.unread) {
                        0 => ", all read".to_owned(),
                        unread => format!(", {unread} unread"),
                    }}
                </p>
                <div class="chart-order" role="group" aria-label="Order">
                    {order(ChartOrder::ByTime, "By time", "chart-by-time")}
                    {order(ChartOrder::ByType, "By type", "chart-by-type")}
                </div>
            </div>
            <div class="chart-documents" id="chart-documents" tabindex="-1" data-test="chart-documents" data-order=sorted>
                {move || {
                    let mut place = 0;
                    groups.get().into_iter().map(|group| {
                        let first = place;
                        place += group.documents.len();
                        one_group(charts, group, first)
                    }).collect_view()
                }}
            </div>
        </nav>
    }
}

fn one_group(charts: Charts, group: DocumentGroup, first: usize) -> impl IntoView {
    let DocumentGroup { title, documents } = group;
    view! {
        <section>
            <h3>{title}</h3>
            <ul class="chart-lines">
                {documents.into_iter().enumerate().map(|(at, line)| one(charts, line, first + at)).collect_view()}
            </ul>
        </section>
    }
}

fn one(charts: Charts, line: DocumentLine, place: usize) -> impl IntoView {
    let id = line.id;
    let open = move || {
        charts
            .page
            .with(|page| page.as_ref().is_some_and(|page| page.line.id == id))
    };
    let missing = (!line.signed && !line.expected && !line.in_error)
        .then(|| view! { <span class="chip warn">"not signed"</span> });
    let marks = [
        line.expected.then_some(("chip off", "expected, not here")),
        line.in_error.then_some(("chip stop", "entered in error")),
        line.amended.then_some(("chip info", "amended")),
        (line.identity == "wrong patient").then_some(("chip stop", "wrong patient?")),
        (!line.sensitivity.is_empty()).then_some(("chip warn", "protected")),
    ];
    let marks = marks
        .into_iter()
        .flatten()
        .map(|(class, words)| view! { <span class=class>{words}</span> })
        .collect_view();
    let media = match line.media.as_str() {
        "" | "text" => String::new(),
        media => media.to_uppercase(),
    };
    let pages = match line.pages {
        0 | 1 => String::new(),
        pages => format!("{pages} pages"),
    };
    let facts: Vec<String> = [
        line.about.clone(),
        line.author.clone(),
        media,
        pages,
        line.status.clone(),
    ]
    .into_iter()
    .filter(|fact| !fact.is_empty())
    .collect();
    let kind = (line.kind != line.title).then(|| line.kind.clone());
    let go = move |_| {
        if line.expected {
            charts
                .shell
                .say("This document is expected and not here: import or write it.");
        } else {
            charts.go_into(id);
        }
    };
    view! {
        <li>
            <button type="button" class="chart-line-button" class:unread=line.unread class:error=line.in_error id=format!("chart-document-{place}")
                data-test="chart-document" aria-current=move || open().then_some("true") on:click=go>
                <span class="chart-line-title">
                    {line.unread.then(|| view! { <span class="dot" aria-hidden="true"></span><span class="out-of-sight">"unread: "</span> })}
                    {line.title.clone()}
                    {kind.map(|kind| view! { <span class="quiet small">{format!(" {kind}")}</span> })}
                </span>
                <span class="quiet small">{facts.join(" · ")}</span>
                <span class="chart-line-marks">{missing}{marks}</span>
            </button>
        </li>
    }
}

/// Arrows go through the list, Home and End to its ends.
fn on_key(event: ev::KeyboardEvent) {
    let active = document()
        .active_element()
        .map(|element| element.id())
        .unwrap_or_default();
    let at = active
        .strip_prefix("chart-document-")
        .and_then(|at| at.parse::<usize>().ok());
    let go = |at: usize| crate::ui::focus(&format!("chart-document-{at}"));
    let last = || {
        document()
            .query_selector_all("[data-test=chart-document]")
            .map_or(0, |all| all.length() as usize)
            .saturating_sub(1)
    };
    let done = match (event.key().as_str(), at) {
        ("ArrowDown", Some(at)) => go(at + 1),
        ("ArrowDown", None) if active == "chart-documents" => go(0),
        ("ArrowUp", Some(at)) if at > 0 => go(at - 1),
        ("Home", Some(_)) => go(0),
        ("End", Some(_)) => go(last()),
        _ => false,
    };
    if done {
        event.prevent_default();
    }
}
