//! All that is kept of a person, as a form: for a new record, for a change, and for what the attending's office corrects.

use custodian::protocol::{AddressForm, IdentifierForm, NameForm, PatientForm, PhoneForm};
use leptos::prelude::*;

use super::fields::{Chosen, Marked, SEXES, Typed, entry, own};

const NAME_KINDS: &[(&str, &str)] = &[
    ("", "legal name"),
    ("legal", "legal name"),
    ("maiden", "maiden name"),
    ("alias", "also known as"),
    ("newborn", "newborn"),
];

const NUMBER_KINDS: &[(&str, &str)] = &[
    ("", "not known"),
    ("other_mrn", "record number elsewhere"),
    ("medicare", "Medicare beneficiary identifier"),
    ("medicaid", "Medicaid number"),
    ("insurance", "insurance number"),
    ("licence", "driver's licence"),
    ("passport", "passport"),
    ("other", "other"),
];

/// The Office of Management and Budget's categories of race (62 FR 58782).
const RACES: [&str; 5] = [
    "American Indian or Alaska Native",
    "Asian",
    "Black or African American",
    "Native Hawaiian or Other Pacific Islander",
    "White",
];

/// And of ethnicity.
const ETHNICITIES: &[(&str, &str)] = &[
    ("", "not known"),
    ("Hispanic or Latino", "Hispanic or Latino"),
    ("Not Hispanic or Latino", "Not Hispanic or Latino"),
];

