//! The shelf on screen: favourites, what was used last, and sets of codes, each checked on the stay's date.

use std::collections::HashMap;

use engine::protocol::{CodeLine, Event, ReadCode, Request};
use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast;

use super::session::Session;
use super::shelf::KeptCode;
use super::shelf_sets::Sets;
use crate::link::{Link, Newest};

/// What the engine says of kept codes on the date of the stay.
pub(super) type Lines = HashMap<KeptCode, CodeLine>;

/// The shelf.
#[component]
pub(super) fn ShelfPanel() -> impl IntoView {
    let session = expect_context::<Session>();
    let link = expect_context::<Link>();
    let lines = RwSignal::new(Lines::new());
    let read = Newest::new(link, move |event| {
        if let Event::Codes(codes) = event {
            lines.set(
                codes
                    .into_iter()
                    .map(|ReadCode { line, .. }| (KeptCode::from(&line), line))
                    .collect(),
            );
        }
    });
    Effect::new(move |_| {
        let date = session.draft.with(|_| session.code_date());
        let text = session.shelf.with(|shelf| {
            let sets = shelf.sets.iter().flat_map(|set| &set.codes);
            let all = shelf.favourites.iter().chain(&shelf.recent).chain(sets);
            all.map(|kept| kept.code.as_str())
                .collect::<Vec<_>>()
                .join(" ")
        });
        if !text.is_empty() {
            read.ask(Request::ReadCodes { text, date });
        }
    });
    view! {
        <div class="shelf" data-test="shelf" on:keydown=walk>
            <Sets lines/>
            <Codes lines heading="Favourites" way="favourites" none="None yet. The star on a code's page keeps a code here, and so does a row's menu."
                of=Signal::derive(move || session.shelf.with(|shelf| shelf.favourites.clone()))/>
            <Codes lines heading="Used last" way="codes used last" none="Codes you post or read appear here until the page is closed."
                of=Signal::derive(move || session.shelf.with(|shelf| shelf.recent.clone()))/>
            <p class="quiet small">"Favourites, sets and notes speak of codes, never of a patient. There is no vault yet: they are kept in this browser, in the clear."</p>
        </div>
    }
}

/// Arrows go from button to button.
fn walk(event: ev::KeyboardEvent) {
    let by = match event.key().as_str() {
        "ArrowDown" => 1,
        "ArrowUp" => -1,
        _ => return,
    };
    let Some(target) = event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
    else {
        return;
    };
    let Some(all) = target
        .closest(".shelf")
        .ok()
        .flatten()
        .and_then(|shelf| shelf.query_selector_all("[data-stop]").ok())
    else {
        return;
    };
    let count = i64::from(all.length());
    let at = (0..all.length()).find(|at| {
        all.get(*at)
            .is_some_and(|node| node.is_same_node(Some(&target)))
    });
    let to = at.map_or(0, |at| (i64::from(at) + by).clamp(0, (count - 1).max(0)));
    let next = u32::try_from(to).ok().and_then(|to| all.get(to));
    if let Some(next) = next.and_then(|node| node.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = next.focus();
        event.prevent_default();
    }
}

#[component]
fn Codes(
    lines: RwSignal<Lines>,
    heading: &'static str,
    way: &'static str,
    none: &'static str,
    of: Signal<Vec<KeptCode>>,
) -> impl IntoView {
    view! {
        <section>
            <h3>{heading}</h3>
            <Show when=move || of.with(Vec::is_empty)><p class="quiet">{none}</p></Show>
            <ul class="shelf-codes">
                <For each=move || of.get() key=Clone::clone let:kept><Code kept lines way/></For>
            </ul>
        </section>
    }
}

/// One kept code: posts with Enter, unless it can't be reported on the date.
#[component]
fn Code(kept: KeptCode, lines: RwSignal<Lines>, way: &'static str) -> impl IntoView {
    let session = expect_context::<Session>();
    let kept = StoredValue::new(kept);
    let line = Memo::new(move |_| kept.with_value(|kept| lines.with(|all| all.get(kept).cloned())));
    let post = move |_| {
        if let Some(line) = line.get_untracked() {
            session.post_lines(vec![line], way.to_owned());
        }
    };
    let read = move |_| kept.with_value(|kept| session.look_up(kept.system, &kept.code));
    view! {
        <li>
            <button type="button" class="link mono" data-stop="" data-test="shelf-code" title="Post this code" on:click=post>
                {move || line.with(|line| line.as_ref().map_or_else(|| kept.with_value(|k| k.code.clone()), |l| l.dotted.clone()))}
            </button>
            <span class="shelf-title">{move || line.with(|line| line.as_ref().map(|l| l.title.clone()))}</span>
            {move || line.with(|line| line.as_ref().filter(|l| !l.billable).map(|_| view! { <span class="chip stop">"not on this date"</span> }))}
            <button type="button" class="link small" aria-label=move || format!("Read the page of {}", kept.with_value(|k| k.code.clone())) on:click=read>"page"</button>
        </li>
    }
}
