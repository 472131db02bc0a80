//! The steps of a case: who may take which, what has to come first, and what each writes. Every step is one operation with
//! its audit entry; nothing is final while two values stand where one should.

use access::audit::Event;
use access::{Action, Past, RecordKind};
use records::model::{
    AssignedTo, BillingStatus, CaseStatus, CaseVersion, CodingCase, Encounter, EncounterStatus,
    Pend, PendReason, Purpose, Review, ReviewOutcome,
};
use records::{EntryId, Field, Kind, Moment, RecordId, UserId};
use store::Store;

use super::open::Read;
use super::past::{CasePast, case_place};
use super::view::is_discharged;
use crate::custodian::Custodian;
use crate::protocol::{CaseName, CaseView, Failure, PendDraft, Step, StepView};
use crate::rights::Asking;
use crate::surroundings::Surroundings;

/// A step by its name, with what is asked of whoever takes it.
struct Rule {
    name: &'static str,
    action: Action,
    kind: RecordKind,
    /// Where the case stands afterwards; nothing where the step decides.
    next: Option<CaseStatus>,
}

const fn rule(
    name: &'static str,
    action: Action,
    kind: RecordKind,
    next: Option<CaseStatus>,
) -> Rule {
    Rule {
        name,
        action,
        kind,
        next,
    }
}

/// The steps, in the order of the way. Taking a case takes the right to look through one's list, and to code what is
/// assigned: that is what it becomes.
const RULES: [Rule; 11] = [
    rule(
        "take",
        Action::Search,
        RecordKind::CodingCase,
        Some(CaseStatus::InProgress),
    ),
    rule("assign", Action::Assign, RecordKind::CodingCase, None),
    rule(
        "pend",
        Action::Code,
        RecordKind::CodingCase,
        Some(CaseStatus::Pended),
    ),
    rule("settle", Action::Code, RecordKind::CodingCase, None),
    rule(
        "coded",
        Action::Code,
        RecordKind::CodingCase,
        Some(CaseStatus::Coded),
    ),
    rule(
        "review",
        Action::Edit,
        RecordKind::CodingCase,
        Some(CaseStatus::SecondReview),
    ),
    rule("agree", Action::Review, RecordKind::CodingCase, None),
    rule(
        "return",
        Action::Review,
        RecordKind::CodingCase,
        Some(CaseStatus::InProgress),
    ),
    rule(
        "final",
        Action::Finalise,
        RecordKind::CodingCase,
        Some(CaseStatus::Final),
    ),
    rule(
        "reopen",
        Action::Reopen,
        RecordKind::CodingCase,
        Some(CaseStatus::Reopened),
    ),
    // Whoever sends claims out keeps what is charged and paid.
    rule(
        "billed",
        Action::Edit,
        RecordKind::Payment,
        Some(CaseStatus::Billed),
    ),
];

impl Step {
    const fn name(&self) -> &'static str {
        match self {
            Self::Take => "take",
            Self::Assign { .. } => "assign",
            Self::Pend { .. } => "pend",
            Self::Settle { .. } => "settle",
            Self::Coded => "coded",
            Self::SendToReview { .. } => "review",
            Self::Agree { .. } => "agree",
            Self::Return { .. } => "return",
            Self::Finalise => "final",
            Self::Reopen { .. } => "reopen",
            Self::Billed => "billed",
        }
    }
}

impl<S: Store, W: Surroundings> Custodian<S, W> {
    /// The steps, with what stands in the way of each.
    pub(super) fn steps_of(
        &self,
        of: CaseName,
        read: &Read,
        past: &CasePast,
    ) -> Result<Vec<StepView>, Failure> {
        let mut views = Vec::with_capacity(RULES.len());
        for rule in &RULES {
            let right = self.may_as(&self.asking(of, rule, &reviewed(past)))?;
            let not_now = match right.with_reason(&self.reason_for(RecordId(of.encounter))?) {
                Err(failure) if failure.place != "reason" => Some(failure),
                _ => self.not_yet(rule, read, past)?,
            };
            views.push(StepView {
                step: rule.name.to_owned(),
                not_now: not_now.map_or_else(String::new, |failure| failure.why),
            });
        }
        Ok(views)
    }

