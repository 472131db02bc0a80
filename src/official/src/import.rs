//! A file taken apart: its contents by kind, its edition, what it replaces, and what is odd about it.

use codes::Ymd;
use serde::Serialize;

use crate::addenda::Change;
use crate::container::Found;
use crate::definitions::Definitions;
use crate::edition::{Edition, Given};
use crate::effect::Effect;
use crate::error::{ImportError, Place};
use crate::guidelines::Guidelines;
use crate::index::{Index, OfIndex};
use crate::keys::{Aggregation, KeyEntry};
use crate::kind::Kind;
use crate::order::OrderRow;
use crate::poa_exempt::ExemptCode;
use crate::procedure_tables::ProcedureTables;
use crate::table_5::Table5Row;
use crate::tabular::Tabular;
use crate::{
    addenda, definitions, guidelines, index, keys, order, poa_exempt, procedure_tables, table_5,
    tabular,
};

/// At most this many warnings are kept of one file.
const MOST_WARNINGS: usize = 1000;

/// Something odd that did not stop the reading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Warning {
    /// Where.
    pub place: Place,
    /// What.
    pub what: String,
}

impl Warning {
    /// Adds a warning, unless there are [`MOST_WARNINGS`] already.
    pub(crate) fn push(warnings: &mut Vec<Self>, place: Place, what: String) {
        if warnings.len() < MOST_WARNINGS {
            warnings.push(Self { place, what });
        }
    }
}

/// The contents, by kind.
#[derive(Debug, Clone, PartialEq)]
pub enum Contents {
    /// An alphabetic index, or one of the two tables that have its form.
    Index(Index),
    /// The tabular list.
    Tabular(Tabular),
    /// An order file: every header and code with titles, in order of print.
    Order(Vec<OrderRow>),
    /// Changes to the codes.
    Addenda(Vec<Change>),
    /// The tables of ICD-10-PCS.
    ProcedureTables(ProcedureTables),
    /// The definitions of ICD-10-PCS.
    Definitions(Definitions),
    /// The body part key or the device key.
    Key(Vec<KeyEntry>),
    /// The device aggregation table.
    DeviceAggregation(Vec<Aggregation>),
    /// The codes exempt from reporting present on admission.
    PoaExempt(Vec<ExemptCode>),
    /// Table 5 of the IPPS final rule.
    Table5(Vec<Table5Row>),
    /// The guidelines for coding and reporting.
    Guidelines(Guidelines),
}

/// A file taken apart.
#[derive(Debug, Clone, PartialEq)]
pub struct Import {
    /// What kind of file it is.
    pub kind: Kind,
    /// Fiscal year and first day.
    pub edition: Edition,
    /// What taking it over changes.
    pub effect: Effect,
    /// What was counted, for example `("main terms", 314)`.
    pub rows: Vec<(&'static str, usize)>,
    /// What is odd, at most 1000 entries. Cross-references that lead nowhere are asked for apart:
    /// [`index::defects`], because they may lead into another file.
    pub warnings: Vec<Warning>,
    /// The contents.
    pub contents: Contents,
}

impl Import {
    /// A count of [`Import::rows`] by name.
    #[must_use]
    pub fn count(&self, name: &str) -> Option<usize> {
        self.rows.iter().find(|(n, _)| *n == name).map(|(_, c)| *c)
    }
}

/// What a reader gives before the edition is settled.
pub(crate) struct Raw {
    /// Fiscal year the file states.
    pub(crate) year: Option<u16>,
    /// First day the file states.
    pub(crate) day: Option<Ymd>,
    pub(crate) rows: Vec<(&'static str, usize)>,
    pub(crate) warnings: Vec<Warning>,
    pub(crate) contents: Contents,
}

/// Reads a file that [`recognise`](crate::recognise) found.
///
/// # Errors
/// [`ImportError`] when it is damaged, holds codes that are none, is of another year than expected, or does not say
/// from when it holds and no day was given ([`Problem::DateNeeded`](crate::Problem::DateNeeded) has the choices).
pub fn read(found: &Found, given: Given) -> Result<Import, ImportError> {
    let (file, text) = (found.name.as_str(), found.text.as_str());
    let raw = match found.kind {
        Kind::DiseaseIndex => index::read(file, text, OfIndex::Diseases),
        Kind::ExternalCauseIndex => index::read(file, text, OfIndex::ExternalCauses),
        Kind::DrugTable => index::read(file, text, OfIndex::Drugs),
        Kind::NeoplasmTable => index::read(file, text, OfIndex::Neoplasms),
        Kind::ProcedureIndex => index::read(file, text, OfIndex::Procedures),
        Kind::TabularList => tabular::read(file, text),
        Kind::DiagnosisOrder | Kind::ProcedureOrder => order::read(file, text, found.kind),
        Kind::DiagnosisAddenda => addenda::read(file, text),
        Kind::ProcedureTables => procedure_tables::read(file, text),
        Kind::ProcedureDefinitions => definitions::read(file, text),
        Kind::BodyPartKey | Kind::DeviceKey => keys::read_key(file, text),
        Kind::DeviceAggregation => keys::read_aggregation(file, text),
        Kind::PoaExempt => poa_exempt::read(file, text),
        Kind::Table5 => table_5::read(file, text),
        Kind::Guidelines => guidelines::read(file, text),
    }?;
    // Table 5 holds for a whole fiscal year, the guidelines name their day; all other files have editions within a year.
    let of_year = raw
        .year
        .filter(|_| found.kind == Kind::Table5)
        .map(Ymd::fiscal_year_start);
    let day = raw.day.or(of_year);
    let edition = Edition::settle(file, raw.year, day, given)?;
    let mut warnings = raw.warnings;
    if !edition.is_regular() {
        let what = format!(
            "{} is neither October 1 nor April 1: check the date",
            edition.effective
        );
        Warning::push(&mut warnings, Place::whole(file), what);
    }
    Ok(Import {
        kind: found.kind,
        edition,
        effect: found.kind.effect(edition.effective),
        rows: raw.rows,
        warnings,
        contents: raw.contents,
    })
}
