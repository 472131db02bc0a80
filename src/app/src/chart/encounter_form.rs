//! An encounter's fields as they are typed.

use custodian::protocol::{EncounterForm, PayerForm, ProviderForm};
use leptos::prelude::*;

use super::lists::{CLASSES, ROLES};
use super::moment::TimeField;
use crate::ui::TextField;

/// A provider's row.
#[derive(Clone, Copy)]
struct Provider {
    id: Option<[u8; 16]>,
    key: u32,
    role: RwSignal<String>,
    name: RwSignal<String>,
    npi: RwSignal<String>,
    department: RwSignal<String>,
}

/// A payer's row.
#[derive(Clone, Copy)]
struct Payer {
    id: Option<[u8; 16]>,
    key: u32,
    name: RwSignal<String>,
    member: RwSignal<String>,
}

/// All fields as they stand on screen. A copy is only a reference.
#[derive(Clone, Copy)]
pub(super) struct Typed {
    account: RwSignal<String>,
    class: RwSignal<String>,
    admission_type: RwSignal<String>,
    point_of_origin: RwSignal<String>,
    admit_order: RwSignal<String>,
    admitted: RwSignal<String>,
    discharged: RwSignal<String>,
    discharge_status: RwSignal<String>,
    service: RwSignal<String>,
    unit: RwSignal<String>,
    complaint: RwSignal<String>,
    financial_class: RwSignal<String>,
    charges: RwSignal<String>,
    birth_weight: RwSignal<String>,
    weeks: RwSignal<String>,
    days: RwSignal<String>,
    ventilation: RwSignal<String>,
    providers: RwSignal<Vec<Provider>>,
    payers: RwSignal<Vec<Payer>>,
    next_key: StoredValue<u32>,
}

impl Typed {
    /// The fields of an encounter.
    pub(super) fn of(form: &EncounterForm) -> Self {
        let field = |text: &String| RwSignal::new(text.clone());
        let typed = Self {
            account: field(&form.account),
            class: field(&form.class),
            admission_type: field(&form.admission_type),
            point_of_origin: field(&form.point_of_origin),
            admit_order: field(&form.admit_order),
            admitted: field(&form.admitted),
            discharged: field(&form.discharged),
            discharge_status: field(&form.discharge_status),
            service: field(&form.service),
            unit: field(&form.unit),
            complaint: field(&form.complaint),
            financial_class: field(&form.financial_class),
            charges: field(&form.charges),
            birth_weight: field(&form.birth_weight_grams),
            weeks: field(&form.gestation_weeks),
            days: field(&form.gestation_days),
            ventilation: field(&form.ventilation_hours),
            providers: RwSignal::new(Vec::new()),
            payers: RwSignal::new(Vec::new()),
            next_key: StoredValue::new(0),
        };
        for provider in &form.providers {
            typed.add_provider(provider);
        }
        let mut payers = form.payers.clone();
        payers.sort_by_key(|payer| payer.rank);
        for payer in &payers {
            typed.add_payer(payer);
        }
        typed
    }

    fn key(self) -> u32 {
        let key = self.next_key.get_value();
        self.next_key.set_value(key + 1);
        key
    }

    fn add_provider(self, of: &ProviderForm) {
        let row = Provider {
            id: of.id,
            key: self.key(),
            role: RwSignal::new(of.role.clone()),
            name: RwSignal::new(of.name.clone()),
            npi: RwSignal::new(of.npi.clone()),
            department: RwSignal::new(of.department.clone()),
        };
        self.providers.update(|rows| rows.push(row));
    }

    fn add_payer(self, of: &PayerForm) {
        let row = Payer {
            id: of.id,
            key: self.key(),
            name: RwSignal::new(of.name.clone()),
            member: RwSignal::new(of.member_number.clone()),
        };
        self.payers.update(|rows| rows.push(row));
    }

    /// What was typed.
    pub(super) fn form(self) -> EncounterForm {
        let text = |field: RwSignal<String>| field.get_untracked();
        EncounterForm {
            account: text(self.account),
            class: text(self.class),
            admission_type: text(self.admission_type),
            point_of_origin: text(self.point_of_origin),
            admit_order: text(self.admit_order),
            admitted: text(self.admitted),
            discharged: text(self.discharged),
            discharge_status: text(self.discharge_status),
            service: text(self.service),
            unit: text(self.unit),
            complaint: text(self.complaint),
            financial_class: text(self.financial_class),
            charges: text(self.charges),
            birth_weight_grams: text(self.birth_weight),
            gestation_weeks: text(self.weeks),
            gestation_days: text(self.days),
            ventilation_hours: text(self.ventilation),
            providers: self.providers.with_untracked(|rows| {
                let named = rows.iter().filter(|row| !text(row.name).trim().is_empty());
                named
                    .map(|row| ProviderForm {
                        id: row.id,
                        role: text(row.role),
                        name: text(row.name),
                        npi: text(row.npi),
                        department: text(row.department),
                    })
                    .collect()
            }),
            payers: self.payers.with_untracked(|rows| {
                let named = rows.iter().filter(|row| !text(row.name).trim().is_empty());
                named
                    .zip(1..=u8::MAX)
                    .map(|(row, rank)| PayerForm {
                        id: row.id,
                        name: text(row.name),
                        member_number: text(row.member),
                        rank,
                    })
                    .collect()
            }),
        }
    }
}

