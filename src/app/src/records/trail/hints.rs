//! What is worth a look, each with its measure, its threshold and where the threshold comes from. It accuses nobody.

use custodian::protocol::{Event, HintView, Hints, KeepingEvent, KeepingRequest, Request};
use leptos::prelude::*;

use super::Reviewing;
use crate::ui::{counted, failure};

/// The section.
#[component]
pub(super) fn HintsSection() -> impl IntoView {
    let reviewing = expect_context::<Reviewing>();
    let looked = RwSignal::new(None::<u64>);
    let found = RwSignal::new(None::<Hints>);
    let refused = RwSignal::new(None);
    let look = move |_| {
        if looked.get_untracked().is_some() {
            return;
        }
        looked.set(Some(0));
        refused.set(None);
        reviewing
            .keeper
            .ask(Request::Keeping(KeepingRequest::Hints), move |event| {
                match event {
                    Event::Keeping(KeepingEvent::Looking(entries)) => {
                        looked.set(Some(entries));
                        return;
                    }
                    Event::Keeping(KeepingEvent::Hints(hints)) => found.set(Some(hints)),
                    Event::Failed(failure) => refused.set(Some(failure)),
                    _ => {}
                }
                looked.set(None);
            });
    };
    let says = move || match (looked.get(), found.get()) {
        (Some(entries), _) => format!("Looking… {}", counted(entries, "entry", "entries")),
        (None, Some(found)) => format!(
            "{} in {}{}.",
            if found.hints.is_empty() {
                "Nothing".to_owned()
            } else {
                counted(found.hints.len() as u64, "thing", "things")
            },
            counted(found.entries, "entry", "entries"),
            if found.all {
                ""
            } else {
                ", the latest part of the trail"
            }
        ),
        (None, None) => String::new(),
    };
    view! {
        <section data-test="hints">
            <h2>"Worth a look"</h2>
            <p class="quiet">"Patterns that a reviewer asks about: each says what was measured, against which threshold, and where the threshold comes from. None of them says that somebody did wrong."</p>
            <div><button class="button" type="button" data-test="look-around" aria-disabled=move || looked.with(Option::is_some).to_string() on:click=look>"Look through the trail"</button></div>
            <p role="status" data-test="hints-say">{says}</p>
            {move || refused.get().map(|refused| failure(&refused))}
            <ul class="hint-list">
                {move || found.with(|found| found.iter().flat_map(|found| found.hints.iter()).map(|hint| one(reviewing, hint)).collect_view())}
            </ul>
        </section>
    }
}

fn one(reviewing: Reviewing, hint: &HintView) -> impl IntoView + use<> {
    let kind = hint.kind.clone();
    let of = if hint.record_name.is_empty() {
        String::new()
    } else {
        format!(", {}", hint.record_name)
    };
    let who = if hint.who.is_empty() {
        "Somebody without an account here".to_owned()
    } else {
        hint.who.clone()
    };
    view! {
        <li data-test="hint">
            <p class="strong">{hint.kind.clone()}</p>
            <p>{format!("{who}{of}, {}", hint.from)}</p>
            <p class="quiet">{hint.why.clone()}</p>
            <div><button class="link" type="button" on:click=move |_| {
                let kind = kind.clone();
                reviewing.filter(|query| query.hint = kind);
                crate::ui::focus("trail-hint");
            }>{format!("Show what it rests on: {}", counted(hint.entries.len() as u64, "entry", "entries"))}</button></div>
        </li>
    }
}
