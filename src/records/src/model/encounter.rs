//! The encounter: one stay or visit, with its chart and its coding cases.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::words::{Transition, words};
use super::{CodingCase, Document, Entries};
use crate::clock::Moment;
use crate::id::{RecordId, UserId};

words! {
    /// Setting in which care was given.
    Class {
        /// Inpatient, acute.
        Inpatient = "IP", "inpatient";
        /// Observation.
        Observation = "OBS", "observation";
        /// Emergency department.
        Emergency = "ED", "emergency department";
        /// Outpatient.
        Outpatient = "OP", "outpatient";
        /// Same-day surgery.
        SameDaySurgery = "SDS", "same-day surgery";
        /// Skilled nursing facility.
        SkilledNursing = "SNF", "skilled nursing";
        /// Home health.
        HomeHealth = "HH", "home health";
        /// Inpatient rehabilitation.
        Rehabilitation = "IRF", "inpatient rehabilitation";
        /// Inpatient psychiatry.
        Psychiatric = "IPF", "inpatient psychiatry";
        /// Long-term care hospital.
        LongTerm = "LTCH", "long-term care hospital";
        /// Rural health clinic.
        RuralClinic = "RHC", "rural health clinic";
        /// Federally qualified health center.
        HealthCenter = "FQHC", "federally qualified health center";
    }
}

impl Class {
    /// Whether the stay is coded with procedures of ICD-10-PCS and grouped to an MS-DRG.
    #[must_use]
    pub const fn is_acute_inpatient(self) -> bool {
        matches!(self, Self::Inpatient)
    }
}

words! {
    /// Sex as it is recorded.
    Sex {
        /// Female.
        Female = "F", "female";
        /// Male.
        Male = "M", "male";
        /// Neither or both.
        Other = "X", "other";
    }
}

words! {
    /// Where an encounter stands.
    EncounterStatus {
        /// Planned.
        PreAdmit = "pre_admit", "pre-admit";
        /// The patient is here.
        InHouse = "in_house", "in house";
        /// The patient has left; nothing is coded yet.
        Discharged = "discharged", "discharged";
        /// Coding is final.
        Coded = "coded", "coded";
        /// The claim is out.
        Billed = "billed", "billed";
        /// The claim went out again.
        Rebilled = "rebilled", "rebilled";
        /// It did not take place.
        Cancelled = "cancelled", "cancelled";
    }
}

impl EncounterStatus {
    /// Whether the state may become another.
    ///
    /// # Errors
    /// [`Transition`] says what has to come first.
    pub const fn may_become(self, next: Self) -> Result<(), Transition> {
        use EncounterStatus::{
            Billed, Cancelled, Coded, Discharged, InHouse, PreAdmit, Rebilled, Unknown,
        };
        let instead = match (self, next) {
            (Unknown, PreAdmit | InHouse | Discharged)
            | (PreAdmit, InHouse | Discharged | Cancelled)
            | (InHouse, Discharged | Cancelled)
            | (Discharged, Coded | InHouse | Cancelled)
            | (Coded, Billed | Discharged)
            | (Billed, Rebilled | Coded)
            | (Rebilled, Coded | Rebilled) => return Ok(()),
            (PreAdmit | InHouse, _) => "the patient has to be discharged first",
            (Discharged, _) => "final coding comes first",
            (Coded | Billed | Rebilled, Cancelled) => {
                "a claim that was coded is voided by billing, not cancelled here"
            }
            _ => "there is no such step",
        };
        Err(Transition {
            from: self.said(),
            to: next.said(),
            instead,
        })
    }
}

words! {
    /// Where the claim stands.
    BillingStatus {
        /// Not billed.
        None = "none", "not billed";
        /// Held.
        Held = "held", "held";
        /// Sent.
        Sent = "sent", "sent";
        /// Paid.
        Paid = "paid", "paid";
        /// Denied.
        Denied = "denied", "denied";
    }
}

words! {
    /// What a provider did in the encounter.
    ProviderRole {
        /// Attending.
        Attending = "attending", "attending";
        /// Operating.
        Operating = "operating", "operating";
        /// Consulting.
        Consulting = "consulting", "consulting";
        /// Any other.
        Other = "other", "other";
    }
}

/// A provider of the encounter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Provider {
    /// What he did.
    pub role: ProviderRole,
    /// Name and credentials.
    pub name: String,
    /// National Provider Identifier, ten digits.
    pub npi: String,
    /// Department.
    pub department: String,
}

/// A payer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Payer {
    /// Who pays.
    pub name: String,
    /// The patient's number there.
    pub member_number: String,
    /// 1 pays first.
    pub rank: u8,
}

/// What a newborn's stay needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Newborn {
    /// Birth weight in grams.
    pub birth_weight_grams: Option<u32>,
    /// Completed weeks of gestation.
    pub gestation_weeks: Option<u8>,
    /// Days beyond the completed weeks, 0–6.
    pub gestation_days: Option<u8>,
}

/// A code that came with imported data: a suggestion as found in the source, never a coded fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct CodeAtSource {
    /// Code system as the source names it.
    pub system: String,
    /// The code.
    pub code: String,
    /// Its words in the source.
    pub words: String,
    /// Kind of entry: problem, allergy, medication, result, procedure.
    pub kind: String,
}

