//! A document being written: a new one, a draft that is changed, an amendment or an addendum to what is signed.

use std::sync::Arc;

use custodian::protocol::{ChartsEvent, ChartsRequest, DocumentForm, DocumentPage, Failure};
use leptos::{ev, prelude::*};

use super::lists::{BEGINS, KINDS, PROTECTIONS};
use super::moment::{TimeField, now};
use super::pane::SheetHead;
use super::{Charts, Writing};
use crate::ui::{TextField, failure};

/// The sheet.
#[component]
pub(super) fn WriteSheet(
    /// What is written.
    writing: Writing,
) -> impl IntoView {
    let charts = expect_context::<Charts>();
    let title = match writing {
        Writing::New => "Write a document",
        Writing::Draft => "Change the draft",
        Writing::Amendment => "Amend",
        Writing::Addendum => "Add an addendum",
    };
    let page = charts.page.get_untracked();
    view! {
        <SheetHead title/>
        <div class="chart-sheet" data-test="chart-writing">
            {match (writing, page) {
                (Writing::New, _) | (_, None) => view! { <NewDocument/> }.into_any(),
                (_, Some(page)) => view! { <OtherWords writing page/> }.into_any(),
            }}
        </div>
    }
}

/// The field for words.
fn words_field(label: &'static str, text: RwSignal<String>) -> impl IntoView {
    view! {
        <div class="field">
            <label for="chart-words">{label}</label>
            <textarea autocomplete="off" class="input chart-words" id="chart-words" rows="16" spellcheck="true" data-test="chart-words" prop:value=move || text.get()
                on:input:target=move |event| text.set(event.target().value())></textarea>
        </div>
    }
}

/// A choice out of a list.
fn choice(
    id: &'static str,
    label: &'static str,
    value: RwSignal<String>,
    list: &'static [(&'static str, &'static str)],
) -> impl IntoView {
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <select autocomplete="off" class="input" id=id data-test=id on:change:target=move |event| value.set(event.target().value())>
                {list.iter().map(|(word, said)| view! { <option value=*word selected=move || value.with(|value| value == word)>{*said}</option> }).collect_view()}
            </select>
        </div>
    }
}

#[component]
fn NewDocument() -> impl IntoView {
    let charts = expect_context::<Charts>();
    let field = |text: &str| RwSignal::new(text.to_owned());
    let (kind, status) = (field("progress"), field("preliminary"));
    let (title, author, role) = (field(""), field(""), field(""));
    let (about, dictated) = (field(&now()), field(""));
    let (text, expected) = (field(""), field(""));
    let protections = RwSignal::new(Vec::<String>::new());
    let refused = RwSignal::new(None::<Failure>);
    let awaited: Vec<([u8; 16], String)> = charts
        .in_list()
        .into_iter()
        .filter(|line| line.expected)
        .map(|line| (line.id, line.title))
        .collect();
    let ids = StoredValue::new(awaited.iter().map(|(id, _)| *id).collect::<Vec<_>>());
    crate::ui::focus_soon("document-kind");
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let Some(encounter) = charts.encounter.get_untracked() else {
            return;
        };
        let of = |field: RwSignal<String>| field.get_untracked();
        let at = of(expected).parse::<usize>().ok();
        let form = DocumentForm {
            expected: at.and_then(|at| ids.with_value(|ids| ids.get(at).copied())),
            kind: of(kind),
            title: of(title),
            author: of(author),
            author_role: of(role),
            about: of(about),
            dictated: of(dictated),
            status: of(status),
            text: of(text),
            sensitivity: protections.get_untracked(),
        };
        let request = ChartsRequest::Add {
            encounter,
            form: Box::new(form),
        };
        charts.ask_or(
            request,
            move |event| {
                if let ChartsEvent::Page(page) = event {
                    charts.changed(page, "The document is saved on this device.");
                    crate::ui::focus_soon("chart-text");
                }
            },
            move |told| {
                refused.try_set(Some(told));
            },
        );
    };
    view! {
        <form class="chart-form" on:submit=submit data-test="chart-new-document">
            <div class="chart-form-grid">
                {choice("document-kind", "Kind", kind, &KINDS)}
                <TextField id="document-title" label="Title, if not the kind's name" value=title/>
                <TextField id="document-author" label="Author and credentials" value=author under="Left empty, whoever signs it is its author."/>
                <TextField id="document-role" label="Author's role" value=role/>
                <TimeField id="document-about" label="Time it speaks of" value=about/>
                {choice("document-status", "State", status, &BEGINS)}
                {move || (status.with(|status| status == "dictated" || status == "transcribed")).then(|| view! { <TimeField id="document-dictated" label="Dictated at" value=dictated/> })}
                {(!awaited.is_empty()).then(|| view! {
                    <div class="field">
                        <label for="document-expected">"Is the expected document"</label>
                        <select autocomplete="off" class="input" id="document-expected" on:change:target=move |event| expected.set(event.target().value())>
                            <option value="">"no, a further one"</option>
                            {awaited.into_iter().enumerate().map(|(at, (_, title))| view! { <option value=at.to_string()>{title}</option> }).collect_view()}
                        </select>
                    </div>
                })}
            </div>
            {words_field("Words", text)}
            <fieldset class="door-part"><legend>"Further protection"</legend>
                {PROTECTIONS.map(|(word, said)| {
                    let id = format!("document-protect-{word}");
                    view! {
                        <div class="setting">
                            <input autocomplete="off" type="checkbox" id=id.clone() on:change:target=move |event| {
                                let on = event.target().checked();
                                protections.update(|of| { of.retain(|known| known != word); if on { of.push(word.to_owned()); } });
                            }/>
                            <label for=id>{said}</label>
                        </div>
                    }
                }).collect_view()}
            </fieldset>
            {move || refused.get().map(|told| failure(&told))}
            <div class="actions">
                <button type="submit" class="button first" data-test="chart-save-document">"Save"</button>
                <button type="button" class="button plain" on:click=move |_| charts.back_to_reading()>"Cancel"</button>
            </div>
        </form>
    }
}

