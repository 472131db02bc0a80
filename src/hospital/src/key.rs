//! The answer key: what an expert codes, each code with the words of the chart that it rests on. It is never part of the
//! chart or of the case.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use records::EntryId;
use records::model::{Class, Poa};

use crate::chart::Stay;
use crate::draw::Draw;
use crate::scenario::{KeyLine, Use};
use crate::template::Text;

/// Words of a document that a code rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// The document.
    pub document: EntryId,
    /// First byte in its body.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
    /// The words, as they stand there.
    pub words: String,
}

/// A diagnosis of the key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyDiagnosis {
    /// ICD-10-CM, without dot.
    pub code: String,
    /// Present on admission; unknown where it is not reported.
    pub poa: Poa,
    /// What it rests on.
    pub evidence: Vec<Evidence>,
}

/// A procedure of the key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyProcedure {
    /// ICD-10-PCS.
    pub code: String,
    /// Its day.
    pub date: NaiveDate,
    /// What it rests on.
    pub evidence: Vec<Evidence>,
}

/// What an expert codes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AnswerKey {
    /// Admitting diagnosis, of inpatients.
    pub admitting: Option<KeyDiagnosis>,
    /// Diagnoses; the principal, or first-listed, stands first.
    pub diagnoses: Vec<KeyDiagnosis>,
    /// Procedures, of inpatients only.
    pub procedures: Vec<KeyProcedure>,
    /// MS-DRGs that are sensible for the scenario; empty for others than inpatients.
    pub expected_drgs: Vec<u16>,
}

/// Evidence by label, as the finished documents hold it.
pub(crate) type Found = BTreeMap<String, Vec<Evidence>>;

