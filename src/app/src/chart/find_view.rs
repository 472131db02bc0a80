//! The box for words sought in the chart, and the places where they stand.

use std::sync::Arc;

use custodian::protocol::{Found, Hit};
use leptos::{ev, prelude::*};

use super::Charts;
use super::pane::SheetHead;
use crate::ui::{Icon, Picture, counted};

/// Places of the list that are drawn at first; the keys go through all that were found.
const DRAWN: usize = 50;

/// The box. Enter goes to the next place, Shift with Enter to the one before; so does F3 anywhere in the chart.
#[component]
pub(super) fn FindBox() -> impl IntoView {
    let charts = expect_context::<Charts>();
    let find = charts.find;
    let on_key = move |event: ev::KeyboardEvent| {
        match event.key().as_str() {
            "Enter" => charts.next_hit(if event.shift_key() { -1 } else { 1 }),
            "ArrowDown" => {
                crate::ui::focus("chart-hit-0");
            }
            "Escape" => charts.seek(String::new()),
            _ => return,
        }
        event.prevent_default();
    };
    let sought = move || find.question.with(|question| !question.trim().is_empty());
    let place = move || match (find.at.get(), find.found.get()) {
        (_, None) => "looking…".to_owned(),
        (_, Some(found)) if found.hits.is_empty() => "nowhere".to_owned(),
        (Some(at), Some(found)) => format!("{} of {}", at + 1, found.hits.len()),
        (None, Some(found)) => counted(found.hits.len() as u64, "place", "places"),
    };
    view! {
        <div class="chart-find" role="search">
            <Icon of=Picture::Search/>
            <input class="input" id="chart-find" type="text" autocomplete="off" spellcheck="false" aria-label="Look for words in this chart"
                placeholder="Look for words in this chart" data-test="chart-find"
                prop:value=move || find.question.get() on:input:target=move |event| charts.seek(event.target().value()) on:keydown=on_key/>
            <Show when=sought>
                <span class="small num" role="status" data-test="chart-find-place">{place}</span>
                <button type="button" class="button plain" aria-label="Place before" title="Shift F3" data-test="chart-hit-before" on:click=move |_| charts.next_hit(-1)>"‹"</button>
                <button type="button" class="button plain" aria-label="Next place" title="F3" data-test="chart-hit-next" on:click=move |_| charts.next_hit(1)>"›"</button>
            </Show>
        </div>
    }
}

/// Where the words sought stand.
#[component]
pub(super) fn Hits() -> impl IntoView {
    let charts = expect_context::<Charts>();
    let title = Signal::derive(move || {
        charts
            .find
            .question
            .with(|question| format!("“{}”", question.trim()))
    });
    view! {
        <SheetHead title/>
        <div class="chart-hits" on:keydown=on_key data-test="chart-hits">
            {move || charts.find.found.get().map(|found| all(charts, &found))}
        </div>
    }
}

fn all(charts: Charts, found: &Arc<Found>) -> impl IntoView + use<> {
    let shown = found.hits.len();
    let said = if found.total == 0 {
        "These words stand nowhere in the chart.".to_owned()
    } else if found.total as usize > shown {
        format!(
            "{} in {}; the first {shown} are shown.",
            counted(u64::from(found.total), "place", "places"),
            counted(u64::from(found.documents), "document", "documents")
        )
    } else {
        format!(
            "{} in {}.",
            counted(u64::from(found.total), "place", "places"),
            counted(u64::from(found.documents), "document", "documents")
        )
    };
    let note = |words: &[String], said: &str| {
        (!words.is_empty()).then(|| {
            view! { <p class="quiet small">{format!("{said} {}", words.join(", "))}</p> }
        })
    };
    let drawn = RwSignal::new(DRAWN);
    let kept = StoredValue::new(Arc::clone(found));
    view! {
        <p data-test="chart-hits-said">{said}</p>
        {note(&found.nowhere, "In no document:")}
        {note(&found.left_out, "Left out, for there were too many words:")}
        {note(&found.not_searched, "Can be seen and not searched, for no text is in them:")}
        <ol class="chart-hit-list">
            {move || kept.with_value(|found| found.hits.iter().enumerate().take(drawn.get()).map(|(at, hit)| one(charts, at, hit)).collect_view())}
        </ol>
        <Show when=move || drawn.get() < shown>
            <p><button type="button" class="button" on:click=move |_| drawn.update(|drawn| *drawn += 4 * DRAWN)>"Further places"</button></p>
        </Show>
    }
}

fn one(charts: Charts, at: usize, hit: &Hit) -> impl IntoView + use<> {
    let pieces = hit
        .pieces
        .iter()
        .map(|piece| {
            if piece.marked {
                view! { <mark class="hit">{piece.words.clone()}</mark> }.into_any()
            } else {
                piece.words.clone().into_any()
            }
        })
        .collect_view();
    let senses = hit
        .senses
        .iter()
        .map(|sense| view! { <span class="chip warn">{sense.clone()}</span>" " })
        .collect_view();
    view! {
        <li>
            <button type="button" class="chart-hit" id=format!("chart-hit-{at}") data-test="chart-hit" on:click=move |_| charts.go_to_hit(at)>
                <span class="quiet small"><span class="strong">{hit.title.clone()}</span>{format!(", page {}, line {} ", hit.page, hit.line)}{senses}</span>
                <span class="chart-hit-words">{pieces}</span>
            </button>
        </li>
    }
}

/// Arrows go through the places.
fn on_key(event: ev::KeyboardEvent) {
    let at = document()
        .active_element()
        .map(|element| element.id())
        .and_then(|id| id.strip_prefix("chart-hit-")?.parse::<usize>().ok());
    let done = match (event.key().as_str(), at) {
        ("ArrowDown", Some(at)) => crate::ui::focus(&format!("chart-hit-{}", at + 1)),
        ("ArrowUp", Some(0)) => crate::ui::focus("chart-find"),
        ("ArrowUp", Some(at)) => crate::ui::focus(&format!("chart-hit-{}", at - 1)),
        _ => false,
    };
    if done {
        event.prevent_default();
    }
}
