//! A facility's document: what it says of stays, what is refused, and that nothing makes it stumble.
#![allow(clippy::unwrap_used)]

mod conditions;
mod documents;
mod findings;
mod properties;

use codes::Ymd;
use grouper::{
    CodeSeverity, Diagnosis, DiagnosisOutcome, Grouping, HospitalStatus, PresentOnAdmission as Poa,
    Stay, Version,
};
use serde_json::{Value, json};

use super::*;
use crate::findings::{CodeStatuses, Given, Grouped, Place, References};

fn stay() -> Stay {
    let diagnosis = |code: &str, poa| Diagnosis {
        code: code.into(),
        poa,
    };
    Stay {
        age: 66,
        sex: grouper::Sex::Female,
        discharge_status: 1,
        hospital_status: HospitalStatus::NotExempt,
        discharge_date: Ymd(2026_05_10),
        length_of_stay: Some(5),
        admitting_diagnosis: None,
        principal_diagnosis: Some(diagnosis("A419", Poa::Y)),
        secondary_diagnoses: vec![
            diagnosis("J9601", Poa::N),
            diagnosis("I5023", Poa::Y),
            diagnosis("e1165", Poa::Blank),
        ],
        procedures: vec!["5A1955Z".into(), "02HV33Z".into()],
    }
}

fn grouping() -> Grouping {
    let outcome = |severity_final| DiagnosisOutcome {
        severity_final,
        ..DiagnosisOutcome::default()
    };
    let mut grouping = Grouping {
        secondary: vec![
            outcome(CodeSeverity::Mcc),
            outcome(CodeSeverity::MccExcluded),
            outcome(CodeSeverity::Neither),
        ],
        ..Grouping::default()
    };
    grouping.r#final.drg = 870;
    grouping.r#final.mdc = 18;
    grouping
}

/// Runs `with` on the facts of a stay, grouped or not.
fn on<T>(stay: &Stay, grouping: Option<&Grouping>, with: impl FnOnce(&Facts<'_>) -> T) -> T {
    with(&Facts {
        stay,
        given: Given::ALL,
        admission_date: None,
        procedure_dates: &[],
        unreadable_dates: &[],
        codes: &CodeStatuses::default(),
        editor: None,
        grouped: grouping.map(|grouping| Grouped {
            version: Version::ALL[7],
            grouping,
            alive_only: &[],
            without_secondary: &[],
        }),
        references: References::default(),
    })
}

fn document(rules: &Value) -> Value {
    json!({ "format": 1, "name": "Made-up Memorial", "revision": 3, "rules": rules })
}

/// A rule with a condition, as JSON.
fn rule(when: &Value) -> Value {
    json!({
        "id": "OWN-1", "title": "A rule", "severity": "warn", "when": when,
        "what": "Found.", "why": "It matters.", "fix": "Look again.",
    })
}

fn facility(document: &Value) -> Facility {
    Facility::parse(&document.to_string()).unwrap()
}

fn outcome(when: &Value, grouped: bool) -> Outcome {
    let facility = facility(&document(&json!([rule(when)])));
    let (stay, grouping) = (stay(), grouping());
    on(&stay, grouped.then_some(&grouping), |facts| {
        facility.rules()[0].evaluate(facts)
    })
}

fn number(field: &str, is: &str, value: i64) -> Value {
    json!({ "number": { "field": field, "is": is, "value": value } })
}
