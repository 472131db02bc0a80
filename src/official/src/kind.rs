//! Which kind of file it is, by its content. Names are not looked at: users rename files, and CMS's differ each year.

use codes::Ymd;
use serde::Serialize;

use crate::code::{is_cm, is_pcs};
use crate::effect::{CodeSystem, Effect, EffectKind, Part};
use crate::error::{ImportError, shortened};
use crate::guidelines::{self, Named};
use crate::lines::{collapsed, rows};
use crate::xml::Xml;
use crate::{addenda, keys, order, poa_exempt, table_5};

/// The kinds of file that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum Kind {
    /// ICD-10-CM Index to Diseases and Injuries (XML).
    DiseaseIndex,
    /// ICD-10-CM External Cause of Injuries Index (XML).
    ExternalCauseIndex,
    /// ICD-10-CM Table of Drugs and Chemicals (XML).
    DrugTable,
    /// ICD-10-CM Table of Neoplasms (XML).
    NeoplasmTable,
    /// ICD-10-CM Tabular List (XML).
    TabularList,
    /// ICD-10-CM order file (fixed columns).
    DiagnosisOrder,
    /// Changes to the ICD-10-CM codes (CSV).
    DiagnosisAddenda,
    /// ICD-10-PCS order file (fixed columns).
    ProcedureOrder,
    /// ICD-10-PCS Tables (XML).
    ProcedureTables,
    /// ICD-10-PCS Index (XML).
    ProcedureIndex,
    /// ICD-10-PCS Definitions (XML).
    ProcedureDefinitions,
    /// ICD-10-PCS Body Part Key (JSON).
    BodyPartKey,
    /// ICD-10-PCS Device Key (JSON).
    DeviceKey,
    /// ICD-10-PCS Device Aggregation Table (JSON).
    DeviceAggregation,
    /// Codes exempt from reporting present on admission (tab-separated).
    PoaExempt,
    /// Table 5 of the IPPS final rule: weights and lengths of stay (tab-separated).
    Table5,
    /// ICD-10-CM Official Guidelines for Coding and Reporting (PDF, or its text).
    Guidelines,
}

impl Kind {
    /// Name for the screen.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::DiseaseIndex => "ICD-10-CM Index to Diseases and Injuries",
            Self::ExternalCauseIndex => "ICD-10-CM External Cause of Injuries Index",
            Self::DrugTable => "ICD-10-CM Table of Drugs and Chemicals",
            Self::NeoplasmTable => "ICD-10-CM Table of Neoplasms",
            Self::TabularList => "ICD-10-CM Tabular List",
            Self::DiagnosisOrder => "ICD-10-CM order file",
            Self::DiagnosisAddenda => "ICD-10-CM code changes",
            Self::ProcedureOrder => "ICD-10-PCS order file",
            Self::ProcedureTables => "ICD-10-PCS Tables",
            Self::ProcedureIndex => "ICD-10-PCS Index",
            Self::ProcedureDefinitions => "ICD-10-PCS Definitions",
            Self::BodyPartKey => "ICD-10-PCS Body Part Key",
            Self::DeviceKey => "ICD-10-PCS Device Key",
            Self::DeviceAggregation => "ICD-10-PCS Device Aggregation Table",
            Self::PoaExempt => "POA-exempt list",
            Self::Table5 => "MS-DRG weights (Table 5)",
            Self::Guidelines => "ICD-10-CM Official Guidelines",
        }
    }

    /// What a file of this kind changes if it holds from `from` on.
    #[must_use]
    pub fn effect(self, from: Ymd) -> Effect {
        use CodeSystem::{Icd10Cm, Icd10Pcs, MsDrg};
        use EffectKind::{Amends, Replaces};
        let (system, kind) = match self {
            Self::DiseaseIndex => (Icd10Cm, Replaces(Part::Index)),
            Self::ExternalCauseIndex => (Icd10Cm, Replaces(Part::ExternalCauseIndex)),
            Self::DrugTable => (Icd10Cm, Replaces(Part::DrugTable)),
            Self::NeoplasmTable => (Icd10Cm, Replaces(Part::NeoplasmTable)),
            Self::TabularList => (Icd10Cm, Replaces(Part::TabularList)),
            Self::DiagnosisOrder => (Icd10Cm, Replaces(Part::Codes)),
            Self::DiagnosisAddenda => (Icd10Cm, Amends(Part::Codes)),
            Self::PoaExempt => (Icd10Cm, Replaces(Part::PoaExemption)),
            Self::ProcedureOrder => (Icd10Pcs, Replaces(Part::Codes)),
            Self::ProcedureTables => (Icd10Pcs, Replaces(Part::ProcedureTables)),
            Self::ProcedureIndex => (Icd10Pcs, Replaces(Part::Index)),
            Self::ProcedureDefinitions => (Icd10Pcs, Replaces(Part::Definitions)),
            Self::BodyPartKey => (Icd10Pcs, Replaces(Part::BodyPartKey)),
            Self::DeviceKey => (Icd10Pcs, Replaces(Part::DeviceKey)),
            Self::DeviceAggregation => (Icd10Pcs, Replaces(Part::DeviceAggregation)),
            Self::Table5 => (MsDrg, Replaces(Part::Weights)),
            Self::Guidelines => (Icd10Cm, Replaces(Part::Guidelines)),
        };
        Effect { system, from, kind }
    }

    /// Tells the kind of `text`.
    pub(crate) fn of(file: &str, text: &str) -> Result<Self, ImportError> {
        let start = text.trim_start();
        if start.is_empty() {
            return Err(ImportError::not_recognised(file, "it is empty".to_owned()));
        }
        if start.starts_with('<') {
            return of_xml(file, text);
        }
        match guidelines::named(text) {
            Some(Named::Diagnoses) => return Ok(Self::Guidelines),
            Some(Named::Procedures) => return Err(ImportError::procedure_guidelines(file)),
            None => {}
        }
        let found = if start.starts_with('{') {
            keys::kind(start)
        } else {
            of_lines(text)
        };
        found.ok_or_else(|| {
            let first = collapsed(start.lines().next().unwrap_or_default());
            ImportError::not_recognised(file, format!("it begins with “{}”", shortened(&first)))
        })
    }
}

