//! A document: what it is, its words or its picture, what stands beside them in the record, and what is done with words that
//! were selected.

use std::sync::Arc;

use custodian::protocol::DocumentPage;
use leptos::prelude::*;

use super::facts::{Doings, Facts, Notices};
use super::pane::SheetHead;
use super::picture::Picture as Attached;
use super::text_view::TextView;
use super::{Charts, View};

/// What of a document is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Words,
    Pages,
    Facts,
}

/// The document that is open.
#[component]
pub(super) fn Reader() -> impl IntoView {
    let charts = expect_context::<Charts>();
    let title = Signal::derive(move || {
        charts.page.with(|page| {
            page.as_ref()
                .map_or_else(String::new, |page| page.line.title.clone())
        })
    });
    view! {
        <SheetHead title/>
        {move || charts.page.get().map(|page| view! { <OneDocument page/> })}
    }
}

#[component]
fn OneDocument(
    /// Its page.
    page: Arc<DocumentPage>,
) -> impl IntoView {
    let charts = expect_context::<Charts>();
    let has_words = !page.text.is_empty();
    let body = page.body.clone().filter(|body| body.pieces > 0);
    let has_pages = body.is_some();
    let side = RwSignal::new(if has_words { Side::Words } else { Side::Pages });
    // Words that are asked for stand in the text.
    Effect::new(move |_| {
        if charts.shown.with(Option::is_some) && has_words {
            side.set(Side::Words);
        }
    });
    let tab = move |of: Side, words: &'static str, test: &'static str| {
        view! {
            <button type="button" class="tab" data-test=test aria-pressed=move || (side.get() == of).to_string()
                on:click=move |_| side.set(of)>{words}</button>
        }
    };
    let version = page.shown;
    let versions = versions(&page);
    let id = page.line.id;
    let facts = [
        page.line.about.clone(),
        page.line.author.clone(),
        page.author_role.clone(),
        page.line.status.clone(),
        page.line.source.clone(),
    ];
    let facts: Vec<String> = facts.into_iter().filter(|fact| !fact.is_empty()).collect();
    let kept = StoredValue::new(Arc::clone(&page));
    let attached = StoredValue::new(body.zip(Some(page.line.title.clone())));
    view! {
        <div class="chart-document" id="chart-open" tabindex="-1" data-test="chart-open-document">
            <p class="chart-facts-line">{(page.line.kind != page.line.title).then(|| view! { <span class="strong">{page.line.kind.clone()}</span>" " })}<span class="quiet">{facts.join(" · ")}</span></p>
            <Notices page=Arc::clone(&page)/>
            <div class="chart-document-bar">
                <div class="chart-sides" role="group" aria-label="What of the document is shown">
                    {has_words.then(|| tab(Side::Words, if has_pages { "Words" } else { "Text" }, "chart-side-words"))}
                    {has_pages.then(|| tab(Side::Pages, "As it came", "chart-side-pages"))}
                    {tab(Side::Facts, "Signatures, times, source", "chart-side-facts")}
                </div>
                {(versions.len() > 1).then(|| view! {
                    <select autocomplete="off" class="input chart-version" aria-label="Version" data-test="chart-version"
                        on:change:target=move |event| {
                            let chosen = event.target().value();
                            let body = kept.with_value(|page| self::versions(page)).into_iter().find(|(_, name, _)| *name == chosen);
                            if let Some((body, ..)) = body { charts.read(id, Some(body), None); }
                        }>
                        {versions.into_iter().map(|(body, name, _)| view! { <option value=name.clone() selected=version == Some(body)>{name.clone()}</option> }).collect_view()}
                    </select>
                })}
                <span class="gap"></span>
                <Neighbours/>
            </div>
            {move || match side.get() {
                Side::Words => kept.with_value(|page| view! { <TextView page=Arc::clone(page)/> }).into_any(),
                Side::Pages => attached.with_value(|attached| match attached {
                    Some((body, title)) => view! { <Attached body=body.clone() title=title.clone()/> }.into_any(),
                    None => view! { <p class="chart-note quiet">"This document has no words and no picture yet."</p> }.into_any(),
                }).into_any(),
                Side::Facts => kept.with_value(|page| view! { <Facts page=Arc::clone(page)/> }).into_any(),
            }}
            <Doings page/>
        </div>
    }
}

/// Versions of a document: body, name, whether it is the latest.
fn versions(page: &DocumentPage) -> Vec<([u8; 16], String, bool)> {
    let mut versions: Vec<([u8; 16], String, bool)> = page
        .original
        .iter()
        .map(|original| (original.id, "original".to_owned(), false))
        .collect();
    for amendment in &page.amendments {
        versions.push((
            amendment.body.id,
            format!("amended {}", amendment.at),
            false,
        ));
    }
    if let Some(last) = versions.last_mut() {
        last.2 = true;
        last.1.push_str(", latest");
    }
    versions
}

/// The documents before and after in the list, and the note held against an earlier one.
#[component]
fn Neighbours() -> impl IntoView {
    let charts = expect_context::<Charts>();
    let go = move |by: isize| {
        if let Some(document) = charts.neighbour(by) {
            charts.go_into(document);
        }
    };
    let compare = move |_| {
        let later = charts
            .page
            .with_untracked(|page| page.as_ref().map(|page| page.line.id));
        if let Some(later) = later {
            charts.compared.set(Some((None, later)));
            charts.view.set(View::Compare);
        }
    };
    let has_text = move || {
        charts
            .page
            .with(|page| page.as_ref().is_some_and(|page| !page.text.is_empty()))
    };
    view! {
        <div class="chart-neighbours">
            <Show when=has_text><button type="button" class="button plain" data-test="chart-compare" on:click=compare>"Compare"</button></Show>
            <button type="button" class="button plain" data-test="chart-previous" title="Document before" aria-label="Document before" on:click=move |_| go(-1)>"‹"</button>
            <button type="button" class="button plain" data-test="chart-next" title="Next document" aria-label="Next document" on:click=move |_| go(1)>"›"</button>
        </div>
    }
}
