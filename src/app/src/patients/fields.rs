//! A person's fields as they are typed: where each stands in the form, and the fields for it on screen.

use custodian::protocol::PatientForm;
use leptos::prelude::*;

/// Where a field stands in the form; the number says which entry of a list.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub(super) get: fn(&PatientForm, usize) -> String,
    pub(super) set: fn(&mut PatientForm, usize, String),
}

/// A field of the person.
macro_rules! own {
    ($field:ident) => {
        $crate::patients::fields::Place {
            get: |form, _| form.$field.clone(),
            set: |form, _, typed| form.$field = typed,
        }
    };
}

/// A field of an entry of a list.
macro_rules! entry {
    ($list:ident, $field:ident) => {
        $crate::patients::fields::Place {
            get: |form, at| {
                form.$list
                    .get(at)
                    .map_or_else(String::new, |entry| entry.$field.clone())
            },
            set: |form, at, typed| {
                if let Some(entry) = form.$list.get_mut(at) {
                    entry.$field = typed;
                }
            },
        }
    };
}

pub(super) use {entry, own};

/// Sex, by the word in the record.
pub(super) const SEXES: &[(&str, &str)] = &[
    ("", "not known"),
    ("F", "female"),
    ("M", "male"),
    ("X", "other"),
];

/// A typed field.
#[component]
pub(super) fn Typed(
    form: RwSignal<PatientForm>,
    /// Its id.
    #[prop(into)]
    id: String,
    label: &'static str,
    place: Place,
    /// Which entry of a list.
    #[prop(optional)]
    at: usize,
    /// What is written there, as an example.
    #[prop(optional)]
    like: &'static str,
) -> impl IntoView {
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <input class="input" type="text" autocomplete="off" spellcheck="false" data-test=id.clone() id=id placeholder=like
                prop:value=move || form.with(|form| (place.get)(form, at))
                on:input:target=move |event| {
                    let typed = event.target().value();
                    form.update(|form| (place.set)(form, at, typed));
                }/>
        </div>
    }
}

/// A field with its choices.
#[component]
pub(super) fn Chosen(
    form: RwSignal<PatientForm>,
    /// Its id.
    #[prop(into)]
    id: String,
    label: &'static str,
    place: Place,
    /// Which entry of a list.
    #[prop(optional)]
    at: usize,
    /// By word: what is said of it.
    choices: &'static [(&'static str, &'static str)],
) -> impl IntoView {
    let now = Memo::new(move |_| form.with(|form| (place.get)(form, at)));
    // What another build wrote stays as it is.
    let other = move || {
        let now = now.get();
        let known = choices.iter().any(|(word, _)| *word == now);
        (!known).then(|| view! { <option value=now.clone() selected=true>{now.clone()}</option> })
    };
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <select autocomplete="off" class="input" data-test=id.clone() id=id
                on:change:target=move |event| {
                    let word = event.target().value();
                    form.update(|form| (place.set)(form, at, word));
                }>
                {choices.iter().map(|(word, said)| view! { <option value=*word selected=move || now.get() == *word>{*said}</option> }).collect_view()}
                {other}
            </select>
        </div>
    }
}

/// A mark that is set or not.
#[component]
pub(super) fn Marked(
    form: RwSignal<PatientForm>,
    label: &'static str,
    get: fn(&PatientForm) -> bool,
    set: fn(&mut PatientForm, bool),
) -> impl IntoView {
    view! {
        <label class="tick">
            <input autocomplete="off" type="checkbox" prop:checked=move || form.with(get)
                on:change:target=move |event| { let on = event.target().checked(); form.update(|form| set(form, on)); }/>
            {label}
        </label>
    }
}
