//! What changed in the code sets between two dates: a list to filter, each line a way to the code's page.

use engine::protocol::{
    ChangeKind, ChangesQuery, CodeChange, CodeChanges, CodeSystem, Event, Failure, Request,
    Rewording,
};
use leptos::prelude::*;

use super::long_list::{LongList, Rows};
use super::session::Session;
use crate::link::{Link, Newest};
use crate::ui::{DateInput, counted, failure};

/// The list, as part of the left pane.
#[component]
pub(super) fn Changes() -> impl IntoView {
    let session = expect_context::<Session>();
    let link = expect_context::<Link>();
    let query = RwSignal::new(ChangesQuery {
        system: None,
        from: String::new(),
        to: session.reading_date_now(),
        text: String::new(),
        chapter: String::new(),
        kind: None,
    });
    let told: RwSignal<Option<Result<CodeChanges, Failure>>> = RwSignal::new(None);
    let at = RwSignal::new(0_u32);
    let ask = Newest::new(link, move |event| match event {
        Event::Changes(view) => {
            at.set(0);
            told.set(Some(Ok(*view)));
        }
        Event::Failed(failure) => told.set(Some(Err(failure))),
        _ => {}
    });
    Effect::new(move |_| {
        let query = query.get();
        if link.ready() {
            ask.ask(Request::Changes(query));
        }
    });
    let line = move |index: u32| -> Option<CodeChange> {
        told.with_untracked(|told| match told {
            Some(Ok(view)) => view.lines.get(index as usize).cloned(),
            _ => None,
        })
    };
    let rows = Rows {
        count: Signal::derive(move || {
            told.with(|told| match told {
                Some(Ok(view)) => u32::try_from(view.lines.len()).unwrap_or(u32::MAX),
                _ => 0,
            })
        }),
        at,
        found_by: Callback::new(move |index| {
            line(index).map_or_else(Default::default, |change| {
                [
                    change.line.code.to_lowercase(),
                    change.line.dotted.to_lowercase(),
                    change.line.title.to_lowercase(),
                ]
            })
        }),
        draw: Callback::new(move |index: u32| {
            told.with(|told| match told {
                Some(Ok(view)) => view.lines.get(index as usize).map(row),
                _ => None,
            })
            .into_any()
        }),
        open: Callback::new(move |(index, _): (u32, bool)| {
            if let Some(change) = line(index) {
                session.look_up(change.line.system, &change.line.code);
                crate::ui::focus_soon("book-panel");
            }
        }),
        sideways: Callback::new(|_| {}),
    };
    // Stands still while the lists change, so that a choice is kept.
    let chapters = Memo::new(move |_| {
        let system = query.with(|query| query.system);
        told.with(|told| match told {
            Some(Ok(view)) => view
                .chapters
                .iter()
                .filter(|chapter| match system {
                    None => true,
                    Some(CodeSystem::Cm) => chapter.key.starts_with("cm:"),
                    Some(CodeSystem::Pcs) => chapter.key.starts_with("pcs:"),
                })
                .map(|chapter| (chapter.key.clone(), chapter.words.clone()))
                .collect::<Vec<_>>(),
            _ => Vec::new(),
        })
    });
    view! {
        <div class="browse" data-test="changes">
            <h2>"What changed between two dates"</h2>
            <div class="changes-asked">
                <label>"From "<DateInput attr:class="input date" attr:data-test="changes-from" value=Signal::derive(move || told.with(|told| match told { Some(Ok(view)) => view.from.clone(), _ => query.get().from }))
                    set=move |date: String| query.update(|query| query.from = date)/></label>
                <label>"To "<DateInput attr:class="input date" attr:data-test="changes-to" value=Signal::derive(move || query.get().to)
                    set=move |date: String| query.update(|query| query.to = date)/></label>
                <label>"Set "<select autocomplete="off" class="input" data-test="changes-set"
                    on:change:target=move |event| {
                        let system = match event.target().value().as_str() { "cm" => Some(CodeSystem::Cm), "pcs" => Some(CodeSystem::Pcs), _ => None };
                        query.update(|query| { query.system = system; query.chapter.clear(); });
                    }>
                    <option value="">"both"</option>
                    <option value="cm">{CodeSystem::Cm.name()}</option>
                    <option value="pcs">{CodeSystem::Pcs.name()}</option>
                </select></label>
                <label>"Kind "<select autocomplete="off" class="input" data-test="changes-kind"
                    on:change:target=move |event| query.update(|query| query.kind = match event.target().value().as_str() {
                        "added" => Some(ChangeKind::Added),
                        "deleted" => Some(ChangeKind::Deleted),
                        "retitled" => Some(ChangeKind::Retitled),
                        _ => None,
                    })>
                    <option value="">"all"</option>
                    <option value="added">"added"</option>
                    <option value="deleted">"deleted"</option>
                    <option value="retitled">"retitled"</option>
                </select></label>
                <label>"Chapter "<select autocomplete="off" class="input" data-test="changes-chapter"
                    on:change:target=move |event| query.update(|query| query.chapter = event.target().value())>
                    <option value="" selected=move || query.with(|query| query.chapter.is_empty())>"all"</option>
                    {move || chapters.get().into_iter().map(|(key, words)| view! { <option value=key>{words}</option> }).collect_view()}
                </select></label>
                <label>"Words or code "<input class="input" type="text" autocomplete="off" spellcheck="false" data-test="changes-text"
                    on:input:target=move |event| query.update(|query| query.text = event.target().value())/></label>
            </div>
            {move || told.with(|told| match told {
                None => view! { <p class="quiet">"The two dates are being compared."</p> }.into_any(),
                Some(Err(told)) => failure(told).into_any(),
                Some(Ok(view)) => counts(view).into_any(),
            })}
            <LongList id="changes-list" label="Codes that came, went or were retitled; Enter opens the page" rows/>
            {move || told.with(|told| match told {
                Some(Ok(view)) => view.limits.iter().map(|limit| view! { <p class="quiet small">{limit.clone()}</p> }).collect_view().into_any(),
                _ => ().into_any(),
            })}
        </div>
    }
}

