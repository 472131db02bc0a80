//! From the draft on screen to the stay that is grouped: dates read, age and length of stay worked out.

use codes::Ymd;
use edits::findings::{After, Given, HomeHealth, Place};
use grouper::{Diagnosis, HospitalStatus, PresentOnAdmission, Stay};

use crate::calendar::{completed_years, days_of_stay};
use crate::code_text::normalise_code;
use crate::draft::{DraftDiagnosis, DraftProcedure, HomeHealthCare, Hospital, Poa, Sex, StayDraft};

/// A draft made ready for grouping. Where a field is missing a stand-in is grouped and `given` says so.
#[derive(Debug, Clone)]
pub(crate) struct Intake {
    pub(crate) stay: Stay,
    pub(crate) given: Given,
    pub(crate) admission_date: Option<Ymd>,
    pub(crate) discharge_date: Option<Ymd>,
    pub(crate) procedure_dates: Vec<Option<Ymd>>,
    /// Dates with something in them that is no date.
    pub(crate) unreadable: Vec<Place>,
    pub(crate) age: Option<i64>,
}

/// Reads a draft.
pub(crate) fn read(draft: &StayDraft) -> Intake {
    let mut unreadable = Vec::new();
    let mut date = |text: &str, place: Place| {
        let text = text.trim();
        let read = Ymd::parse_iso(text);
        if read.is_none() && !text.is_empty() {
            unreadable.push(place);
        }
        read
    };
    let admission_date = date(&draft.admission_date, Place::AdmissionDate);
    let discharge_date = date(&draft.discharge_date, Place::DischargeDate);
    let birth_date = date(&draft.birth_date, Place::Age);
    let procedure_dates = draft
        .procedures
        .iter()
        .enumerate()
        .map(|(i, p)| date(&p.date, Place::Procedure(i)))
        .collect();
    let age = birth_date
        .zip(admission_date)
        .map(|(born, at)| completed_years(born, at))
        .or(draft.age_years);
    let length_of_stay = admission_date
        .zip(discharge_date)
        .and_then(|(from, to)| days_of_stay(from, to));
    Intake {
        given: Given {
            age: age.is_some(),
            discharge_status: draft.discharge_status.is_some(),
            discharge_date: discharge_date.is_some(),
            after: after(draft),
            birth_date: birth_date.is_some(),
        },
        stay: Stay {
            age: age.unwrap_or(NO_AGE),
            sex: sex(draft.sex),
            discharge_status: draft.discharge_status.unwrap_or(0),
            hospital_status: hospital(draft.hospital),
            discharge_date: discharge_date.unwrap_or_default(),
            length_of_stay,
            admitting_diagnosis: diagnosis(&draft.admitting, Poa::Blank),
            principal_diagnosis: draft
                .principal
                .as_ref()
                .and_then(|d| diagnosis(&d.code, d.poa)),
            secondary_diagnoses: draft
                .secondary
                .iter()
                .map(|d| Diagnosis {
                    code: normalise_code(&d.code).into(),
                    poa: poa(d.poa),
                })
                .collect(),
            procedures: draft
                .procedures
                .iter()
                .map(|p| normalise_code(&p.code).into())
                .collect(),
        },
        admission_date,
        discharge_date,
        procedure_dates,
        unreadable,
        age,
    }
}

/// What came after the stay, as the transfer policy asks for it.
pub(crate) const fn after(draft: &StayDraft) -> After {
    After {
        home_health: match draft.home_health {
            HomeHealthCare::Related => HomeHealth::RelatedWithinThreeDays,
            HomeHealthCare::Unrelated => HomeHealth::Unrelated,
            HomeHealthCare::Later => HomeHealth::AfterThreeDays,
        },
        admitted_elsewhere_same_day: draft.admitted_elsewhere,
    }
}

/// Stands for a missing age: outside the range, so that no diagnosis is said to go with it.
const NO_AGE: i64 = -1;

