//! A grouped and edited claim as the line that `chartroom group` writes: the names and values of CMS's components.

use edits::mce::{EditSet, McEdits};
use grouper::claim::Claim;
use grouper::{
    AdmittingFlag, DiagnosisOutcome, DrgResult, DrgSeverity, Grouping, HacCategories, HacList,
    HacStatus, ProcedureOutcome, ReturnCode, Trace,
};
use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Serialize, Serializer};

/// An answer, borrowing what it is made of.
pub(crate) struct Answer<'a> {
    /// The claim as read.
    pub(crate) claim: &'a Claim,
    /// Its grouping.
    pub(crate) grouping: &'a Grouping,
    /// The editor's result.
    pub(crate) edits: &'a McEdits,
    /// The steps, if asked for.
    pub(crate) trace: Option<&'a Trace>,
}

impl Serialize for Answer<'_> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let stay = &self.claim.stay;
        let mut map = s.serialize_map(None)?;
        map.serialize_entry("id", &self.claim.id)?;
        map.serialize_entry("version", &self.claim.version)?;
        drg(&mut map, &INITIAL, &self.grouping.initial)?;
        drg(&mut map, &FINAL, &self.grouping.r#final)?;
        map.serialize_entry::<_, HacStatus>("hac_status", &self.grouping.hac_status)?;
        map.serialize_entry("num_hacs", &self.grouping.hac_categories_met)?;
        map.serialize_entry::<_, AdmittingFlag>(
            "admit_dx_flag",
            &self.grouping.admitting_diagnosis,
        )?;
        // A missing principal diagnosis is grouped as the literal code "null".
        let principal = stay
            .principal_diagnosis
            .as_ref()
            .map_or("null", |d| d.code.as_str());
        map.serialize_entry(
            "pdx",
            &Diagnosis {
                code: principal,
                outcome: &self.grouping.principal,
            },
        )?;
        let secondary = stay
            .secondary_diagnoses
            .iter()
            .zip(&self.grouping.secondary);
        map.serialize_entry(
            "sdx",
            &List(secondary.map(|(d, outcome)| Diagnosis {
                code: &d.code,
                outcome,
            })),
        )?;
        let procedures = stay.procedures.iter().zip(&self.grouping.procedures);
        map.serialize_entry(
            "proc",
            &List(procedures.map(|(code, outcome)| Procedure { code, outcome })),
        )?;
        map.serialize_entry("mce", &Edits(self.edits))?;
        if let Some(trace) = self.trace {
            map.serialize_entry("trace", &trace.steps)?;
        }
        map.end()
    }
}

const INITIAL: [&str; 7] = [
    "initial_drg",
    "initial_mdc",
    "initial_base_drg",
    "initial_grc",
    "initial_medsurg",
    "initial_severity",
    "initial_sdx_severity",
];
const FINAL: [&str; 7] = [
    "final_drg",
    "final_mdc",
    "final_base_drg",
    "final_grc",
    "final_medsurg",
    "final_severity",
    "final_sdx_severity",
];

fn drg<M: SerializeMap>(
    map: &mut M,
    names: &[&'static str; 7],
    result: &DrgResult,
) -> Result<(), M::Error> {
    map.serialize_entry(names[0], &result.drg)?;
    map.serialize_entry(names[1], &result.mdc)?;
    map.serialize_entry(names[2], &result.base_drg)?;
    map.serialize_entry::<_, ReturnCode>(names[3], &result.return_code)?;
    map.serialize_entry(names[4], &result.kind)?;
    map.serialize_entry::<_, DrgSeverity>(names[5], &result.severity)?;
    map.serialize_entry::<_, DrgSeverity>(names[6], &result.secondary_severity)
}

/// Serializes an iterator that can be walked again.
struct List<I>(I);

impl<I: Iterator<Item = T> + Clone, T: Serialize> Serialize for List<I> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_seq(self.0.clone())
    }
}

struct Diagnosis<'a> {
    code: &'a str,
    outcome: &'a DiagnosisOutcome,
}

impl Serialize for Diagnosis<'_> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let outcome = self.outcome;
        let mut map = s.serialize_map(Some(8))?;
        map.serialize_entry("code", self.code)?;
        map.serialize_entry("poa_in", outcome.poa.as_result())?;
        map.serialize_entry("valid", &outcome.valid)?;
        map.serialize_entry("affects", &outcome.affects)?;
        map.serialize_entry("sev_initial", &outcome.severity_initial)?;
        map.serialize_entry("sev_final", &outcome.severity_final)?;
        map.serialize_entry("poa_err", &outcome.poa_finding)?;
        map.serialize_entry("hacs", &List(outcome.hacs.iter().map(Hac)))?;
        map.end()
    }
}

struct Hac<'a>(&'a grouper::HacOutcome);

impl Serialize for Hac<'_> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let mut map = s.serialize_map(Some(3))?;
        map.serialize_entry("n", &self.0.number)?;
        match self.0.list {
            HacList::Numbered(n) => map.serialize_entry("list", &format_args!("HAC{n:02}"))?,
            HacList::Hac06Show => map.serialize_entry("list", "hac06_show")?,
            HacList::Hac06Sdx => map.serialize_entry("list", "hac06_sdx")?,
            HacList::Hac11Sdx => map.serialize_entry("list", "hac11_sdx")?,
            HacList::Hac11Pdx => map.serialize_entry("list", "hac11_pdx")?,
        }
        map.serialize_entry("status", &self.0.status)?;
        map.end()
    }
}

struct Procedure<'a> {
    code: &'a str,
    outcome: &'a ProcedureOutcome,
}

impl Serialize for Procedure<'_> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let mut map = s.serialize_map(Some(5))?;
        map.serialize_entry("code", self.code)?;
        map.serialize_entry("valid", &self.outcome.valid)?;
        map.serialize_entry("affects", &self.outcome.affects)?;
        map.serialize_entry("or", &self.outcome.operating_room)?;
        map.serialize_entry("hac_usage", &HacUsage(self.outcome.hac_usage))?;
        map.end()
    }
}

struct HacUsage(HacCategories);

impl Serialize for HacUsage {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let mut list = s.serialize_seq(None)?;
        for n in self.0.iter() {
            list.serialize_element(&format_args!("HAC_{n:02}"))?;
        }
        list.end()
    }
}

struct Edits<'a>(&'a McEdits);

impl Serialize for Edits<'_> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let names = |lists: &'_ [EditSet]| -> Vec<Vec<&'static str>> {
            lists
                .iter()
                .map(|l| l.iter().map(|e| e.as_str()).collect())
                .collect()
        };
        let mut map = s.serialize_map(None)?;
        map.serialize_entry("edit_type", &self.0.edit_type)?;
        map.serialize_entry("edits", &Counts(self.0))?;
        map.serialize_entry("dx_edits", &names(&self.0.diagnoses))?;
        map.serialize_entry("proc_edits", &names(&self.0.procedures))?;
        if let Some(admitting) = &self.0.admitting {
            map.serialize_entry("adx_edits", &names(core::slice::from_ref(admitting))[0])?;
        }
        map.end()
    }
}

struct Counts<'a>(&'a McEdits);

impl Serialize for Counts<'_> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_map(self.0.fired().map(|(edit, n)| (edit.as_str(), n)))
    }
}
