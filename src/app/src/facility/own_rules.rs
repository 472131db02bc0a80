//! The facility's own rules.

use leptos::prelude::*;
use serde_json::Value;

use super::Facility;
use super::document::field;
use super::editor::Editor;
use super::form::Form;
use crate::ui::{Icon, Picture, focus_soon};

/// The list, and the rule that is being written.
#[component]
pub(super) fn OwnRules() -> impl IntoView {
    let facility = expect_context::<Facility>();
    let open = move |rule: &Value| {
        facility.write(|| Form::read(rule));
        focus_soon("rule-title");
    };
    let writing = Memo::new(move |_| facility.form.with(Option::is_some));
    view! {
        <p>"A rule fires when its conditions are known to hold. It stays switched off until it has been tried, as it stands, on the claims of a file; one that an imported document has switched on stays on."</p>
        <ul class="own-rules">
            {move || {
                let rules = facility.document.with(|document| document.rules.clone());
                if rules.is_empty() {
                    return view! { <li class="quiet">"No own rules yet."</li> }.into_any();
                }
                rules.into_iter().map(|rule| line(facility, rule, open)).collect_view().into_any()
            }}
        </ul>
        <p>
            <button class="button" type="button" id="new-rule" data-test="new-rule" prop:disabled=move || writing.get()
                on:click=move |_| {
                    let id = facility.document.with_untracked(super::Document::next_id);
                    facility.write(|| Form::empty(id));
                    focus_soon("rule-title");
                }>
                <Icon of=Picture::Plus/>"Write a rule"
            </button>
        </p>
        {move || facility.form.get().map(|form| view! { <Editor form/> })}
    }
}

fn line(facility: Facility, rule: Value, open: impl Fn(&Value) + Copy + 'static) -> impl IntoView {
    let id = field(&rule, "id").to_owned();
    let title = field(&rule, "title").to_owned();
    let (class, word) = match field(&rule, "severity") {
        "stop" => ("chip stop", "Stop"),
        "warn" => ("chip warn", "Check"),
        "info" => ("chip info", "Note"),
        _ => ("chip off", "off"),
    };
    let on = word != "off";
    let (off_id, gone_id, shown) = (id.clone(), id.clone(), id.clone());
    let off = rule.clone();
    let told = move |done: String| {
        move |taken: Result<(), _>| {
            facility.shell.say(match taken {
                Ok(()) => done,
                Err(_) => "That could not be done.".to_owned(),
            });
            focus_soon("new-rule");
        }
    };
    view! {
        <li class="own-rule" data-test="own-rule">
            <span class="mono">{id.clone()}</span>
            <span class="strong">{title}</span>
            <span class=class>{word}</span>
            <button class="button" type="button" id=format!("edit-{id}") data-test="edit-rule" on:click=move |_| open(&rule)>"Open "<span class="out-of-sight">{id.clone()}</span></button>
            {on.then(|| view! {
                <button class="button" type="button" data-test="switch-off" on:click=move |_| {
                    let mut rule = off.clone();
                    rule["severity"] = Value::from("off");
                    facility.change(move |document| document.keep_rule(rule), told(format!("{off_id} is switched off.")));
                }>"Switch off "<span class="out-of-sight">{shown}</span></button>
            })}
            <button class="button plain" type="button" data-test="remove-rule" on:click=move |_| {
                let id = gone_id.clone();
                let done = told(format!("{id} is taken out."));
                facility.change(move |document| document.remove_rule(&id), done);
            }>"Take out "<span class="out-of-sight">{id.clone()}</span></button>
        </li>
    }
}
