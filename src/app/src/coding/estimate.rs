//! What Medicare would pay for the stay, as an estimate that says so: each step, what would change it, or why there is none.

use engine::payment_fields::FIELDS;
use engine::protocol::{Estimated, Event, Failure, Refusal, RefusalKind, Request};
use leptos::prelude::*;

use super::payment::Payment;
use super::session::Session;
use crate::link::{Link, Newest};
use crate::shell::{Overlay, Route, Shell};
use crate::ui::failure;

mod charged;
mod result;

/// The estimate of the stay as it stands.
#[component]
pub(super) fn Estimate() -> impl IntoView {
    let session = expect_context::<Session>();
    let shell = expect_context::<Shell>();
    let link = expect_context::<Link>();
    let payment = session.payment;
    let told = RwSignal::new(None::<Result<Estimated, Failure>>);
    let ask = Newest::new(link, move |event| match event {
        Event::Estimated(answer) => told.set(Some(Ok(*answer))),
        Event::Failed(failure) => told.set(Some(Err(failure))),
        _ => {}
    });
    Effect::new(move |_| {
        let request = Request::Estimate {
            stay: Box::new(session.draft.get()),
            charged: payment.charged.get(),
            inputs: payment.inputs.get(),
        };
        if link.ready() {
            ask.ask(request);
        }
    });
    let refused_at = Memo::new(move |_| {
        told.with(|told| match told {
            Some(Ok(Estimated::Refused(refusal))) => Some(refusal.kind),
            _ => None,
        })
    });
    view! {
        <div class="estimate" data-test="estimate">
            <div class="estimate-head">
                <h2>"Estimate of the Medicare payment"</h2>
                <button type="button" class="button" data-test="open-inputs" on:click=move |_| open_inputs(session, shell)>"Facility inputs"</button>
            </div>
            <charged::ChargedFields refused_at/>
            {move || told.with(|told| match told {
                None => view! { <p class="quiet">"Being computed."</p> }.into_any(),
                Some(Err(told)) => failure(told).into_any(),
                Some(Ok(Estimated::Amount(view))) => result::amount(view).into_any(),
                Some(Ok(Estimated::Refused(refusal))) => refused(session, shell, refusal).into_any(),
            })}
        </div>
    }
}

/// Opens the form of the stay's fiscal year, or of the year that was shown last.
pub(crate) fn open_inputs(session: Session, shell: Shell) {
    let payment: Payment = session.payment;
    let of_stay = session
        .draft
        .with_untracked(|draft| crate::ui::fiscal_year(&draft.discharge_date));
    if let Some(year) = of_stay {
        payment.year.set(year);
    }
    shell.overlay.set(Overlay::Inputs);
}

/// Why there is no estimate, and the way to one.
fn refused(session: Session, shell: Shell, refusal: &Refusal) -> impl IntoView + use<> {
    let Refusal {
        kind,
        rule,
        fiscal_year,
        what,
        why,
        fix,
        fields,
    } = refusal.clone();
    if kind == RefusalKind::Inputs && fields.is_empty() {
        let year = fiscal_year.unwrap_or_default();
        return no_inputs(session, shell, year).into_any();
    }
    let tone = match kind {
        RefusalKind::Year | RefusalKind::Hospital | RefusalKind::Drg => "notice warn",
        _ => "notice info",
    };
    let place = match kind {
        RefusalKind::Stay(place) => Some(place),
        _ => None,
    };
    let names = fields
        .iter()
        .map(|problem| {
            let field = FIELDS.iter().find(|field| field.key == problem.field);
            let name = field.map_or("The facility's name", |field| field.name);
            let state = if problem.missing {
                "missing".to_owned()
            } else {
                problem.what.clone()
            };
            view! { <li>{name}": "{state}</li> }
        })
        .collect_view();
    let to_inputs = kind == RefusalKind::Inputs;
    let to_tables = kind == RefusalKind::Year && !rule.is_empty();
    view! {
        <div class=tone role="status" data-test="estimate-refused">
            <p class="strong">"No estimate. "{what}</p>
            <p>{why}</p>
            {(!fields.is_empty()).then(|| view! { <ul class="terms">{names}</ul> })}
            <p><span class="quiet">"To do: "</span>{fix}</p>
            {(!rule.is_empty()).then(|| view! { <p class="quiet small">{rule}</p> })}
            {place.map(|place| view! {
                <p><button type="button" class="link" data-test="estimate-go" on:click=move |_| session.go_to_place(place)>"Go there"</button></p>
            })}
            {to_tables.then(|| view! { <p><a class="link" data-test="estimate-tables" href=Route::Official.hash()>"Go to official files"</a></p> })}
            {to_inputs.then(|| view! {
                <p><button type="button" class="button first" data-test="enter-inputs" on:click=move |_| open_inputs(session, shell)>"Open the inputs"</button></p>
            })}
        </div>
    }
    .into_any()
}

/// Nothing was entered for the year: what is needed, and where each figure is published.
fn no_inputs(session: Session, shell: Shell, year: u16) -> impl IntoView {
    let needed = FIELDS
        .iter()
        .filter(|field| field.required && field.asked(&std::collections::BTreeMap::new()))
        .map(|field| view! { <li><span class="strong">{field.name}</span>" "<span class="quiet">{field.found_in}</span></li> })
        .collect_view();
    view! {
        <div class="empty" role="status" data-test="estimate-refused">
            <h3>{format!("The hospital's own figures for FY {year} come first")}</h3>
            <p>"Medicare pays each hospital by figures of its own. CMS publishes them every year, in the tables of the final rule and in the hospital's provider-specific file. Chartroom ships none of them and guesses none."</p>
            <p>"Needed for every hospital:"</p>
            <ul class="terms">{needed}</ul>
            <p>"The others apply to some hospitals only. They are entered once a year, hold no patient data, and can be written into a file for the next desk."</p>
            <p><button type="button" class="button first" data-test="enter-inputs" on:click=move |_| open_inputs(session, shell)>{format!("Enter the figures of FY {year}")}</button></p>
        </div>
    }
}
