//! The rows of the worklist. Only those in sight exist, and their pages are asked for as one scrolls.

use custodian::protocol::{WorklistRow, WorklistSort};
use leptos::{ev, prelude::*};

use super::Desk;
use crate::shell::Shell;
use crate::ui::{BLOCK, RowsInSight};

/// Height of a row in CSS pixels; the stylesheet says the same.
const ROW: u32 = 38;
/// Rows drawn above and below those in sight.
const SPARE: u32 = 12;

const COLUMNS: [(&str, Option<WorklistSort>); 13] = [
    ("Prio", Some(WorklistSort::Priority)),
    ("Account", Some(WorklistSort::Account)),
    ("Patient", Some(WorklistSort::Patient)),
    ("Class", Some(WorklistSort::Class)),
    ("Service", Some(WorklistSort::Service)),
    ("Discharged", Some(WorklistSort::Discharged)),
    ("Due", Some(WorklistSort::Due)),
    ("Status", Some(WorklistSort::Status)),
    ("Coder", Some(WorklistSort::Coder)),
    ("DRG", Some(WorklistSort::Drg)),
    ("Weight", Some(WorklistSort::Weight)),
    ("Charges", Some(WorklistSort::Charges)),
    ("Edits", None),
];

/// The table.
#[component]
pub(super) fn Table() -> impl IntoView {
    let desk = expect_context::<Desk>();
    let shell = expect_context::<Shell>();
    let list = desk.list;
    let matching = Memo::new(move |_| list.rows.matching());
    let sight = RowsInSight::new(matching.into(), ROW, SPARE);
    Effect::new(move |_| {
        // Another filter or order forgets all rows.
        list.rows.matching();
        let (first, last) = sight.range();
        if last > first {
            for block in first / BLOCK..=(last - 1) / BLOCK {
                desk.fetch_rows(block);
            }
        }
    });
    // Other filters or another order begin at the top.
    Effect::new(move |_| {
        list.query.track();
        list.days.track();
        sight.reveal(0, 0);
    });
    let withheld = Memo::new(move |_| {
        let (first, last) = sight.range();
        let mut shown = (first..last).filter_map(|index| list.rows.row(index));
        shown.any(|row| row.name_withheld || row.payment_withheld)
    });
    let go = move |to: u32| {
        list.at.set(to);
        // The heading stays on top of the scrolled rows and is one row high.
        sight.reveal(to, 1);
        crate::ui::focus_soon(format!("work-{to}"));
    };
    let on_key = move |event: ev::KeyboardEvent| {
        if event.ctrl_key() || event.alt_key() || event.meta_key() {
            return;
        }
        let in_row = event_in_row(&event);
        let last = matching.get_untracked().saturating_sub(1);
        let at = list.at.get_untracked();
        let letters = shell
            .settings
            .with_untracked(|settings| settings.single_keys);
        match event.key().as_str() {
            "ArrowDown" => go((at + 1).min(last)),
            "ArrowUp" => go(at.saturating_sub(1)),
            "j" if letters => go((at + 1).min(last)),
            "k" if letters => go(at.saturating_sub(1)),
            "PageDown" => go((at + sight.page()).min(last)),
            "PageUp" => go(at.saturating_sub(sight.page())),
            "Home" => go(0),
            "End" => go(last),
            "Enter" if in_row => open(desk, at),
            " " if in_row => choose(desk, at),
            _ => return,
        }
        event.prevent_default();
    };
    view! {
        <div class="work-table" role="grid" aria-label="Cases" aria-multiselectable="true" aria-rowcount=move || (matching.get() + 1).to_string() data-test="worklist-table">
            <div class="lines-scroll" node_ref=sight.scroller role="presentation" on:scroll=move |_| sight.measure() on:keydown=on_key>
                <div role="rowgroup" class="work-top">
                    <div class="work-row head" role="row" aria-rowindex="1">
                        {COLUMNS.into_iter().map(|(name, sort)| view! { <Heading name sort/> }).collect_view()}
                    </div>
                </div>
                <div class="work-all" role="rowgroup" style:height=move || format!("{}px", matching.get() * ROW)>
                    <For each=move || { let (first, last) = sight.range(); first..last } key=|index| *index let:index>
                        <Row index/>
                    </For>
                </div>
                <Show when=move || list.came.get() && matching.get() == 0>
                    <p class="empty" data-test="worklist-none">"No case fits these filters."</p>
                </Show>
                <Show when=move || !list.came.get()><p class="empty">"Looking through the cases…"</p></Show>
            </div>
            <div class="work-keys quiet small">
                <p><kbd>"↑"</kbd><kbd>"↓"</kbd>" or "<kbd>"j"</kbd><kbd>"k"</kbd>" go · "<kbd>"Enter"</kbd>" opens · "<kbd>"Space"</kbd>" chooses, to assign several at once"</p>
                {move || withheld.get().then(|| view! {
                    <p data-test="worklist-withheld"><span aria-hidden="true">"– "</span>"Withheld on this list: a case that is yours shows what your work needs (45 CFR 164.514(d)(2))."</p>
                })}
            </div>
        </div>
    }
}

fn event_in_row(event: &ev::KeyboardEvent) -> bool {
    use wasm_bindgen::JsCast;
    event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
        .is_some_and(|element| element.get_attribute("role").as_deref() == Some("row"))
}

fn open(desk: Desk, index: u32) {
    if let Some(row) = untrack(|| desk.list.rows.row(index)) {
        desk.open(row.encounter, None);
    }
}