/// Other words for a document that is here.
#[component]
fn OtherWords(
    /// What is written.
    writing: Writing,
    /// The document.
    page: Arc<DocumentPage>,
) -> impl IntoView {
    let charts = expect_context::<Charts>();
    let text = RwSignal::new(if writing == Writing::Addendum {
        String::new()
    } else {
        page.text.clone()
    });
    let reason = RwSignal::new(String::new());
    let refused = RwSignal::new(None::<Failure>);
    let document = page.line.id;
    crate::ui::focus_soon("chart-words");
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let Some(encounter) = charts.encounter.get_untracked() else {
            return;
        };
        let (text, reason) = (text.get_untracked(), reason.get_untracked());
        let request = if writing == Writing::Draft {
            ChartsRequest::ChangeDraft {
                encounter,
                document,
                text,
                reason,
            }
        } else {
            ChartsRequest::Amend {
                encounter,
                document,
                text,
                reason,
                addendum: writing == Writing::Addendum,
            }
        };
        charts.ask_or(
            request,
            move |event| {
                if let ChartsEvent::Page(page) = event {
                    charts.changed(page, "Saved on this device; what stood before is kept.");
                    crate::ui::focus_soon("chart-text");
                }
            },
            move |told| {
                refused.try_set(Some(told));
            },
        );
    };
    let (label, said) = match writing {
        Writing::Addendum => (
            "What is added",
            "It stands behind what is signed, with who added it, when and why. The original is not changed.",
        ),
        Writing::Amendment => (
            "All words, as amended",
            "The amended text is a version of its own. The original stays as it was signed.",
        ),
        _ => ("All words", "Nobody has signed it: the draft is changed."),
    };
    view! {
        <form class="chart-form" on:submit=submit data-test="chart-other-words">
            <p><span class="strong">{page.line.title.clone()}</span>" "<span class="quiet">{said}</span></p>
            {words_field(label, text)}
            <TextField id="chart-write-reason" label="Why" value=reason under="Without a patient's name or number."/>
            {move || refused.get().map(|told| failure(&told))}
            <div class="actions">
                <button type="submit" class="button first" data-test="chart-save-words">"Save"</button>
                <button type="button" class="button plain" on:click=move |_| charts.back_to_reading()>"Cancel"</button>
            </div>
        </form>
    }
}
