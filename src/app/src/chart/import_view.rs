//! The plan of an import on screen: whom the file names, what would come in, what is lost, and where it comes from; then how
//! far it has come.

use std::sync::Arc;

use custodian::protocol::{Failure, ImportPlan, PlannedDocument, Progress, Traced};
use leptos::{ev, prelude::*};

use super::Charts;
use super::import::Stage;
use super::pane::SheetHead;
use crate::ui::{Icon, Picture, TextField, counted, failure, grouped};

/// What was not understood is named so often.
const MOST_NAMED: usize = 40;

/// The field for a file.
#[component]
pub(super) fn FileButton(
    /// The field's own: one stands in the head, another where an import is told about.
    id: &'static str,
) -> impl IntoView {
    let charts = expect_context::<Charts>();
    let busy = move || {
        charts
            .import
            .stage
            .with(|stage| matches!(stage, Stage::Reading(_) | Stage::Coming(..)))
    };
    view! {
        <label class="button file" class:waiting=busy>
            <Icon of=Picture::File/>"Import"
            <input autocomplete="off" class="out-of-sight" type="file" id=id data-test="chart-file" prop:disabled=busy
                accept=".txt,.text,.md,.pdf,.png,.jpg,.jpeg,.tif,.tiff,.xml,.cda,.ccda,.json"
                on:change:target=move |event| charts.plan_chosen(&event.target())/>
        </label>
    }
}

/// The import.
#[component]
pub(super) fn ImportSheet() -> impl IntoView {
    let charts = expect_context::<Charts>();
    view! {
        <SheetHead title="Import a file"/>
        <div class="chart-sheet" id="chart-import" tabindex="-1" data-test="chart-import">
            {move || match charts.import.stage.get() {
                Stage::Nothing => view! {
                    <p>"Text, PDF, PNG, JPEG, TIFF, C-CDA and FHIR R4 bundles, up to 64 MB a file. First you see what would come in; nothing is written before you accept it."</p>
                    <div><FileButton id="chart-file-again"/></div>
                }.into_any(),
                Stage::Reading(name) => view! { <p role="status" class="quiet">{format!("Reading {name}…")}</p> }.into_any(),
                Stage::Refused(name, told) => view! { <Refused name told/> }.into_any(),
                Stage::Planned(plan) => view! { <Planned plan/> }.into_any(),
                Stage::Coming(plan, progress) => view! { <Coming plan progress/> }.into_any(),
                Stage::Broken(plan, progress, told) => view! { <Broken plan progress told/> }.into_any(),
            }}
        </div>
    }
}

#[component]
fn Refused(
    /// The file.
    name: String,
    /// Why.
    told: Failure,
) -> impl IntoView {
    view! {
        <div data-test="chart-import-refused">
            {failure(&told)}
            <p class="quiet small">{format!("Nothing of {name} was taken in, and nothing in the chart was changed.")}</p>
            <div><FileButton id="chart-file-again"/></div>
        </div>
    }
}

#[component]
fn Planned(
    /// The plan.
    plan: Arc<ImportPlan>,
) -> impl IntoView {
    let charts = expect_context::<Charts>();
    let reason = RwSignal::new(String::new());
    let coming = plan
        .documents
        .iter()
        .filter(|document| !document.here)
        .count();
    let here = plan.documents.len() - coming;
    let kept = Arc::clone(&plan);
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        charts.accept(&kept, reason.get_untracked());
    };
    let statements = plan
        .statements
        .iter()
        .map(|(kind, count)| counted(u64::from(*count), kind, &format!("{kind}s")))
        .collect::<Vec<_>>()
        .join(", ");
    view! {
        <form on:submit=submit class="chart-plan" data-test="chart-plan">
            <p><span class="strong">{plan.file.clone()}</span>" "<span class="quiet">{format!(
                "{}, {} bytes{}", plan.format, grouped(plan.bytes),
                if plan.system.is_empty() { String::new() } else { format!(", from {}", plan.system) },
            )}</span></p>
            <Whom plan=Arc::clone(&plan)/>
            <section>
                <h3>{format!("Comes in: {}", counted(coming as u64, "document", "documents"))}</h3>
                {(here > 0).then(|| view! { <p class="quiet small">{format!("{} here from this very file already, and not taken in again.", counted(here as u64, "document is", "documents are"))}</p> })}
                <ul class="chart-plain">{plan.documents.iter().map(one).collect_view()}</ul>
                {(!statements.is_empty()).then(|| view! { <p class="small">{format!("Beside them, as found in the source: {statements}. They are kept with the encounter and code nothing.")}</p> })}
            </section>
            <Lost plan=Arc::clone(&plan)/>
            <section>
                <h3>"Where it comes from"</h3>
                <p class="small">"The file itself is kept, sealed, beside its documents. SHA-256 "<span class="mono chart-digest">{plan.sha256.clone()}</span></p>
            </section>
            {plan.needs_reason.then(|| view! { <TextField id="chart-import-reason" label="Why these pages belong here all the same" value=reason under="Without a patient's name or number. It goes into the audit trail."/> })}
            {move || charts.import.not_accepted.get().map(|told| failure(&told))}
            <div class="actions chart-plan-actions">
                {(coming > 0).then(|| view! { <button type="submit" class="button first" id="chart-import-accept" data-test="chart-import-accept">"Accept"</button> })}
                <button type="button" class="button" data-test="chart-import-discard" on:click=move |_| charts.discard()>{if coming > 0 { "Discard" } else { "Leave it" }}</button>
            </div>
        </form>
    }
}

