//! Why this DRG: the steps that the grouper itself took, in plain words.

use engine::protocol::{DrgView, StepLine};
use leptos::prelude::*;

use super::session::Session;
use super::two_ways::TwoWays;
use crate::disputes::Disputes;

/// The path with a sentence to each step, then every step.
#[component]
pub(super) fn Why() -> impl IntoView {
    let session = expect_context::<Session>();
    let disputes = expect_context::<Disputes>();
    let told = move || {
        session.assessment.with(|told| {
            let Some(told) = told.as_deref().filter(|told| !told.steps.is_empty()) else {
                return view! { <p class="empty">"Nothing was grouped yet. A discharge date and a principal diagnosis are enough to begin."</p> }.into_any();
            };
            let heading = told.r#final.as_ref().map(|drg| format!("Why MS-DRG {}", drg.number));
            view! {
                <div class="why" data-test="why-panel">
                    <h2>{heading}</h2>
                    {told.r#final.clone().map(|drg| dispute(session, disputes, drg))}
                    <ol class="why-path">
                        {told.path.iter().map(|step| view! {
                            <li><span class="strong">{step.label.clone()}</span><br/><span class="quiet">{step.detail.clone()}</span></li>
                        }).collect_view()}
                    </ol>
                    {sections(&told.steps).into_iter().map(section).collect_view()}
                </div>
            }
            .into_any()
        })
    };
    let grouped = Memo::new(move |_| {
        session
            .assessment
            .with(|told| told.as_deref().is_some_and(|told| !told.steps.is_empty()))
    });
    view! {
        {told}
        <Show when=move || grouped.get()><TwoWays/></Show>
    }
}

/// The way to hold the DRG to be wrong.
fn dispute(session: Session, disputes: Disputes, drg: DrgView) -> impl IntoView {
    let begin = move |_| disputes.begin_drg(session, &drg);
    view! { <p><button type="button" class="link" data-test="dispute-drg" on:click=begin>"Dispute this DRG"</button></p> }
}

/// The steps under their headings, in order.
fn sections(steps: &[StepLine]) -> Vec<(String, Vec<StepLine>)> {
    let mut out: Vec<(String, Vec<StepLine>)> = Vec::new();
    for step in steps {
        match out.last_mut() {
            Some((name, lines)) if *name == step.section => lines.push(step.clone()),
            _ => out.push((step.section.clone(), vec![step.clone()])),
        }
    }
    out
}

fn section((name, steps): (String, Vec<StepLine>)) -> impl IntoView {
    view! {
        <section class="why-section">
            <h3>{name}</h3>
            <ol>{steps.into_iter().map(step).collect_view()}</ol>
        </section>
    }
}

fn step(step: StepLine) -> impl IntoView {
    let manual =
        (!step.manual.is_empty()).then(|| view! { <p class="manual">{step.manual.clone()}</p> });
    let more = !(step.formula.is_empty() && step.holds.is_empty() && step.fails.is_empty());
    let list = |name: &'static str, class: &'static str, lines: Vec<String>| {
        (!lines.is_empty()).then(|| {
            view! {
                <p class=class><span class="strong">{name}</span>" "{lines.join(" · ")}</p>
            }
        })
    };
    view! {
        <li class="why-step" class:decides=step.decides>
            {if more {
                view! {
                    <details open=step.decides>
                        <summary>{step.text}</summary>
                        {list("Holds:", "holds", step.holds)}
                        {list("Does not hold:", "fails", step.fails)}
                        {manual}
                        {(!step.formula.is_empty()).then(|| view! { <p class="quiet">"Rule as the tables write it: "<code>{step.formula}</code></p> })}
                    </details>
                }.into_any()
            } else {
                view! { <p>{step.text}</p>{manual} }.into_any()
            }}
        </li>
    }
}
