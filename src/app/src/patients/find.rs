//! Finding a patient who is here: a part of the name, the unit number, the birth date. Enter opens the one that is marked.

use custodian::protocol::{PatientList, PatientRow, PatientsEvent, PatientsRequest};
use leptos::{ev, prelude::*};

use super::Patients;
use crate::ui::{counted, failure, reveal_soon};

/// The most that are listed; who types more sees fewer.
const MOST: u32 = 50;
/// How long nothing is typed before it is looked for, in milliseconds: each look goes into the trail.
const PAUSE: u64 = 200;

/// The field and what it finds.
#[component]
pub(super) fn Find(
    /// Its id.
    id: &'static str,
    /// What is done with whom was found.
    then: impl Fn([u8; 16]) + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let patients = expect_context::<Patients>();
    let text = RwSignal::new(String::new());
    let found = RwSignal::new(None::<PatientList>);
    let refused = RwSignal::new(None);
    let at = RwSignal::new(0_usize);
    let asked = StoredValue::new(0_u64);
    let list_id = format!("{id}-list");
    let option_id = move |at: usize| format!("{id}-{at}");
    let look = move || {
        let number = asked.with_value(|asked| asked + 1);
        asked.set_value(number);
        let typed = text.get_untracked();
        if typed.trim().is_empty() {
            found.set(None);
            return;
        }
        set_timeout(
            move || {
                // More was typed, or the screen was left.
                if asked.try_get_value() != Some(number) {
                    return;
                }
                let request = PatientsRequest::Look {
                    text: typed.clone(),
                    most: MOST,
                };
                patients.ask(request, move |answer| {
                    if asked.try_get_value() != Some(number) {
                        return;
                    }
                    at.set(0);
                    match answer {
                        Ok(PatientsEvent::List(list)) => {
                            refused.set(None);
                            found.set(Some(list));
                        }
                        Ok(_) => {}
                        Err(told) => refused.set(Some(told)),
                    }
                });
            },
            core::time::Duration::from_millis(PAUSE),
        );
    };
    let count = move || found.with(|found| found.as_ref().map_or(0, |list| list.rows.len()));
    let on_key = move |event: ev::KeyboardEvent| {
        let last = untrack(count).saturating_sub(1);
        match event.key().as_str() {
            "ArrowDown" => at.update(|at| *at = (*at + 1).min(last)),
            "ArrowUp" => at.update(|at| *at = at.saturating_sub(1)),
            "Escape" => {
                text.set(String::new());
                found.set(None);
            }
            "Enter" => {
                let row = found.with_untracked(|found| {
                    found
                        .as_ref()
                        .and_then(|list| list.rows.get(at.get_untracked()))
                        .map(|row| row.patient)
                });
                if let Some(patient) = row {
                    then(patient);
                }
            }
            _ => return,
        }
        event.prevent_default();
        reveal_soon(option_id(at.get_untracked()));
    };
    let open = move || found.with(|found| found.as_ref().is_some_and(|list| !list.rows.is_empty()));
    view! {
        <div class="find-patient">
            <div class="field">
                <label for=id>"Name, unit number or birth date"</label>
                <input class="input" id=id type="text" data-test=id autocomplete="off" spellcheck="false" role="combobox" aria-expanded=move || open().to_string()
                    aria-controls=list_id.clone() aria-autocomplete="list" aria-activedescendant=move || open().then(|| option_id(at.get()))
                    prop:value=move || text.get() on:keydown=on_key
                    on:input:target=move |event| { text.set(event.target().value()); look(); }/>
            </div>
            <ul class="found-list" id=list_id role="listbox" aria-label="Patients found" hidden=move || !open()>
                {move || found.with(|found| found.as_ref().map(|list| {
                    list.rows.iter().enumerate().map(|(index, row)| {
                        let patient = row.patient;
                        view! {
                            <li role="option" id=option_id(index) data-test="found" aria-selected=move || (at.get() == index).to_string()
                                on:click=move |_| then(patient)>{row_words(row)}</li>
                        }
                    }).collect_view()
                }))}
            </ul>
            <p class="small quiet" role="status" data-test="found-count">{move || found.with(|found| found.as_ref().map(|list| match (list.rows.len(), list.more) {
                (0, _) => "Nobody with that name, number or birth date is here.".to_owned(),
                (_, 0) => counted(list.rows.len() as u64, "patient", "patients"),
                (shown, more) => format!("{shown} shown, {more} more: type more of the name."),
            }))}</p>
            {move || refused.get().map(|told| failure(&told))}
        </div>
    }
}

/// A patient in one line: name, number, birth date, sex, state.
pub(super) fn row_words(row: &PatientRow) -> impl IntoView + use<> {
    view! {
        <span class="strong">{row.name.clone()}</span>
        <span class="mono">{row.unit_number.clone()}</span>
        <span class="num">{row.birth_date.clone()}</span>
        <span>{row.sex.clone()}</span>
        <span class="state-chips">{chips(row)}</span>
    }
}

/// The state of a record and what protects it.
pub(super) fn chips(row: &PatientRow) -> impl IntoView + use<> {
    let kind = if row.provisional {
        "chip warn"
    } else {
        match row.status.as_str() {
            "active" | "verified" => "chip ok",
            _ => "chip",
        }
    };
    let flags = row.flags.clone();
    view! {
        <span class=kind data-test="status">{row.status.clone()}</span>
        {flags.into_iter().map(|flag| view! { " "<span class="chip info">{flag}</span> }).collect_view()}
    }
}
