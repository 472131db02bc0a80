//! What a step needs to be told: why a case waits, who reviews it, what a review came to, why it is opened again.

use custodian::protocol::{PendDraft, Step};
use leptos::{ev, prelude::*};

use crate::ui::{Dialog, TextField};
use crate::worklist::{Desk, WAITS_FOR};

/// Which step is being told about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Pend,
    SendToReview,
    Agree,
    Return,
    Reopen,
}

impl Form {
    const fn title(self) -> &'static str {
        match self {
            Self::Pend => "What does the case wait for?",
            Self::SendToReview => "Send to second review",
            Self::Agree => "The review agrees",
            Self::Return => "Return to the coder",
            Self::Reopen => "Reopen the case",
        }
    }
}

/// Opens the form of a step.
pub(super) fn open_form(desk: Desk, form: Form) {
    desk.ask_people();
    desk.form.set(Some(form));
}

/// The forms, each in a dialog.
#[component]
pub(super) fn StepForms() -> impl IntoView {
    let desk = expect_context::<Desk>();
    [
        Form::Pend,
        Form::SendToReview,
        Form::Agree,
        Form::Return,
        Form::Reopen,
    ]
    .map(|form| {
        let open = Signal::derive(move || desk.form.get() == Some(form));
        view! {
            <Dialog open on_close=move || if desk.form.get_untracked() == Some(form) { desk.form.set(None) } title=form.title() test="step-dialog">
                {match form {
                    Form::Pend => view! { <Pend/> }.into_any(),
                    Form::SendToReview => view! { <SendToReview/> }.into_any(),
                    Form::Agree => view! { <InWords form label="In words, may be empty" make=|note| Some(Step::Agree { note, own_work: String::new() })/> }.into_any(),
                    Form::Return => view! { <InWords form label="What is to be looked at" make=|note| said(note).map(|note| Step::Return { note })/> }.into_any(),
                    Form::Reopen => view! { <InWords form label="Why" make=|reason| said(reason).map(|reason| Step::Reopen { reason })/> }.into_any(),
                }}
            </Dialog>
        }
    })
    .collect_view()
}

fn said(words: String) -> Option<String> {
    Some(words).filter(|words| !words.trim().is_empty())
}

fn done(desk: Desk, step: Step) {
    desk.form.set(None);
    desk.step(step);
}

#[component]
fn Pend() -> impl IntoView {
    let desk = expect_context::<Desk>();
    let chosen = RwSignal::new(Vec::<&'static str>::new());
    let note = RwSignal::new(String::new());
    let missing = RwSignal::new(false);
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let reasons: Vec<PendDraft> = chosen
            .get_untracked()
            .into_iter()
            .map(|reason| PendDraft {
                reason: reason.to_owned(),
                note: note.get_untracked(),
            })
            .collect();
        let unsaid = reasons
            .iter()
            .any(|pend| pend.reason == "other" && pend.note.trim().is_empty());
        missing.set(reasons.is_empty() || unsaid);
        if !missing.get_untracked() {
            done(desk, Step::Pend { reasons });
        }
    };
    view! {
        <form class="door-form" on:submit=submit>
            <fieldset class="choices roles">
                <legend>"It waits for"</legend>
                {WAITS_FOR.map(|(word, said)| view! {
                    <label>
                        <input autocomplete="off" type="checkbox" data-word=word prop:checked=move || chosen.with(|chosen| chosen.contains(&word))
                            on:change:target=move |event| {
                                let on = event.target().checked();
                                chosen.update(|chosen| {
                                    chosen.retain(|known| *known != word);
                                    if on { chosen.push(word); }
                                });
                            }/>
                        {said}
                    </label>
                }).collect_view()}
            </fieldset>
            <TextField id="pend-note" label="Note" value=note under="For “other” it says which."/>
            {move || missing.get().then(|| view! { <p class="notice warn" role="alert">"Choose what it waits for; for “other” say which."</p> })}
            <Actions words="Pend"/>
        </form>
    }
}

#[component]
fn SendToReview() -> impl IntoView {
    let desk = expect_context::<Desk>();
    let reviewer = RwSignal::new(String::new());
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let name = reviewer.get_untracked();
        let reviewer = desk.people.with_untracked(|people| {
            people
                .iter()
                .find(|person| person.name == name)
                .map(|person| person.user)
        });
        done(desk, Step::SendToReview { reviewer });
    };
    view! {
        <form class="door-form" on:submit=submit>
            <div class="field">
                <label for="reviewer">"By whom"</label>
                <select autocomplete="off" class="input" id="reviewer" on:change:target=move |event| reviewer.set(event.target().value())>
                    <option value="">"Whoever reviews"</option>
                    {move || desk.people.get().into_iter().filter(|person| person.until.is_empty()).map(|person| view! {
                        <option value=person.name.clone()>{person.name.clone()}</option>
                    }).collect_view()}
                </select>
            </div>
            <Actions words="Send"/>
        </form>
    }
}

#[component]
fn InWords(form: Form, label: &'static str, make: fn(String) -> Option<Step>) -> impl IntoView {
    let desk = expect_context::<Desk>();
    let words = RwSignal::new(String::new());
    let missing = RwSignal::new(false);
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        match make(words.get_untracked()) {
            Some(step) => done(desk, step),
            None => missing.set(true),
        }
    };
    view! {
        <form class="door-form" on:submit=submit>
            <TextField id="step-words" label value=words/>
            {move || missing.get().then(|| view! { <p class="notice warn" role="alert">"Say it in a few words."</p> })}
            <Actions words=form.title()/>
        </form>
    }
}

#[component]
fn Actions(words: &'static str) -> impl IntoView {
    let desk = expect_context::<Desk>();
    view! {
        <div class="actions">
            <button class="button" type="button" on:click=move |_| desk.form.set(None)>"Cancel"</button>
            <button class="button first" type="submit" data-test="step-yes">{words}</button>
        </div>
    }
}