/// An encounter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Encounter {
    /// Where it stands.
    pub status: EncounterStatus,
    /// The patient, as first recorded: a merge does not change it.
    pub patient: Option<RecordId>,
    /// The account number.
    pub account: String,
    /// Setting.
    pub class: Class,
    /// Priority of admission, FL 14 of the UB-04.
    pub admission_type: Option<u8>,
    /// Point of origin, FL 15 of the UB-04.
    pub point_of_origin: String,
    /// Time of the inpatient order: what is present on admission is told from it.
    pub admit_order: Option<Moment>,
    /// Admission, or arrival.
    pub admitted: Option<Moment>,
    /// Discharge, or departure.
    pub discharged: Option<Moment>,
    /// Patient discharge status, FL 17 of the UB-04.
    pub discharge_status: Option<u8>,
    /// Home health care after the stay begins later than three days or is unrelated: `later`, `unrelated`.
    pub home_health: String,
    /// Admitted to another acute hospital on the day of discharge.
    #[serde(skip_serializing_if = "core::ops::Not::not")]
    pub admitted_elsewhere: bool,
    /// Service: medicine, surgery, obstetrics.
    pub service: String,
    /// Nursing unit.
    pub unit: String,
    /// Complaint or reason for the visit as said.
    pub complaint: String,
    /// Providers.
    pub providers: Entries<Provider>,
    /// Payers.
    pub payers: Entries<Payer>,
    /// Financial class.
    pub financial_class: String,
    /// Total charges in cents.
    pub charges_cents: Option<i64>,
    /// Of a newborn.
    pub newborn: Newborn,
    /// Hours on a ventilator.
    pub ventilation_hours: Option<u32>,
    /// Where the claim stands.
    pub billing: BillingStatus,
    /// Who works on the chart.
    pub assigned: Entries<AssignedTo>,
    /// The chart.
    pub documents: Entries<Document>,
    /// The coding cases.
    pub cases: Entries<CodingCase>,
    /// Codes that came with imported data.
    pub at_source: Entries<CodeAtSource>,
}

/// Somebody whose work the chart is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct AssignedTo {
    /// Who.
    pub user: UserId,
    /// For what: coding, analysis, review.
    pub work: String,
}

impl Encounter {
    /// Days from admission to discharge as billed: the day of discharge does not count, a stay within a day counts one.
    /// Medicare Claims Processing Manual, chapter 3, 20.1. Nothing while the patient is here.
    #[must_use]
    pub fn length_of_stay_days(&self) -> Option<i64> {
        let days = self
            .discharge_date()?
            .signed_duration_since(self.admission_date()?)
            .num_days();
        (days >= 0).then_some(days.max(1))
    }

    /// Day of admission by the facility's clock.
    #[must_use]
    pub fn admission_date(&self) -> Option<NaiveDate> {
        self.admitted.map(|moment| moment.date_naive())
    }

    /// Day of discharge by the facility's clock.
    #[must_use]
    pub fn discharge_date(&self) -> Option<NaiveDate> {
        self.discharged.map(|moment| moment.date_naive())
    }

    /// The attending physician's name; empty for none.
    #[must_use]
    pub fn attending(&self) -> &str {
        self.providers
            .values()
            .find(|provider| provider.role == ProviderRole::Attending)
            .map_or("", |provider| &provider.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stay(from: &str, to: &str) -> Encounter {
        Encounter {
            admitted: from.parse().ok(),
            discharged: to.parse().ok(),
            ..Encounter::default()
        }
    }

    #[test]
    fn days_are_counted_by_the_calendar_of_the_facility() {
        for (from, to, days) in [
            (
                "2026-03-01T23:50:00-06:00",
                "2026-03-02T00:10:00-06:00",
                Some(1),
            ),
            (
                "2026-03-01T08:00:00-06:00",
                "2026-03-01T20:00:00-06:00",
                Some(1),
            ),
            // The clocks go forward on 8 March 2026: the day has 23 hours and is a day.
            (
                "2026-03-07T12:00:00-06:00",
                "2026-03-09T12:00:00-05:00",
                Some(2),
            ),
            (
                "2024-02-28T12:00:00-06:00",
                "2024-03-01T12:00:00-06:00",
                Some(2),
            ),
            (
                "2026-03-02T12:00:00-06:00",
                "2026-03-01T12:00:00-06:00",
                None,
            ),
        ] {
            assert_eq!(stay(from, to).length_of_stay_days(), days, "{from} to {to}");
        }
        assert_eq!(
            stay("2026-03-01T08:00:00-06:00", "").length_of_stay_days(),
            None
        );
    }

    #[test]
    fn a_stay_is_not_billed_before_it_is_coded() {
        use EncounterStatus::{Billed, Coded, Discharged, InHouse};
        assert!(Discharged.may_become(Billed).is_err());
        assert!(InHouse.may_become(Coded).is_err());
        assert!(Discharged.may_become(Coded).is_ok());
        assert!(Coded.may_become(Billed).is_ok());
        assert!(Billed.may_become(Coded).is_ok(), "reopened");
    }
}
