//! Registering an encounter: its class, when it began, who attends.

use custodian::protocol::{
    ChartsEvent, ChartsRequest, EncounterForm, Event, Failure, ProviderForm, Request,
};
use leptos::{ev, prelude::*};
use wasm_bindgen::JsValue;

use super::Patients;
use crate::chart::CLASSES;
use crate::shell::Shell;
use crate::ui::{TextField, failure};

/// The form.
#[component]
pub(super) fn NewStay(
    patient: [u8; 16],
    done: impl Fn() + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let patients = expect_context::<Patients>();
    let shell = expect_context::<Shell>();
    let field = || RwSignal::new(String::new());
    let class = RwSignal::new("IP".to_owned());
    let (account, service, unit, complaint, financial) =
        (field(), field(), field(), field(), field());
    let (priority, origin, attending, npi) = (field(), field(), field(), field());
    let (admitted, discharged, order) = (RwSignal::new(now()), field(), field());
    let reason = field();
    let asks = RwSignal::new(false);
    let refused = RwSignal::new(None::<Failure>);
    let busy = RwSignal::new(false);
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        refused.set(None);
        let who = attending.get_untracked();
        let attends = !who.trim().is_empty() || !npi.get_untracked().trim().is_empty();
        let form = EncounterForm {
            account: account.get_untracked(),
            class: class.get_untracked(),
            admission_type: priority.get_untracked(),
            point_of_origin: origin.get_untracked(),
            admit_order: with_offset(&order.get_untracked()),
            admitted: with_offset(&admitted.get_untracked()),
            discharged: with_offset(&discharged.get_untracked()),
            service: service.get_untracked(),
            unit: unit.get_untracked(),
            complaint: complaint.get_untracked(),
            financial_class: financial.get_untracked(),
            providers: attends
                .then(|| ProviderForm {
                    role: "attending".to_owned(),
                    name: who,
                    npi: npi.get_untracked(),
                    ..ProviderForm::default()
                })
                .into_iter()
                .collect(),
            ..EncounterForm::default()
        };
        let request = Request::Charts(ChartsRequest::CreateEncounter {
            patient,
            form: Box::new(form),
            reason: reason.get_untracked(),
        });
        patients.keeper.ask(request, move |event| {
            busy.set(false);
            match event {
                Event::Charts(ChartsEvent::Encounter(_)) => {
                    done();
                    shell.say("The encounter is saved on this device.");
                    patients.refresh(patient, reason.get_untracked());
                }
                Event::Failed(told) => {
                    asks.set(told.place == "reason");
                    refused.set(Some(told));
                }
                _ => {}
            }
        });
    };
    crate::ui::focus_soon("stay-class");
    view! {
        <form class="door-form" on:submit=submit data-test="new-stay-form">
            <div class="person-line three">
                <div class="field">
                    <label for="stay-class">"Class"</label>
                    <select autocomplete="off" class="input" id="stay-class" on:change:target=move |event| class.set(event.target().value())>
                        {CLASSES.map(|(word, said)| view! { <option value=word selected=move || class.get() == word>{said}</option> }).collect_view()}
                    </select>
                </div>
                <TextField id="stay-account" label="Account number" value=account/>
                <TextField id="stay-service" label="Service" value=service/>
                <Time id="stay-admitted" label="Admission or arrival" value=admitted/>
                <Time id="stay-order" label="Inpatient order" value=order/>
                <Time id="stay-discharged" label="Discharge or departure" value=discharged/>
                <TextField id="stay-attending" label="Attending" value=attending/>
                <TextField id="stay-npi" label="Attending's NPI" value=npi/>
                <TextField id="stay-unit" label="Nursing unit" value=unit/>
                <TextField id="stay-priority" label="Priority of admission, one digit" value=priority/>
                <TextField id="stay-origin" label="Point of origin" value=origin/>
                <TextField id="stay-financial" label="Financial class" value=financial/>
            </div>
            <TextField id="stay-complaint" label="Reason for the visit" value=complaint/>
            {move || asks.get().then(|| view! { <TextField id="stay-reason" label="Why you open this record" value=reason/> })}
            {move || refused.get().map(|told| failure(&told))}
            <div class="actions">
                <button class="button first" type="submit" data-test="stay-save">{move || if busy.get() { "Saving…" } else { "Register" }}</button>
                <button class="button plain" type="button" on:click=move |_| done()>"Cancel"</button>
            </div>
        </form>
    }
}

/// A day and a time, by the clock at the facility.
#[component]
fn Time(id: &'static str, label: &'static str, value: RwSignal<String>) -> impl IntoView {
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <input class="input" type="datetime-local" autocomplete="off" id=id prop:value=move || value.get() on:change:target=move |event| value.set(event.target().value())/>
        </div>
    }
}

/// Now, as such a field has it.
fn now() -> String {
    let at = js_sys::Date::new_0();
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}",
        at.get_full_year(),
        at.get_month() + 1,
        at.get_date(),
        at.get_hours(),
        at.get_minutes()
    )
}

/// A day and time with the offset that this device's clock had then; empty as it is.
fn with_offset(local: &str) -> String {
    if local.is_empty() {
        return String::new();
    }
    let behind = js_sys::Date::new(&JsValue::from_str(local)).get_timezone_offset();
    offset(local, behind as i32)
}

/// `behind`: by how many minutes the clock is behind UTC.
fn offset(local: &str, behind: i32) -> String {
    let sign = if behind > 0 { '-' } else { '+' };
    let minutes = behind.unsigned_abs();
    format!("{local}{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}

#[cfg(test)]
mod tests {
    use super::offset;

    #[test]
    fn a_time_is_kept_with_the_offset_of_its_day() {
        assert_eq!(offset("2026-03-01T08:00", 360), "2026-03-01T08:00-06:00");
        assert_eq!(offset("2026-07-01T08:00", 0), "2026-07-01T08:00+00:00");
        assert_eq!(offset("2026-07-01T08:00", -570), "2026-07-01T08:00+09:30");
    }
}
