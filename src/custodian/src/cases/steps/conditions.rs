//! What has to come first, whoever asks for a step.

use access::Past;
use records::model::{CaseStatus, CodingCase, Pend, PendReason, ReviewOutcome};
use records::{EntryId, Field, UserId};

use super::doing::standing;
use crate::cases::open::Read;
use crate::cases::past::{CasePast, case_place};
use crate::cases::view::is_discharged;
use crate::protocol::{Failure, PendDraft};

pub(super) fn take_refused(case: &CodingCase, me: UserId) -> Option<(&'static str, &'static str)> {
    let others = case.assignment.coder.is_some_and(|coder| coder != me);
    let waits = case.pends.values().any(|pend| pend.settled.is_none());
    match standing(case) {
        _ if others => Some((
            "It is another coder's.",
            "Ask a supervisor to assign it to you.",
        )),
        CaseStatus::Pended if waits => {
            Some(("It still waits for something.", "Settle that first."))
        }
        CaseStatus::SecondReview => {
            Some(("It is under second review.", "Have the reviewer return it."))
        }
        _ => None,
    }
}

pub(super) fn final_refused(
    read: &Read,
    case: &CodingCase,
    past: &CasePast,
) -> Option<(&'static str, &'static str)> {
    let stops = case.grouped.as_ref().map_or(0, |grouped| grouped.stops);
    if !past.conflicts.is_empty() {
        Some((
            "Different values stand in the case, by people who did not know of each other's.",
            "Choose one of each.",
        ))
    } else if !is_discharged(&read.stay) {
        Some((
            "The patient has not been discharged.",
            "Have registration enter the discharge.",
        ))
    } else if case.principal.is_none() {
        Some(("It has no principal diagnosis.", "Choose one."))
    } else if stops > 0 {
        Some((
            "Edits stop the claim.",
            "Put them right, or leave each as it is with its reason.",
        ))
    } else {
        None
    }
}

/// Whether the review since it was sent to review agrees.
pub(in crate::cases) fn review_agrees(
    state: &records::State,
    case: &CodingCase,
    id: EntryId,
) -> bool {
    let field = Field::new(format!("{}/status", case_place(id)));
    let sent = state.register(&field).and_then(|status| {
        let times = status.live().iter().map(|live| live.stamp.millis);
        times.max()
    });
    let latest = case
        .reviews
        .iter()
        .max_by_key(|(id, review)| (review.at, **id));
    latest.is_some_and(|(_, review)| {
        let at = review.at.map(|at| at.timestamp_millis());
        review.outcome == ReviewOutcome::Agrees && at >= sent
    })
}

pub(super) fn reviewed(past: &CasePast) -> Vec<Past> {
    let coders = past.coders.iter().map(|coder| access::UserId(coder.0));
    vec![Past::CodedBy(coders.collect())]
}

pub(super) fn pends(reasons: &[PendDraft]) -> Result<Vec<Pend>, Failure> {
    let known: Option<Vec<Pend>> = reasons
        .iter()
        .map(|draft| {
            let reason = PendReason::ALL
                .iter()
                .find(|reason| reason.word() == draft.reason)?;
            let said = *reason != PendReason::Other || !draft.note.trim().is_empty();
            said.then(|| Pend {
                reason: *reason,
                note: draft.note.trim().to_owned(),
                ..Pend::default()
            })
        })
        .collect();
    match known {
        Some(pends) if !pends.is_empty() => Ok(pends),
        _ => Err(not_now(
            "What it waits for is not said.",
            "Choose a reason; for “other” say which.",
        )),
    }
}

pub(super) fn not_now(why: impl Into<String>, fix: impl Into<String>) -> Failure {
    Failure::new("The case stays where it is.", why, "coding case", fix)
}