/// The form's fields; whoever shows them has the buttons.
#[component]
pub(super) fn PersonFields(
    form: RwSignal<PatientForm>,
    /// What its ids begin with: two forms may stand on one page.
    of: &'static str,
) -> impl IntoView {
    let id = move |name: &str| format!("{of}-{name}");
    let count = move |of: fn(&PatientForm) -> usize| Memo::new(move |_| form.with(of));
    let names = count(|form| form.names.len());
    let addresses = count(|form| form.addresses.len());
    let phones = count(|form| form.phones.len());
    let numbers = count(|form| form.identifiers.len());
    view! {
        <fieldset class="person-part">
            <legend>"Names"</legend>
            <For each=move || 0..names.get() key=|at| *at let:at>
                <div class="person-line names">
                    <Chosen form id=id(&format!("name-kind-{at}")) label="Kind" place=entry!(names, kind) at choices=&NAME_KINDS[1..]/>
                    <Typed form id=id(&format!("family-{at}")) label="Family name" place=entry!(names, family) at/>
                    <Typed form id=id(&format!("given-{at}")) label="Given name" place=entry!(names, given) at/>
                    <Typed form id=id(&format!("middle-{at}")) label="Middle" place=entry!(names, middle) at/>
                    <Typed form id=id(&format!("suffix-{at}")) label="Suffix" place=entry!(names, suffix) at like="Jr."/>
                </div>
            </For>
            <Another words="Another name" add=move || form.update(|form| form.names.push(NameForm { kind: "alias".to_owned(), ..NameForm::default() }))/>
        </fieldset>
        <fieldset class="person-part">
            <legend>"Person"</legend>
            <div class="person-line">
                <Typed form id=id("birth") label="Birth date" place=own!(birth_date) like="3/12/1984"/>
                <Chosen form id=id("sex") label="Sex on the claim" place=own!(administrative_sex) choices=SEXES/>
                <Chosen form id=id("sex-at-birth") label="Sex assigned at birth" place=own!(sex_at_birth) choices=SEXES/>
                <Typed form id=id("gender") label="Gender identity" place=own!(gender_identity)/>
                <Typed form id=id("ssn") label="Social security number" place=own!(ssn) like="all nine digits, or the last four"/>
                <Typed form id=id("language") label="Language" place=own!(language)/>
                <Typed form id=id("mother-given") label="Mother's given name" place=own!(mother_given)/>
                <Typed form id=id("mother-maiden") label="Mother's maiden name" place=own!(mother_maiden)/>
                <div class="field">
                    <label for=id("birth-order")>"Which of a multiple birth"</label>
                    <input class="input" type="number" min="1" max="9" autocomplete="off" id=id("birth-order")
                        prop:value=move || form.with(|form| form.birth_order.map_or_else(String::new, |order| order.to_string()))
                        on:change:target=move |event| { let order = event.target().value().parse().ok(); form.update(|form| form.birth_order = order); }/>
                </div>
                <Typed form id=id("death") label="Date of death" place=own!(death_date)/>
            </div>
        </fieldset>
        <fieldset class="person-part">
            <legend>"Where they are reached"</legend>
            <For each=move || 0..addresses.get() key=|at| *at let:at>
                <div class="person-line address">
                    <Typed form id=id(&format!("street-{at}")) label="Street and number" place=entry!(addresses, street) at/>
                    <Typed form id=id(&format!("city-{at}")) label="City" place=entry!(addresses, city) at/>
                    <Typed form id=id(&format!("state-{at}")) label="State" place=entry!(addresses, state) at/>
                    <Typed form id=id(&format!("zip-{at}")) label="ZIP code" place=entry!(addresses, zip) at/>
                </div>
            </For>
            <For each=move || 0..phones.get() key=|at| *at let:at>
                <div class="person-line two">
                    <Typed form id=id(&format!("phone-{at}")) label="Telephone" place=entry!(phones, number) at/>
                    <Typed form id=id(&format!("phone-for-{at}")) label="Used for" place=entry!(phones, used_for) at like="home, mobile, work"/>
                </div>
            </For>
            <div class="person-line two"><Typed form id=id("email") label="E-mail" place=own!(email)/></div>
            <div class="person-more">
                <Another words="Another address" add=move || form.update(|form| form.addresses.push(AddressForm::default()))/>
                <Another words="Another telephone" add=move || form.update(|form| form.phones.push(PhoneForm::default()))/>
            </div>
        </fieldset>
        <fieldset class="person-part">
            <legend>"Numbers that others gave"</legend>
            <For each=move || 0..numbers.get() key=|at| *at let:at>
                <div class="person-line three">
                    <Chosen form id=id(&format!("number-kind-{at}")) label="Kind" place=entry!(identifiers, kind) at choices=NUMBER_KINDS/>
                    <Typed form id=id(&format!("number-system-{at}")) label="Who gave it" place=entry!(identifiers, system) at/>
                    <Typed form id=id(&format!("number-{at}")) label="Number" place=entry!(identifiers, value) at/>
                </div>
            </For>
            <Another words="Another number" add=move || form.update(|form| form.identifiers.push(IdentifierForm::default()))/>
        </fieldset>
        <fieldset class="person-part">
            <legend>"Asked by law, and protected"</legend>
            <div class="ticks person-ticks">
                {RACES.map(|race| view! {
                    <label class="tick">
                        <input autocomplete="off" type="checkbox" prop:checked=move || form.with(|form| form.race.iter().any(|one| one == race))
                            on:change:target=move |event| {
                                let on = event.target().checked();
                                form.update(|form| {
                                    form.race.retain(|one| one != race);
                                    if on { form.race.push(race.to_owned()); }
                                });
                            }/>
                        {race}
                    </label>
                }).collect_view()}
            </div>
            <div class="person-line two"><Chosen form id=id("ethnicity") label="Ethnicity" place=own!(ethnicity) choices=ETHNICITIES/></div>
            <div class="ticks person-ticks">
                <Marked form label="Known to the public" get=|form| form.vip set=|form, on| form.vip = on/>
                <Marked form label="Works here" get=|form| form.employee set=|form, on| form.employee = on/>
                <Marked form label="Records under 42 CFR Part 2" get=|form| form.part_2 set=|form, on| form.part_2 = on/>
                <Marked form label="Protected by state law" get=|form| form.state_protected set=|form, on| form.state_protected = on/>
            </div>
        </fieldset>
        <fieldset class="person-part">
            <legend>"Attending's office"</legend>
            <div class="person-line two">
                <Typed form id=id("office") label="Name" place=own!(office)/>
                <Typed form id=id("office-phone") label="Telephone" place=own!(office_phone)/>
            </div>
        </fieldset>
    }
}

/// Adds an entry to a list.
#[component]
fn Another(words: &'static str, add: impl Fn() + 'static) -> impl IntoView {
    view! { <div><button class="button plain" type="button" on:click=move |_| add()>{words}</button></div> }
}
