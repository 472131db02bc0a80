//! An own rule being written.

use leptos::{ev, prelude::*};

use super::Facility;
use super::condition_view::{Condition, matching};
use super::form::{Form, Trying};
use super::page::Problems;
use super::trial::{self, TrialView};
use crate::ui::focus_soon;

const EACH: [(&str, &str); 4] = [
    ("", "Once for the stay"),
    ("diagnosis", "Once for each diagnosis that matches"),
    (
        "secondary",
        "Once for each secondary diagnosis that matches",
    ),
    ("procedure", "Once for each procedure that matches"),
];
const LEVELS: [(&str, &str); 3] = [("stop", "Stop"), ("warn", "Check"), ("info", "Note")];
const PLACES: [(&str, &str); 12] = [
    ("", "The usual place"),
    ("stay", "The stay"),
    ("principal", "Principal diagnosis"),
    ("admitting", "Admitting diagnosis"),
    ("admission_date", "Admission date"),
    ("discharge_date", "Discharge date"),
    ("age", "Age"),
    ("sex", "Sex"),
    ("discharge_status", "Discharge status"),
    ("hospital", "Hospital"),
    ("drg", "The DRG"),
    ("code", "The code at hand"),
];
/// Fields that a text may hold.
const FIELDS: &str = "{age} {sex} {length_of_stay} {discharge_status} {discharge_date} {principal} {drg} {mdc} {diagnoses} {procedures}; with each code also {code}, and {poa} of a diagnosis";

/// The fields of the rule that is open.
#[component]
pub(super) fn Editor(
    /// The rule.
    form: Form,
) -> impl IntoView {
    let facility = expect_context::<Facility>();
    let running = move || {
        form.trying
            .with(|trying| matches!(trying, Trying::Running(..)))
    };
    let close = move || {
        let id = form.id.get_untracked();
        facility.form.set(None);
        let there = facility.document.with_untracked(|document| {
            document
                .rules
                .iter()
                .any(|rule| super::document::field(rule, "id") == id)
        });
        focus_soon(if there {
            format!("edit-{id}")
        } else {
            "new-rule".to_owned()
        });
    };
    let keep = move |severity: String| {
        let rule = untrack(|| form.write(&severity));
        let id = form.id.get_untracked();
        facility.change(
            move |document| document.keep_rule(rule),
            move |taken| match taken {
                Ok(()) => {
                    facility.shell.say(match severity.as_str() {
                        "off" => format!("{id} kept, switched off."),
                        _ => format!("{id} is switched on."),
                    });
                    close();
                }
                Err(problems) => {
                    form.problems.set(problems);
                    focus_soon("rule-problems");
                }
            },
        );
    };
    let on_key = move |event: ev::KeyboardEvent| {
        if event.key() == "Escape" {
            event.prevent_default();
            close();
        }
    };
    let text = move |id: &'static str, label: &'static str, signal: RwSignal<String>| {
        view! {
            <div class="field">
                <label for=id>{label}</label>
                <input class="input" type="text" autocomplete="off" id=id data-test=id prop:value=move || signal.get()
                    on:input:target=move |e| signal.set(e.target().value())/>
            </div>
        }
    };
    view! {
        <section class="rule-editor" aria-labelledby="rule-heading" data-test="rule-editor" on:keydown=on_key>
            <h2 id="rule-heading">"Rule "<span class="mono">{move || form.id.get()}</span></h2>
            {text("rule-title", "Title", form.title)}
            <div class="rule-step">
                <h3>"It fires when"</h3>
                <Condition form/>
            </div>
            <div class="rule-step">
                <h3>"How often"</h3>
                <div class="cond-line">
                    {choice("rule-each", "How often it fires", EACH, form.each)}
                    {move || match form.each.get().as_str() {
                        "" => ().into_any(),
                        each => matching(form.each_codes, each == "procedure").into_any(),
                    }}
                </div>
            </div>
            <div class="rule-step">
                <h3>"What it says"</h3>
                {text("rule-what", "What was found", form.what)}
                {text("rule-why", "Why that matters", form.why)}
                {text("rule-fix", "How to put it right", form.fix)}
                <p class="quiet small">"Fields: "{FIELDS}"."</p>
                <div class="cond-line">
                    <label for="rule-place">"Stands at"</label>{choice("rule-place", "", PLACES, form.place)}
                    <label for="rule-level">"weighs, once on,"</label>{choice("rule-level", "", LEVELS, form.level)}
                    <label class="tick"><input autocomplete="off" type="checkbox" prop:checked=move || form.reason_required.get()
                        on:change:target=move |e| form.reason_required.set(e.target().checked())/>"passing over it needs a reason"</label>
                </div>
            </div>
            <div class="rule-step">
                <h3>"Try it on past cases"</h3>
                <Problems id="rule-problems" of=form.problems heading="That can't be done yet"/>
                <TrialView form/>
            </div>
            <div class="rule-actions">
                <button class="button first" type="button" data-test="try-rule" prop:disabled=running on:click=move |_| trial::start(facility, form)>"Try on the claims file"</button>
                <button class="button" type="button" data-test="switch-on" prop:disabled=move || !form.may_be_on()
                    title=move || if form.may_be_on() { "" } else { "Try it first, as it stands" }
                    on:click=move |_| keep(form.level.get_untracked())>"Keep and switch on"</button>
                <button class="button" type="button" data-test="keep-off" on:click=move |_| keep("off".to_owned())>"Keep, switched off"</button>
                <button class="button plain" type="button" data-test="close-rule" on:click=move |_| close()>"Cancel"</button>
            </div>
        </section>
    }
}

/// A choice of one; the label stands beside it where `name` is empty.
fn choice<const N: usize>(
    id: &'static str,
    name: &'static str,
    choices: [(&'static str, &'static str); N],
    signal: RwSignal<String>,
) -> impl IntoView {
    view! {
        <select autocomplete="off" class="input fit" id=id data-test=id aria-label=(!name.is_empty()).then_some(name) on:change:target=move |e| signal.set(e.target().value())>
            {choices.map(|(value, words)| view! { <option value=value prop:selected=move || signal.with(|now| now == value)>{words}</option> }).collect_view()}
        </select>
    }
}
