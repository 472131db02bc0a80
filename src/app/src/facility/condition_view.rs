//! A condition on screen: groups within groups, each part a line of fields.

use leptos::prelude::*;

use super::condition::{CODES, COMPARISONS, COUNTS, INDICATORS, Match, NUMBERS, Part, SEXES};
use super::form::Form;

/// The condition of a rule.
#[component]
pub(super) fn Condition(
    /// The rule.
    form: Form,
) -> impl IntoView {
    group(form, form.when, None)
}

/// A part among its siblings; the root has none.
fn part(form: Form, part: Part, among: RwSignal<Vec<Part>>) -> AnyView {
    let is_group = Memo::new(move |_| part.what.with(|what| Part::is_group(what)));
    (move || {
        if is_group.get() {
            group(form, part, Some(among))
        } else {
            leaf(part, among)
        }
    })
    .into_any()
}

fn group(form: Form, of: Part, among: Option<RwSignal<Vec<Part>>>) -> AnyView {
    let add = move |what: &str| {
        let new = form.part(what);
        if Part::is_group(what) {
            new.parts.set(vec![form.part("age")]);
        }
        of.parts.update(|parts| parts.push(new));
        crate::ui::focus_soon(format!("part-{}", new.id));
    };
    let id = format!("part-{}", of.id);
    view! {
        <fieldset class="cond-group">
            <legend class="out-of-sight">"Group of conditions"</legend>
            <div class="cond-line">
                {among.is_some().then(|| negation(of))}
                <select autocomplete="off" class="input fit" id=id.clone() aria-label="How these are joined" on:change:target=move |e| of.what.set(e.target().value())>
                    <option value="all" prop:selected=move || of.what.with(|what| what == "all")>"All of these hold"</option>
                    <option value="any" prop:selected=move || of.what.with(|what| what == "any")>"One of these holds"</option>
                </select>
                {among.map(|among| remove(of, among))}
            </div>
            <div class="cond-parts">
                <For each=move || of.parts.get() key=|part| part.id let:child>{part(form, child, of.parts)}</For>
                {move || of.parts.with(Vec::is_empty).then(|| view! { <p class="quiet small">"No condition here."</p> })}
            </div>
            <div class="cond-line">
                <button class="button plain" type="button" data-test="add-condition" on:click=move |_| add("age")>"Add a condition"</button>
                <button class="button plain" type="button" data-test="add-group" on:click=move |_| add("any")>"Add a group"</button>
            </div>
        </fieldset>
    }
    .into_any()
}

fn negation(of: Part) -> impl IntoView {
    view! {
        <label class="tick"><input autocomplete="off" type="checkbox" prop:checked=move || of.negated.get()
            on:change:target=move |e| of.negated.set(e.target().checked())/>"not"</label>
    }
}

fn remove(of: Part, among: RwSignal<Vec<Part>>) -> impl IntoView {
    view! {
        <button class="button plain" type="button" data-test="remove-condition" on:click=move |_| {
            let at = among.with_untracked(|all| all.iter().position(|one| one.id == of.id));
            among.update(|all| all.retain(|one| one.id != of.id));
            let next = among.with_untracked(|all| {
                let at = at?.min(all.len().checked_sub(1)?);
                Some(all[at].id)
            });
            crate::ui::focus_soon(next.map_or_else(|| "rule-title".to_owned(), |id| format!("part-{id}")));
        }>"Remove"</button>
    }
}

fn leaf(of: Part, among: RwSignal<Vec<Part>>) -> AnyView {
    let option = move |name: &'static str, words: &'static str| {
        view! { <option value=name prop:selected=move || of.what.with(|what| what == name)>{words}</option> }
    };
    let kind = Memo::new(move |_| {
        of.what.with(|what| match what.as_str() {
            "sex" => Kind::Sex,
            "procedure" => Kind::Procedure,
            what if CODES.iter().any(|(name, _)| *name == what) => Kind::Diagnosis,
            _ => Kind::Number,
        })
    });
    view! {
        <div class="cond-line" data-test="condition">
            {negation(of)}
            <select autocomplete="off" class="input fit" id=format!("part-{}", of.id) aria-label="What is looked at" on:change:target=move |e| of.what.set(e.target().value())>
                <optgroup label="Numbers">{NUMBERS.map(|(name, words)| option(name, words)).collect_view()}</optgroup>
                <optgroup label="Patient">{option("sex", "Sex")}</optgroup>
                <optgroup label="Codes">{CODES.map(|(name, words)| option(name, words)).collect_view()}</optgroup>
            </select>
            {move || match kind.get() {
                Kind::Number => number(of).into_any(),
                Kind::Sex => ticks("is", SEXES, of.sex).into_any(),
                Kind::Diagnosis => matching(of.codes, false).into_any(),
                Kind::Procedure => matching(of.codes, true).into_any(),
            }}
            {remove(of, among)}
        </div>
    }
    .into_any()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Number,
    Sex,
    Diagnosis,
    Procedure,
}

fn number(of: Part) -> impl IntoView {
    view! {
        <select autocomplete="off" class="input fit" aria-label="Compares how" on:change:target=move |e| of.is.set(e.target().value())>
            {COMPARISONS.map(|sign| view! { <option value=sign prop:selected=move || of.is.with(|is| is == sign)>{sign}</option> }).collect_view()}
        </select>
        <input class="input number" type="text" inputmode="numeric" autocomplete="off" aria-label="Number" data-test="condition-value"
            aria-invalid=move || of.value.with(|typed| !typed.is_empty() && typed.trim().parse::<i64>().is_err()).then_some("true")
            prop:value=move || of.value.get() on:input:target=move |e| of.value.set(e.target().value())/>
    }
}

/// The codes that are meant, and for diagnoses what they have to be besides.
pub(super) fn matching(codes: Match, procedure: bool) -> impl IntoView {
    let example = if procedure {
        "5A1955Z, 0DT*"
    } else {
        "I50*, E11.9, I60-I69"
    };
    view! {
        <input class="input codes-typed" type="text" autocomplete="off" spellcheck="false" placeholder=example data-test="condition-codes"
            aria-label="Codes: single, beginnings with a star, ranges; empty for any"
            prop:value=move || codes.codes.get() on:input:target=move |e| codes.codes.set(e.target().value())/>
        {(!procedure).then(|| view! {
            {ticks("POA", INDICATORS, codes.poa)}
            {ticks("counts as", COUNTS, codes.counts_as)}
        })}
    }
}

fn ticks<const N: usize>(
    name: &'static str,
    choices: [(&'static str, &'static str); N],
    list: RwSignal<Vec<String>>,
) -> impl IntoView {
    view! {
        <fieldset class="ticks">
            <legend>{name}</legend>
            {choices.map(|(value, words)| view! {
                <label class="tick"><input autocomplete="off" type="checkbox" prop:checked=move || list.with(|list| list.iter().any(|one| one == value))
                    on:change:target=move |e| {
                        let on = e.target().checked();
                        list.update(|list| {
                            list.retain(|one| one != value);
                            if on { list.push(value.to_owned()); }
                        });
                    }/>{words}</label>
            }).collect_view()}
        </fieldset>
    }
}
