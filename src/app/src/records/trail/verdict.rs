//! Whether the trail is whole, and a plain file of what is chosen.

use custodian::protocol::{
    Event, KeepingEvent, KeepingRequest, Request, TrailFile, TrailQuery, TrailVerdict,
};
use leptos::prelude::*;

use super::Reviewing;
use crate::shell::Shell;
use crate::ui::{counted, failure};

/// The check of the chain.
#[component]
pub(super) fn Verdict() -> impl IntoView {
    let reviewing = expect_context::<Reviewing>();
    let verdict = RwSignal::new(None::<TrailVerdict>);
    let working = RwSignal::new(false);
    let refused = RwSignal::new(None);
    let check = move |_| {
        if working.get_untracked() {
            return;
        }
        working.set(true);
        refused.set(None);
        reviewing
            .keeper
            .ask(Request::Keeping(KeepingRequest::Verdict), move |event| {
                working.set(false);
                match event {
                    Event::Keeping(KeepingEvent::Verdict(told)) => verdict.set(Some(told)),
                    Event::Failed(failure) => refused.set(Some(failure)),
                    _ => {}
                }
            });
    };
    view! {
        <section data-test="verdict">
            <h2>"Is the trail whole?"</h2>
            <p class="quiet">"Every entry is held against the one before it and against what the store says of its end. Those of other laptops are held against each other up to the last that came."</p>
            <div><button class="button" type="button" data-test="check-trail" aria-disabled=move || working.get().to_string() on:click=check>"Check the trail"</button></div>
            <p role="status" data-test="verdict-says">{move || if working.get() { "Checking…".to_owned() } else {
                verdict.with(|verdict| verdict.as_ref().map_or_else(String::new, |told| if told.faults.is_empty() {
                    format!("The trail is whole: {}.", counted(told.entries, "entry", "entries"))
                } else {
                    format!("The trail is not whole: {}.", counted(told.faults.len() as u64, "fault", "faults"))
                }))
            }}</p>
            {move || verdict.with(|verdict| verdict.iter().flat_map(|told| told.faults.iter()).map(failure).collect_view())}
            {move || refused.get().map(|refused| failure(&refused))}
        </section>
    }
}

/// A plain file of the chosen entries.
#[component]
pub(super) fn Export() -> impl IntoView {
    let reviewing = expect_context::<Reviewing>();
    let shell = expect_context::<Shell>();
    let so_far = RwSignal::new(None::<u64>);
    let refused = RwSignal::new(None);
    let parts = StoredValue::new((String::new(), 0_u64));
    view! {
        <section data-test="trail-export">
            <h2>"The trail as a file"</h2>
            <p class="quiet">"Comma-separated values, of the entries that the filter above chooses. The file is protected by nothing any more: keep it where the trail itself could lie. That it was written is an entry."</p>
            <div><button class="button" type="button" data-test="export-trail" aria-disabled=move || so_far.with(Option::is_some).to_string()
                on:click=move |_| if so_far.get_untracked().is_none() {
                    parts.set_value((String::new(), 0));
                    refused.set(None);
                    write_on(Writing { reviewing, shell, so_far, refused, parts }, reviewing.query.get_untracked());
                }>"Write the file"</button></div>
            <p role="status" data-test="export-says">{move || so_far.get().map(|entries| format!("Writing… {}", counted(entries, "entry", "entries")))}</p>
            {move || refused.get().map(|refused| failure(&refused))}
        </section>
    }
}

#[derive(Clone, Copy)]
struct Writing {
    reviewing: Reviewing,
    shell: Shell,
    so_far: RwSignal<Option<u64>>,
    refused: RwSignal<Option<custodian::protocol::Failure>>,
    /// The text so far, and its entries.
    parts: StoredValue<(String, u64)>,
}

/// Asks for part after part: one holds what some twenty thousand entries of the trail give.
fn write_on(writing: Writing, query: TrailQuery) {
    writing
        .so_far
        .set(Some(writing.parts.with_value(|parts| parts.1)));
    let request = Request::Keeping(KeepingRequest::ExportTrail(query.clone()));
    writing
        .reviewing
        .keeper
        .ask(request, move |event| match event {
            Event::Keeping(KeepingEvent::TrailFile(file)) => {
                let next = file.next;
                take(writing, &file);
                if next.is_some() {
                    write_on(
                        writing,
                        TrailQuery {
                            before: next,
                            ..query.clone()
                        },
                    );
                } else {
                    hand_over(writing, &file.name);
                }
            }
            Event::Failed(failure) => {
                writing.so_far.set(None);
                writing.refused.set(Some(failure));
            }
            _ => {}
        });
}

/// Every part begins with the headings; the file has them once.
fn take(writing: Writing, file: &TrailFile) {
    writing.parts.update_value(|(text, entries)| {
        let begun = !text.is_empty();
        let rows = match file.text.split_once("\r\n") {
            Some((_, rows)) if begun => rows,
            _ => &file.text,
        };
        text.push_str(rows);
        *entries += file.entries;
    });
}

fn hand_over(writing: Writing, name: &str) {
    let (text, entries) = writing.parts.get_value();
    writing.parts.set_value((String::new(), 0));
    writing.so_far.set(None);
    let given = crate::ui::hand_over(name, "text/csv", text.as_bytes());
    writing.shell.say(if given {
        format!(
            "{} in {name}, {}.",
            counted(entries, "entry", "entries"),
            counted(text.len() as u64, "byte", "bytes")
        )
    } else {
        "The browser did not let the file be written.".to_owned()
    });
}
