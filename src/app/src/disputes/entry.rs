//! One dispute: what the software said, what would be right, its days, and the claims it touches.

use engine::code_text;
use engine::protocol::{Closing, CodeSystem, Dispute, Disputed, Touched};
use leptos::prelude::*;

use super::{Disputes, Entry, Search};
use crate::batch::claims_by_name;
use crate::coding::Session;
use crate::shell::Route;
use crate::ui::{DateInput, counted, failure, grouped};

const CLOSINGS: [(Closing, &str); 3] = [
    (Closing::Open, "Not closed"),
    (Closing::Fixed, "The software was put right"),
    (Closing::NoError, "The software was right"),
];

/// What is disputed, in two or three words.
fn subject(disputed: &Disputed) -> String {
    match disputed {
        Disputed::Edit { rule } => format!("Edit {rule}"),
        Disputed::Drg { number } => format!("MS-DRG {number}"),
        Disputed::Code {
            system: CodeSystem::Cm,
            code,
        } => format!("Code {}", code_text::dotted_diagnosis(code)),
        Disputed::Code { code, .. } => format!("Code {code}"),
    }
}

/// Where a dispute stands: class of its chip, and the word.
fn state(dispute: &Dispute) -> (&'static str, &'static str) {
    match dispute.closing {
        Closing::Fixed => ("chip ok", "put right"),
        Closing::NoError => ("chip off", "no error"),
        Closing::Open if dispute.reported.is_empty() => ("chip warn", "to be reported"),
        Closing::Open => ("chip info", "reported"),
    }
}

/// What a search found, in a sentence.
pub(super) fn sentence(touched: &Touched) -> String {
    format!(
        "It touches {} of {} of that version.",
        grouped(u64::from(touched.touched)),
        counted(u64::from(touched.of), "claim", "claims")
    )
}

/// The entry, folded unless it is being written.
#[component]
pub(super) fn EntryView(entry: Entry) -> impl IntoView {
    let disputes = expect_context::<Disputes>();
    if disputes.begun.get_value() == Some(entry.key) {
        disputes.begun.set_value(None);
        crate::ui::focus_soon(format!("expected-{}", entry.key));
    }
    let head = move || {
        entry.dispute.with(|dispute| {
            let (class, word) = state(dispute);
            view! {
                <span class="strong">{subject(&dispute.disputed)}</span>" "<span class=class>{word}</span>" "
                <span class="quiet small">{format!("{}, found {}", dispute.version, dispute.found)}</span>
            }
        })
    };
    let said = move || entry.dispute.with(|dispute| dispute.said.clone());
    view! {
        <li class="dispute" data-test="dispute">
            <details open=move || disputes.open.get() == Some(entry.key)>
                <summary>{head}<br/><span class="dispute-said">{said}</span></summary>
                <Fields entry/>
                <Actions entry/>
                <Found entry/>
            </details>
        </li>
    }
}

