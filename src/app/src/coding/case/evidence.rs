//! Which codes of the case rest on words of the chart, and which on none: a code without evidence is a warning.

use std::sync::Arc;

use custodian::protocol::{CaseView, CasesRequest};
use leptos::prelude::*;

use crate::coding::row::{self, Row};
use crate::coding::session::Session;
use crate::ui::counted;
use crate::worklist::Desk;

/// How many places of the chart a code rests on.
pub(in crate::coding) fn words_under(case: &CaseView, code: &str) -> usize {
    case.spans.iter().filter(|span| span.code == code).count()
}

#[component]
pub(super) fn Evidence(case: Arc<CaseView>) -> impl IntoView {
    let session = expect_context::<Session>();
    let desk = expect_context::<Desk>();
    let of = case.of;
    let may = case.read_only.is_none();
    let spans = case.spans.clone();
    let without = Memo::new(move |_| {
        session.draft.with(|draft| {
            row::rows(draft)
                .into_iter()
                .filter(|row| *row != Row::Admitting)
                .filter_map(|row| Some((row, row.code(draft)?.to_owned())))
                .filter(|(_, code)| words_under(&case, code) == 0)
                .collect::<Vec<(Row, String)>>()
        })
    });
    let linked = (!spans.is_empty()).then(|| view! {
        <section data-test="evidence">
            <h3>"Words that codes rest on"</h3>
            <ul class="case-list">
                {spans.into_iter().map(|span| {
                    let entry = span.entry;
                    let place = (span.entry, span.document, span.start, span.end);
                    view! {
                        <li>
                            <span><span class="mono strong">{span.code}</span>" "<q>{span.words}</q></span>
                            <span class="nowrap">
                                <button class="button plain" type="button" on:click=move |_| session.seek(place)>"In the chart"</button>
                                {may.then(|| view! { <button class="button plain" type="button" on:click=move |_| desk.ask_case(CasesRequest::UnlinkWords { of, entry })>"Take away"</button> })}
                            </span>
                        </li>
                    }
                }).collect_view()}
            </ul>
        </section>
    });
    let missing = move || {
        let without = without.get();
        (!without.is_empty()).then(|| view! {
            <section data-test="without-evidence">
                <h3><span class="chip warn">{without.len()}</span>" Codes without evidence"</h3>
                <p class="quiet small">{format!(
                    "{} on no words of the chart. Select the words in the chart and put them under the code.",
                    counted(without.len() as u64, "code rests", "codes rest"),
                )}</p>
                <ul class="case-codes">
                    {without.into_iter().map(|(row, code)| view! {
                        <li><button class="link mono" type="button" on:click=move |_| session.go_to(row)>{row.shown(&code)}</button></li>
                    }).collect_view()}
                </ul>
            </section>
        })
    };
    view! { {missing}{linked} }
}
