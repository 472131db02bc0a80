//! Coding cases as they stand on a worklist: most are nobody's yet, some are being coded, wait, are reviewed or final.

use chrono::{NaiveDateTime, TimeDelta};
use records::model::{
    Assignment, CaseStatus, CaseVersion, CodedDiagnosis, CodedProcedure, CodingCase, Encounter,
    EncounterStatus, EvidenceSpan, GroupedAs, Pend, PendReason, Purpose, Review, ReviewOutcome,
};
use records::{EntryId, UserId, between};

use crate::draw::Draw;
use crate::key::AnswerKey;
use crate::planted::Fault;
use crate::zone::moment;

/// Who works on cases.
#[derive(Debug, Clone)]
pub(crate) struct Desk {
    pub(crate) coders: Vec<UserId>,
    pub(crate) supervisor: UserId,
    pub(crate) auditor: UserId,
}

/// Adds the coding case of an encounter, and what follows from it for the encounter.
pub(crate) fn add(
    encounter: &mut Encounter,
    key: &AnswerKey,
    fault: Option<Fault>,
    discharged: NaiveDateTime,
    desk: &Desk,
    draw: &mut Draw,
) {
    let roll = draw.below(100);
    let status = match roll {
        0..=57 => CaseStatus::Unassigned,
        58..=66 => CaseStatus::InProgress,
        67..=76 => CaseStatus::Pended,
        77..=81 => CaseStatus::Coded,
        82..=86 => CaseStatus::SecondReview,
        87..=96 => CaseStatus::Final,
        _ => CaseStatus::Reopened,
    };
    let at = |hours: i64| Some(moment(discharged + TimeDelta::hours(hours)));
    let mut case = CodingCase {
        purpose: Purpose::Initial,
        status,
        due: Some(discharged.date() + TimeDelta::days(5)),
        priority: if encounter.charges_cents > Some(4_000_000) {
            1
        } else {
            2 + (roll % 2) as u8
        },
        ..CodingCase::default()
    };
    if status != CaseStatus::Unassigned {
        let coder = *draw.pick(&desk.coders);
        case.assignment = Assignment {
            coder: Some(coder),
            by: Some(desk.supervisor),
            at: at(20),
        };
        // Whoever has begun has not got everything yet.
        let share = match status {
            CaseStatus::InProgress => key.diagnoses.len().div_ceil(2),
            CaseStatus::Pended => key.diagnoses.len().saturating_sub(1).max(1),
            _ => key.diagnoses.len(),
        };
        code(&mut case, encounter, key, share, draw);
        if status == CaseStatus::Pended {
            let (reason, note) = pended(fault);
            let pend = Pend {
                reason,
                note: note.into(),
                by: coder,
                since: at(26),
                settled: None,
            };
            case.pends.insert(EntryId(draw.id()), pend);
        }
        if matches!(status, CaseStatus::Final | CaseStatus::Reopened) {
            let reopened = if status == CaseStatus::Reopened {
                "late pathology report received"
            } else {
                ""
            };
            let version = CaseVersion {
                number: 1,
                at: at(40),
                by: coder,
                grouped: GroupedAs::default(),
                reopened: reopened.into(),
                ..CaseVersion::default()
            };
            case.versions.insert(EntryId(draw.id()), version);
        }
        if status == CaseStatus::Final {
            encounter.status = EncounterStatus::Coded;
            if draw.chance(50) {
                let review = Review {
                    by: desk.auditor,
                    at: at(36),
                    outcome: ReviewOutcome::Agrees,
                    ..Review::default()
                };
                case.reviews.insert(EntryId(draw.id()), review);
            }
        }
    }
    encounter.cases.insert(EntryId(draw.id()), case);
}

/// Writes codes of the key into a case, with their evidence.
fn code(
    case: &mut CodingCase,
    encounter: &Encounter,
    key: &AnswerKey,
    share: usize,
    draw: &mut Draw,
) {
    let mut last: Option<String> = None;
    let mut next = || {
        let order = between(last.as_deref(), None);
        last = Some(order.clone());
        order
    };
    if let Some(admitting) = &key.admitting {
        case.admitting.clone_from(&admitting.code);
    }
    for (place, diagnosis) in key.diagnoses.iter().take(share).enumerate() {
        let id = EntryId(draw.id());
        if place == 0 {
            case.principal = Some(id);
        }
        let coded = CodedDiagnosis {
            code: diagnosis.code.clone(),
            poa: diagnosis.poa,
            order: next(),
            ..CodedDiagnosis::default()
        };
        case.diagnoses.insert(id, coded);
        if let Some(evidence) = diagnosis.evidence.first() {
            let body = encounter
                .documents
                .get(&evidence.document)
                .and_then(|d| d.body.as_ref());
            let span = EvidenceSpan {
                code: diagnosis.code.clone(),
                document: Some(evidence.document),
                start: evidence.start as u32,
                end: evidence.end as u32,
                body_sha256: body.map(|b| b.sha256.clone()).unwrap_or_default(),
                words: evidence.words.clone(),
            };
            case.evidence.insert(EntryId(draw.id()), span);
        }
    }
    if share == key.diagnoses.len() {
        for procedure in &key.procedures {
            let coded = CodedProcedure {
                code: procedure.code.clone(),
                date: Some(procedure.date),
                order: next(),
                ..CodedProcedure::default()
            };
            case.procedures.insert(EntryId(draw.id()), coded);
        }
    }
}

/// What a case waits for, as its planted fault has it.
const fn pended(fault: Option<Fault>) -> (PendReason, &'static str) {
    match fault {
        Some(Fault::MissingSignature | Fault::UnsignedVerbalOrder) => {
            (PendReason::Signature, "a document is not signed")
        }
        Some(Fault::NoDischargeSummary) => (PendReason::Document, "no discharge summary"),
        Some(Fault::NoOperativeReport) => (PendReason::Document, "no operative report"),
        Some(Fault::WrongPatient) => (PendReason::Identity, "a page names another patient"),
        Some(Fault::AbnormalUnnamed) => (PendReason::Query, "low sodium treated, no diagnosis"),
        Some(Fault::CriteriaUnnamed) => (
            PendReason::Query,
            "respiratory findings without a diagnosis",
        ),
        Some(Fault::PoaConflict) => (PendReason::Query, "present on admission or not?"),
        Some(Fault::Laterality) => (PendReason::Query, "which side?"),
        Some(Fault::DiabetesType) => (PendReason::Query, "type of diabetes"),
        Some(Fault::HospitalAcquired) => (PendReason::Review, "hospital-acquired condition"),
        _ => (
            PendReason::Review,
            "second opinion on the principal diagnosis",
        ),
    }
}
