//! A record's way: provisional, verified by the attending's office, active; and the other states it may go to.

use custodian::protocol::{Failure, PatientPage, PatientsEvent, PatientsRequest, Verifying};
use leptos::{ev, prelude::*};

use super::Patients;
use super::form::PersonFields;
use super::search::blank;
use crate::shell::Shell;
use crate::ui::{Dialog, TextField, failure};

/// States that have a way of their own or need no reason, by their word in the record.
const VERIFIED: &str = "verified";
const ACTIVE: &str = "active";

/// How an office is asked.
const WAYS: [&str; 4] = ["telephone", "fax", "in person", "secure message"];

/// Nothing of it may leave yet, and what to do about that.
#[component]
pub(super) fn Held(page: PatientPage) -> impl IntoView {
    if page.held_back.is_empty() {
        return ().into_any();
    }
    let provisional = page.row.provisional;
    let office = page
        .fields
        .iter()
        .find(|field| field.path == "attending_office")
        .map(|field| field.value.clone())
        .filter(|value| !value.is_empty());
    let call = office.map_or_else(
        || "Ask the attending's office who the patient is, and record who answered.".to_owned(),
        |office| {
            format!(
                "Ask the attending's office who the patient is ({office}), and record who answered."
            )
        },
    );
    view! {
        <div class="notice warn" data-test="held-back">
            <p class="strong">{page.held_back}</p>
            {provisional.then(|| view! { <p>{call}</p> })}
        </div>
    }
    .into_any()
}

/// What may be done with the record's state now.
#[component]
pub(super) fn States(page: PatientPage) -> impl IntoView {
    let patients = expect_context::<Patients>();
    let shell = expect_context::<Shell>();
    let verifying = RwSignal::new(false);
    let other = RwSignal::new(None::<(String, String)>);
    let patient = page.row.patient;
    let set = move |word: String, reason: String, refused: RwSignal<Option<Failure>>| {
        let request = PatientsRequest::SetStatus {
            patient,
            status: word,
            reason,
        };
        patients.ask(request, move |answer| match answer {
            Ok(PatientsEvent::Page(page)) => {
                shell.say(format!("Saved: the record is {}.", page.row.status));
                other.set(None);
                patients.show(*page);
            }
            Ok(_) => {}
            Err(told) => refused.set(Some(told)),
        });
    };
    let buttons: Vec<_> = page
        .next
        .iter()
        .cloned()
        .map(|(word, said)| {
            let test = format!("to-{word}");
            match word.as_str() {
                VERIFIED => view! {
                    <button class="button first" type="button" data-test=test on:click=move |_| verifying.set(true)>"Verify with the attending's office…"</button>
                }
                .into_any(),
                ACTIVE => view! {
                    <button class="button first" type="button" data-test=test on:click=move |_| set(ACTIVE.to_owned(), String::new(), patients.refused)>"Make active"</button>
                }
                .into_any(),
                _ => view! {
                    <button class="button plain" type="button" data-test=test on:click=move |_| other.set(Some((word.clone(), said.clone())))>{format!("Set to {}…", said)}</button>
                }
                .into_any(),
            }
        })
        .collect();
    view! {
        {buttons}
        <Dialog open=verifying on_close=move || verifying.set(false) title="What the attending's office said" wide=true test="verify-dialog">
            <VerifyForm patient done=move || verifying.set(false)/>
        </Dialog>
        <Dialog open=Signal::derive(move || other.with(Option::is_some)) on_close=move || other.set(None) title="Another state" test="state-dialog">
            {move || other.get().map(|(word, said)| view! { <StateForm word said set close=move || other.set(None)/> })}
        </Dialog>
    }
}

