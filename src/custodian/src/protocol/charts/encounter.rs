//! An encounter's fields, as they are typed and shown.

use serde::{Deserialize, Serialize};

/// A provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct ProviderForm {
    /// Its entry; none for a new one.
    pub id: Option<[u8; 16]>,
    /// `attending`, `operating`, `consulting`, `other`.
    pub role: String,
    /// Name and credentials.
    pub name: String,
    /// National Provider Identifier.
    pub npi: String,
    /// Department.
    pub department: String,
}

/// A payer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct PayerForm {
    /// Its entry; none for a new one.
    pub id: Option<[u8; 16]>,
    /// Who pays.
    pub name: String,
    /// The patient's number there.
    pub member_number: String,
    /// 1 pays first.
    pub rank: u8,
}

/// An encounter's fields as typed. Times are written `2026-03-01T08:00-06:00`, with the offset at the facility then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct EncounterForm {
    /// Account number.
    pub account: String,
    /// Setting by its word: `IP`, `ED`, `OP`.
    pub class: String,
    /// Priority of admission, one digit.
    pub admission_type: String,
    /// Point of origin.
    pub point_of_origin: String,
    /// Time of the inpatient order.
    pub admit_order: String,
    /// Admission or arrival.
    pub admitted: String,
    /// Discharge or departure.
    pub discharged: String,
    /// Patient discharge status, two digits.
    pub discharge_status: String,
    /// Service.
    pub service: String,
    /// Nursing unit.
    pub unit: String,
    /// Reason for the visit.
    pub complaint: String,
    /// Financial class.
    pub financial_class: String,
    /// Total charges in dollars: `1234.56`.
    pub charges: String,
    /// Birth weight of a newborn in grams.
    pub birth_weight_grams: String,
    /// Completed weeks of gestation.
    pub gestation_weeks: String,
    /// Days beyond them.
    pub gestation_days: String,
    /// Hours on a ventilator.
    pub ventilation_hours: String,
    /// Providers; who is left out is taken out.
    pub providers: Vec<ProviderForm>,
    /// Payers; who is left out is taken out.
    pub payers: Vec<PayerForm>,
}

/// An encounter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EncounterView {
    /// Its id.
    pub id: [u8; 16],
    /// Its patient.
    pub patient: Option<[u8; 16]>,
    /// The patient's name, number and day of birth, in one line.
    pub patient_line: String,
    /// Its state's word.
    pub status: String,
    /// Its state, as it is said.
    pub status_said: String,
    /// States it may be moved to: word, and how it is said.
    pub next: Vec<(String, String)>,
    /// Length of stay in days, as billed; empty while the patient is here.
    pub days: String,
    /// Its fields.
    pub form: EncounterForm,
    /// Its coding cases: id, purpose, state.
    pub cases: Vec<([u8; 16], String, String)>,
}