fn one(document: &PlannedDocument) -> impl IntoView + use<> {
    let size = match (document.pages, document.characters) {
        (0 | 1, 0) => "no text in it".to_owned(),
        (pages, 0) => format!("{pages} pages, no text in them"),
        (0 | 1, letters) => format!("{} characters", grouped(u64::from(letters))),
        (pages, letters) => format!("{pages} pages, {} characters", grouped(u64::from(letters))),
    };
    let facts = [
        document.media.to_uppercase(),
        document.about.clone(),
        document.author.clone(),
        size,
    ];
    let facts: Vec<String> = facts.into_iter().filter(|fact| !fact.is_empty()).collect();
    let here = document
        .here
        .then(|| view! { " "<span class="chip off">"here already"</span> });
    view! {
        <li><span class="strong">{document.title.clone()}</span>" "<span class="quiet">{facts.join(" · ")}</span>{here}
            <span class="quiet small chart-why-kind">{format!("{}: {}", document.kind, document.kind_reason)}</span></li>
    }
}

/// Identifiers of the file against the patient's.
#[component]
fn Whom(
    /// The plan.
    plan: Arc<ImportPlan>,
) -> impl IntoView {
    let (class, said) = match plan.identity.as_str() {
        "two identifiers match" => (
            "notice info",
            "Two identifiers in the file are this patient's.",
        ),
        "wrong patient" => (
            "notice stop",
            "An identifier in the file is not this patient's.",
        ),
        _ => (
            "notice warn",
            "Fewer than two identifiers in the file could be compared: look at its pages yourself.",
        ),
    };
    let row = |traced: &Traced| {
        let (class, said) = match traced.agrees {
            Some(true) => ("chip ok", "agrees"),
            Some(false) => ("chip stop", "differs"),
            None => ("chip off", "not known here"),
        };
        view! { <tr><th scope="row">{traced.what.clone()}</th><td>{traced.in_file.clone()}</td><td>{traced.here.clone()}</td><td><span class=class>{said}</span></td></tr> }
    };
    let rows = plan.identifiers.iter().map(row).collect_view();
    view! {
        <div class=class data-test="chart-plan-identity"><p class="strong">{said}</p><p>{plan.patient_line.clone()}</p></div>
        {(!plan.identifiers.is_empty()).then(|| view! {
            <div class="chart-table-box"><table class="plain-table"><thead><tr><th scope="col">"Identifier"</th><th scope="col">"In the file"</th><th scope="col">"Here"</th><th scope="col"><span class="out-of-sight">"Result"</span></th></tr></thead><tbody>{rows}</tbody></table></div>
        })}
    }
}

/// What does not come in, and what was guessed.
#[component]
fn Lost(
    /// The plan.
    plan: Arc<ImportPlan>,
) -> impl IntoView {
    let named = plan.not_understood.len();
    let all = named as u64 + u64::from(plan.not_named);
    let rows = plan
        .not_understood
        .iter()
        .take(MOST_NAMED)
        .map(|(place, what)| view! { <li><span class="mono">{place.clone()}</span>" "{what.clone()}</li> })
        .collect_view();
    let more = all.saturating_sub(named.min(MOST_NAMED) as u64);
    view! {
        <section data-test="chart-plan-lost">
            <h3>{if all == 0 { "Nothing is lost".to_owned() } else { format!("Not understood: {}", counted(all, "part", "parts")) }}</h3>
            {(all > 0).then(|| view! {
                <p class="quiet small">"They stay in the file, which is kept, and are named with the document."</p>
                <details><summary>"Which"</summary><ul class="chart-plain small">{rows}</ul>
                    {(more > 0).then(|| view! { <p class="quiet small">{format!("and {} more", grouped(more))}</p> })}</details>
            })}
            {plan.notes.iter().map(|note| view! { <p class="notice info small">{note.clone()}</p> }).collect_view()}
        </section>
    }
}

#[component]
fn Coming(
    /// The plan.
    plan: Arc<ImportPlan>,
    /// How far.
    progress: Progress,
) -> impl IntoView {
    let charts = expect_context::<Charts>();
    view! {
        <p role="status"><span class="strong">{plan.file.clone()}</span>{format!(": {} of {}, {} bytes", progress.done, counted(u64::from(progress.of), "document", "documents"), grouped(progress.bytes))}</p>
        <progress class="bar" aria-label="Documents taken in" max=progress.of.max(1) value=progress.done></progress>
        <p><button type="button" class="button" data-test="chart-import-stop" on:click=move |_| charts.stop_import()>"Stop"</button>
            " "<span class="quiet small">"What is in by then stays, whole. The rest can come in later from the same file."</span></p>
    }
}

#[component]
fn Broken(
    /// The plan.
    plan: Arc<ImportPlan>,
    /// How far it came.
    progress: Progress,
    /// Why it broke off.
    told: Failure,
) -> impl IntoView {
    let charts = expect_context::<Charts>();
    view! {
        {failure(&told)}
        <p>{format!("{} of {} are in the chart, whole.", progress.done, counted(u64::from(progress.of), "document", "documents"))}</p>
        <div class="actions">
            <button type="button" class="button first" data-test="chart-import-go-on" on:click=move |_| charts.go_on(&plan, &progress)>"Go on"</button>
            <button type="button" class="button" on:click=move |_| charts.give_up()>"Stop here"</button>
        </div>
    }
}
