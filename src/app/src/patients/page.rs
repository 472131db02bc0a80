//! The patient on screen: who it is, how far that is verified, what is wrong, the stays, and the records that stand behind.

use custodian::protocol::{Failure, FindingView, PatientPage, PatientsEvent, PatientsRequest};
use leptos::{ev, prelude::*};

use super::asking::Refusal;
use super::find::chips;
use super::form::PersonFields;
use super::merged::MergedHere;
use super::overlay::Overlay;
use super::past::Facts;
use super::search::blank;
use super::status::{Held, States};
use super::stays::Stays;
use super::{Patients, Purpose, Tab};
use crate::shell::Shell;
use crate::ui::{Dialog, TextField, counted, failure};

/// The part of the workplace.
#[component]
pub(super) fn PatientSection() -> impl IntoView {
    let patients = expect_context::<Patients>();
    let shown = Memo::new(move |_| patients.page.with(Option::is_some));
    view! {
        <Refusal refused=patients.refused id="open-reason" again=move |reason| {
            if let Some(patient) = patients.asked.get_untracked() {
                patients.open_for(patient, reason);
            }
        }/>
        {move || if shown.get() {
            view! { <OnScreen/> }.into_any()
        } else {
            let waiting = patients.refused.with(Option::is_none);
            waiting.then(|| view! { <p class="quiet" role="status">"Opening the record…"</p> }).into_any()
        }}
    }
}

#[component]
fn OnScreen() -> impl IntoView {
    let patients = expect_context::<Patients>();
    let editing = RwSignal::new(false);
    let overlay = RwSignal::new(false);
    view! {
        {move || patients.page.get().map(|page| {
            let again = page.asked_for.clone().map(|row| format!("You asked for {} {}: it was merged, and this record stands for it.", row.unit_number, row.name));
            let merged = page.row.merged_into.is_some();
            let conflicts = page.conflicts;
            view! {
                <header class="patient-head">
                    <div>
                        <h2 id="patient-name" tabindex="-1" data-test="patient-name">{page.row.name.clone()}</h2>
                        <p class="candidate-facts">
                            <span>"Unit number "<span class="mono strong" data-test="unit-number">{page.row.unit_number.clone()}</span></span>
                            <span class="num">{format!("born {}", page.row.birth_date)}</span>
                            <span>{page.row.sex.clone()}</span>
                        </p>
                        <p class="state-chips" data-test="patient-chips">{chips(&page.row)}</p>
                    </div>
                    <div class="search-actions">
                        <button class="button" type="button" data-test="edit-patient" disabled=merged on:click=move |_| editing.set(true)>"Change fields"</button>
                        <States page=page.clone()/>
                    </div>
                </header>
                {again.map(|words| view! { <p class="notice info" data-test="asked-for">{words}</p> })}
                {(!page.warning.is_empty()).then(|| view! { <p class="notice warn" data-test="page-warning">{page.warning.clone()}</p> })}
                <Held page=page.clone()/>
                {(conflicts > 0).then(|| view! {
                    <p class="notice warn">{format!("{} changed on two devices at once and not settled yet. What the latest change says is shown.", counted(u64::from(conflicts), "field was", "fields were"))}</p>
                })}
                {findings(&page.findings)}
                <Stays page=page.clone()/>
                <section class="patients-part">
                    <h3>"What is known"</h3>
                    <Facts page=page.clone()/>
                    {provenance(&page)}
                </section>
                <MergedHere page=page.clone()/>
                <section class="patients-part">
                    <h3>"Two people in one record?"</h3>
                    <p class="quiet">"An overlay is found by what encounters contradict: two places at once, allergies, documents of somebody else."</p>
                    <div><button class="button" type="button" data-test="overlay" aria-expanded=move || overlay.get().to_string() on:click=move |_| overlay.update(|on| *on = !*on)>
                        {move || if overlay.get() { "Hide what encounters say" } else { "Look at what encounters say" }}
                    </button></div>
                    {
                        let (patient, name) = (page.row.patient, page.row.name.clone());
                        move || overlay.get().then(|| view! { <Overlay patient name=name.clone()/> })
                    }
                </section>
            }
        })}
        <Dialog open=editing on_close=move || editing.set(false) title="Change fields" wide=true test="edit-dialog">
            <EditForm done=move || editing.set(false)/>
        </Dialog>
        <p class="search-actions">
            <button class="button plain" type="button" data-test="next-arrival" on:click=move |_| { patients.to(Tab::Search); patients.begin_search(Purpose::Arrival); }>"Search for the next patient"</button>
        </p>
    }
}

