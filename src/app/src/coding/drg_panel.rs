//! The DRG with its edits: always in sight, and never one without the other.

use std::sync::Arc;

use engine::protocol::{
    Assessment, DrgView, GrouperUsed, PathTone, ResultKind, Severity, Weight, WeightState,
};
use leptos::prelude::*;

use super::findings;
use super::session::{BookTab, Session};
use crate::shell::{Action, KeysOf};

/// The panel.
#[component]
pub(super) fn DrgPanel() -> impl IntoView {
    let session = expect_context::<Session>();
    view! {
        <section class="drg" id="drg" tabindex="-1" aria-label="MS-DRG and edits" data-test="drg">
            <EditsStrip/>
            {move || match (session.assessment.get(), session.failure.get()) {
                (_, Some(failure)) => crate::ui::failure(&failure).into_any(),
                (Some(told), None) => result(session, &told).into_any(),
                (None, None) => view! { <p class="quiet drg-none">"The grouper is getting ready."</p> }.into_any(),
            }}
            <p class="out-of-sight" role="status" aria-live="polite" data-test="drg-said">{move || said(session)}</p>
        </section>
    }
}

/// What is read aloud when the result changes.
fn said(session: Session) -> String {
    session.assessment.with(|told| {
        let Some(told) = told.as_deref() else {
            return String::new();
        };
        let edits = findings::summary(&told.findings);
        match &told.r#final {
            Some(drg) if drg.grouped => format!("MS-DRG {}, {}. {edits}.", drg.number, drg.title),
            Some(drg) => format!("MS-DRG {}, {}. {edits}.", drg.number, drg.return_text),
            None => format!("No MS-DRG. {edits}."),
        }
    })
}

/// How many edits, and the heaviest of them in a line.
#[component]
fn EditsStrip() -> impl IntoView {
    let session = expect_context::<Session>();
    move || {
        session.assessment.with(|told| {
            let told = told.as_deref()?;
            let counts = findings::counts(&told.findings);
            let first = told.findings.iter().find(|finding| finding.open()).filter(|finding| finding.weight != Weight::Info).map(|finding| {
                let place = finding.place;
                view! {
                    <span class="first-finding"><span class="strong">{finding.rule.clone()}</span>" "{finding.what.clone()}
                        " "<button type="button" class="link" data-test="go" on:click=move |_| session.go_to_place(place)>"Go there"</button></span>
                }
            });
            let editor = told.edit_type.map(engine::protocol::EditType::words);
            Some(view! {
                <div class="edits" data-test="edits">
                    <span class="edits-counts">
                        {if counts.is_empty() {
                            view! { <span class="chip ok">"No edits"</span> }.into_any()
                        } else {
                            counts.into_iter().map(|(weight, words)| view! { <span class=findings::class(weight)>{words}</span>" " }).collect_view().into_any()
                        }}
                    </span>
                    {first}
                    <span class="gap"></span>
                    {editor.map(|words| view! { <span class="quiet small nowrap" title="Medicare Code Editor as a whole">"Code editor: "{words}</span> })}
                    <button type="button" class="link nowrap" on:click=move |_| session.show(BookTab::Edits)>"All "<KeysOf of=Action::Edits/></button>
                </div>
            })
        })
    }
}

/// Number, title, figures and path.
fn result(session: Session, told: &Arc<Assessment>) -> impl IntoView {
    let missing = missing(told);
    let Some(drg) = told.r#final.clone() else {
        let why = match &told.grouper {
            GrouperUsed::None { why } => why.clone(),
            GrouperUsed::Version { .. } => "Nothing to group yet.".to_owned(),
        };
        return view! { {missing}<p class="drg-none"><span class="drg-number quiet">"–––"</span>" "{why}</p> }.into_any();
    };
    let length = told.length_of_stay;
    view! {
        {missing}
        <div class="drg-head">
            <span class="drg-number mono" class:stopped=!drg.grouped data-test="drg-number">{drg.number.clone()}</span>
            <div class="drg-name">
                <p class="drg-title" data-test="drg-title">{drg.title.clone()}</p>
                <p class="drg-tags">{tags(&drg)}</p>
            </div>
            {figures(&told.weight, length)}
        </div>
        {changed(told)}
        <div class="drg-foot">
            <ol class="path" aria-label="The way to this DRG">
                {told.path.iter().map(|step| view! {
                    <li class=tone(step.tone) title=step.detail.clone()>{step.label.clone()}</li>
                }).collect_view()}
            </ol>
            <button type="button" class="link nowrap" data-test="why" on:click=move |_| session.show(BookTab::Why)>"Why, step by step "<KeysOf of=Action::Why/></button>
        </div>
    }
    .into_any()
}

/// What could not be done because a pack can't be used, in one line; the rest is on the screen about the packs.
fn missing(told: &Assessment) -> Option<impl IntoView + use<>> {
    (!told.missing.is_empty()).then(|| {
        let all = told.missing.iter().map(|failure| failure.what.as_str()).collect::<Vec<_>>().join(" ");
        view! {
            <p class="notice stop small" role="alert" data-test="missing">
                <span>{all}" "<a href=crate::shell::Route::About.hash()>"Why, and what to do"</a></span>
            </p>
        }
    })
}

