//! The lines of the batch. Only those in sight exist; a hundred thousand scroll like fifty.

use engine::protocol::{BatchRow, BatchSort};
use leptos::{ev, prelude::*};

use super::Batch;
use crate::coding::Session;
use crate::ui::{BLOCK, RowsInSight};

/// Height of a line in CSS pixels; the stylesheet says the same.
const LINE: u32 = 36;
/// Lines drawn above and below those in sight.
const SPARE: u32 = 12;

const COLUMNS: [(&str, Option<BatchSort>); 9] = [
    ("Line", Some(BatchSort::Line)),
    ("Id", Some(BatchSort::Id)),
    ("Principal", None),
    ("DRG", Some(BatchSort::Drg)),
    ("Title", None),
    ("MDC", Some(BatchSort::Mdc)),
    ("Weight", Some(BatchSort::Weight)),
    ("Edits", Some(BatchSort::Edits)),
    ("Result", Some(BatchSort::ReturnCode)),
];

/// The table.
#[component]
pub(super) fn Table() -> impl IntoView {
    let batch = expect_context::<Batch>();
    let session = expect_context::<Session>();
    let matching = Memo::new(move |_| batch.rows.matching());
    let sight = RowsInSight::new(matching.into(), LINE, SPARE);
    Effect::new(move |_| {
        let (first, last) = sight.range();
        if last > first {
            for block in first / BLOCK..=(last - 1) / BLOCK {
                batch.fetch(block);
            }
        }
    });
    let go = move |to: u32| {
        batch.at.set(to);
        // The heading stays on top of the scrolled lines and is one line high.
        sight.reveal(to, 1);
        crate::ui::focus_soon(format!("line-{to}"));
    };
    let on_key = move |event: ev::KeyboardEvent| {
        if event.ctrl_key() || event.alt_key() || event.meta_key() {
            return;
        }
        let last = matching.get_untracked().saturating_sub(1);
        let at = batch.at.get_untracked();
        let screen = sight.page();
        match event.key().as_str() {
            "ArrowDown" => go((at + 1).min(last)),
            "ArrowUp" => go(at.saturating_sub(1)),
            "PageDown" => go((at + screen).min(last)),
            "PageUp" => go(at.saturating_sub(screen)),
            "Home" => go(0),
            "End" => go(last),
            "Enter" => open(batch, session, at),
            _ => return,
        }
        event.prevent_default();
    };
    view! {
        <div class="lines" role="grid" aria-label="Lines of the file" aria-rowcount=move || (matching.get() + 1).to_string() data-test="batch-table">
            <div class="lines-scroll" node_ref=sight.scroller role="presentation" on:scroll=move |_| sight.measure() on:keydown=on_key>
                <div role="rowgroup" class="lines-head">
                    <div class="line head" role="row" aria-rowindex="1">
                        {COLUMNS.into_iter().map(|(name, sort)| heading(batch, name, sort)).collect_view()}
                    </div>
                </div>
                <div class="lines-all" role="rowgroup" style:height=move || format!("{}px", matching.get() * LINE)>
                    <For each=move || { let (first, last) = sight.range(); first..last } key=|index| *index let:index>
                        <Line index/>
                    </For>
                </div>
                <Show when=move || matching.get() == 0><p class="empty">"No line fits the filter."</p></Show>
            </div>
        </div>
    }
}

fn heading(batch: Batch, name: &'static str, sort: Option<BatchSort>) -> impl IntoView {
    let state = move || {
        sort.filter(|sort| batch.sort.get().0 == *sort).map(|_| {
            if batch.sort.get().1 {
                "descending"
            } else {
                "ascending"
            }
        })
    };
    view! {
        <span role="columnheader" aria-sort=state>
            {match sort {
                Some(sort) => view! {
                    <button type="button" class="sort" on:click=move |_| {
                        batch.sort.update(|(by, descending)| {
                            *descending = *by == sort && !*descending;
                            *by = sort;
                        });
                    }>
                        {name}
                        <span aria-hidden="true">{move || match state() { Some("ascending") => " ▲", Some(_) => " ▼", None => "" }}</span>
                    </button>
                }.into_any(),
                None => view! { <span class="sort">{name}</span> }.into_any(),
            }}
        </span>
    }
}

fn open(batch: Batch, session: Session, index: u32) {
    let row = untrack(|| batch.rows.row(index));
    if let Some(row) = row.filter(|row| row.error.is_empty()) {
        session.open_batch_line(row.line);
    }
}

#[component]
fn Line(index: u32) -> impl IntoView {
    let batch = expect_context::<Batch>();
    let session = expect_context::<Session>();
    let row = Memo::new(move |_| batch.rows.row(index));
    let here = Memo::new(move |_| batch.at.get() == index);
    view! {
        <div class="line" role="row" id=format!("line-{index}") data-test="batch-line" aria-rowindex=(index + 2).to_string()
            tabindex=move || if here.get() { "0" } else { "-1" } class:here=here
            style:top=format!("{}px", index * LINE)
            on:focus=move |_| batch.at.set(index)
            on:dblclick=move |_| open(batch, session, index)>
            {move || match row.get() {
                Some(row) => cells(row).into_any(),
                None => view! { <span role="gridcell" class="quiet num">{index + 1}</span><span role="gridcell" class="quiet wide">"…"</span> }.into_any(),
            }}
        </div>
    }
}

fn cells(row: BatchRow) -> impl IntoView {
    if !row.error.is_empty() {
        return view! {
            <span role="gridcell" class="num">{row.line}</span>
            <span role="gridcell">{row.id}</span>
            <span role="gridcell" class="wide" title=row.error.clone()><span class="chip stop">"not readable"</span>" "{row.error.clone()}</span>
        }
        .into_any();
    }
    let session = expect_context::<Session>();
    let line = row.line;
    let changed = row.initial_drg != row.drg;
    let initial = format!(" from {}", row.initial_drg);
    let edits = row.edits.join(", ");
    let all_edits = edits.clone();
    view! {
        <span role="gridcell" class="num">{row.line}</span>
        <span role="gridcell"><button type="button" class="link" tabindex="-1" title="Open as a stay" data-test="batch-open" on:click=move |_| session.open_batch_line(line)>{row.id}</button></span>
        <span role="gridcell" class="mono">{row.principal}</span>
        <span role="gridcell"><span class="mono strong">{row.drg}</span>{changed.then_some(view! { <span class="small quiet">{initial}</span> })}</span>
        <span role="gridcell" title=row.title.clone()>{row.title.clone()}</span>
        <span role="gridcell" class="num">{(row.mdc > 0).then(|| format!("{:02}", row.mdc))}</span>
        <span role="gridcell" class="num">{if row.weight.is_empty() { "–".to_owned() } else { row.weight }}</span>
        <span role="gridcell" title=all_edits>{edits}</span>
        <span role="gridcell">
            {if row.return_text.is_empty() { view! { <span class="quiet">"grouped"</span> }.into_any() } else { view! { <span class="chip stop">{row.return_text}</span> }.into_any() }}
            {(row.hacs > 0).then(|| view! { " "<span class="chip warn">{format!("HAC ×{}", row.hacs)}</span> })}
        </span>
    }
    .into_any()
}
