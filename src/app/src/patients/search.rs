//! Search before create: everything that is known of who stands at the desk, what still is missing, and who it could be.

use custodian::protocol::{
    AddressForm, IdentifierForm, NameForm, PatientForm, PatientsEvent, PatientsRequest, PhoneForm,
};
use leptos::{ev, prelude::*};

use super::candidates::Candidates;
use super::fields::{Chosen, SEXES, Typed, entry, own};
use super::find::Find;
use super::{Patients, Purpose};
use crate::ui::{Icon, Picture, failure};

/// A form with one entry of each kind, to be typed into.
pub(super) fn blank() -> PatientForm {
    PatientForm {
        names: vec![NameForm {
            kind: "legal".to_owned(),
            ..NameForm::default()
        }],
        addresses: vec![AddressForm::default()],
        phones: vec![PhoneForm::default()],
        identifiers: vec![IdentifierForm::default()],
        ..PatientForm::default()
    }
}

impl Patients {
    /// Begins with an empty form.
    pub(super) fn begin_search(self, purpose: Purpose) {
        self.form.set(blank());
        self.searched.set(None);
        self.purpose.set(purpose);
        self.identify();
        crate::ui::focus_soon("search-family");
    }

    /// Asks what a search could go by so far.
    pub(super) fn identify(self) {
        let form = Box::new(self.form.get_untracked());
        self.ask(PatientsRequest::Identify(form), move |answer| {
            // What can't be read yet is said when it is searched.
            if let Ok(PatientsEvent::Identified(told)) = answer {
                self.identified.set(told);
            }
        });
    }
}

/// The part of the workplace.
#[component]
pub(super) fn Search() -> impl IntoView {
    let patients = expect_context::<Patients>();
    let form = patients.form;
    let refused = RwSignal::new(None);
    let busy = RwSignal::new(false);
    let more = RwSignal::new(false);
    patients.identify();
    let search = move |event: ev::SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        refused.set(None);
        let typed = form.get_untracked();
        patients.ask(
            PatientsRequest::Search(Box::new(typed.clone())),
            move |answer| {
                busy.set(false);
                patients.identify();
                match answer {
                    Ok(PatientsEvent::Searched(view)) => {
                        patients.searched_form.set(typed.clone());
                        let first = if view.candidates.is_empty() {
                            "new-office"
                        } else {
                            "candidate-0"
                        };
                        patients.searched.set(Some(*view));
                        crate::ui::focus_soon(first);
                    }
                    Ok(_) => {}
                    Err(told) => {
                        patients.searched.set(None);
                        refused.set(Some(told));
                    }
                }
            },
        );
    };
    view! {
        <section class="patients-part">
            <h2>"Find a patient who is here"</h2>
            <Find id="find-patient" then=move |patient| patients.open(patient)/>
        </section>
        <section class="patients-part" data-test="search">
            <h2>"Search before create"</h2>
            <SplitNote/>
            <p class="quiet">"Enter what is known. No record is made before a search on three identifiers, and before everybody found is ruled out one by one."</p>
            <form class="search-form" on:submit=search on:focusout=move |_| patients.identify() data-test="search-form" autocomplete="off">
                <div class="person-line search-names">
                    <Typed form id="search-family" label="Family name" place=entry!(names, family)/>
                    <Typed form id="search-given" label="Given name" place=entry!(names, given)/>
                    <Typed form id="search-birth" label="Birth date" place=own!(birth_date) like="3/12/1984"/>
                    <Chosen form id="search-sex" label="Sex" place=own!(administrative_sex) choices=SEXES/>
                </div>
                <div class="person-line search-names">
                    <Typed form id="search-ssn" label="Social security number" place=own!(ssn) like="or its last four"/>
                    <Typed form id="search-phone" label="Telephone" place=entry!(phones, number)/>
                    <Typed form id="search-street" label="Street and number" place=entry!(addresses, street)/>
                    <Typed form id="search-zip" label="ZIP code" place=entry!(addresses, zip)/>
                </div>
                <div class="search-more" hidden=move || !more.get()>
                    <div class="person-line search-names">
                        <Typed form id="search-middle" label="Middle name" place=entry!(names, middle)/>
                        <Typed form id="search-suffix" label="Suffix" place=entry!(names, suffix) like="Jr."/>
                        <Typed form id="search-mother-given" label="Mother's given name" place=own!(mother_given)/>
                        <Typed form id="search-mother-maiden" label="Mother's maiden name" place=own!(mother_maiden)/>
                    </div>
                    <div class="person-line search-names">
                        <Typed form id="search-city" label="City" place=entry!(addresses, city)/>
                        <Typed form id="search-email" label="E-mail" place=own!(email)/>
                        <Typed form id="search-system" label="Number elsewhere: who gave it" place=entry!(identifiers, system)/>
                        <Typed form id="search-number" label="Number elsewhere" place=entry!(identifiers, value)/>
                    </div>
                </div>
                <Counted/>
                <div class="search-actions">
                    <button class="button first" type="submit" data-test="search-submit" aria-disabled=move || busy.get().to_string()>
                        <Icon of=Picture::Search/>{move || if busy.get() { "Searching…" } else { "Search" }}
                    </button>
                    <button class="button" type="button" data-test="search-more" aria-expanded=move || more.get().to_string() on:click=move |_| more.update(|more| *more = !*more)>
                        {move || if more.get() { "Fewer fields" } else { "More fields" }}
                    </button>
                    <button class="button plain" type="button" data-test="search-clear" on:click=move |_| { refused.set(None); patients.begin_search(Purpose::Arrival); }>"Clear"</button>
                </div>
            </form>
            {move || refused.get().map(|told| failure(&told))}
            <Candidates/>
        </section>
    }
}

/// How many identifiers there are, and what more would count.
#[component]
fn Counted() -> impl IntoView {
    let patients = expect_context::<Patients>();
    let told = patients.identified;
    let line = move || {
        told.with(|told| {
            let (have, need) = (told.on.len(), told.fewest as usize);
            let given = if told.on.is_empty() {
                String::new()
            } else {
                format!(": {}", told.on.join(", "))
            };
            if have >= need {
                return format!("{have} identifiers{given}. Enough to search.");
            }
            let missing = if need - have == 1 {
                "One more of".to_owned()
            } else {
                format!("{} more of", need - have)
            };
            format!(
                "{have} of {need} identifiers{given}. {missing}: {}.",
                told.more.join(", ")
            )
        })
    };
    let enough = move || told.with(|told| told.fewest > 0 && told.on.len() >= told.fewest as usize);
    view! {
        <p class="counted small" class:enough=enough role="status" data-test="identified">
            {move || told.with(|told| told.fewest > 0).then(line)}
        </p>
    }
}

/// For whom is searched, where encounters are to be moved.
#[component]
fn SplitNote() -> impl IntoView {
    let patients = expect_context::<Patients>();
    move || match patients.purpose.get() {
        Purpose::Arrival => None,
        Purpose::Split {
            name, encounters, ..
        } => Some(view! {
            <div class="notice info" data-test="split-note">
                <p class="strong">{format!("Splitting {name}: search for the person to whom {} of its encounters belong.", encounters.len())}</p>
                <p>"Take a candidate as this person, or rule everybody out and make a new record: the encounters go there."</p>
                <p><button class="button" type="button" data-test="split-cancel" on:click=move |_| patients.begin_search(Purpose::Arrival)>"Leave the record as it is"</button></p>
            </div>
        }),
    }
}
