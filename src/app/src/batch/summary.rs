//! The whole file in figures.

use leptos::prelude::*;

use super::{Batch, Work};
use crate::ui::grouped;

/// Figures, what was missing, and the commonest DRGs.
#[component]
pub(super) fn Summary() -> impl IntoView {
    let batch = expect_context::<Batch>();
    move || {
        let Work::Done(told) = batch.work.get() else {
            return ().into_any();
        };
        let figure = |number: u32, words: &'static str| {
            view! { <div><dt>{words}</dt><dd class="num">{grouped(u64::from(number))}</dd></div> }
        };
        let most = told.common.first().map_or(1, |drg| drg.claims).max(1);
        view! {
            <section class="batch-summary" data-test="batch-summary" aria-label="The file in figures">
                <p class="strong">{told.name.clone()}{told.cancelled.then_some(view! { " "<span class="chip warn">"stopped before the end"</span> })}</p>
                <dl class="figures-line">
                    {figure(told.lines, "lines")}
                    {figure(told.done, "grouped")}
                    {figure(told.ungrouped, "in 998 or 999")}
                    {figure(told.with_edits, "with edits")}
                    {figure(told.with_hac, "met a HAC")}
                    {figure(told.unreadable, "not readable")}
                </dl>
                {told.missing.iter().map(|missing| view! { <p class="notice warn">{missing.clone()}</p> }).collect_view()}
                <details class="common">
                    <summary>"Commonest DRGs"</summary>
                    <table class="plain-table">
                        <thead><tr><th scope="col">"DRG"</th><th scope="col">"Title"</th><th scope="col" class="num">"Claims"</th><th scope="col"><span class="out-of-sight">"Share"</span></th></tr></thead>
                        <tbody>
                            {told.common.iter().map(|drg| view! {
                                <tr>
                                    <td class="mono">{drg.number.clone()}</td><td>{drg.title.clone()}</td>
                                    <td class="num">{grouped(u64::from(drg.claims))}</td>
                                    <td><meter class="share" min="0" max=most value=drg.claims aria-label=format!("{} claims", drg.claims)></meter></td>
                                </tr>
                            }).collect_view()}
                        </tbody>
                    </table>
                </details>
            </section>
        }
        .into_any()
    }
}
