//! The fields of the stay: whose, from when to when, how old, where to, and what kind of hospital.

use engine::choices::{
    DISCHARGE_STATUSES, HOME_HEALTH_CHOICES, HOSPITAL_CHOICES, SEX_CHOICES, with_home_health,
};
use engine::draft::StayDraft;
use engine::protocol::{GrouperUsed, Place};
use leptos::prelude::*;

use super::session::Session;
use crate::ui::DateInput;

/// The strip above both panes.
#[component]
pub(super) fn StayFields() -> impl IntoView {
    let session = expect_context::<Session>();
    let told = session.assessment;
    let length = move || {
        told.with(
            |told| match told.as_deref().and_then(|told| told.length_of_stay) {
                Some(1) => "1 day".to_owned(),
                Some(days) => format!("{days} days"),
                None => String::new(),
            },
        )
    };
    view! {
        <fieldset class="stay" aria-label="The stay" prop:disabled=move || session.locked()>
            <div class="field stay-label">
                <label for="stay-label">"Patient"</label>
                <input class="input" id="stay-label" type="text" autocomplete="off" spellcheck="false" placeholder="Label of your own"
                    prop:readOnly=move || session.case.with(Option::is_some) title=move || session.case.with(Option::is_some).then_some("The patient on record")
                    prop:value=move || session.draft.with(|d| d.label.clone())
                    on:change:target=move |e| { let v = e.target().value(); session.change("label", |d| d.label = v); }/>
            </div>
            <DateField id="stay-admission" name="Admitted" what="admission date" place=Place::AdmissionDate get=|d| d.admission_date.clone() set=|d, v| d.admission_date = v/>
            <DateField id="stay-discharge" name="Discharged" what="discharge date" place=Place::DischargeDate get=|d| d.discharge_date.clone() set=|d, v| d.discharge_date = v/>
            <div class="field"><span class="label">"Stay"</span><span class="reading num" data-test="los">{length}</span></div>
            <DateField id="stay-birth" name="Born" what="birth date" place=Place::Age get=|d| d.birth_date.clone() set=|d, v| d.birth_date = v/>
            <AgeField/>
            <div class="field">
                <label for="stay-sex">"Sex"</label>
                <select autocomplete="off" class="input" id="stay-sex" aria-invalid=move || session.stopped_at(Place::Sex).then_some("true") on:change:target=move |e| {
                    let value = e.target().value();
                    if let Some((sex, _)) = SEX_CHOICES.iter().find(|(_, words)| *words == value) {
                        session.change("sex", |d| d.sex = *sex);
                    }
                }>
                    {SEX_CHOICES.iter().map(|(sex, words)| view! {
                        <option value=*words prop:selected=move || session.draft.with(|d| d.sex == *sex)>{*words}</option>
                    }).collect_view()}
                </select>
            </div>
            <StatusField/>
            <HomeHealthField/>
            <div class="field stay-hospital">
                <label for="stay-hospital">"Hospital"</label>
                <select autocomplete="off" class="input" id="stay-hospital" on:change:target=move |e| {
                    let value = e.target().value();
                    if let Some((hospital, _)) = HOSPITAL_CHOICES.iter().find(|(_, words)| *words == value) {
                        session.change("hospital", |d| d.hospital = *hospital);
                    }
                }>
                    {HOSPITAL_CHOICES.iter().map(|(hospital, words)| view! {
                        <option value=*words prop:selected=move || session.draft.with(|d| d.hospital == *hospital)>{*words}</option>
                    }).collect_view()}
                </select>
            </div>
            <div class="field">
                <span class="label">"Grouper"</span>
                <span class="reading" data-test="grouper">
                    {move || told.with(|told| match told.as_deref().map(|told| &told.grouper) {
                        Some(GrouperUsed::Version { version, fiscal_year, peer_checked: peer, why }) => view! {
                            <span class="nowrap" title=why.clone()><span class="strong">{version.clone()}</span>" "<span class="quiet">{format!("FY{fiscal_year}")}</span></span>{peer.then(peer_checked)}
                        }.into_any(),
                        Some(GrouperUsed::None { why }) => view! { <span class="quiet" title=why.clone()>"none yet"</span> }.into_any(),
                        None => view! { <span class="quiet">"…"</span> }.into_any(),
                    })}
                </span>
            </div>
        </fieldset>
    }
}

