//! What two people changed without knowing of each other: values that stand side by side until somebody chooses, and changes
//! that fit together and only want to be looked at.

use std::sync::Arc;

use custodian::protocol::{CaseName, CaseView, CasesRequest, ConflictView};
use leptos::prelude::*;

use crate::ui::{clock, day};
use crate::worklist::Desk;

#[component]
pub(super) fn Conflicts(case: Arc<CaseView>) -> impl IntoView {
    let desk = expect_context::<Desk>();
    let of = case.of;
    let conflicts = case.conflicts.clone();
    let parallel = case.parallel.clone();
    view! {
        {(!conflicts.is_empty()).then(|| view! {
            <section data-test="conflicts">
                <h3>"Two values stand"</h3>
                <p class="quiet small">"Set by people who did not know of each other's. Choose the one that stands; the other stays in the history."</p>
                {conflicts.into_iter().map(|conflict| view! { <Conflict of conflict/> }).collect_view()}
            </section>
        })}
        {(!parallel.is_empty()).then(|| view! {
            <section data-test="parallel">
                <h3>"Changed at the same time"</h3>
                <p class="quiet small">"Nothing is in doubt, but nobody has seen these together yet."</p>
                <ul>{parallel.into_iter().map(|pair| view! { <li>{pair}</li> }).collect_view()}</ul>
                <div><button class="button" type="button" data-test="glance" on:click=move |_| desk.ask_case(CasesRequest::GlanceParallel { of })>"I have looked at these"</button></div>
            </section>
        })}
    }
}

#[component]
fn Conflict(of: CaseName, conflict: ConflictView) -> impl IntoView {
    let desk = expect_context::<Desk>();
    let ConflictView {
        field,
        what,
        choices,
    } = conflict;
    view! {
        <fieldset class="conflict">
            <legend>{what}</legend>
            {choices.into_iter().map(|choice| {
                let field = field.clone();
                let date = js_sys::Date::new(&wasm_bindgen::JsValue::from_f64(choice.at as f64));
                let when = format!("{} {}", day(&date), clock(choice.at));
                view! {
                    <div class="conflict-choice">
                        <span><span class="strong">{choice.value}</span><br/><span class="quiet small">{format!("{}, {when}", choice.who)}</span></span>
                        <button class="button" type="button" data-test="choose" on:click=move |_| desk.ask_case(CasesRequest::SettleConflict {
                            of,
                            field: field.clone(),
                            choice: choice.choice,
                        })>"This one"</button>
                    </div>
                }
            }).collect_view()}
        </fieldset>
    }
}