/// Why the state changes.
#[component]
fn StateForm(
    word: String,
    said: String,
    set: impl Fn(String, String, RwSignal<Option<Failure>>) + Copy + Send + Sync + 'static,
    close: impl Fn() + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let reason = RwSignal::new(String::new());
    let refused = RwSignal::new(None::<Failure>);
    let word = StoredValue::new(word);
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        refused.set(None);
        set(word.get_value(), reason.get_untracked(), refused);
    };
    crate::ui::focus_soon("state-reason");
    view! {
        <form class="door-form" on:submit=submit data-test="state-form">
            <p>{format!("The record becomes {said}.")}</p>
            <TextField id="state-reason" label="Why" value=reason/>
            {move || refused.get().map(|told| failure(&told))}
            <div class="actions">
                <button class="button first" type="submit" data-test="state-save">"Save"</button>
                <button class="button plain" type="button" on:click=move |_| close()>"Leave it as it is"</button>
            </div>
        </form>
    }
}

/// Who answered, how, and what they corrected.
#[component]
fn VerifyForm(patient: [u8; 16], done: impl Fn() + Copy + Send + Sync + 'static) -> impl IntoView {
    let patients = expect_context::<Patients>();
    let shell = expect_context::<Shell>();
    let (with, how) = (
        RwSignal::new(String::new()),
        RwSignal::new(WAYS[0].to_owned()),
    );
    let reason = RwSignal::new(String::new());
    let asks = RwSignal::new(false);
    let corrected = RwSignal::new(false);
    let form = RwSignal::new(blank());
    let filled = RwSignal::new(false);
    let refused = RwSignal::new(None::<Failure>);
    let correct = move |on: bool| {
        corrected.set(on);
        if on && !filled.get_untracked() {
            let request = PatientsRequest::Form {
                patient,
                reason: reason.get_untracked(),
            };
            patients.ask(request, move |answer| match answer {
                Ok(PatientsEvent::Form(told)) => {
                    form.set(*told);
                    filled.set(true);
                }
                Ok(_) => {}
                Err(told) => refused.set(Some(told)),
            });
        }
    };
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        refused.set(None);
        let verifying = Verifying {
            patient,
            with: with.get_untracked(),
            how: how.get_untracked(),
            form: (corrected.get_untracked() && filled.get_untracked())
                .then(|| form.get_untracked()),
            reason: reason.get_untracked(),
        };
        patients.ask(
            PatientsRequest::Verify(Box::new(verifying)),
            move |answer| match answer {
                Ok(PatientsEvent::Page(page)) => {
                    done();
                    patients.show(*page);
                    shell.say("Verified. That is saved on this device.");
                }
                Ok(_) => {}
                Err(told) => {
                    asks.set(told.place == "reason");
                    refused.set(Some(told));
                }
            },
        );
    };
    crate::ui::focus_soon("verify-with");
    view! {
        <form class="door-form" on:submit=submit data-test="verify-form">
            <div class="person-line two">
                <TextField id="verify-with" label="Who answered at the office" value=with under="Name and function; it is kept with the record."/>
                <div class="field">
                    <label for="verify-how">"How it was asked"</label>
                    <select autocomplete="off" class="input" id="verify-how" on:change:target=move |event| how.set(event.target().value())>
                        {WAYS.map(|way| view! { <option value=way selected=move || how.get() == way>{way}</option> }).collect_view()}
                    </select>
                </div>
            </div>
            <label class="tick"><input autocomplete="off" type="checkbox" id="verify-corrected" prop:checked=move || corrected.get() on:change:target=move |event| correct(event.target().checked())/>"The office corrected something"</label>
            {move || (corrected.get() && filled.get()).then(|| view! { <PersonFields form of="verify"/> })}
            {move || asks.get().then(|| view! { <TextField id="verify-reason" label="Why you open this record" value=reason/> })}
            {move || refused.get().map(|told| failure(&told))}
            <div class="actions">
                <button class="button first" type="submit" data-test="verify-save">"Verified"</button>
                <button class="button plain" type="button" on:click=move |_| done()>"Not yet"</button>
            </div>
        </form>
    }
}