const fn tone(tone: PathTone) -> &'static str {
    match tone {
        PathTone::Taken => "taken",
        PathTone::Passed => "passed",
        PathTone::Severity => "severity",
        PathTone::Result => "result",
        PathTone::Stopped => "stopped",
    }
}

/// MDC, kind and severity in words.
fn tags(drg: &DrgView) -> impl IntoView + use<> {
    let mdc = (drg.mdc > 0).then(|| format!("MDC {:02} {}", drg.mdc, drg.mdc_title));
    let kind = match drg.kind {
        ResultKind::Surgical => "Surgical",
        ResultKind::Medical => "Medical",
        ResultKind::Ungroupable => "Not grouped",
    };
    let severity = match drg.severity {
        Severity::Mcc => ("chip mcc", "severity MCC"),
        Severity::Cc => ("chip cc", "severity CC"),
        Severity::None => ("chip off", "severity none"),
    };
    let why_not = drg.return_text.clone();
    let grouped = drg.grouped;
    view! {
        <span>{kind}</span>
        {mdc.map(|mdc| view! { <span class="quiet"> " · "{mdc}</span> })}
        {grouped.then(|| view! { " "<span class=severity.0 title="Severity of the secondary diagnoses as the winning rule counted them">{severity.1}</span> })}
        {(!why_not.is_empty()).then(|| view! { " "<span class="chip stop">{why_not}</span> })}
    }
}

/// Initial and final, where they differ.
fn changed(told: &Assessment) -> Option<impl IntoView + use<>> {
    let (Some(initial), Some(last)) = (&told.initial, &told.r#final) else {
        return None;
    };
    let differs = initial.drg != last.drg;
    if !differs && told.hac_text.is_empty() {
        return None;
    }
    let numbers = differs.then(|| {
        format!(
            "Initial DRG {} → final DRG {}. ",
            initial.number, last.number
        )
    });
    let text = told.hac_text.clone();
    Some(
        view! { <p class="notice warn small" data-test="hac"><span><span class="strong">{numbers}</span>{text}</span></p> },
    )
}

/// Weight and lengths of stay with the year of their table, or why there are none.
fn figures(weight: &WeightState, length: Option<i64>) -> impl IntoView + use<> {
    let days = |figure: &str| format!("{figure} d");
    match weight {
        WeightState::Figures(f) => {
            let year = format!("Weight FY{}", f.fiscal_year);
            let transfer = f
                .post_acute_transfer
                .then_some("post-acute transfer policy applies");
            let special = f.special_pay.then_some("special pay");
            let notes = [transfer, special]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(", ");
            view! {
                <div class="figures">
                    <dl>
                        <div><dt>{year}</dt><dd class="num" data-test="weight">{f.weight.clone()}</dd></div>
                        <div><dt><abbr title="Geometric mean length of stay">"GMLOS"</abbr></dt><dd class="num" data-test="gmlos">{days(&f.gmlos)}</dd></div>
                        <div><dt><abbr title="Arithmetic mean length of stay">"AMLOS"</abbr></dt><dd class="num" data-test="amlos">{days(&f.amlos)}</dd></div>
                        <div><dt>"LOS"</dt><dd class="num">{length.map_or("–".to_owned(), |l| format!("{l} d"))}</dd></div>
                    </dl>
                    {length.map(|length| ruler(length, f.gmlos_tenths, f.amlos_tenths))}
                    {(!notes.is_empty()).then(|| view! { <p class="quiet small">{notes}</p> })}
                </div>
            }
            .into_any()
        }
        WeightState::NotLoaded { why } => {
            view! { <p class="figures quiet small" data-test="no-weight">{why.clone()}</p> }
                .into_any()
        }
    }
}

/// The stay's length against the two means, as a line to scale. The figures stand above it.
fn ruler(length: i64, gmlos: u32, amlos: u32) -> impl IntoView {
    let stay = u32::try_from(length.max(0)).unwrap_or(0).saturating_mul(10);
    let full = f64::from(stay.max(gmlos).max(amlos).max(10)) * 1.08;
    let at = move |tenths: u32| format!("{:.1}", f64::from(tenths) / full * 200.0);
    let words = format!(
        "Length of stay {length} days against a geometric mean of {} and an arithmetic mean of {} days",
        f64::from(gmlos) / 10.0,
        f64::from(amlos) / 10.0
    );
    view! {
        <svg class="ruler" viewBox="0 0 200 12" preserveAspectRatio="none" role="img" aria-label=words>
            <rect class="ruler-all" x="0" y="5" width="200" height="2"></rect>
            <rect class="ruler-stay" x="0" y="3.5" width=at(stay) height="5"></rect>
            <rect class="ruler-mean" x=at(gmlos) y="0" width="2" height="12"></rect>
            <rect class="ruler-mean thin" x=at(amlos) y="2" width="1.2" height="8"></rect>
        </svg>
    }
}
