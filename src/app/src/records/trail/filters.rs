//! By what entries are chosen.

use leptos::prelude::*;

use super::Reviewing;

/// The fields.
#[component]
pub(super) fn Filters() -> impl IntoView {
    let reviewing = expect_context::<Reviewing>();
    // Taken once: a new page brings the same choices.
    let people = Memo::new(move |_| {
        reviewing
            .choices
            .with(|choices| choices.as_ref().map(|page| page.people.clone()))
            .unwrap_or_default()
    });
    let acts = Memo::new(move |_| {
        reviewing
            .choices
            .with(|choices| choices.as_ref().map(|page| page.acts.clone()))
            .unwrap_or_default()
    });
    let laptops = Memo::new(move |_| {
        reviewing
            .choices
            .with(|choices| choices.as_ref().map(|page| page.laptops.clone()))
            .unwrap_or_default()
    });
    let where_ = move |chosen: String| {
        let laptop = laptops.with_untracked(|laptops| {
            let at = chosen.parse::<usize>().ok()?;
            laptops.get(at).map(|(store, _)| *store)
        });
        reviewing.filter(|query| query.laptop = laptop);
    };
    let hints = Memo::new(move |_| {
        reviewing
            .choices
            .with(|choices| choices.as_ref().map(|page| page.hints.clone()))
            .unwrap_or_default()
    });
    let who = move |chosen: String| {
        let user = people.with_untracked(|people| {
            let at = chosen.parse::<usize>().ok()?;
            people.get(at).map(|(user, _)| *user)
        });
        reviewing.filter(|query| query.who = user);
    };
    let filtered = move || {
        reviewing.query.with(|query| {
            query.who.is_some()
                || query.laptop.is_some()
                || query.record.is_some()
                || !query.act.is_empty()
                || !query.from.is_empty()
                || !query.until.is_empty()
                || !query.hint.is_empty()
        })
    };
    view! {
        <div class="trail-filters" role="group" aria-label="Choose entries">
            {move || laptops.with(|laptops| !laptops.is_empty()).then(|| view! {
                <div class="field">
                    <label for="trail-laptop">"Laptop"</label>
                    <select autocomplete="off" class="input" id="trail-laptop" on:change:target=move |event| where_(event.target().value())>
                        <option value="" selected=move || reviewing.query.with(|query| query.laptop.is_none())>"This one"</option>
                        {move || laptops.get().into_iter().enumerate().map(|(at, (store, name))| view! {
                            <option value=at.to_string() selected=move || reviewing.query.with(|query| query.laptop == Some(store))>{name}</option>
                        }).collect_view()}
                    </select>
                </div>
            })}
            <div class="field">
                <label for="trail-who">"Who"</label>
                <select autocomplete="off" class="input" id="trail-who" on:change:target=move |event| who(event.target().value())>
                    <option value="" selected=move || reviewing.query.with(|query| query.who.is_none())>"Everybody"</option>
                    {move || people.get().into_iter().enumerate().map(|(at, (user, name))| view! {
                        <option value=at.to_string() selected=move || reviewing.query.with(|query| query.who == Some(user))>{name}</option>
                    }).collect_view()}
                </select>
            </div>
            <div class="field">
                <label for="trail-act">"Act"</label>
                <select autocomplete="off" class="input" id="trail-act" on:change:target=move |event| reviewing.filter(|query| query.act = event.target().value())>
                    <option value="" selected=move || reviewing.query.with(|query| query.act.is_empty())>"All"</option>
                    {move || acts.get().into_iter().map(|act| {
                        let own = act.clone();
                        view! { <option value=act.clone() selected=move || reviewing.query.with(|query| query.act == own)>{act.clone()}</option> }
                    }).collect_view()}
                </select>
            </div>
            <div class="field">
                <label for="trail-from">"From"</label>
                <input autocomplete="off" class="input" type="date" id="trail-from" min="1900-01-01" max="2099-12-31" prop:value=move || reviewing.query.with(|query| query.from.clone())
                    on:change:target=move |event| reviewing.filter(|query| query.from = event.target().value())/>
            </div>
            <div class="field">
                <label for="trail-until">"To"</label>
                <input autocomplete="off" class="input" type="date" id="trail-until" min="1900-01-01" max="2099-12-31" prop:value=move || reviewing.query.with(|query| query.until.clone())
                    on:change:target=move |event| reviewing.filter(|query| query.until = event.target().value())/>
            </div>
            <div class="field">
                <label for="trail-hint">"Worth a look"</label>
                <select autocomplete="off" class="input" id="trail-hint" on:change:target=move |event| reviewing.filter(|query| query.hint = event.target().value())>
                    <option value="" selected=move || reviewing.query.with(|query| query.hint.is_empty())>"All entries"</option>
                    {move || hints.get().into_iter().map(|hint| {
                        let own = hint.clone();
                        view! { <option value=hint.clone() selected=move || reviewing.query.with(|query| query.hint == own)>{hint.clone()}</option> }
                    }).collect_view()}
                </select>
            </div>
            {move || reviewing.query.with(|query| query.record.is_some()).then(|| view! {
                <button class="pill" type="button" data-test="trail-record" on:click=move |_| reviewing.filter(|query| query.record = None)>
                    {move || format!("Record {}: show all", reviewing.record_name.get())}
                </button>
            })}
            {move || filtered().then(|| view! {
                <button class="button plain" type="button" data-test="trail-all" on:click=move |_| reviewing.filter(|query| *query = Default::default())>"All entries"</button>
            })}
        </div>
    }
}
