//! Versions of a case: each is read out of the past as it stood when it became final, and two are held against each other in
//! words. Who the patient is, is shown as it is known today.

use std::sync::Arc;

use access::{Action, RecordKind};
use engine::draft::{DraftDiagnosis, DraftProcedure, StayDraft};
use records::model::{CodingCase, Encounter, GroupedAs, Patient};
use records::{EntryId, RecordId};
use store::Store;

use super::draft::draft_of;
use super::open::{Read, no_case};
use super::view::{dotted, drg_in_words};
use crate::custodian::Custodian;
use crate::protocol::{CaseName, CaseView, DifferenceLine, Failure};
use crate::surroundings::Surroundings;

/// A case as it stood.
struct Stood {
    stay: Arc<Encounter>,
    case: CodingCase,
}

impl Stood {
    fn draft(&self, patient: &Patient) -> StayDraft {
        draft_of(&self.stay, &self.case, patient)
    }
}

impl<S: Store, W: Surroundings> Custodian<S, W> {
    /// A version, read-only.
    pub(super) async fn open_version(
        &mut self,
        of: CaseName,
        number: u32,
    ) -> Result<CaseView, Failure> {
        let read = self.read_case(of).await?;
        let event = self
            .demand_case(of, Action::Read, RecordKind::CodingCase)
            .await?;
        self.record_events(&[event]).await?;
        let of = CaseName {
            case: read.id.0,
            ..of
        };
        let stood = self.as_it_stood(of, &read, Some(number)).await?;
        let past = self.case_past(of).await?;
        let patient = read.patient.clone();
        let read = Read {
            stay: stood.stay,
            patient,
            ..read
        };
        let mut view = self.view(of, &read, past)?;
        view.read_only = Some(Failure::new(
            "This is an earlier version.",
            format!("It shows the case as it became version {number}."),
            "coding case",
            "Open the case as it stands to change it.",
        ));
        view.steps.clear();
        view.conflicts.clear();
        view.parallel.clear();
        (view.can_undo, view.can_redo) = (false, false);
        Ok(view)
    }

    /// What differs between two versions, or a version and the present.
    pub(super) async fn compare_versions(
        &mut self,
        of: CaseName,
        from: Option<u32>,
        to: Option<u32>,
    ) -> Result<Vec<DifferenceLine>, Failure> {
        let read = self.read_case(of).await?;
        let event = self
            .demand_case(of, Action::Read, RecordKind::CodingCase)
            .await?;
        self.record_events(&[event]).await?;
        let payment = self.hindrance(of, Action::Read, RecordKind::Payment)?;
        let before = self.as_it_stood(of, &read, from).await?;
        let after = self.as_it_stood(of, &read, to).await?;
        let (one, other) = (before.draft(&read.patient), after.draft(&read.patient));
        let mut lines = differences(&one, &other);
        if payment.is_none() {
            let words = |case: &CodingCase| {
                case.grouped.as_ref().map_or_else(String::new, |grouped| {
                    format!("{} {}", drg_in_words(grouped), weight(grouped))
                })
            };
            push(
                &mut lines,
                "DRG",
                words(&before.case).trim(),
                words(&after.case).trim(),
            );
        }
        Ok(lines)
    }

    async fn as_it_stood(
        &mut self,
        of: CaseName,
        read: &Read,
        number: Option<u32>,
    ) -> Result<Stood, Failure> {
        let id: EntryId = read.id;
        let stay = match number {
            None => read.stay.clone(),
            Some(number) => {
                let case = read.case();
                let version = case.versions.values().find(|v| v.number == number);
                let heads = version.map(|version| version.heads.clone());
                let heads = heads.ok_or_else(no_case)?;
                let log = self.stay_log(RecordId(of.encounter)).await?;
                Arc::new(log.at(&heads).model())
            }
        };
        let case = stay.cases.get(&id).cloned().unwrap_or_default();
        Ok(Stood { stay, case })
    }
}

fn weight(grouped: &GroupedAs) -> String {
    grouped.weight_e4.map_or_else(String::new, |weight| {
        format!("({}.{:04})", weight / 10_000, weight % 10_000)
    })
}

fn push(lines: &mut Vec<DifferenceLine>, what: &str, from: &str, to: &str) {
    if from != to {
        lines.push(DifferenceLine {
            what: what.to_owned(),
            from: from.to_owned(),
            to: to.to_owned(),
        });
    }
}