fn of_lines(text: &str) -> Option<Kind> {
    let first = rows(text).next()?;
    if let Some(code) = order::code_of(first.text) {
        // Procedures begin with section 0, diagnoses with a letter.
        return match code {
            _ if code.starts_with(|c: char| c.is_ascii_digit()) && is_pcs(code) => {
                Some(Kind::ProcedureOrder)
            }
            _ if is_cm(code) => Some(Kind::DiagnosisOrder),
            _ => None,
        };
    }
    if poa_exempt::is_heading(first.text) {
        return Some(Kind::PoaExempt);
    }
    if addenda::is_heading(first.text) {
        return Some(Kind::DiagnosisAddenda);
    }
    table_5::is_table_5(text).then_some(Kind::Table5)
}

fn of_xml(file: &str, text: &str) -> Result<Kind, ImportError> {
    let (mut xml, root) = Xml::open(file, text)?;
    if root.attribute("isAddenda").as_deref() == Some("true") {
        return Err(ImportError::changes_only(file));
    }
    match root.name.as_str() {
        "ICD10CM.tabular" => Ok(Kind::TabularList),
        "ICD10PCS.tabular" => Ok(Kind::ProcedureTables),
        "ICD10PCS.index" => Ok(Kind::ProcedureIndex),
        "ICD10PCS.definitions" => Ok(Kind::ProcedureDefinitions),
        "ICD10CM.index" => of_diagnosis_index(&mut xml),
        "xsd:schema" | "xs:schema" => Err(ImportError::not_recognised(
            file,
            "it is a schema: it describes files of this form and holds no codes".to_owned(),
        )),
        other => Err(ImportError::not_recognised(
            file,
            format!("its outermost element is <{}>", shortened(other)),
        )),
    }
}

/// The four diagnosis indexes share a root: the tables have a heading, the indexes a title.
fn of_diagnosis_index(xml: &mut Xml<'_>) -> Result<Kind, ImportError> {
    let mut seen = String::new();
    while let Some(tag) = xml.child()? {
        match tag.name.as_str() {
            "title" | "indexHeading" => {
                seen = xml.text()?.to_lowercase();
                let kind = if seen.starts_with("substance") || seen.contains("drugs and chemicals")
                {
                    Some(Kind::DrugTable)
                } else if seen.contains("neoplasm") {
                    Some(Kind::NeoplasmTable)
                } else if seen.contains("external cause") {
                    Some(Kind::ExternalCauseIndex)
                } else if seen.contains("index to disease") {
                    Some(Kind::DiseaseIndex)
                } else {
                    None
                };
                if let Some(kind) = kind {
                    return Ok(kind);
                }
            }
            "letter" => break,
            _ => xml.skip()?,
        }
    }
    Err(ImportError::not_recognised(
        xml.file(),
        format!(
            "its title “{}” is none of the four indexes of ICD-10-CM",
            shortened(&seen)
        ),
    ))
}
