//! Which cases are shown: by status, with how many there are of each, and by coder, class, service, what they wait for, and age.

use leptos::prelude::*;

use super::Desk;
use crate::chart::CLASSES;
use crate::ui::{counted, grouped};

/// What a case can wait for, by its word in the record.
pub(crate) const WAITS_FOR: [(&str, &str); 8] = [
    ("query", "Answer to a query"),
    ("document", "Missing document"),
    ("pathology", "Pathology report"),
    ("signature", "Missing signature"),
    ("disposition", "Discharge disposition"),
    ("review", "Supervisor or second opinion"),
    ("identity", "Patient's identity"),
    ("other", "Other, as the note says"),
];

const AGES: [(u16, &str); 5] = [
    (0, "Any age"),
    (3, "3 days or older"),
    (5, "5 days or older"),
    (10, "10 days or older"),
    (30, "30 days or older"),
];

/// The filters.
#[component]
pub(super) fn Filters() -> impl IntoView {
    let desk = expect_context::<Desk>();
    let list = desk.list;
    let query = list.query;
    // The buttons stay while their numbers change: who has pressed one stays on it.
    let states = Memo::new(move |_| {
        list.counts.with(|counts| {
            let states = counts.iter();
            states
                .map(|count| (count.status.clone(), count.said.clone()))
                .collect::<Vec<_>>()
        })
    });
    view! {
        <div class="work-filters" role="search" aria-label="Filter the worklist">
            <div class="work-status" role="group" aria-label="Status">
                <StatusButton word="" said="All"/>
                {move || states.get().into_iter().map(|(word, said)| view! {
                    <StatusButton word said/>
                }).collect_view()}
            </div>
            <div class="work-fields">
                <div class="field work-text">
                    <label for="worklist-text">"Account number or name"</label>
                    <input class="input" id="worklist-text" type="search" autocomplete="off" spellcheck="false" data-test="worklist-text"
                        prop:value=move || query.with(|q| q.text.clone())
                        on:input:target=move |event| { let text = event.target().value(); query.update(|q| q.text = text); }/>
                </div>
                <Choice id="worklist-coder" label="Coder" chosen=Signal::derive(move || {
                    query.with(|q| q.coder.map_or_else(String::new, |coder| hex(&coder)))
                }) options=Signal::derive(move || {
                    let people = desk.people.get().into_iter();
                    let coders = people.filter(|person| person.roles.iter().any(|role| role == "coder"));
                    let named = coders.map(|person| {
                        let me = if person.me { " (you)" } else { "" };
                        (hex(&person.user), format!("{}{me}", person.name))
                    });
                    core::iter::once((String::new(), "Anybody".to_owned())).chain(named).collect()
                }) choose=move |word: String| {
                    let coder = desk.people.with_untracked(|people| {
                        people.iter().find(|person| hex(&person.user) == word).map(|person| person.user)
                    });
                    query.update(|q| q.coder = coder);
                }/>
                <Choice id="worklist-class" label="Class" chosen=Signal::derive(move || query.with(|q| q.classes.first().cloned().unwrap_or_default()))
                    options=Signal::derive(|| with_any("Any class", &CLASSES))
                    choose=move |word| query.update(|q| q.classes = one(word))/>
                <Choice id="worklist-service" label="Service" chosen=Signal::derive(move || query.with(|q| q.service.clone()))
                    options=Signal::derive(move || {
                        let services = list.services.get().into_iter().map(|service| (service.clone(), service));
                        core::iter::once((String::new(), "Any service".to_owned())).chain(services).collect()
                    })
                    choose=move |word| query.update(|q| q.service = word)/>
                <Choice id="worklist-waits" label="Waits for" chosen=Signal::derive(move || query.with(|q| q.waits_for.first().cloned().unwrap_or_default()))
                    options=Signal::derive(|| with_any("Anything or nothing", &WAITS_FOR))
                    choose=move |word| query.update(|q| q.waits_for = one(word))/>
                <Choice id="worklist-age" label="Since discharge" chosen=Signal::derive(move || list.days.get().to_string())
                    options=Signal::derive(|| AGES.iter().map(|(days, said)| (days.to_string(), (*said).to_owned())).collect())
                    choose=move |word| list.days.set(word.parse().unwrap_or(0))/>
                {move || list.filtered().then(|| view! {
                    <button class="button plain" type="button" data-test="unfilter" on:click=move |_| { list.unfilter(); crate::ui::focus("worklist-text"); }>"Show all"</button>
                })}
                <span class="gap"></span>
                <span class="quiet num small" role="status" data-test="worklist-total">
                    {move || if list.came.get() { counted(u64::from(list.rows.matching()), "case", "cases") } else { "Looking…".to_owned() }}
                </span>
            </div>
        </div>
    }
}

/// A status with its number; one is chosen at a time.
#[component]
fn StatusButton(#[prop(into)] word: String, #[prop(into)] said: String) -> impl IntoView {
    let list = expect_context::<Desk>().list;
    let word = StoredValue::new(word);
    let pressed = move || {
        list.query.with(|query| {
            word.with_value(|word| match query.statuses.first() {
                Some(status) => status == word,
                None => word.is_empty(),
            })
        })
    };
    let number = move || {
        list.counts.with(|counts| {
            let counts = counts.iter();
            let counted = counts
                .filter(|count| word.with_value(|word| word.is_empty() || *word == count.status));
            counted.map(|count| u64::from(count.count)).sum::<u64>()
        })
    };
    view! {
        <button type="button" class="work-state" aria-pressed=move || pressed().to_string() data-status=word.get_value()
            on:click=move |_| list.query.update(|query| query.statuses = one(word.get_value()))>
            {said}" "<span class="num">{move || grouped(number())}</span>
        </button>
    }
}

#[component]
fn Choice(
    id: &'static str,
    label: &'static str,
    chosen: Signal<String>,
    options: Signal<Vec<(String, String)>>,
    choose: impl Fn(String) + Copy + Send + Sync + 'static,
) -> impl IntoView {
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <select autocomplete="off" class="input" id=id on:change:target=move |event| choose(event.target().value())>
                {move || options.get().into_iter().map(|(word, said)| {
                    let value = word.clone();
                    view! { <option value=value prop:selected=move || chosen.with(|chosen| *chosen == word)>{said}</option> }
                }).collect_view()}
            </select>
        </div>
    }
}

fn with_any(any: &str, words: &[(&str, &str)]) -> Vec<(String, String)> {
    let named = words
        .iter()
        .map(|(word, said)| ((*word).to_owned(), (*said).to_owned()));
    core::iter::once((String::new(), any.to_owned()))
        .chain(named)
        .collect()
}

/// A filter for one word; for the empty one none.
fn one(word: String) -> Vec<String> {
    Some(word)
        .filter(|word| !word.is_empty())
        .into_iter()
        .collect()
}

/// An id as the value of a choice.
pub(super) fn hex(id: &[u8; 16]) -> String {
    id.iter().map(|byte| format!("{byte:02x}")).collect()
}