/// Chooses a row, or no longer.
fn choose(desk: Desk, index: u32) {
    if let Some(row) = untrack(|| desk.list.rows.row(index)) {
        desk.list.chosen.update(|chosen| {
            if !chosen.remove(&row.encounter) {
                chosen.insert(row.encounter);
            }
        });
    }
}

#[component]
fn Heading(name: &'static str, sort: Option<WorklistSort>) -> impl IntoView {
    let query = expect_context::<Desk>().list.query;
    let state = move || {
        let sort = sort?;
        query.with(|query| {
            (query.sort == sort).then_some(if query.descending {
                "descending"
            } else {
                "ascending"
            })
        })
    };
    view! {
        <span role="columnheader" aria-sort=state>
            {match sort {
                Some(sort) => view! {
                    <button type="button" class="sort" on:click=move |_| {
                        query.update(|query| {
                            query.descending = query.sort == sort && !query.descending;
                            query.sort = sort;
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

#[component]
fn Row(index: u32) -> impl IntoView {
    let desk = expect_context::<Desk>();
    let list = desk.list;
    let row = Memo::new(move |_| list.rows.row(index));
    let here = Memo::new(move |_| list.at.get() == index);
    let chosen = Memo::new(move |_| {
        row.with(|row| {
            row.as_ref()
                .is_some_and(|row| list.chosen.with(|chosen| chosen.contains(&row.encounter)))
        })
    });
    view! {
        <div class="work-row" role="row" id=format!("work-{index}") data-test="work-row" aria-rowindex=(index + 2).to_string()
            aria-selected=move || chosen.get().to_string()
            tabindex=move || if here.get() { "0" } else { "-1" } class:here=here class:chosen=chosen
            style:top=format!("{}px", index * ROW)
            on:focus=move |_| list.at.set(index)
            on:click=move |event| if event.ctrl_key() || event.meta_key() { choose(desk, index) }
            on:dblclick=move |_| open(desk, index)>
            {move || match row.get() {
                Some(row) => cells(desk, row).into_any(),
                None => view! { <span role="gridcell" class="quiet num">"…"</span> }.into_any(),
            }}
        </div>
    }
}

/// Class of the chip of a status.
pub(crate) fn status_chip(status: &str) -> &'static str {
    match status {
        "in_progress" | "reopened" => "chip info",
        "pended" => "chip warn",
        "coded" | "second_review" => "chip accent",
        "final" | "billed" => "chip ok",
        _ => "chip",
    }
}

/// A dash where the reader has no right to what would stand there, read out as a word.
fn or_withheld(withheld: bool, text: String) -> AnyView {
    if withheld {
        return view! {
            <span class="quiet" title="Withheld on this list" aria-hidden="true">"–"</span><span class="out-of-sight">"withheld"</span>
        }
        .into_any();
    }
    text.into_any()
}

fn cells(desk: Desk, row: WorklistRow) -> impl IntoView {
    let encounter = row.encounter;
    let waits = row.waits_for.join(", ");
    let edits = match (row.stops, row.warnings) {
        (0, 0) => None,
        (0, warnings) => Some((
            "chip warn",
            format!("{warnings}"),
            format!("{warnings} edits warn"),
        )),
        (stops, _) => Some((
            "chip stop",
            format!("{stops}"),
            format!("{stops} edits stop the claim"),
        )),
    };
    let late = !row.due.is_empty() && row.due < crate::ui::today();
    view! {
        <span role="gridcell" class="num">{(row.priority > 0).then(|| view! { <span class="chip warn">{row.priority}</span> })}</span>
        <span role="gridcell"><button type="button" class="link mono" tabindex="-1" title="Open the case" on:click=move |_| desk.open(encounter, None)>{row.account.clone()}</button></span>
        <span role="gridcell" title=row.patient.clone()>{or_withheld(row.name_withheld, row.patient.clone())}</span>
        <span role="gridcell" title=row.class.clone()>{row.class.clone()}</span>
        <span role="gridcell" title=row.service.clone()>{row.service.clone()}</span>
        <span role="gridcell" class="num">{row.discharged.clone()}</span>
        <span role="gridcell" class="num">{if late { view! { <span class="chip stop" title="Past due">{row.due.clone()}</span> }.into_any() } else { row.due.clone().into_any() }}</span>
        <span role="gridcell" title=waits.clone()>
            <span class=status_chip(&row.status)>{row.status_said.clone()}</span>
            {(!waits.is_empty()).then(|| view! { " "<span class="small quiet">{waits.clone()}</span> })}
            {(row.conflicts > 0).then(|| view! { " "<span class="chip stop">"two values"</span> })}
        </span>
        <span role="gridcell" title=row.coder.clone()>{if row.mine { "you".to_owned() } else { row.coder.clone() }}</span>
        <span role="gridcell" class="mono">{or_withheld(row.payment_withheld, row.drg.clone())}</span>
        <span role="gridcell" class="num">{or_withheld(row.payment_withheld, row.weight.clone())}</span>
        <span role="gridcell" class="num">{or_withheld(row.payment_withheld, row.charges.clone())}</span>
        <span role="gridcell">{match edits {
            Some((class, number, said)) => view! { <span class=class title=said.clone()>{number}<span class="out-of-sight">{said.clone()}</span></span> }.into_any(),
            None => or_withheld(row.payment_withheld, String::new()),
        }}</span>
    }
}
