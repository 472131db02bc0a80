//! What the record says of a document beside its words: signatures, times, versions, where it comes from, what of its file
//! was not understood, which codes rest on it; what is wrong with it, said above the words; and what can be done with it.

use std::sync::Arc;

use custodian::protocol::{ChartsEvent, ChartsRequest, DocumentPage, Signed};
use leptos::{ev, prelude::*};

use super::moment::{TimeField, now};
use super::{Charts, View, Writing};
use crate::ui::TextField;

/// What has to be known before a word is read.
#[component]
pub(super) fn Notices(
    /// The document.
    page: Arc<DocumentPage>,
) -> impl IntoView {
    let charts = expect_context::<Charts>();
    let latest = super::is_latest(&page);
    let id = page.line.id;
    let wrong = page.line.identity == "wrong patient";
    // What was written here, or made up for the demo, was never anybody else's page.
    let from_elsewhere = !matches!(page.line.source.as_str(), "written here" | "demo hospital");
    let open = page.line.identity == "not checked" && from_elsewhere;
    view! {
        {wrong.then(|| view! {
            <div class="notice stop" data-test="chart-wrong-patient">
                <p class="strong">"These pages name somebody else."</p>
                <p>"An identifier on them is not this patient's. Code nothing from them until it is settled (two identifiers on every page)."</p>
            </div>
        })}
        {page.line.in_error.then(|| view! {
            <div class="notice stop"><p class="strong">"Entered in error."</p><p>"It is kept and marked. Nothing is coded from it."</p></div>
        })}
        {(!latest).then(|| view! {
            <div class="notice warn" data-test="chart-earlier-version">
                <p>"An earlier version is shown, as it stood. "<button type="button" class="link" on:click=move |_| charts.read(id, None, None)>"Show the latest"</button></p>
            </div>
        })}
        {(!page.line.signed && !page.line.in_error).then(|| view! {
            <p class="notice warn small" data-test="chart-not-signed">{format!("No signature: the document is {}.", page.line.status)}</p>
        })}
        {open.then(|| view! { <p class="notice info small" data-test="chart-not-checked">"Nobody has checked two identifiers on these pages. Compare name, birth date or number with the patient above."</p> })}
    }
}

