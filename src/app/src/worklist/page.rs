//! The worklist's screen.

use leptos::prelude::*;

use super::Desk;
use super::filters::Filters;
use super::table::Table;
use crate::records::Behind;
use crate::shell::{Action, KeysOf};
use crate::ui::{Icon, Picture, counted, failure};

/// The workplace.
#[component]
pub(crate) fn WorklistPage() -> impl IntoView {
    view! {
        <div class="page work" data-test="worklist"><Behind><Shown/></Behind></div>
    }
}

#[component]
fn Shown() -> impl IntoView {
    let desk = expect_context::<Desk>();
    let list = desk.list;
    let chosen = move || list.chosen.with(std::collections::HashSet::len);
    let nothing = Memo::new(move |_| {
        list.came.get()
            && list.rows.matching() == 0
            && !list.filtered()
            && list
                .counts
                .with(|counts| counts.iter().all(|count| count.count == 0))
    });
    view! {
        <header class="work-head">
            <h1>"Worklist"</h1>
            <span class="gap"></span>
            {move || (chosen() > 0).then(|| view! {
                <span class="quiet small" role="status">{counted(chosen() as u64, "case chosen", "cases chosen")}</span>
            })}
            <button class="button" type="button" data-test="give" on:click=move |_| desk.give()>"Assign…"</button>
            <button class="button" type="button" data-test="order" on:click=move |_| desk.put_in_order()>"Priority, due…"</button>
            <button class="button first" type="button" data-test="load-next" on:click=move |_| desk.load_next()>
                <Icon of=Picture::Worklist/>"Load next"<KeysOf of=Action::LoadNext/>
            </button>
        </header>
        <Filters/>
        {move || desk.refused.get().map(|refused| view! { <div class="work-note">{failure(&refused)}</div> })}
        {move || {
            if let Some(refused) = list.failure.get() {
                return view! { <div class="work-note">{failure(&refused)}</div> }.into_any();
            }
            if nothing.get() {
                return view! { <Nothing/> }.into_any();
            }
            view! { <Table/> }.into_any()
        }}
    }
}

/// No encounter waits at all.
#[component]
fn Nothing() -> impl IntoView {
    view! {
        <div class="work-note empty" data-test="worklist-empty">
            <p class="strong">"Nothing waits for coding."</p>
            <p>"An encounter comes onto this list when its patient is discharged, or when somebody has begun a case of it. Encounters are entered at the patient."</p>
        </div>
    }
}
