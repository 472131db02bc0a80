//! A query to the provider: typed by the coder, checked as it is typed, copied or written into a file on demand.
//!
//! The form is never filled from the stay or the grouping: what the provider reads can't speak of either.

use engine::protocol::{
    ChoiceDraft, Event, IndicatorDraft, QueryDraft, QueryFlaw, QueryPart, QueryView, Request,
};
use leptos::prelude::*;

use super::session::Session;
use crate::link::{Link, Newest};

/// The form, closed until it is wanted.
#[component]
pub(super) fn QueryForm() -> impl IntoView {
    let session = expect_context::<Session>();
    let open = session.supposing.query_open;
    view! {
        <div class="query" data-test="query">
            <button type="button" class="link" data-test="query-open" aria-expanded=move || open.get().to_string()
                on:click=move |_| { open.update(|open| *open = !*open); if open.get_untracked() { crate::ui::focus_soon("query-to"); } }>
                {move || if open.get() { "Put the query away" } else { "Write a query to the provider" }}
            </button>
            <Show when=move || open.get()><Form/></Show>
        </div>
    }
}

#[component]
fn Form() -> impl IntoView {
    let session = expect_context::<Session>();
    let link = expect_context::<Link>();
    let query = session.supposing.query;
    let told = RwSignal::new(None::<QueryView>);
    let ask = Newest::new(link, move |event| {
        if let Event::Query(view) = event {
            told.set(Some(view));
        }
    });
    if query.with_untracked(|query| query.indicators.is_empty()) {
        query.update(|query| query.indicators.push(IndicatorDraft::default()));
    }
    Effect::new(move |_| {
        let draft = query.get();
        if link.ready() {
            ask.ask(Request::Query(draft));
        }
    });
    let begun = Memo::new(move |_| {
        query.with(|query| {
            !query.question.trim().is_empty()
                || query
                    .indicators
                    .iter()
                    .any(|i| !i.finding.trim().is_empty())
        })
    });
    let findings = Memo::new(move |_| query.with(|query| query.indicators.len()));
    let choices = Memo::new(move |_| query.with(|query| query.choices.len()));
    let with_choices = Memo::new(move |_| query.with(|query| query.with_choices));
    view! {
        <p class="notice info small">"Only what you type is in it: nothing of the DRG, of weights or of payment. It stands in memory until the stay is closed."</p>
        <div class="suppose-fields">
            <Text id="query-to".to_owned() name="To".to_owned() get=|q| q.to.clone() set=|q, v| q.to = v/>
            <Text id="query-subject".to_owned() name="About (name no diagnosis that is not documented)".to_owned() get=|q| q.subject.clone() set=|q, v| q.subject = v/>
        </div>
        <ol class="query-findings">
            <For each=move || 0..findings.get() key=|at| *at let:at><Finding at/></For>
        </ol>
        <button type="button" class="link small" data-test="query-finding" on:click=move |_| {
            query.update(|query| query.indicators.push(IndicatorDraft::default()));
            crate::ui::focus_soon(format!("query-finding-{}", query.with_untracked(|q| q.indicators.len() - 1)));
        }>"Another finding"</button>
        <div class="suppose-fields">
            <div class="field wide">
                <label for="query-question">"Question"</label>
                <textarea autocomplete="off" class="input" id="query-question" rows="2" data-test="query-question" placeholder="What condition, if any, …?"
                    prop:value=move || query.with(|q| q.question.clone())
                    on:input:target=move |event| { let text = event.target().value(); query.update(|q| q.question = text); }></textarea>
            </div>
            <div class="field">
                <label for="query-form">"Asked"</label>
                <select autocomplete="off" class="input" id="query-form" data-test="query-form" on:change:target=move |event| {
                    let offered = event.target().value() == "choices";
                    query.update(|q| {
                        q.with_choices = offered;
                        if offered && q.choices.is_empty() {
                            q.choices = vec![ChoiceDraft::default(), ChoiceDraft::default()];
                        }
                    });
                }>
                    <option value="open" prop:selected=move || !with_choices.get()>"openly"</option>
                    <option value="choices" prop:selected=move || with_choices.get()>"with choices"</option>
                </select>
            </div>
        </div>
        <Show when=move || with_choices.get()>
            <ul class="query-findings">
                <For each=move || 0..choices.get() key=|at| *at let:at><Offered at/></For>
            </ul>
            <p class="small quiet">"“Other” and “unable to determine” are always added. "
                <button type="button" class="link small" on:click=move |_| query.update(|q| q.choices.push(ChoiceDraft::default()))>"Another choice"</button></p>
        </Show>
        <Show when=move || begun.get()>
            {move || told.with(|told| told.as_ref().map(|view| checked(session, view)))}
        </Show>
    }
}

/// A field of the query.
#[component]
fn Text(
    id: String,
    name: String,
    get: fn(&QueryDraft) -> String,
    set: fn(&mut QueryDraft, String),
) -> impl IntoView {
    let query = expect_context::<Session>().supposing.query;
    view! {
        <div class="field wide">
            <label for=id.clone()>{name}</label>
            <input class="input" id=id type="text" autocomplete="off" prop:value=move || query.with(get)
                on:input:target=move |event| { let text = event.target().value(); query.update(|query| set(query, text)); }/>
        </div>
    }
}