fn diagnosis(code: &str, indicator: Poa) -> Option<Diagnosis> {
    let code = normalise_code(code);
    (!code.is_empty()).then(|| Diagnosis {
        code: code.into(),
        poa: poa(indicator),
    })
}

const fn sex(sex: Sex) -> grouper::Sex {
    match sex {
        Sex::Female => grouper::Sex::Female,
        Sex::Male => grouper::Sex::Male,
        Sex::Unknown => grouper::Sex::Unknown,
    }
}

const fn hospital(hospital: Hospital) -> HospitalStatus {
    match hospital {
        Hospital::Reports => HospitalStatus::NotExempt,
        Hospital::Exempt => HospitalStatus::Exempt,
        Hospital::Unknown => HospitalStatus::Unknown,
    }
}

pub(crate) const fn poa(poa: Poa) -> PresentOnAdmission {
    match poa {
        Poa::Blank => PresentOnAdmission::Blank,
        Poa::Y => PresentOnAdmission::Y,
        Poa::N => PresentOnAdmission::N,
        Poa::U => PresentOnAdmission::U,
        Poa::W => PresentOnAdmission::W,
        Poa::One => PresentOnAdmission::One,
        Poa::E => PresentOnAdmission::E,
        Poa::Invalid => PresentOnAdmission::Invalid,
    }
}

pub(crate) const fn draft_poa(poa: PresentOnAdmission) -> Poa {
    match poa {
        PresentOnAdmission::Blank => Poa::Blank,
        PresentOnAdmission::Y => Poa::Y,
        PresentOnAdmission::N => Poa::N,
        PresentOnAdmission::U => Poa::U,
        PresentOnAdmission::W => Poa::W,
        PresentOnAdmission::One => Poa::One,
        PresentOnAdmission::E => Poa::E,
        PresentOnAdmission::Invalid => Poa::Invalid,
    }
}

/// A claim as a draft for the workspace. A claim has no admission date; it is reckoned from the length of stay.
pub(crate) fn draft_of_claim(id: &str, stay: &Stay) -> StayDraft {
    let iso = |date: Ymd| {
        if date.is_calendar_day() {
            date.to_iso()
        } else {
            String::new()
        }
    };
    let admission = stay
        .length_of_stay
        .and_then(|days| stay.discharge_date.days_before(u64::try_from(days).ok()?));
    StayDraft {
        label: format!("Claim {id}"),
        note: String::new(),
        admission_date: admission.map_or_else(String::new, iso),
        discharge_date: iso(stay.discharge_date),
        birth_date: String::new(),
        age_years: Some(stay.age),
        sex: match stay.sex {
            grouper::Sex::Female => Sex::Female,
            grouper::Sex::Male => Sex::Male,
            grouper::Sex::Unknown => Sex::Unknown,
        },
        discharge_status: Some(stay.discharge_status),
        home_health: HomeHealthCare::default(),
        admitted_elsewhere: false,
        hospital: match stay.hospital_status {
            HospitalStatus::NotExempt => Hospital::Reports,
            HospitalStatus::Exempt => Hospital::Exempt,
            HospitalStatus::Unknown => Hospital::Unknown,
        },
        admitting: stay
            .admitting_diagnosis
            .as_ref()
            .map_or_else(String::new, |d| d.code.to_string()),
        admitting_found_by: String::new(),
        principal: stay.principal_diagnosis.as_ref().map(draft_diagnosis),
        secondary: stay
            .secondary_diagnoses
            .iter()
            .map(draft_diagnosis)
            .collect(),
        procedures: stay
            .procedures
            .iter()
            .map(|code| DraftProcedure {
                code: code.to_string(),
                ..DraftProcedure::default()
            })
            .collect(),
        taken_over: Vec::new(),
        evidence: Vec::new(),
        kept_edits: Vec::new(),
    }
}

/// A diagnosis of a stay as the draft holds it.
pub(crate) fn draft_diagnosis(d: &Diagnosis) -> DraftDiagnosis {
    DraftDiagnosis {
        code: d.code.to_string(),
        poa: draft_poa(d.poa),
        found_by: String::new(),
    }
}
