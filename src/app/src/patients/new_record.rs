//! A new, provisional record of somebody for whom was searched and whom nobody here is.

use custodian::protocol::{Failure, PatientsEvent, PatientsRequest, SplitTo, Splitting};
use leptos::{ev, prelude::*};

use super::fields::{Typed, own};
use super::form::PersonFields;
use super::search::blank;
use super::{Patients, Purpose, Tab};
use crate::shell::Shell;
use crate::ui::failure;

/// What the place of a failure says where a number is missing.
const NUMBER_BLOCKS: &str = "number blocks";

/// What is asked for beyond the search, and the record.
#[component]
pub(super) fn NewRecord() -> impl IntoView {
    let patients = expect_context::<Patients>();
    let shell = expect_context::<Shell>();
    let form = RwSignal::new(patients.searched_form.get_untracked());
    let refused = RwSignal::new(None::<Failure>);
    let busy = RwSignal::new(false);
    let more = RwSignal::new(false);
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let search = patients
            .searched
            .with_untracked(|view| view.as_ref().map(|view| view.search));
        let Some(search) = search else { return };
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        refused.set(None);
        let form = Box::new(form.get_untracked());
        let request = match patients.purpose.get_untracked() {
            Purpose::Arrival => PatientsRequest::Create { search, form },
            Purpose::Split {
                from,
                encounters,
                reason,
                ..
            } => PatientsRequest::Split(Box::new(Splitting {
                from,
                encounters,
                to: SplitTo::New { search, form },
                reason,
            })),
        };
        patients.ask(request, move |answer| {
            busy.set(false);
            match answer {
                Ok(PatientsEvent::Page(page)) => {
                    let said = format!(
                        "A provisional record is saved on this device: unit number {}.",
                        page.row.unit_number
                    );
                    patients.searched.set(None);
                    patients.form.set(blank());
                    patients.purpose.set(Purpose::Arrival);
                    patients.show(*page);
                    shell.say(said);
                }
                Ok(_) => {}
                Err(told) => refused.set(Some(told)),
            }
        });
    };
    let no_number = move || {
        refused.with(|told| {
            told.as_ref()
                .is_some_and(|told| told.place.starts_with(NUMBER_BLOCKS))
        })
    };
    view! {
        <section class="new-record" data-test="new-record">
            <h3>"Nobody here is this person: make a provisional record"</h3>
            <p>"It gets a unit number of this device's block. Until the attending's office has verified who it is, nothing of it can be released or billed."</p>
            <form class="door-form" on:submit=submit>
                <div class="person-line two">
                    <Typed form id="new-office" label="Attending's office" place=own!(office)/>
                    <Typed form id="new-office-phone" label="Its telephone" place=own!(office_phone)/>
                </div>
                <div>
                    <button class="button plain" type="button" data-test="new-more" aria-expanded=move || more.get().to_string() on:click=move |_| more.update(|more| *more = !*more)>
                        {move || if more.get() { "Only what has to be asked" } else { "Everything else that is known" }}
                    </button>
                </div>
                {move || more.get().then(|| view! { <PersonFields form of="new"/> })}
                {move || refused.get().map(|told| failure(&told))}
                {move || no_number().then(|| view! { <p><button class="button" type="button" data-test="to-numbers" on:click=move |_| patients.to(Tab::Numbers)>"Go to the numbers"</button></p> })}
                <div class="search-actions">
                    <button class="button first" type="submit" data-test="create" aria-disabled=move || busy.get().to_string()>
                        {move || if busy.get() { "Saving…" } else { "Make the provisional record" }}
                    </button>
                </div>
            </form>
        </section>
    }
}
