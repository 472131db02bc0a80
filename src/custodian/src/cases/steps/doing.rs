//! What a step writes into the encounter.

use records::model::{
    AssignedTo, BillingStatus, CaseStatus, CaseVersion, CodingCase, Encounter, EncounterStatus,
    Pend, Purpose, Review, ReviewOutcome,
};
use records::{EntryId, Moment, UserId};

use crate::protocol::Step;

/// What a step is written with.
pub(super) struct Doing {
    pub(super) me: UserId,
    pub(super) now: Option<Moment>,
    pub(super) entries: Vec<EntryId>,
    pub(super) pends: Vec<Pend>,
    pub(super) heads: Vec<records::OpId>,
    pub(super) own_work: bool,
}

impl Doing {
    pub(super) fn write(self, stay: &mut Encounter, id: EntryId, step: &Step) {
        let case = stay.cases.entry(id).or_insert_with(|| CodingCase {
            purpose: Purpose::Initial,
            status: CaseStatus::Unassigned,
            ..CodingCase::default()
        });
        let mut entries = self.entries.into_iter();
        let mut entry = || entries.next().unwrap_or_default();
        match step {
            Step::Take => {
                if case.assignment.coder != Some(self.me) {
                    assign(case, Some(self.me), self.me, self.now);
                }
                case.status = CaseStatus::InProgress;
            }
            Step::Assign { coder } => {
                let coder = coder.map(UserId);
                assign(case, coder, self.me, self.now);
                match (coder, standing(case)) {
                    (Some(_), CaseStatus::Unassigned) => case.status = CaseStatus::InProgress,
                    (None, status) if status.may_become(CaseStatus::Unassigned).is_ok() => {
                        case.status = CaseStatus::Unassigned;
                    }
                    _ => {}
                }
            }
            Step::Pend { .. } => {
                case.status = CaseStatus::Pended;
                for pend in self.pends {
                    let pend = Pend {
                        by: self.me,
                        since: self.now,
                        ..pend
                    };
                    case.pends.insert(entry(), pend);
                }
            }
            Step::Settle { pend } => {
                if let Some(pend) = case.pends.get_mut(&EntryId(*pend)) {
                    pend.settled = self.now;
                }
                // What waits for nothing any more goes back to its coder, or into the list.
                if case.pends.values().all(|pend| pend.settled.is_some()) {
                    case.status = match case.assignment.coder {
                        Some(_) => CaseStatus::InProgress,
                        None => CaseStatus::Unassigned,
                    };
                }
            }
            Step::Coded => case.status = CaseStatus::Coded,
            Step::SendToReview { reviewer } => {
                case.status = CaseStatus::SecondReview;
                if let Some(reviewer) = reviewer {
                    let work = AssignedTo {
                        user: UserId(*reviewer),
                        work: "second review".to_owned(),
                    };
                    stay.assigned.insert(entry(), work);
                }
            }
            Step::Agree { note, .. } | Step::Return { note } => {
                let agrees = matches!(step, Step::Agree { .. });
                let review = Review {
                    by: self.me,
                    at: self.now,
                    outcome: if agrees {
                        ReviewOutcome::Agrees
                    } else {
                        ReviewOutcome::Returned
                    },
                    note: note.clone(),
                    own_work: self.own_work,
                };
                case.reviews.insert(entry(), review);
                if !agrees {
                    case.status = CaseStatus::InProgress;
                }
            }
            Step::Finalise => {
                case.status = CaseStatus::Final;
                let number = 1 + case.versions.values().map(|v| v.number).max().unwrap_or(0);
                let version = CaseVersion {
                    number,
                    at: self.now,
                    by: self.me,
                    heads: self.heads,
                    grouped: case.grouped.clone().unwrap_or_default(),
                    reopened: String::new(),
                };
                case.versions.insert(entry(), version);
                if stay.status == EncounterStatus::Discharged {
                    stay.status = EncounterStatus::Coded;
                }
            }
            Step::Reopen { reason } => {
                case.status = CaseStatus::Reopened;
                let latest = case.versions.values_mut().max_by_key(|v| v.number);
                if let Some(version) = latest {
                    reason.trim().clone_into(&mut version.reopened);
                }
                stay.status = match stay.status {
                    EncounterStatus::Coded => EncounterStatus::Discharged,
                    EncounterStatus::Billed | EncounterStatus::Rebilled => EncounterStatus::Coded,
                    other => other,
                };
            }
            Step::Billed => {
                case.status = CaseStatus::Billed;
                stay.billing = BillingStatus::Sent;
                stay.status = match stay.status {
                    EncounterStatus::Coded => EncounterStatus::Billed,
                    other => other,
                };
            }
        }
    }
}

fn assign(case: &mut CodingCase, coder: Option<UserId>, by: UserId, at: Option<Moment>) {
    case.assignment.coder = coder;
    case.assignment.by = Some(by);
    case.assignment.at = at;
}

/// Where a case stands; what nobody has begun is nobody's.
pub(super) fn standing(case: &CodingCase) -> CaseStatus {
    match case.status {
        CaseStatus::Unknown => CaseStatus::Unassigned,
        status => status,
    }
}
