//! The versions of a case, each as it became final: to be opened, and held against another or the present.

use std::sync::Arc;

use custodian::protocol::{CaseView, CasesRequest};
use leptos::prelude::*;

use crate::worklist::Desk;

#[component]
pub(super) fn Versions(case: Arc<CaseView>) -> impl IntoView {
    if case.versions.is_empty() {
        return ().into_any();
    }
    let desk = expect_context::<Desk>();
    let of = case.of;
    let numbers: Vec<u32> = case.versions.iter().map(|version| version.number).collect();
    let from = RwSignal::new(numbers.last().copied());
    let to = RwSignal::new(None::<u32>);
    let numbers = StoredValue::new(numbers);
    let choice = move |id: &'static str, label: &'static str, chosen: RwSignal<Option<u32>>| {
        view! {
            <div class="field">
                <label for=id>{label}</label>
                <select autocomplete="off" class="input" id=id on:change:target=move |event| chosen.set(event.target().value().parse().ok())>
                    {numbers.get_value().into_iter().map(|number| view! {
                        <option value=number.to_string() prop:selected=move || chosen.get() == Some(number)>{format!("version {number}")}</option>
                    }).collect_view()}
                    <option value="" prop:selected=move || chosen.get().is_none()>"as it stands"</option>
                </select>
            </div>
        }
    };
    let lines = case.versions.clone();
    view! {
        <section data-test="versions">
            <h3>"Versions"</h3>
            <ul class="case-list">
                {lines.into_iter().map(|version| {
                    let number = version.number;
                    view! {
                        <li>
                            <span>
                                <span class="strong">{format!("Version {number}")}</span>{(!version.drg.is_empty()).then(|| format!(": {}", version.drg))}
                                <br/><span class="quiet small">{format!("final {} by {}", version.at, version.by)}{(!version.reopened.is_empty()).then(|| format!(", reopened: {}", version.reopened))}</span>
                            </span>
                            <button class="button" type="button" data-test="open-version" on:click=move |_| desk.ask_case(CasesRequest::OpenVersion { of, number })>"Look at it"</button>
                        </li>
                    }
                }).collect_view()}
            </ul>
            {move || desk.version.get().is_some().then(|| view! {
                <div><button class="button first" type="button" data-test="back-to-case" on:click=move |_| desk.open(of.encounter, Some(of.case))>"Back to the case as it stands"</button></div>
            })}
            <div class="case-compare">
                {choice("compare-from", "Differences from", from)}
                {choice("compare-to", "to", to)}
                <button class="button" type="button" data-test="compare" on:click=move |_| desk.ask_case(CasesRequest::Compare { of, from: from.get_untracked(), to: to.get_untracked() })>"Show"</button>
            </div>
            {move || desk.differences.get().map(|lines| if lines.is_empty() {
                view! { <p role="status" data-test="differences">"Nothing differs."</p> }.into_any()
            } else {
                view! {
                    <table class="people-table" data-test="differences">
                        <thead><tr><th scope="col">"What"</th><th scope="col">"Was"</th><th scope="col">"Is"</th></tr></thead>
                        <tbody>{lines.into_iter().map(|line| view! { <tr><th scope="row">{line.what}</th><td>{line.from}</td><td>{line.to}</td></tr> }).collect_view()}</tbody>
                    </table>
                }.into_any()
            })}
        </section>
    }.into_any()
}