/// The fields.
#[component]
pub(super) fn FormFields(
    /// What stands in them.
    typed: Typed,
) -> impl IntoView {
    view! {
        <div class="chart-form-grid">
            <TextField id="encounter-account" label="Account number" value=typed.account/>
            <div class="field">
                <label for="encounter-class">"Class"</label>
                <select autocomplete="off" class="input" id="encounter-class" on:change:target=move |event| typed.class.set(event.target().value())>
                    {CLASSES.map(|(word, said)| view! { <option value=word selected=move || typed.class.with(|class| class == word)>{said}</option> }).collect_view()}
                </select>
            </div>
            <TimeField id="encounter-order" label="Inpatient order" value=typed.admit_order/>
            <TimeField id="encounter-admitted" label="Admission or arrival" value=typed.admitted/>
            <TimeField id="encounter-discharged" label="Discharge or departure" value=typed.discharged/>
            <TextField id="encounter-status" label="Patient discharge status" value=typed.discharge_status under="Two digits"/>
            <TextField id="encounter-type" label="Type of admission" value=typed.admission_type under="One digit"/>
            <TextField id="encounter-origin" label="Point of origin" value=typed.point_of_origin/>
            <TextField id="encounter-service" label="Service" value=typed.service/>
            <TextField id="encounter-unit" label="Unit" value=typed.unit/>
            <TextField id="encounter-complaint" label="Reason for the visit" value=typed.complaint/>
            <TextField id="encounter-financial" label="Financial class" value=typed.financial_class/>
            <TextField id="encounter-charges" label="Charges, dollars" value=typed.charges/>
            <TextField id="encounter-ventilation" label="Hours on a ventilator" value=typed.ventilation/>
            <TextField id="encounter-weight" label="Newborn: birth weight, grams" value=typed.birth_weight/>
            <TextField id="encounter-weeks" label="Newborn: gestation, weeks" value=typed.weeks/>
            <TextField id="encounter-days" label="Newborn: and days" value=typed.days/>
        </div>
        <fieldset class="door-part">
            <legend>"Providers"</legend>
            <For each=move || typed.providers.get() key=|row| row.key let:row>
                <div class="chart-form-row">
                    <select autocomplete="off" class="input" aria-label="Role" on:change:target=move |event| row.role.set(event.target().value())>
                        {ROLES.map(|(word, said)| view! { <option value=word selected=move || row.role.with(|role| role == word)>{said}</option> }).collect_view()}
                    </select>
                    {cell("Name and credentials", row.name)}
                    {cell("NPI, ten digits", row.npi)}
                    {cell("Department", row.department)}
                    <button type="button" class="button plain" aria-label="Take this provider out" on:click=move |_| typed.providers.update(|rows| rows.retain(|other| other.key != row.key))>"Remove"</button>
                </div>
            </For>
            <div><button type="button" class="button" data-test="encounter-add-provider" on:click=move |_| {
                typed.add_provider(&ProviderForm { role: "attending".to_owned(), ..ProviderForm::default() });
            }>"Add a provider"</button></div>
        </fieldset>
        <fieldset class="door-part">
            <legend>"Payers, the first pays first"</legend>
            <For each=move || typed.payers.get() key=|row| row.key let:row>
                <div class="chart-form-row">
                    {cell("Payer", row.name)}
                    {cell("Patient's number there", row.member)}
                    <button type="button" class="button plain" aria-label="Take this payer out" on:click=move |_| typed.payers.update(|rows| rows.retain(|other| other.key != row.key))>"Remove"</button>
                </div>
            </For>
            <div><button type="button" class="button" data-test="encounter-add-payer" on:click=move |_| typed.add_payer(&PayerForm::default())>"Add a payer"</button></div>
        </fieldset>
    }
}

fn cell(label: &'static str, value: RwSignal<String>) -> impl IntoView {
    view! {
        <input class="input" type="text" autocomplete="off" aria-label=label placeholder=label prop:value=move || value.get()
            on:input:target=move |event| value.set(event.target().value())/>
    }
}