/// Signatures, times, versions, source, codes.
#[component]
pub(super) fn Facts(
    /// The document.
    page: Arc<DocumentPage>,
) -> impl IntoView {
    let charts = expect_context::<Charts>();
    let id = page.line.id;
    let pairs = |pairs: &[(String, String)]| {
        let rows = pairs
            .iter()
            .map(|(what, which)| view! { <div><dt>{what.clone()}</dt><dd>{which.clone()}</dd></div> })
            .collect_view();
        view! { <dl class="chart-pairs">{rows}</dl> }
    };
    let signatures = page
        .signatures
        .iter()
        .map(|signature| {
            let role = [signature.role.clone(), signature.meaning.clone(), signature.at.clone()];
            let role: Vec<String> = role.into_iter().filter(|part| !part.is_empty()).collect();
            view! { <li><span class="strong">{signature.name.clone()}</span>" "<span class="quiet">{role.join(" · ")}</span></li> }
        })
        .collect_view();
    let amendments = page
        .amendments
        .iter()
        .map(|amendment| {
            let body = amendment.body.id;
            view! {
                <li><span class="num">{amendment.at.clone()}</span>" "<span class="strong">{amendment.by.clone()}</span>": "{amendment.reason.clone()}" "
                    <button type="button" class="link" on:click=move |_| charts.read(id, Some(body), None)>"Show it"</button></li>
            }
        })
        .collect_view();
    let original = page.original.as_ref().map(|original| original.id);
    let kept = StoredValue::new(Arc::clone(&page));
    let coded = move || {
        let one = |coded: &custodian::protocol::CodedWords| {
            let (start, end) = (coded.start, coded.end);
            let words = kept.with_value(|page| {
                page.text
                    .get(start as usize..end as usize)
                    .unwrap_or_default()
                    .to_owned()
            });
            view! { <li><span class="mono strong">{coded.code.clone()}</span>" "
            <button type="button" class="link" on:click=move |_| charts.show(id, start, end)>{format!("“{words}”")}</button></li> }
        };
        charts
            .coded
            .with(|coded| coded.iter().map(one).collect_view())
    };
    view! {
        <div class="chart-facts" data-test="chart-facts">
            <section>
                <h3>"Signatures"</h3>
                {if page.signatures.is_empty() { view! { <p class="quiet">"None."</p> }.into_any() } else { view! { <ul class="chart-plain">{signatures}</ul> }.into_any() }}
            </section>
            <section><h3>"Times"</h3>{pairs(&page.times)}</section>
            {(!page.amendments.is_empty()).then(|| view! {
                <section>
                    <h3>"Amendments"</h3>
                    <ul class="chart-plain">{amendments}</ul>
                    {original.map(|body| view! { <p><button type="button" class="link" data-test="chart-original" on:click=move |_| charts.read(id, Some(body), None)>"Show the original, as it was signed"</button></p> })}
                </section>
            })}
            <section><h3>"Where it comes from"</h3>{pairs(&page.provenance)}</section>
            {(!page.not_understood.is_empty()).then(|| view! {
                <section data-test="chart-not-understood">
                    <h3>"Not understood in its file"</h3>
                    <p class="quiet small">"The file itself is kept beside the document."</p>
                    <ul class="chart-plain small">{page.not_understood.iter().map(|lost| view! { <li>{lost.clone()}</li> }).collect_view()}</ul>
                </section>
            })}
            <section>
                <h3>"Codes that rest on it"</h3>
                {move || if charts.coded.with(Vec::is_empty) { view! { <p class="quiet">"None."</p> }.into_any() } else { view! { <ul class="chart-plain">{coded}</ul> }.into_any() }}
            </section>
            <section><h3>"Two identifiers"</h3><p>{page.line.identity.clone()}</p><Identity id/></section>
        </div>
    }
}

/// The check of two identifiers.
#[component]
fn Identity(
    /// The document.
    id: [u8; 16],
) -> impl IntoView {
    let charts = expect_context::<Charts>();
    let seen = RwSignal::new(String::new());
    let check = move |right: bool| {
        let Some(encounter) = charts.encounter.get_untracked() else {
            return;
        };
        let request = ChartsRequest::CheckIdentity {
            encounter,
            document: id,
            right,
            reason: seen.get_untracked(),
        };
        charts.ask(request, move |event| {
            if let ChartsEvent::Page(page) = event {
                charts.changed(page, "The check is saved on this device.");
            }
        });
    };
    view! {
        <div class="chart-form">
            <TextField id="chart-identity" label="What was seen on the pages" value=seen under="For example: name and birth date on each page. Without the values."/>
            <div class="actions">
                <button type="button" class="button" data-test="chart-identity-right" on:click=move |_| check(true)>"Both are the patient's"</button>
                <button type="button" class="button danger" data-test="chart-identity-wrong" on:click=move |_| check(false)>"They are somebody else's"</button>
            </div>
        </div>
    }
}

/// What is asked before something is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asking {
    Nothing,
    Sign,
    Error,
}