/// Codes that a planted fault brings with it: label, code, present on admission.
pub(crate) type Extra = (String, &'static str, Poa);

/// Makes the key of a stay.
pub(crate) fn make(stay: &Stay<'_>, found: &Found, extra: &[Extra], draw: &mut Draw) -> AnswerKey {
    let inpatient = stay.scenario.class == Class::Inpatient;
    let mut key = AnswerKey {
        expected_drgs: stay.scenario.drgs.clone(),
        ..AnswerKey::default()
    };
    let mut principal = None;
    for line in &stay.scenario.key {
        let Some(evidence) = found
            .get(line.label)
            .filter(|evidence| !evidence.is_empty())
        else {
            continue;
        };
        let Some(code) = substituted(line, stay, draw) else {
            continue;
        };
        let diagnosis = |poa| KeyDiagnosis {
            code: code.clone(),
            poa,
            evidence: evidence.clone(),
        };
        let poa = if inpatient { line.poa } else { Poa::Unknown };
        match line.used {
            Use::Admitting => {
                if inpatient {
                    key.admitting = Some(diagnosis(Poa::Unknown));
                }
            }
            Use::Principal => principal = Some(diagnosis(poa)),
            Use::Secondary => add(&mut key.diagnoses, diagnosis(poa)),
            Use::Procedure(day) => {
                let date = stay.at(day, 12, 0).date();
                if inpatient {
                    key.procedures.push(KeyProcedure {
                        code,
                        date,
                        evidence: evidence.clone(),
                    });
                }
            }
        }
    }
    for (label, code, poa) in extra {
        if let Some(evidence) = found.get(label) {
            let poa = if inpatient { *poa } else { Poa::Unknown };
            add(
                &mut key.diagnoses,
                KeyDiagnosis {
                    code: (*code).into(),
                    poa,
                    evidence: evidence.clone(),
                },
            );
        }
    }
    for condition in &stay.documented {
        for (code, poa) in &condition.codes {
            // Long-term use rests on the list of medications, everything else on the condition's name.
            let label = if code.starts_with("Z79") {
                format!("{}rx", condition.name)
            } else {
                condition.name.to_owned()
            };
            let Some(evidence) = found.get(&label) else {
                continue;
            };
            let poa = if inpatient { *poa } else { Poa::Unknown };
            let code = (*code).into();
            add(
                &mut key.diagnoses,
                KeyDiagnosis {
                    code,
                    poa,
                    evidence: evidence.clone(),
                },
            );
        }
    }
    if let Some(principal) = principal {
        key.diagnoses.retain(|d| d.code != principal.code);
        key.diagnoses.insert(0, principal);
    }
    combine(&mut key.diagnoses);
    key
}

fn add(to: &mut Vec<KeyDiagnosis>, diagnosis: KeyDiagnosis) {
    if !to.iter().any(|known| known.code == diagnosis.code) {
        to.push(diagnosis);
    }
}

/// The code with the encounter's values in it; nothing where the value is empty.
fn substituted(line: &KeyLine, stay: &Stay<'_>, draw: &mut Draw) -> Option<String> {
    let mut text = Text::default();
    text.write(line.code, &stay.values, draw);
    (!text.words.is_empty() && !text.words.contains('<')).then_some(text.words)
}

/// Puts combination codes where the guidelines presume a link between two conditions.
pub(crate) fn combine(diagnoses: &mut Vec<KeyDiagnosis>) {
    let place = |diagnoses: &[KeyDiagnosis], fits: &dyn Fn(&str) -> bool| {
        diagnoses.iter().position(|d| fits(&d.code))
    };
    let failing = place(diagnoses, &|code| code.starts_with("I50"));
    let kidney = place(diagnoses, &|code| matches!(code, "N1831" | "N184"));
    // Hypertension with heart failure, with kidney disease, with both: OCG I.C.9.a.1 to 3.
    if let Some(at) = place(diagnoses, &|code| code == "I10") {
        let combined = match (failing, kidney) {
            (Some(_), Some(_)) => Some("I130"),
            (Some(_), None) => Some("I110"),
            (None, Some(_)) => Some("I129"),
            (None, None) => None,
        };
        if let Some(code) = combined {
            let mut hypertensive = diagnoses.remove(at);
            hypertensive.code = code.into();
            for other in [failing, kidney].into_iter().flatten() {
                let other = if other > at { other - 1 } else { other };
                let evidence = diagnoses[other].evidence.clone();
                hypertensive.evidence.extend(evidence);
            }
            // The hypertensive code goes ahead of the failure, also where that would be principal.
            let ahead = [failing, kidney]
                .into_iter()
                .flatten()
                .map(|p| if p > at { p - 1 } else { p })
                .min();
            diagnoses.insert(ahead.unwrap_or(at), hypertensive);
        }
    }
    // Diabetes "with" chronic kidney disease is presumed, OCG I.A.15; and "without complications" goes where there are any.
    if let Some(at) = place(diagnoses, &|code| code == "E119") {
        let kidney = place(diagnoses, &|code| matches!(code, "N1831" | "N184"));
        if let Some(kidney) = kidney {
            diagnoses[at].code = "E1122".into();
            let evidence = diagnoses[kidney].evidence.clone();
            diagnoses[at].evidence.extend(evidence);
            // "Use additional code to identify stage": the diabetes code stands ahead.
            if kidney < at && kidney > 0 {
                let diabetes = diagnoses.remove(at);
                diagnoses.insert(kidney, diabetes);
            }
        }
        if diagnoses
            .iter()
            .any(|d| d.code.starts_with("E11") && d.code != "E119")
        {
            diagnoses.retain(|d| d.code != "E119");
        }
    }
    // COPD with pneumonia is J44.0; with an exacerbation J44.1 says it all.
    let pneumonia = diagnoses
        .iter()
        .position(|d| d.code.starts_with("J18") || d.code.starts_with("J15"));
    if let (Some(at), Some(_)) = (place(diagnoses, &|code| code == "J449"), pneumonia)
        && !diagnoses.iter().any(|d| d.code == "J440")
    {
        diagnoses[at].code = "J440".into();
    }
    if diagnoses
        .iter()
        .any(|d| d.code == "J441" || d.code == "J440")
    {
        diagnoses.retain(|d| d.code != "J449");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn coded(codes: &[&str]) -> Vec<String> {
        let mut list = codes
            .iter()
            .map(|code| KeyDiagnosis {
                code: (*code).into(),
                poa: Poa::Yes,
                evidence: Vec::new(),
            })
            .collect();
        combine(&mut list);
        list.into_iter().map(|d| d.code).collect()
    }

    #[test]
    fn what_the_guidelines_presume_becomes_one_code() {
        assert_eq!(coded(&["I5023", "I10"]), ["I110", "I5023"]);
        assert_eq!(
            coded(&["I5023", "N1831", "I10"]),
            ["I130", "I5023", "N1831"]
        );
        assert_eq!(coded(&["K254", "I10", "N184"]), ["K254", "I129", "N184"]);
        assert_eq!(
            coded(&["K254", "N1831", "E119"]),
            ["K254", "E1122", "N1831"]
        );
        assert_eq!(coded(&["K254", "E119", "E1142"]), ["K254", "E1142"]);
        assert_eq!(coded(&["J189", "J449"]), ["J189", "J440"]);
        assert_eq!(coded(&["J441", "J449"]), ["J441"]);
        assert_eq!(coded(&["I10"]), ["I10"]);
    }
}
