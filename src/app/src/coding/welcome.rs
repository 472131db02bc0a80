//! The first screen: twelve ready stays of clearly fake patients, an empty one, or one from a file.

use engine::protocol::{Event, ExampleLine, PackState, Request};
use leptos::prelude::*;

use super::session::Session;
use crate::link::Link;
use crate::records::Keeper;
use crate::shell::Route;
use crate::ui::{Icon, Picture, failure};

/// The welcome.
#[component]
pub(super) fn Welcome() -> impl IntoView {
    let session = expect_context::<Session>();
    let link = expect_context::<Link>();
    let keeper = expect_context::<Keeper>();
    let examples = RwSignal::new(Vec::<ExampleLine>::new());
    link.ask(Request::ExamplesList, move |event| {
        if let Event::Examples(lines) = event {
            examples.set(lines);
        }
    });
    view! {
        <div class="page" data-test="welcome">
            <div class="column">
                <header class="hello">
                    <h1>"Code an inpatient stay"</h1>
                    <p>"Find the codes, see the edits, get the MS-DRG and see why. All of it runs on this device, with or without a network. Nothing you type leaves it."</p>
                    <div class="hello-actions">
                        {move || keeper.has_records().then(|| view! {
                            <a class="button" href=Route::Worklist.hash() data-test="to-worklist"><Icon of=Picture::Worklist/>"Go on with the worklist"</a>
                        })}
                        <button class="button first" type="button" data-test="start-empty" on:click=move |_| session.start_empty()>
                            <Icon of=Picture::Plus/>"Start an empty stay"
                        </button>
                        <button class="button" type="button" data-test="open-file" on:click=move |_| session.choose_file()>
                            <Icon of=Picture::File/>"Open a stay from a file"
                        </button>
                        <a class="button" href="#/batch"><Icon of=Picture::Batch/>"Group a file of claims"</a>
                    </div>
                </header>
                <Loading/>
                <section>
                    <h2>"Or open a ready example"</h2>
                    <p class="quiet">"Twelve stays of made-up patients. Change what you like; they can't be broken."</p>
                    <ul class="examples">
                        <For each=move || examples.get() key=|line| line.key.clone() let:line>
                            <Example line/>
                        </For>
                    </ul>
                </section>
                <p class="quiet small">"A stay opened here lives in this page's memory only: write it into a file to keep it. Cases of the worklist are kept by themselves."</p>
            </div>
        </div>
    }
}

#[component]
fn Example(line: ExampleLine) -> impl IntoView {
    let session = expect_context::<Session>();
    let key = line.key.clone();
    view! {
        <li>
            <button type="button" class="example" data-test="example" data-key=line.key on:click=move |_| session.open_example(key.clone())>
                <span class="strong">{line.title}</span>
                <span>{line.shows}</span>
                <span class="quiet small num">"Discharged "{line.discharge_date}</span>
            </button>
        </li>
    }
}

/// Progress of the packs, and what is wrong with those that failed.
#[component]
fn Loading() -> impl IntoView {
    let link = expect_context::<Link>();
    move || {
        if let Some(broken) = link.broken.get() {
            return failure(&broken).into_any();
        }
        if !link.ready() {
            let (done, all) = link.progress();
            return view! {
                <section class="loading" data-test="loading">
                    <p>"Loading code sets and grouper tables, "{done}" of "{all}". You can begin meanwhile."</p>
                    <progress class="bar" max=all value=done aria-label="Packs loaded"></progress>
                    <ul class="quiet small">
                        {link.packs.get().into_iter().filter(|pack| pack.state == PackState::Ready).map(|pack| view! { <li>{pack.name.words()}</li> }).collect_view()}
                    </ul>
                </section>
            }
            .into_any();
        }
        let failed = link.failed_packs();
        if failed.is_empty() {
            return ().into_any();
        }
        view! {
            <section data-test="packs-failed">
                <h2>"Some packs can't be used. The rest works."</h2>
                {failed.into_iter().map(|(name, told)| view! {
                    <p class="quiet">{format!("{}: needed for {}.", name.words(), name.needed_for())}</p>
                    {failure(&told)}
                }).collect_view()}
                <p><button class="button" type="button" on:click=move |_| link.load_packs()>"Try again"</button></p>
            </section>
        }
        .into_any()
    }
}
