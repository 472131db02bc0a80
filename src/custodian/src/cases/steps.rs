//! The steps of a case: who may take which, what has to come first, and what each writes. Every step is one operation with
//! its audit entry; nothing is final while two values stand where one should.

use access::audit::Event;
use access::{Action, Past, RecordKind};
use records::model::CaseStatus;
use records::{EntryId, Kind, RecordId};
use store::Store;

use super::open::Read;
use super::past::CasePast;
use crate::custodian::Custodian;
use crate::protocol::{CaseName, CaseView, Failure, Step, StepView};
use crate::rights::Asking;
use crate::surroundings::Surroundings;

mod conditions;
mod doing;

pub(super) use conditions::review_agrees;
use conditions::{final_refused, not_now, pends, reviewed, take_refused};
use doing::{Doing, standing};

/// Most cases given at once, as nothing else is answered meanwhile.
const AT_ONCE: usize = 100;

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
        let me = self.session()?.user();
        if rule.name == "take"
            && let Some((why, fix)) = take_refused(&case, me)
        {
            return Ok(Some(not_now(why, fix)));
        }
        if let Some(next) = rule.next
            && !(rule.name == "pend" && status == CaseStatus::Pended)
            && let Err(transition) = status.may_become(next)
        {
            if status == next {
                return Ok(Some(not_now(
                    format!("The case is {} already.", transition.from),
                    "Go on with it.",
                )));
            }
            let why = format!("The case is {}: {}.", transition.from, transition.instead);
            return Ok(Some(not_now(why, transition.instead)));
        }
        let refused = match rule.name {
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
        if encounters.len() > AT_ONCE {
            return Err(Failure::new(
                "The cases were not given.",
                format!("{} at once are more than {AT_ONCE}.", encounters.len()),
                "worklist",
                "Give them in several lots.",
            ));
        }
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
