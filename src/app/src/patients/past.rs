//! What is known of a patient, field by field, and who changed which when, over what and why.

use custodian::protocol::{
    Event, Failure, FieldChange, FieldView, PatientPage, RecordName, RecordSort, Request,
};
use leptos::prelude::*;

use super::Patients;
use crate::ui::failure;

/// The fields that hold something; the rest on demand.
#[component]
pub(super) fn Facts(page: PatientPage) -> impl IntoView {
    let patient = page.row.patient;
    let all = RwSignal::new(false);
    let open = RwSignal::new(None::<String>);
    let empty = page
        .fields
        .iter()
        .filter(|field| field.value.is_empty())
        .count();
    let fields = StoredValue::new(page.fields);
    view! {
        <dl class="facts" data-test="facts">
            {move || fields.with_value(|fields| fields
                .iter()
                .filter(|field| all.get() || !field.value.is_empty())
                .cloned()
                .map(|field| view! { <Fact field patient open/> })
                .collect_view())}
        </dl>
        {(empty > 0).then(|| view! {
            <div><button class="button plain" type="button" aria-expanded=move || all.get().to_string() on:click=move |_| all.update(|all| *all = !*all)>
                {move || if all.get() { "Only what is known".to_owned() } else { format!("{empty} more fields, which are empty") }}
            </button></div>
        })}
    }
}

#[component]
fn Fact(
    field: FieldView,
    patient: [u8; 16],
    /// Path of the field whose past is shown.
    open: RwSignal<Option<String>>,
) -> impl IntoView {
    let path = StoredValue::new(field.path.clone());
    let shown =
        Memo::new(move |_| open.with(|open| open.as_deref() == Some(path.get_value().as_str())));
    let toggle = move |_| {
        open.set((!shown.get_untracked()).then(|| path.get_value()));
    };
    let value = if field.value.is_empty() {
        "–".to_owned()
    } else {
        field.value
    };
    view! {
        <div class="fact">
            <dt>{field.label.clone()}</dt>
            <dd>
                <span data-test=format!("fact-{}", field.path)>{value}</span>
                {(!field.from.is_empty()).then(|| view! { " "<span class="chip info">{format!("from {}", field.from)}</span> })}
            </dd>
            <dd class="fact-past">
                <button class="link small" type="button" aria-expanded=move || shown.get().to_string() aria-label=format!("Past of {}", field.label) on:click=toggle>"Past"</button>
            </dd>
            {move || shown.get().then(|| view! { <dd class="fact-changes"><Past patient path=path.get_value()/></dd> })}
        </div>
    }
}

/// Changes of one field, the latest first.
#[component]
fn Past(patient: [u8; 16], path: String) -> impl IntoView {
    let patients = expect_context::<Patients>();
    let changes = RwSignal::new(None::<Vec<FieldChange>>);
    let refused = RwSignal::new(None::<Failure>);
    let of = RecordName {
        sort: RecordSort::Patient,
        id: patient,
    };
    let request = Request::History { of, place: path };
    patients.keeper.ask(request, move |event| match event {
        Event::History(told) => changes.set(Some(told)),
        Event::Failed(told) => refused.set(Some(told)),
        _ => {}
    });
    view! {
        {move || refused.get().map(|told| failure(&told))}
        {move || changes.get().map(|changes| if changes.is_empty() {
            view! { <p class="small quiet" data-test="past">"Nobody has entered anything here."</p> }.into_any()
        } else {
            view! {
                <div class="scroll-x" tabindex="0" role="region" aria-label="Changes">
                    <table class="plain-table small" data-test="past">
                        <thead><tr><th scope="col">"When"</th><th scope="col">"Who"</th><th scope="col">"Field"</th><th scope="col">"Before"</th><th scope="col">"After"</th><th scope="col">"Why"</th></tr></thead>
                        <tbody>{changes.into_iter().map(change).collect_view()}</tbody>
                    </table>
                </div>
            }.into_any()
        })}
    }
}

fn change(of: FieldChange) -> impl IntoView {
    let blank = |text: String| {
        if text.is_empty() {
            "–".to_owned()
        } else {
            text
        }
    };
    let why = if of.undoing {
        "taken back".to_owned()
    } else {
        of.reason
    };
    // A field of an entry of a list: the entry's id says nothing to anybody.
    let field: Vec<&str> = of
        .field
        .split('/')
        .filter(|part| !part.starts_with('@'))
        .collect();
    view! {
        <tr>
            <td class="tabular nowrap">{clock(of.at)}</td><td>{of.who}</td><td>{field.join(", ").replace('_', " ")}</td>
            <td>{blank(of.from.join("; "))}</td><td>{blank(of.to)}{(!of.stands).then_some(" (replaced since)")}</td><td>{why}</td>
        </tr>
    }
}

/// A moment by the clock here, `2026-03-01 08:05`.
fn clock(millis: i64) -> String {
    let at = js_sys::Date::new(&wasm_bindgen::JsValue::from_f64(millis as f64));
    format!(
        "{:04}-{:02}-{:02} {:02}:{:02}",
        at.get_full_year(),
        at.get_month() + 1,
        at.get_date(),
        at.get_hours(),
        at.get_minutes()
    )
}
