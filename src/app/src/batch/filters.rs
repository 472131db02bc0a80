//! Which lines of the batch are shown.

use engine::protocol::BatchFilter;
use leptos::prelude::*;

use super::Batch;
use crate::ui::counted;

/// Text and conditions.
#[component]
pub(super) fn Filters() -> impl IntoView {
    let batch = expect_context::<Batch>();
    let filter = batch.filter;
    let condition = move |words: &'static str,
                          test: &'static str,
                          get: fn(&BatchFilter) -> bool,
                          set: fn(&mut BatchFilter, bool)| {
        view! {
            <label>
                <input autocomplete="off" type="checkbox" data-test=test prop:checked=move || filter.with(get)
                    on:change:target=move |event| { let on = event.target().checked(); filter.update(|f| set(f, on)); }/>
                {words}
            </label>
        }
    };
    view! {
        <div class="batch-filters" role="search" aria-label="Filter the lines">
            <input class="input" type="text" autocomplete="off" spellcheck="false" placeholder="Filter: id, principal diagnosis, DRG, title"
                aria-label="Filter by text" data-test="batch-filter"
                prop:value=move || filter.with(|f| f.text.clone())
                on:input:target=move |event| { let text = event.target().value(); filter.update(|f| f.text = text); }/>
            {condition("998 or 999", "only-ungrouped", |f| f.ungrouped, |f, on| f.ungrouped = on)}
            {condition("with edits", "only-edits", |f| f.with_edits, |f, on| f.with_edits = on)}
            {condition("with a HAC", "only-hac", |f| f.with_hac, |f, on| f.with_hac = on)}
            {condition("not readable", "only-unreadable", |f| f.unreadable, |f, on| f.unreadable = on)}
            <span class="gap"></span>
            <span class="quiet num" role="status" data-test="batch-matching">
                {move || counted(u64::from(batch.rows.matching()), "line", "lines")}" shown"
            </span>
        </div>
    }
}
