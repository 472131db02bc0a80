//! What each rule weighs here.

use engine::protocol::{RuleLine, Weight};
use leptos::prelude::*;

use super::Facility;
use super::document::Setting;
use crate::guidelines::cited;

const LEVELS: [(&str, &str); 4] = [
    ("stop", "Stop"),
    ("warn", "Check"),
    ("info", "Note"),
    ("off", "Off"),
];

/// Every rule with its weight.
#[component]
pub(super) fn Severities() -> impl IntoView {
    let facility = expect_context::<Facility>();
    let filter = RwSignal::new(String::new());
    let only_set = RwSignal::new(false);
    view! {
        <p>"A stop of the Medicare Code Editor can be lowered with a reason only: the payer stops the claim all the same."</p>
        <div class="cond-line" role="search" aria-label="Filter the rules">
            <input class="input" type="text" autocomplete="off" spellcheck="false" placeholder="Filter: number or words" aria-label="Filter by number or words"
                data-test="rule-filter" prop:value=move || filter.get() on:input:target=move |e| filter.set(e.target().value())/>
            <label class="tick"><input autocomplete="off" type="checkbox" data-test="only-set" prop:checked=move || only_set.get()
                on:change:target=move |e| only_set.set(e.target().checked())/>"only those set here"</label>
        </div>
        {move || {
            let rules = facility.rules.get();
            if rules.is_empty() {
                return view! { <p class="quiet">"The list of rules is being loaded."</p> }.into_any();
            }
            rules
                .chunk_by(|a, b| a.family == b.family)
                .map(|family| view! { <Family rules=family.to_vec() filter only_set/> })
                .collect_view()
                .into_any()
        }}
    }
}

#[component]
fn Family(
    rules: Vec<RuleLine>,
    filter: RwSignal<String>,
    only_set: RwSignal<bool>,
) -> impl IntoView {
    let facility = expect_context::<Facility>();
    let name = rules
        .first()
        .map_or_else(String::new, |rule| rule.family.clone());
    let applied = rules
        .iter()
        .filter(|rule| rule.not_applied.is_empty())
        .count();
    let count = format!("{applied} of {} applied", rules.len());
    let keys: Vec<(String, String)> = rules
        .iter()
        .map(|rule| {
            (
                rule.id.clone(),
                format!("{} {}", rule.id, rule.title).to_lowercase(),
            )
        })
        .collect();
    let shown = move |id: &str, words: &str| {
        let set = || {
            facility
                .document
                .with(|document| document.severities.contains_key(id))
        };
        filter.with(|filter| words.contains(&filter.trim().to_lowercase()))
            && (!only_set.get() || set())
    };
    let none = move || !keys.iter().any(|(id, words)| shown(id, words));
    view! {
        <section class="rule-family" hidden=none>
            <h2>{name}" "<span class="quiet small">{count}</span></h2>
            <ul class="rule-list">
                {rules.into_iter().map(|rule| {
                    let (id, words) = (rule.id.clone(), format!("{} {}", rule.id, rule.title).to_lowercase());
                    let number = rule.id.clone();
                    view! { <li class="rule-line" data-test="rule" data-rule=number hidden=move || !shown(&id, &words)>{line(rule)}</li> }
                }).collect_view()}
            </ul>
        </section>
    }
}

fn line(rule: RuleLine) -> impl IntoView {
    let applied = rule.not_applied.is_empty();
    view! {
        <span class="mono">{rule.id.clone()}</span>
        <div>
            <p class:quiet=!applied>{rule.title.clone()}</p>
            <p class="quiet small">{(!applied).then(|| format!("Not applied. {} ", rule.not_applied))}{cited(&rule.source)}</p>
        </div>
        {applied.then(|| view! { <Weighs rule/> })}
    }
}

/// The weight of a rule, and the reason for it.
#[component]
fn Weighs(rule: RuleLine) -> impl IntoView {
    let facility = expect_context::<Facility>();
    let id = StoredValue::new(rule.id.clone());
    let set = Memo::new(move |_| {
        id.with_value(|id| {
            facility
                .document
                .with(|document| document.severities.get(id).cloned())
        })
    });
    // Chosen, and not taken yet because something is missing.
    let wanted = RwSignal::new(None::<String>);
    let trouble = RwSignal::new(String::new());
    let level = Memo::new(move |_| {
        wanted
            .get()
            .or_else(|| set.get().map(|setting| setting.severity))
            .unwrap_or_default()
    });
    let reason_id = format!("reason-{}", rule.id);
    let trouble_id = format!("trouble-{}", rule.id);
    let put = move |severity: String, reason: String| {
        let setting = (!severity.is_empty()).then(|| Setting {
            severity: severity.clone(),
            reason: reason.trim().to_owned(),
        });
        let id = id.get_value();
        facility.change(
            move |document| {
                match setting {
                    Some(setting) => document.severities.insert(id, setting),
                    None => document.severities.remove(&id),
                };
            },
            move |taken| match taken {
                Ok(()) => {
                    wanted.set(None);
                    trouble.set(String::new());
                }
                Err(problems) => {
                    wanted.set(Some(severity));
                    trouble.set(problems.first().map_or_else(String::new, |p| {
                        format!("Not in use yet. {} {} {}", p.what, p.why, p.fix)
                    }));
                }
            },
        );
    };
    let listed = match rule.weight {
        Weight::Stop => "As listed: Stop",
        Weight::Warn => "As listed: Check",
        Weight::Info => "As listed: Note",
    };
    let name = rule.id.clone();
    let describes = trouble_id.clone();
    view! {
        <select autocomplete="off" class="input fit" data-test="rule-weight" aria-label=format!("{name} weighs") on:change:target=move |e| {
            let reason = set.get_untracked().map(|setting| setting.reason).unwrap_or_default();
            put(e.target().value(), reason);
        }>
            <option value="" prop:selected=move || level.with(String::is_empty)>{listed}</option>
            {LEVELS.map(|(value, words)| view! { <option value=value prop:selected=move || level.with(|level| level == value)>{words}</option> }).collect_view()}
        </select>
        <Show when=move || level.with(|level| !level.is_empty())>
            <div class="rule-reason">
                <input class="input" type="text" autocomplete="off" id=reason_id.clone() data-test="rule-reason" placeholder="Why this facility weighs it so"
                    aria-label=format!("Reason for the weight of {name}") aria-describedby=describes.clone()
                    aria-invalid=move || trouble.with(|t| !t.is_empty()).then_some("true")
                    prop:value=move || set.get().map(|setting| setting.reason).unwrap_or_default()
                    on:change:target=move |e| put(level.get_untracked(), e.target().value())/>
                <p class="small" id=trouble_id.clone() role="status">{move || trouble.get()}</p>
            </div>
        </Show>
    }
}