/// What can be done with the document.
#[component]
pub(super) fn Doings(
    /// The document.
    page: Arc<DocumentPage>,
) -> impl IntoView {
    let charts = expect_context::<Charts>();
    let asking = RwSignal::new(Asking::Nothing);
    let may = |word: &str| page.next.iter().any(|next| next == word);
    let is_text = page.body.as_ref().is_none_or(|body| body.pieces == 0);
    let draft = !page.line.signed && !page.line.expected && !page.line.in_error && is_text;
    let (signs, errs) = (may("authenticated"), may("entered_in_error"));
    let amends = page.line.signed && is_text;
    let id = page.line.id;
    let write = move |writing: Writing, words: &'static str, test: &'static str| {
        view! { <button type="button" class="button" data-test=test on:click=move |_| charts.view.set(View::Write(writing))>{words}</button> }
    };
    view! {
        <div class="chart-doings-below">
            {draft.then(|| write(Writing::Draft, "Change the draft", "chart-change"))}
            {signs.then(|| view! { <button type="button" class="button" data-test="chart-sign" on:click=move |_| { asking.set(Asking::Sign); crate::ui::focus_soon("chart-signer"); }>"Sign…"</button> })}
            {amends.then(|| write(Writing::Amendment, "Amend", "chart-amend"))}
            {amends.then(|| write(Writing::Addendum, "Add an addendum", "chart-addendum"))}
            {errs.then(|| view! { <button type="button" class="button plain" data-test="chart-error" on:click=move |_| { asking.set(Asking::Error); crate::ui::focus_soon("chart-error-reason"); }>"Entered in error…"</button> })}
        </div>
        {move || match asking.get() {
            Asking::Nothing => ().into_any(),
            Asking::Sign => view! { <Signing id asking/> }.into_any(),
            Asking::Error => view! { <InError id asking/> }.into_any(),
        }}
    }
}

/// Signing oneself, or recording a signature that stands on the paper.
#[component]
fn Signing(
    /// The document.
    id: [u8; 16],
    /// Cleared once it is done.
    asking: RwSignal<Asking>,
) -> impl IntoView {
    let charts = expect_context::<Charts>();
    let (name, role) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let at = RwSignal::new(now());
    let send = move |seen: Option<Signed>| {
        let Some(encounter) = charts.encounter.get_untracked() else {
            return;
        };
        let request = ChartsRequest::Sign {
            encounter,
            document: id,
            seen,
        };
        charts.ask(request, move |event| {
            if let ChartsEvent::Page(page) = event {
                charts.changed(page, "The signature is saved on this device.");
            }
        });
    };
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        send(Some(Signed {
            name: name.get_untracked(),
            role: role.get_untracked(),
            at: at.get_untracked(),
        }));
    };
    view! {
        <form class="chart-form chart-asked" on:submit=submit data-test="chart-signing">
            <p>"A document is authenticated by its author (42 CFR 482.24(c)(1))."</p>
            <div class="actions"><button type="button" class="button first" data-test="chart-sign-self" on:click=move |_| send(None)>"I am its author: sign it"</button></div>
            <p class="strong">"Or record the signature that stands on it"</p>
            <TextField id="chart-signer" label="Name and credentials, as signed" value=name/>
            <TextField id="chart-signer-role" label="Role" value=role/>
            <TimeField id="chart-signed-at" label="Signed at" value=at/>
            <div class="actions">
                <button type="submit" class="button" data-test="chart-sign-seen">"Record the signature"</button>
                <button type="button" class="button plain" on:click=move |_| asking.set(Asking::Nothing)>"Cancel"</button>
            </div>
        </form>
    }
}

#[component]
fn InError(
    /// The document.
    id: [u8; 16],
    /// Cleared once it is done.
    asking: RwSignal<Asking>,
) -> impl IntoView {
    let charts = expect_context::<Charts>();
    let reason = RwSignal::new(String::new());
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let Some(encounter) = charts.encounter.get_untracked() else {
            return;
        };
        let request = ChartsRequest::MarkError {
            encounter,
            document: id,
            reason: reason.get_untracked(),
        };
        charts.ask(request, move |event| {
            if let ChartsEvent::Page(page) = event {
                charts.changed(page, "Marked as entered in error. It is kept.");
            }
        });
    };
    view! {
        <form class="chart-form chart-asked" on:submit=submit data-test="chart-in-error">
            <TextField id="chart-error-reason" label="What is wrong with it" value=reason under="The document is kept and marked; its codes lose their evidence."/>
            <div class="actions">
                <button type="submit" class="button danger" data-test="chart-error-do">"Mark as entered in error"</button>
                <button type="button" class="button plain" on:click=move |_| asking.set(Asking::Nothing)>"Cancel"</button>
            </div>
        </form>
    }
}
