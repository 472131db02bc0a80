//! Findings and failures: what, why, where, how to put it right, and who says so.

use engine::protocol::{Assessment, Failure, FindingView, Weight};
use leptos::prelude::*;

use super::session::Session;
use crate::shell::Route;

/// Class of the chip.
pub(super) const fn class(weight: Weight) -> &'static str {
    match weight {
        Weight::Stop => "chip stop",
        Weight::Warn => "chip warn",
        Weight::Info => "chip info",
    }
}

/// How many there are of each weight, in words, the heaviest first; none where there are none.
pub(super) fn counts(findings: &[FindingView]) -> Vec<(Weight, String)> {
    [Weight::Stop, Weight::Warn, Weight::Info]
        .into_iter()
        .filter_map(|weight| {
            let number = findings
                .iter()
                .filter(|finding| finding.weight == weight)
                .count();
            let words = match (weight, number) {
                (_, 0) => return None,
                (Weight::Stop, 1) => "1 stop".to_owned(),
                (Weight::Stop, n) => format!("{n} stops"),
                (Weight::Warn, n) => format!("{n} to check"),
                (Weight::Info, 1) => "1 note".to_owned(),
                (Weight::Info, n) => format!("{n} notes"),
            };
            Some((weight, words))
        })
        .collect()
}

/// The same as one phrase.
pub(super) fn summary(findings: &[FindingView]) -> String {
    let counts = counts(findings);
    if counts.is_empty() {
        return "No edits".to_owned();
    }
    counts
        .into_iter()
        .map(|(_, words)| words)
        .collect::<Vec<_>>()
        .join(", ")
}

/// All findings in full.
#[component]
pub(super) fn Findings() -> impl IntoView {
    let session = expect_context::<Session>();
    move || {
        session.assessment.with(|told| {
            let findings = told.as_deref().map(|told| told.findings.clone()).unwrap_or_default();
            let kept_back = told.as_deref().and_then(kept_back);
            if findings.is_empty() {
                return view! {
                    <p class="empty">"No edits: neither the code editor nor our own rules found anything in this stay."</p>
                    {kept_back}
                }
                .into_any();
            }
            view! {
                <ol class="findings">
                    {findings.into_iter().map(|finding| one(session, finding)).collect_view()}
                </ol>
                {kept_back}
            }
            .into_any()
        })
    }
}

/// What the facility has switched off and would have been said here.
fn kept_back(told: &Assessment) -> Option<impl IntoView + use<>> {
    let note = told
        .facility
        .as_ref()
        .filter(|note| !note.switched_off.is_empty())?;
    let (name, rules) = (note.name.clone(), note.switched_off.join(", "));
    Some(view! {
        <p class="quiet small" data-test="switched-off">"Not said here, because "{name}" has switched it off: "<span class="mono">{rules}</span>". "<a href=Route::Rules.hash()>"Rules"</a></p>
    })
}

fn one(session: Session, finding: FindingView) -> impl IntoView {
    let place = finding.place;
    let rule = finding.rule.clone();
    view! {
        <li class="finding" data-test="finding" data-rule=rule>
            <h3><span class=class(finding.weight)>{finding.weight.word()}</span>" "{finding.what}{finding.facility.then(|| view! { " "<span class="chip off" data-test="by-facility" title="Its weight was set, or the rule written, by this facility">"this facility"</span> })}</h3>
            <dl class="five">
                <dt>"Why"</dt><dd>{finding.why}</dd>
                <dt>"Where"</dt>
                <dd><button type="button" class="link" data-test="finding-go" on:click=move |_| session.go_to_place(place)>{finding.place_text}</button></dd>
                <dt>"To do"</dt><dd>{finding.fix}</dd>
                <dt>"Source"</dt><dd class="quiet">{finding.source}" · "<span class="mono">{finding.rule}</span></dd>
            </dl>
        </li>
    }
}

/// Something that did not work: a missing pack, a request that could not be answered.
pub(crate) fn failure(failure: &Failure) -> impl IntoView + use<> {
    let Failure {
        what,
        why,
        place,
        fix,
    } = failure.clone();
    view! {
        <div class="notice stop" role="alert" data-test="failure">
            <p class="strong">{what}</p>
            <p>{why}</p>
            <p><span class="quiet">"Where: "</span>{place}</p>
            <p><span class="quiet">"To do: "</span>{fix}</p>
        </div>
    }
}