/// What is wrong, each in its parts.
pub(super) fn findings(of: &[FindingView]) -> Option<impl IntoView + use<>> {
    (!of.is_empty()).then(|| {
        let rows: Vec<_> = of
            .iter()
            .cloned()
            .map(|finding| {
                let kind = if finding.error { "notice stop" } else { "notice warn" };
                let weight = if finding.error { "Stops" } else { "Look at it" };
                view! {
                    <li class=kind data-test="finding">
                        <p class="strong">{weight}": "{finding.what}" "<span class="mono small quiet">{finding.rule}</span></p>
                        <p>{finding.why}</p>
                        <p><span class="quiet">"Where: "</span>{finding.place}</p>
                        <p><span class="quiet">"To do: "</span>{finding.fix}</p>
                    </li>
                }
            })
            .collect();
        view! { <ul class="record-findings">{rows}</ul> }
    })
}

/// How the record came to be, and who verified it.
fn provenance(page: &PatientPage) -> impl IntoView + use<> {
    let lines = [
        ("Searched before it was made", page.searched.clone()),
        ("Verified", page.verified.clone()),
    ];
    let rows: Vec<_> = lines
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(label, value)| view! { <p class="small" data-test="provenance"><span class="quiet">{label}": "</span>{value}</p> })
        .collect();
    rows
}

/// The person's fields, to be changed.
#[component]
fn EditForm(done: impl Fn() + Copy + Send + Sync + 'static) -> impl IntoView {
    let patients = expect_context::<Patients>();
    let shell = expect_context::<Shell>();
    let form = RwSignal::new(blank());
    let ready = RwSignal::new(false);
    let reason = RwSignal::new(String::new());
    let refused = RwSignal::new(None::<Failure>);
    let Some(patient) = patients.asked.get_untracked() else {
        return ().into_any();
    };
    let fetch = move |why: String| {
        refused.set(None);
        patients.ask(
            PatientsRequest::Form {
                patient,
                reason: why,
            },
            move |answer| match answer {
                Ok(PatientsEvent::Form(told)) => {
                    form.set(*told);
                    ready.set(true);
                    crate::ui::focus_soon("edit-family-0");
                }
                Ok(_) => {}
                Err(told) => refused.set(Some(told)),
            },
        );
    };
    fetch(String::new());
    let save = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let request = PatientsRequest::Edit {
            patient,
            form: Box::new(form.get_untracked()),
            reason: reason.get_untracked(),
        };
        patients.ask(request, move |answer| match answer {
            Ok(PatientsEvent::Page(page)) => {
                patients.show(*page);
                shell.say("The change is saved on this device.");
                done();
            }
            Ok(_) => {}
            Err(told) => refused.set(Some(told)),
        });
    };
    view! {
        {move || if ready.get() {
            view! {
                <form class="door-form" on:submit=save data-test="edit-form">
                    <PersonFields form of="edit"/>
                    <TextField id="edit-reason" label="Why it is changed" value=reason/>
                    {move || refused.get().map(|told| failure(&told))}
                    <div class="actions">
                        <button class="button first" type="submit" data-test="edit-save">"Save"</button>
                        <button class="button plain" type="button" on:click=move |_| done()>"Leave it as it is"</button>
                    </div>
                </form>
            }.into_any()
        } else {
            view! { <Refusal refused id="edit-open-reason" again=fetch/> }.into_any()
        }}
    }
    .into_any()
}