#[component]
fn Finding(at: usize) -> impl IntoView {
    let query = expect_context::<Session>().supposing.query;
    let of = move || query.with(|q| q.indicators.get(at).cloned().unwrap_or_default());
    let set = move |change: &dyn Fn(&mut IndicatorDraft)| {
        query.update(|q| {
            if let Some(finding) = q.indicators.get_mut(at) {
                change(finding);
            }
        });
    };
    let earlier = Memo::new(move |_| of().earlier);
    let n = at + 1;
    view! {
        <li class="suppose-fields">
            <div class="field wide">
                <label for=format!("query-finding-{at}")>{format!("Finding {n}: sign, value or treatment")}</label>
                <input class="input" id=format!("query-finding-{at}") type="text" autocomplete="off" prop:value=move || of().finding
                    on:input:target=move |event| { let text = event.target().value(); set(&|f| f.finding = text.clone()); }/>
            </div>
            <div class="field">
                <label for=format!("query-place-{at}")>"Where in the record"</label>
                <input class="input" id=format!("query-place-{at}") type="text" autocomplete="off" prop:value=move || of().place
                    on:input:target=move |event| { let text = event.target().value(); set(&|f| f.place = text.clone()); }/>
            </div>
            <label class="check"><input autocomplete="off" type="checkbox" prop:checked=move || earlier.get()
                on:change:target=move |event| { let on = event.target().checked(); set(&|f| f.earlier = on); }/>" earlier encounter"</label>
            <Show when=move || earlier.get()>
                <div class="field wide">
                    <label for=format!("query-why-{at}")>"Why that matters now"</label>
                    <input class="input" id=format!("query-why-{at}") type="text" autocomplete="off" prop:value=move || of().relevance
                        on:input:target=move |event| { let text = event.target().value(); set(&|f| f.relevance = text.clone()); }/>
                </div>
            </Show>
        </li>
    }
}

#[component]
fn Offered(at: usize) -> impl IntoView {
    let query = expect_context::<Session>().supposing.query;
    let of = move || query.with(|q| q.choices.get(at).cloned().unwrap_or_default());
    let set = move |change: &dyn Fn(&mut ChoiceDraft)| {
        query.update(|q| {
            if let Some(choice) = q.choices.get_mut(at) {
                change(choice);
            }
        });
    };
    view! {
        <li class="suppose-fields">
            <div class="field wide">
                <label for=format!("query-choice-{at}")>{format!("Choice {}", at + 1)}</label>
                <input class="input" id=format!("query-choice-{at}") type="text" autocomplete="off" prop:value=move || of().words
                    on:input:target=move |event| { let text = event.target().value(); set(&|c| c.words = text.clone()); }/>
            </div>
            <div class="field">
                <label for=format!("query-support-{at}")>"Supported by findings"</label>
                <input class="input" id=format!("query-support-{at}") type="text" autocomplete="off" placeholder="1, 2" prop:value=move || of().supported_by
                    on:input:target=move |event| { let text = event.target().value(); set(&|c| c.supported_by = text.clone()); }/>
            </div>
        </li>
    }
}

/// What speaks against it, or its text.
fn checked(session: Session, view: &QueryView) -> impl IntoView + use<> {
    let text = view.text.clone();
    view! {
        <div data-test="query-checked" role="status">
            {(!view.flaws.is_empty()).then(|| view! {
                <ul class="query-flaws">{view.flaws.iter().map(flaw).collect_view()}</ul>
            })}
        </div>
        {text.map(|text| {
            let (to_copy, to_write) = (text.clone(), text.clone());
            view! {
                <pre class="query-text" tabindex="0" role="group" aria-label="The query as it will read" data-test="query-text">{text}</pre>
                <p class="code-actions">
                    <button type="button" class="button" data-test="query-copy" on:click=move |_| copy(session, to_copy.clone())>"Copy"</button>
                    <button type="button" class="button" data-test="query-write" on:click=move |_| {
                        session.say(if crate::ui::hand_over("query.txt", "text/plain", to_write.as_bytes()) {
                            "Written in the clear: query.txt"
                        } else {
                            "The browser did not let the file be written. Allow downloads for this page and try again."
                        });
                    }>"Write it in the clear into a file"</button>
                </p>
            }
        })}
        <p class="quiet small">{format!("Checked against: {}.", view.source)}</p>
    }
}

fn copy(session: Session, text: String) {
    let promise = window().navigator().clipboard().write_text(&text);
    leptos::task::spawn_local(async move {
        session.say(match wasm_bindgen_futures::JsFuture::from(promise).await {
            Ok(_) => "The query is copied.",
            Err(_) => "The browser did not let it be copied. Select the text and copy it.",
        });
    });
}

fn flaw(flaw: &QueryFlaw) -> impl IntoView + use<> {
    let place = match flaw.part {
        QueryPart::To => "To".to_owned(),
        QueryPart::Subject => "About".to_owned(),
        QueryPart::Indicator(at) => format!("Finding {}", at + 1),
        QueryPart::Question => "Question".to_owned(),
        QueryPart::Choice(at) => format!("Choice {}", at + 1),
    };
    view! {
        <li><span class=if flaw.stops { "chip stop" } else { "chip warn" }>{flaw.rule.clone()}</span>
            " "<span class="strong">{place}</span>": "{flaw.what.clone()}" "<span class="quiet">{flaw.fix.clone()}</span></li>
    }
}
