//! Suppositions put together: chosen or typed, grouped at once, and taken over into the stay on a basis or not at all.

use engine::draft::{Poa, StayDraft};
use engine::protocol::{BasisDraft, Event, Failure, Request, StackView, Suppose, SupposedPart};
use leptos::prelude::*;

use super::query::QueryForm;
use super::session::Session;
use super::suppose_forms::{AddCode, ChangeCoded};
use super::supposing::Supposed;
use super::what_if::result;
use crate::link::{Link, Newest};
use crate::ui::failure;

type Told = RwSignal<Option<Result<StackView, Failure>>>;

/// The frame in which everything is supposed.
#[component]
pub(super) fn SupposeTogether() -> impl IntoView {
    let session = expect_context::<Session>();
    let link = expect_context::<Link>();
    let supposing = session.supposing;
    let told: Told = RwSignal::new(None);
    let ask = Newest::new(link, move |event| match event {
        Event::Stacked(view) => told.set(Some(Ok(*view))),
        Event::Failed(failure) => told.set(Some(Err(failure))),
        _ => {}
    });
    Effect::new(move |_| {
        let stay = session.draft.get();
        supposing.follow(&stay);
        let suppositions = supposing.all();
        if suppositions.is_empty() {
            told.set(None);
        } else if link.ready() {
            ask.ask(Request::Suppose {
                stay: Box::new(stay),
                suppositions,
            });
        }
    });
    let any = move || supposing.list.with(|list| !list.is_empty());
    view! {
        <section class="suppose-frame" aria-label="Supposed, not coded" data-test="suppose">
            <h3><span class="chip supposed-chip">"supposed"</span>" Put suppositions together"</h3>
            <AddCode/>
            <ChangeCoded/>
            <Show when=any fallback=|| view! { <p class="quiet small">"Nothing is supposed yet. Add a code, change one of the stay, or take one of the suppositions below."</p> }>
                <ol class="suppose-list" data-test="suppose-list">
                    <For each=move || supposing.list.get() key=|supposed| supposed.id let:supposed>
                        <Part supposed told/>
                    </For>
                </ol>
                {move || told.with(|told| match told {
                    None => view! { <p class="quiet">"Being grouped."</p> }.into_any(),
                    Some(Err(told)) => failure(told).into_any(),
                    Some(Ok(view)) => together(view).into_any(),
                })}
                <TakeOver/>
            </Show>
            <QueryForm/>
        </section>
    }
}

/// What everything supposed comes to.
fn together(view: &StackView) -> impl IntoView + use<> {
    let edits = view.new_edits.join(", ");
    view! {
        <div class="suppose-result" role="status" data-test="suppose-result">
            <p><span class="quiet small">"As coded "</span><span class="mono">{view.as_coded.drg.clone()}</span>" "{view.as_coded.title.clone()}</p>
            <p><span class="quiet small">{if view.parts.len() == 1 { "Would be " } else { "Together they would be " }}</span>{result(&view.result)}</p>
            {(!edits.is_empty()).then(|| view! { <p class="small"><span class="chip warn">"the code editor would say"</span>" "{edits}</p> })}
            <p class="quiet small">{view.weights.clone()}</p>
        </div>
    }
}

/// One supposition: what it is, what it comes to alone, what it is to rest on.
#[component]
fn Part(supposed: Supposed, told: Told) -> impl IntoView {
    let session = expect_context::<Session>();
    let supposing = session.supposing;
    let id = supposed.id;
    let part = Memo::new(move |_| {
        let at = supposing
            .list
            .with(|list| list.iter().position(|other| other.id == id))?;
        told.with(|told| match told {
            Some(Ok(view)) => view.parts.get(at).cloned(),
            _ => None,
        })
    });
    let name = move || {
        part.with(|part| {
            part.as_ref()
                .map(|part| part.what.clone())
                .unwrap_or_default()
        })
    };
    view! {
        <li data-test="suppose-part">
            <p class="suppose-what">
                <span class="strong">{move || part.with(|part| part.as_ref().map_or_else(|| "Being grouped.".to_owned(), |part| part.what.clone()))}</span>
                <button type="button" class="link small" aria-label=move || format!("Take back: {}", name()) data-test="suppose-back"
                    on:click=move |_| { supposing.take_back(id); crate::ui::focus_soon("suppose-code"); }>"take back"</button>
            </p>
            {move || part.with(|part| part.as_ref().map(alone))}
            <Grounds id part/>
        </li>
    }
}

fn alone(part: &SupposedPart) -> impl IntoView + use<> {
    view! {
        {(!part.title.is_empty()).then(|| view! { <p class="small">{part.title.clone()}</p> })}
        <p class="small"><span class="quiet">"Alone "</span>{result(&part.alone)}
            {(!part.counts_as.is_empty()).then(|| view! { " "<span class="chip off">{part.counts_as.clone()}</span> })}</p>
    }
}