/// A date, typed or picked.
#[component]
fn DateField(
    id: &'static str,
    name: &'static str,
    what: &'static str,
    place: Place,
    get: fn(&StayDraft) -> String,
    set: fn(&mut StayDraft, String),
) -> impl IntoView {
    let session = expect_context::<Session>();
    view! {
        <div class="field">
            <label for=id>{name}</label>
            <DateInput attr:class="input date" attr:id=id
                attr:aria-invalid=move || session.stopped_at(place).then_some("true")
                value=Signal::derive(move || session.draft.with(get))
                set=move |date| session.change(what, |d| set(d, date))/>
        </div>
    }
}

/// Age in years: computed where there is a birth date, else typed.
#[component]
fn AgeField() -> impl IntoView {
    let session = expect_context::<Session>();
    let computed = Memo::new(move |_| session.draft.with(|d| !d.birth_date.is_empty()));
    let shown = move || {
        if computed.get() {
            session
                .assessment
                .with(|told| told.as_deref().and_then(|told| told.age))
        } else {
            session.draft.with(|d| d.age_years)
        }
    };
    view! {
        <div class="field">
            <label for="stay-age">"Age"</label>
            <input autocomplete="off" class="input age num" id="stay-age" type="number" min="0" max="124" inputmode="numeric"
                title=move || if computed.get() { "Completed years at admission, from the birth date" } else { "Completed years at admission" }
                prop:readOnly=computed
                prop:value=move || shown().map(|age| age.to_string()).unwrap_or_default()
                on:change:target=move |e| {
                    let age = e.target().value().trim().parse().ok();
                    session.change("age", |d| d.age_years = age);
                }/>
        </div>
    }
}

/// Discharge status in words of our own.
#[component]
fn StatusField() -> impl IntoView {
    let session = expect_context::<Session>();
    let status = Memo::new(move |_| session.draft.with(|d| d.discharge_status));
    let odd = move || {
        status.get().filter(|number| engine::choices::discharge_status_words(*number).is_none()).map(|number| {
            view! { <option value="odd" selected=true>{format!("{number:02} not a discharge status")}</option> }
        })
    };
    view! {
        <div class="field stay-status">
            <label for="stay-status">"Discharge status"</label>
            <select autocomplete="off" class="input" id="stay-status" aria-invalid=move || session.stopped_at(Place::DischargeStatus).then_some("true") on:change:target=move |e| {
                let number = e.target().value().parse().ok();
                session.change("discharge status", |d| d.discharge_status = number);
            }>
                <option value="" prop:selected=move || status.get().is_none()>"Choose…"</option>
                {DISCHARGE_STATUSES.iter().map(|choice| view! {
                    <option value=choice.number.to_string() prop:selected=move || status.get() == Some(choice.number)>
                        {format!("{:02} {}", choice.number, choice.words)}
                    </option>
                }).collect_view()}
                {odd}
            </select>
        </div>
    }
}

/// Home health care after the stay, asked for where the discharge status says that there is some: it decides whether the
/// stay is a transfer.
#[component]
fn HomeHealthField() -> impl IntoView {
    let session = expect_context::<Session>();
    let asked = Memo::new(move |_| {
        session
            .draft
            .with(|d| d.discharge_status.is_some_and(with_home_health))
    });
    view! {
        <Show when=move || asked.get()>
            <div class="field stay-status">
                <label for="stay-home-health">"Home health care"</label>
                <select autocomplete="off" class="input" id="stay-home-health" title="Care that is not related to the stay (condition code 42), or begins later than three days after it (condition code 43), makes the stay no transfer" on:change:target=move |e| {
                    let value = e.target().value();
                    if let Some((care, _)) = HOME_HEALTH_CHOICES.iter().find(|(_, words)| *words == value) {
                        session.change("home health care", |d| d.home_health = *care);
                    }
                }>
                    {HOME_HEALTH_CHOICES.iter().map(|(care, words)| view! {
                        <option value=*words prop:selected=move || session.draft.with(|d| d.home_health == *care)>{*words}</option>
                    }).collect_view()}
                </select>
            </div>
        </Show>
    }
}

/// CMS's own software was not to be had for comparison with this version; the screen about the packs tells more.
fn peer_checked() -> impl IntoView {
    view! {
        " "
        <a class="chip off" href=crate::shell::Route::About.hash()
            title="Compared with another implementation only, not with CMS's own software">"peer-checked"</a>
    }
}