fn counts(view: &CodeChanges) -> impl IntoView + use<> {
    view! {
        <p role="status" data-test="changes-counts">
            {view.counts.iter().map(|count| format!(
                "{}: {}, {}{}. ",
                count.system.name(),
                counted(u64::from(count.added), "code added", "codes added"),
                counted(u64::from(count.deleted), "deleted", "deleted"),
                count.retitled.map_or_else(String::new, |n| format!(", {}", counted(u64::from(n), "retitled", "retitled"))),
            )).collect::<String>()}
            {format!("From {} to {}.", view.from, view.to)}
        </p>
    }
}

fn row(change: &CodeChange) -> impl IntoView + use<> {
    let (class, word) = match change.kind {
        ChangeKind::Added => ("chip ok", "added"),
        ChangeKind::Deleted => ("chip stop", "deleted"),
        ChangeKind::Retitled => ("chip accent", "retitled"),
    };
    let day = match change.kind {
        ChangeKind::Retitled => format!("by {}", change.day),
        _ => change.day.clone(),
    };
    let title = match &change.rewording {
        Some(told) => reworded(told, &change.line.title).into_any(),
        None => {
            let title = if change.replaced_by.is_empty() {
                change.line.title.clone()
            } else {
                format!("{} → {}", change.line.title, change.replaced_by.join(", "))
            };
            view! { <span class="long-title" title=title.clone()>{title.clone()}</span> }.into_any()
        }
    };
    view! {
        <span class="mono long-name">{change.line.dotted.clone()}</span>
        {title}
        <span class=class>{word}</span>
        <span class="quiet small num">{day}</span>
    }
}

/// Both titles in one line: what both share once, the words that went struck out, the words that came marked.
fn reworded(told: &Rewording, is: &str) -> impl IntoView + use<> {
    let part = |text: &str, after: bool| match (text, after) {
        ("", _) => String::new(),
        (text, true) => format!("{text} "),
        (text, false) => text.to_owned(),
    };
    let both = format!("{} (before: {})", is, told.was);
    let (old, new) = (told.old.clone(), told.new.clone());
    let more = !told.end.is_empty();
    view! {
        <span class="long-title" title=both>
            {part(&told.start, true)}
            {(!old.is_empty()).then(|| view! { <del>{old}</del>" " })}
            {(!new.is_empty()).then(|| view! { <ins>{new}</ins>{more.then_some(" ")} })}
            {part(&told.end, false)}
        </span>
    }
}
