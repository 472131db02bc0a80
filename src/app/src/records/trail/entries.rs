//! A page of the trail.

use custodian::protocol::TrailEntry;
use leptos::prelude::*;

use super::Reviewing;
use crate::ui::{counted, grouped};

/// The table, with the way to earlier and later pages.
#[component]
pub(super) fn Entries() -> impl IntoView {
    let reviewing = expect_context::<Reviewing>();
    let of = move || {
        reviewing
            .choices
            .with(|choices| choices.as_ref().map_or(0, |page| page.of))
    };
    let says = move || {
        let shown = reviewing.entries.with(Vec::len);
        match reviewing.looking.get() {
            Some(before) => format!(
                "Looking, at entry {} of {}…",
                grouped(before),
                grouped(of())
            ),
            None if shown == 0 => "No entry is so.".to_owned(),
            None => {
                let (latest, earliest) = reviewing.entries.with(|entries| {
                    let number = |entry: Option<&TrailEntry>| entry.map_or(0, |e| e.number + 1);
                    (number(entries.first()), number(entries.last()))
                });
                format!(
                    "{}, from number {} back to {}, of {} in the trail.",
                    counted(shown as u64, "entry", "entries"),
                    grouped(latest),
                    grouped(earliest),
                    grouped(of())
                )
            }
        }
    };
    view! {
        <p role="status" class="quiet" data-test="trail-says">{says}</p>
        <div class="scroll-x" tabindex="0" role="region" aria-label="Entries of the audit trail">
            <table class="plain-table trail-table" data-test="trail-table">
                <thead><tr>
                    <th scope="col">"When"</th><th scope="col">"Who"</th><th scope="col">"Act"</th>
                    <th scope="col">"Record"</th><th scope="col">"Outcome"</th><th scope="col">"Why"</th>
                </tr></thead>
                <tbody>
                    <For each=move || reviewing.entries.get() key=|entry| entry.number let:entry><Entry entry/></For>
                </tbody>
            </table>
        </div>
        <div class="hello-actions">
            <button class="button" type="button" data-test="trail-earlier" disabled=move || reviewing.next.with(Option::is_none) on:click=move |_| reviewing.earlier()>"Earlier entries"</button>
            <button class="button" type="button" data-test="trail-later" disabled=move || reviewing.starts.with(|starts| starts.len() < 2) on:click=move |_| reviewing.later()>"Later entries"</button>
            {move || reviewing.looking.with(Option::is_some).then(|| view! { <button class="button plain" type="button" on:click=move |_| reviewing.stop()>"Stop looking"</button> })}
        </div>
    }
}

#[component]
fn Entry(entry: TrailEntry) -> impl IntoView {
    let reviewing = expect_context::<Reviewing>();
    let chip = if entry.outcome.is_empty() || entry.outcome == "done" {
        "chip off"
    } else {
        "chip warn"
    };
    // A record without a number, or one whose number the reviewer may not read, is called by its kind.
    let named = !entry.record_name.is_empty();
    let name = if named {
        entry.record_name.clone()
    } else {
        entry.kind.clone()
    };
    let kind = if named || entry.record.is_none() {
        entry.kind
    } else {
        String::new()
    };
    let record = entry.record.map(|record| {
        let shown = name.clone();
        let by = move |_| {
            reviewing.record_name.set(name.clone());
            reviewing.filter(|query| query.record = Some(record));
        };
        view! { <button type="button" class="link" title="Only entries on this record" on:click=by>{shown}</button> }
    });
    let more = [
        (entry.count > 1).then(|| counted(u64::from(entry.count), "item", "items")),
        entry
            .about
            .map(|about| format!("about entry {}", grouped(about + 1))),
    ];
    let more: Vec<String> = more.into_iter().flatten().collect();
    let place: Vec<String> = [kind, entry.part, entry.relation]
        .into_iter()
        .filter(|text| !text.is_empty())
        .collect();
    view! {
        <tr data-test="trail-entry">
            <td class="num trail-time">{entry.time}<span class="under">{format!("number {}", grouped(entry.number + 1))}</span></td>
            <td>{entry.who}<span class="under">{few(&entry.roles)}</span></td>
            <td>{entry.act}<span class="under">{more.join(", ")}</span></td>
            <td>{record}<span class="under">{place.join(", ")}</span></td>
            <td><span class=chip>{entry.outcome}</span></td>
            <td>{entry.reason}{entry.hints.into_iter().map(|hint| view! { <span class="under trail-hint">{hint}</span> }).collect_view()}</td>
        </tr>
    }
}

/// Roles, counted where they are many.
fn few(roles: &str) -> String {
    match roles.split(", ").count() {
        0..=4 => roles.to_owned(),
        many => format!("{many} roles"),
    }
}