/// What a supposition is to rest on before it may be coded.
#[component]
fn Grounds(id: u32, part: Memo<Option<SupposedPart>>) -> impl IntoView {
    let session = expect_context::<Session>();
    let bases = session.supposing.bases;
    let of = move || bases.with(|bases| bases.get(&id).cloned().unwrap_or_default());
    let set = move |change: &dyn Fn(&mut BasisDraft)| {
        bases.update(|bases| change(bases.entry(id).or_default()));
    };
    let by_query =
        Memo::new(move |_| part.with(|part| part.as_ref().is_some_and(|part| part.by_query)));
    let (kind, source, words) = (
        format!("basis-kind-{id}"),
        format!("basis-source-{id}"),
        format!("basis-words-{id}"),
    );
    view! {
        <details class="suppose-basis">
            <summary>{move || if is_given(&of()) { "What it rests on: given" } else { "What it rests on" }}</summary>
            <p class="small quiet">{move || part.with(|part| part.as_ref().map(|part| format!("Before it may be coded, {}.", part.needs)))}</p>
            <div class="suppose-fields">
                <Show when=move || by_query.get()>
                    <div class="field">
                        <label for=kind.clone()>"Rests on"</label>
                        <select autocomplete="off" class="input" id=kind.clone() data-test="basis-kind" on:change:target=move |event| { let query = event.target().value() == "query"; set(&|basis| basis.query = query); }>
                            <option value="record" prop:selected=move || !of().query>"the record"</option>
                            <option value="query" prop:selected=move || of().query>"an answered query"</option>
                        </select>
                    </div>
                </Show>
                <div class="field">
                    <label for=source.clone()>{move || if of().query { "Query, by number or date" } else { "Document and date" }}</label>
                    <input class="input" id=source type="text" autocomplete="off" data-test="basis-source" prop:value=move || of().source
                        on:input:target=move |event| { let text = event.target().value(); set(&|basis| basis.source = text.clone()); }/>
                </div>
                <div class="field wide">
                    <label for=words.clone()>{move || if of().query { "What the provider answered" } else { "Its words" }}</label>
                    <input class="input" id=words type="text" autocomplete="off" data-test="basis-words" prop:value=move || of().words
                        on:input:target=move |event| { let text = event.target().value(); set(&|basis| basis.words = text.clone()); }/>
                </div>
            </div>
            <Show when=move || by_query.get()>
                <button type="button" class="link small" on:click=move |_| {
                    session.supposing.query_open.set(true);
                    crate::ui::focus_soon("query-subject");
                }>"Write a query to the provider"</button>
            </Show>
        </details>
    }
}

fn is_given(basis: &BasisDraft) -> bool {
    !basis.source.trim().is_empty() && !basis.words.trim().is_empty()
}

/// The only way from here into the stay.
#[component]
fn TakeOver() -> impl IntoView {
    let session = expect_context::<Session>();
    let link = expect_context::<Link>();
    let supposing = session.supposing;
    let refused = RwSignal::new(None::<Failure>);
    let missing = Memo::new(move |_| {
        supposing.bases.with(|bases| {
            supposing.list.with(|list| {
                let given = |s: &&Supposed| bases.get(&s.id).is_some_and(is_given);
                list.len() - list.iter().filter(given).count()
            })
        })
    });
    let take = move |_| {
        let (suppositions, bases): (Vec<Suppose>, Vec<BasisDraft>) =
            supposing.list.with_untracked(|list| {
                supposing.bases.with_untracked(|bases| {
                    list.iter()
                        .map(|s| {
                            let basis = bases.get(&s.id).cloned().unwrap_or_default();
                            (s.what.clone(), basis)
                        })
                        .unzip()
                })
            });
        let before: StayDraft = session.draft.get_untracked();
        let request = Request::TakeOver {
            stay: Box::new(before.clone()),
            suppositions,
            bases,
        };
        link.ask(request, move |event| match event {
            Event::TakenOver(stay) => {
                // Only into the stay that was asked about.
                if session.draft.with_untracked(|draft| *draft == before) {
                    refused.set(None);
                    supposing.clear();
                    session.change("take over what was supposed", |draft| *draft = *stay);
                    session.say(
                        "Taken over into the stay, with what it rests on. Undo takes it back.",
                    );
                } else {
                    session
                        .say("The stay has changed meanwhile; nothing was taken over. Try again.");
                }
            }
            Event::Failed(failure) => refused.set(Some(failure)),
            _ => {}
        });
    };
    view! {
        {move || refused.with(|refused| refused.as_ref().map(failure))}
        <p class="code-actions">
            <button type="button" class="button" data-test="take-over" on:click=take>"Take over into the stay"</button>
            <button type="button" class="button" on:click=move |_| { refused.set(None); supposing.clear(); crate::ui::focus_soon("suppose-code"); }>"Suppose nothing"</button>
        </p>
        <p class="quiet small" data-test="bases-missing">{move || match missing.get() {
            0 => "Each has what it rests on. What is taken over is kept with the stay, with its basis.".to_owned(),
            n => format!("{} say what it rests on. Without that nothing is coded.", if n == 1 { "One does not".to_owned() } else { format!("{n} do not") }),
        }}</p>
    }
}

/// What was taken over into this stay, and what it rests on.
#[component]
pub(super) fn TakenOverList() -> impl IntoView {
    let session = expect_context::<Session>();
    move || {
        let taken = session.draft.with(|draft| draft.taken_over.clone());
        (!taken.is_empty()).then(|| {
            view! {
                <section data-test="taken-over">
                    <h3>"Taken over from suppositions"</h3>
                    <ul class="taken-over">{taken.into_iter().map(|taken| view! {
                        <li>{taken.what}<br/><span class="quiet small">{format!("{} {}: “{}”", if taken.query { "Query" } else { "Record," }, taken.source, taken.words)}</span></li>
                    }).collect_view()}</ul>
                </section>
            }
        })
    }
}

/// Letters of the indicators that can be supposed.
pub(super) const INDICATORS: [Poa; 4] = [Poa::Y, Poa::N, Poa::U, Poa::W];
