//! An own rule tried on the opened claims file: on how many past cases it would have fired, and on which first.

use engine::protocol::{Event, Request, Trial};
use leptos::prelude::*;

use super::Facility;
use super::form::{Form, Trying};
use crate::coding::Session;
use crate::shell::Route;
use crate::ui::{counted, grouped};

/// Asks for a trial of the rule as it stands.
pub(super) fn start(facility: Facility, form: Form) {
    let text = untrack(|| form.text());
    form.problems.set(Vec::new());
    form.trying.set(Trying::Running(0, 0));
    let request = Request::RuleTry { rule: text.clone() };
    facility.link.ask(request, move |event| match event {
        Event::BatchProgress { done, total } => form.trying.set(Trying::Running(done, total)),
        Event::Tried(trial) => {
            facility.shell.say(sentence(&trial));
            form.trying.set(Trying::Done(text.clone(), trial));
        }
        Event::Refused(problems) => {
            form.trying.set(Trying::No);
            form.problems.set(problems);
            crate::ui::focus_soon("rule-problems");
        }
        Event::Failed(failure) => {
            form.trying.set(Trying::No);
            form.problems.set(vec![engine::protocol::DocumentProblem {
                path: failure.place,
                what: failure.what,
                why: failure.why,
                fix: failure.fix,
            }]);
            crate::ui::focus_soon("rule-problems");
        }
        // Another trial took this one's place.
        _ => {}
    });
}

fn sentence(trial: &Trial) -> String {
    format!(
        "It would have fired on {} of {}.",
        grouped(u64::from(trial.fired)),
        counted(u64::from(trial.of), "claim", "claims")
    )
}

/// How far a trial is, or what came of it.
#[component]
pub(super) fn TrialView(
    /// The rule.
    form: Form,
) -> impl IntoView {
    let session = expect_context::<Session>();
    move || {
        match form.trying.get() {
        Trying::No => view! {
            <p class="quiet small">"A rule is tried on the claims file that is open under "<a href=Route::Batch.hash()>"Batch"</a>". It can be switched on once it has been tried as it stands."</p>
        }.into_any(),
        Trying::Running(done, total) => view! {
            <p data-test="trial-running">"Trying…"</p>
            <progress class="bar" aria-label="Claims tried" max=total.max(1) value=done></progress>
        }.into_any(),
        Trying::Done(text, trial) => {
            let stale = move || form.text() != text;
            view! {
                <div class="notice info" data-test="trial">
                    <p class="strong">{sentence(&trial)}</p>
                    <p class="quiet">{format!("In {}.", trial.file)}
                        {(trial.undecided > 0).then(|| format!(" {} lack what it asks for.", counted(u64::from(trial.undecided), "claim", "claims")))}</p>
                    {move || stale().then(|| view! { <p class="strong" data-test="trial-stale">"The rule was changed since: try it again."</p> })}
                </div>
                {cases(session, &trial)}
            }.into_any()
        }
    }
    }
}

fn cases(session: Session, trial: &Trial) -> impl IntoView + use<> {
    let first = trial.first.clone();
    (!first.is_empty()).then(|| {
        let heading = format!("The first {} it would have fired on", first.len());
        let name = heading.clone();
        view! {
            <div class="scroll-x" tabindex="0" role="group" aria-label=name>
                <table class="plain-table" data-test="trial-cases">
                    <caption class="small quiet">{heading}</caption>
                    <thead><tr><th scope="col">"Line"</th><th scope="col">"Claim"</th><th scope="col">"DRG"</th><th scope="col">"It would have said"</th></tr></thead>
                    <tbody>
                        {first.into_iter().map(|case| {
                            let line = case.line;
                            view! {
                                <tr>
                                    <td class="num">{line}</td>
                                    <td><button type="button" class="link" title="Open it as a stay" on:click=move |_| session.open_batch_line(line)>{case.id}</button></td>
                                    <td class="mono">{case.drg}</td>
                                    <td>{case.what}</td>
                                </tr>
                            }
                        }).collect_view()}
                    </tbody>
                </table>
            </div>
        }
    })
}
