//! Tumours for the registry's case-finding list: what a registrar would find in path reports and disease indexes.

use chrono::NaiveDate;
use records::{EntryId, RecordId};

use crate::chart::Stay;
use crate::key::AnswerKey;
use crate::scenario::TumourFacts;

/// A tumour.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tumour {
    /// The patient's record.
    pub patient: RecordId,
    /// The encounter that brought it up.
    pub encounter: RecordId,
    /// Its pathology report.
    pub pathology: Option<EntryId>,
    /// Day of diagnosis.
    pub diagnosed: NaiveDate,
    /// Primary site, ICD-O-3.
    pub site: String,
    /// Histologic type, ICD-O-3.
    pub histology: String,
    /// Behavior, ICD-O-3: 0 benign, 1 uncertain, 2 in situ, 3 malignant.
    pub behavior: String,
    /// `left`, `right`; empty for a site that is not paired.
    pub laterality: String,
    /// ICD-10-CM code in the encounter's key.
    pub code: String,
    /// From 1, in the order of diagnosis; a patient may have several primaries.
    pub sequence: u8,
}

impl Tumour {
    pub(crate) fn of(
        facts: &TumourFacts,
        stay: &Stay<'_>,
        (encounter, patient): (RecordId, RecordId),
        pathology: Option<EntryId>,
        key: &AnswerKey,
    ) -> Self {
        let value = |text: &str| {
            let mut said = text.to_owned();
            for (name, value) in &stay.values {
                said = said.replace(&format!("<{name}>"), value);
            }
            said
        };
        let code = key
            .diagnoses
            .iter()
            .find(|d| d.code.starts_with('C') || d.code.starts_with('D'));
        Self {
            patient,
            encounter,
            pathology,
            diagnosed: stay.admitted.date(),
            site: value(facts.site),
            histology: value(facts.histology),
            behavior: value(facts.behavior),
            laterality: stay.values.get("side").cloned().unwrap_or_default(),
            code: code.map(|d| d.code.clone()).unwrap_or_default(),
            sequence: 1,
        }
    }
}