/// What differs between two stays, in the order in which a coder reads one.
fn differences(one: &StayDraft, other: &StayDraft) -> Vec<DifferenceLine> {
    let mut lines = Vec::new();
    let status = |draft: &StayDraft| {
        draft
            .discharge_status
            .map_or_else(String::new, |status| format!("{status:02}"))
    };
    push(
        &mut lines,
        "date of admission",
        &one.admission_date,
        &other.admission_date,
    );
    push(
        &mut lines,
        "date of discharge",
        &one.discharge_date,
        &other.discharge_date,
    );
    push(&mut lines, "discharge status", &status(one), &status(other));
    push(
        &mut lines,
        "admitting diagnosis",
        &dotted(&one.admitting),
        &dotted(&other.admitting),
    );
    let principal = |draft: &StayDraft| {
        let principal = draft.principal.as_ref();
        principal.map_or_else(String::new, |diagnosis| dotted(&diagnosis.code))
    };
    push(
        &mut lines,
        "principal diagnosis",
        &principal(one),
        &principal(other),
    );
    diagnoses(&mut lines, one, other);
    procedures(&mut lines, &one.procedures, &other.procedures);
    evidence(&mut lines, one, other);
    push(&mut lines, "note", &one.note, &other.note);
    lines
}

fn all(draft: &StayDraft) -> Vec<&DraftDiagnosis> {
    draft.principal.iter().chain(&draft.secondary).collect()
}

fn diagnoses(lines: &mut Vec<DifferenceLine>, one: &StayDraft, other: &StayDraft) {
    let (before, after) = (all(one), all(other));
    let within = |list: &[&DraftDiagnosis], code: &str| list.iter().any(|d| d.code == code);
    for diagnosis in before.iter().filter(|d| !within(&after, &d.code)) {
        push(lines, "diagnosis", &dotted(&diagnosis.code), "");
    }
    for diagnosis in after.iter().filter(|d| !within(&before, &d.code)) {
        push(lines, "diagnosis", "", &dotted(&diagnosis.code));
    }
    for now in &after {
        if let Some(was) = before.iter().find(|was| was.code == now.code) {
            let what = format!("present on admission of {}", dotted(&now.code));
            push(lines, &what, was.poa.letter(), now.poa.letter());
        }
    }
    let order = |list: &[DraftDiagnosis], others: &[&DraftDiagnosis]| {
        let kept = list.iter().filter(|d| within(others, &d.code));
        kept.map(|d| dotted(&d.code)).collect::<Vec<_>>().join(", ")
    };
    push(
        lines,
        "order of secondary diagnoses",
        &order(&one.secondary, &other.secondary.iter().collect::<Vec<_>>()),
        &order(&other.secondary, &one.secondary.iter().collect::<Vec<_>>()),
    );
}

fn procedures(lines: &mut Vec<DifferenceLine>, one: &[DraftProcedure], other: &[DraftProcedure]) {
    let mut before: Vec<&DraftProcedure> = one.iter().collect();
    let mut came = Vec::new();
    for now in other {
        match before.iter().position(|was| was.code == now.code) {
            Some(place) => {
                let was = before.remove(place);
                push(
                    lines,
                    &format!("date of {}", now.code),
                    &was.date,
                    &now.date,
                );
            }
            None => came.push(now),
        }
    }
    for gone in before {
        push(lines, "procedure", &gone.code, "");
    }
    for new in came {
        push(lines, "procedure", "", &new.code);
    }
}

fn evidence(lines: &mut Vec<DifferenceLine>, one: &StayDraft, other: &StayDraft) {
    let words = |draft: &StayDraft, code: &str| {
        let of = draft
            .evidence
            .iter()
            .filter(|evidence| evidence.code == code);
        let mut words: Vec<&str> = of.map(|evidence| evidence.words.as_str()).collect();
        words.sort_unstable();
        words.join(" · ")
    };
    let codes = one.evidence.iter().chain(&other.evidence);
    let codes: std::collections::BTreeSet<&str> = codes.map(|e| e.code.as_str()).collect();
    for code in codes {
        let what = format!("evidence of {}", dotted(code));
        push(lines, &what, &words(one, code), &words(other, code));
    }
}
