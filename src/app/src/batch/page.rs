//! The batch screen.

use leptos::prelude::*;

use super::shift::ShiftDialog;
use super::{Batch, Work, filters::Filters, summary::Summary, table::Table};
use crate::link::Link;
use crate::ui::{Icon, Picture, failure, grouped};

/// The screen.
#[component]
pub(crate) fn BatchPage() -> impl IntoView {
    let batch = expect_context::<Batch>();
    let stage = Memo::new(move |_| batch.work.with(core::mem::discriminant));
    view! {
        <div class="batch" data-test="batch">
            <Head/>
            {move || {
                stage.get();
                match batch.work.get_untracked() {
                    Work::None => view! { <Empty/> }.into_any(),
                    Work::Running { .. } => view! { <Running/> }.into_any(),
                    Work::Failed(told) => view! { <div class="batch-note">{failure(&told)}</div> }.into_any(),
                    Work::Done(_) => view! { <Summary/><Filters/><Table/> }.into_any(),
                }
            }}
            <ShiftDialog/>
        </div>
    }
}

/// Title and the field for the file.
#[component]
fn Head() -> impl IntoView {
    let batch = expect_context::<Batch>();
    let link = expect_context::<Link>();
    let running = move || batch.work.with(|work| matches!(work, Work::Running { .. }));
    let done = move || batch.work.with(|work| matches!(work, Work::Done(_)));
    view! {
        <header class="batch-head">
            <h1>"Group a file of claims"</h1>
            <span class="gap"></span>
            <Show when=done>
                <button class="button" type="button" data-test="batch-shift" on:click=move |_| batch.comparison.open.set(true)>"Under another version…"</button>
                <button class="button" type="button" data-test="batch-export" title="As sorted and filtered below. Written in the clear."
                    on:click=move |_| batch.export()>
                    <Icon of=Picture::File/>"Export CSV, in the clear"
                </button>
            </Show>
            <label class="button first file" class:waiting=move || running() || !link.ready()>
                <Icon of=Picture::Plus/>"Open a claims file"
                <input autocomplete="off" class="out-of-sight" type="file" id="batch-file" data-test="batch-file" accept=".jsonl,.json,.ndjson,.txt"
                    prop:disabled=move || running() || !link.ready()
                    on:change:target=move |event| {
                        crate::ui::read_chosen(
                            &event.target(),
                            move |name, bytes| batch.open(name, bytes),
                            move || batch.shell.say("The browser could not read the file. Choose it again."),
                        );
                    }/>
            </label>
        </header>
    }
}

#[component]
fn Empty() -> impl IntoView {
    view! {
        <div class="batch-note empty">
            <p class="strong">"No file open."</p>
            <p>"A claims file holds one claim a line, as JSON: "<code>"id"</code>", "<code>"pdx"</code>", "<code>"sdx"</code>", "<code>"procedures"</code>", "
                <code>"age"</code>", "<code>"sex"</code>", "<code>"discharge_status"</code>", "<code>"discharge_date"</code>" … The command line takes the same lines."</p>
            <p>"Each line is edited and grouped by its own discharge date. A line that can't be read says why and the rest goes on. The file stays on this device."</p>
        </div>
    }
}

#[component]
fn Running() -> impl IntoView {
    let batch = expect_context::<Batch>();
    let now = Memo::new(move |_| match batch.work.get() {
        Work::Running { name, done, total } => (name, done, total),
        _ => (String::new(), 0, 0),
    });
    view! {
        <div class="batch-note" data-test="batch-running">
            <p><span class="strong">{move || now.with(|(name, ..)| name.clone())}</span>
                {move || now.with(|(_, done, total)| match total {
                    0 => ": reading".to_owned(),
                    total => format!(": {} of {} lines", grouped(u64::from(*done)), grouped(u64::from(*total))),
                })}</p>
            <progress class="bar" aria-label="Lines grouped" max=move || now.with(|(_, _, total)| *total).max(1) value=move || now.with(|(_, done, _)| *done)></progress>
            <p><button class="button" type="button" data-test="batch-cancel" on:click=move |_| batch.cancel()>"Stop"</button>
                " "<span class="quiet small">"What is grouped by then stays."</span></p>
        </div>
    }
}
