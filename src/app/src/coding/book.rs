//! The left pane: what is read while coding. The code's page, why this DRG, what it would be otherwise, what it would
//! pay, the edits in full, the shelf.

use leptos::{ev, prelude::*};

use super::browse::Browse;
use super::builder::ProcedureBuilder;
use super::case::{CasePanel, ChartTab};
use super::changes::Changes;
use super::code_page::CodePanel;
use super::estimate::Estimate;
use super::findings::{self, Findings};
use super::session::{BookTab, Session};
use super::shelf_view::ShelfPanel;
use super::what_if::WhatIf;
use super::why::Why;
use crate::guidelines::GuidelinesPane;

const TABS: [(BookTab, &str, &str); 12] = [
    (BookTab::Chart, "tab-chart", "Chart"),
    (BookTab::Case, "tab-case", "Case"),
    (BookTab::Code, "tab-code", "Code"),
    (BookTab::Browse, "tab-browse", "Browse"),
    (BookTab::Why, "tab-why", "Why"),
    (BookTab::WhatIf, "tab-what-if", "What if"),
    (BookTab::Estimate, "tab-estimate", "Estimate"),
    (BookTab::Edits, "tab-edits", "Edits"),
    (BookTab::Build, "tab-build", "Build"),
    (BookTab::Changes, "tab-changes", "Changes"),
    (BookTab::Shelf, "tab-shelf", "Shelf"),
    (BookTab::Guidelines, "tab-guidelines", "Guidelines"),
];

/// The pane with its tabs.
#[component]
pub(super) fn Book() -> impl IntoView {
    let session = expect_context::<Session>();
    let tab = session.tab;
    let id = move || {
        TABS.iter()
            .find(|(which, ..)| *which == tab.get())
            .map_or("", |(_, id, _)| id)
    };
    // A stay in memory only has no case.
    let of_case = Memo::new(move |_| session.case.with(Option::is_some));
    let there = move |which| !matches!(which, BookTab::Case | BookTab::Chart) || of_case.get();
    let on_key = move |event: ev::KeyboardEvent| {
        let tabs: Vec<_> = TABS
            .iter()
            .filter(|(which, ..)| untrack(|| there(*which)))
            .collect();
        let at = tabs
            .iter()
            .position(|(which, ..)| *which == tab.get_untracked())
            .unwrap_or(0);
        let to = match event.key().as_str() {
            "ArrowRight" => (at + 1) % tabs.len(),
            "ArrowLeft" => (at + tabs.len() - 1) % tabs.len(),
            _ => return,
        };
        tab.set(tabs[to].0);
        crate::ui::focus_soon(tabs[to].1);
        event.prevent_default();
    };
    let count = move || {
        session.assessment.with(|told| {
            let findings = told.as_deref().map(|told| told.findings.as_slice()).unwrap_or_default();
            findings::counts(findings)
                .into_iter()
                .next()
                .map(|(weight, _)| view! { " "<span class=findings::class(weight)>{findings.iter().filter(|finding| finding.open()).count()}<span class="out-of-sight">" findings"</span></span> })
        })
    };
    view! {
        <div class="tabs" role="tablist" aria-label="What to read" on:keydown=on_key>
            {TABS.into_iter().map(|(which, id, name)| view! {
                <button type="button" role="tab" class="tab" id=id aria-controls="book-panel" data-test=id hidden=move || !there(which)
                    aria-selected=move || (tab.get() == which).to_string()
                    tabindex=move || if tab.get() == which { "0" } else { "-1" }
                    on:click=move |_| tab.set(which)>
                    {name}{move || (which == BookTab::Edits).then(count)}
                </button>
            }).collect_view()}
        </div>
        <div class="book-panel" id="book-panel" role="tabpanel" tabindex="0" aria-labelledby=id>
            {move || match tab.get() {
                BookTab::Chart => view! { <ChartTab/> }.into_any(),
                BookTab::Case => view! { <CasePanel/> }.into_any(),
                BookTab::Code => view! { <CodePanel/> }.into_any(),
                BookTab::Browse => view! { <Browse/> }.into_any(),
                BookTab::Changes => view! { <Changes/> }.into_any(),
                BookTab::Why => view! { <Why/> }.into_any(),
                BookTab::WhatIf => view! { <WhatIf/> }.into_any(),
                BookTab::Estimate => view! { <Estimate/> }.into_any(),
                BookTab::Build => view! { <ProcedureBuilder/> }.into_any(),
                BookTab::Edits => view! { <Findings/> }.into_any(),
                BookTab::Shelf => view! { <ShelfPanel/> }.into_any(),
                BookTab::Guidelines => view! { <GuidelinesPane/> }.into_any(),
            }}
        </div>
    }
}
