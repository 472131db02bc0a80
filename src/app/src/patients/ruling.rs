//! Ruling a candidate out with a reason, and taking that back.

use custodian::protocol::{CandidateView, Failure, PatientsEvent, PatientsRequest};
use leptos::{ev, prelude::*};

use super::Patients;
use crate::ui::failure;

/// What a registrar often says.
const REASONS: [&str; 6] = [
    "Another birth date on the photo ID",
    "Another person by the photograph",
    "Twin or other multiple birth",
    "Parent or child of the same name",
    "Another sex, address and telephone",
    "Says never to have been here; nothing else agrees",
];

/// Why it was ruled out, and the way back.
#[component]
pub(super) fn RuledOut(patient: [u8; 16], view: Memo<Option<CandidateView>>) -> impl IntoView {
    let patients = expect_context::<Patients>();
    let back = move |_| {
        let search = patients
            .searched
            .with_untracked(|view| view.as_ref().map(|view| view.search));
        if let Some(search) = search {
            patients.ask(
                PatientsRequest::Reconsider { search, patient },
                move |answer| {
                    if let Ok(PatientsEvent::Searched(view)) = answer {
                        let at = view
                            .candidates
                            .iter()
                            .position(|one| one.row.patient == patient);
                        patients.searched.set(Some(*view));
                        crate::ui::focus_soon(format!("candidate-{}", at.unwrap_or_default()));
                    }
                },
            );
        }
    };
    view! {
        <span class="chip off">"ruled out"</span>
        <span class="out-reason">{move || view.with(|view| view.as_ref().map(|one| one.ruled_out.clone()))}</span>
        <button class="button plain" type="button" data-test="reconsider" on:click=back>"Take this back"</button>
    }
}

/// The reason why a candidate is somebody else.
#[component]
pub(super) fn RuleOut(patient: [u8; 16], at: usize, ruling: RwSignal<bool>) -> impl IntoView {
    let patients = expect_context::<Patients>();
    let reason = RwSignal::new(String::new());
    let refused = RwSignal::new(None::<Failure>);
    let id = format!("rule-out-{at}");
    let list = format!("rule-out-reasons-{at}");
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let search = patients
            .searched
            .with_untracked(|view| view.as_ref().map(|view| view.search));
        let Some(search) = search else { return };
        let request = PatientsRequest::RuleOut {
            search,
            patient,
            reason: reason.get_untracked(),
        };
        patients.ask(request, move |answer| match answer {
            Ok(PatientsEvent::Searched(view)) => {
                ruling.set(false);
                // Open candidates come first, so that the next one to be judged is the first.
                let next = if view.clear {
                    "new-office"
                } else {
                    "candidate-0"
                };
                patients.searched.set(Some(*view));
                crate::ui::focus_soon(next);
            }
            Ok(_) => {}
            Err(told) => refused.set(Some(told)),
        });
    };
    let on_key = move |event: ev::KeyboardEvent| {
        if event.key() == "Escape" {
            event.prevent_default();
            ruling.set(false);
            crate::ui::focus_soon(format!("candidate-{at}"));
        }
    };
    view! {
        <form class="reason-line" on:submit=submit on:keydown=on_key data-test="rule-out-form">
            <div class="field">
                <label for=id.clone()>"What shows that it is somebody else"</label>
                <input class="input" type="text" id=id.clone() data-test="rule-out-reason" list=list.clone() autocomplete="off" prop:value=move || reason.get()
                    on:input:target=move |event| reason.set(event.target().value())/>
                <datalist id=list>{REASONS.map(|words| view! { <option value=words></option> }).collect_view()}</datalist>
            </div>
            <button class="button first" type="submit" data-test="rule-out-submit">"Rule out"</button>
            <button class="button plain" type="button" on:click=move |_| ruling.set(false)>"Cancel"</button>
            {move || refused.get().map(|told| failure(&told))}
        </form>
    }
}
