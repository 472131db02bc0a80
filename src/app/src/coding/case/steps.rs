//! The steps of a case: those that can be taken each with a button, the others under one line, each with what stands in its
//! way. What it waited for, and its second reviews.

use std::sync::Arc;

use custodian::protocol::{CaseView, Step};
use leptos::prelude::*;

use super::forms::{Form, open_form};
use crate::worklist::Desk;

/// The steps in the order of the way, by the custodian's names, with what is said of each.
static STEPS: [(&str, &str); 10] = [
    ("take", "Take it up"),
    ("assign", "Assign…"),
    ("pend", "Pend…"),
    ("coded", "Coded"),
    ("review", "Send to second review…"),
    ("agree", "Review: agree…"),
    ("return", "Review: return to coder…"),
    ("final", "Final"),
    ("billed", "Billed"),
    ("reopen", "Reopen…"),
];

fn take(desk: Desk, step: &str) {
    match step {
        "take" => desk.step(Step::Take),
        "assign" => desk.give_this(),
        "pend" => open_form(desk, Form::Pend),
        "coded" => desk.step(Step::Coded),
        "review" => open_form(desk, Form::SendToReview),
        "agree" => open_form(desk, Form::Agree),
        "return" => open_form(desk, Form::Return),
        "final" => desk.step(Step::Finalise),
        "billed" => desk.step(Step::Billed),
        "reopen" => open_form(desk, Form::Reopen),
        _ => {}
    }
}

#[component]
pub(super) fn Steps(case: Arc<CaseView>) -> impl IntoView {
    let desk = expect_context::<Desk>();
    let of = |name: &str| case.steps.iter().find(|step| step.step == name);
    let open: Vec<_> = STEPS
        .iter()
        .filter(|(name, _)| of(name).is_some_and(|step| step.not_now.is_empty()))
        .collect();
    let shut: Vec<_> = STEPS
        .iter()
        .filter_map(|(name, said)| {
            let step = of(name).filter(|step| !step.not_now.is_empty())?;
            Some((*name, said.trim_end_matches('…'), step.not_now.clone()))
        })
        .collect();
    // The step that leads on. Taking a coded case up again leads back.
    let leads_on = ["final", "coded", "take"]
        .into_iter()
        .find(|name| open.iter().any(|(open, _)| open == name));
    let pends = case.pends.clone();
    let reviews = case.reviews.clone();
    let may_settle = of("settle").is_some_and(|step| step.not_now.is_empty());
    view! {
        <section data-test="steps">
            <h3>"Next"</h3>
            <div class="case-steps">
                {open.into_iter().map(|(name, said)| view! {
                    <button class="button" class:first=leads_on == Some(*name) type="button" data-test=format!("step-{name}")
                        aria-disabled=move || desk.busy.get().to_string() on:click=move |_| take(desk, name)>{*said}</button>
                }).collect_view()}
                <button class="button plain" type="button" data-test="step-order" on:click=move |_| desk.put_this_in_order()>"Priority, due…"</button>
            </div>
            {(!shut.is_empty()).then(|| view! {
                <details class="case-shut" data-test="shut-steps">
                    <summary>{format!("Not possible now ({})", shut.len())}</summary>
                    <dl aria-label="What stands in the way">
                        {shut.into_iter().map(|(name, said, why)| view! { <dt>{said}</dt><dd data-test=format!("not-{name}")>{why}</dd> }).collect_view()}
                    </dl>
                </details>
            })}
        </section>
        {(!pends.is_empty()).then(|| view! {
            <section data-test="pends">
                <h3>"What it waits for"</h3>
                <ul class="case-list">
                    {pends.into_iter().map(|pend| {
                        let id = pend.pend;
                        let waits = pend.settled.is_empty();
                        view! {
                            <li>
                                <span>
                                    <span class="strong">{pend.reason}</span>{(!pend.note.is_empty()).then(|| format!(": {}", pend.note))}
                                    <br/><span class="quiet small">{format!("{}, since {}", pend.by, pend.since)}{(!waits).then(|| format!(", came {}", pend.settled))}</span>
                                </span>
                                {(waits && may_settle).then(|| view! {
                                    <button class="button" type="button" data-test="settle" on:click=move |_| desk.step(Step::Settle { pend: id })>"It has come"</button>
                                })}
                            </li>
                        }
                    }).collect_view()}
                </ul>
            </section>
        })}
        {(!reviews.is_empty()).then(|| view! {
            <section>
                <h3>"Second reviews"</h3>
                <ul class="case-list">
                    {reviews.into_iter().map(|review| view! {
                        <li><span>
                            <span class="strong">{review.outcome}</span>{(!review.note.is_empty()).then(|| format!(": {}", review.note))}
                            {review.own_work.then(|| view! { " "<span class="chip off">"own work"</span> })}
                            <br/><span class="quiet small">{format!("{}, {}", review.by, review.at)}</span>
                        </span></li>
                    }).collect_view()}
                </ul>
            </section>
        })}
    }
}
