//! Findings and failures: what, why, where, how to put it right, and who says so.

use engine::protocol::{Assessment, Disputed, FindingView, Weight};
use leptos::prelude::*;

use super::session::Session;
use crate::disputes::Disputes;
use crate::guidelines::cited;
use crate::shell::Route;

/// Class of the chip.
pub(super) const fn class(weight: Weight) -> &'static str {
    match weight {
        Weight::Stop => "chip stop",
        Weight::Warn => "chip warn",
        Weight::Info => "chip info",
    }
}

/// How many are open of each weight, in words, the heaviest first; none where there are none.
pub(super) fn counts(findings: &[FindingView]) -> Vec<(Weight, String)> {
    [Weight::Stop, Weight::Warn, Weight::Info]
        .into_iter()
        .filter_map(|weight| {
            let number = findings
                .iter()
                .filter(|finding| finding.weight == weight && finding.open())
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

/// All findings in full. A finding that stays as it was keeps its place on the page: the focus may be in it.
#[component]
pub(super) fn Findings() -> impl IntoView {
    let session = expect_context::<Session>();
    let disputes = expect_context::<Disputes>();
    let findings = Memo::new(move |_| {
        session.assessment.with(|told| {
            told.as_deref()
                .map(|told| told.findings.clone())
                .unwrap_or_default()
        })
    });
    let kept_back = move || {
        session
            .assessment
            .with(|told| told.as_deref().and_then(kept_back))
    };
    view! {
        <Show when=move || !findings.with(Vec::is_empty) fallback=|| view! {
            <p class="empty">"No edits: neither the code editor nor our own rules found anything in this stay."</p>
        }>
            <ol class="findings">
                <For each=move || findings.get() key=same let:finding>{one(session, disputes, finding)}</For>
            </ol>
        </Show>
        {kept_back}
    }
}

/// What makes a finding another one. Its reason does not: that stands in the stay.
fn same(finding: &FindingView) -> FindingView {
    FindingView {
        kept: String::new(),
        ..finding.clone()
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

fn one(session: Session, disputes: Disputes, finding: FindingView) -> impl IntoView {
    let place = finding.place;
    let rule = finding.rule.clone();
    let dispute = {
        let disputed = Disputed::Edit { rule: rule.clone() };
        let said = format!("{} ({})", finding.what, finding.place_text);
        move |_| {
            disputes.begin(
                session.draft.get_untracked(),
                disputed.clone(),
                said.clone(),
            )
        }
    };
    let edit = StoredValue::new((finding.rule.clone(), finding.code.clone()));
    let reason = Memo::new(move |_| {
        edit.with_value(|(rule, code)| {
            session
                .draft
                .with(|draft| draft.kept_because(rule, code).to_owned())
        })
    });
    let kept = move || {
        let words = reason.get();
        (!words.is_empty()).then(|| view! { <dt>"Left so"</dt><dd data-test="kept">{words}</dd> })
    };
    let stop = finding.weight == Weight::Stop;
    let done = move || !stop && !reason.with(String::is_empty);
    view! {
        <li class="finding" class:done=done data-test="finding" data-rule=rule>
            <h3><span class=class(finding.weight)>{finding.weight.word()}</span>" "{finding.what}{finding.facility.then(|| view! { " "<span class="chip off" data-test="by-facility" title="Its weight was set, or the rule written, by this facility">"this facility"</span> })}</h3>
            <dl class="five">
                <dt>"Why"</dt><dd>{cited(&finding.why)}</dd>
                <dt>"Where"</dt>
                <dd><button type="button" class="link" data-test="finding-go" on:click=move |_| session.go_to_place(place)>{finding.place_text}</button></dd>
                <dt>"To do"</dt><dd>{finding.fix}</dd>
                {kept}
                <dt>"Source"</dt><dd class="quiet">{cited(&finding.source)}" · "<span class="mono">{finding.rule}</span>" · "<button type="button" class="link" data-test="dispute-edit" on:click=dispute>"Dispute"</button></dd>
            </dl>
            {keep_form(session, edit, reason, stop)}
        </li>
    }
}

/// The field for the reason for which an edit, told by its rule and its code, is left as it is; folded.
fn keep_form(
    session: Session,
    edit: StoredValue<(String, String)>,
    reason: Memo<String>,
    stop: bool,
) -> impl IntoView {
    let name = move || {
        if reason.with(String::is_empty) {
            "Leave it so, for a reason"
        } else {
            "Change the reason, or take it back"
        }
    };
    let take = move |words: String| {
        edit.with_value(|(rule, code)| {
            session.change("reason for an edit", |draft| {
                draft.keep_edit(rule, code, &words);
            });
        });
    };
    view! {
        <details class="keep-edit">
            <summary class="small" data-test="keep-edit">{name}</summary>
            <label class="quiet small">{if stop {
                "Why it is right as it stands. A stop stays one: the claim can't go out like this."
            } else {
                "Why it is right as it stands. Empty takes the reason back."
            }}
                <input class="input" type="text" autocomplete="off" maxlength="1000" data-test="keep-reason" prop:value=move || reason.get()
                    on:change:target=move |event| take(event.target().value())/>
            </label>
        </details>
    }
}