/// What is written about it.
#[component]
fn Fields(entry: Entry) -> impl IntoView {
    let disputes = expect_context::<Disputes>();
    let key = entry.key;
    let problem = move |field: &'static str| {
        entry.problems.with(|problems| {
            problems
                .iter()
                .find(|problem| problem.field == field)
                .map(|problem| format!("{} {} {}", problem.what, problem.why, problem.fix))
        })
    };
    let told = move |field: &'static str| {
        view! { <p class="field-problem small" id=format!("{field}-problem-{key}")>{move || problem(field)}</p> }
    };
    let day = move |field: &'static str,
                    name: &'static str,
                    get: fn(&Dispute) -> &String,
                    set: fn(&mut Dispute, String)| {
        let id = format!("{field}-{key}");
        view! {
            <div class="field">
                <label for=id.clone()>{name}</label>
                <DateInput attr:class="input" attr:id=id attr:aria-describedby=format!("{field}-problem-{key}")
                    value=Signal::derive(move || entry.dispute.with(|dispute| get(dispute).clone()))
                    set=move |date| disputes.change(entry, move |dispute| set(dispute, date))/>
                {told(field)}
            </div>
        }
    };
    view! {
        <div class="dispute-fields">
            <div class="field whole">
                <label for=format!("expected-{key}")>"What would be right, and by which rule"</label>
                <textarea autocomplete="off" class="input" id=format!("expected-{key}") rows="3" maxlength="4000" data-test="dispute-expected" aria-describedby=format!("expected-problem-{key}")
                    prop:value=move || entry.dispute.with(|dispute| dispute.expected.clone())
                    on:change:target=move |event| { let text = event.target().value(); disputes.change(entry, move |dispute| dispute.expected = text); }></textarea>
                {told("expected")}
            </div>
            {day("found", "Found on", |d| &d.found, |d, date| d.found = date)}
            {day("reported", "Reported on", |d| &d.reported, |d, date| d.reported = date)}
            <div class="field">
                <label for=format!("reported-to-{key}")>"Reported to"</label>
                <input class="input" type="text" id=format!("reported-to-{key}") autocomplete="off" maxlength="200"
                    prop:value=move || entry.dispute.with(|dispute| dispute.reported_to.clone())
                    on:change:target=move |event| { let text = event.target().value(); disputes.change(entry, move |dispute| dispute.reported_to = text); }/>
            </div>
            <div class="field">
                <label for=format!("closing-{key}")>"How it ended"</label>
                <select autocomplete="off" class="input" id=format!("closing-{key}") data-test="dispute-closing" on:change:target=move |event| {
                    let value = event.target().value();
                    if let Some((closing, _)) = CLOSINGS.into_iter().find(|(_, words)| *words == value) {
                        disputes.change(entry, move |dispute| dispute.closing = closing);
                    }
                }>
                    {CLOSINGS.into_iter().map(|(closing, words)| view! {
                        <option value=words prop:selected=move || entry.dispute.with(|dispute| dispute.closing == closing)>{words}</option>
                    }).collect_view()}
                </select>
            </div>
            {day("closed", "Closed on", |d| &d.closed, |d, date| d.closed = date)}
            <div class="field">
                <label for=format!("outcome-{key}")>"What came of it"</label>
                <input class="input" type="text" id=format!("outcome-{key}") autocomplete="off" maxlength="1000" placeholder="Release, answer"
                    prop:value=move || entry.dispute.with(|dispute| dispute.outcome.clone())
                    on:change:target=move |event| { let text = event.target().value(); disputes.change(entry, move |dispute| dispute.outcome = text); }/>
            </div>
        </div>
    }
}

/// What can be done with it.
#[component]
fn Actions(entry: Entry) -> impl IntoView {
    let disputes = expect_context::<Disputes>();
    let session = expect_context::<Session>();
    let running = move || {
        entry
            .search
            .with(|search| matches!(search, Search::Running { .. }))
    };
    view! {
        <p class="rule-actions">
            <button class="button" type="button" data-test="dispute-find" prop:disabled=running on:click=move |_| disputes.find_touched(entry)>"Find the claims it touches"</button>
            <button class="button" type="button" data-test="dispute-stay" on:click=move |_| session.open_draft(entry.dispute.with_untracked(|dispute| dispute.stay.clone()))>"Open its stay"</button>
            <button class="button plain" type="button" data-test="dispute-remove" on:click=move |_| disputes.remove(entry)>"Take it out of the log"</button>
        </p>
    }
}

/// The claims it touches.
#[component]
fn Found(entry: Entry) -> impl IntoView {
    let disputes = expect_context::<Disputes>();
    move || {
        match entry.search.get() {
        Search::No => view! {
            <p class="quiet small">"Claims are looked for in the file that is open under "<a href=Route::Batch.hash()>"Batch"</a>": those of the same version with the same result."</p>
        }
        .into_any(),
        Search::Running { done, total } => view! {
            <p>"Looking…"</p>
            <progress class="bar" aria-label="Claims looked at" max=total.max(1) value=done></progress>
        }
        .into_any(),
        Search::Failed(told) => failure(&told).into_any(),
        Search::Done(touched) => {
            let words = sentence(&touched);
            let file = touched.file.clone();
            let list = StoredValue::new(touched.list);
            let write = move |_| {
                let name = "chartroom-claims-to-code-again.csv";
                let written = list.with_value(|list| crate::ui::hand_over(name, "text/csv", list));
                disputes.shell.say(if written {
                    format!("Written in the clear: {name}")
                } else {
                    "The browser did not let the file be written. Allow downloads for this page and try again.".to_owned()
                });
            };
            view! {
                <div class="notice info" data-test="dispute-touched">
                    <p class="strong">{words}</p>
                    <p class="quiet">{format!("In {file}.")}</p>
                    {(touched.touched > 0).then(|| view! {
                        <p>"The first of them: "{claims_by_name(touched.first)}</p>
                        <p><button class="button" type="button" data-test="dispute-list" on:click=write>"Write the list of all to code again, in the clear"</button></p>
                    })}
                </div>
            }
            .into_any()
        }
    }
    }
}
