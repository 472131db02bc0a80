//! The coding screen's stay, read out of an encounter, its case and its patient.

use engine::draft::{
    DraftDiagnosis, DraftProcedure, Evidence, HomeHealthCare, Hospital, KeptEdit, Poa, Sex,
    StayDraft, TakenOver,
};
use records::EntryId;
use records::model::{self, CodedDiagnosis, CodedProcedure, CodingCase, Encounter, Patient};

/// Words of the record for what the screen knows as values.
pub(super) const HOME_HEALTH: [(&str, HomeHealthCare); 2] = [
    ("unrelated", HomeHealthCare::Unrelated),
    ("later", HomeHealthCare::Later),
];
pub(super) const REPORTING: [(&str, Hospital); 2] =
    [("exempt", Hospital::Exempt), ("unknown", Hospital::Unknown)];

/// The stay.
pub(super) fn draft_of(stay: &Encounter, case: &CodingCase, patient: &Patient) -> StayDraft {
    let day = |date: Option<chrono::NaiveDate>| date.map_or_else(String::new, |d| d.to_string());
    let listed = |text: &str, words: &[(&str, HomeHealthCare)]| {
        let mut words = words.iter();
        words
            .find(|(word, _)| *word == text)
            .map_or_else(HomeHealthCare::default, |(_, value)| *value)
    };
    StayDraft {
        label: label(stay, patient),
        note: case.note.clone(),
        admission_date: day(stay.admission_date()),
        discharge_date: day(stay.discharge_date()),
        birth_date: day(patient.birth_date.and_then(model::PartialDate::day)),
        age_years: None,
        sex: match patient.administrative_sex {
            model::Sex::Female => Sex::Female,
            model::Sex::Male => Sex::Male,
            model::Sex::Other | model::Sex::Unknown => Sex::Unknown,
        },
        discharge_status: stay.discharge_status.map(i64::from),
        home_health: listed(&stay.home_health, &HOME_HEALTH),
        admitted_elsewhere: stay.admitted_elsewhere,
        hospital: REPORTING
            .iter()
            .find(|(word, _)| *word == case.poa_reporting)
            .map_or_else(Hospital::default, |(_, value)| *value),
        admitting: case.admitting.clone(),
        admitting_found_by: case.admitting_found_by.clone(),
        principal: principal(case).map(|(_, diagnosis)| drafted(diagnosis)),
        secondary: secondary(case)
            .into_iter()
            .map(|(_, diagnosis)| drafted(diagnosis))
            .collect(),
        procedures: procedures(case)
            .into_iter()
            .map(|(_, procedure)| DraftProcedure {
                code: procedure.code.clone(),
                date: procedure
                    .date
                    .map_or_else(|| procedure.date_typed.clone(), |date| date.to_string()),
                found_by: procedure.found_by.clone(),
            })
            .collect(),
        taken_over: taken_over(case)
            .into_iter()
            .map(|(_, taken)| TakenOver {
                what: taken.what.clone(),
                query: taken.query,
                source: taken.source.clone(),
                words: taken.words.clone(),
            })
            .collect(),
        evidence: case
            .evidence
            .values()
            .map(|span| Evidence {
                code: span.code.clone(),
                words: span.words.clone(),
            })
            .collect(),
        kept_edits: case
            .kept_edits
            .values()
            .map(|kept| KeptEdit {
                rule: kept.rule.clone(),
                code: kept.code.clone(),
                reason: kept.reason.clone(),
            })
            .collect(),
    }
}

/// What the screen calls the stay: the patient's name and the account.
fn label(stay: &Encounter, patient: &Patient) -> String {
    let parts = [patient.shown_name(), stay.account.clone()];
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(" · ")
}

fn drafted(diagnosis: &CodedDiagnosis) -> DraftDiagnosis {
    DraftDiagnosis {
        code: diagnosis.code.clone(),
        poa: poa_shown(diagnosis.poa),
        found_by: diagnosis.found_by.clone(),
    }
}

const fn poa_shown(poa: model::Poa) -> Poa {
    match poa {
        model::Poa::Unknown => Poa::Blank,
        model::Poa::Yes => Poa::Y,
        model::Poa::No => Poa::N,
        model::Poa::Unknowable => Poa::U,
        model::Poa::Undetermined => Poa::W,
        model::Poa::One => Poa::One,
        model::Poa::Exempt => Poa::E,
        model::Poa::Invalid => Poa::Invalid,
    }
}

pub(super) const fn poa_kept(poa: Poa) -> model::Poa {
    match poa {
        Poa::Blank => model::Poa::Unknown,
        Poa::Y => model::Poa::Yes,
        Poa::N => model::Poa::No,
        Poa::U => model::Poa::Unknowable,
        Poa::W => model::Poa::Undetermined,
        Poa::One => model::Poa::One,
        Poa::E => model::Poa::Exempt,
        Poa::Invalid => model::Poa::Invalid,
    }
}

/// The principal diagnosis.
pub(super) fn principal(case: &CodingCase) -> Option<(EntryId, &CodedDiagnosis)> {
    let id = case.principal?;
    case.diagnoses.get(&id).map(|diagnosis| (id, diagnosis))
}

/// Secondary diagnoses in their order.
pub(super) fn secondary(case: &CodingCase) -> Vec<(EntryId, &CodedDiagnosis)> {
    let mut list: Vec<_> = case
        .diagnoses
        .iter()
        .map(|(id, diagnosis)| (*id, diagnosis))
        .filter(|(id, _)| case.principal != Some(*id))
        .collect();
    list.sort_by(|a, b| (&a.1.order, a.0).cmp(&(&b.1.order, b.0)));
    list
}

/// Procedures in their order.
pub(super) fn procedures(case: &CodingCase) -> Vec<(EntryId, &CodedProcedure)> {
    let mut list: Vec<_> = case.procedures.iter().map(|(id, p)| (*id, p)).collect();
    list.sort_by(|a, b| (&a.1.order, a.0).cmp(&(&b.1.order, b.0)));
    list
}

/// What was supposed first and then coded, in its order.
pub(super) fn taken_over(case: &CodingCase) -> Vec<(EntryId, &model::TakenOver)> {
    let mut list: Vec<_> = case.taken_over.iter().map(|(id, t)| (*id, t)).collect();
    list.sort_by(|a, b| (&a.1.order, a.0).cmp(&(&b.1.order, b.0)));
    list
}