    fn asking<'a>(&self, of: CaseName, rule: &Rule, past: &'a [Past]) -> Asking<'a> {
        let on = (Kind::Encounter, RecordId(of.encounter));
        Asking {
            past,
            ..Asking::to(on, rule.action, rule.kind)
        }
    }

    /// What has to come first, whoever asks.
    fn not_yet(
        &self,
        rule: &Rule,
        read: &Read,
        past: &CasePast,
    ) -> Result<Option<Failure>, Failure> {
        let case = read.case();
        let status = standing(&case);
        if let Some(next) = rule.next
            && !(rule.name == "pend" && status == CaseStatus::Pended)
            && let Err(transition) = status.may_become(next)
        {
            let why = format!("“{}” comes first: {}.", transition.from, transition.instead);
            return Ok(Some(not_now(why, transition.instead)));
        }
        let me = self.session()?.user();
        let refused = match rule.name {
            "take" => take_refused(&case, me),
            "settle" if status != CaseStatus::Pended => {
                Some(("It waits for nothing.", "Go on coding."))
            }
            "agree" if status != CaseStatus::SecondReview => Some((
                "It is not under second review.",
                "Send it to second review first.",
            )),
            "coded" if case.principal.is_none() => {
                Some(("It has no principal diagnosis.", "Choose one."))
            }
            "final" => final_refused(read, &case, past),
            _ => None,
        };
        if let Some((why, fix)) = refused {
            return Ok(Some(not_now(why, fix)));
        }
        if rule.name == "final" && status == CaseStatus::SecondReview && !past.review_agrees {
            return Ok(Some(not_now(
                "The second review has not agreed.",
                "Have the reviewer finish.",
            )));
        }
        Ok(None)
    }

    /// Takes a step.
    pub(super) async fn step(&mut self, of: CaseName, step: &Step) -> Result<CaseView, Failure> {
        let read = self.read_case(of).await?;
        let named = CaseName {
            case: read.id.0,
            ..of
        };
        let past = self.case_past(named).await?;
        let Some(rule) = RULES.iter().find(|rule| rule.name == step.name()) else {
            return Err(super::open::no_case());
        };
        let audit = self.demand_step(of, rule, step, &past).await?;
        if let Some(failure) = self.not_yet(rule, &read, &past)? {
            return Err(failure);
        }
        let reason = match step {
            Step::Reopen { reason } if reason.trim().is_empty() => {
                return Err(not_now(
                    "A case is reopened for a reason, and none was given.",
                    "Say why.",
                ));
            }
            Step::Reopen { reason } => reason.trim(),
            _ => "",
        };
        if let Step::Assign { coder } = step {
            self.can_code(*coder)?;
        }
        if let Step::SendToReview { reviewer: Some(_) } = step {
            let kind = RecordKind::CodingCase;
            self.demand_case(of, Action::Assign, kind).await?;
        }
        let pends = match step {
            Step::Pend { reasons } => pends(reasons)?,
            _ => Vec::new(),
        };
        let mut entries = Vec::new();
        entries.resize_with(pends.len() + 1, || self.new_entry());
        let heads = self.stay_log(RecordId(of.encounter)).await?.state().heads();
        let doing = Doing {
            me: self.session()?.user(),
            now: self.civil_now(),
            entries,
            pends,
            heads,
            own_work: past.coders.contains(&self.session()?.user()),
        };
        let id = read.id;
        self.change_stay(RecordId(of.encounter), reason, vec![audit], |stay| {
            doing.write(stay, id, step);
        })
        .await?;
        self.shown(named, id).await
    }

    async fn demand_step(
        &mut self,
        of: CaseName,
        rule: &Rule,
        step: &Step,
        past: &CasePast,
    ) -> Result<Event, Failure> {
        let given = self.reason_for(RecordId(of.encounter))?;
        let reason = match step {
            Step::Agree { own_work, .. } if !own_work.trim().is_empty() => own_work.trim(),
            _ => &given,
        };
        let coded = reviewed(past);
        let event = self
            .demand_as(&self.asking(of, rule, &coded), reason)
            .await?;
        if matches!(step, Step::Take) {
            let session = self.session()?;
            let flags = session.flags_of((Kind::Encounter, RecordId(of.encounter)));
            let code = access::may(
                session.roles,
                Action::Code,
                RecordKind::CodingCase,
                access::Relation::Assigned,
                flags,
            );
            if let Some(refusal) = crate::failure::refusal(&code) {
                return Err(refusal);
            }
        }
        Ok(event)
    }

    /// Gives a list of cases to a coder. What can't be given is told by the first that can't; those before are given.
    pub(super) async fn assign_many(
        &mut self,
        encounters: &[[u8; 16]],
        coder: Option<[u8; 16]>,
    ) -> Result<(), Failure> {
        for encounter in encounters {
            let of = CaseName {
                encounter: *encounter,
                case: [0; 16],
            };
            self.step(of, &Step::Assign { coder }).await?;
            // It is on nobody's screen.
            let desk = &mut self.session_mut()?.desk;
            desk.seen.remove(&RecordId(*encounter));
        }
        Ok(())
    }

    fn can_code(&self, coder: Option<[u8; 16]>) -> Result<(), Failure> {
        let Some(coder) = coder else { return Ok(()) };
        let members = &self.session()?.facility.members;
        let member = members.get(&EntryId(coder));
        let codes = member.is_some_and(|member| {
            member.until.is_none()
                && crate::founding::roles_of(&member.roles).has(access::Role::Coder)
        });
        if codes {
            return Ok(());
        }
        Err(not_now(
            "Whoever it should go to works here no more, or not as a coder.",
            "Choose a coder.",
        ))
    }
}

/// What a step is written with.
struct Doing {
    me: UserId,
    now: Option<Moment>,
    entries: Vec<EntryId>,
    pends: Vec<Pend>,
    heads: Vec<records::OpId>,
    own_work: bool,
}

impl Doing {
    fn write(self, stay: &mut Encounter, id: EntryId, step: &Step) {
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
fn standing(case: &CodingCase) -> CaseStatus {
    match case.status {
        CaseStatus::Unknown => CaseStatus::Unassigned,
        status => status,
    }
}

fn take_refused(case: &CodingCase, me: UserId) -> Option<(&'static str, &'static str)> {
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

fn final_refused(
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
pub(super) fn review_agrees(state: &records::State, case: &CodingCase, id: EntryId) -> bool {
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

fn reviewed(past: &CasePast) -> Vec<Past> {
    let coders = past.coders.iter().map(|coder| access::UserId(coder.0));
    vec![Past::CodedBy(coders.collect())]
}

fn pends(reasons: &[PendDraft]) -> Result<Vec<Pend>, Failure> {
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

fn not_now(why: impl Into<String>, fix: impl Into<String>) -> Failure {
    Failure::new("The case stays where it is.", why, "coding case", fix)
}
